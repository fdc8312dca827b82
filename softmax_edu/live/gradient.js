/**
 * The gradient panel: S·Σy − y, entry by entry, and the loss as a number.
 *
 * @module gradient
 */

import { element, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { fixed, signed, subscript } from "./format.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

/**
 * Σy = 1 up to rounding: weights such as 0.1 + 0.2 + 0.7 count as summing to one.
 * @param {number} weight
 */
function isOne(weight) {
  return Math.abs(weight - 1) < 1e-9;
}

/**
 * @param {import("./softmax.js").Numbers} numbers
 * @returns {string} the formula that the panel shows
 */
export function gradientHead({ weight, temperature }) {
  const right = isOne(weight) ? "S − y" : "S·Σy − y";
  return `∂L/∂θ = ${temperature === 1 ? right : `(${right})/T`}`;
}

/**
 * @param {Frame} frame
 * @returns {string} the loss as a formula and a number
 */
export function lossText({ numbers, target }) {
  const formula = Array.isArray(target) ? "−Σ yₖ ln Sₖ" : `−ln S${subscript(target ?? 0)}`;
  return `L = ${formula} = ${fixed(numbers.loss)}`;
}

/** The loss and the sum of the entries: they stand below the bars, however many there are. */
export class GradientFoot {
  /** @param {Messages} messages */
  constructor(messages) {
    this.sum = element("span", {});
    this.loss = element("div", { class: "loss" });
    this.element = element("div", { class: "foot" },
      this.sum, element("span", {}, messages.descent), this.loss);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers } = frame;
    const sum = numbers.gradient.reduce((a, b) => a + b, 0);
    setText(this.sum, `Σ = ${fixed(sum)}`);
    setQuantity(this.sum, "gradient-sum", sum);
    setText(this.loss, lossText(frame));
    setQuantity(this.loss, "loss", numbers.loss);
  }
}

export class GradientPanel {
  /** @param {Messages} messages */
  constructor(messages) {
    this.head = element("div", { class: "head" });
    this.rows = element("div", { class: "rows" });
    this.foot = new GradientFoot(messages);
    this.element = element("div", { class: "panel gradient", role: "group", "aria-label": messages.gradient },
      this.head, this.rows, this.foot.element);
  }

  /** @param {number} K */
  build(K) {
    this.rows.replaceChildren(...Array.from({ length: K }, (_, j) => element("div", { class: "row" },
      element("span", { class: "name" }, `θ${subscript(j)}`), element("span", { class: "number" }),
      element("span", { class: "axis" }, element("span", { class: "fill" })))));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    const limit = Math.max(1, numbers.weight) / numbers.temperature;
    setText(this.head, gradientHead(numbers));
    numbers.gradient.forEach((value, j) => {
      const row = /** @type {HTMLElement} */ (this.rows.children[j]);
      const [, number, axis] = /** @type {HTMLElement[]} */ ([...row.children]);
      setText(number, signed(value));
      setQuantity(number, "gradient", value, j);
      setAttribute(axis, "data-sign", value < 0 ? "−" : "+");
      setStyle(axis, "--g", Math.min(1, Math.abs(value) / limit));
      setAttribute(row, "data-nudged", cell !== null && cell[1] === j);
    });
    this.foot.draw(frame);
  }
}
