/**
 * S − y as the gap that is seen: a bracket from S_j·Σy to y_j under the bar of row j, led through cell (j, j) to the
 * entry of the gradient that it is.
 *
 * @module gap
 */

import { placeOn } from "./bars.js";
import { element, Mark, svg } from "./dom.js";
import { gapText, gradientEnd } from "./gradient.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./layout.js").Plan} Plan */

const TICK = 4; // px
const BELOW = 10; // px between the matrix and the gradient; the style sheet says the same

/**
 * A bracket under the bar, a line along the matrix, and a bracket of the same length beside the entry's bar.
 * @param {Plan} plan
 * @param {number} j
 * @param {[number, number]} ends of the gap, 0 to 1 of the bar
 * @param {number} gradient the entry, 1 at the end of its scale
 * @param {number} K
 * @returns {string} the path, from the bars' left end and the first row's top
 */
export function gapPath({ track, unit, name, cell, row }, j, [from, to], gradient, K) {
  const bottom = (j + 1) * row - 1.5;
  const [a, b] = [from * track, to * track].map((x) => Math.round(x) + 0.5);
  const through = track + name + j * cell + 1;
  const zero = K * row + BELOW + unit;
  const tip = zero - Math.max(-1, Math.min(1, gradient)) * unit;
  const beside = track + name + (j + 0.5) * cell - Math.min(13, 0.32 * cell) - 3;
  return `M${a},${bottom - TICK} V${bottom} H${b} V${bottom - TICK} M${(a + b) / 2},${bottom} H${through} V${(zero + tip) / 2} H${beside - TICK}`
    + ` M${beside},${zero} H${beside - TICK} V${tip} H${beside}`;
}

export class Gap {
  constructor() {
    this.path = new Mark(svg("path"));
    this.drawing = svg("svg", { class: "gap", "aria-hidden": "true" }, this.path.node);
    this.label = new Mark(element("span", { class: "gap-name" }));
  }

  /**
   * @param {Frame} frame
   * @param {number | null} j the lit input
   * @param {Plan} plan
   * @param {number} unit the end of the scale of S and y
   */
  draw({ numbers }, j, plan, unit) {
    this.path.attribute("d", j === null ? "" : gapPath(plan, j,
      [placeOn(numbers.s[j] * numbers.weight, [0, unit]), placeOn(numbers.y[j], [0, unit])],
      numbers.gradient[j] / gradientEnd(numbers, unit), numbers.K));
    this.label.attribute("hidden", j === null);
    if (j === null) return;
    this.label.text(gapText(numbers, j));
    this.label.style("--j", j);
  }
}
