/**
 * A page without a kernel: each view is mounted on a stand-in for its model.
 *
 * Whatever is to live stands on the page as `<div class="softmax-live" data-live="…">`, with a picture or a
 * text in it that is taken away once the view is there. `data-live` is JSON: the `module` that draws, the id
 * of the `model` that it shows, and all `models` that it needs by id. What they say stands as JSON in `data-said` of
 * the page's body.
 *
 * @module static
 */

import { addressOf, holdsState, readAddress, showSent } from "./address.js";
import { renderAnswers } from "./answers_card.js";
import { watchProgress, watchSearch } from "./course.js";
import { element } from "./dom.js";
import { originId, renderExplorer } from "./explorer.js";
import { renderFilm } from "./film.js";
import { Gates } from "./gates.js";
import { onPaper } from "./paper.js";
import { renderQuestion } from "./question.js";
import { renderStep } from "./steps.js";

/** @typedef {import("./state.js").Model} Model */
/**
 * @typedef {object} Live
 * @property {keyof typeof TABLE} module
 * @property {string} model
 * @property {Record<string, Record<string, any>>} models
 */

/**
 * What draws each module. Named when it draws: a page brings along no more of them than stand on it.
 * @type {Record<string, (context: { model: Model, el: HTMLElement }) => unknown>}
 */
const RENDER = {
  explorer: (context) => renderExplorer(context),
  question: (context) => renderQuestion(context),
  steps: (context) => renderStep(context),
  answers_card: (context) => renderAnswers(context),
  film: (context) => renderFilm(context),
};

/** The table of sentences in which a module speaks: all cards have one together. */
const TABLE = { explorer: "explorer", question: "questions", steps: "questions", answers_card: "questions", film: "explorer" };

const ASKING = new Set(["question", "steps"]); // what follows one waits for an answer

/** The part of anywidget's model that views use, with nobody at the other end. */
export class PageModel {
  /** @param {Record<string, any>} state */
  constructor(state) {
    this.state = { ...state };
    /** @type {Map<string, Set<(...data: any[]) => void>>} */
    this.listeners = new Map();
    this.widget_manager = { get_model: async (/** @type {string} */ id) => this.beside(id) };
    /** @type {(id: string) => Model} the other models of the same place */
    this.beside = () => this;
    /** @type {(() => string) | undefined} */
    this.link = undefined;
  }

  /** @param {string} name */
  get(name) {
    return this.state[name];
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    for (const callback of [...(this.listeners.get(`change:${name}`) ?? [])]) callback();
  }

  save_changes() {}

  /**
   * @param {string} event
   * @param {(...data: any[]) => void} callback
   */
  on(event, callback) {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(callback));
  }

  /**
   * @param {string} event
   * @param {(...data: any[]) => void} [callback] without one, all of them
   */
  off(event, callback) {
    if (callback) this.listeners.get(event)?.delete(callback);
    else this.listeners.delete(event);
  }
}

/**
 * @param {HTMLElement} place
 * @returns {Live | null} null where what it says cannot be read
 */
function liveOf(place) {
  try {
    return JSON.parse(place.dataset.live ?? "");
  } catch {
    return null;
  }
}

/** @returns {Storage | null} what a tab remembers, where it may */
function memory() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

/** All that is live on a page. */
class LivePage {
  constructor() {
    /** @type {Record<string, Record<string, Record<string, any>>>} the sentences, by language and table */
    const messages = JSON.parse(document.body.dataset.said ?? "{}");
    this.messages = messages;
    /** @type {Map<string, PageModel>} the models that are there already */
    this.shared = new Map();
    /** @type {Set<HTMLElement>} */
    this.waiting = new Set(document.querySelectorAll(".softmax-live"));
    this.explorers = [...this.waiting].filter((place) => liveOf(place)?.module === "explorer");
    /** @type {Map<PageModel, { at: number, own: string }>} the explorers by their place on the page, and what the lesson shows */
    this.origins = new Map();
    this.refusal = element("p", { class: "refused", role: "alert" });
    const main = document.querySelector("main");
    const isAsked = [...this.waiting].some((place) => ASKING.has(liveOf(place)?.module ?? ""));
    this.gates = main && isAsked ? new Gates(main, messages) : null;
  }

  /**
   * Views of the same model with the same state share it, and move together.
   * @param {Live} live
   * @param {string} id
   * @returns {PageModel}
   */
  modelOf(live, id) {
    const key = JSON.stringify([id, live.models[id]]);
    const state = live.models[id];
    const model = this.shared.get(key) ?? new PageModel({ ...state, messages: this.messages[state.language]?.[TABLE[live.module]] });
    this.shared.set(key, model);
    model.beside = (other) => this.modelOf(live, other);
    return model;
  }

  /**
   * The model that holds an explorer's state. When it is first asked for, it takes what this tab remembers.
   * @param {HTMLElement} place
   * @param {Live} live
   */
  originIn(place, live) {
    const origin = this.modelOf(live, originId(live.models[live.model].origin) ?? live.model);
    if (this.origins.has(origin)) return origin;
    const at = this.explorers.indexOf(place);
    this.origins.set(origin, { at, own: addressOf(origin, at) });
    origin.link = () => location.href.split("#")[0] + addressOf(origin, at);
    const kept = readAddress(memory()?.getItem(this.keyOf(at)) ?? "");
    if (kept) showSent(origin, kept);
    return origin;
  }

