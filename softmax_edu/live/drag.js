/**
 * A pointer that drags. A finger may also scroll the page from here: what it touches moves only once it moves
 * sideways, or when it is lifted where it came down.
 *
 * @module drag
 */

/** @typedef {import("./gesture.js").Gesture} Gesture */

const SLOP = 6; // px that a finger moves before it drags: less is a tap, and downwards it scrolls

/**
 * @param {HTMLElement} area
 * @param {Gesture} gesture
 * @param {object} what
 * @param {number | null} what.score the score that moves, or null for all of them
 * @param {(event: PointerEvent) => void} what.follow
 * @param {(event: PointerEvent) => boolean} [what.begins] whether a pointer that comes down here takes hold
 */
export function makeDraggable(area, gesture, { score, follow, begins = () => true }) {
  let from = Number.NaN; // where a finger came down that has not moved yet
  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !begins(event)) return;
    area.setPointerCapture(event.pointerId);
    gesture.press(score);
    from = event.pointerType === "touch" ? event.clientX : Number.NaN;
    if (!Number.isNaN(from)) return;
    event.preventDefault();
    follow(event);
  });
  area.addEventListener("pointermove", (event) => {
    if (!area.hasPointerCapture(event.pointerId) || Math.abs(event.clientX - from) < SLOP) return;
    from = Number.NaN;
    follow(event);
  });
  area.addEventListener("pointerup", (event) => {
    if (!Number.isNaN(from)) follow(event);
    from = Number.NaN;
    gesture.release();
  });
  area.addEventListener("pointercancel", () => {
    from = Number.NaN;
    gesture.cancel();
  });
}
