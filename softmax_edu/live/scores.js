/**
 * A score under a hand: a slider, and beside it the exact number, which can be typed.
 *
 * @module scores
 */

import { element, fill, Mark } from "./dom.js";
import { FACTS } from "./facts.js";
import { ExactField } from "./field.js";
import { exact, subscript } from "./format.js";
import { placeOn } from "./bars.js";
import { Difference } from "./pin.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */
/**
 * What the parts of a view share.
 * @typedef {object} Hand
 * @property {State} state
 * @property {Messages} messages
 * @property {import("./light.js").Light} light
 * @property {import("./gesture.js").Gesture} gesture
 * @property {(sentence: string | null) => void} refuse says what was not taken, until it is mended
 */

const STEP = 0.1;
const { score: USUAL, widest_score: WIDEST } = FACTS.limits;

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
 * What a key does to a slider, whichever way it lies: up and right are more.
 * @param {string} key
 * @param {number} score what the slider shows
 * @param {[number, number]} range
 * @returns {number | null} null for a key that moves nothing
 */
export function scoreAfterKey(key, score, [least, most]) {
  const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[key];
  const wanted = key === "Home" ? least : key === "End" ? most : steps === undefined ? null : score + steps * STEP;
  return wanted === null ? null : Math.max(least, Math.min(most, Math.round(wanted / STEP) / Math.round(1 / STEP)));
}

/**
 * The range of all sliders. Under a person's hand it may only grow, or the handle would run away from the pointer.
 */
export class ScoreRange {
  constructor() {
    /** @type {[number, number]} */
    this.ends = [-USUAL, USUAL];
  }

  /**
   * @param {number[]} theta
   * @param {boolean} held
   * @returns {[number, number]}
   */
  for(theta, held) {
    const [least, most] = sliderRange(theta);
    this.ends = held ? [Math.min(this.ends[0], least), Math.max(this.ends[1], most)] : [least, most];
    return this.ends;
  }
}

/**
 * A score as it is told: θ₁, and what its class is called.
 * @param {number} j
 * @param {string[]} labels
 * @param {Messages} messages
 * @returns {string}
 */
export function nameOfScore(j, labels, messages) {
  const name = `θ${subscript(j)}`;
  return labels[j] ? fill(messages.named, { name, label: labels[j] }) : name;
}

/** One slider with its name and its exact number; one stands over each column, or one moves the lit score. */
export class ScoreControl {
  /**
   * @param {Hand} hand
   * @param {"horizontal" | "vertical"} lies
   */
  constructor({ state, messages, light, gesture, refuse }, lies) {
    this.state = state;
    this.messages = messages;
    this.gesture = gesture;
    this.index = -1;
    this.score = 0;
    /** @type {[number, number]} */
    this.range = [-USUAL, USUAL];
    this.name = new Mark(element("span", { class: "name" }));
    this.slider = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", step: STEP, class: lies, "aria-orientation": lies, "data-control": "theta",
    }));
    this.field = new ExactField((score) => this.take(score), { refuse, refusal: messages.not_a_number });
    this.number = this.field.input;
    this.below = new Difference();
    this.pin = new Mark(element("span", { class: "pinned", hidden: true }));
    this.ahead = new Mark(element("span", { class: "ahead", hidden: true }));
    this.rail = element("span", { class: `rail ${lies}` }, this.slider, this.pin.node, this.ahead.node);
    this.sliderMark = new Mark(this.slider);
    this.numberMark = new Mark(this.number);
    this.slider.addEventListener("input", () => {
      this.gesture.touch(this.index);
      this.state.nudge(this.index, Number(this.slider.value));
    });
    this.slider.addEventListener("keydown", (event) => this.onKey(event));
    gesture.listen(this.slider, () => this.index);
    for (const control of [this.slider, this.number]) light.follow(control, () => ({ i: null, j: this.index }));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const score = scoreAfterKey(event.key, Number(this.slider.value), this.range);
    if (score === null) return;
    event.preventDefault();
    this.gesture.touch(this.index);
    this.state.nudge(this.index, score);
    this.slider.value = String(score); // the next press may come before the next frame, and goes on from here
  }

  /**
   * @param {number} score as it was typed
   * @returns {boolean} whether it can be shown
   */
  take(score) {
    if (!Number.isFinite(score)) return false;
    if (score === this.score) return true;
    this.gesture.touch(this.index);
    this.state.nudge(this.index, score);
    return true;
  }

  /**
   * @param {Frame} frame
   * @param {number} index
   * @param {[number, number]} range
   */
  draw({ numbers, labels, pinned, steps }, index, range) {
    const moved = index !== this.index;
    const [least, most] = range;
    this.index = index;
    this.range = range;
    this.score = numbers.theta[index];
    const spoken = nameOfScore(index, labels, this.messages);
    const { sliderMark, numberMark } = this;
    this.name.text(`θ${subscript(index)}`);
    sliderMark.attribute("aria-label", spoken);
    sliderMark.attribute("min", least);
    sliderMark.attribute("max", most);
    sliderMark.attribute("aria-valuetext", exact(this.score));
    sliderMark.attribute("data-i", index);
    const shown = String(Math.max(least, Math.min(most, this.score)));
    // The slider may round this to its step; it shows the score and is never read back.
    if (this.slider.value !== shown) this.slider.value = shown;
    numberMark.attribute("aria-label", fill(this.messages.exact_score, { name: spoken }));
    numberMark.quantity("theta", this.score, index);
    this.field.show(this.score, moved);
    this.below.since("theta", this.score, pinned?.theta[index], index);
    this.pin.attribute("hidden", !pinned);
    if (pinned) this.pin.style("--was", placeOn(pinned.theta[index], range).toFixed(4));
    const ahead = steps?.ahead ?? null;
    this.ahead.attribute("hidden", ahead === null);
    if (ahead === null) return;
    this.ahead.style("--ahead", placeOn(ahead.theta[index], range).toFixed(4));
    this.ahead.quantity("theta-ahead", ahead.theta[index], index);
  }
}
