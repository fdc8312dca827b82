/**
 * The list of keys: what each does, for the parts that are shown.
 *
 * @module keys_list
 */

import { element, setAttribute } from "./dom.js";
import { FACTS } from "./facts.js";

/** @typedef {Record<string, any>} Messages */

export class KeysList {
  /**
   * @param {Messages} messages
   * @param {() => void} changed
   */
  constructor(messages, changed) {
    this.messages = messages;
    this.changed = changed;
    this.rows = element("dl", {});
    this.element = element("div", { class: "keys", role: "group", "aria-label": messages.keys, tabindex: "-1", hidden: true }, this.rows);
    /** @type {HTMLElement | null} what had the focus before */
    this.before = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {string[]} parts what is shown, of the tables of keys */
  build(parts) {
    const { key_name: names, keys_of: does } = this.messages;
    this.rows.replaceChildren(...parts.flatMap((part) => [
      element("dt", {}, ...FACTS.keys[part].map((key) => element("kbd", {}, names[key]))),
      element("dd", {}, does[part]),
    ]));
  }

  /** @param {boolean} open */
  show(open) {
    if (open === this.isOpen) return;
    setAttribute(this.element, "hidden", !open);
    if (open) {
      const { activeElement } = document;
      this.before = activeElement instanceof HTMLElement ? activeElement : null;
      this.element.focus();
    } else if (this.element.contains(document.activeElement) || document.activeElement === document.body) this.before?.focus();
    this.changed();
  }

  /**
   * "?" opens and closes the list, wherever the focus is but in a field for text; Escape closes it.
   * @param {HTMLElement} root
   */
  listen(root) {
    root.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
      const closes = event.key === "Escape" && this.isOpen;
      if (!closes && (event.key !== "?" || typing)) return;
      event.preventDefault();
      event.stopPropagation();
      this.show(!this.isOpen);
    }, { capture: true });
  }
}
