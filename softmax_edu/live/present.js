/**
 * For a lecture hall: the explorer fills the screen, and its type grows with it.
 *
 * @module present
 */

import { setAttribute } from "./dom.js";

export class Present {
  /**
   * @param {HTMLElement} root
   * @param {() => void} changed
   */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.hadScreen = false;
    this.onScreen = () => {
      if (this.hasScreen) this.hadScreen = true;
      else if (this.hadScreen) this.turn(false);
      changed();
    };
    document.addEventListener("fullscreenchange", this.onScreen);
    // In full screen the browser itself takes Escape. Where a page may not fill the screen, the same key leaves too.
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.isOn) return;
      event.preventDefault();
      event.stopPropagation();
      this.turn(false);
    }, { capture: true });
  }

  get isOn() {
    return this.root.hasAttribute("data-present");
  }

  get hasScreen() {
    return document.fullscreenElement === this.root;
  }

  /** @param {boolean} on */
  turn(on) {
    this.hadScreen = false;
    setAttribute(this.root, "data-present", on);
    if (on) this.root.requestFullscreen?.().catch(() => {}); // refused: then it fills what it has
    else if (this.hasScreen) document.exitFullscreen();
    this.changed();
  }

  dispose() {
    document.removeEventListener("fullscreenchange", this.onScreen);
  }
}
