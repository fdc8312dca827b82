/**
 * S_i as a quotient u/v: the numbers that its derivation inserts.
 *
 * @module quotient
 */

import { accurateSum } from "./softmax.js";

/** @typedef {import("./softmax.js").Numbers} Numbers */

const READABLE = [Math.log(1e-3), Math.log(1e6)]; // of the largest exponent: beyond, all e^θ are divided by it

/**
 * u = e^θ_i, v = Σ e^θ_k and what else the derivation inserts. Where e^θ overflows, vanishes or cannot be
 * read, all of them are divided by the largest, which cancels in u/v and in every line.
 * @param {Numbers} numbers
 * @param {[number, number]} cell
 */
export function quotient({ theta, temperature }, [i, j]) {
  const t = theta.map((score) => score / temperature);
  const largest = Math.max(...t);
  const shift = largest < READABLE[0] || largest > READABLE[1] ? largest : 0;
  const e = t.map((score) => Math.exp(score - shift));
  return {
    shift,
    exponents: t.map((score) => score - shift),
    e,
    u: e[i],
    v: accurateSum(e),
    // v − u as the sum of the other terms: the digits of a tiny one are lost in the difference.
    others: accurateSum(e.filter((_, k) => k !== i)),
    du: i === j ? e[i] / temperature : 0,
    dv: e[j] / temperature,
  };
}
