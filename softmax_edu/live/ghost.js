/**
 * The ghost of a nudge: while a score moves, S as it was before stays as an outline, and a mark shows where the
 * straight line S + J[:, j]·Δθ_j would lead. What is left between the mark and the bar is what a derivative leaves
 * out.
 *
 * @module ghost
 */

import { placeOn } from "./bars.js";
import { element, fill, Mark } from "./dom.js";
import { fixed, relation, share, significant, subscript } from "./format.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {Record<string, any>} Messages */

const GUESS_DIGITS = 12;

/**
 * S_i + J_ij Δθ_j, with J as it was before.
 * @param {Numbers} before
 * @param {number} i
 * @param {number} j
 * @param {number} step
 * @returns {number}
 */
export function straightLine(before, i, j, step) {
  return before.s[i] + jacobian(before, i, j) * step;
}

/**
 * The guess written out, in the fewest digits in which what is written comes out as it is written. Each factor keeps
 * its sign, so that it is the J_ij and the Δθ_j that are named beside it.
 * @param {Numbers} before
 * @param {number} i
 * @param {number} j
 * @param {number} step
 * @returns {string} 0.1250 − 0.07813 × 0.99 = 0.048, 0.179 − 0.115 × (−1.28) = 0.326
 */
export function guessText(before, i, j, step) {
  const values = [before.s[i], Math.abs(jacobian(before, i, j)), step];
  const sign = jacobian(before, i, j) < 0 ? -1 : 1;
  const result = fixed(straightLine(before, i, j, step));
  const round = (/** @type {number} */ value, /** @type {number} */ digits) => Number(value.toPrecision(digits));
  let digits = 3;
  while (digits < GUESS_DIGITS) {
    const [s, slope, size] = values.map((value) => round(value, digits));
    if (fixed(s + sign * slope * size) === result) break;
    digits += 1;
  }
  const [s, slope, size] = values.map((value) => significant(value, digits));
  return `${s} ${sign < 0 ? "−" : "+"} ${slope} × ${step < 0 ? `(${size})` : size} ${digits < GUESS_DIGITS ? "=" : "≈"} ${result}`;
}

export class Ghost {
  /**
   * @param {Messages} messages
   * @param {HTMLElement[]} tracks the bars of S
   * @param {boolean} withGuess whether J is known here, for the straight line
   */
  constructor(messages, tracks, withGuess) {
    this.messages = messages;
    this.withGuess = withGuess;
    this.marks = tracks.map((track) => {
      const [was, guess, off] = ["was", "guess", "off"].map((name) => new Mark(element("span", { class: name, hidden: true })));
      track.append(was.node, ...(withGuess ? [guess.node, off.node] : []));
      return { was, guess, off };
    });
    this.line = new Mark(element("p", { class: "ghost-line" }));
    this.element = this.line.node;
    this.isShown = false;
  }

  /**
   * @param {Frame} frame
   * @param {{ j: number | null, before: Frame } | null} nudge of one score, or of all of them
   * @param {number | null} i the lit output
   * @param {number} unit the end of the scale of S
   */
  draw({ numbers }, nudge, i, unit) {
    const before = nudge?.before.numbers.K === numbers.K ? nudge.before.numbers : null;
    const shown = before !== null && before.theta.some((score, k) => score !== numbers.theta[k]);
    if (!shown && !this.isShown) return;
    this.isShown = shown;
    const j = nudge?.j ?? null;
    const step = before === null || j === null ? 0 : numbers.theta[j] - before.theta[j];
    this.marks.forEach((marks, k) => this.drawMarks(marks, shown ? before : null, k, j, step, unit));
    this.line.text(shown && j !== null && this.withGuess ? this.sentence(numbers, before, i ?? j, j, step) : "");
  }

  /**
   * @param {{ was: Mark, guess: Mark, off: Mark }} marks
   * @param {Numbers | null} before
   * @param {number} i
   * @param {number | null} j no straight line is drawn for more than one score
   * @param {number} step
   * @param {number} unit
   */
  drawMarks({ was, guess, off }, before, i, j, step, unit) {
    was.attribute("hidden", before === null);
    if (before) {
      was.style("width", `${100 * placeOn(before.s[i], [0, unit])}%`);
      was.quantity("before", before.s[i], i);
    } else was.quantity("before", Number.NaN);
    if (!this.withGuess) return;
    const value = before && j !== null ? straightLine(before, i, j, step) : Number.NaN;
    const outside = value < 0 || value > unit;
    const inside = value >= 0 && !outside;
    guess.attribute("hidden", !inside);
    off.attribute("hidden", !outside);
    if (inside) guess.style("--at", placeOn(value, [0, unit]).toFixed(5));
    guess.quantity("guess", inside ? value : Number.NaN, i, j ?? 0);
    off.quantity("guess", outside ? value : Number.NaN, i, j ?? 0);
    if (!outside) return;
    off.attribute("data-end", value < 0 ? "least" : "most");
    off.text(value < 0 ? `◂ ${fixed(value, 2)}` : `${fixed(value, 2)} ▸`);
  }

  /**
   * @param {Numbers} numbers
   * @param {Numbers} before
   * @param {number} i
   * @param {number} j
   * @param {number} step
   */
  sentence(numbers, before, i, j, step) {
    const [output, input] = [`S${subscript(i)}`, `θ${subscript(j)}`];
    const between = Math.max(i, j) > 9 ? " " : "";
    return fill(this.messages.straight_line, {
      formula: `${output} + J${subscript(i)}${between}${subscript(j)} · Δ${input}`,
      guess: guessText(before, i, j, step), output, now: relation(share(numbers, i)),
    });
  }
}
