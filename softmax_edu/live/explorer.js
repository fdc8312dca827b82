/**
 * The explorer's view: θ → S → J → ∂L/∂θ, one row a class, drawn once per animation frame.
 *
 * @module explorer
 */

import { onLocked } from "./answers.js";
import { CaseLine } from "./caseline.js";
import { ContributionsPanel } from "./contributions.js";
import { element, setAttribute, setStyle } from "./dom.js";
import { GradientPanel } from "./gradient.js";
import { Inspector } from "./inspector.js";
import { JacobianPanel } from "./jacobian.js";
import { keepPlainKeys } from "./keys.js";
import { JacobianCanvasPanel, MANY, ManyGradientPanel, ManyOutputsPanel, ManyScoresPanel } from "./many.js";
import { OutputsPanel } from "./outputs.js";
import { ScoresPanel } from "./scores.js";
import { SimplexPanel } from "./simplex.js";
import { SpectrumPanel } from "./spectrum.js";
import { State } from "./state.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {{ element: HTMLElement, build(K: number): void, draw(frame: Frame): void }} Panel */

const DENSE = 7; // more classes than this are set in smaller type
const MODEL_PREFIX = "IPY_MODEL_";

/**
 * The least width of a panel, in em: below the sum of them, panels stack.
 * @param {string} name
 * @param {number} K
 * @returns {number}
 */
export function leastWidth(name, K) {
  if (K > MANY) return name === "jacobian" ? 32 : 10;
  return { scores: 9, softmax: 8, jacobian: 3.2 * K, gradient: 8, contributions: 31, simplex: 20, spectrum: 14 }[name] ?? 16;
}

/** Panels that stand below the rows as blocks of their own, where the Jacobian takes the width. */
const BLOCKS = ["simplex", "contributions", "spectrum"];

/**
 * The panels that share the width with the sliders.
 * @param {string[]} panels
 * @returns {string[]}
 */
export function besideScores(panels) {
  return panels.includes("jacobian") ? panels.filter((name) => !BLOCKS.includes(name)) : panels;
}

/**
 * How the panels are laid out in the width that there is: side by side, wrapped, or one below the other.
 * @param {number} width in em
 * @param {string[]} panels
 * @param {number} K
 * @returns {"row" | "wrap" | "phone"}
 */
export function layoutFor(width, panels, K) {
  const names = ["scores", ...panels];
  const needed = names.reduce((sum, name) => sum + leastWidth(name, K), 0) + 0.6 * (names.length - 1);
  if (width >= needed) return "row";
  return width < 32 ? "phone" : "wrap";
}

/**
 * A name that one control of an explorer has: what it is and what it says, or the cell that it is.
 * @param {Element} control
 * @returns {string}
 */
function nameOf(control) {
  const { i, j } = /** @type {HTMLElement} */ (control).dataset;
  const cell = control.getAttribute("role") === "gridcell" ? `${i}, ${j}` : null;
  return `${control.tagName} ${cell ?? control.getAttribute("aria-label") ?? control.textContent}`;
}

