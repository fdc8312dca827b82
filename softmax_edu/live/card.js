/**
 * The frame that a prediction, a step and the list of answers share.
 *
 * @module card
 */

import { element, fill, setAttribute, setText } from "./dom.js";
import { keepPlainKeys } from "./keys.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {Record<string, any>} Messages */

/** @returns {string} an id that no other card of the page has */
export function freshId() {
  return `softmax-card-${Math.random().toString(36).slice(2)}`;
}

/** A card: a heading, a body, what was said last, and a note where an answer is not kept. */
export class Card {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   * @param {string} kind
   */
  constructor(model, el, kind) {
    this.model = model;
    /** @type {Messages} */
    this.messages = model.get("messages");
    /** Without a kernel, the browser keeps the answers. */
    this.inBrowser = model.get("store") === "browser";
    const id = freshId();
    this.heading = element("p", { class: "heading", id });
    this.body = element("div", { class: "body" });
    this.status = element("p", { class: "status", role: "status" });
    this.note = element("p", { class: "note", role: "alert", hidden: true });
    this.root = element("div", {
      class: "softmax-card", "data-card": kind, role: "group", "aria-labelledby": id, lang: model.get("language"),
    },
      this.heading, this.body, this.status, this.note);
    /** @type {(() => void)[]} */
    this.endings = [keepPlainKeys(this.root)];
    this.listen("change:problem", () => this.tell(model.get("problem")));
    this.tell(model.get("problem"));
    el.append(this.root);
  }

  /**
   * Listen to the model until the card is taken off the page.
   * @param {string} event
   * @param {() => void} callback
   */
  listen(event, callback) {
    this.model.on(event, callback);
    this.endings.push(() => this.model.off(event, callback));
  }

  /**
   * Listen to what other cards tell the page, until this one is taken off it.
   * @param {string} event
   * @param {(detail: any) => void} callback
   */
  hear(event, callback) {
    const heard = (/** @type {Event} */ told) => callback(/** @type {CustomEvent} */ (told).detail ?? {});
    document.addEventListener(event, heard);
    this.endings.push(() => document.removeEventListener(event, heard));
  }

  /**
   * Say that an answer is not kept, and why.
   * @param {string} problem
   */
  tell(problem) {
    setText(this.note, problem);
    setAttribute(this.note, "hidden", problem === "");
  }

  /** @param {import("./answers.js").AnswersError | null} error why the browser did not keep an answer */
  tellNotKept(error) {
    this.tell(error === null ? "" : fill(this.messages.not_kept, {
      reason: fill(this.messages.refused[error.reason], error.details),
    }));
  }

  dispose() {
    for (const end of this.endings) end();
    this.root.remove();
  }
}

/**
 * @param {string} label
 * @param {() => void} press
 * @param {import("./dom.js").Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(label, press, attributes = {}) {
  const made = /** @type {HTMLButtonElement} */ (element("button", { type: "button", ...attributes }, label));
  made.addEventListener("click", press);
  return made;
}
