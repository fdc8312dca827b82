/**
 * A state that is kept to be compared with: every number then has its difference to it below, and every bar and
 * slider a grey mark where it stood.
 *
 * @module pin
 */

import { element, Mark } from "./dom.js";
import { entry } from "./format.js";

const NOISE = [1e-12, 1e-15]; // what rounding may leave of nothing: of the larger number, and beside it

/**
 * How far a number is from what it was. What only rounding has left is nothing: θ + c gives the same S as θ.
 * @param {number} now
 * @param {number} before
 * @returns {number}
 */
export function difference(now, before) {
  if (now === before) return 0; // also of two infinite ones
  const change = now - before;
  return Math.abs(change) <= NOISE[0] * Math.max(Math.abs(now), Math.abs(before)) + NOISE[1] ? 0 : change;
}

/**
 * @param {number} change
 * @param {(value: number) => string} [show] how such numbers are written
 * @returns {string} Δ +0.031, Δ 0.000
 */
export function differenceText(change, show = entry) {
  const text = show(change);
  return `Δ\u202f${change > 0 && /^\d/.test(text) ? "+" : ""}${text}`;
}

/** What stands below a number while a state is pinned. */
export class Difference extends Mark {
  constructor() {
    super(element("span", { class: "difference" }));
  }

  /**
   * @param {string} quantity of which it is the difference
   * @param {number} now
   * @param {number | undefined} before nothing while no state is pinned
   * @param {number} [i]
   * @param {(value: number) => string} [show] how such numbers are written
   */
  since(quantity, now, before, i, show) {
    const change = before === undefined ? Number.NaN : difference(now, before);
    this.text(Number.isFinite(change) ? differenceText(change, show) : "");
    this.quantity(`${quantity}-difference`, change, i);
  }
}

/** A number with its difference below it. */
export class Figure extends Mark {
  constructor() {
    const below = new Difference();
    super(element("span", { class: "number" }, "", below.node));
    this.below = below;
  }

  /** @param {string} text */
  text(text) {
    if (this.changes("", text)) /** @type {Text} */ (this.node.firstChild).data = text;
  }
}
