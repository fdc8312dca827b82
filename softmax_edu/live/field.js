/**
 * A field that shows a number and takes a typed one, exactly.
 *
 * @module field
 */

import { element, Mark, setAttribute } from "./dom.js";
import { exact, fixed } from "./format.js";
import { typedNumber } from "./typed.js";

const ROOM = 6; // characters of a number that are always visible

/**
 * A number as text: exact where there is room, else shortened with a mark that says so.
 * @param {number} value
 * @returns {string}
 */
export function shortNumber(value) {
  const text = Number.isInteger(value) && Math.abs(value) < 1000 ? fixed(value, 1) : exact(value);
  if (text.length <= ROOM) return text;
  if (Math.abs(value) < 1000) {
    const cut = [3, 2, 1, 0].map((digits) => `${fixed(value, digits)}…`);
    return cut.find((short) => short.length <= ROOM) ?? cut[3];
  }
  return `${value.toExponential(1).replace("-", "−").replace("e+", "e")}…`;
}

export class ExactField {
  /**
   * @param {(value: number) => boolean} accept takes a typed number, or refuses it
   * @param {object} options
   * @param {(sentence: string | null) => void} options.refuse says what was not taken, until it is mended
   * @param {string} options.refusal what is said then
   * @param {(value: number) => string} [options.show] how the number is written while nobody types
   */
  constructor(accept, { refuse, refusal, show = shortNumber }) {
    this.accept = accept;
    this.refuse = refuse;
    this.refusal = refusal;
    this.text = show;
    this.value = 0;
    this.input = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", autocomplete: "off", spellcheck: "false", class: "exact" })
    );
    this.mark = new Mark(this.input);
    const { input } = this;
    input.addEventListener("focus", () => {
      input.value = exact(this.value);
      input.select();
    });
    input.addEventListener("input", () => this.forgive());
    input.addEventListener("change", () => this.take());
    // Leaving the field shows the number as it is, whatever was left half typed.
    input.addEventListener("blur", () => {
      this.forgive();
      input.value = this.text(this.value);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.take();
      if (event.key === "Escape") {
        input.value = exact(this.value);
        this.forgive();
      }
    });
  }

  /** Take over the number that was typed; what is refused is marked, and changes nothing. */
  take() {
    const value = typedNumber(this.input.value);
    const taken = value !== null && this.accept(value);
    setAttribute(this.input, "aria-invalid", taken ? null : "true");
    this.refuse(taken ? null : this.refusal);
  }

  forgive() {
    if (!this.input.hasAttribute("aria-invalid")) return;
    setAttribute(this.input, "aria-invalid", null);
    this.refuse(null);
  }

  /**
   * @param {number} value
   * @param {boolean} [moved] whether the field now stands for another number
   */
  show(value, moved = false) {
    this.value = value;
    const { input } = this;
    this.mark.attribute("title", exact(value));
    const root = /** @type {Document | ShadowRoot} */ (input.getRootNode());
    if (!moved && root.activeElement === input) return;
    const text = this.text(value);
    if (input.value !== text) input.value = text;
  }
}
