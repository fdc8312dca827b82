/**
 * The roads from one score to the loss: θ_j → every S_i → L. Each road is the product of its two factors, in which S_i
 * cancels, and the roads add up to ∂L/∂θ_j. A few classes are drawn as a map, more as bars on one scale.
 *
 * @module roads
 */

import { MANY, placeBar, Strip } from "./bars.js";
import { element, fill, Mark, setAttribute, svg } from "./dom.js";
import { FACTS } from "./facts.js";
import { entry, readEntry, relation, subscript, trimmed } from "./format.js";
import { gapNumbers, gradientEnd } from "./gradient.js";
import { lettered } from "./letters.js";
import { strength } from "./matrix.js";
import { unitEnd } from "./outputs.js";
import { Figure } from "./pin.js";
import { jacobian, termsOf, upstream } from "./softmax.js";
import { sentDown } from "./upstream.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {Record<string, any>} Messages */

const { mapped: MAPPED, slope: STEEPEST } = FACTS.limits;
const [THINNEST, THICKEST] = [0.09, 0.75]; // em: an edge whose factor is almost 0, and one at the end of its scale
const FAN = 9; // of a row's 100: edges that meet in a node arrive so far apart
const TALLEST = [5, 15, 3.5]; // em of a road: at most, of all roads together, at least

/** @typedef {[text: string, struck: boolean]} Part of a formula; what is struck cancels */

/**
 * The column whose roads are shown: the lit one, else that of the largest weight.
 * @param {Numbers} numbers
 * @param {number | null} j
 * @returns {number}
 */
export function shownColumn({ y }, j) {
  return j ?? y.indexOf(Math.max(...y));
}

/**
 * One road in symbols: its two factors, both with the S_i that cancels, and what is left.
 * @param {number} i
 * @param {number} j
 * @param {number} temperature
 * @returns {{ factors: Part[], left: string }}
 */
export function roadOf(i, j, temperature) {
  const [si, sj, yi] = [`S${subscript(i)}`, `S${subscript(j)}`, `y${subscript(i)}`];
  const over = temperature === 1 ? "" : "/T";
  /** @type {Part[]} */
  const first = i === j ? [[si, true], [` (1 − ${si})${over}`, false]] : [["(−", false], [si, true], [` ${sj}${over})`, false]];
  return {
    factors: [...first, [` · (−${yi}/`, false], [si, true], [")", false]],
    left: i === j ? `−${yi} (1 − ${sj})${over}` : `${yi} ${sj}${over}`,
  };
}

/**
 * @param {number} j
 * @param {number} temperature
 * @returns {string} what the roads add up to, in symbols
 */
export function sumOf(j, temperature) {
  const sum = `S${subscript(j)} Σy − y${subscript(j)}`;
  return temperature === 1 ? sum : `(${sum})/T`;
}

/**
 * How wide an edge is, in em: the square root of its factor, on the scale of its stage.
 * @param {number} value
 * @param {number} limit the end of the scale
 * @returns {number}
 */
export function edgeWidth(value, limit) {
  return THINNEST + (THICKEST - THINNEST) * strength(value, limit);
}

/**
 * The ends of the two scales: no |J_ij| is larger, and what is steeper is drawn as steep as this.
 * @param {number} temperature
 * @returns {[number, number]}
 */
export function edgeLimits(temperature) {
  return [0.25 / temperature, STEEPEST];
}

/**
 * An edge in a box of a stage, 100 wide and 100 high a road. All edges of a stage meet in the middle of one side.
 * @param {number} i
 * @param {number} K
 * @param {boolean} isSecond whether they meet on the right, in L
 * @returns {string} the path
 */
export function edgePath(i, K, isSecond) {
  const [own, meeting] = [100 * i + 50, 50 * K + FAN * (i - (K - 1) / 2)];
  // Most of the way it runs in its own row, where its label stands.
  return isSecond ? `M0,${own} C70,${own} 75,${meeting} 100,${meeting}` : `M0,${meeting} C25,${meeting} 30,${own} 100,${own}`;
}

/**
 * Whether what is written of the roads adds up to what is written of their sum.
 * @param {number[]} terms
 * @param {number} sum
 * @returns {"=" | "≈"}
 */
export function sumRelation(terms, sum) {
  return entry(terms.reduce((total, term) => total + readEntry(term), 0)) === entry(sum) ? "=" : "≈";
}

