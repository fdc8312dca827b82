/**
 * One row a class, where no Jacobian is shown: θ_i, S_i, ∂L/∂θ_i side by side.
 *
 * @module rows
 */

import { MANY } from "./bars.js";
import { Curves } from "./curves.js";
import { element, Mark, setAttribute } from "./dom.js";
import { Exponentials } from "./exponentials.js";
import { Ghost } from "./ghost.js";
import { gradientFor } from "./gradient.js";
import { StripOver } from "./heads.js";
import { outputsFor, unitEnd } from "./outputs.js";
import { ScoreControl, ScoreRange } from "./scores.js";
import { Weights } from "./weights.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {import("./picture.js").Shows} Shows */

/** A slider a row. */
class ScoreRows {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor(hand, K) {
    this.gesture = hand.gesture;
    this.range = new ScoreRange();
    this.controls = Array.from({ length: K }, () => new ScoreControl(hand, "horizontal"));
    this.labels = this.controls.map(() => new Mark(element("span", { class: "label" })));
    this.rows = this.controls.map(({ name, rail, number, below }, j) => new Mark(element("div", { class: "row" },
      this.labels[j].node, name.node, rail, element("span", { class: "number" }, number, below.node))));
    this.element = element("div", {}, ...this.rows.map(({ node }) => node));
    /** @type {{ element: HTMLElement } | null} */
    this.single = null;
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const range = this.range.for(frame.numbers.theta, this.gesture.pressed);
    this.controls.forEach((control, j) => {
      control.draw(frame, j, range);
      this.labels[j].text(frame.labels[j] ?? "");
      this.labels[j].attribute("title", frame.labels[j] || null);
      this.rows[j].attribute("data-nudged", lit.j === j);
    });
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {...(Node | string)} children
 */
function panel(name, label, ...children) {
  return element("div", { class: `panel ${name}-panel`, role: "group", "aria-label": label }, ...children);
}

export class Rows {
  /** Rows are laid out by their style sheet. @type {null} */
  plan = null;

  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {Shows} shows
   */
  constructor(hand, K, shows) {
    const { messages } = hand;
    const many = K > MANY;
    this.hand = hand;
    this.scores = many ? new StripOver(hand, K) : new ScoreRows(hand, K);
    this.outputs = shows.outputs ? outputsFor(hand, K, { showTarget: shows.target, showLoss: shows.loss }) : null;
    this.curves = shows.curves && this.outputs && !many ? new Curves(hand, this.outputs.rows) : null;
    this.exponentials = shows.exponentials && !many ? new Exponentials(K) : null;
    this.gradient = shows.backward ? gradientFor(messages, hand.light, K) : null;
    this.weights = shows.weights && !many ? new Weights(hand, K) : null;
    this.ghost = new Ghost(messages, this.outputs?.tracks ?? [], false);
    this.elements = [
      panel("scores", messages.scores, element("div", { class: "head" }, "θ"), this.scores.element,
        ...(this.scores.single ? [this.scores.single.element] : [])),
      ...(this.exponentials
        ? [panel("exponentials", messages.exponentials, this.exponentials.head, this.exponentials.element, this.exponentials.scale,
          this.exponentials.foot)]
        : []),
      ...(this.outputs
        ? [panel("outputs", messages.outputs, this.outputs.head.node, this.outputs.element, this.outputs.scale, this.outputs.foot.element,
          ...(this.curves ? [this.curves.element] : []))]
        : []),
      ...(this.weights ? [panel("weights", messages.weights, element("div", { class: "head" }, "y"), this.weights.element)] : []),
      ...(this.gradient
        ? [panel("gradient", messages.gradient, this.gradient.head.node, this.gradient.element, this.gradient.scale,
          this.gradient.foot.element, this.gradient.foot.loss.element)]
        : []),
    ];
    if (this.gradient) this.turnScale(this.gradient.scale);
  }

  /**
   * In rows the scale of the gradient runs from left to right.
   * @param {HTMLElement} scale
   */
  turnScale(scale) {
    scale.prepend(...[...scale.children].reverse());
    setAttribute(scale, "data-lies", true);
  }

  forgetColours() {}

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const unit = unitEnd(frame);
    this.scores.draw(frame, lit);
    this.exponentials?.draw(frame, lit);
    this.outputs?.draw(frame, lit);
    this.curves?.draw(frame, lit);
    this.weights?.draw(frame);
    this.gradient?.draw(frame, lit, unit);
    this.ghost.draw(frame, frame.pinned ? null : this.hand.gesture.now, lit.i, unit);
  }
}