/** One explorer on the page. */
class ExplorerView {
  /**
   * @param {Model} origin the model that holds θ, y, T and the picked cell
   * @param {Model} own the model of this view: its panels and controls
   * @param {HTMLElement} el
   */
  constructor(origin, own, el) {
    this.own = own;
    this.state = new State(origin);
    this.messages = own.get("messages");
    this.root = element("div", {
      class: "softmax-explorer", role: "group", "aria-label": this.messages.group, lang: own.get("language"),
    });
    this.caseLine = new CaseLine(this.messages);
    this.inspector = new Inspector(this.messages);
    /** @type {Panel[]} */
    this.panels = [];
    /** @type {Toolbar | null} */
    this.toolbar = null;
    this.built = "";
    /** @type {number | null} */
    this.request = null;
    this.width = 0;
    /** @type {string | null} the prediction that is waited for */
    this.mask = null;
    this.masked = false;
    this.forgetMask = () => {};
    this.schedule = () => { this.request ??= requestAnimationFrame(() => this.draw()); };
    el.append(this.root);
    this.draw();
    this.state.listeners.add(this.schedule);
    for (const event of ["change:panels", "change:controls"]) own.on(event, this.schedule);
    this.resize = new ResizeObserver(([entry]) => {
      this.width = entry.contentRect.width;
      this.layOut();
    });
    this.resize.observe(this.root);
    this.theme = new MutationObserver(this.schedule);
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    this.presented = new MutationObserver(() => this.layOut());
    this.presented.observe(this.root, { attributes: true, attributeFilter: ["data-present"] });
    this.releaseKeys = keepPlainKeys(this.root);
    this.root.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !typing) {
        event.preventDefault();
        event.stopPropagation(); // not the notebook's own undo
        this.state.undo();
      }
    });
  }

  dispose() {
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.resize.disconnect();
    this.theme.disconnect();
    this.presented.disconnect();
    this.releaseKeys();
    for (const event of ["change:panels", "change:controls"]) this.own.off(event, this.schedule);
    this.forgetMask();
    this.state.dispose();
    this.caseLine.dispose();
    this.root.remove();
  }

  /** Panels as they are asked for. The target is shown where it was set, or where the gradient needs it. */
  options() {
    /** @type {string[]} */
    const panels = this.own.get("panels");
    /** @type {string[]} */
    const controls = this.own.get("controls");
    return { panels, controls };
  }

  /** @param {Frame} frame */
  build(frame) {
    const { panels, controls } = this.options();
    const { state, messages } = this;
    const { K } = frame.numbers;
    const showTarget = frame.target !== null;
    const many = K > MANY;
    const editWeights = showTarget && controls.includes("weights");
    const showLoss = showTarget && !panels.includes("gradient");
    /** @type {Record<string, () => Panel>} */
    const makers = {
      softmax: () => (many
        ? new ManyOutputsPanel(state, messages, { showTarget })
        : new OutputsPanel(state, messages, { showTarget, editWeights, showLoss })),
      jacobian: () => (many ? new JacobianCanvasPanel(state, messages) : new JacobianPanel(state, messages)),
      gradient: () => (many ? new ManyGradientPanel(messages) : new GradientPanel(messages)),
      simplex: () => new SimplexPanel(messages),
      contributions: () => new ContributionsPanel(state, messages, { choose: !panels.includes("jacobian") }),
      spectrum: () => new SpectrumPanel(messages),
    };
    const scores = many ? new ManyScoresPanel(state, messages) : new ScoresPanel(state, messages);
    const names = panels.filter((name) => name in makers);
    const made = names.map((name) => makers[name]());
    const [rows, blocks] = [false, true].map((block) => made
      .filter((_, n) => BLOCKS.includes(names[n]) === block).map((panel) => panel.element));
    this.panels = [scores, ...made];
    this.toolbar = new Toolbar(state, messages, {
      controls, showTarget, root: this.root, say: (text) => this.caseLine.speak(text),
      isInspecting: this.inspector.open,
      inspect: (open) => {
        this.inspector.open = open;
        this.draw();
      },
    });
    this.toolbar.build(K, frame.labels);
    for (const panel of this.panels) panel.build(K);
    setStyle(this.root, "--k", K);
    setAttribute(this.root, "data-dense", K > DENSE && !many);
    setAttribute(this.root, "data-many", many);
    setAttribute(this.root, "data-panels", panels.filter((name) => !BLOCKS.includes(name)).join(" "));
    setAttribute(this.root, "data-labels", frame.labels.length > 0);
    const hasJacobian = panels.includes("jacobian");
    const below = element("div", { class: "blocks" },
      ...(controls.includes("inspector") ? [this.inspector.element] : []),
      ...(hasJacobian && blocks.length ? [element("div", { class: "others" }, ...blocks)] : []));
    this.root.replaceChildren(this.toolbar.element,
      element("div", { class: "panels" }, scores.element, ...rows, ...(hasJacobian ? [] : blocks)),
      ...(hasJacobian ? [this.caseLine.element] : []), ...(below.childElementCount ? [below] : []), this.caseLine.spoken);
    this.layOut();
  }

  /** Choose the layout for the present width and type size. */
  layOut() {
    const frame = this.state.lastGood;
    if (!frame || this.width === 0) return;
    const em = Number.parseFloat(getComputedStyle(this.root).fontSize);
    setAttribute(this.root, "data-layout", layoutFor(this.width / em, besideScores(this.options().panels), frame.numbers.K));
  }

  draw() {
    this.request = null;
    const frame = this.state.frame();
    if (!frame) return;
    const { panels, controls } = this.options();
    // What the built nodes depend on; anything else only changes attributes and text.
    const wanted = JSON.stringify([frame.numbers.K, panels, controls, frame.target !== null, frame.labels]);
    let held = null;
    if (wanted !== this.built) {
      held = this.focusedName();
      this.build(frame);
      this.built = wanted;
    }
    this.watchMask();
    for (const panel of this.panels) panel.draw(frame);
    this.toolbar?.draw(frame);
    this.caseLine.draw(frame, this.masked);
    this.inspector.draw(frame, this.masked);
    this.focusOn(held);
  }

  /**
   * What the focused control is called, where one of ours has the focus: whoever works by keyboard
   * is to find the same control in what is built anew.
   * @returns {string | null}
   */
  focusedName() {
    const { activeElement } = document;
    return activeElement && this.root.contains(activeElement) ? nameOf(activeElement) : null;
  }

  /** @param {string | null} name */
  focusOn(name) {
    if (name === null) return;
    const controls = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("input, select, button, canvas, [tabindex]")]);
    controls.find((control) => nameOf(control) === name)?.focus();
  }

  /** Hide the derivation while the prediction that asks for it is open. */
  watchMask() {
    const { mask } = this.state;
    if (mask === this.mask) return;
    this.forgetMask();
    this.forgetMask = () => {};
    this.mask = mask;
    this.masked = mask !== null;
    if (mask === null) return;
    const cover = (/** @type {boolean} */ masked) => {
      this.masked = masked;
      this.schedule();
    };
    this.forgetMask = onLocked(mask, () => cover(false), () => cover(true));
  }
}

/**
 * The model that holds the state: a linked view names the explorer whose state it shows.
 * @param {Model} model
 * @returns {Promise<Model>}
 */
async function originOf(model) {
  const origin = model.get("origin");
  if (typeof origin !== "string" || !origin.startsWith(MODEL_PREFIX) || !model.widget_manager) return model;
  return model.widget_manager.get_model(origin.slice(MODEL_PREFIX.length));
}

/**
 * @param {{ model: Model, el: HTMLElement }} context
 * @returns {Promise<() => void>}
 */
export async function renderExplorer({ model, el }) {
  const view = new ExplorerView(await originOf(model), model, el);
  return () => view.dispose();
}

export default { render: renderExplorer };
