/**
 * The step between θ and S, on wish: e to each score, and their sum, by which each is divided.
 *
 * @module exponentials
 */

import { element, Mark } from "./dom.js";
import { significant, subscript, trimmed, written } from "./format.js";
import { endOfScale } from "./layout.js";
import { quotient } from "./quotient.js";
import { accurateSum } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./softmax.js").Numbers} Numbers */

const SUM_DIGITS = [4, 7]; // significant ones, as few as show that the sum is the sum

/**
 * The column as it is written. Where e to the largest score cannot be read, all are divided by it.
 * @param {Numbers} numbers
 * @returns {{ values: number[], texts: string[], sum: number, sumText: string, shift: number }}
 */
export function exponentialsOf(numbers) {
  const { e, v, exponents, shift } = quotient(numbers, [0, 0]);
  const isSum = (/** @type {number} */ at) => significant(accurateSum(e.map((value) => written(value, at))), at) === significant(v, at);
  let [digits] = SUM_DIGITS;
  while (digits < SUM_DIGITS[1] && !isSum(digits)) digits += 1;
  const texts = e.map((value, k) => (value === 0 ? `e^(${trimmed(exponents[k], 4)})` : trimmed(value, digits)));
  return { values: e, texts, sum: v, sumText: `${isSum(digits) ? "=" : "≈"} ${trimmed(v, digits)}`, shift };
}

export class Exponentials {
  /** @param {number} K */
  constructor(K) {
    this.powers = [0, 1].map(() => new Mark(element("sup", {})));
    this.head = element("div", { class: "head" }, "e", this.powers[0].node);
    this.rows = Array.from({ length: K }, (_, k) => {
      const bar = new Mark(element("span", { class: "fill" }));
      const number = new Mark(element("span", { class: "number" }));
      const row = new Mark(element("div", { class: "row" }, element("span", { class: "name" }, "e", element("sup", {}, `θ${subscript(k)}`)),
        number.node, element("span", { class: "track" }, bar.node)));
      return { bar, number, row };
    });
    this.end = new Mark(element("span", {}));
    this.scale = element("div", { class: "ends", "aria-hidden": "true" }, element("span", {}, "0"), this.end.node);
    this.sum = new Mark(element("b", {}));
    this.foot = element("div", { class: "foot" }, element("span", {}, "Σ e", this.powers[1].node, " ", this.sum.node));
    this.element = element("div", {}, ...this.rows.map(({ row }) => row.node));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw({ numbers }, lit) {
    const { values, texts, sum, sumText, shift } = exponentialsOf(numbers);
    const end = endOfScale(Math.max(...values));
    const over = numbers.temperature === 1 ? "θ" : "θ/T";
    for (const power of this.powers) power.text(shift === 0 ? over : `${over} − ${trimmed(shift, 6)}`);
    this.end.text(trimmed(end, 3));
    this.rows.forEach(({ bar, number, row }, k) => {
      bar.style("transform", `scaleX(${values[k] / end})`);
      number.text(texts[k]);
      number.quantity("exponential", values[k], k);
      row.attribute("data-nudged", lit.j === k);
    });
    this.sum.text(sumText);
    this.sum.quantity("exponential-sum", sum);
  }
}
