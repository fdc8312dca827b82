/**
 * The explorer's view: θ → S → J → ∂L/∂θ, around the matrix, drawn once per animation frame.
 *
 * @module explorer
 */

import { Announcer } from "./announce.js";
import { onLocked } from "./answers.js";
import { MANY } from "./bars.js";
import { followLayout } from "./box.js";
import { CaseLine } from "./caseline.js";
import { Descent } from "./descent.js";
import { DescentBar } from "./descent_bar.js";
import { Dials } from "./dials.js";
import { element, setAttribute, setStyle, setText } from "./dom.js";
import { FACTS } from "./facts.js";
import { Gesture } from "./gesture.js";
import { Inspector } from "./inspector.js";
import { keepPlainKeys } from "./keys.js";
import { KeysList } from "./keys_list.js";
import { plan } from "./layout.js";
import { Light } from "./light.js";
import { onPaper, PAPER } from "./paper.js";
import { Picture } from "./picture.js";
import { Present } from "./present.js";
import { RoadsPanel } from "./roads.js";
import { Rows } from "./rows.js";
import { SimplexPanel } from "./simplex.js";
import { SpectrumPanel } from "./spectrum.js";
import { State } from "./state.js";
import { followTheme } from "./theme.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {{ element: HTMLElement, build(K: number): void, draw(frame: Frame, lit: import("./light.js").Lit): void }} Panel */

const DENSE = 7; // more classes than this are set in smaller type
const MODEL_PREFIX = "IPY_MODEL_";
const USUAL_TYPE = 15; // px, of the style sheet
const PRESENTED = 24; // px: the least type of a lecture hall
const LARGEST = 160;
const LINES = [2.5, 2.2, 1.9, 1.65, 1.45, 1.3, 1.2]; // em: how high a row is, and how low it may be where many are to be seen at once
const STRIDES = [16, 4, 2]; // px: how much larger the type is tried, first far and then near
const PROPORTION = 3; // em of a bar of S that larger type must leave
const BESIDE_FROM = 38; // em: from this width on, a lecture hall's picture has what is said beside it
const BESIDE_PART = 0.3; // of the width
const SMALL = 0.78; // of the type's size: notes, and what a cell sends down
const PHONE = 480; // px: the widest that is handled as one
const BESIDE = 13; // em: the least width of a panel of rows

/** Panels that stand below the picture as blocks of their own, or beside the rows. */
const BLOCKS = FACTS.panels.below;

/**
 * How the panels of rows are laid out in the width that there is: side by side, wrapped, or one below the other.
 * @param {number} width in em
 * @param {number} panels how many
 * @returns {"row" | "wrap" | "phone"}
 */
export function layoutFor(width, panels) {
  if (width < 32) return "phone";
  return width >= BESIDE * panels ? "row" : "wrap";
}

/**
 * A name that one control of an explorer has: what it is and what it says, or the cell that it is.
 * @param {Element} control
 * @returns {string}
 */
function nameOf(control) {
  const { i, j, control: moves } = /** @type {HTMLElement} */ (control).dataset;
  const cell = control.getAttribute("role") === "gridcell" ? `${i}, ${j}` : null;
  if (control.getAttribute("type") === "range") return `range ${moves} ${i}`;
  return `${control.tagName} ${cell ?? control.getAttribute("aria-label") ?? control.textContent}`;
}

/**
 * The height that can be seen at once: the window's, or that of the box that scrolls.
 * @param {Element} node
 * @returns {number} px
 */
