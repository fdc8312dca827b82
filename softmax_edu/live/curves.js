/**
 * Under each bar of S, on wish: S_i as a curve over the touched score θ_j, the others held still, with the point where it
 * stands and its tangent. The tangent's slope is J_ij.
 *
 * @module curves
 */

import { placeOn } from "./bars.js";
import { element, fill, Mark, svg } from "./dom.js";
import { entry, exact, subscript } from "./format.js";
import { lettered } from "./letters.js";
import { ScoreRange } from "./scores.js";
import { accurateSum, jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {import("./softmax.js").Numbers} Numbers */

const PIECES = 48; // of a curve
const REACH = 1 / 5; // of the width to either side of the point: the tangent

/**
 * S_i where θ_j takes other values, at equal steps from one end of its scale to the other.
 * @param {Numbers} numbers
 * @param {number} i
 * @param {number} j
 * @param {[number, number]} range
 * @returns {number[]}
 */
export function curveOf({ theta, temperature }, i, j, [least, most]) {
  const t = theta.map((score) => score / temperature);
  const others = t.filter((_, k) => k !== j);
  const largest = Math.max(...others);
  const logOthers = largest + Math.log(accurateSum(others.map((score) => Math.exp(score - largest))));
  return Array.from({ length: PIECES + 1 }, (_, n) => {
    const above = (least + ((most - least) * n) / PIECES) / temperature - logOthers;
    return i === j ? 1 / (1 + Math.exp(-above)) : Math.exp(t[i] - logOthers) / (1 + Math.exp(above));
  });
}

/**
 * The tangent as a path in a box of 100 by 100 in which S = 1 is at the top.
 * @param {number} s S_i
 * @param {number} slope J_ij
 * @param {number} score θ_j
 * @param {[number, number]} range
 * @returns {string}
 */
export function tangentPath(s, slope, score, [least, most]) {
  const at = 100 * placeOn(score, [least, most]);
  const [from, to] = [-REACH, REACH].map((part) => [at + 100 * part, 100 * (1 - s - slope * part * (most - least))]);
  return `M${from.join()} L${to.join()}`;
}

export class Curves {
  /**
   * @param {Hand} hand
   * @param {Mark[]} rows of S
   */
  constructor({ messages, gesture }, rows) {
    this.messages = messages;
    this.gesture = gesture;
    this.range = new ScoreRange();
    this.j = 0;
    this.curves = rows.map(({ node }) => {
      const [line, tangent, point] = ["line", "tangent", "point"].map((name) => new Mark(svg("path", { class: `curve-${name}` })));
      const slope = new Mark(element("span", { class: "curve-slope" }));
      node.append(element("div", { class: "curve" },
        svg("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" }, line.node, tangent.node, point.node), slope.node));
      return { line, tangent, point, slope };
    });
    this.note = new Mark(element("span", {}));
    this.element = element("div", { class: "foot" }, this.note.node);
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw({ numbers }, lit) {
    const { theta, temperature, s } = numbers;
    this.j = Math.min(lit.j ?? this.gesture.now?.j ?? this.j, numbers.K - 1);
    const { j } = this;
    const range = this.range.for(theta, this.gesture.pressed);
    // Along its own curve a score may move as it likes: the curve depends on the others.
    const others = `${j} ${temperature} ${range} ${theta.filter((_, k) => k !== j)}`;
    const at = 100 * placeOn(theta[j], range);
    this.curves.forEach(({ line, tangent, point, slope }, i) => {
      const value = jacobian(numbers, i, j);
      if (line.changes("others", others)) {
        line.attribute("d", `M${curveOf(numbers, i, j, range).map((height, n) => `${((100 * n) / PIECES).toFixed(2)},${(100 - 100 * height).toFixed(2)}`).join(" L")}`);
      }
      tangent.attribute("d", tangentPath(s[i], value, theta[j], range));
      tangent.attribute("data-sign", value < 0 ? "−" : "+");
      point.attribute("d", `M${at},${100 - 100 * s[i]} h0`);
      slope.text(fill(this.messages.curve_slope, { slope: entry(value) }));
      slope.quantity("slope", value, i, j);
      slope.attribute("data-rises", i === j);
    });
    const note = fill(this.messages.curves_note, { input: `θ${subscript(j)}`, least: exact(range[0]), most: exact(range[1]) });
    if (this.note.changes("", note)) this.note.node.replaceChildren(...lettered(note));
  }
}
