/**
 * A number as a person types it, in a field or in an address: a decimal, a quotient, a logarithm. Nothing else is
 * read, and nothing is run.
 *
 * @module typed
 */

const DECIMAL = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
const SIGN = "([-+]?)";
const QUOTIENT = `(${DECIMAL})(?: ?/ ?(${DECIMAL}))?`;
const TYPED = new RegExp(`^${SIGN}${QUOTIENT}$`);
// Without brackets ln takes one number: in ln 1/3 the eye could take two ways.
const LOGARITHM = new RegExp(`^${SIGN}ln ?(?:(${DECIMAL})|\\( ?${QUOTIENT} ?\\))$`);
const LONGEST_TYPED = 60; // characters

/**
 * @param {string} text
 * @returns {number | null} null where it is no finite number
 */
export function typedNumber(text) {
  if (text.length > LONGEST_TYPED) return null;
  // Either minus sign and either decimal mark.
  const plain = text.trim().replace(/[−–]/g, "-").replace(/\s+/g, " ").replace(/^([-+]?\d*),(\d+)$/, "$1.$2");
  const signed = (/** @type {string} */ sign, /** @type {number} */ size) => {
    const value = sign === "-" ? -size : size;
    return Number.isFinite(value) ? value : null;
  };
  const over = (/** @type {string} */ numerator, /** @type {string | undefined} */ divisor) => Number(numerator) / Number(divisor ?? 1);
  const number = TYPED.exec(plain);
  if (number) return signed(number[1], over(number[2], number[3]));
  const logarithm = LOGARITHM.exec(plain);
  return logarithm && signed(logarithm[1], Math.log(over(logarithm[2] ?? logarithm[3], logarithm[4])));
}
