/**
 * The picture around the matrix: θ_j over column j, S_i beside row i, ∂L/∂S_i at the row's other end, ∂L/∂θ_j under
 * column j. It lays its parts out and hands each frame on; what each part shows is its own affair.
 *
 * @module picture
 */

import { Bands } from "./bands.js";
import { MANY } from "./bars.js";
import { Curves } from "./curves.js";
import { element, Mark } from "./dom.js";
import { Gap } from "./gap.js";
import { Ghost } from "./ghost.js";
import { gradientFor } from "./gradient.js";
import { headsFor } from "./heads.js";
import { Legend } from "./legend.js";
import { Matrix } from "./matrix.js";
import { outputsFor, unitEnd } from "./outputs.js";
import { PaintedMatrix, paintedLimit } from "./painted.js";
import { Readout } from "./readout.js";
import { Upstream } from "./upstream.js";
import { Weights } from "./weights.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./layout.js").Plan} Plan */
/** @typedef {import("./scores.js").Hand} Hand */
/**
 * @typedef {object} Shows
 * @property {boolean} outputs
 * @property {boolean} backward
 * @property {boolean} target
 * @property {boolean} weights
 * @property {boolean} loss whether the loss stands with S
 * @property {boolean} curves whether S stands as curves below its bars
 * @property {boolean} exponentials whether e to each score stands between θ and S, where there is no matrix
 */

export class Picture {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {Shows} shows
   * @param {Plan} laid
   */
  constructor(hand, K, shows, laid) {
    const { messages } = hand;
    this.hand = hand;
    this.K = K;
    this.shows = shows;
    this.plan = laid;
    this.made = laid; // the plan whose parts these are
    const many = K > MANY;
    this.bands = new Bands();
    this.heads = headsFor(hand, K, laid.heads);
    this.outputs = shows.outputs ? outputsFor(hand, K, { showTarget: shows.target, showLoss: shows.loss }) : null;
    this.curves = shows.curves && this.outputs && !many ? new Curves(hand, this.outputs.rows) : null;
    this.matrix = many ? null : new Matrix(hand, K);
    this.painted = many ? new PaintedMatrix(hand, K) : null;
    this.upstream = shows.backward && !many ? new Upstream(messages, K) : null;
    this.gradient = shows.backward ? gradientFor(messages, hand.light, K) : null;
    this.gap = this.gradient && this.outputs && !many ? new Gap() : null;
    this.ghost = new Ghost(messages, this.outputs?.tracks ?? [], true);
    this.legend = new Legend(messages, many);
    this.weights = shows.weights && !many ? new Weights(hand, K) : null;
    this.readout = laid.figures ? null : new Readout({ jacobian: true, gradient: shows.backward, isOnlyPlace: many });
    this.element = element("div", { class: "picture" }, ...this.parts());
    this.mark = new Mark(this.element);
    this.layOut(laid);
  }

  /** In the order of reading: θ, S, the matrix, the way back. */
  parts() {
    const { bands, heads, outputs, gradient, matrix, painted, upstream, gap, legend, ghost, weights, readout, shows } = this;
    const { messages } = this.hand;
    const plane = element("div", { class: "plane" }, ...bands.elements,
      element("div", { class: "heads-note" }, element("b", {}, "θ"), " ", element("span", {}, messages.inputs_note)),
      heads.element,
      ...(outputs ? [element("div", { class: "outputs-note" }, outputs.head.node, outputs.scale), outputs.element] : []),
      ...(weights ? [weights.element] : []),
      /** @type {HTMLElement} */ ((matrix ?? painted)?.element),
      ...(upstream ? [upstream.head, upstream.element] : []),
      ...(gradient
        ? [element("div", { class: "gradient-note" }, gradient.head.node, element("span", { class: "hint" }, messages.gradient_note)),
          gradient.scale, gradient.element]
        : []),
      ...(gap ? [gap.drawing, gap.label.node] : []),
      ...(gradient ? [gradient.foot.loss.element] : []));
    return [
      ...(heads.single ? [heads.single.element] : []), plane,
      ...(readout ? [readout.element] : []),
      element("div", { class: "feet" },
        element("div", { class: "legends" }, legend.element, ...(shows.outputs && outputs ? [outputs.foot.element] : []),
          ...(this.curves ? [this.curves.element] : []),
          ...(gradient ? [gradient.foot.element] : [])),
        ghost.element),
    ];
  }

  /**
   * Whether the same parts will do for another plan.
   * @param {Plan} next
   */
  fits(next) {
    return next.heads === this.made.heads && next.figures === this.made.figures;
  }

  /** @param {Plan} laid */
  layOut(laid) {
    this.plan = laid;
    const mark = this.mark;
    for (const name of /** @type {const} */ (["number", "unit", "weight", "name", "cell", "row", "curve", "end"])) {
      mark.style(`--${name}`, `${laid[name]}px`);
    }
    mark.style("--bar", `${laid.track}px`);
    mark.style("--k", this.K);
    for (const name of /** @type {const} */ (["heads", "terms"])) mark.attribute(`data-${name}`, laid[name]);
    mark.attribute("data-stacked", laid.number === 0 && laid.heads !== "strip");
    mark.attribute("data-backward", this.shows.backward);
    mark.attribute("data-corner", laid.corner);
    mark.attribute("data-figures", laid.figures);
    if (this.heads.single) mark.attribute("data-single", true);
  }

  forgetColours() {
    this.painted?.forgetColours();
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const unit = unitEnd(frame);
    this.bands.draw(lit);
    this.heads.draw(frame);
    this.outputs?.draw(frame, lit);
    this.curves?.draw(frame, lit);
    this.weights?.draw(frame);
    this.matrix?.draw(frame, lit, this.plan);
    this.painted?.draw(frame, lit);
    this.upstream?.draw(frame);
    this.gradient?.draw(frame, lit, unit, this.plan.characters);
    this.gap?.draw(frame, lit.j, this.plan, unit);
    this.readout?.draw(frame, lit);
    this.ghost.draw(frame, frame.pinned ? null : this.hand.gesture.now, lit.i, unit);
    const { K, temperature } = frame.numbers;
    this.legend.draw(frame, lit, this.painted ? paintedLimit(K, temperature) : 0.25 / temperature);
  }
}
