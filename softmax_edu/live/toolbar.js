/**
 * What stands above the panels: the target, presets, reset, undo, copy, the derivation, and the present mode.
 *
 * @module toolbar
 */

import { element, fill, setAttribute, setText } from "./dom.js";
import { asLatex } from "./latex.js";
import { asPython } from "./python.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {Record<string, any>} Messages */

/** @typedef {"uniform" | "winner" | "rivals" | "saturated"} Preset */

/**
 * The scores of a preset. A winner of 4 leaves the others a few hundredths; a lead of 50 rounds S to
 * exactly 1, since the smallest step below 1 is 1.1e-16 and even 99 times e⁻⁵⁰ is 2e-20.
 * @param {Preset} preset
 * @param {number} K
 * @returns {number[]}
 */
export function presetScores(preset, K) {
  const leads = { uniform: [0, 0], winner: [0, 4], rivals: [4, 4], saturated: [0, 50] }[preset];
  return Array.from({ length: K }, (_, k) => leads[k] ?? 0);
}

/** @type {Preset[]} */
const PRESETS = ["uniform", "winner", "rivals", "saturated"];

/**
 * Put text on the clipboard; where the page may not, select it in a field for the person to copy.
 * @param {string} text
 * @param {HTMLElement} root
 * @returns {Promise<boolean>}
 */
async function copyText(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard without a secure address (a hub served over plain http), or without permission.
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "hidden-text", "aria-hidden": "true" }));
    field.value = text;
    root.append(field);
    field.select();
    const copied = document.execCommand("copy");
    if (copied) {
      field.remove();
      return true;
    }
    // Nor by a gesture, as in a frame in a box of sand: it stays, selected, until it is left.
    field.className = "to-copy";
    field.readOnly = true;
    setAttribute(field, "aria-hidden", null);
    field.addEventListener("blur", () => field.remove());
    field.focus();
    field.select();
    return false;
  }
}

/**
 * @param {string} text
 * @param {() => void} act
 * @returns {HTMLButtonElement}
 */
function barButton(text, act) {
  const node = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, text));
  node.addEventListener("click", act);
  return node;
}

export class Toolbar {
  /**
   * @param {State} state
   * @param {Messages} messages
   * @param {{ controls: string[], showTarget: boolean, root: HTMLElement, say: (text: string) => void,
   *   keys: import("./keys_list.js").KeysList, present: import("./present.js").Present, isInspecting: boolean, inspect: (open: boolean) => void }} options
   */
  constructor(state, messages, { controls, showTarget, root, say, keys, present, isInspecting, inspect }) {
    this.state = state;
    this.messages = messages;
    this.element = element("div", { class: "bar", role: "group", "aria-label": messages.controls });
    /** @type {HTMLSelectElement | null} */
    this.target = null;
    /** @type {HTMLButtonElement | null} */
    this.undo = null;
    /** @type {HTMLButtonElement | null} */
    this.pin = null;
    this.keys = keys;
    this.present = present;
    /** @type {HTMLButtonElement | null} */
    this.presentButton = null;
    /** @type {HTMLButtonElement | null} */
    this.keysButton = null;
    const has = (/** @type {string} */ name) => controls.includes(name);
    if (showTarget && has("target")) this.addTarget();
    if (has("presets")) this.addPresets();
    if (has("reset")) this.element.append(barButton(messages.reset, () => state.reset()));
    if (has("undo")) {
      this.undo = barButton(messages.undo, () => state.undo());
      this.element.append(this.undo);
    }
    if (has("pin")) {
      this.pin = barButton(messages.pin, () => say(state.togglePin() ? messages.pinned : messages.unpinned));
      this.element.append(this.pin);
    }
    if (has("copy")) {
      this.element.append(barButton(messages.copy, async () => {
        const frame = state.frame();
        if (frame) say((await copyText(asPython(frame), root)) ? messages.copied : messages.not_copied);
      }));
    }
    const { link } = state.model;
    if (link && this.element.childElementCount > 0) {
      this.element.append(barButton(messages.copy_link, async () => {
        say((await copyText(link(), root)) ? messages.link_copied : messages.not_copied);
      }));
    }
    if (has("latex")) {
      this.element.append(barButton(messages.latex, async () => {
        const frame = state.frame();
        if (frame) say((await copyText(asLatex(frame), root)) ? messages.copied : messages.not_copied);
      }));
    }
    if (has("inspector")) {
      const derivation = barButton(messages.derivation, () => {
        const open = derivation.getAttribute("aria-expanded") !== "true";
        setAttribute(derivation, "aria-expanded", open ? "true" : "false");
        inspect(open);
      });
      setAttribute(derivation, "aria-expanded", isInspecting ? "true" : "false");
      this.element.append(derivation);
    }
    if (has("keys")) {
      this.keysButton = barButton("?", () => keys.show(!keys.isOpen));
      setAttribute(this.keysButton, "aria-label", messages.keys);
      this.element.append(this.keysButton);
    }
    if (has("present")) {
      // It keeps its corner of the bar, whatever the type's size, so that a second click turns it off again.
      this.presentButton = barButton(messages.present, () => present.turn(!present.isOn));
      this.presentButton.classList.add("present");
      this.element.append(this.presentButton);
    }
  }

  addTarget() {
    this.target = /** @type {HTMLSelectElement} */ (element("select", {}));
    const target = this.target;
    target.addEventListener("change", () => this.state.write({ y: Number(target.value) }));
    this.element.append(element("label", {}, this.messages.true_class, " ", target));
  }

  addPresets() {
    const group = element("span", { class: "presets", role: "group", "aria-label": this.messages.presets });
    for (const preset of PRESETS) {
      group.append(barButton(this.messages.preset[preset], () => {
        const frame = this.state.frame();
        if (frame) this.state.write({ theta: presetScores(preset, frame.numbers.K) });
      }));
    }
    this.element.append(group);
  }

  /**
   * @param {number} K
   * @param {string[]} labels
   */
  build(K, labels) {
    this.target?.replaceChildren(
      ...Array.from({ length: K }, (_, k) => element("option", { value: k }, labels[k] ? `${k} · ${labels[k]}` : String(k))),
      element("option", { value: "", hidden: true }, this.messages.weights),
    );
  }

  /** @param {Frame} frame */
  draw({ target, pinned }) {
    if (this.target) {
      const value = typeof target === "number" ? String(target) : "";
      if (this.target.value !== value) this.target.value = value;
      setText(this.target.options[this.target.options.length - 1],
        Array.isArray(target) ? fill(this.messages.weights, {}) : "");
    }
    if (this.undo) setAttribute(this.undo, "disabled", !this.state.canUndo);
    if (this.keysButton) setAttribute(this.keysButton, "aria-expanded", this.keys.isOpen ? "true" : "false");
    if (this.presentButton) setAttribute(this.presentButton, "aria-pressed", this.present.isOn ? "true" : "false");
    if (this.pin) setAttribute(this.pin, "aria-pressed", pinned ? "true" : "false");
  }
}
