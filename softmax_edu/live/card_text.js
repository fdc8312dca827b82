/**
 * Sentences and lines of formulas as nodes of the page. The marks are those of `words/en/questions.toml`:
 * `e^θᵢ`, `e^(θᵢ/T)` and `S_y` are raised and lowered, `{top | bottom}` is a fraction, `[name]` a blank.
 * Whatever else stands in a text, markup too, is text.
 *
 * @module card_text
 */

import { element } from "./dom.js";

/**
 * @typedef {(
 *   | { kind: "text", text: string }
 *   | { kind: "sup" | "sub", text: string }
 *   | { kind: "fraction", top: Piece[], bottom: Piece[] }
 *   | { kind: "blank", name: string }
 * )} Piece
 */

const FRACTION = /\{([^{}|]*)\|([^{}|]*)\}/;
const BLANK = /\[([a-z]+)\]/;
const RAISED = /([\^_])(?:\(([^()]*)\)|([−+]?[A-Za-z0-9θ₀-₉ᵢⱼₖₙ]+))/;

/**
 * @param {string} text
 * @returns {Piece[]}
 */
export function parseText(text) {
  const found = [FRACTION, BLANK, RAISED].map((pattern) => pattern.exec(text))
    .filter((match) => match !== null).sort((a, b) => a.index - b.index)[0];
  if (!found) return text === "" ? [] : [{ kind: "text", text }];
  const [whole, first, second, third] = found;
  /** @type {Piece} */
  let piece;
  if (whole.startsWith("{")) piece = { kind: "fraction", top: parseText(first.trim()), bottom: parseText(second.trim()) };
  else if (whole.startsWith("[")) piece = { kind: "blank", name: first };
  else piece = { kind: first === "^" ? "sup" : "sub", text: second ?? third };
  return [...parseText(text.slice(0, found.index)), piece, ...parseText(text.slice(found.index + whole.length))];
}

/**
 * @param {string} text
 * @param {{ blank?: (name: string) => Node, over?: string }} [options] how a blank is drawn, and what a screen
 *   reader says between the top and the bottom of a fraction
 * @returns {(Node | string)[]}
 */
export function rich(text, options = {}) {
  /**
   * @param {Piece[]} pieces
   * @returns {(Node | string)[]}
   */
  const draw = (pieces) => pieces.map((piece) => {
    switch (piece.kind) {
      case "sup":
      case "sub":
        return element(piece.kind, {}, piece.text);
      case "fraction":
        return element("span", { class: "fraction" },
          element("span", { class: "top" }, ...draw(piece.top)),
          element("span", { class: "hidden-text" }, ` ${options.over ?? "/"} `),
          element("span", { class: "bottom" }, ...draw(piece.bottom)));
      case "blank":
        return options.blank?.(piece.name) ?? "□";
      default:
        return piece.text;
    }
  });
  return draw(parseText(text));
}
