/**
 * The line below the panels: the case of the picked cell, with the numbers of this very θ in it.
 *
 * @module caseline
 */

import { element, fill, fillWith, setQuantity } from "./dom.js";
import { exact, product, significant, subscript } from "./format.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */


/**
 * How far a score is nudged: small against T, or S would not follow its tangent.
 * @param {number} temperature
 * @returns {number} 0.1 from T = 1 on, and below that the power of ten between T/100 and T/10
 */
export function nudgeFor(temperature) {
  const power = Number(temperature.toExponential().split("e")[1]);
  return Number(`1e${Math.min(0, power) - 1}`);
}

/**
 * The pieces of the case of a cell: who is watched and nudged, the formula, its arithmetic, the result.
 * @param {Frame["numbers"]} numbers
 * @param {[number, number]} cell
 */
export function caseOf(numbers, [i, j]) {
  const { s, rest, temperature } = numbers;
  const [output, input] = [`S${subscript(i)}`, `θ${subscript(j)}`];
  const over = temperature === 1 ? "" : "/T";
  const divided = temperature === 1 ? "" : ` / ${exact(temperature)}`;
  const value = jacobian(numbers, i, j);
  const show = (/** @type {number} */ v) => significant(v, 4);
  const { factors, relation, result } = product([s[i], i === j ? rest[i] : s[j]], temperature, show);
  const minus = i === j ? "" : "−";
  const step = nudgeFor(temperature);
  return {
    i, j, output, input, value, relation, step: exact(step),
    kind: i === j ? "i = j" : "i ≠ j",
    formula: i === j ? `${output} (1 − ${output})${over}` : `−${output} S${subscript(j)}${over}`,
    arithmetic: `${minus}${factors[0]} × ${factors[1]}${divided}`,
    result: result === "0" ? "0" : minus + result,
    nudge: significant(value * step, 2),
  };
}

export class CaseLine {
  /** @param {Messages} messages */
  constructor(messages) {
    this.messages = messages;
    this.element = element("p", { class: "case" });
    this.shown = "";
  }

  /**
   * @param {Frame} frame
   * @param {boolean} masked whether a prediction is to be locked first
   */
  draw({ numbers, cell }, masked) {
    if (masked || cell === null) {
      const sentence = masked ? this.messages.masked : this.messages.pick_a_cell;
      this.show([sentence], sentence);
      return;
    }
    const found = caseOf(numbers, cell);
    const result = element("b", {}, found.result);
    setQuantity(result, "case", found.value, found.i, found.j);
    const derivative = `∂${found.output}/∂${found.input}`;
    const nudge = fill(this.messages.nudge, {
      input: found.input, output: found.output, change: found.nudge, step: found.step,
    });
    const arithmetic = `${derivative} = ${found.formula} = ${found.arithmetic} ${found.relation} `;
    this.show(fillWith(this.messages.case, {
      output: [element("span", { class: "watched" }, found.output)],
      input: [element("span", { class: "nudged" }, found.input)],
      kind: [element("b", {}, found.kind)],
      arithmetic: [element("span", { class: "arithmetic" }, arithmetic, result)],
      nudge: [nudge],
    }), fill(this.messages.case_told, { kind: found.kind, arithmetic: arithmetic + found.result, nudge }));
  }

  /**
   * @param {(Node | string)[]} parts
   * @param {string} sentence the same as plain text
   */
  show(parts, sentence) {
    if (sentence === this.shown) return;
    this.element.replaceChildren(...parts);
    this.shown = sentence;
  }
}
