/**
 * The letters i and j as indices: in small type ᵢ and ⱼ are the same stroke, so they are set apart by face, weight
 * and colour.
 *
 * @module letters
 */

import { element } from "./dom.js";

/** @type {Record<string, string>} */
const LETTERS = { "ᵢ": "i", "ⱼ": "j" };

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function lettered(text) {
  return text.split(/([ᵢⱼ])/).filter((piece) => piece !== "").map((piece) => (
    LETTERS[piece] ? element("sub", { class: `letter ${LETTERS[piece]}` }, LETTERS[piece]) : piece));
}

/**
 * Set all letters within a node apart, however deep they stand.
 * @param {Node} node
 */
export function setLettersApart(node) {
  for (const child of [...node.childNodes]) {
    if (!(child instanceof Text)) setLettersApart(child);
    else if (/[ᵢⱼ]/.test(child.data)) child.replaceWith(...lettered(child.data));
  }
}
