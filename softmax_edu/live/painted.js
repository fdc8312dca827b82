/**
 * The Jacobian of more than ten classes, painted: one square a cell. What is lit is named in the page, and stays a
 * number there.
 *
 * @module painted
 */

import { element, fill, Mark } from "./dom.js";
import { subscript } from "./format.js";
import { cellAfterKey, strength } from "./matrix.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */

const SHADES = 256; // between white and the end of the scale

/**
 * The end of the scale of colours: what K classes of like scores have off the diagonal, 1/K², lies at a quarter of
 * full colour, so that the eye sees it move. Larger ones are clamped; their numbers never are.
 * @param {number} K
 * @param {number} temperature
 * @returns {number}
 */
export function paintedLimit(K, temperature) {
  return Math.min(0.25, 20 / K ** 2) / temperature;
}

/**
 * @param {string} colour rgb(r, g, b) as a style is computed, or #rrggbb
 * @returns {[number, number, number]}
 */
export function rgb(colour) {
  if (colour.trim().startsWith("#")) {
    const value = Number.parseInt(colour.trim().slice(1), 16);
    return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  }
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return [r, g, b];
}

/**
 * The shades from paper to ink, as the four bytes of a pixel.
 * @param {[number, number, number]} paper
 * @param {[number, number, number]} ink
 * @param {number} fullest the part of ink at the end of the scale
 * @returns {Uint32Array}
 */
export function shades(paper, ink, fullest) {
  const bytes = new Uint8ClampedArray(4 * SHADES);
  for (let n = 0; n < SHADES; n += 1) {
    const share = (fullest * n) / (SHADES - 1);
    for (let channel = 0; channel < 3; channel += 1) bytes[4 * n + channel] = paper[channel] + share * (ink[channel] - paper[channel]);
    bytes[4 * n + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * All cells but those of the diagonal, as a polygon of CSS: two staircases that meet in the corners of its cells.
 * @param {number} K
 * @returns {string}
 */
export function offDiagonal(K) {
  const down = Array.from({ length: K }, (_, k) => [[k + 1, k], [k + 1, k + 1]]).flat();
  const up = Array.from({ length: K }, (_, n) => K - n).flatMap((k) => [[k - 1, k], [k - 1, k - 1]]);
  const corners = [[0, 0], ...down, [K, 0], [0, 0], [0, K], [K, K], ...up];
  return `polygon(evenodd, ${corners.map((corner) => corner.map((at) => `${+((100 * at) / K).toFixed(3)}%`).join(" ")).join(", ")})`;
}

export class PaintedMatrix {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor({ state, messages, light }, K) {
    this.state = state;
    this.K = K;
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {
      tabindex: "0", role: "application", width: K, height: K,
    }));
    this.mark = new Mark(this.canvas);
    this.label = messages.jacobian_canvas;
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.image = new ImageData(K, K);
    this.pixels = new Uint32Array(this.image.data.buffer);
    /** @type {Uint32Array[]} positive and negative */
    this.inks = [];
    this.picked = new Mark(element("div", { class: "picked-cell" }));
    const negative = element("div", { class: "hatch", "aria-hidden": "true" });
    negative.style.clipPath = offDiagonal(K);
    this.element = element("div", { class: "surface" }, this.canvas, negative, this.picked.node);
    this.canvas.addEventListener("click", (event) => this.state.pick(this.at(event)));
    light.watch(this.canvas, (event) => {
      const [i, j] = this.at(event);
      return { i, j };
    });
    this.canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const cell = this.state.frame()?.cell ?? null;
      const next = cellAfterKey(event.key, cell ?? [0, 0], this.K);
      if (next === null && !(event.key === "Escape" && cell)) return;
      event.preventDefault();
      light.hover(null); // the pointer that rests on another cell points no more
      this.state.pick(next);
    });
  }

  /**
   * @param {MouseEvent} event
   * @returns {[number, number]}
   */
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const index = (/** @type {number} */ part) => Math.max(0, Math.min(this.K - 1, Math.floor(part * this.K)));
    return [index((clientY - top) / height), index((clientX - left) / width)];
  }

  /** The page's colours have changed, or are not known yet. */
  forgetColours() {
    this.inks = [];
  }

  readColours() {
    const style = getComputedStyle(this.element);
    const probe = element("span", {});
    this.element.append(probe);
    const [positive, negative, paper] = ["--pos", "--neg", "--bg"].map((name) => {
      probe.style.color = `var(${name})`;
      return rgb(getComputedStyle(probe).color);
    });
    probe.remove();
    const fullest = (Number.parseFloat(style.getPropertyValue("--most")) / 100) * Number(style.getPropertyValue("--ink"));
    this.inks = [positive, negative].map((ink) => shades(paper, ink, fullest));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw({ numbers, cell }, lit) {
    if (this.inks.length === 0) this.readColours();
    const { K, s, temperature } = numbers;
    const limit = paintedLimit(K, temperature);
    const [positive, negative] = this.inks;
    // √(S_i S_j/T) = √(S_i/T)·√S_j: one root a class, and none a cell.
    const scale = (SHADES - 1) / Math.sqrt(limit * temperature);
    const roots = s.map(Math.sqrt);
    let at = 0;
    for (let i = 0; i < K; i += 1) {
      const row = roots[i] * scale;
      for (let j = 0; j < K; j += 1, at += 1) this.pixels[at] = negative[Math.min(SHADES - 1, Math.round(row * roots[j]))];
      this.pixels[i * K + i] = positive[Math.round((SHADES - 1) * strength(jacobian(numbers, i, i), limit))];
    }
    this.context?.putImageData(this.image, 0, 0);
    const [i, j] = [lit.i ?? 0, lit.j ?? 0];
    this.mark.attribute("aria-label", fill(this.label, { entry: `∂S${subscript(i)}/∂θ${subscript(j)}` }));
    this.picked.attribute("hidden", cell === null);
    if (cell === null) return;
    this.picked.style("--i", cell[0]);
    this.picked.style("--j", cell[1]);
  }
}
