/**
 * What stands below the matrix, whether it is made of cells or painted: what J is, the scale of its colours, and the
 * sums of the lit row and column.
 *
 * @module legend
 */

import { element, fill, Mark } from "./dom.js";
import { fixed, subscript, trimmed } from "./format.js";
import { lettered } from "./letters.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {Record<string, any>} Messages */

/**
 * @param {number} temperature
 * @returns {string}
 */
export function jacobianHead(temperature) {
  return temperature === 1 ? "J = ∂Sᵢ/∂θⱼ" : "J = Sᵢ(δᵢⱼ − Sⱼ)/T";
}

/**
 * @param {number} limit the end of the scale of colours
 * @returns {string}
 */
export function endText(limit) {
  return trimmed(limit, 3);
}

export class Legend {
  /**
   * @param {Messages} messages
   * @param {boolean} painted whether the sign of a cell is told by where it lies
   */
  constructor(messages, painted) {
    this.messages = messages;
    this.head = new Mark(element("span", { class: "head" }));
    this.ends = [0, 1].map(() => new Mark(element("span", {})));
    this.scale = element("span", { class: "legend" }, this.ends[0].node, element("span", { class: "ramp" }), this.ends[1].node);
    this.row = new Mark(element("span", {}));
    this.column = new Mark(element("span", {}));
    this.element = element("div", { class: "foot" }, this.head.node, this.scale,
      painted
        ? element("span", {}, messages.diagonal_positive)
        : element("span", { class: "key" }, element("span", { class: "corner" }), messages.negative),
      element("span", { class: "sums" }, this.row.node, " ", this.column.node));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {number} limit the end of the scale
   */
  draw({ numbers }, { i, j }, limit) {
    const end = endText(limit);
    const head = jacobianHead(numbers.temperature);
    if (this.head.changes("", head)) this.head.node.replaceChildren(...lettered(head));
    this.ends[0].text(`−${end}`);
    this.ends[1].text(`+${end}`);
    const classes = numbers.s.map((_, k) => k);
    this.drawSum(this.row, "row", i, i === null ? 0 : classes.reduce((sum, k) => sum + jacobian(numbers, i, k), 0));
    this.drawSum(this.column, "column", j, j === null ? 0 : classes.reduce((sum, k) => sum + jacobian(numbers, k, j), 0));
    if (i === null && j === null) this.row.text(this.messages.sums_to_zero);
  }

  /**
   * @param {Mark} mark
   * @param {"row" | "column"} kind
   * @param {number | null} k
   * @param {number} sum
   */
  drawSum(mark, kind, k, sum) {
    const name = k === null ? "" : `${kind === "row" ? "S" : "θ"}${subscript(k)}`;
    mark.text(k === null ? "" : fill(this.messages[`${kind}_sum`], { name, sum: fixed(sum) }));
    mark.quantity(`${kind}-sum`, k === null ? Number.NaN : sum, ...(kind === "row" ? [k ?? 0] : [undefined, k ?? 0]));
  }
}
