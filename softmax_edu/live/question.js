/**
 * A prediction: guess, say how sure, lock it in; then the reveal answers the guess that was made.
 *
 * @module question
 */

import { announce, CLEARED, isGuess, isSameAnswer, keepAnswer, keptAnswers, LOCKED, now } from "./answers.js";
import { button, Card, freshId } from "./card.js";
import { rich } from "./card_text.js";
import { element, fill, fillWith, setAttribute, setText } from "./dom.js";
import { leaveForCell } from "./keys.js";
import { measuredLine } from "./question_measure.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {import("./answers.js").Guess} Guess */
/** @typedef {import("./card_text.js").Piece} Piece */
/** @typedef {{ key: string, label: Piece[], reveal: Piece[] }} Option */
/**
 * @typedef {object} Prediction
 * @property {string} lesson
 * @property {Piece[]} prompt
 * @property {string} right the key of the right option
 * @property {Option[]} options
 * @property {string} [measured] a sentence with numbers in it
 * @property {Record<string, import("./question_measure.js").Moment>} [at] where they are measured
 */

export const NOT_SURE_YET = "unsure-yet";
const SHORT = 15; // characters: options no longer than this stand in one line

/**
 * Was this answer given to this question as it now stands?
 * @param {unknown} answer
 * @param {Prediction} prediction
 * @returns {answer is Guess}
 */
export function answersPrediction(answer, { options, right }) {
  return isGuess(answer) && (answer.guess === NOT_SURE_YET || options.some(({ key }) => key === answer.guess))
    && (answer.confidence === null) === (answer.guess === NOT_SURE_YET) && answer.right === (answer.guess === right);
}

