/**
 * The panels for more than ten classes: thin rows instead of text, one slider for the picked θ_j, and the
 * Jacobian painted on a canvas. The picked cell and the sums stay in the page as numbers.
 *
 * @module many
 */

import { element, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { fixed, signed, subscript } from "./format.js";
import { gradientHead, GradientFoot } from "./gradient.js";
import { cellAfterKey, jacobianHead, JacobianFoot, strength } from "./jacobian.js";
import { makeDraggable } from "./outputs.js";
import { ScoreControl, sliderRange } from "./scores.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

/** More classes than this are drawn by these panels. */
export const MANY = 10;

/**
 * One thin bar a class, as marks that carry their values.
 * @param {number} K
 * @param {string} className
 * @returns {HTMLElement}
 */
export function bars(K, className) {
  return element("div", { class: `bars ${className}` },
    ...Array.from({ length: K }, () => element("div", { class: "line" }, element("span", { class: "fill" }))));
}

/**
 * The bar of a value on a scale with zero inside it: where it starts and how long it is, both 0 to 1.
 * @param {HTMLElement} line
 * @param {number} value
 * @param {[number, number]} scale
 */
export function placeBar(line, value, [least, most]) {
  const at = (/** @type {number} */ v) => (Math.max(least, Math.min(most, v)) - least) / (most - least);
  setStyle(line, "--from", Math.min(at(0), at(value)).toFixed(4));
  setStyle(line, "--length", Math.abs(at(value) - at(0)).toFixed(4));
  setAttribute(line, "data-sign", value < 0 ? "−" : "+");
}

/** All scores as bars, the picked one with its slider and exact number. */
export class ManyScoresPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   */
  constructor(state, messages) {
    this.state = state;
    this.messages = messages;
    this.control = new ScoreControl(state, messages);
    this.choose = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": messages.choose_score }));
    this.choose.addEventListener("change", () => {
      const frame = this.state.frame();
      const j = Number(this.choose.value);
      if (frame) this.state.pick([frame.cell ? frame.cell[0] : j, j]);
    });
    this.box = element("div", {});
    this.element = element("div", { class: "panel scores", role: "group", "aria-label": messages.scores },
      element("div", { class: "head" }, "θ"), this.box,
      element("div", { class: "row" }, this.choose, this.control.slider, this.control.number));
    /** @type {[number, number]} */
    this.range = [-5, 5];
  }

  /** @param {number} K */
  build(K) {
    this.lines = bars(K, "score-bars");
    this.box.replaceChildren(this.lines);
    this.choose.replaceChildren(...Array.from({ length: K }, (_, k) => element("option", { value: k }, `θ${subscript(k)}`)));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const picked = frame.cell ? frame.cell[1] : 0;
    const needed = sliderRange(frame.numbers.theta);
    this.range = this.control.dragged
      ? [Math.min(this.range[0], needed[0]), Math.max(this.range[1], needed[1])]
      : needed;
    this.control.dragged = false;
    this.control.draw(frame, picked, this.range);
    if (this.choose.value !== String(picked)) this.choose.value = String(picked);
    frame.numbers.theta.forEach((score, j) => {
      const line = /** @type {HTMLElement} */ (this.lines?.children[j]);
      placeBar(line, score, this.range);
      setAttribute(line, "data-nudged", frame.cell !== null && j === picked);
      // The picked score is the number beside the slider; every other is this mark.
      if (j === picked) setAttribute(line, "data-quantity", null);
      else setQuantity(line, "theta", score, j);
    });
  }
}

export class ManyOutputsPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   * @param {{ showTarget: boolean }} options
   */
  constructor(state, messages, { showTarget }) {
    this.state = state;
    this.showTarget = showTarget;
    this.head = element("div", { class: "head" });
    this.box = element("div", {});
    this.sum = element("span", {});
    this.picked = element("span", {});
    this.element = element("div", { class: "panel outputs", role: "group", "aria-label": messages.outputs },
      this.head, this.box, element("div", { class: "foot" }, this.picked, this.sum));
  }

  /** @param {number} K */
  build(K) {
    this.lines = bars(K, "output-bars");
    this.box.replaceChildren(this.lines);
    [...this.lines.children].forEach((line, i) => makeDraggable(/** @type {HTMLElement} */ (line), this.state, i));
  }

  /** @param {Frame} frame */
  draw({ numbers, cell }) {
    setText(this.head, numbers.temperature === 1 ? "S = softmax(θ)" : "S = softmax(θ/T)");
    numbers.s.forEach((value, i) => {
      const line = /** @type {HTMLElement} */ (this.lines?.children[i]);
      placeBar(line, value, [0, 1]);
      setQuantity(line, "s", value, i);
      setAttribute(line, "data-watched", cell !== null && cell[0] === i);
      setStyle(line, "--y", Math.min(1, numbers.y[i]));
      setAttribute(line, "data-target", this.showTarget && numbers.y[i] > 0);
    });
    const i = cell ? cell[0] : 0;
    setText(this.picked, `S${subscript(i)} = ${fixed(numbers.s[i])}`);
    const sum = numbers.s.reduce((a, b) => a + b, 0);
    setText(this.sum, `Σ S = ${fixed(sum)}`);
    setQuantity(this.sum, "s-sum", sum);
  }
}

