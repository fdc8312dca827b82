/**
 * What is lit: what the hand holds, else what the pointer is over, else what is picked.
 *
 * @module light
 */

/** @typedef {{ i: number | null, j: number | null }} Lit the output's row and the input's column */

/**
 * @param {[number, number] | null} cell the picked one
 * @param {Lit | null} hovered
 * @param {Lit | null} held
 * @returns {Lit}
 */
export function lit(cell, hovered, held) {
  return {
    i: held?.i ?? hovered?.i ?? cell?.[0] ?? null,
    j: held?.j ?? hovered?.j ?? cell?.[1] ?? null,
  };
}

/** The light of one view. Nothing here writes the state: a cell that is looked at is not picked. */
export class Light {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Lit | null} */
    this.hovered = null;
    /** @type {Lit | null} */
    this.held = null;
  }

  /**
   * @param {[number, number] | null} cell
   * @param {number} K
   * @returns {Lit}
   */
  of(cell, K) {
    const inside = (/** @type {Lit | null} */ one) => (one && (one.i ?? 0) < K && (one.j ?? 0) < K ? one : null);
    return lit(cell, inside(this.hovered), inside(this.held));
  }

  /** What the hand or the pointer is at, whatever is picked. @returns {Lit} */
  get pointed() {
    return lit(null, this.hovered, this.held);
  }

  /** @param {Lit | null} what */
  hover(what) {
    if (this.hovered?.i === what?.i && this.hovered?.j === what?.j) return;
    this.hovered = what;
    this.changed();
  }

  /** @param {Lit | null} what */
  hold(what) {
    if (this.held?.i === what?.i && this.held?.j === what?.j) return;
    this.held = what;
    this.changed();
  }

  /**
   * Light what a control moves while it has the focus or is pressed.
   * @param {HTMLElement} control
   * @param {() => Lit} what
   */
  follow(control, what) {
    const take = () => this.hold(what());
    const leave = () => this.hold(null);
    control.addEventListener("focusin", take);
    control.addEventListener("pointerdown", take);
    control.addEventListener("focusout", leave);
    for (const end of ["pointerup", "pointercancel"]) {
      control.addEventListener(end, () => { if (!control.matches(":focus-within")) leave(); });
    }
  }

  /**
   * Light what the pointer is over.
   * @param {HTMLElement} area
   * @param {(event: PointerEvent) => Lit | null} what
   */
  watch(area, what) {
    area.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") this.hover(what(event)); });
    area.addEventListener("pointerleave", () => this.hover(null));
  }
}
