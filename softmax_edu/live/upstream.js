/**
 * The slope of the loss along each output, ∂L/∂S_i = −y_i/S_i: where the way back begins.
 *
 * @module upstream
 */

import { element } from "./dom.js";
import { entry, fixed, product, significant, subscript } from "./format.js";
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

/**
 * What J_ij times ∂L/∂S_i comes to, written so that it multiplies out as it is written; ≈ where it cannot.
 * @param {number} value J_ij
 * @param {number} slope ∂L/∂S_i
 * @param {number} sent their product, in which S_i has cancelled
 * @returns {{ factor: string, slope: string, relation: "=" | "≈", result: string }}
 */
export function sentDown(value, slope, sent) {
  const result = sent === 0 ? "0" : entry(sent);
  if (slope === 0) return { factor: entry(value), slope: "0", relation: "=", result };
  if (Number.isFinite(slope) && value !== 0) {
    const found = product([value, slope], 1, entry);
    if (found.result === entry(sent)) {
      const [factor, second] = found.factors;
      return { factor: (value > 0 ? "+" : "") + factor, slope: second, relation: found.relation, result };
    }
  }
  return { factor: entry(value), slope: upstreamText(slope), relation: "≈", result };
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
