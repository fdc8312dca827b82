/**
 * The Jacobian as cells that can be picked, by pointer or by arrow keys: a row is an output, a column an input. In
 * the lit column each cell also shows what it sends down to the gradient.
 *
 * @module matrix
 */

import { element, Mark } from "./dom.js";
import { FACTS } from "./facts.js";
import { entry, relation, subscript } from "./format.js";
import { difference, differenceText } from "./pin.js";
import { jacobian, termsOf, upstream } from "./softmax.js";
import { sentDown } from "./upstream.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {import("./layout.js").Plan} Plan */
/** @typedef {import("./scores.js").Hand} Hand */

const FULLEST = 100 * FACTS.palette.strongest; // % of ink at the end of the scale
const LONG_BELOW = 9.5e-10; // a power of ten with two digits, which is written narrower
const LONGEST_TERM = 19; // characters that a cell with room for an equation takes

/**
 * How strongly a value is coloured, 0 to 1. The signed square root keeps small entries visible; the scale
 * is fixed, so that a change of colour means a change of value. Colour is clamped, numbers never are.
 * @param {number} value
 * @param {number} limit
 * @returns {number}
 */
export function strength(value, limit) {
  return Math.sqrt(Math.min(1, Math.abs(value) / limit));
}

/** @type {Record<string, (i: number, j: number, K: number) => [number, number]>} */
const MOVES = {
  ArrowUp: (i, j) => [i - 1, j],
  ArrowDown: (i, j) => [i + 1, j],
  ArrowLeft: (i, j) => [i, j - 1],
  ArrowRight: (i, j) => [i, j + 1],
  Home: (i) => [i, 0],
  End: (i, _j, K) => [i, K - 1],
};

/**
 * The cell that a key leads to, or null for a key that moves nothing.
 * @param {string} key
 * @param {[number, number]} cell
 * @param {number} K
 * @returns {[number, number] | null}
 */
export function cellAfterKey(key, [i, j], K) {
  const move = MOVES[key];
  if (!move) return null;
  const inside = (/** @type {number} */ index) => Math.max(0, Math.min(K - 1, index));
  const [row, column] = move(i, j, K);
  return [inside(row), inside(column)];
}

/**
 * Where the focus goes between the cells and the names of their rows and columns. A row's name stands before its first
 * cell, at column −1, a column's name over its first cell, at row −1.
 * @param {string} key
 * @param {[number, number]} place
 * @param {number} K
 * @returns {[number, number] | null} null where `cellAfterKey` says more, or for a key that moves nothing
 */
export function placeAfterKey(key, [i, j], K) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (!step) return null;
  const next = /** @type {[number, number]} */ ([i + step[0], j + step[1]]);
  const isName = next[0] < 0 || next[1] < 0;
  if (i >= 0 && j >= 0) return isName ? next : null;
  const isOutside = Math.min(...next) < -1 || Math.max(...next) >= K || (next[0] < 0 && next[1] < 0);
  return isOutside ? [i, j] : next;
}

/**
 * What a cell sends down: J_ij times its row's ∂L/∂S_i, written so that it comes out as it is written.
 * @param {number} value J_ij
 * @param {number} slope ∂L/∂S_i
 * @param {number} sent their product, in which S_i has cancelled
 * @param {Plan["terms"]} how
 * @returns {{ factor: string, term: string }} the cell's own number, and what stands below it
 */
export function termText(value, slope, sent, how) {
  const found = sentDown(value, slope, sent);
  const term = `× ${found.slope} ${relation(found.result)}`;
  if (how === "equation" && found.relation === "=" && term.length <= LONGEST_TERM) return { factor: found.factor, term };
  return { factor: entry(value), term: `↓ ${found.result}` };
}

/** One cell: its colour, its number and its term. */
class Cell {
  /**
   * @param {number} i
   * @param {number} j
   */
  constructor(i, j) {
    this.value = new Mark(element("span", { class: "value" }));
    this.term = new Mark(element("span", { class: "term" }));
    this.mark = new Mark(element("div", { class: "entry", role: "gridcell", tabindex: "-1", "data-i": i, "data-j": j },
      element("span", { class: "tint" }, this.value.node, this.term.node)));
  }
}

export class Matrix {
  /**
   * @param {Hand} hand
   * @param {number} K
   */
  constructor({ state, messages, light }, K) {
    this.state = state;
    this.light = light;
    const classes = Array.from({ length: K }, (_, k) => k);
    this.cells = classes.map((i) => classes.map((j) => new Cell(i, j)));
    this.columns = classes.map((j) => new Mark(element("div", { class: "column", role: "columnheader", tabindex: "-1", "data-j": j }, `θ${subscript(j)}`,
      element("span", { class: "label" }))));
    this.rows = classes.map((i) => new Mark(element("div", { class: "name", role: "rowheader", tabindex: "-1", "data-i": i }, `S${subscript(i)}`,
      element("span", { class: "label" }))));
    this.element = element("div", { class: "grid", role: "grid", "aria-label": messages.jacobian },
      element("div", { class: "row columns", role: "row" },
        element("div", { class: "name", role: "columnheader" }, element("span", { class: "spoken" }, messages.corner)),
        ...this.columns.map(({ node }) => node)),
      ...this.cells.map((row, i) => element("div", { class: "row", role: "row" },
        this.rows[i].node, ...row.map(({ mark }) => mark.node))));
    this.element.addEventListener("click", (event) => {
      const cell = this.cellOf(event);
      if (cell) this.state.pick(cell);
    });
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    light.watch(this.element, (event) => {
      const cell = this.cellOf(event) ?? this.nameOf(event);
      return cell && { i: cell[0] < 0 ? null : cell[0], j: cell[1] < 0 ? null : cell[1] };
    });
    this.element.addEventListener("focusin", (event) => {
      const name = this.nameOf(event);
      if (name) light.hold({ i: name[0] < 0 ? null : name[0], j: name[1] < 0 ? null : name[1] });
    });
    this.element.addEventListener("focusout", (event) => { if (this.nameOf(event)) light.hold(null); });
  }

