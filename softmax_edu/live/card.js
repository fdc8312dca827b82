/**
 * The frame that a prediction, a step and the list of answers share.
 *
 * @module card
 */

import { letWait, waitingAnswer } from "./answers.js";
import { followLayout } from "./box.js";
import { element, fill, setAttribute, setText } from "./dom.js";
import { isHeard, listenToKernel, valueOf, writeByHand } from "./unheard.js";
import { keepPlainKeys } from "./keys.js";
import { onPaper } from "./paper.js";
import { followTheme } from "./theme.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {Record<string, any>} Messages */

const SOON = 2000; // ms in which a kernel that is there takes an answer

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
    /** Where the kernel keeps answers; empty where the browser does. @type {string} */
    this.place = this.inBrowser ? "" : model.get("place") ?? "";
    this.waiting = "";
    /** @type {import("./answers.js").AnswersError | null} why an answer does not wait in this browser */
    this.lost = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.root = element("div", {
      class: "softmax-card", "data-card": kind, role: "group", "aria-labelledby": id, lang: model.get("language"),
    },
      this.heading, this.body, this.status, this.note);
    /** @type {(() => void)[]} */
    this.endings = [keepPlainKeys(this.root), followLayout(model, el), followTheme(this.root)];
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
   * Open the card while the page is printed.
   * @param {() => void} open
   * @param {() => void} close
   */
  openOnPaper(open, close) {
    this.endings.push(onPaper(open, close));
  }

  /**
   * Say that an answer is not kept, and why.
   * @param {string} problem
   */
  tell(problem) {
    setText(this.note, problem);
    setAttribute(this.note, "hidden", problem === "");
  }

  /**
   * Show what the answer is: the kernel's, or one that no kernel has taken yet, which is given again.
   * @param {"predictions" | "steps"} table
   * @param {(answer: unknown) => void} show
   */
  follow(table, show) {
    this.waiting = `${this.place} ${table} ${this.model.get("key")}`;
    this.listen("change:answer", () => show(this.answer()));
    this.listen("change:heard", () => {
      listenToKernel(this.model);
      this.settle();
      show(this.answer());
    });
    const left = waitingAnswer(this.waiting);
    if (left !== null && isHeard(this.model)) this.give(left);
    else if (!isHeard(this.model)) this.settle();
    show(this.answer());
  }

  /** @returns {unknown} */
  answer() {
    return valueOf(this.model, "answer") ?? null;
  }

  /**
   * Give an answer to the kernel. It waits in this browser until the kernel has it.
   * @param {unknown} answer
   */
  give(answer) {
    this.lost = letWait(this.waiting, answer);
    writeByHand(this.model, { answer });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SOON);
  }

  /** Say what becomes of an answer that no kernel has taken. */
  settle() {
    if (isHeard(this.model)) {
      clearTimeout(this.timer);
      letWait(this.waiting, null);
      this.tell(this.model.get("problem"));
    } else if (this.lost) this.tellNotKept(this.lost);
    else this.tell(this.messages.waits);
  }

  /** @param {import("./answers.js").AnswersError | null} error why the browser did not keep an answer */
  tellNotKept(error) {
    this.tell(error === null ? "" : fill(this.messages.not_kept, {
      reason: fill(this.messages.refused[error.reason], error.details),
    }));
  }

  dispose() {
    clearTimeout(this.timer);
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
