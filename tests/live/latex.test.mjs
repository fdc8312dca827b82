/** What is copied as LaTeX: the numbers of the screen, in commands that LaTeX knows. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { asLatex, caseAsLatex, matrixAsLatex, numberAsLatex } from "../../softmax_edu/live/latex.js";
import { evaluate } from "../../softmax_edu/live/softmax.js";

const HOME = evaluate([0, Math.log(2), Math.log(5)], null);

/** @param {string} text */
function balanced(text) {
  let depth = 0;
  for (const letter of text) {
    depth += letter === "{" ? 1 : letter === "}" ? -1 : 0;
    assert.ok(depth >= 0, text);
  }
  assert.equal(depth, 0, text);
}

test("a number has LaTeX's minus and LaTeX's powers", () => {
  assert.equal(numberAsLatex("−0.03125"), "-0.03125");
  assert.equal(numberAsLatex("1.2·10⁻⁵"), "1.2 \\cdot 10^{-5}");
  assert.equal(numberAsLatex("−4·10¹²"), "-4 \\cdot 10^{12}");
});

test("the matrix has its rows in order, the output first", () => {
  assert.equal(matrixAsLatex(HOME), `J = \\begin{pmatrix}
  0.1094 & -0.03125 & -0.07813 \\\\
  -0.03125 & 0.1875 & -0.1563 \\\\
  -0.07813 & -0.1563 & 0.2344
\\end{pmatrix}`);
});

test("the derivation of a cell ends with the screen's numbers", () => {
  const off = caseAsLatex(HOME, [0, 1]);
  assert.match(off, /\\frac\{\\partial S_\{0\}\}\{\\partial \\theta_\{1\}\}/);
  assert.match(off, /\\frac\{0 \\cdot v - e\^\{\\theta_\{0\}\} e\^\{\\theta_\{1\}\}\}\{v\^2\}/);
  assert.match(off, /&= -S_\{0\} S_\{1\} \\\\/);
  assert.match(off, /&= -0\.1250 \\cdot 0\.2500 = -0\.03125\n/);
  assert.match(caseAsLatex(HOME, [1, 1]), /&= S_\{1\} \(1 - S_\{1\}\) \\\\\n.*&= 0\.2500 \\cdot 0\.7500 = 0\.1875\n/);
  const warm = caseAsLatex(evaluate([1, 3], null, 2), [0, 0]);
  assert.match(warm, /e\^\{\\theta_\{0\}\/T\}/);
  assert.match(warm, /\\frac\{1\}\{T\} \\cdot \\frac/);
  assert.match(warm, / \/ 2 = /);
});

test("whatever the state, braces close and no sign is left that LaTeX does not know", () => {
  for (const theta of [[0, 1], [800, -800, 3], [1e-9, 2e-9, 0, -30], [5, 5, -40]]) {
    for (const temperature of [1, 0.5, 3]) {
      const numbers = evaluate(theta, null, temperature);
      for (const cell of /** @type {([number, number] | null)[]} */ ([null, [0, 1], [1, 1]])) {
        const text = asLatex({ numbers, cell });
        balanced(text);
        assert.doesNotMatch(text, /[^\x20-\x7e\n]/u);
        assert.equal(text.split("\\begin{").length, text.split("\\end{").length);
      }
    }
  }
});
