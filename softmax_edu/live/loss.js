/**
 * The loss as a number.
 *
 * @module loss
 */

import { element, Mark } from "./dom.js";
import { positive, relation, subscript } from "./format.js";
import { Difference } from "./pin.js";

/** @typedef {import("./state.js").Frame} Frame */

/** The loss, in two pieces that may stand in a corner one below the other: what it is, and how much. */
export class Loss {
  constructor() {
    this.formula = new Mark(element("span", {}));
    this.value = new Mark(element("b", {}));
    this.change = new Difference();
    this.element = element("div", { class: "loss" }, this.formula.node, " ", this.value.node, " ", this.change.node);
  }

  /** @param {Frame} frame */
  draw({ numbers, target, pinned }) {
    this.formula.text(`L = ${Array.isArray(target) ? "−Σ yₖ ln Sₖ" : `−ln S${subscript(target ?? 0)}`}`);
    this.value.text(relation(positive(numbers.loss)));
    this.value.quantity("loss", numbers.loss);
    this.change.since("loss", numbers.loss, pinned?.loss);
  }
}