class QuestionView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.card = new Card(model, el, "question");
    this.model = model;
    this.messages = this.card.messages;
    /** @type {string} */
    this.key = model.get("key");
    /** @type {Prediction} */
    this.prediction = model.get("card");
    /** @type {Guess | null} */
    this.answer = null;
    this.build();
    if (this.card.inBrowser) {
      const isOurs = (/** @type {any} */ { key, place = "" }) => place === "" && (key === undefined || key === this.key);
      this.card.hear(LOCKED, (told) => { if (isOurs(told)) this.show(told.answer); });
      this.card.hear(CLEARED, (told) => { if (isOurs(told)) this.show(null); });
      this.show(keptAnswers().predictions[this.key] ?? null);
    } else {
      this.card.follow("predictions", (answer) => this.show(answer));
    }
    this.card.openOnPaper(() => this.drawReveal(this.revealOnPaper()), () => this.drawReveal());
  }

  build() {
    const { card, messages, prediction } = this;
    setText(card.heading, messages.predict);
    const id = freshId();
    const prompt = element("p", { class: "prompt", id }, ...rich(prediction.prompt));
    this.guesses = this.radios([...prediction.options, { key: NOT_SURE_YET, label: [messages.not_sure_yet] }],
      { "aria-labelledby": id });
    const sureId = freshId();
    this.confidences = this.radios(
      [{ key: "unsure", label: [messages.unsure] }, { key: "sure", label: [messages.sure] }],
      { "aria-labelledby": sureId },
    );
    this.lockButton = button(messages.lock, () => this.lock(), { class: "main" });
    this.sureRow = element("div", { class: "sure" },
      element("span", { class: "asked", id: sureId }, messages.sure_question), this.confidences.element);
    this.lockRow = element("div", { class: "lock" }, this.sureRow, this.lockButton);
    this.reveal = element("div", { class: "said", tabindex: -1, hidden: true });
    card.body.append(prompt, this.guesses.element, this.lockRow);
    card.root.append(this.reveal);
    // Where nothing is guessed there is nothing to be sure of.
    this.guesses.element.addEventListener("change", () => this.drawSure());
  }

  /**
   * @param {{ key: string, label: Piece[] }[]} options
   * @param {import("./dom.js").Attributes} attributes
   */
  radios(options, attributes) {
    const name = freshId();
    const inputs = options.map(({ key }) => /** @type {HTMLInputElement} */ (
      element("input", { type: "radio", name, value: key })));
    const labels = options.map(({ label }) => element("span", {}, ...rich(label)));
    const short = labels.every(({ textContent }) => (textContent ?? "").length <= SHORT);
    return {
      inputs,
      element: element("div", { role: "radiogroup", class: short ? "choices" : "choices tall", ...attributes },
        ...labels.map((label, k) => element("label", {}, inputs[k], label))),
      /** @returns {string | null} */
      value: () => inputs.find((input) => input.checked)?.value ?? null,
    };
  }

  drawSure() {
    const open = this.guesses?.value() === NOT_SURE_YET;
    setAttribute(/** @type {HTMLElement} */ (this.sureRow), "data-idle", open);
    for (const input of this.confidences?.inputs ?? []) input.disabled = open || this.answer !== null;
  }

  /** Record the guess. Only then is anything computed or shown. */
  lock() {
    if (this.answer !== null) return;
    const { messages, card } = this;
    const guess = this.guesses?.value() ?? null;
    const confidence = guess === NOT_SURE_YET ? null : this.confidences?.value() ?? null;
    if (guess === null) {
      setText(card.status, messages.choose_first);
      this.guesses?.inputs[0].focus();
      return;
    }
    if (confidence === null && guess !== NOT_SURE_YET) {
      setText(card.status, messages.say_how_sure);
      this.confidences?.inputs[0].focus();
      return;
    }
    /** @type {Guess} */
    const answer = {
      lesson: this.prediction.lesson, guess, confidence: /** @type {"sure" | "unsure" | null} */ (confidence),
      right: guess === this.prediction.right, time: now(),
    };
    if (card.inBrowser) {
      card.tellNotKept(keepAnswer("predictions", this.key, answer));
    } else {
      card.give(answer);
    }
    this.show(answer);
    setText(card.status, messages.locked);
    // The reveal is read on the way down the page; the notebook's own keys work on at once.
    if (!leaveForCell(card.root)) this.reveal?.focus();
  }

  /**
   * Draw the card locked with this answer, or open. On a page that keeps its own answers, a locked card stays
   * as it is until it is cleared; a kernel knows better which guess was locked first.
   * @param {unknown} found
   */
  show(found) {
    const answer = answersPrediction(found, this.prediction) ? found : null;
    if (answer !== null && this.answer !== null && (this.card.inBrowser || isSameAnswer(answer, this.answer))) return;
    this.answer = answer;
    for (const input of this.guesses?.inputs ?? []) {
      input.checked = input.value === answer?.guess;
      input.disabled = answer !== null;
    }
    for (const input of this.confidences?.inputs ?? []) input.checked = input.value === answer?.confidence;
    this.drawSure();
    setAttribute(this.card.root, "data-locked", answer !== null);
    setAttribute(/** @type {HTMLElement} */ (this.lockRow), "hidden", answer !== null);
    this.drawReveal();
    setText(this.card.status, "");
    // A model that comes from Python knows that nothing is locked; a page's own card only knows what is.
    if (answer !== null || !this.card.inBrowser) announce(this.key, answer, this.card.place);
  }

  /** @param {Node[]} [said] what answers the guess, if one is locked */
  drawReveal(said = this.answer === null ? [] : this.revealOf(this.answer)) {
    setAttribute(/** @type {HTMLElement} */ (this.reveal), "hidden", said.length === 0);
    this.reveal?.replaceChildren(...said);
  }

  /** @returns {Option} */
  get right() {
    return /** @type {Option} */ (this.prediction.options.find(({ key }) => key === this.prediction.right));
  }

  /**
   * @param {Guess} answer
   * @returns {Node[]}
   */
  revealOf({ guess, confidence }) {
    const { messages, prediction, right } = this;
    const taken = prediction.options.find(({ key }) => key === guess);
    const paragraphs = [element("p", {}, ...fillWith(messages.right_and_guess, {
      right: [this.named("b", messages.right_is, right)], guess: this.saidBy(taken, confidence),
    }))];
    if (taken !== right) paragraphs.push(element("p", {}, ...rich(right.reveal)));
    paragraphs.push(...this.measured());
    const others = this.othersThan(right, taken);
    if (others.length > 0) paragraphs.push(element("details", {}, element("summary", {}, messages.other_guesses), ...others));
    return paragraphs;
  }

  /**
   * What is right and what answers each option, whether one was taken or not.
   * @returns {Node[]}
   */
  revealOnPaper() {
    const { messages, right } = this;
    return [
      element("p", {}, ...fillWith(messages.guess_and_answer, {
        guess: [this.named("b", messages.right_is, right)], answer: rich(right.reveal),
      })),
      ...this.measured(), ...this.othersThan(right),
    ];
  }

  /** The numbers of the states that are asked about, if the question has some. */
  measured() {
    const { measured, at } = this.prediction;
    if (!measured || !at) return [];
    return [element("p", { class: "measured" }, fill(this.messages.measured, { numbers: measuredLine(measured, at) }))];
  }

  /**
   * What answers the options that are not among these.
   * @param {(Option | undefined)[]} said
   */
  othersThan(...said) {
    return this.prediction.options.filter((option) => !said.includes(option)).map((other) =>
      element("p", {}, ...fillWith(this.messages.guess_and_answer, {
        guess: [this.named("i", this.messages.other_guess, other)], answer: rich(other.reveal),
      })));
  }

  /**
   * @param {string} tag
   * @param {string} sentence
   * @param {Option} option
   */
  named(tag, sentence, { label }) {
    return element(tag, {}, ...fillWith(sentence, { label: rich(label) }));
  }

  /**
   * The guess, said back, and the answer to it.
   * @param {Option | undefined} taken
   * @param {Guess["confidence"]} confidence
   * @returns {(Node | string)[]}
   */
  saidBy(taken, confidence) {
    if (taken === undefined) return [this.messages.said_not_sure_yet];
    const sentence = this.messages[confidence === "sure" ? "said_sure" : "said_unsure"];
    const guess = fillWith(sentence, { guess: [element("i", {}, ...rich(taken.label))] });
    return fillWith(this.messages.guess_and_answer, { guess, answer: rich(taken.reveal) });
  }
}

/**
 * @param {{ model: Model, el: HTMLElement }} context
 * @returns {() => void}
 */
export function renderQuestion({ model, el }) {
  const view = new QuestionView(model, el);
  return () => view.card.dispose();
}

export default { render: renderQuestion };