  /**
   * @param {Event} event
   * @returns {[number, number] | null}
   */
  cellOf(event) {
    const node = /** @type {Element} */ (event.target).closest("[role=gridcell]");
    return node ? [Number(node.getAttribute("data-i")), Number(node.getAttribute("data-j"))] : null;
  }

  /**
   * The place of the row's or column's name that an event is at.
   * @param {Event} event
   * @returns {[number, number] | null}
   */
  nameOf(event) {
    const node = /** @type {Element} */ (event.target).closest("[role=rowheader], [role=columnheader]");
    const at = (/** @type {string} */ name) => Number(node?.getAttribute(name) ?? -1);
    return node && (node.hasAttribute("data-i") || node.hasAttribute("data-j")) ? [at("data-i"), at("data-j")] : null;
  }

  /**
   * @param {[number, number]} place
   * @returns {HTMLElement}
   */
  nodeAt([i, j]) {
    return /** @type {HTMLElement} */ ((j < 0 ? this.rows[i] : i < 0 ? this.columns[j] : this.cells[i][j].mark).node);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = this.cellOf(event);
    const from = cell ?? this.nameOf(event);
    const place = from && placeAfterKey(event.key, from, this.cells.length);
    if (place) {
      event.preventDefault();
      this.light.hover(null);
      if (Math.min(...place) >= 0) this.state.pick(place);
      this.nodeAt(place).focus();
      return;
    }
    if (!cell) return;
    const next = event.key === "Enter" || event.key === " " ? cell : cellAfterKey(event.key, cell, this.cells.length);
    // Where no cell is picked, Escape is the notebook's.
    if (next === null && !(event.key === "Escape" && this.state.frame()?.cell)) return;
    event.preventDefault();
    this.light.hover(null); // the pointer that rests on another cell points no more
    this.state.pick(next);
    if (next) this.nodeAt(next).focus();
  }

  /**
   * @param {Frame} frame
   * @param {Lit} lit
   * @param {Plan} plan
   */
  draw({ numbers, cell, labels, pinned }, lit, plan) {
    const limit = 0.25 / numbers.temperature;
    // Below a cell's number stands its difference to a pinned state, else what it sends down.
    const sent = pinned || lit.j === null || plan.terms === "none" ? null : termsOf(numbers, lit.j);
    this.cells.forEach((row, i) => row.forEach(({ mark, value, term }, j) => {
      const slope = jacobian(numbers, i, j);
      const terms = sent !== null && j === lit.j ? termText(slope, upstream(numbers, i), sent[i], plan.terms) : null;
      value.attribute("data-long", slope !== 0 && Math.abs(slope) < LONG_BELOW);
      value.text(plan.figures ? terms?.factor ?? entry(slope) : "");
      if (pinned) {
        const change = difference(slope, jacobian(pinned, i, j));
        term.text(plan.figures ? differenceText(change) : "");
        term.quantity("jacobian-difference", change, i, j);
      } else {
        term.text(terms?.term ?? "");
        term.quantity("term", sent !== null && terms ? sent[i] : Number.NaN, i, j);
      }
      mark.quantity("jacobian", slope, i, j);
      mark.attribute("data-sign", slope < 0 ? "−" : slope > 0 ? "+" : null);
      mark.style("--strength", `${(FULLEST * strength(slope, limit)).toFixed(1)}%`);
      const picked = cell !== null && cell[0] === i && cell[1] === j;
      mark.attribute("aria-selected", picked ? "true" : "false");
      mark.attribute("data-nudged", lit.j === j);
      mark.attribute("tabindex", picked || (cell === null && i === 0 && j === 0) ? "0" : "-1");
      if (!plan.figures) mark.attribute("aria-label", entry(slope));
      else mark.attribute("aria-label", null);
    }));
    this.columns.forEach((mark, j) => mark.attribute("data-nudged", lit.j === j));
    this.rows.forEach((mark, i) => mark.attribute("data-watched", lit.i === i));
    for (const names of [this.rows, this.columns]) names.forEach((mark, k) => this.drawLabel(mark, labels[k] ?? ""));
  }

  /**
   * The name of a class, below that of its row or column; where it is cut, it is in the title.
   * @param {Mark} mark
   * @param {string} label
   */
  drawLabel(mark, label) {
    if (!mark.changes("label", label)) return;
    /** @type {Node} */ (mark.node.lastChild).textContent = label;
    mark.attribute("title", label || null);
  }
}
