/** Eigenvalues against closed forms, and those of J against what is known of a rank-one update. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { eigenvalues } from "../../softmax_edu/live/eigenvalues.js";
import { evaluate, jacobian } from "../../softmax_edu/live/softmax.js";
import { spectrum } from "../../softmax_edu/live/spectrum.js";

/**
 * @param {number[]} found
 * @param {number[]} expected
 * @param {number} [room]
 */
function near(found, expected, room = 2e-15) {
  assert.equal(found.length, expected.length);
  found.forEach((value, k) => assert.ok(Math.abs(value - expected[k]) <= room, `${found} is not ${expected}`));
}

test("two by two: the roots of the characteristic polynomial", () => {
  near(eigenvalues([[2, 1], [1, 2]]), [3, 1]);
  near(eigenvalues([[1, 2], [2, -2]]), [2, -3]);
  near(eigenvalues([[0, 0], [0, 0]]), [0, 0]);
});

test("a chain with 2 on the diagonal and −1 beside it has the eigenvalues 2 − 2 cos(kπ/(n + 1))", () => {
  const n = 10;
  const chain = Array.from({ length: n }, (_, i) => Array.from({ length: n },
    (__, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)));
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
  near(eigenvalues(chain), expected, 2e-14);
});

test("the given matrix is left as it was", () => {
  const matrix = [[2, 1], [1, 2]];
  eigenvalues(matrix);
  assert.deepEqual(matrix, [[2, 1], [1, 2]]);
});

test("at uniform S, J has the eigenvalue 1/K a number of K − 1 times, and 0", () => {
  for (const K of [2, 3, 5, 10]) {
    near(spectrum(evaluate(new Array(K).fill(0.7), null)), [...new Array(K - 1).fill(1 / K), 0]);
  }
});

test("two classes: 2 S₀S₁ and 0; two rivals reach the end of the scale, 1/2", () => {
  const numbers = evaluate([0.3, -1], null);
  near(spectrum(numbers), [2 * numbers.s[0] * numbers.s[1], 0]);
  near(spectrum(evaluate([40, 40, 0], null)).slice(0, 1), [0.5]);
});

test("the eigenvalues of diag(S) − SSᵀ lie between the sorted entries of S, and add up to the trace", () => {
  let seed = 7;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  for (let run = 0; run < 200; run += 1) {
    const K = 2 + Math.floor(9 * random());
    const numbers = evaluate(Array.from({ length: K }, () => 12 * random() - 6), null);
    const found = spectrum(numbers);
    const sorted = [...numbers.s].sort((a, b) => b - a);
    found.forEach((value, k) => {
      assert.ok(value <= sorted[k] + 1e-15, `λ${k} = ${value} is above ${sorted[k]}`);
      assert.ok(value >= (sorted[k + 1] ?? 0) - 1e-15, `λ${k} = ${value} is below ${sorted[k + 1]}`);
    });
    const trace = numbers.s.reduce((sum, _, k) => sum + jacobian(numbers, k, k), 0);
    assert.ok(Math.abs(found.reduce((a, b) => a + b, 0) - trace) < 1e-15);
    assert.ok(found[0] <= 0.5);
  }
});

test("the temperature divides every eigenvalue", () => {
  const theta = [0.4, -1, 2.5];
  near(spectrum(evaluate(theta.map((score) => 2 * score), null, 2)), spectrum(evaluate(theta, null)).map((v) => v / 2));
});

test("a saturated S, exact zeros among its entries, gives zeros and no NaN", () => {
  near(spectrum(evaluate([1e308, 0, -5], null)), [0, 0, 0]);
  assert.ok(spectrum(evaluate([50, 0, 1], null)).every(Number.isFinite));
});
