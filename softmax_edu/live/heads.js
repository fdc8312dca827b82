/**
 * What stands over the columns: θ_j, each a slider of its own, a button where there is no room for one, or a thin
 * bar where there are many.
 *
 * @module heads
 */

import { MANY, placeOn, Strip } from "./bars.js";
import { element, fill, Mark, setAttribute } from "./dom.js";
import { exact, subscript } from "./format.js";
import { nameOfScore, ScoreControl, ScoreRange } from "./scores.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */

/** A slider over each column. */
export class SlidersOver {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    this.gesture = hand.gesture;
    this.controls = Array.from({ length: K }, () => new ScoreControl(hand, "vertical"));
    this.range = new ScoreRange();
    /** @type {{ element: HTMLElement } | null} */
    this.single = null;
    this.element = element("div", { class: "heads", role: "group", "aria-label": hand.messages.scores },
      ...this.controls.map(({ rail, number, below }) => element("div", { class: "head-of" }, number, below.node, rail)));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const range = this.range.for(frame.numbers.theta, this.gesture.pressed);
    this.controls.forEach((control, j) => control.draw(frame, j, range));
  }
}

/** One slider that moves the lit score, however many there are. */
class SingleSlider {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {(j: number) => void} choose
   */
  constructor(hand, K, choose) {
    this.control = new ScoreControl(hand, "horizontal");
    this.select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": hand.messages.choose_score },
      ...Array.from({ length: K }, (_, k) => element("option", { value: k }, `θ${subscript(k)}`))));
    this.select.addEventListener("change", () => choose(Number(this.select.value)));
    this.element = element("div", { class: "single" }, this.select, this.control.rail, this.control.number, this.control.below.node);
  }

  /**
   * @param {Frame} frame
   * @param {number} j
   * @param {[number, number]} range
   */
  draw(frame, j, range) {
    this.control.draw(frame, j, range);
    if (this.select.value !== String(j)) this.select.value = String(j);
  }
}

/** What both kinds of heads without sliders of their own share: one slider, and which score it moves. */
class HeadsWithOneSlider {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    this.hand = hand;
    this.chosen = 0;
    this.range = new ScoreRange();
    this.single = new SingleSlider(hand, K, (j) => this.choose(j));
  }

  /**
   * Let the slider move another score. With a cell picked, its input is that score.
   * @param {number} j
   */
  choose(j) {
    const cell = this.hand.state.frame()?.cell ?? null;
    this.chosen = j;
    this.hand.light.changed();
    if (cell) this.hand.state.pick([cell[0], j]);
  }

  /**
   * @param {Frame} frame
   * @returns {{ j: number, range: [number, number] }}
   */
  drawSingle(frame) {
    const j = this.hand.gesture.pressed ? this.chosen : Math.min(frame.cell?.[1] ?? this.chosen, frame.numbers.K - 1);
    this.chosen = j;
    const range = this.range.for(frame.numbers.theta, this.hand.gesture.pressed);
    this.single.draw(frame, j, range);
    return { j, range };
  }
}

/** A button over each column, with its score as a mark on the slider's scale. */
export class ButtonsOver extends HeadsWithOneSlider {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    super(hand, K);
    this.buttons = Array.from({ length: K }, (_, j) => {
      const button = element("button", { type: "button", class: "head-of" }, element("span", { class: "pinned", hidden: true }),
        element("span", { class: "ahead", hidden: true }), element("span", { class: "level-mark" }));
      button.addEventListener("click", () => this.choose(j));
      return new Mark(button);
    });
    this.element = element("div", { class: "heads", role: "group", "aria-label": hand.messages.scores },
      ...this.buttons.map(({ node }) => node));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { j: chosen, range } = this.drawSingle(frame);
    this.buttons.forEach((button, j) => {
      const score = frame.numbers.theta[j];
      button.style("--at", placeOn(score, range).toFixed(4));
      setAttribute(/** @type {Element} */ (button.node.firstChild), "hidden", !frame.pinned);
      const ahead = frame.steps?.ahead ?? null;
      setAttribute(button.node.children[1], "hidden", ahead === null);
      if (ahead) button.style("--ahead", placeOn(ahead.theta[j], range).toFixed(4));
      if (frame.pinned) button.style("--was", placeOn(frame.pinned.theta[j], range).toFixed(4));
      button.attribute("aria-pressed", j === chosen ? "true" : "false");
      button.attribute("aria-label", `${nameOfScore(j, frame.labels, this.hand.messages)} = ${exact(score)}`);
      button.quantity("theta", j === chosen ? Number.NaN : score, j);
    });
  }
}

/** A thin bar over each column. */
export class StripOver extends HeadsWithOneSlider {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    super(hand, K);
    this.strip = new Strip(K, "score-bars upright", "theta");
    this.element = element("div", { class: "heads", role: "img" }, this.strip.element);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { j, range } = this.drawSingle(frame);
    this.strip.draw(frame.numbers.theta, range, { elsewhere: j, pinned: frame.pinned?.theta });
    const { theta } = frame.numbers;
    const { messages } = this.hand;
    const value = `θ${subscript(j)} = ${exact(theta[j])}`;
    setAttribute(this.element, "aria-label", fill(messages.told, { name: messages.scores, value }));
  }
}

/** @typedef {SlidersOver | ButtonsOver | StripOver} Heads */

/**
 * @param {Hand} hand
 * @param {number} K
 * @param {import("./layout.js").Plan["heads"]} kind
 * @returns {Heads}
 */
export function headsFor(hand, K, kind) {
  if (K > MANY) return new StripOver(hand, K);
  return kind === "over" ? new SlidersOver(hand, K) : new ButtonsOver(hand, K);
}
