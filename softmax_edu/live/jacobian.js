/**
 * The Jacobian as a heatmap whose cells can be picked, by pointer or by arrow keys.
 *
 * @module jacobian
 */

import { element, fill, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { fixed, signed, subscript, trimmed } from "./format.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

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
 * The end of the scale of colours: every |J_ij| is at most 1/(4T).
 * @param {number} temperature
 * @returns {string}
 */
export function limitText(temperature) {
  return trimmed(0.25 / temperature, 3);
}

/**
 * @param {number} temperature
 * @returns {HTMLElement}
 */
function legend(temperature) {
  const limit = limitText(temperature);
  return element("span", { class: "legend" },
    element("span", {}, `−${limit}`), element("span", { class: "ramp" }), element("span", {}, `+${limit}`));
}

/** What stands below the heatmap, whether it is made of cells or painted: the scale and the sums. */
export class JacobianFoot {
  /** @param {Messages} messages */
  constructor(messages) {
    this.messages = messages;
    this.scale = element("span", {});
    this.row = element("span", {});
    this.column = element("span", {});
    this.sums = element("span", { class: "sums" });
    this.element = element("div", { class: "foot" }, this.scale,
      element("span", { class: "key" }, element("span", { class: "corner" }), messages.negative), this.sums);
    /** @type {number | null} */
    this.temperature = null;
  }

  /** @param {Frame} frame */
  draw({ numbers, cell }) {
    if (numbers.temperature !== this.temperature) {
      this.temperature = numbers.temperature;
      this.scale.replaceChildren(legend(numbers.temperature));
    }
    if (cell === null) {
      setText(this.sums, this.messages.sums_to_zero);
      return;
    }
    if (this.row.parentElement !== this.sums) this.sums.replaceChildren(this.row, ", ", this.column);
    const classes = numbers.s.map((_, k) => k);
    const row = classes.reduce((sum, j) => sum + jacobian(numbers, cell[0], j), 0);
    const column = classes.reduce((sum, i) => sum + jacobian(numbers, i, cell[1]), 0);
    setText(this.row, fill(this.messages.row_sum, { name: `S${subscript(cell[0])}`, sum: fixed(row) }));
    setText(this.column, fill(this.messages.column_sum, { name: `θ${subscript(cell[1])}`, sum: fixed(column) }));
    setQuantity(this.row, "row-sum", row, cell[0]);
    setQuantity(this.column, "column-sum", column, undefined, cell[1]);
  }
}

/**
 * @param {number} temperature
 * @returns {string}
 */
export function jacobianHead(temperature) {
  return temperature === 1 ? "J = ∂Sᵢ/∂θⱼ" : "J = Sᵢ(δᵢⱼ − Sⱼ)/T";
}

export class JacobianPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   */
  constructor(state, messages) {
    this.state = state;
    this.messages = messages;
    this.head = element("div", { class: "head" });
    this.grid = element("div", { class: "grid", role: "grid", "aria-label": messages.jacobian });
    this.foot = new JacobianFoot(messages);
    this.element = element("div", { class: "panel jacobian", role: "group", "aria-label": messages.jacobian },
      this.head, this.grid, this.foot.element);
    /** @type {HTMLElement[][]} */
    this.cells = [];
    /** @type {HTMLElement[]} */
    this.columns = [];
    this.grid.addEventListener("click", (event) => {
      const cell = this.cellOf(event);
      if (cell) this.state.pick(cell);
    });
    this.grid.addEventListener("keydown", (event) => this.onKey(event));
  }

  /**
   * @param {Event} event
   * @returns {[number, number] | null}
   */
  cellOf(event) {
    const node = /** @type {Element} */ (event.target).closest("[role=gridcell]");
    return node ? [Number(node.getAttribute("data-i")), Number(node.getAttribute("data-j"))] : null;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const cell = this.cellOf(event);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key === "Enter" || event.key === " " ? cell : cellAfterKey(event.key, cell, this.cells.length);
    if (next === null && event.key !== "Escape") return;
    event.preventDefault();
    this.state.pick(next);
    if (next) this.cells[next[0]][next[1]].focus();
  }

  /** @param {number} K */
  build(K) {
    const classes = Array.from({ length: K }, (_, k) => k);
    this.cells = classes.map((i) => classes.map((j) => element("div", {
      class: "cell", role: "gridcell", tabindex: "-1", "data-i": i, "data-j": j,
    }, element("span", { class: "tint" }))));
    this.columns = classes.map((j) => element("div", { class: "column", role: "columnheader" }, `θ${subscript(j)}`));
    setStyle(this.grid, "--k", K);
    this.grid.replaceChildren(
      ...this.cells.map((row, i) => element("div", { class: "row", role: "row" },
        element("div", { class: "name", role: "rowheader" }, `S${subscript(i)}`), ...row)),
      element("div", { class: "row columns", role: "row" },
        element("div", { class: "name", role: "presentation" }), ...this.columns),
    );
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    const limit = 0.25 / numbers.temperature;
    setText(this.head, jacobianHead(numbers.temperature));
    this.cells.forEach((row, i) => {
      setAttribute(/** @type {Element} */ (row[0].parentElement), "data-watched", cell !== null && cell[0] === i);
      row.forEach((node, j) => {
        const value = jacobian(numbers, i, j);
        setText(node.children[0], signed(value));
        setQuantity(node, "jacobian", value, i, j);
        setAttribute(node, "data-sign", value < 0 ? "−" : value > 0 ? "+" : null);
        setStyle(node, "--strength", `${(80 * strength(value, limit)).toFixed(1)}%`);
        const picked = cell !== null && cell[0] === i && cell[1] === j;
        setAttribute(node, "aria-selected", picked ? "true" : "false");
        setAttribute(node, "data-nudged", cell !== null && cell[1] === j);
        setAttribute(node, "tabindex", picked || (cell === null && i === 0 && j === 0) ? "0" : "-1");
      });
    });
    this.columns.forEach((node, j) => setAttribute(node, "data-nudged", cell !== null && cell[1] === j));
    this.foot.draw(frame);
  }
}
