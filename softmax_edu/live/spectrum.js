/**
 * The eigenvalues of J, the largest first, on the scale 0 … 0.5/T that none can leave.
 *
 * @module spectrum
 */

import { MANY } from "./bars.js";
import { element, fill, setQuantity, setStyle, setText } from "./dom.js";
import { eigenvalues } from "./eigenvalues.js";
import { fixed, subscript, trimmed } from "./format.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {Record<string, any>} Messages */

/**
 * @param {Numbers} numbers
 * @returns {number[]} the eigenvalues of J, the largest first
 */
export function spectrum(numbers) {
  return eigenvalues(numbers.s.map((_, i) => numbers.s.map((__, j) => jacobian(numbers, i, j))));
}

export class SpectrumPanel {
  /** @param {Messages} messages */
  constructor(messages) {
    this.messages = messages;
    this.rows = element("div", { class: "rows" });
    this.least = element("span", {}, "0");
    this.most = element("span", {});
    this.sum = element("span", {});
    this.foot = element("div", { class: "foot" }, this.sum, element("span", {}, messages.spectrum_zero));
    this.element = element("div", { class: "panel block spectrum", role: "group", "aria-label": messages.spectrum },
      element("div", { class: "head" }, "J v = λ v"), this.rows, this.foot);
  }

  /** @param {number} K */
  build(K) {
    this.shown = K <= MANY;
    if (!this.shown) {
      this.rows.replaceChildren(element("p", { class: "instead" }, fill(this.messages.spectrum_most, { most: MANY })));
      this.foot.hidden = true;
      return;
    }
    this.foot.hidden = false;
    this.rows.replaceChildren(
      ...Array.from({ length: K }, (_, k) => element("div", { class: "row" },
        element("span", { class: "name" }, `λ${subscript(k)}`),
        element("span", { class: "scale" }, element("span", { class: "fill" })),
        element("span", { class: "number" }))),
      element("div", { class: "ends", "aria-hidden": "true" }, element("span", { class: "name" }),
        element("span", { class: "between" }, this.least, this.most), element("span", { class: "number" })),
    );
  }

  /** @param {Frame} frame */
  draw({ numbers }) {
    if (!this.shown) return;
    // No eigenvalue is larger: vᵀJv is a variance, over T, of numbers that lie at most √2 |v| apart.
    const limit = 0.5 / numbers.temperature;
    const found = spectrum(numbers);
    found.forEach((value, k) => {
      const [, scale, number] = /** @type {HTMLElement[]} */ ([...this.rows.children[k].children]);
      setStyle(scale, "--at", Math.max(0, Math.min(1, value / limit)));
      setText(number, fixed(value));
      setQuantity(number, "eigenvalue", value, k);
    });
    setText(this.most, trimmed(limit, 3));
    const sum = found.reduce((a, b) => a + b, 0);
    setText(this.sum, `Σ λ = ${fixed(sum)} = tr J`);
    setQuantity(this.sum, "eigenvalue-sum", sum);
  }
}
