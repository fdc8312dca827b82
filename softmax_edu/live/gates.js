/**
 * Gates: what follows a question on a page waits until it is answered, or passed over on purpose.
 *
 * Without scripts, and in print, nothing waits. What was opened stays open until the page is left.
 *
 * @module gates
 */

import { isPassedOver, keptAnswers, passOver } from "./answers.js";
import { button } from "./card.js";
import { element, setAttribute } from "./dom.js";
import { onPaper } from "./paper.js";

/** @typedef {import("./card.js").Messages} Messages */

const ANSWERED = ["data-locked", "data-done"]; // on a card, once it is

/**
 * @param {string} module
 * @param {string} key
 * @returns {boolean} whether this browser keeps an answer
 */
function isKept(module, key) {
  const { predictions, steps } = keptAnswers();
  return module === "question" ? Object.hasOwn(predictions, key) : steps[key]?.done === true;
}

/**
 * @param {string} hash
 * @returns {string} the id that it names
 */
function sectionOf(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return ""; // a stray %
  }
}

/**
 * @param {Element | null | undefined} node of the page
 * @returns {boolean} whether it is a cell of code that gave nothing
 */
function isBareCode(node) {
  return Boolean(node?.matches(".cell") && !node.querySelector(".out, .needs-python"));
}

/** All gates of a page, one behind each question. The way to other pages stays in sight. */
export class Gates {
  /**
   * @param {HTMLElement} main
   * @param {Record<string, Record<string, Messages>>} messages the sentences, by language and table
   */
  constructor(main, messages) {
    this.main = main;
    /** Each gate, and whether it is open. @type {Map<HTMLElement, boolean>} */
    this.open = new Map();
    /** While it is printed nothing waits, and what cards show is no answer. */
    this.isOnPaper = false;
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("[data-live]"))) {
      try {
        this.build(place, messages);
      } catch {
        // What it says cannot be read: no card will stand there.
      }
    }
    this.draw();
    addEventListener("hashchange", () => this.follow());
    const turn = (/** @type {boolean} */ printed) => {
      this.isOnPaper = printed;
      this.draw();
    };
    onPaper(() => turn(true), () => turn(false));
    this.follow();
  }

  /**
   * @param {HTMLElement} place where a card stands, or will
   * @param {Record<string, Record<string, Messages>>} messages
   */
  build(place, messages) {
    const { module, model, models } = JSON.parse(place.dataset.live ?? "");
    if (module !== "question" && module !== "steps") return;
    const { key, language } = models[model];
    const gate = element("div", { class: "gate", lang: language },
      element("p", {}, messages[language].questions.gate),
      button(messages[language].questions.go_on, () => {
        passOver(key);
        this.pass(gate);
        const next = /** @type {HTMLElement | null} */ (gate.nextElementSibling);
        next?.setAttribute("tabindex", "-1");
        next?.focus({ preventScroll: true });
      }));
    let last = [...this.main.children].find((child) => child.contains(place));
    // Code right below that shows nothing is what the question is about, such as programs to be read.
    while (isBareCode(last?.nextElementSibling)) last = last?.nextElementSibling ?? undefined;
    last?.after(gate);
    this.open.set(gate, isKept(module, key) || isPassedOver(key));
    new MutationObserver(() => {
      if (place.querySelector(ANSWERED.map((name) => `.softmax-card[${name}]`).join())) this.pass(gate);
    }).observe(place, { subtree: true, childList: true, attributeFilter: ANSWERED });
  }

  /** @param {HTMLElement} gate */
  pass(gate) {
    if (this.open.get(gate) || this.isOnPaper) return;
    this.open.set(gate, true);
    this.draw();
  }

  /**
   * Open all gates before a node: whoever follows a link to it goes on on purpose, this time.
   * @param {Node} node
   */
  reach(node) {
    for (const gate of this.open.keys()) {
      if (gate.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) this.open.set(gate, true);
    }
    this.draw();
  }

  /** Go to the section that the page's address names, if it is behind a gate. */
  follow() {
    const target = document.getElementById(sectionOf(location.hash));
    if (!target?.closest("[data-behind]")) return;
    this.reach(target);
    target.scrollIntoView();
  }

  draw() {
    let isBehind = false;
    for (const child of /** @type {Iterable<HTMLElement>} */ (this.main.children)) {
      if (!child.matches("nav")) setAttribute(child, "data-behind", isBehind && "");
      const isOpen = this.open.get(child);
      if (isOpen === undefined) continue;
      setAttribute(child, "hidden", isOpen);
      isBehind ||= !isOpen && !this.isOnPaper;
    }
  }
}
