/**
 * What stands below the matrix, whether it is made of cells or painted: what J is, the scale of its colours, and the
 * sums of the lit row and column.
 *
 * @module legend
 */

import { element, fillWith, Mark } from "./dom.js";
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
   * @param {boolean} painted whether negative cells are hatched, not marked in a corner
   */
  constructor(messages, painted) {
    this.messages = messages;
    this.head = new Mark(element("span", { class: "head" }));
    this.ends = [0, 1].map(() => new Mark(element("span", {})));
    this.scale = element("span", { class: "legend" }, this.ends[0].node, element("span", { class: painted ? "ramp hatched" : "ramp" }), this.ends[1].node);
    this.sums = new Mark(element("span", { class: "sums" }));
    this.rowSum = new Mark(element("span", {}));
    this.columnSum = new Mark(element("span", {}));
    this.element = element("div", { class: "foot" }, this.head.node, this.scale,
      painted
        ? element("span", {}, messages.diagonal_positive)
        : element("span", { class: "key" }, element("span", { class: "corner" }), messages.negative),
      this.sums.node);
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
    this.drawSums(numbers, i, j);
  }

  /**
   * The sums of the row and the column that are lit, in one sentence.
   * @param {Frame["numbers"]} numbers
   * @param {number | null} i
   * @param {number | null} j
   */
  drawSums(numbers, i, j) {
    if (this.sums.changes("lit", `${i} ${j}`)) {
      const key = i !== null && j !== null ? "row_and_column_sum" : i !== null ? "row_sum" : j !== null ? "column_sum" : "sums_to_zero";
      this.sums.node.replaceChildren(...fillWith(this.messages[key], {
        row: [`S${subscript(i ?? 0)}`], row_sum: [this.rowSum.node], column: [`θ${subscript(j ?? 0)}`], column_sum: [this.columnSum.node],
      }));
    }
    const classes = numbers.s.map((_, k) => k);
    if (i !== null) this.drawSum(this.rowSum, "row-sum", classes.map((k) => jacobian(numbers, i, k)), i);
    if (j !== null) this.drawSum(this.columnSum, "column-sum", classes.map((k) => jacobian(numbers, k, j)), undefined, j);
  }

  /**
   * @param {Mark} mark
   * @param {string} quantity
   * @param {number[]} entries
   * @param {number} [i]
   * @param {number} [j]
   */
  drawSum(mark, quantity, entries, i, j) {
    const sum = entries.reduce((a, b) => a + b, 0);
    mark.text(fixed(sum));
    mark.quantity(quantity, sum, i, j);
  }
}
