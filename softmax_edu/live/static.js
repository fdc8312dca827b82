/**
 * A page without a kernel: each view is mounted on a stand-in for its model.
 *
 * Whatever is to live stands on the page as `<div class="softmax-live" data-live="…">`, with a picture or a
 * text in it that is taken away once the view is there. `data-live` is JSON: the `module` that draws, the id
 * of the `model` that it shows, and all `models` that it needs by id.
 *
 * @module static
 */

import { renderAnswers } from "./answers_card.js";
import { element } from "./dom.js";
import { renderExplorer } from "./explorer.js";
import { renderQuestion } from "./question.js";
import { renderStep } from "./steps.js";

/** @typedef {import("./state.js").Model} Model */
/**
 * @typedef {object} Live
 * @property {string} module
 * @property {string} model
 * @property {Record<string, Record<string, any>>} models
 */

/** @type {Record<string, (context: { model: Model, el: HTMLElement }) => unknown>} */
const RENDER = { explorer: renderExplorer, question: renderQuestion, steps: renderStep, answers_card: renderAnswers };

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
 * Make one place live.
 * @param {HTMLElement} place
 * @param {Record<string, Record<string, Record<string, any>>>} messages the sentences, by language and module
 * @param {Map<string, PageModel>} shared the models that are there already
 */
function mount(place, messages, shared) {
  /** @type {Live} */
  const live = JSON.parse(place.dataset.live ?? "");
  const modelOf = (/** @type {string} */ id) => {
    const key = JSON.stringify([id, live.models[id]]);
    const state = live.models[id];
    const model = shared.get(key) ?? new PageModel({ ...state, messages: messages[state.language]?.[live.module] });
    shared.set(key, model);
    model.beside = modelOf;
    return model;
  };
  const model = modelOf(live.model);
  const el = element("div");
  RENDER[live.module]({ model, el });
  place.replaceChildren(el);
  place.dataset.mounted = "";
}

/**
 * Make every such place of the page live. Views of the same model with the same state move together.
 *
 * A view that cannot be made leaves its picture where it is, and every other view live.
 * @param {Record<string, Record<string, Record<string, any>>>} messages the sentences, by language and module
 */
export function mountAll(messages) {
  /** @type {Map<string, PageModel>} */
  const shared = new Map();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".softmax-live"))) {
    try {
      mount(place, messages, shared);
    } catch (error) {
      console.error(error);
    }
  }
}

/** Let the keyboard scroll what is wider than the page, and skip what is not. */
export function watchScrollers() {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const node of document.querySelectorAll("pre, .math-block, .table, .rich, .text :has(> table), .text:has(> table)")) watch.observe(node);
}
