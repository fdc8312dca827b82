/**
 * All answers in one list, to be taken away as a file and cleared.
 *
 * @module answers_card
 */

import { clearKept, CLEARED, formatAnswers, KEPT, keptAnswers } from "./answers.js";
import { button, Card } from "./card.js";
import { rich } from "./card_text.js";
import { element, fill, fillWith, setAttribute, setText } from "./dom.js";
import { FACTS } from "./facts.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {import("./answers.js").Answers} Answers */
/** @typedef {import("./answers.js").Guess} Guess */
/** @typedef {import("./card_text.js").Piece} Piece */
/** @typedef {{ predictions: Record<string, { prompt: Piece[], options: Record<string, Piece[]> }>, steps: Record<string, string> }} Asked */

const SURE_TO_CLEAR = 5000; // ms in which the second press counts

class AnswersView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.card = new Card(model, el, "answers");
    this.model = model;
    this.messages = this.card.messages;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    setText(this.card.heading, this.messages.answers);
    this.list = element("div", { class: "list" });
    this.download = button(this.messages.download, () => this.save());
    this.clear = button(this.messages.clear, () => this.askToClear());
    this.card.body.append(this.list, element("div", { class: "actions" }, this.download, this.clear));
    if (this.card.inBrowser) {
      this.card.hear(KEPT, () => this.draw());
      this.card.hear(CLEARED, () => this.draw());
    } else {
      this.card.listen("change:answers", () => this.draw());
    }
    this.card.endings.push(() => clearTimeout(this.timer));
    this.draw();
  }

  /** @returns {Answers} */
  answers() {
    return this.card.inBrowser ? keptAnswers() : this.model.get("answers");
  }

  draw() {
    const { predictions, steps } = this.answers();
    const { messages } = this;
    /** @type {Asked} */
    const asked = this.model.get("asked");
    const guesses = Object.entries(predictions);
    /** @type {{ lesson: string, cells: (Node | string)[][], again: boolean }[]} */
    const rows = guesses.map(([key, { lesson, guess, confidence, right }]) => ({
      lesson,
      again: confidence === "sure" && !right,
      cells: [
        rich(asked.predictions[key]?.prompt ?? [key]),
        fillWith(confidence === null ? "{guess}" : messages.guess_and_confidence, {
          guess: rich(asked.predictions[key]?.options[guess] ?? [messages.not_sure_yet]), confidence: [messages[confidence ?? ""]],
        }),
        [confidence === null ? messages.outcome_open : right ? messages.outcome_right : messages.outcome_wrong],
      ],
    }));
    for (const [key, { lesson, done }] of Object.entries(steps)) {
      rows.push({ lesson, again: false, cells: [[asked.steps[key] ?? key], [""], [done ? messages.step_done : messages.step_begun]] });
    }
    rows.sort((a, b) => (a.lesson < b.lesson ? -1 : Number(a.lesson > b.lesson)));
    const empty = rows.length === 0;
    for (const node of [this.download, this.clear]) setAttribute(node, "hidden", empty);
    if (empty) {
      this.list.replaceChildren(element("p", {}, messages.no_answers));
      return;
    }
    const count = (/** @type {(guess: Guess) => boolean} */ is) => guesses.filter(([, guess]) => is(guess)).length;
    const head = [messages.lesson, messages.question, messages.your_guess, messages.outcome]
      .map((name) => element("th", { scope: "col" }, name));
    const summary = fill(messages.summary, {
      count: guesses.length, right: count(({ right }) => right), look_again: count(({ right, confidence }) => !right && confidence === "sure"),
    });
    this.list.replaceChildren(
      ...(guesses.length > 0 ? [element("p", {}, summary)] : []),
      element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": messages.answers },
        element("table", {}, element("thead", {}, element("tr", {}, ...head)),
          element("tbody", {}, ...rows.map(({ lesson, cells, again }) => element("tr", { "data-again": again },
            element("td", {}, lesson.replace(/_.*/, "")), ...cells.map((cell) => element("td", {}, ...cell))))))),
    );
  }

  save() {
    const url = URL.createObjectURL(new Blob([formatAnswers(this.answers())], { type: "application/json" }));
    element("a", { href: url, download: FACTS.answers.file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  /** What is cleared is gone: the first press asks, the second one does it. */
  askToClear() {
    const { messages } = this;
    clearTimeout(this.timer);
    if (this.clear.dataset.asked === undefined) {
      this.clear.dataset.asked = "";
      setText(this.clear, messages.clear_question);
      this.timer = setTimeout(() => this.stopAsking(), SURE_TO_CLEAR);
      return;
    }
    this.stopAsking();
    if (this.card.inBrowser) {
      clearKept();
    } else {
      this.model.set("cleared", this.model.get("cleared") + 1);
      this.model.save_changes();
    }
    setText(this.card.status, messages.cleared);
  }

  stopAsking() {
    delete this.clear.dataset.asked;
    setText(this.clear, this.messages.clear);
  }
}

/**
 * @param {{ model: Model, el: HTMLElement }} context
 * @returns {() => void}
 */
export function renderAnswers({ model, el }) {
  const view = new AnswersView(model, el);
  return () => view.card.dispose();
}

export default { render: renderAnswers };
