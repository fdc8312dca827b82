/**
 * The S panel: one bar a class, the target as a mark on the same scale. Bars can be dragged.
 *
 * @module outputs
 */

import { element, fill, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { exact, fixed, parseNumber, subscript } from "./format.js";
import { lossText } from "./gradient.js";
import { scoreFor } from "./softmax.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

const EDGE = 0.001; // a dragged bar stays inside (0, 1): at the ends θ would be infinite

/**
 * Let a bar be dragged: S_i follows the pointer, θ_i takes the score that gives it.
 * @param {HTMLElement} track the full scale, 0 to 1
 * @param {State} state
 * @param {number} i
 */
export function makeDraggable(track, state, i) {
  const follow = (/** @type {PointerEvent} */ event) => {
    const frame = state.frame();
    if (!frame) return;
    const { left, width } = track.getBoundingClientRect();
    const wanted = Math.max(EDGE, Math.min(1 - EDGE, (event.clientX - left) / width));
    state.setScore(i, Math.round(scoreFor(frame.numbers, i, wanted) * 100) / 100);
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    track.setPointerCapture(event.pointerId);
    event.preventDefault();
    follow(event);
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) follow(event);
  });
}

export class OutputsPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   * @param {{ showTarget: boolean, editWeights: boolean, showLoss: boolean }} options
   */
  constructor(state, messages, { showTarget, editWeights, showLoss }) {
    this.state = state;
    this.messages = messages;
    this.showTarget = showTarget;
    this.editWeights = editWeights;
    this.head = element("div", { class: "head" });
    this.rows = element("div", { class: "rows" });
    this.sum = element("span", {});
    // Where no gradient is shown, the loss stands here: it belongs to S and y.
    this.loss = showLoss ? element("div", { class: "loss" }) : null;
    this.foot = element("div", { class: "foot" }, this.sum,
      element("span", {}, showTarget ? messages.mark_is_y : ""), this.loss ?? "");
    this.element = element("div", { class: "panel outputs", role: "group", "aria-label": messages.outputs },
      this.head, this.rows, this.foot);
    /** @type {HTMLInputElement[]} */
    this.weights = [];
  }

  /** @param {number} K */
  build(K) {
    this.weights = [];
    this.rows.replaceChildren(...Array.from({ length: K }, (_, i) => {
      const track = element("span", { class: "track", title: this.messages.drag_bar },
        element("span", { class: "fill" }), this.showTarget ? element("span", { class: "target" }) : "");
      makeDraggable(track, this.state, i);
      const row = element("div", { class: "row" },
        element("span", { class: "name" }, `S${subscript(i)}`), track, element("span", { class: "number" }));
      if (this.editWeights) row.append(this.weightInput(i));
      return row;
    }));
  }

  /**
   * @param {number} i
   * @returns {HTMLElement}
   */
  weightInput(i) {
    const name = `y${subscript(i)}`;
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", class: "exact weight",
      "aria-label": fill(this.messages.weight, { name }),
    }));
    const take = () => {
      const weight = parseNumber(input.value);
      const frame = this.state.frame();
      const refused = weight === null || weight < 0;
      setAttribute(input, "aria-invalid", refused ? "true" : null);
      setAttribute(input, "title", refused ? this.messages.not_a_weight : null);
      if (refused || !frame || frame.numbers.y[i] === weight) return;
      this.state.write({ y: frame.numbers.y.map((old, k) => (k === i ? weight : old)) });
    };
    input.addEventListener("change", take);
    input.addEventListener("blur", () => {
      setAttribute(input, "aria-invalid", null);
      input.value = input.dataset.shown ?? "";
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") take();
    });
    this.weights[i] = input;
    return element("span", { class: "weight-cell" }, element("span", { class: "name" }, name), input);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    setText(this.head, numbers.temperature === 1 ? "S = softmax(θ)" : "S = softmax(θ/T)");
    numbers.s.forEach((value, i) => {
      const row = /** @type {HTMLElement} */ (this.rows.children[i]);
      const [, track, number] = /** @type {HTMLElement[]} */ ([...row.children]);
      setStyle(track, "--s", value);
      setText(number, fixed(value));
      setQuantity(number, "s", value, i);
      if (this.showTarget) {
        const target = /** @type {HTMLElement} */ (track.children[1]);
        setQuantity(target, "y", numbers.y[i], i);
        setStyle(track, "--y", Math.min(1, numbers.y[i]));
        setAttribute(target, "data-set", numbers.y[i] > 0);
        setAttribute(target, "title", `y${subscript(i)} = ${exact(numbers.y[i])}`);
      }
      const input = this.weights[i];
      if (input) {
        input.dataset.shown = exact(numbers.y[i]);
        if (document.activeElement !== input) input.value = input.dataset.shown;
      }
      setAttribute(row, "data-watched", cell !== null && cell[0] === i);
    });
    const sum = numbers.s.reduce((a, b) => a + b, 0);
    setText(this.sum, `Σ S = ${fixed(sum)}`);
    setQuantity(this.sum, "s-sum", sum);
    if (this.loss) {
      setText(this.loss, lossText(frame));
      setQuantity(this.loss, "loss", numbers.loss);
    }
  }
}
