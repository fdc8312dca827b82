/**
 * The weights of y, typed one by one.
 *
 * @module weights
 */

import { element, fill, setAttribute } from "./dom.js";
import { ExactField } from "./field.js";
import { exact, subscript } from "./format.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./scores.js").Hand} Hand */

export class Weights {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    this.hand = hand;
    this.fields = Array.from({ length: K }, (_, i) => this.field(i));
    this.element = element("div", { class: "weights", role: "group", "aria-label": hand.messages.weights },
      ...this.fields.map((field, i) => element("label", { class: "weight-of" },
        element("span", { class: "name" }, `y${subscript(i)}`), field.input)));
  }

  /**
   * @param {number} i
   * @returns {ExactField}
   */
  field(i) {
    const { messages, state, refuse } = this.hand;
    const take = (/** @type {number} */ weight) => {
      const frame = state.frame();
      if (!frame || !(weight >= 0 && weight < Infinity)) return false;
      if (frame.numbers.y[i] !== weight) state.write({ y: frame.numbers.y.map((old, k) => (k === i ? weight : old)) });
      return true;
    };
    const field = new ExactField(take, { refuse, refusal: messages.not_a_weight, show: exact });
    field.input.classList.add("weight");
    setAttribute(field.input, "aria-label", fill(messages.weight, { name: `y${subscript(i)}` }));
    return field;
  }

  /** @param {Frame} frame */
  draw({ numbers }) {
    this.fields.forEach((field, i) => field.show(numbers.y[i]));
  }
}
