/**
 * A state in the address of a page: `#theta=0,ln2,ln5&y=1&cell=0,1`. Numbers are all that is read from it.
 *
 * @module address
 */

import { FACTS } from "./facts.js";
import { typedNumber } from "./typed.js";

/**
 * @typedef {object} Sent what an address says
 * @property {number[]} theta
 * @property {number | number[]} [y] a class, or K weights
 * @property {number} [temperature]
 * @property {[number, number]} [cell]
 * @property {number} at which explorer of the page, from 0
 */

const LONGEST_ADDRESS = 5000; // characters: a hundred scores and weights, every digit of them

/**
 * Whether an address means to hold a state. Others lead to a section.
 * @param {string} hash
 */
export function holdsState(hash) {
  return /^#(?:.*&)?theta=/.test(hash);
}

/**
 * @param {string | undefined} text
 * @returns {number[] | null | undefined} null where one of them is no number, undefined where there are none
 */
function numbersOf(text) {
  if (text === undefined) return undefined;
  const numbers = text.split(",").map(typedNumber);
  return numbers.every((value) => value !== null) ? numbers : null;
}

/**
 * @param {number | undefined} value
 * @param {number} count
 * @returns {value is number}
 */
function isIndex(value, count) {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value < count;
}

/**
 * The target of K classes that these numbers are.
 * @param {number[]} values
 * @param {number} K
 * @returns {number | number[] | null}
 */
function targetOf(values, K) {
  if (values.length === K) return values.every((weight) => weight >= 0) ? values : null;
  return values.length === 1 && isIndex(values[0], K) ? values[0] : null;
}

/**
 * @param {string} hash
 * @returns {Sent | null} null where it is no state that can be shown
 */
export function readAddress(hash) {
  if (hash.length > LONGEST_ADDRESS) return null;
  let plain = "";
  try {
    plain = decodeURIComponent(hash.slice(1));
  } catch {
    return null;
  }
  /** @type {Map<string, string>} */
  const parts = new Map();
  for (const part of plain.split("&")) {
    const name = part.split("=", 1)[0];
    if (parts.has(name)) return null;
    parts.set(name, part.slice(name.length + 1));
  }
  const [theta, y, T, cell, at] = ["theta", "y", "T", "cell", "at"].map((name) => numbersOf(parts.get(name)));
  if (!theta || y === null || T === null || cell === null || at === null) return null;
  const K = theta.length;
  const target = y && targetOf(y, K);
  if (K < 2 || K > FACTS.limits.classes || target === null) return null;
  if (T && !(T.length === 1 && T[0] > 0 && theta.every((score) => Number.isFinite(score / T[0])))) return null;
  if (cell && !(cell.length === 2 && cell.every((index) => isIndex(index, K)))) return null;
  if (at && !(at.length === 1 && isIndex(at[0], Number.MAX_SAFE_INTEGER))) return null;
  return {
    theta, at: at?.[0] ?? 0,
    ...(target !== undefined && { y: target }), ...(T && { temperature: T[0] }), ...(cell && { cell: [cell[0], cell[1]] }),
  };
}

/**
 * The address of a state, in decimals that give every number back.
 * @param {{ get(name: string): any }} model
 * @param {number} at which explorer of the page, from 0
 * @returns {string}
 */
export function addressOf(model, at) {
  const [theta, y, temperature, cell] = ["theta", "y", "temperature", "cell"].map((name) => model.get(name));
  return `#${[
    `theta=${theta}`,
    ...(y === null ? [] : [`y=${y}`]),
    ...(temperature === 1 ? [] : [`T=${temperature}`]),
    ...(cell === null ? [] : [`cell=${cell}`]),
    ...(at === 0 ? [] : [`at=${at}`]),
  ].join("&")}`;
}

/**
 * Show the state that an address names. Without a T it is 1, without a cell none is picked; a target stays if it can.
 * @param {{ get(name: string): any, set(name: string, value: any): void }} model
 * @param {Sent} sent
 */
export function showSent(model, { theta, y, temperature, cell }) {
  const before = model.get("y");
  const fits = before === null || (Array.isArray(before) ? before.length === theta.length : before < theta.length);
  model.set("theta", theta);
  model.set("y", y ?? (fits ? before : 0));
  model.set("temperature", temperature ?? 1);
  model.set("cell", cell ?? null);
}
