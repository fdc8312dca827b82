/**
 * The matrix, and the derivation of the picked cell, as LaTeX to paste into a sheet or into slides.
 *
 * @module latex
 */

import { caseOf } from "./caseline.js";
import { exact, significant } from "./format.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./softmax.js").Numbers} Numbers */

const LATEX_DIGITS = 4;
const RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** @type {Record<string, string>} */
const LATEX_RELATIONS = { "=": "=", "≈": "\\approx" };

/**
 * A number as it is written on screen, in LaTeX.
 * @param {string} text
 * @returns {string}
 */
export function numberAsLatex(text) {
  const plain = text.replaceAll(/[−⁻]/g, "-").replaceAll("·", "\\cdot ").replaceAll("×", "\\times ")
    .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(RAISED_DIGITS.indexOf(digit)));
  const power = /^(.*?)(?:e\+?|\\times 10|\\cdot 10)(-?\d+)$/.exec(plain);
  return power ? `${power[1].trim()} \\cdot 10^{${power[2]}}` : plain;
}

/**
 * @param {Numbers} numbers
 * @returns {string} J, row by row: the output first
 */
export function matrixAsLatex(numbers) {
  const classes = numbers.s.map((_, k) => k);
  const rows = classes.map((i) => classes
    .map((j) => numberAsLatex(significant(jacobian(numbers, i, j), LATEX_DIGITS))).join(" & "));
  return `J = \\begin{pmatrix}\n  ${rows.join(" \\\\\n  ")}\n\\end{pmatrix}`;
}

/**
 * @param {Numbers} numbers
 * @param {[number, number]} cell
 * @returns {string} the cell's derivative from the quotient rule to its number
 */
export function caseAsLatex(numbers, [i, j]) {
  const { temperature } = numbers;
  const found = caseOf(numbers, [i, j]);
  const [same, over] = [i === j, temperature === 1 ? "" : "/T"];
  const [e, other] = [i, j].map((k) => `e^{\\theta_{${k}}${over}}`);
  const sum = `\\sum_k e^{\\theta_k${over}}`;
  const t = temperature === 1 ? "" : `\\frac{1}{T} \\cdot `;
  const top = same ? `${e} v - ${e} ${e}` : `0 \\cdot v - ${e} ${other}`;
  const product = same ? `S_{${i}} (1 - S_{${i}})` : `-S_{${i}} S_{${j}}`;
  const [first, second] = found.arithmetic.replace(/ \/ .*$/, "").split(" × ").map(numberAsLatex);
  const divided = temperature === 1 ? "" : ` / ${numberAsLatex(exact(temperature))}`;
  return [
    "\\begin{aligned}",
    `  \\frac{\\partial S_{${i}}}{\\partial \\theta_{${j}}}`,
    `    &= \\frac{u' v - u v'}{v^2}, \\qquad u = ${e}, \\quad v = ${sum} \\\\`,
    `    &= ${t}\\frac{${top}}{v^2} \\\\`,
    `    &= ${product}${over} \\\\`,
    `    &= ${first} \\cdot ${second}${divided} ${LATEX_RELATIONS[found.relation]} ${numberAsLatex(found.result)}`,
    "\\end{aligned}",
  ].join("\n");
}

/**
 * @param {{ numbers: Numbers, cell: [number, number] | null }} frame
 * @returns {string}
 */
export function asLatex({ numbers, cell }) {
  const parts = [matrixAsLatex(numbers)];
  if (cell !== null) parts.push(caseAsLatex(numbers, cell));
  return `${parts.map((part) => `\\[\n${part}\n\\]`).join("\n")}\n`;
}
