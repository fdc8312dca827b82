/**
 * A state as code.
 *
 * @module python
 */

/** @typedef {import("./state.js").Frame} Frame */

/**
 * The scores and the target as Python that gives exactly these numbers back.
 * @param {Frame} frame
 * @returns {string}
 */
export function asPython({ numbers, target }) {
  const list = (/** @type {number[]} */ values) => `[${values.map(pythonFloat).join(", ")}]`;
  const lines = [`theta = np.array(${list(numbers.theta)})`];
  if (target !== null) lines.push(`y = ${Array.isArray(target) ? `np.array(${list(target)})` : target}`);
  if (numbers.temperature !== 1) lines.push(`temperature = ${pythonFloat(numbers.temperature)}`);
  return `${lines.join("\n")}\n`;
}

/**
 * @param {number} value
 * @returns {string}
 */
function pythonFloat(value) {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