  /**
   * A page and its translations, each in a folder of its own below the first, remember one state.
   * @param {number} at
   */
  keyOf(at) {
    const root = new URL(document.body.dataset.root || ".", location.href).pathname;
    return `${root}${location.pathname.split("/").at(-1)} ${at}`;
  }

  /** Let the tab remember what was moved, so that it outlives a reload. */
  remember() {
    for (const [origin, { at, own }] of this.origins) {
      const now = addressOf(origin, at);
      if (now === own) memory()?.removeItem(this.keyOf(at));
      else memory()?.setItem(this.keyOf(at), now);
    }
  }

  /**
   * Make one place live. A view that cannot be made leaves its picture where it is, and every other view live.
   * @param {HTMLElement} place
   */
  mount(place) {
    if (!this.waiting.delete(place)) return;
    try {
      /** @type {Live} */
      const live = JSON.parse(place.dataset.live ?? "");
      if (live.module === "explorer") this.originIn(place, live);
      const model = this.modelOf(live, live.model);
      const el = element("div");
      RENDER[live.module]({ model, el });
      place.replaceChildren(el);
      place.dataset.mounted = "";
    } catch (error) {
      console.error(error);
    }
  }

  /** What is near the window first; the rest as it comes near, or when there is nothing else to do. */
  mountInTurn() {
    const far = innerHeight / 2;
    const isNear = (/** @type {HTMLElement} */ place) => {
      const { top, bottom } = place.getBoundingClientRect();
      return place.checkVisibility() && bottom > -far && top < innerHeight + far;
    };
    for (const place of [...this.waiting].filter(isNear)) this.mount(place);
    const watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.mount(/** @type {HTMLElement} */ (target));
    }, { rootMargin: `${far}px 0px` });
    for (const place of this.waiting) watch.observe(place);
    const later = globalThis.requestIdleCallback ?? setTimeout;
    const rest = () => {
      const [next] = this.waiting;
      if (!next) return watch.disconnect();
      this.mount(next);
      later(rest);
    };
    later(rest);
    onPaper(() => { for (const place of [...this.waiting]) this.mount(place); }, () => {});
  }

  /** Show the state that the page's address names, if it names one. */
  openAddress() {
    this.refusal.remove();
    const [first] = this.explorers;
    if (!first || !holdsState(location.hash)) return;
    const sent = readAddress(location.hash);
    const place = sent && this.explorers[sent.at];
    const shown = place ?? first;
    this.gates?.reach(shown);
    this.mount(shown);
    // Out of a frame, scrollIntoView moves the page around it too.
    if (parent === self) shown.scrollIntoView();
    else scrollBy(0, shown.getBoundingClientRect().top);
    const live = liveOf(shown);
    if (!live) return;
    const origin = this.originIn(shown, live);
    if (sent && place) {
      showSent(origin, sent);
      return;
    }
    this.refusal.textContent = origin.get("messages").address_refused;
    shown.prepend(this.refusal);
  }
}

/** Make every such place of the page live, and the page itself. */
export function mountAll() {
  const page = new LivePage();
  page.openAddress();
  page.mountInTurn();
  addEventListener("hashchange", () => page.openAddress());
  addEventListener("pagehide", () => page.remember());
  watchPage();
}

/**
 * @param {number[]} tops where the headings are, in pixels below the window's upper edge
 * @param {number} line a line of the window
 * @returns {number} which heading the text on that line stands under; -1 above all of them
 */
export function headingAt(tops, line) {
  return tops.filter((top) => top <= line).length - 1;
}

/** Let what leads to a translation of the page lead to the section that is being read. */
function leadToSection() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-places]"))) {
    link.addEventListener("click", () => {
      const headings = document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)[id]");
      // What waits behind a gate has no place yet: it is below everything.
      const tops = [...headings].map((heading) => (heading.checkVisibility() ? heading.getBoundingClientRect().top : Infinity));
      const at = headingAt(tops, innerHeight / 3);
      const place = JSON.parse(link.dataset.places ?? "")[at];
      link.hash = at > 0 && place ? encodeURIComponent(place) : "";
    });
  }
}

/** Let the keyboard scroll what is wider than the page, and skip what is not. */
function watchScrollers() {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const node of document.querySelectorAll("pre, .math-block, blockquote > p, .table, .rich, .text :has(> table), .text:has(> table)")) watch.observe(node);
}

/** Open what is folded while the page is printed. */
function watchPrinting() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  onPaper(() => {
    opened = [...document.querySelectorAll("details")].filter((each) => !each.open);
    for (const each of opened) each.open = true;
  }, () => {
    for (const each of opened) each.open = false;
  });
}

/** What a page does besides its views. */
function watchPage() {
  leadToSection();
  watchScrollers();
  watchPrinting();
  if (!document.querySelector(".lessons")) return;
  watchProgress();
  watchSearch();
}
