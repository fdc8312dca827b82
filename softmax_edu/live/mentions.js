/**
 * Formula and picture speak to each other. What a formula mentions has the colour of what it stands for: S_i that of the
 * output, θ_j that of the input. Pointed at or focused it lights that in the picture, and what is pointed at in the
 * picture is framed in the formula.
 *
 * @module mentions
 */

import { element, setAttribute } from "./dom.js";

/** @typedef {import("./light.js").Light} Light */
/** @typedef {import("./light.js").Lit} Lit */
/** @typedef {{ i?: number, j?: number }} Meaning the output's row, the input's column, or the cell where they cross */

/**
 * Say what a node stands for.
 * @template {Element} T
 * @param {T} node
 * @param {Meaning} meaning
 * @param {[number, number]} cell the picked one: its own output and input have colours
 * @returns {T} the node
 */
export function means(node, { i, j }, [watched, nudged]) {
  node.classList.add("mention");
  if (i === watched && j === undefined) node.classList.add("watched");
  if (j === nudged && i === undefined) node.classList.add("nudged");
  setAttribute(node, "data-output", i);
  setAttribute(node, "data-input", j);
  setAttribute(node, "tabindex", -1);
  return node;
}

/**
 * @param {Meaning} meaning
 * @param {[number, number]} cell
 * @param {string} [text]
 */
export function mention(meaning, cell, text = "") {
  return means(element("mark", {}, text), meaning, cell);
}

/**
 * @param {Element} node
 * @returns {Lit} what it stands for
 */
export function meaningOf(node) {
  const index = (/** @type {string} */ name) => (node.hasAttribute(name) ? Number(node.getAttribute(name)) : null);
  return { i: index("data-output"), j: index("data-input") };
}

/**
 * Whether what a node stands for is pointed at.
 * @param {Lit} meaning
 * @param {Lit} pointed
 * @returns {boolean}
 */
export function isPointedAt({ i, j }, pointed) {
  return (i !== null || j !== null) && (i === null || i === pointed.i) && (j === null || j === pointed.j);
}

/**
 * The mention that a key leads to.
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @returns {number | null} null for a key that moves nothing
 */
export function mentionAfterKey(key, at, count) {
  const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[key];
  return next === undefined ? null : Math.max(0, Math.min(count - 1, next));
}

/** The mentions within one element: one stop for Tab, and arrows between them. */
export class Mentions {
  /**
   * @param {HTMLElement} area
   * @param {Light} light
   */
  constructor(area, light) {
    this.area = area;
    this.light = light;
    /** @type {Element[]} */
    this.nodes = [];
    this.drawn = "";
    const found = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).closest(".mention");
    light.watch(area, (event) => { const node = found(event); return node && meaningOf(node); });
    area.addEventListener("focusin", (event) => {
      const node = found(event);
      if (!node) return;
      for (const other of this.nodes) setAttribute(other, "tabindex", other === node ? 0 : -1);
      light.hold(meaningOf(node));
    });
    area.addEventListener("focusout", () => light.hold(null));
    area.addEventListener("keydown", (event) => {
      const at = this.nodes.indexOf(/** @type {Element} */ (found(event)));
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = mentionAfterKey(event.key, at, this.nodes.length);
      if (next === null) return;
      event.preventDefault();
      /** @type {HTMLElement} */ (this.nodes[next]).focus();
    });
  }

  /** What is mentioned was built anew. */
  renew() {
    this.nodes = [...this.area.querySelectorAll(".mention")];
    this.nodes.forEach((node, n) => setAttribute(node, "tabindex", n === 0 ? 0 : -1));
    this.drawn = "";
  }

  draw() {
    const pointed = this.light.pointed;
    const drawn = `${pointed.i} ${pointed.j}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    for (const node of this.nodes) setAttribute(node, "data-lit", isPointedAt(meaningOf(node), pointed));
  }
}
