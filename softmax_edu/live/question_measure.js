/**
 * The measured line of a reveal: a sentence whose numbers are computed when it is shown.
 *
 * @module question_measure
 */

import { fixed } from "./format.js";
import { accurateSum, evaluate, jacobian } from "./softmax.js";

/**
 * @typedef {object} Moment
 * @property {number[]} [theta] the scores
 * @property {number[]} [e] or e to the scores
 * @property {number[]} [add] what is added to them
 * @property {number | number[]} [y]
 * @property {number} [temperature]
 * @property {number} [rate] of a descent step
 */

const DIGITS = 4;

/**
 * A quantity of a moment by its name: `s`, `s.0`, `loss`, `gradient`, `jacobian.0.1`, `columns`, `largest`, `step`.
 * @param {Moment} moment
 * @param {string[]} name
 * @returns {number | number[]}
 */
export function quantity(moment, [name, ...indices]) {
  const scores = (moment.theta ?? (moment.e ?? []).map(Math.log)).map((score, k) => score + (moment.add?.[k] ?? 0));
  const numbers = evaluate(scores, moment.y ?? null, moment.temperature);
  const classes = scores.map((_, k) => k);
  const [i, j] = indices.map(Number);
  /** @type {Record<string, () => number | number[]>} */
  const known = {
    s: () => numbers.s,
    loss: () => numbers.loss,
    gradient: () => numbers.gradient,
    step: () => numbers.gradient.map((entry) => -(moment.rate ?? 1) * entry),
    columns: () => classes.map((column) => accurateSum(classes.map((row) => jacobian(numbers, row, column)))),
    largest: () => Math.max(...classes.flatMap((row) => classes.map((column) => Math.abs(jacobian(numbers, row, column))))),
  };
  if (name === "jacobian") return jacobian(numbers, i, j);
  if (!(name in known)) throw new RangeError(`there is no quantity ${name}`);
  const found = known[name]();
  return Array.isArray(found) && indices.length > 0 ? found[i] : found;
}

/**
 * Fill a sentence with numbers: `{before.s.0}` is S₀ of the moment `before`; `{b.loss-a.loss}` a difference.
 * @param {string} sentence
 * @param {Record<string, Moment>} moments
 * @returns {string}
 */
export function measuredLine(sentence, moments) {
  return sentence.replace(/\{([\w.]+)(?:-([\w.]+))?\}/g, (_, first, second) => {
    const [value, taken] = [first, second].map((path) => {
      if (path === undefined) return 0;
      const [moment, ...name] = path.split(".");
      return quantity(moments[moment], name);
    });
    if (Array.isArray(value)) return `(${value.map((number) => fixed(number, DIGITS)).join(", ")})`;
    return fixed(value - Number(taken), DIGITS);
  });
}