export class ManyGradientPanel {
  /** @param {Messages} messages */
  constructor(messages) {
    this.head = element("div", { class: "head" });
    this.box = element("div", {});
    this.picked = element("span", {});
    this.foot = new GradientFoot(messages);
    this.element = element("div", { class: "panel gradient", role: "group", "aria-label": messages.gradient },
      this.head, this.box, element("div", { class: "foot" }, this.picked), this.foot.element);
  }

  /** @param {number} K */
  build(K) {
    this.lines = bars(K, "gradient-bars");
    this.box.replaceChildren(this.lines);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    const limit = Math.max(1, numbers.weight) / numbers.temperature;
    setText(this.head, gradientHead(numbers));
    numbers.gradient.forEach((value, j) => {
      const line = /** @type {HTMLElement} */ (this.lines?.children[j]);
      placeBar(line, value, [-limit, limit]);
      setQuantity(line, "gradient", value, j);
      setAttribute(line, "data-nudged", cell !== null && cell[1] === j);
    });
    const j = cell ? cell[1] : 0;
    setText(this.picked, `∂L/∂θ${subscript(j)} = ${signed(numbers.gradient[j])}`);
    this.foot.draw(frame);
  }
}

/**
 * @param {string} hex #rrggbb
 * @returns {[number, number, number]}
 */
export function rgb(hex) {
  const value = Number.parseInt(hex.trim().slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export class JacobianCanvasPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   */
  constructor(state, messages) {
    this.state = state;
    this.K = 0;
    this.head = element("div", { class: "head" });
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {
      tabindex: "0", role: "application", "aria-label": messages.jacobian_canvas,
    }));
    this.row = element("div", { class: "band watched-band" });
    this.column = element("div", { class: "band nudged-band" });
    this.cell = element("div", { class: "picked-cell" });
    this.surface = element("div", { class: "surface" }, this.canvas, this.row, this.column, this.cell);
    this.value = element("span", {});
    this.foot = new JacobianFoot(messages);
    this.element = element("div", { class: "panel jacobian", role: "group", "aria-label": messages.jacobian },
      this.head, this.surface, element("div", { class: "foot" }, this.value), this.foot.element);
    this.canvas.addEventListener("pointerdown", (event) => {
      const { left, top, width, height } = this.canvas.getBoundingClientRect();
      const at = (/** @type {number} */ part) => Math.max(0, Math.min(this.K - 1, Math.floor(part * this.K)));
      this.state.pick([at((event.clientY - top) / height), at((event.clientX - left) / width)]);
    });
    this.canvas.addEventListener("keydown", (event) => {
      const cell = this.state.frame()?.cell ?? [0, 0];
      const next = cellAfterKey(event.key, cell, this.K);
      if (next === null && event.key !== "Escape") return;
      event.preventDefault();
      this.state.pick(next);
    });
  }

  /** @param {number} K */
  build(K) {
    this.K = K;
    this.canvas.width = K;
    this.canvas.height = K;
    this.pixels = new ImageData(K, K);
    setStyle(this.surface, "--k", K);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    const pixels = this.pixels;
    const context = this.canvas.getContext("2d");
    if (!pixels || !context) return;
    const style = getComputedStyle(this.element);
    const [positive, negative, paper] = ["--pos", "--neg", "--bg"].map((name) => rgb(style.getPropertyValue(name)));
    const fullest = 0.8 * Number(style.getPropertyValue("--ink"));
    const limit = 0.25 / numbers.temperature;
    let at = 0;
    for (let i = 0; i < numbers.K; i += 1) {
      for (let j = 0; j < numbers.K; j += 1) {
        const value = jacobian(numbers, i, j);
        const ink = value < 0 ? negative : positive;
        const share = fullest * strength(value, limit);
        for (let channel = 0; channel < 3; channel += 1) {
          pixels.data[at + channel] = paper[channel] + share * (ink[channel] - paper[channel]);
        }
        pixels.data[at + 3] = 255;
        at += 4;
      }
    }
    context.putImageData(pixels, 0, 0);
    setText(this.head, jacobianHead(numbers.temperature));
    for (const mark of [this.row, this.column, this.cell]) setAttribute(mark, "hidden", cell === null);
    if (cell) {
      const [i, j] = cell;
      const value = jacobian(numbers, i, j);
      setStyle(this.surface, "--i", i);
      setStyle(this.surface, "--j", j);
      setQuantity(this.cell, "jacobian", value, i, j);
      setText(this.value, `∂S${subscript(i)}/∂θ${subscript(j)} = ${signed(value)}`);
    } else setText(this.value, "");
    this.foot.draw(frame);
  }
}
