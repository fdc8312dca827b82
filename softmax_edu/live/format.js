/**
 * Numbers and indices as they are written on screen. One minus sign (−), and never a signed zero. The same
 * rules as Python's `words/numbers.py`; `tests/live/numbers.json` holds both to them.
 *
 * @module format
 */

const MINUS = "−";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const PLAIN = [1e-4, 1e6]; // what lies between them is written without a power of ten
const LEAST_NORMAL = 2 ** -1022; // what is smaller has lost digits
const EVERY_DIGIT = 17; // they give every double back

/**
 * @param {number} index
 * @returns {string} 12 → ₁₂
 */
export function subscript(index) {
  return String(index).replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]);
}

/**
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {string} −0.067, 0.116; a value that rounds to zero has no sign
 */
export function fixed(value, digits = 3) {
  const magnitude = Math.abs(value);
  // Beyond this a fixed number is a wall of digits; the largest double has 309 of them.
  if (!(magnitude < PLAIN[1])) return significant(value, digits + 1);
  const text = magnitude.toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {string} +0.574, −0.742, 0.000
 */
export function signed(value, digits = 3) {
  const text = fixed(value, digits);
  return value > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

/**
 * A number of 0 or more. What is not 0 is never written as 0.
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {string} 0.116, 0.000, < 0.001
 */
export function positive(value, digits = 3) {
  const text = fixed(value, digits);
  return value > 0 && Number(text) === 0 ? `< ${fixed(10 ** -digits, digits)}` : text;
}

/**
 * A number from 0 to 1. What is neither is never written as one of them.
 * @param {number} value
 * @param {number} [digits] after the point
 * @param {number} [rest] 1 − value, where that is known to more digits than a double near 1 has
 * @returns {string} 0.116, 1.000, > 0.999, < 0.001
 */
export function probability(value, digits = 3, rest = 1 - value) {
  return rest > 0 && Number(value.toFixed(digits)) === 1 ? `> ${fixed(1 - 10 ** -digits, digits)}` : positive(value, digits);
}

/**
 * The S of a class.
 * @param {{ s: number[], rest: number[] }} numbers
 * @param {number} i
 * @returns {string}
 */
export function share({ s, rest }, i) {
  return probability(s[i], 3, rest[i]);
}

/**
 * An entry of the Jacobian or of the gradient: signed, and never written as 0 or ±1 where it is not.
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {string} +0.574, −0.742, 0.000, +4·10⁻⁵, < −0.999
 */
export function entry(value, digits = 3) {
  const magnitude = Math.abs(value);
  if (value !== 0 && Number(magnitude.toFixed(digits)) === 0) return (value > 0 ? "+" : "") + significant(value, 1);
  if (magnitude < 1 && Number(magnitude.toFixed(digits)) === 1) {
    return `${value < 0 ? "<" : ">"} ${signed(Math.sign(value) * (1 - 10 ** -digits), digits)}`;
  }
  return signed(value, digits);
}

/**
 * The number that a reader of `entry` sees; of a bound, the bound.
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {number}
 */
export function readEntry(value, digits = 3) {
  const magnitude = Math.abs(value);
  const rounded = Number(magnitude.toFixed(digits));
  if (value !== 0 && rounded === 0) return written(value, 1);
  if (magnitude >= PLAIN[1]) return written(value, digits + 1);
  return Math.sign(value) * (magnitude < 1 && rounded === 1 ? 1 - 10 ** -digits : rounded);
}

/**
 * What a formula is equal to, or where it lies.
 * @param {string} text
 * @returns {string} = 0.116, < 0.001
 */
export function relation(text) {
  return /^[<>]/.test(text) ? text : `= ${text}`;
}

/**
 * A finite number above 0 as JavaScript reads it. The digits before the point are always all there.
 * @param {number} magnitude
 * @param {number} digits significant ones
 * @returns {string} 0.1159, 12346, 3.100e-9
 */
function plainText(magnitude, digits) {
  const text = magnitude.toExponential(digits - 1);
  if (magnitude < PLAIN[0] || magnitude >= PLAIN[1]) return text.replace("+", "");
  return magnitude.toFixed(Math.max(0, digits - 1 - Number(text.split("e")[1])));
}

/**
 * @param {number} value
 * @param {number} [digits] significant ones
 * @returns {string} 0.1159, −0.06653, 12346, 3.100·10⁻⁹
 */
export function significant(value, digits = 4) {
  if (value === 0) return "0";
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 ? MINUS : "";
  if (!Number.isFinite(value)) return `${sign}∞`;
  const [mantissa, exponent] = plainText(Math.abs(value), digits).split("e");
  if (exponent === undefined) return sign + mantissa;
  const power = exponent.replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `${sign}${mantissa}·10${power}`;
}

/**
 * @param {number} value
 * @param {number} [digits] significant ones, less the zeros at the end
 * @returns {string} 0.25, 7.389, 2, 3.1·10⁻⁹
 */
export function trimmed(value, digits = 4) {
  return significant(value, digits).replace(/(\.\d*?)0+(?=$|·)/, "$1").replace(/\.(?=$|·)/, "");
}

/**
 * A number exactly as it is, in as few digits as give it back.
 * @param {number} value
 * @returns {string} 2.718281828, −5, 1e+308
 */
export function exact(value) {
  return Number.isFinite(value) ? String(value).replaceAll("-", MINUS) : significant(value);
}

/**
 * The number that a reader of `significant` sees.
 * @param {number} value
 * @param {number} digits
 * @returns {number}
 */
export function written(value, digits) {
  if (value === 0 || !Number.isFinite(value)) return value;
  return Math.sign(value) * Number(plainText(Math.abs(value), digits));
}

/**
 * Factors and their product over a divisor as text, so that what is written is true: the factors get the fewest
 * significant digits, four at least, at which the product of what is written rounds to the result that is shown.
 * Where the result has left the range of doubles, or has lost digits at its end, the relation is ≈.
 * @param {number[]} factors
 * @param {number} divisor
 * @param {(value: number) => string} show how the result is written
 * @returns {{ factors: string[], relation: "=" | "≈", result: string, digits: number }}
 */
export function product(factors, divisor, show) {
  const multiplied = (/** @type {number[]} */ values) => values.reduce((a, b) => a * b, 1);
  const steps = [multiplied(factors), multiplied(factors) / divisor];
  const result = show(steps[1]);
  const holds = factors.includes(0) || steps.every((step) => Math.abs(step) >= LEAST_NORMAL && Math.abs(step) < Infinity);
  const isTrue = (/** @type {number} */ at) => show(multiplied(factors.map((value) => written(value, at))) / divisor) === result;
  let digits = 4;
  while (holds && digits < EVERY_DIGIT && !isTrue(digits)) digits += 1;
  return { factors: factors.map((factor) => significant(factor, digits)), relation: holds ? "=" : "≈", result, digits };
}
