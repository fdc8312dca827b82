/**
 * Descent by hand: one step θ ← θ − η ∂L/∂θ, or one after the other until there is nothing left to gain.
 *
 * @module descent
 */

import { FACTS } from "./facts.js";
import { sliderRange } from "./scores.js";
import { evaluate } from "./softmax.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {{ kind: "flat" } | { kind: "limit", j: number, end: number }} End why there is no next step */
/**
 * @typedef {object} Steps
 * @property {Numbers[]} trail the states that the steps led through, the present one last
 * @property {Numbers | null} ahead where the next step leads
 */

const LONGEST_TRAIL = 500; // steps of a trail that are drawn

/**
 * Where a step leads. There is none where the loss is flat, or where it would carry a score beyond its slider.
 * @param {Numbers} numbers
 * @param {number} rate η
 * @returns {Numbers | End}
 */
export function stepFrom({ theta, y, temperature, gradient }, rate) {
  if (Math.hypot(...gradient) < FACTS.descent.flat) return { kind: "flat" };
  const next = theta.map((score, j) => score - rate * gradient[j]);
  const [least, most] = sliderRange(theta);
  const j = next.findIndex((score) => !(score >= least && score <= most));
  return j < 0 ? evaluate(next, y, temperature) : { kind: "limit", j, end: gradient[j] > 0 ? least : most };
}

/**
 * @param {Numbers | End} found
 * @returns {found is Numbers}
 */
function isStep(found) {
  return "theta" in found;
}

/**
 * @param {Numbers} a
 * @param {Numbers} b
 */
function isSameState(a, b) {
  const same = (/** @type {number[]} */ one, /** @type {number[]} */ other) => one.length === other.length && one.every((value, k) => value === other[k]);
  return a.temperature === b.temperature && same(a.theta, b.theta) && same(a.y, b.y);
}

/** The descent of one view: how far a step goes, which were taken, and whether they go on by themselves. */
export class Descent {
  /**
   * @param {State} state
   * @param {() => void} changed
   */
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.rate = FACTS.descent.rate;
    /** @type {Numbers[]} */
    this.trail = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(end: End) => void} */
    this.onEnd = () => {};
  }

  get isRunning() {
    return this.timer !== undefined;
  }

  /** @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    this.changed();
  }

  /**
   * What there is to be drawn. A state that no step led to begins a trail of its own.
   * @param {Frame} frame
   * @returns {Steps}
   */
  of({ numbers }) {
    const last = this.trail.at(-1);
    if (!last || !isSameState(last, numbers)) this.trail = [numbers];
    const next = stepFrom(numbers, this.rate);
    return { trail: this.trail, ahead: isStep(next) ? next : null };
  }

  /** @returns {boolean} whether there was a step to take */
  step() {
    const frame = this.state.frame();
    if (!frame) return false;
    this.of(frame);
    const next = stepFrom(frame.numbers, this.rate);
    if (!isStep(next)) {
      this.pause();
      this.onEnd(next);
      return false;
    }
    this.trail = [...this.trail.slice(-LONGEST_TRAIL), next];
    this.state.write({ theta: next.theta });
    return true;
  }

  /** Step on and on; a hand that moves anything meanwhile ends it. */
  play() {
    if (!this.step()) return;
    const left = this.trail[this.trail.length - 1];
    this.timer = setTimeout(() => {
      const frame = this.state.frame();
      if (frame && isSameState(frame.numbers, left)) this.play();
      else this.pause();
    }, FACTS.descent.pace);
    this.changed();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.changed();
  }
}
