/**
 * T and Σy: a slider and the exact number each, in a row of their own above the panels.
 *
 * @module dials
 */

import { element, fill, setAttribute, setQuantity } from "./dom.js";
import { FACTS } from "./facts.js";
import { ExactField } from "./field.js";
import { exact } from "./format.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./scores.js").Hand} Hand */

/**
 * The temperature at a place of its slider, whose scale is logarithmic: two digits, and so a T that can be read.
 * @param {number} place log₁₀ T
 * @returns {number}
 */
export function temperatureAt(place) {
  return Number((10 ** place).toPrecision(2));
}

/**
 * @typedef {object} Kind
 * @property {string} symbol
 * @property {(numbers: import("./softmax.js").Numbers) => number} read
 * @property {(state: State, value: number) => boolean} write says whether the value was taken
 * @property {(value: number) => number} place where the slider stands
 * @property {(place: number) => number} value what a place of the slider means
 * @property {(value: number) => [number, number, number]} range least, most and step
 */

/** @type {Record<string, Kind>} */
const KINDS = {
  temperature: {
    symbol: "T",
    read: ({ temperature }) => temperature,
    write: (state, value) => state.setTemperature(value),
    place: Math.log10,
    value: temperatureAt,
    range: () => [Math.log10(FACTS.limits.coldest), Math.log10(FACTS.limits.hottest), 0.05],
  },
  weight: {
    symbol: "Σy",
    read: ({ weight }) => weight,
    write: (state, value) => state.setWeight(value),
    place: (value) => value,
    value: (place) => place,
    range: (value) => [0, Math.max(FACTS.limits.weight, Math.min(FACTS.limits.widest_score, Math.ceil(value))), 0.25],
  },
};

/** The dials that are asked for. */
export class Dials {
  /**
   * @param {Hand} hand
   * @param {string[]} names
   */
  constructor({ state, messages, refuse }, names) {
    this.dials = names.map((name) => {
      const kind = KINDS[name];
      const slider = /** @type {HTMLInputElement} */ (element("input", {
        type: "range", class: "horizontal", "aria-label": messages.dial[name], "data-control": name,
      }));
      slider.addEventListener("input", () => kind.write(state, kind.value(Number(slider.value))));
      const field = new ExactField((value) => kind.write(state, value), { refuse, refusal: messages.dial_refused[name], show: exact });
      setAttribute(field.input, "aria-label", fill(messages.exact_score, { name: messages.dial[name] }));
      return { name, kind, slider, field };
    });
    this.element = element("div", { class: "dials" }, ...this.dials.map(({ kind, slider, field }) => (
      element("div", { class: "dial" }, element("span", { class: "name", "aria-hidden": "true" }, kind.symbol), slider, field.input))));
  }

  /** @param {Frame} frame */
  draw({ numbers }) {
    for (const { name, kind, slider, field } of this.dials) {
      const value = kind.read(numbers);
      const [least, most, step] = kind.range(value);
      for (const [limit, at] of Object.entries({ min: least, max: most, step })) setAttribute(slider, limit, at);
      // The slider may round this to its step; it shows the value and is never read back.
      const shown = String(Math.max(least, Math.min(most, kind.place(value))));
      if (slider.value !== shown) slider.value = shown;
      setAttribute(slider, "aria-valuetext", exact(value));
      setQuantity(field.input, name, value);
      field.show(value);
    }
  }
}
