/**
 * Numbers and indices as they are written on screen. One minus sign (−), and never a signed zero.
 *
 * @module format
 */

const MINUS = "−";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

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
  if (magnitude >= 1e6) return significant(value, digits + 1);
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
 * @param {number} value
 * @param {number} [digits] significant ones
 * @returns {string} 0.1159, −0.06653, 3.1·10⁻⁹
 */
export function significant(value, digits = 4) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return (value < 0 ? MINUS : "") + "∞";
  const sign = value < 0 ? MINUS : "";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) {
    const text = magnitude.toPrecision(digits);
    return sign + (text.includes("e") ? String(Number(text)) : text);
  }
  const [mantissa, exponent] = magnitude.toExponential(digits - 1).split("e");
  const power = exponent.replace("+", "").replace("-", "⁻")
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
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
  return String(value).replaceAll("-", MINUS);
}

/**
 * Read what a person typed: a decimal number with either minus sign and either decimal mark.
 * @param {string} text
 * @returns {number | null} null where it is no finite number
 */
export function parseNumber(text) {
  const plain = text.trim().replace(/^[−–]/, "-").replace(/[eE]−/, "e-").replace(/^([-+]?\d*),(\d+)$/, "$1.$2");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/**
 * The fewest significant digits (four at least) at which the product of the rounded factors rounds to the
 * result that is shown, so that a reader who multiplies finds what is written.
 * @param {number[]} factors
 * @param {number} divisor
 * @param {(value: number) => string} show how the result is written
 * @returns {{ factors: string[], result: string, digits: number }}
 */
export function product(factors, divisor, show) {
  const result = show(factors.reduce((a, b) => a * b, 1) / divisor);
  for (let digits = 4; digits <= 17; digits += 1) {
    const rounded = factors.map((factor) => Number(factor.toPrecision(digits)));
    if (show(rounded.reduce((a, b) => a * b, 1) / divisor) === result) {
      return { factors: factors.map((factor) => significant(factor, digits)), result, digits };
    }
  }
  return { factors: factors.map((factor) => significant(factor, 17)), result, digits: 17 };
}
