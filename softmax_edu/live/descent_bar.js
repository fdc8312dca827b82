/**
 * The controls of the descent: a step, all steps, and η.
 *
 * @module descent_bar
 */

import { element, fill, setAttribute, setText } from "./dom.js";
import { ExactField } from "./field.js";
import { exact, subscript } from "./format.js";
import { FACTS } from "./facts.js";

/** @typedef {import("./descent.js").Descent} Descent */
/** @typedef {import("./descent.js").End} End */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {Record<string, any>} Messages */

/**
 * @param {End} end
 * @param {Messages} messages
 * @returns {string}
 */
export function endSentence(end, messages) {
  if (end.kind === "flat") return fill(messages.descent_flat, { flat: exact(FACTS.descent.flat) });
  return fill(messages.descent_limit, { name: `θ${subscript(end.j)}`, end: exact(end.end) });
}

export class DescentBar {
  /**
   * @param {Hand} hand
   * @param {Descent} descent
   * @param {(sentence: string) => void} say
   */
  constructor({ messages, refuse }, descent, say) {
    this.messages = messages;
    this.descent = descent;
    this.stepButton = element("button", { type: "button" }, messages.descend);
    this.playButton = element("button", { type: "button", class: "play" });
    this.ended = element("span", {});
    this.stepButton.addEventListener("click", () => {
      descent.pause();
      setText(this.ended, "");
      descent.step();
    });
    this.playButton.addEventListener("click", () => {
      setText(this.ended, "");
      if (descent.isRunning) descent.pause();
      else descent.play();
    });
    descent.onEnd = (end) => {
      const sentence = endSentence(end, messages);
      setText(this.ended, sentence);
      say(sentence);
    };
    this.field = new ExactField((rate) => {
      if (!(rate > 0 && Number.isFinite(rate))) return false;
      descent.setRate(rate);
      return true;
    }, { refuse, refusal: messages.rate_refused, show: exact });
    setAttribute(this.field.input, "aria-label", fill(messages.exact_score, { name: messages.rate }));
    this.element = element("div", { class: "descent", role: "group", "aria-label": messages.descent_name },
      this.stepButton, this.playButton,
      element("span", { class: "name", "aria-hidden": "true" }, "η"), this.field.input, this.ended);
  }

  draw() {
    const { isRunning, rate } = this.descent;
    setText(this.playButton, isRunning ? "❚❚" : "▶");
    setAttribute(this.playButton, "aria-label", isRunning ? this.messages.descent_pause : this.messages.descent_play);
    this.field.show(rate);
  }
}
