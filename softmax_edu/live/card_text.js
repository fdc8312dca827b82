/**
 * Sentences and lines of formulas as nodes of the page. They come as pieces, which Python has made of the
 * marks in a text (`questions/formula.py`): a string is text, whatever stands in it.
 *
 * @module card_text
 */

import { element } from "./dom.js";

/** @typedef {string | { sup: string } | { sub: string } | { fraction: [Piece[], Piece[]] } | { blank: string }} Piece */

/**
 * @param {Piece[]} pieces
 * @param {{ blank?: (name: string) => Node, over?: string }} [options] how a blank is drawn, and what a screen
 *   reader says between the top and the bottom of a fraction
 * @returns {(Node | string)[]}
 */
export function rich(pieces, options = {}) {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if ("sup" in piece) return element("sup", {}, piece.sup);
    if ("sub" in piece) return element("sub", {}, piece.sub);
    if ("blank" in piece) return options.blank?.(piece.blank) ?? "□";
    const [top, bottom] = piece.fraction;
    return element("span", { class: "fraction" },
      element("span", { class: "top" }, ...rich(top, options)),
      element("span", { class: "hidden-text" }, options.over ?? " / "),
      element("span", { class: "bottom" }, ...rich(bottom, options)));
  });
}
