/**
 * Thin bars, one a class, where there are too many classes for a number each.
 *
 * @module bars
 */

import { element, Mark } from "./dom.js";
import { FACTS } from "./facts.js";

/** More classes than this are drawn as thin bars and a painted matrix. */
export const MANY = FACTS.limits.annotated;

/**
 * One thin bar a class, as marks that carry their values.
 * @param {number} K
 * @param {string} className
 * @returns {HTMLElement}
 */
export function bars(K, className) {
  return element("div", { class: `bars ${className}` },
    ...Array.from({ length: K }, () => element("div", { class: "line" }, element("span", { class: "fill" }))));
}

/**
 * Where a value lies on a scale, 0 to 1. What is beyond an end is drawn at the end.
 * @param {number} value
 * @param {[number, number]} scale
 * @returns {number}
 */
export function placeOn(value, [least, most]) {
  return (Math.max(least, Math.min(most, value)) - least) / (most - least);
}

/** A row of thin bars on one scale with zero inside it, along x or along y as its style says. */
export class Strip {
  /**
   * @param {number} K
   * @param {string} className
   * @param {string} quantity
   */
  constructor(K, className, quantity) {
    this.quantity = quantity;
    this.element = bars(K, className);
    this.lines = [...this.element.children].map((line) => new Mark(/** @type {HTMLElement} */ (line)));
  }

  /**
   * @param {number[]} values
   * @param {[number, number]} scale
   * @param {{ elsewhere?: number, j?: number, pinned?: number[] }} [options] the one whose number stands in another
   *   place, the input that all of them belong to, and the values that are compared with
   */
  draw(values, scale, { elsewhere = -1, j, pinned } = {}) {
    values.forEach((value, k) => {
      placeBar(this.lines[k], value, scale);
      this.lines[k].attribute("data-was", pinned !== undefined);
      if (pinned) this.lines[k].style("--was", placeOn(pinned[k], scale).toFixed(4));
      this.lines[k].quantity(this.quantity, k === elsewhere ? Number.NaN : value, k, j);
    });
  }
}

/**
 * The bar of a value on a scale with zero inside it: where it starts and how long it is, both 0 to 1.
 * @param {Mark} line
 * @param {number} value
 * @param {[number, number]} scale
 */
export function placeBar(line, value, scale) {
  const [zero, at] = [placeOn(0, scale), placeOn(value, scale)];
  line.style("--from", Math.min(zero, at).toFixed(4));
  line.style("--length", Math.abs(at - zero).toFixed(4));
  line.attribute("data-sign", value < 0 ? "−" : "+");
}