/**
 * @param {"=" | "≈"} sign
 * @param {string} text
 * @returns {string} = −0.375, ≈ 0.001, < −0.999
 */
export function told(sign, text) {
  return sign === "=" || /^[<>]/.test(text) ? relation(text) : `≈ ${text}`;
}

/**
 * What is written along a road: its two factors in numbers, and what they come to.
 * @param {Numbers} numbers
 * @param {number} i
 * @param {number} j
 * @returns {{ first: string, second: string, result: string }}
 */
export function alongRoad(numbers, i, j) {
  const { factor, slope, relation: sign, result } = sentDown(jacobian(numbers, i, j), upstream(numbers, i), termsOf(numbers, j)[i]);
  return {
    first: `J${subscript(i)}${subscript(j)} ${relation(factor)}`,
    second: `−y${subscript(i)}/S${subscript(i)} ${relation(slope)}`,
    result: told(sign, result),
  };
}

/**
 * What the roads add up to: in symbols, in numbers, and as one number.
 * @param {Numbers} numbers
 * @param {number} j
 * @returns {{ factors: string, left: string, result: string }}
 */
export function roadsSum(numbers, j) {
  const gap = gapNumbers(numbers, j);
  const sum = numbers.gradient[j];
  return {
    factors: `∂L/∂θ${subscript(j)} = ${sumOf(j, numbers.temperature)}`,
    left: gap && `= ${gap}`,
    result: told(sumRelation(termsOf(numbers, j), sum), sum === 0 ? "0" : entry(sum)),
  };
}

/**
 * @param {Part[]} parts
 * @returns {(Node | string)[]}
 */
function struckOut(parts) {
  return parts.map(([text, struck]) => (struck ? element("s", {}, text) : text));
}

/** What one road comes to: its factors in symbols, what is left of them, and the number. */
class Effect {
  constructor() {
    this.factors = new Mark(element("span", { class: "factors" }));
    this.left = new Mark(element("span", { class: "left" }));
    this.number = new Figure();
    this.mark = new Mark(element("div", { class: "effect" }, this.factors.node, this.left.node, this.number.node));
  }

  /**
   * @param {number} i
   * @param {number} j
   * @param {number} temperature
   */
  name(i, j, temperature) {
    if (!this.factors.changes("", `${i} ${j} ${temperature === 1}`)) return;
    const { factors, left } = roadOf(i, j, temperature);
    this.factors.node.replaceChildren(...struckOut(factors));
    this.left.text(`= ${left}`);
  }
}

