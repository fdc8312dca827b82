/**
 * Formulas as MathML: readable by a screen reader, and set by the browser itself.
 *
 * @module mathml
 */

/** @typedef {Element} Formula */

/**
 * @param {string} tag
 * @param {...(Node | string)} children
 * @returns {Formula}
 */
function mathElement(tag, ...children) {
  const node = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  node.append(...children);
  return node;
}

const LETTER = /^\p{L}$/u;
const NUMBER = /^[\d.]+$/;

/**
 * A token: a letter is an identifier, digits are a number, anything else is an operator.
 * @param {Formula | string} part
 * @returns {Formula}
 */
function token(part) {
  if (typeof part !== "string") return part;
  return mathElement(LETTER.test(part) ? "mi" : NUMBER.test(part) ? "mn" : "mo", part);
}

/**
 * @param {...(Formula | string)} parts one after the other
 * @returns {Formula}
 */
export function line(...parts) {
  return mathElement("mrow", ...parts.map(token));
}

/**
 * @param {Formula | string} top
 * @param {Formula | string} bottom
 */
export function fraction(top, bottom) {
  return mathElement("mfrac", token(top), token(bottom));
}

/**
 * @param {Formula | string} base
 * @param {Formula | string} power
 */
export function raised(base, power) {
  return mathElement("msup", token(base), token(power));
}

/**
 * S_1, θ_2: the index is a number.
 * @param {string} letter
 * @param {number | string} index
 */
export function indexed(letter, index) {
  return mathElement("msub", token(letter), token(String(index)));
}

/**
 * The sum over k of a term.
 * @param {Formula} term
 */
export function sumOverK(term) {
  return line(mathElement("munder", token("∑"), token("k")), term);
}

/**
 * The partial derivative of one thing with respect to another.
 * @param {Formula | null} output null: of what follows
 * @param {Formula} input
 */
export function partial(output, input) {
  return fraction(output ? line("∂", output) : "∂", line("∂", input));
}

/** Room between two formulas of one line. */
export function room() {
  const space = mathElement("mspace");
  space.setAttribute("width", "1.2em");
  return space;
}

/**
 * A whole formula, ready for the page.
 * @param {...(Formula | string)} parts
 * @returns {Formula}
 */
export function formula(...parts) {
  const math = mathElement("math", line(...parts));
  math.setAttribute("display", "block");
  return math;
}
