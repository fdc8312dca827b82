/**
 * The weights of y, typed one by one.
 *
 * @module weights
 */

import { element, fill, setAttribute } from "./dom.js";
import { exact, parseNumber, subscript } from "./format.js";

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
        element("span", { class: "name" }, `y${subscript(i)}`), field)));
  }

  /**
   * @param {number} i
   * @returns {HTMLInputElement}
   */
  field(i) {
    const { messages, state, refuse } = this.hand;
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", class: "exact weight",
      "aria-label": fill(messages.weight, { name: `y${subscript(i)}` }),
    }));
    const accept = () => {
      if (!input.hasAttribute("aria-invalid")) return;
      setAttribute(input, "aria-invalid", null);
      refuse(null);
    };
    const take = () => {
      const weight = parseNumber(input.value);
      const frame = state.frame();
      const refused = weight === null || weight < 0;
      setAttribute(input, "aria-invalid", refused ? "true" : null);
      refuse(refused ? messages.not_a_weight : null);
      if (refused || !frame || frame.numbers.y[i] === weight) return;
      state.write({ y: frame.numbers.y.map((old, k) => (k === i ? weight : old)) });
    };
    input.addEventListener("change", take);
    input.addEventListener("input", accept);
    input.addEventListener("blur", () => {
      accept();
      input.value = input.dataset.shown ?? "";
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") take();
    });
    return input;
  }

  /** @param {Frame} frame */
  draw({ numbers }) {
    this.fields.forEach((input, i) => {
      const text = exact(numbers.y[i]);
      if (input.dataset.shown === text) return;
      input.dataset.shown = text;
      if (document.activeElement !== input) input.value = text;
    });
  }
}