/** The roads of a few classes, as a map. */
class RoadMap {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {() => number} column that is shown
   */
  constructor({ messages, light }, K, column) {
    const classes = Array.from({ length: K }, (_, i) => i);
    const place = (/** @type {HTMLElement} */ node, /** @type {number} */ i) => {
      node.style.setProperty("--i", String(i));
      light.watch(node, () => ({ i, j: column() }));
      return node;
    };
    const span = (/** @type {string} */ name, text = "") => element("span", { class: name }, text);
    this.from = new Mark(span("node input"));
    this.nudge = new Mark(span("stage-head first"));
    this.nudgeText = messages.roads_nudge;
    this.effects = classes.map(() => new Effect());
    this.stages = [false, true].map((isSecond) => {
      const name = isSecond ? "second" : "first";
      const edges = classes.map((i) => new Mark(svg("path", { d: edgePath(i, K, isSecond), class: "road-edge" })));
      const labels = classes.map(() => new Mark(span(`factor ${name}`)));
      const scale = [1, 0.25].map((part) => {
        const stroke = element("span", { class: "stroke" });
        stroke.style.setProperty("--wide", `${edgeWidth(part, 1)}em`);
        return { stroke, end: new Mark(span("end")) };
      });
      return {
        edges, labels, scale,
        drawing: svg("svg", { class: `edges ${name}`, viewBox: `0 0 100 ${100 * K}`, preserveAspectRatio: "none", "aria-hidden": "true" },
          ...edges.map(({ node }) => node)),
        scaleElement: element("div", { class: `scale-of ${name}`, "aria-hidden": "true" }, isSecond ? "|−y/S|" : "|J|", ...scale.flatMap(({ stroke, end }) => [stroke, end.node])),
      };
    });
    this.nodes = classes.map((i) => new Mark(place(span("node output", `S${subscript(i)}`), i)));
    const [first, second] = this.stages;
    this.sum = new Effect();
    this.sum.mark.node.classList.add("sum");
    this.element = element("div", { class: "map" }, this.nudge.node, this.from.node,
      element("span", { class: "stage-head second" }, ...lettered(messages.roads_outputs)),
      element("span", { class: "stage-head third" }, messages.roads_loss), first.drawing, second.drawing,
      ...classes.flatMap((i) => [
        place(/** @type {HTMLElement} */ (first.labels[i].node), i), this.nodes[i].node,
        place(/** @type {HTMLElement} */ (second.labels[i].node), i),
      ]),
      span("node loss", "L"), first.scaleElement, second.scaleElement,
      span("stage-head last", messages.roads_add),
      ...classes.map((i) => place(/** @type {HTMLElement} */ (this.effects[i].mark.node), i)), this.sum.mark.node);
    const [most, together, least] = TALLEST;
    this.element.style.setProperty("--k", String(K));
    this.element.style.setProperty("--road", `${Math.max(least, Math.min(most, together / K))}em`);
    const middle = (K - 1) / 2;
    for (const { labels } of this.stages) labels.forEach(({ node }, i) => node.setAttribute("data-below", String(i > middle)));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {number} j
   */
  draw({ numbers, pinned, covered }, lit, j) {
    // What the roads come to in letters is the derivation, and is covered with it.
    setAttribute(this.element, "data-covered", Boolean(covered));
    const input = `θ${subscript(j)}`;
    const terms = termsOf(numbers, j);
    const before = pinned && termsOf(pinned, j);
    const limits = edgeLimits(numbers.temperature);
    this.from.text(input);
    this.from.attribute("data-lit", lit.j !== null);
    this.nudge.text(fill(this.nudgeText, { input }));
    this.stages.forEach(({ scale }, stage) => scale.forEach(({ end }, n) => {
      end.text(`${stage === 1 && n === 0 ? "≥ " : ""}${trimmed(limits[stage] * (n === 0 ? 1 : 0.25), 3)}`);
    }));
    terms.forEach((term, i) => {
      const values = [jacobian(numbers, i, j), upstream(numbers, i)];
      const { first, second, result } = alongRoad(numbers, i, j);
      const isLit = lit.i === i;
      this.stages.forEach(({ edges, labels }, stage) => {
        const value = values[stage];
        edges[i].attribute("data-sign", value < 0 ? "−" : value > 0 ? "+" : null);
        edges[i].style("--wide", `${edgeWidth(value, limits[stage]).toFixed(3)}em`);
        labels[i].text(stage === 0 ? first : second);
        labels[i].attribute("data-lit", isLit);
        labels[i].quantity(stage === 0 ? "road-jacobian" : "road-upstream", value, i, j);
      });
      this.nodes[i].attribute("data-lit", isLit);
      const effect = this.effects[i];
      effect.name(i, j, numbers.temperature);
      effect.mark.attribute("data-watched", isLit);
      effect.number.text(result);
      effect.number.quantity("road", term, i, j);
      effect.number.below.since("road", term, before?.[i], i);
    });
    drawSum(this.sum, numbers, pinned, j, lit.j !== null);
  }
}

/**
 * @param {Effect} sum
 * @param {Numbers} numbers
 * @param {Numbers | null | undefined} pinned
 * @param {number} j
 * @param {boolean} isLit
 */
function drawSum({ mark, factors, left, number }, numbers, pinned, j, isLit) {
  const texts = roadsSum(numbers, j);
  factors.text(texts.factors);
  left.text(texts.left);
  number.text(texts.result);
  number.quantity("road-sum", numbers.gradient[j], undefined, j);
  number.below.since("road-sum", numbers.gradient[j], pinned?.gradient[j]);
  mark.attribute("data-nudged", isLit);
}

/**
 * @param {number} term what a road comes to
 * @returns {string} = −0.375, = 0
 */
function roadText(term) {
  return relation(term === 0 ? "0" : entry(term));
}

/** The roads of more classes: a row with symbols, a number and a bar each, or thin bars alone. */
class RoadBars {
  /**
   * @param {Hand} hand
   * @param {number} K
   * @param {() => number} column that is shown
   */
  constructor({ light }, K, column) {
    /** @type {Strip | null} */
    this.strip = K > MANY ? new Strip(K, "gradient-bars", "road") : null;
    const row = () => {
      const effect = new Effect();
      const bar = new Mark(element("span", { class: "axis" }, element("span", { class: "fill" })));
      effect.mark.node.append(bar.node);
      return { effect, bar };
    };
    this.rows = this.strip ? [] : Array.from({ length: K }, row);
    this.rows.forEach(({ effect }, i) => light.watch(/** @type {HTMLElement} */ (effect.mark.node), () => ({ i, j: column() })));
    this.sum = row();
    this.sum.effect.mark.node.classList.add("sum");
    this.ends = [0, 1, 2].map(() => new Mark(element("span", {})));
    this.one = this.strip ? new Effect() : null;
    this.element = element("div", { class: "road-rows", "data-many": this.strip !== null },
      ...(this.strip ? [this.strip.element] : this.rows.map(({ effect }) => effect.mark.node)),
      ...(this.one ? [this.one.mark.node] : []), this.sum.effect.mark.node,
      element("div", { class: "road-ends" }, element("div", { class: "ends", "aria-hidden": "true" }, ...this.ends.map(({ node }) => node))));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {number} j
   */
  draw(frame, lit, j) {
    const { numbers, pinned } = frame;
    const terms = termsOf(numbers, j);
    const before = pinned && termsOf(pinned, j);
    const end = gradientEnd(numbers, unitEnd(frame));
    ["−", "", "+"].forEach((sign, n) => this.ends[n].text(sign ? `${sign}${trimmed(end, 3)}` : "0"));
    this.strip?.draw(terms, [-end, end], { j });
    const i = lit.i ?? 0;
    this.one?.name(i, j, numbers.temperature);
    this.one?.number.text(roadText(terms[i]));
    this.one?.mark.attribute("data-watched", lit.i !== null);
    this.rows.forEach(({ effect, bar }, k) => {
      effect.name(k, j, numbers.temperature);
      effect.mark.attribute("data-watched", lit.i === k);
      effect.number.text(roadText(terms[k]));
      effect.number.quantity("road", terms[k], k, j);
      effect.number.below.since("road", terms[k], before?.[k], k);
      placeBar(bar, terms[k], [-end, end]);
    });
    drawSum(this.sum.effect, numbers, pinned, j, lit.j !== null);
    placeBar(this.sum.bar, numbers.gradient[j], [-end, end]);
  }
}

export class RoadsPanel {
  /**
   * @param {Hand} hand
   * @param {{ choose: boolean }} options whether the column is chosen here, for want of a Jacobian to pick from
   */
  constructor(hand, { choose }) {
    const { messages, state } = hand;
    this.hand = hand;
    this.column = 0;
    this.title = new Mark(element("span", {}));
    /** @type {HTMLSelectElement | null} */
    this.choose = null;
    if (choose) {
      const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": messages.choose_column }));
      select.addEventListener("change", () => {
        const frame = state.frame();
        const j = Number(select.value);
        if (frame) state.pick([frame.cell ? frame.cell[0] : j, j]);
      });
      this.choose = select;
    }
    /** @type {RoadMap | RoadBars | null} */
    this.roads = null;
    this.body = element("div", { class: "road-body" });
    this.element = element("div", { class: "panel block roads", role: "group", "aria-label": messages.roads },
      element("div", { class: "head" }, ...(this.choose ? [this.choose, " "] : []), this.title.node), this.body);
  }

  /** @param {number} K */
  build(K) {
    const column = () => this.column;
    this.roads = K > MAPPED ? new RoadBars(this.hand, K, column) : new RoadMap(this.hand, K, column);
    this.body.replaceChildren(this.roads.element);
    this.choose?.replaceChildren(
      ...Array.from({ length: K }, (_, j) => element("option", { value: j }, `θ${subscript(j)}`)));
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   */
  draw(frame, lit) {
    const j = shownColumn(frame.numbers, lit.j);
    this.column = j;
    const title = `∂L/∂θ${subscript(j)} = Σᵢ Jᵢ${subscript(j)} · ∂L/∂Sᵢ`;
    if (this.title.changes("", title)) this.title.node.replaceChildren(...lettered(title));
    if (this.choose && this.choose.value !== String(j)) this.choose.value = String(j);
    this.roads?.draw(frame, lit, j);
  }
}
