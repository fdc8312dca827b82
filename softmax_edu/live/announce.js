/**
 * What changed, told once and in a sentence to whoever does not see the picture: after a rest, so that a drag is not
 * read out.
 *
 * @module announce
 */

import { MANY } from "./bars.js";
import { element, fill, listed } from "./dom.js";
import { exact, positive, relation, share, subscript } from "./format.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

const REST = 500; // ms

/**
 * S, all of it where it can be listened to, else its largest.
 * @param {import("./softmax.js").Numbers} numbers
 * @returns {string[]}
 */
function outputsTexts(numbers) {
  const { s } = numbers;
  const largest = s.indexOf(Math.max(...s));
  const told = s.length > MANY ? [largest] : s.map((_, i) => i);
  return told.map((i) => `S${subscript(i)} ${relation(share(numbers, i))}`);
}

/**
 * One sentence for all that is different, or none.
 * @param {Frame} before
 * @param {Frame} after
 * @param {Messages} messages
 * @returns {string}
 */
export function changeText(before, after, messages) {
  const [a, b] = [before.numbers, after.numbers];
  const moved = b.theta.map((_, j) => j).filter((j) => b.theta[j] !== a.theta[j]);
  const causes = [
    ...(a.K !== b.K ? [fill(messages.now_classes, { K: b.K })]
      : moved.length === 1 ? [`θ${subscript(moved[0])} = ${exact(b.theta[moved[0]])}`]
        : moved.length > 1 ? [messages.now_scores] : []),
    ...(a.temperature === b.temperature ? [] : [`T = ${exact(b.temperature)}`]),
    ...(JSON.stringify(before.target) === JSON.stringify(after.target) ? []
      : [typeof after.target === "number" ? fill(messages.now_target, { k: after.target }) : `y = (${b.y.map(exact).join(", ")})`]),
  ];
  if (causes.length === 0) return "";
  const follows = [
    ...(a.K !== b.K || moved.length > 0 || a.temperature !== b.temperature ? [listed(messages.and, outputsTexts(b))] : []),
    ...(after.target === null ? [] : [`L ${relation(positive(b.loss))}`]),
  ];
  return fill(messages.change, {
    causes: listed(messages.and, causes), follows: listed(messages.and_then, follows),
  });
}

export class Announcer {
  /** @param {Messages} messages */
  constructor(messages) {
    this.messages = messages;
    this.element = element("p", { class: "spoken", role: "status" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Frame | null} what the listener knows of */
    this.told = null;
    this.toldCase = "";
  }

  /**
   * @param {Frame} frame
   * @param {string} caseText the picked cell's case, as it stands on the page
   */
  follow(frame, caseText) {
    if (this.told === null) { // the first state is part of the page
      [this.told, this.toldCase] = [frame, caseText];
      return;
    }
    if (frame === this.told && caseText === this.toldCase) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const change = changeText(/** @type {Frame} */ (this.told), frame, this.messages);
      // A case that follows from new scores is not told as well: it is there to be read.
      const sentence = change || (caseText === this.toldCase ? "" : caseText);
      [this.told, this.toldCase] = [frame, caseText];
      if (sentence) this.element.textContent = sentence;
    }, REST);
  }

  /**
   * What a button has done.
   * @param {string} sentence
   */
  say(sentence) {
    this.element.textContent = sentence;
  }

  dispose() {
    clearTimeout(this.timer);
  }
}
