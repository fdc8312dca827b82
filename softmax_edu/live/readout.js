/**
 * The lit row and column by name, with their numbers, where the picture has no room for them.
 *
 * @module readout
 */

import { element, Mark } from "./dom.js";
import { shortNumber } from "./field.js";
import { entry, relation, share, subscript } from "./format.js";
import { difference, differenceText } from "./pin.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */

export class Readout {
  /** @param {{ jacobian: boolean, gradient: boolean, isOnlyPlace: boolean }} shows */
  constructor(shows) {
    this.shows = shows;
    const piece = (/** @type {string} */ name) => new Mark(element("span", { class: name }));
    this.output = piece("watched");
    this.input = piece("nudged");
    this.cell = piece("crossing");
    this.gradient = piece("nudged");
    this.element = element("p", { class: "readout" },
      ...[this.output, this.input, this.cell, this.gradient].map(({ node }) => node));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw({ numbers, pinned }, lit) {
    const [i, j] = [lit.i ?? 0, lit.j ?? 0];
    const [output, input] = [`S${subscript(i)}`, `θ${subscript(j)}`];
    const value = jacobian(numbers, i, j);
    const since = (/** @type {number} */ now, /** @type {number | undefined} */ before) => (
      before === undefined ? "" : ` (${differenceText(difference(now, before))})`);
    this.output.text(`${output} ${relation(share(numbers, i))}${since(numbers.s[i], pinned?.s[i])}`);
    this.input.text(`${input} = ${shortNumber(numbers.theta[j])}${since(numbers.theta[j], pinned?.theta[j])}`);
    this.cell.text(this.shows.jacobian
      ? `∂${output}/∂${input} ${relation(entry(value))}${since(value, pinned ? jacobian(pinned, i, j) : undefined)}` : "");
    if (this.shows.isOnlyPlace) this.cell.quantity("jacobian", value, i, j);
    this.gradient.text(this.shows.gradient
      ? `∂L/∂${input} ${relation(entry(numbers.gradient[j]))}${since(numbers.gradient[j], pinned?.gradient[j])}` : "");
  }
}
