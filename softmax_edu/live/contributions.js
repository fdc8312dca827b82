/**
 * How θ_j reaches the loss: the K terms (∂L/∂S_i)(∂S_i/∂θ_j) of the chain rule, and what they add up to.
 *
 * @module contributions
 */

import { element, fill, setAttribute, setQuantity, setStyle, setText } from "./dom.js";
import { signed, subscript } from "./format.js";
import { MANY, Strip } from "./bars.js";
import { contributions } from "./softmax.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {Record<string, any>} Messages */

/**
 * The column whose terms are shown: the picked one, else that of the largest weight.
 * @param {Frame} frame
 * @returns {number}
 */
export function shownColumn({ numbers, cell }) {
  return cell ? cell[1] : numbers.y.indexOf(Math.max(...numbers.y));
}

/**
 * One term in symbols: its name, its two factors, and what is left once S_i has cancelled.
 * @param {number} i
 * @param {number} j
 * @param {number} temperature
 * @returns {{ name: string, factors: string, cancelled: string }}
 */
export function termOf(i, j, temperature) {
  const [si, sj, yi] = [`S${subscript(i)}`, `S${subscript(j)}`, `y${subscript(i)}`];
  const over = temperature === 1 ? "" : "/T";
  const between = Math.max(i, j) > 9 ? " " : "";
  return {
    name: `∂L/∂${si} · J${subscript(i)}${between}${subscript(j)}`,
    factors: i === j ? `(−${yi}/${si}) · ${si}(1 − ${si})${over}` : `(−${yi}/${si}) · (−${si} ${sj})${over}`,
    cancelled: i === j ? `−${yi} (1 − ${sj})${over}` : `${yi} ${sj}${over}`,
  };
}

/**
 * @param {number} j
 * @param {number} temperature
 * @returns {string} what the terms add up to, in symbols
 */
export function sumOf(j, temperature) {
  const sum = `S${subscript(j)} Σy − y${subscript(j)}`;
  return temperature === 1 ? sum : `(${sum})/T`;
}

/** A row with symbols, a number and a signed bar. */
function termRow() {
  return element("div", { class: "row" },
    element("span", { class: "term" }, element("span", { class: "factor" }),
      element("span", { class: "worked" }), element("span", { class: "worked cancelled" })),
    element("span", { class: "number" }), element("span", { class: "axis" }, element("span", { class: "fill" })));
}

export class ContributionsPanel {
  /**
   * @param {State} state
   * @param {Messages} messages
   * @param {{ choose: boolean }} options whether the column is chosen here, for want of a Jacobian to pick from
   */
  constructor(state, messages, { choose }) {
    this.messages = messages;
    this.title = element("span", {});
    this.head = element("div", { class: "head" }, this.title);
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
      this.head.prepend(select, " ");
    }
    this.rows = element("div", { class: "rows" });
    this.sum = termRow();
    this.sum.classList.add("sum");
    this.element = element("div", { class: "panel block contributions", role: "group", "aria-label": messages.contributions },
      this.head, this.rows, this.sum, element("div", { class: "foot" }, element("span", {}, messages.contributions_cancel)));
    /** @type {Strip | null} */
    this.strip = null;
  }

  /** @param {number} K */
  build(K) {
    this.strip = K > MANY ? new Strip(K, "gradient-bars", "contribution") : null;
    this.rows.replaceChildren(...(this.strip ? [this.strip.element] : Array.from({ length: K }, termRow)));
    this.choose?.replaceChildren(
      ...Array.from({ length: K }, (_, j) => element("option", { value: j }, `θ${subscript(j)}`)));
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { numbers, cell } = frame;
    const j = shownColumn(frame);
    const limit = Math.max(1, numbers.weight) / numbers.temperature;
    setText(this.title, `∂L/∂θ${subscript(j)} = Σᵢ ∂L/∂Sᵢ · Jᵢ${subscript(j)}`);
    setAttribute(this.head, "title", fill(this.messages.contributions_of, { name: `θ${subscript(j)}` }));
    if (this.choose && this.choose.value !== String(j)) this.choose.value = String(j);
    const terms = contributions(numbers, j);
    if (this.strip) this.strip.draw(terms, [-limit, limit], { j });
    else terms.forEach((value, i) => this.drawTerm(i, j, value, limit, frame));
    this.write(this.sum, [`∂L/∂θ${subscript(j)}`, "", `= ${sumOf(j, numbers.temperature)}`], numbers.gradient[j], limit);
    setQuantity(this.sum.children[1], "contribution-sum", numbers.gradient[j], undefined, j);
    setAttribute(this.sum, "data-nudged", cell !== null);
  }

  /**
   * @param {number} i
   * @param {number} j
   * @param {number} value
   * @param {number} limit
   * @param {Frame} frame
   */
  drawTerm(i, j, value, limit, { numbers, cell }) {
    const row = /** @type {HTMLElement} */ (this.rows.children[i]);
    const { name, factors, cancelled } = termOf(i, j, numbers.temperature);
    setAttribute(row, "data-watched", cell !== null && cell[0] === i);
    this.write(row, [name, factors, `= ${cancelled}`], value, limit);
    setQuantity(row.children[1], "contribution", value, i, j);
  }

  /**
   * @param {HTMLElement} row
   * @param {string[]} symbols
   * @param {number} value
   * @param {number} limit the end of the bar's scale
   */
  write(row, symbols, value, limit) {
    const [term, number, axis] = /** @type {HTMLElement[]} */ ([...row.children]);
    symbols.forEach((text, n) => setText(term.children[n], text));
    setText(number, signed(value));
    setAttribute(axis, "data-sign", value < 0 ? "−" : "+");
    setStyle(axis, "--g", Math.min(1, Math.abs(value) / limit));
  }
}
