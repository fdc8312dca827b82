/**
 * The θ panel: one slider a class, and beside it the exact score, which can be typed.
 *
 * @module scores
 */

import { element, fill, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { exact, fixed, parseNumber, subscript } from "./format.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

const STEP = 0.1;
const USUAL = 5; // sliders run from −5 to 5, and wider where scores are
const WIDEST = 1000; // a slider over a wider range would be of no use; the number is still exact
const ROOM = 6; // characters of a score that are always visible

/**
 * The range that the sliders need for these scores.
 * @param {number[]} theta
 * @returns {[number, number]}
 */
export function sliderRange(theta) {
  const within = (/** @type {number} */ value) => Math.max(-WIDEST, Math.min(WIDEST, value));
  return [
    Math.min(-USUAL, Math.floor(within(Math.min(...theta)))),
    Math.max(USUAL, Math.ceil(within(Math.max(...theta)))),
  ];
}

/**
 * A score as text: exact where there is room, else shortened with a mark that says so.
 * @param {number} score
 * @returns {string}
 */
export function shortScore(score) {
  const text = Number.isInteger(score) && Math.abs(score) < 1000 ? fixed(score, 1) : exact(score);
  if (text.length <= ROOM) return text;
  return Math.abs(score) < 1000 ? `${fixed(score)}…` : `${score.toExponential(1).replace("-", "−").replace("e+", "e")}…`;
}

/** One slider with its name and its exact number; used a row a class, and alone beside many classes. */
export class ScoreControl {
  /**
   * @param {State} state
   * @param {Messages} messages
   */
  constructor(state, messages) {
    this.state = state;
    this.messages = messages;
    this.index = -1;
    this.score = 0;
    this.dragged = false;
    this.name = element("span", { class: "name" });
    this.slider = /** @type {HTMLInputElement} */ (element("input", { type: "range", step: STEP }));
    this.number = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", class: "exact" })
    );
    this.slider.addEventListener("input", () => {
      this.dragged = true;
      this.state.setScore(this.index, Number(this.slider.value));
    });
    this.number.addEventListener("focus", () => {
      this.number.value = exact(this.score);
      setAttribute(this.number, "data-shortened", null);
      this.number.select();
    });
    this.number.addEventListener("input", () => setAttribute(this.number, "aria-invalid", null));
    this.number.addEventListener("change", () => this.take());
    this.number.addEventListener("blur", () => this.settle());
    this.number.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.take();
      if (event.key === "Escape") {
        this.number.value = exact(this.score);
        setAttribute(this.number, "aria-invalid", null);
      }
    });
  }

  /** Take over the number that was typed; what is no number is marked, and changes nothing. */
  take() {
    const score = parseNumber(this.number.value);
    if (score !== null) this.state.setScore(this.index, score);
    setAttribute(this.number, "aria-invalid", score === null ? "true" : null);
    setAttribute(this.number, "title", score === null ? this.messages.not_a_number : exact(this.score));
  }

  /** Leaving the field shows the score as it is, whatever was left half typed. */
  settle() {
    setAttribute(this.number, "aria-invalid", null);
    this.number.value = shortScore(this.score);
  }

  /**
   * @param {Frame} frame
   * @param {number} index
   * @param {[number, number]} range
   */
  draw({ numbers, labels }, index, [least, most]) {
    const moved = index !== this.index;
    this.index = index;
    this.score = numbers.theta[index];
    const name = `θ${subscript(index)}`;
    const spoken = labels[index] ? `${name} ${labels[index]}` : name;
    setText(this.name, name);
    setAttribute(this.slider, "aria-label", spoken);
    setAttribute(this.slider, "min", least);
    setAttribute(this.slider, "max", most);
    setAttribute(this.slider, "aria-valuetext", exact(this.score));
    setAttribute(this.slider, "data-control", "theta");
    setAttribute(this.slider, "data-i", index);
    const shown = String(Math.max(least, Math.min(most, this.score)));
    // The slider may round this to its step; it shows the score and is never read back.
    if (this.slider.value !== shown) this.slider.value = shown;
    setStyle(this.slider, "--at", `${(100 * (Number(shown) - least)) / (most - least)}%`);
    setAttribute(this.number, "aria-label", fill(this.messages.exact_score, { name: spoken }));
    setQuantity(this.number, "theta", this.score, index);
    const root = /** @type {Document | ShadowRoot} */ (this.number.getRootNode());
    if (moved || root.activeElement !== this.number) {
      const text = shortScore(this.score);
      if (this.number.value !== text) this.number.value = text;
      setAttribute(this.number, "data-shortened", text.endsWith("…"));
      setAttribute(this.number, "title", exact(this.score));
    }
  }
}

export class ScoresPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   */
  constructor(state, messages) {
    this.state = state;
    this.messages = messages;
    this.rows = element("div", { class: "rows" });
    this.element = element("div", { class: "panel scores", role: "group", "aria-label": messages.scores },
      element("div", { class: "head" }, "θ"), this.rows);
    /** @type {ScoreControl[]} */
    this.controls = [];
    /** @type {[number, number]} */
    this.range = [-USUAL, USUAL];
  }

  /** @param {number} K */
  build(K) {
    this.controls = Array.from({ length: K }, () => new ScoreControl(this.state, this.messages));
    this.rows.replaceChildren(...this.controls.map((control) => element("div", { class: "row" },
      element("span", { class: "label" }), control.name, control.slider, control.number)));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const needed = sliderRange(frame.numbers.theta);
    // Under a person's hand the range may only grow, or the handle would run away from the pointer.
    const dragged = this.controls.some((control) => control.dragged);
    this.range = dragged
      ? [Math.min(this.range[0], needed[0]), Math.max(this.range[1], needed[1])]
      : needed;
    this.controls.forEach((control, j) => {
      control.dragged = false;
      control.draw(frame, j, this.range);
      const row = /** @type {HTMLElement} */ (this.rows.children[j]);
      setText(row.children[0], frame.labels[j] ?? "");
      setAttribute(row.children[0], "title", frame.labels[j] || null);
      setAttribute(row, "data-nudged", frame.cell !== null && frame.cell[1] === j);
    });
  }
}
