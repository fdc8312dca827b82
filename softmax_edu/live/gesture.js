/**
 * One gesture on a score: where it began, until it is over. A gesture that the browser takes for a scroll is
 * undone.
 *
 * @module gesture
 */

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Frame} Frame */

const AFTER_RELEASE = 700; // ms that what a gesture shows outlasts it
const AFTER_KEY = 1000;

export class Gesture {
  /**
   * @param {State} state
   * @param {() => void} changed
   */
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    /** @type {{ j: number | null, before: Frame } | null} */
    this.now = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.pressed = false;
  }

  /**
   * A score is about to move, or all of them.
   * @param {number | null} j
   */
  touch(j) {
    clearTimeout(this.timer);
    if (this.now === null || this.now.j !== j) {
      const before = this.state.frame();
      this.now = before && { j, before };
      this.changed();
    }
    if (!this.pressed) this.timer = setTimeout(() => this.end(), AFTER_KEY);
  }

  /**
   * A pointer takes hold of a score, or of all of them.
   * @param {number | null} j
   */
  press(j) {
    this.end();
    this.pressed = true;
    this.touch(j);
  }

  release() {
    if (!this.pressed) return;
    this.pressed = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), AFTER_RELEASE);
  }

  /** It was no gesture on the score: the page was scrolled. */
  cancel() {
    const { now, pressed } = this;
    this.end();
    if (!now || !pressed) return;
    const { numbers, cell } = now.before;
    this.state.write({ theta: numbers.theta, cell });
  }

  end() {
    clearTimeout(this.timer);
    this.pressed = false;
    if (this.now === null) return;
    this.now = null;
    this.changed();
  }

  /**
   * Let a control begin and end gestures on a score.
   * @param {HTMLElement} control
   * @param {() => number} score
   */
  listen(control, score) {
    control.addEventListener("pointerdown", (event) => { if (event.button === 0) this.press(score()); });
    control.addEventListener("pointerup", () => this.release());
    control.addEventListener("pointercancel", () => this.cancel());
  }
}
