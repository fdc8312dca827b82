/**
 * S: one bar a class, the target as a mark on the same scale. Bars can be dragged.
 *
 * @module outputs
 */

import { MANY, placeOn, Strip } from "./bars.js";
import { element, fill, Mark, setAttribute } from "./dom.js";
import { makeDraggable } from "./drag.js";
import { exact, fixed, relation, share, subscript } from "./format.js";
import { Loss } from "./loss.js";
import { endOfScale } from "./layout.js";
import { Figure } from "./pin.js";
import { scoreFor } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {Record<string, any>} Messages */

export const EDGE = 0.001; // a dragged bar stays inside (0, 1): at the ends θ would be infinite

/**
 * The end of the scale of S, y and their difference.
 * @param {Frame} frame
 * @returns {number}
 */
export function unitEnd({ numbers }) {
  return endOfScale(Math.max(numbers.weight, ...numbers.y));
}

/**
 * @param {number} temperature
 * @returns {string}
 */
export function softmaxHead(temperature) {
  return temperature === 1 ? "S = softmax(θ)" : "S = softmax(θ/T)";
}

/**
 * Let a bar be dragged: S_i follows the pointer, θ_i takes the score that gives it.
 * @param {HTMLElement} track the full scale
 * @param {Hand} hand
 * @param {number} i
 */
function dragBar(track, { state, light, gesture }, i) {
  light.follow(track, () => ({ i, j: null }));
  makeDraggable(track, gesture, {
    score: i,
    follow: ({ clientX }) => {
      const frame = state.frame();
      if (!frame) return;
      const { left, width } = track.getBoundingClientRect();
      const wanted = Math.max(EDGE, Math.min(1 - EDGE, (unitEnd(frame) * (clientX - left)) / width));
      gesture.touch(i);
      state.setScore(i, Math.round(scoreFor(frame.numbers, i, wanted) * 100) / 100);
    },
  });
}

/** Σ S, and the loss where no gradient stands below it: it belongs to S and y. */
class OutputsFoot {
  /**
   * @param {Messages} messages
   * @param {{ showTarget: boolean, showLoss: boolean }} options
   */
  constructor(messages, { showTarget, showLoss }) {
    this.sum = new Mark(element("span", {}));
    this.loss = showLoss ? new Loss() : null;
    this.element = element("div", { class: "foot" }, this.sum.node,
      element("span", {}, showTarget ? messages.mark_is_y : ""), this.loss?.element ?? "");
  }

  /** @param {Frame} frame */
  draw(frame) {
    const sum = frame.numbers.s.reduce((a, b) => a + b, 0);
    this.sum.text(`Σ S = ${fixed(sum)}`);
    this.sum.quantity("s-sum", sum);
    this.loss?.draw(frame);
  }
}

export class Outputs {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {{ showTarget: boolean, showLoss: boolean }} options
   */
  constructor(hand, K, options) {
    const { messages } = hand;
    this.head = new Mark(element("div", { class: "head" }));
    this.ends = [0, 1].map(() => new Mark(element("span", {})));
    this.scale = element("div", { class: "ends", "aria-hidden": "true" }, ...this.ends.map(({ node }) => node));
    this.foot = new OutputsFoot(messages, options);
    this.tracks = Array.from({ length: K }, (_, i) => {
      const track = element("span", { class: "track", title: messages.drag_bar }, element("span", { class: "fill" }));
      dragBar(track, hand, i);
      return track;
    });
    this.fills = this.tracks.map((track) => new Mark(/** @type {HTMLElement} */ (track.firstChild)));
    this.pins = this.tracks.map((track) => {
      const mark = element("span", { class: "pinned", hidden: true });
      track.append(mark);
      return new Mark(mark);
    });
    this.numbers = Array.from({ length: K }, () => new Figure());
    this.targets = options.showTarget
      ? this.tracks.map((track) => {
        const mark = element("span", { class: "target" }, element("span", { class: "spoken" }));
        track.append(mark);
        return new Mark(mark);
      })
      : [];
    this.rows = this.tracks.map((track, i) => new Mark(element("div", { class: "row", "data-i": i },
      element("span", { class: "name" }, `S${subscript(i)}`), this.numbers[i].node, track)));
    this.element = element("div", { class: "outputs", role: "group", "aria-label": messages.outputs },
      ...this.rows.map(({ node }) => node));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const { numbers, pinned } = frame;
    const end = unitEnd(frame);
    this.head.text(softmaxHead(numbers.temperature));
    this.ends[0].text("0");
    this.ends[1].text(fixed(end, 0));
    numbers.s.forEach((value, i) => {
      this.fills[i].style("transform", `scaleX(${value / end})`);
      this.numbers[i].text(share(numbers, i));
      this.numbers[i].quantity("s", value, i);
      this.numbers[i].below.since("s", value, pinned?.s[i], i);
      this.pins[i].attribute("hidden", !pinned);
      if (pinned) this.pins[i].style("width", `${100 * placeOn(pinned.s[i], [0, end])}%`);
      this.rows[i].attribute("data-watched", lit.i === i);
      this.drawTarget(i, numbers.y[i], end);
    });
    this.foot.draw(frame);
  }

  /**
   * @param {number} i
   * @param {number} weight
   * @param {number} end
   */
  drawTarget(i, weight, end) {
    const mark = this.targets[i];
    if (!mark || !mark.changes("drawn", `${weight} ${end}`)) return;
    const text = `y${subscript(i)} = ${exact(weight)}`;
    mark.style("--y", placeOn(weight, [0, end]).toFixed(5));
    mark.quantity("y", weight, i);
    mark.attribute("data-set", weight > 0);
    mark.attribute("title", text);
    /** @type {Node} */ (mark.node.firstChild).textContent = text;
  }
}

/** S of more than ten classes. */
export class ManyOutputs {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {{ showTarget: boolean, showLoss: boolean }} options
   */
  constructor(hand, K, options) {
    this.messages = hand.messages;
    this.showTarget = options.showTarget;
    this.head = new Mark(element("div", { class: "head" }));
    this.scale = element("div", { class: "ends", "aria-hidden": "true" }, element("span", {}, "0"), element("span", {}, "1"));
    this.foot = new OutputsFoot(hand.messages, options);
    this.strip = new Strip(K, "output-bars", "s");
    this.strip.lines.forEach(({ node }, i) => dragBar(/** @type {HTMLElement} */ (node), hand, i));
    /** @type {HTMLElement[]} */
    this.tracks = [];
    /** @type {Mark[]} */
    this.rows = [];
    this.element = element("div", { class: "outputs", role: "img" }, this.strip.element);
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const { numbers } = frame;
    const end = unitEnd(frame);
    const i = lit.i ?? 0;
    this.head.text(softmaxHead(numbers.temperature));
    /** @type {Node} */ (this.scale.lastChild).textContent = fixed(end, 0);
    this.strip.draw(numbers.s, [0, end], { pinned: frame.pinned?.s });
    this.strip.lines.forEach((line, k) => {
      line.style("--y", placeOn(numbers.y[k], [0, end]));
      line.attribute("data-target", this.showTarget && numbers.y[k] > 0);
    });
    const value = `S${subscript(i)} ${relation(share(numbers, i))}`;
    setAttribute(this.element, "aria-label", fill(this.messages.told, { name: this.messages.outputs, value }));
    this.foot.draw(frame);
  }
}

/**
 * @param {Hand} hand
 * @param {number} K
 * @param {{ showTarget: boolean, showLoss: boolean }} options
 */
export function outputsFor(hand, K, options) {
  return K > MANY ? new ManyOutputs(hand, K, options) : new Outputs(hand, K, options);
}
