/**
 * The gradient: S·Σy − y, entry by entry.
 *
 * @module gradient
 */

import { MANY, placeOn, Strip } from "./bars.js";
import { element, fill, Mark, setAttribute } from "./dom.js";
import { entry, exact, fixed, relation, subscript } from "./format.js";
import { endOfScale } from "./layout.js";
import { Loss } from "./loss.js";
import { Figure } from "./pin.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./light.js").Light} Light */
/** @typedef {Record<string, any>} Messages */

const GAP_DIGITS = 8;

/**
 * Σy = 1 up to rounding: weights such as 0.1 + 0.2 + 0.7 count as summing to one.
 * @param {number} weight
 */
function isOne(weight) {
  return Math.abs(weight - 1) < 1e-9;
}

/**
 * @param {import("./softmax.js").Numbers} numbers
 * @returns {string} the formula that the panel shows
 */
export function gradientHead({ weight, temperature }) {
  const right = isOne(weight) ? "S\u00a0−\u00a0y" : "S·Σy\u00a0−\u00a0y";
  return `∂L/∂θ = ${temperature === 1 ? right : `(${right})/T`}`;
}

/**
 * One entry of the gradient in symbols.
 * @param {import("./softmax.js").Numbers} numbers
 * @param {number} j
 * @returns {string} S₁ − y₁, (S₁·Σy − y₁)/T
 */
export function gapText({ weight, temperature }, j) {
  const gap = `S${subscript(j)}${isOne(weight) ? "" : "·Σy"} − y${subscript(j)}`;
  return temperature === 1 ? gap : `(${gap})/T`;
}

/**
 * The same with its numbers: S in the fewest digits, three at least, at which it comes out as the entry is written.
 * @param {import("./softmax.js").Numbers} numbers
 * @param {number} j
 * @returns {string} 0.250 − 1; nothing where no such digits are few
 */
export function gapNumbers({ s, y, weight, temperature, gradient }, j) {
  const total = isOne(weight) ? 1 : weight;
  for (let digits = 3; digits <= GAP_DIGITS; digits += 1) {
    if (entry((Number(s[j].toFixed(digits)) * total - y[j]) / temperature) !== entry(gradient[j])) continue;
    const gap = `${fixed(s[j], digits)}${total === 1 ? "" : ` · ${exact(total)}`} − ${exact(y[j])}`;
    return temperature === 1 ? gap : `(${gap})/${exact(temperature)}`;
  }
  return "";
}

/**
 * The end of the scale of the entries. From T = 1 on it is that of S and y: the bar is then the very gap.
 * @param {import("./softmax.js").Numbers} numbers
 * @param {number} unit the end of the scale of S and y
 * @returns {number}
 */
export function gradientEnd({ temperature }, unit) {
  return temperature < 1 ? endOfScale(unit / temperature) : unit;
}

/** The loss and the sum of the entries. */
class GradientFoot {
  /** @param {Messages} messages */
  constructor(messages) {
    this.sum = new Mark(element("span", {}));
    this.loss = new Loss();
    this.element = element("div", { class: "foot" }, this.sum.node, element("span", {}, messages.descent));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers } = frame;
    const sum = numbers.gradient.reduce((a, b) => a + b, 0);
    this.sum.text(`Σ ∂L/∂θ = ${fixed(sum)}`);
    this.sum.quantity("gradient-sum", sum);
    this.loss.draw(frame);
  }
}

/** An entry a class: a bar from zero, its number, and the difference that it is. */
export class Gradient {
  /**
   * @param {Messages} messages
   * @param {Light} light
   * @param {number} K
   */
  constructor(messages, light, K) {
    this.head = new Mark(element("div", { class: "head" }));
    this.ends = [0, 1].map(() => new Mark(element("span", {})));
    this.scale = element("div", { class: "ends", "aria-hidden": "true" },
      this.ends[1].node, element("span", {}, "0"), this.ends[0].node);
    this.foot = new GradientFoot(messages);
    this.entries = Array.from({ length: K }, (_, j) => {
      const [axis, gap, fill, pin] = ["axis", "gap-numbers", "fill", "pinned"].map(
        (name) => new Mark(element("span", { class: name })));
      const number = new Figure();
      axis.node.append(fill.node, pin.node);
      const row = new Mark(element("div", { class: "row", "data-j": j },
        element("span", { class: "name" }, `θ${subscript(j)}`), number.node, axis.node, gap.node));
      light.watch(/** @type {HTMLElement} */ (row.node), () => ({ i: null, j }));
      return { row, axis, fill, pin, number, gap };
    });
    this.element = element("div", { class: "gradient", role: "group", "aria-label": messages.gradient },
      ...this.entries.map(({ row }) => row.node));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {number} unit the end of the scale of S and y
   * @param {number} [characters] that a column has room for below the entry
   */
  draw({ numbers, ...frame }, lit, unit, characters = Number.POSITIVE_INFINITY) {
    const end = gradientEnd(numbers, unit);
    this.head.text(gradientHead(numbers));
    this.ends[0].text(`−${exact(end)}`);
    this.ends[1].text(`+${exact(end)}`);
    this.entries.forEach(({ row, axis, fill, pin, number, gap }, j) => {
      const value = numbers.gradient[j];
      const before = frame.pinned?.gradient[j];
      number.text(entry(value));
      number.quantity("gradient", value, j);
      number.below.since("gradient", value, before, j);
      pin.attribute("hidden", before === undefined);
      if (before !== undefined) pin.style("--was", placeOn(before, [-end, end]).toFixed(4));
      axis.attribute("data-sign", value < 0 ? "−" : "+");
      fill.style("--g", Math.min(1, Math.abs(value) / end));
      const text = gapNumbers(numbers, j);
      gap.text(text.length > characters ? "" : text);
      row.attribute("data-nudged", lit.j === j);
    });
    this.foot.draw({ numbers, ...frame });
  }
}

/** The gradient of more than ten classes. */
export class ManyGradient {
  /**
   * @param {Messages} messages
   * @param {Light} light
   * @param {number} K
   */
  constructor(messages, light, K) {
    this.messages = messages;
    this.head = new Mark(element("div", { class: "head" }));
    this.ends = [0, 1].map(() => new Mark(element("span", {})));
    this.scale = element("div", { class: "ends", "aria-hidden": "true" },
      this.ends[1].node, element("span", {}, "0"), this.ends[0].node);
    this.foot = new GradientFoot(messages);
    this.strip = new Strip(K, "gradient-bars upright", "gradient");
    this.element = element("div", { class: "gradient", role: "img" }, this.strip.element);
    this.strip.lines.forEach(({ node }, j) => light.watch(/** @type {HTMLElement} */ (node), () => ({ i: null, j })));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {number} unit
   */
  draw(frame, lit, unit) {
    const { numbers } = frame;
    const end = gradientEnd(numbers, unit);
    const j = lit.j ?? 0;
    this.head.text(gradientHead(numbers));
    this.ends[0].text(`−${exact(end)}`);
    this.ends[1].text(`+${exact(end)}`);
    this.strip.draw(numbers.gradient, [-end, end], { pinned: frame.pinned?.gradient });
    const value = `∂L/∂θ${subscript(j)} ${relation(entry(numbers.gradient[j]))}`;
    setAttribute(this.element, "aria-label", fill(this.messages.told, { name: this.messages.gradient, value }));
    this.foot.draw(frame);
  }
}

/**
 * @param {Messages} messages
 * @param {Light} light
 * @param {number} K
 */
export function gradientFor(messages, light, K) {
  return K > MANY ? new ManyGradient(messages, light, K) : new Gradient(messages, light, K);
}