function heightAround(node) {
  let high = window.innerHeight;
  if (document.fullscreenElement === node) return high;
  for (let box = node.parentElement; box && box !== document.body; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY) && box.clientHeight > high / 2) high = Math.min(high, box.clientHeight);
  }
  return high;
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
    // Formulas and bars run from left to right in every language.
    this.root = element("div", {
      class: "softmax-explorer", role: "group", "aria-label": this.messages.group, lang: own.get("language"), dir: "ltr",
    });
    this.announcer = new Announcer(this.messages);
    this.keys = new KeysList(this.messages, () => this.schedule());
    this.notice = element("p", { class: "notice", role: "alert" });
    /** @type {Panel[]} */
    this.panels = [];
    /** @type {Picture | Rows | null} */
    this.view = null;
    /** @type {Toolbar | null} */
    this.toolbar = null;
    /** @type {Dials | null} */
    this.dials = null;
    /** @type {DescentBar | null} */
    this.descentBar = null;
    this.built = "";
    /** @type {number | null} */
    this.request = null;
    this.width = 0;
    this.line = LINES[0];
    /** @type {string | null} the prediction that is waited for */
    this.mask = null;
    this.masked = false;
    this.forgetMask = () => {};
    this.schedule = () => { this.request ??= requestAnimationFrame(() => this.draw()); };
    /** @type {import("./scores.js").Hand} */
    this.hand = {
      state: this.state,
      messages: this.messages,
      light: new Light(this.schedule),
      gesture: new Gesture(this.state, this.schedule),
      refuse: (sentence) => setText(this.notice, sentence ?? ""),
    };
    this.caseLine = new CaseLine(this.messages, this.hand.light);
    // Made when they are first asked for: a page that asks for neither does not bring them along.
    /** @type {Inspector | null} */
    this.inspector = null;
    /** @type {Descent | null} */
    this.descent = null;
    this.present = new Present(this.root, () => {
      this.layOut();
      this.schedule();
    });
    // How wide a number is here, whatever the type and its spacing: all widths follow from it.
    this.probe = element("span", { class: "probe", "aria-hidden": "true" }, "−0.000");
    el.append(this.root);
    this.root.append(this.probe);
    this.width = this.root.clientWidth;
    // Where there is no width yet, the next frame has one, or the first that is measured: nothing is painted before.
    if (this.width > 0) this.draw();
    else this.schedule();
    this.state.listeners.add(this.schedule);
    for (const event of ["change:panels", "change:controls"]) own.on(event, this.schedule);
    this.resize = new ResizeObserver(() => {
      this.width = this.root.clientWidth;
      if (this.view === null && this.width > 0) this.draw();
      else this.layOut();
    });
    for (const node of [this.root, this.probe]) this.resize.observe(node);
    this.repaint = () => {
      this.view?.forgetColours();
      this.schedule();
    };
    this.leaveTheme = followTheme(this.root, this.repaint);
    this.isOnPaper = false;
    this.leavePaper = onPaper(() => this.turnToPaper(true), () => this.turnToPaper(false));
    this.releaseKeys = keepPlainKeys(this.root);
    this.keys.listen(this.root);
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
    this.hand.gesture.end();
    this.descent?.pause();
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.resize.disconnect();
    this.leaveTheme();
    this.leavePaper();
    this.present.dispose();
    this.releaseKeys();
    for (const event of ["change:panels", "change:controls"]) this.own.off(event, this.schedule);
    this.forgetMask();
    this.state.dispose();
    this.announcer.dispose();
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

  /**
   * @param {Frame} frame
   * @returns {import("./picture.js").Shows}
   */
  shows(frame) {
    const { panels, controls } = this.options();
    const target = frame.target !== null;
    const backward = target && panels.includes("gradient");
    return {
      outputs: panels.includes("softmax"), backward, target, weights: target && controls.includes("weights"), loss: target && !backward,
      curves: controls.includes("curves"), exponentials: controls.includes("exponentials"),
    };
  }

  /**
   * The room that the picture has now.
   * @param {Frame} frame
   * @returns {import("./layout.js").Room}
   */
  room(frame) {
    const { outputs, backward, weights, curves } = this.shows(frame);
    const style = getComputedStyle(this.root);
    const presented = this.root.hasAttribute("data-present");
    const em = Number.parseFloat(style.fontSize);
    const width = this.width - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    return {
      width: presented && this.options().panels.includes("jacobian") && this.width > BESIDE_FROM * em ? (1 - BESIDE_PART) * width : width,
      height: presented ? heightAround(this.root) : Number.POSITIVE_INFINITY,
      line: this.line,
      em,
      digits: this.probe.getBoundingClientRect().width,
      small: presented ? 1 : SMALL,
      K: frame.numbers.K,
      touch: matchMedia("(pointer: coarse)").matches,
      outputs, backward, weights, curves, labels: frame.labels.length > 0,
    };
  }

  /** @param {Frame} frame */
  build(frame) {
    const { panels, controls } = this.options();
    const { state, messages } = this;
    const { K } = frame.numbers;
    const hasJacobian = panels.includes("jacobian");
    const shows = this.shows(frame);
    const has = (/** @type {string} */ name) => controls.includes(name);
    if (has("inspector")) this.inspector ??= new Inspector(messages, this.hand.light);
    const descends = shows.target && has("descend");
    if (descends) this.descent ??= new Descent(state, this.schedule);
    /** @type {Record<string, () => Panel>} */
    const makers = {
      simplex: () => new SimplexPanel(this.hand),
      roads: () => new RoadsPanel(this.hand, { choose: !hasJacobian }),
      spectrum: () => new SpectrumPanel(messages),
    };
    this.panels = BLOCKS.filter((name) => panels.includes(name)).map((name) => makers[name]());
    const blocks = this.panels.map((panel) => panel.element);
    this.toolbar = new Toolbar(state, messages, {
      controls, showTarget: shows.target, root: this.root, say: (text) => this.announcer.say(text),
      keys: this.keys, present: this.present, isInspecting: this.inspector?.open ?? false,
      inspect: (open) => {
        if (this.inspector) this.inspector.open = open;
        this.draw();
      },
    });
    this.toolbar.build(K, frame.labels);
    this.keys.build(["score", "number", ...(hasJacobian ? ["cell"] : []), ...(panels.includes("simplex") && K === 3 ? ["triangle"] : []), "all"]);
    const dials = [...(has("temperature") ? ["temperature"] : []), ...(shows.target && has("weight") ? ["weight"] : [])];
    this.dials = dials.length ? new Dials(this.hand, dials) : null;
    this.descentBar = descends && this.descent ? new DescentBar(this.hand, this.descent, (text) => this.announcer.say(text)) : null;
    for (const panel of this.panels) panel.build(K);
    setStyle(this.root, "--k", K);
    setStyle(this.root, "--small-part", SMALL);
    setAttribute(this.root, "data-dense", K > DENSE && K <= MANY);
    setAttribute(this.root, "data-many", K > MANY);
    setAttribute(this.root, "data-panels", panels.filter((name) => !BLOCKS.includes(name)).join(" "));
    setAttribute(this.root, "data-curves", shows.curves && K <= MANY);
    setAttribute(this.root, "data-labels", frame.labels.length > 0);
    this.hand.light.hover(null);
    const below = element("div", { class: "blocks" },
      ...(has("inspector") && this.inspector ? [this.inspector.element] : []),
      ...(hasJacobian && blocks.length ? [element("div", { class: "others" }, ...blocks)] : []));
    const under = below.childElementCount ? [below] : [];
    /** @type {HTMLElement[]} */
    let shown;
    if (hasJacobian) {
      const picture = new Picture(this.hand, K, shows, plan(this.room(frame)));
      this.view = picture;
      shown = [element("div", { class: "main" }, element("div", { class: "stage" }, picture.element, this.caseLine.element), ...under)];
    } else {
      const rows = new Rows(this.hand, K, shows);
      this.view = rows;
      shown = [element("div", { class: "panels" }, ...rows.elements, ...blocks), ...under];
    }
    this.root.replaceChildren(this.probe, this.toolbar.element, this.keys.element, ...(this.dials ? [this.dials.element] : []),
      ...(this.descentBar ? [this.descentBar.element] : []), ...shown, this.notice, this.announcer.element);
    this.layOut();
  }

  /** Follow the present width and type size; other parts are built only where the present ones will not do. */
  layOut() {
    const frame = this.state.lastGood;
    if (!frame || this.width === 0 || this.view === null) return;
    this.setType();
    const room = this.room(frame);
    this.wrap(room);
    if (this.view.plan === null) return;
    const next = plan(room);
    if (this.view.fits(next)) {
      this.view.layOut(next);
      this.schedule();
    } else {
      this.built = "";
      this.draw();
    }
  }

  /**
   * How panels of rows stand, in the type in use.
   * @param {import("./layout.js").Room} room
   */
  wrap(room) {
    const layout = layoutFor(room.width / room.em, this.root.querySelectorAll(".panels > *").length);
    // Large type in a wide window is no phone: its controls keep their places.
    const isPhone = layout === "phone" && this.width < PHONE;
    setAttribute(this.root, "data-layout", layout === "phone" && !isPhone ? "wrap" : layout);
  }

  /** In a lecture hall the type, and with it everything, grows until the window is filled. */
  setType() {
    const { style } = this.root;
    const stage = this.root.querySelector(".stage");
    if (!this.root.hasAttribute("data-present")) {
      for (const name of ["font-size", "--grown", "--row"]) style.removeProperty(name);
      if (stage) setAttribute(stage, "data-beside", false);
      return;
    }
    const frame = /** @type {Frame} */ (this.state.lastGood);
    const high = heightAround(this.root);
    const fits = (/** @type {number} */ size, line = LINES[0]) => {
      this.line = line;
      setStyle(this.root, "--row", `${line}em`);
      style.fontSize = `${size}px`;
      setStyle(this.root, "--grown", (size / USUAL_TYPE).toFixed(3));
      if (stage) setAttribute(stage, "data-beside", this.width > BESIDE_FROM * size);
      const { view } = this;
      const room = this.room(frame);
      this.wrap(room);
      if (view !== null && view.plan !== null) view.layOut(plan(room));
      const track = view?.plan?.track ?? 0;
      const hasBars = size === PRESENTED || track === 0 || track >= PROPORTION * size;
      return hasBars && this.root.scrollHeight <= high && this.root.scrollWidth <= this.root.clientWidth;
    };
    let size = PRESENTED;
    for (const stride of STRIDES) while (size + stride <= LARGEST && fits(size + stride)) size += stride;
    // The type is not to be smaller: where it still does not fit, rows stand closer.
    if (!LINES.some((line) => fits(size, line))) fits(size);
  }

  draw() {
    this.request = null;
    // Asked for, because out of sight a notebook's cells have their widths and no observer tells of them.
    if (this.width === 0) this.width = this.root.clientWidth;
    if (this.width === 0) return;
    const frame = this.state.frame();
    if (!frame) return;
    const { panels, controls } = this.options();
    // What the built nodes depend on; anything else only changes attributes and text.
    const wanted = JSON.stringify([frame.numbers.K, panels, controls, frame.target !== null, frame.labels]);
    let held = null;
    if (wanted !== this.built) {
      held = this.focusedName();
      this.built = wanted;
      this.build(frame);
      this.built = wanted;
    }
    this.watchMask();
    const masked = this.masked && !this.isOnPaper;
    frame.covered = masked;
    frame.steps = (this.descentBar && this.descent?.of(frame)) ?? null;
    setAttribute(this.root, "data-pinned", Boolean(frame.pinned));
    const lit = this.hand.light.of(frame.cell, frame.numbers.K);
    this.view?.draw(frame, lit);
    for (const panel of this.panels) panel.draw(frame, lit);
    this.toolbar?.draw(frame);
    this.dials?.draw(frame);
    this.descentBar?.draw();
    this.caseLine.draw(frame, masked);
    this.inspector?.draw(frame, masked);
    this.announcer.follow(frame, panels.includes("jacobian") ? this.caseLine.shown : "");
    this.focusOn(held);
  }

  /**
   * No frame comes while a page is printed, and what is measured is still the screen's.
   * @param {boolean} on
   */
  turnToPaper(on) {
    this.isOnPaper = on;
    setAttribute(this.root, "data-paper", on);
    setStyle(this.root, "--paper", on ? `${PAPER}px` : "");
    this.width = this.root.clientWidth;
    this.layOut();
    this.draw();
  }

  /**
   * What the focused control is called, where one of ours has the focus: whoever works by keyboard
   * is to find the same control in what is built anew.
   * @returns {string | null}
   */
  focusedName() {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
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
    this.forgetMask = onLocked(mask, () => cover(false), () => cover(true), this.state.place);
  }
}

/**
 * The id of the model that holds the state: a linked view names the explorer whose state it shows.
 * @param {unknown} origin
 * @returns {string | null} null where the view has a state of its own
 */
export function originId(origin) {
  return typeof origin === "string" && origin.startsWith(MODEL_PREFIX) ? origin.slice(MODEL_PREFIX.length) : null;
}

/**
 * @param {Model} model
 * @returns {Promise<Model>}
 */
async function originOf(model) {
  const id = originId(model.get("origin"));
  return id === null || !model.widget_manager ? model : model.widget_manager.get_model(id);
}

/**
 * @param {{ model: Model, el: HTMLElement }} context
 * @returns {Promise<() => void>}
 */
export async function renderExplorer({ model, el }) {
  const view = new ExplorerView(await originOf(model), model, el);
  const leaveLayout = followLayout(model, el);
  el.classList.add("softmax-explorer-box");
  return () => {
    leaveLayout();
    view.dispose();
  };
}

export default { render: renderExplorer };
