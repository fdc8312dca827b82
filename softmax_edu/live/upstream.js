/**
 * The slope of the loss along each output, ∂L/∂S_i = −y_i/S_i: where the way back begins.
 *
 * @module upstream
 */

import { element } from "./dom.js";
import { fixed, significant, subscript } from "./format.js";
import { Figure } from "./pin.js";
import { upstream } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {Record<string, any>} Messages */

export const UPSTREAM_HEAD = "∂L/∂S = −y/S";

/**
 * @param {number} value
 * @returns {string} 0, −4.00, −123, −2.2·10⁹
 */
export function upstreamText(value) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return "< −10³⁰⁸"; // beyond all doubles, and still no infinity
  const magnitude = Math.abs(value);
  if (magnitude < 0.005) return significant(value, 2);
  return magnitude < 99.995 ? fixed(value, 2) : magnitude < 99999.5 ? fixed(value, 0) : significant(value, 2);
}

export class Upstream {
  /**
   * @param {Messages} messages
   * @param {number} K
   */
  constructor(messages, K) {
    this.head = element("div", { class: "head" }, UPSTREAM_HEAD);
    this.entries = Array.from({ length: K }, () => new Figure());
    this.element = element("div", { class: "upstream", role: "group", "aria-label": messages.upstream },
      ...this.entries.map(({ node }, i) => element("div", { class: "row" },
        element("span", { class: "spoken" }, `∂L/∂S${subscript(i)} = `), node)));
  }

  /** @param {Frame} frame */
  draw({ numbers, pinned }) {
    this.entries.forEach((entry, i) => {
      const value = upstream(numbers, i);
      entry.text(upstreamText(value));
      entry.quantity("upstream", value, i);
      entry.below.since("upstream", value, pinned ? upstream(pinned, i) : undefined, i, upstreamText);
    });
  }
}
