/** The browser's numbers: closed forms at the course's home point, limits, and the identities of the derivation. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { accurateSum, differenceError, evaluate, jacobian, scoreFor, targetWeights } from "../../softmax_edu/live/softmax.js";

const HOME = [0, Math.log(2), Math.log(5)]; // S = (1/8, 1/4, 5/8)

/**
 * @param {number} found
 * @param {number} expected
 * @param {number} [ulps] of the expected value
 */
function near(found, expected, ulps = 4) {
  const room = ulps * Math.max(Math.abs(expected) * 2 ** -52, Number.MIN_VALUE);
  assert.ok(Math.abs(found - expected) <= room, `${found} is not within ${ulps} ulp of ${expected}`);
}

test("at the home point S, J, the loss and the gradient are the fractions worked out by hand", () => {
  const numbers = evaluate(HOME, 0);
  [1 / 8, 1 / 4, 5 / 8].forEach((s, i) => near(numbers.s[i], s));
  near(jacobian(numbers, 0, 1), -1 / 32);
  near(jacobian(numbers, 1, 1), 3 / 16);
  near(numbers.loss, Math.log(8));
  [-7 / 8, 1 / 4, 5 / 8].forEach((g, j) => near(numbers.gradient[j], g));
});

test("with weights the gradient is S·Σy − y, and is not S − y where Σy = 2", () => {
  const numbers = evaluate(HOME, [0, 2, 0]);
  [1 / 4, -3 / 2, 5 / 4].forEach((g, j) => near(numbers.gradient[j], g));
  assert.equal(numbers.weight, 2);
});

test("temperature divides the scores, the Jacobian and the gradient", () => {
  const warm = evaluate(HOME.map((score) => 2 * score), 0, 2);
  near(warm.s[2], 5 / 8);
  near(jacobian(warm, 0, 1), -1 / 64);
  near(warm.gradient[0], -7 / 16);
});

test("a right class that leads by 50 keeps the digits of its loss, its gradient and its diagonal", () => {
  const numbers = evaluate([50, 0], 0);
  const other = Math.exp(-50) / (1 + Math.exp(-50));
  assert.equal(numbers.s[0], 1);
  near(numbers.loss, Math.log1p(Math.exp(-50)));
  near(numbers.gradient[0], -other);
  near(jacobian(numbers, 0, 0), other);
});

test("the shift's rounding error is carried along: far scores lose no digits", () => {
  // 300.1 − 0.3 is not a double; the exact difference of the two doubles is 299.8 + its error.
  const numbers = evaluate([300.1, 0.3], 0);
  const error = differenceError(0.3, 300.1);
  assert.notEqual(error, 0);
  near(numbers.s[1], Math.exp(0.3 - 300.1) * (1 + error), 2);
});

test("the error of a difference is exact, and nothing where the difference overflows", () => {
  assert.equal(differenceError(1, 2 ** -60), -(2 ** -60));
  assert.equal(differenceError(3, 1), 0);
  assert.equal(differenceError(-1e308, 1e308), 0);
});

test("a masked class has S exactly 0, an empty row and column, and no part in the gradient", () => {
  const numbers = evaluate([0, -Infinity, 1], 0);
  assert.equal(numbers.s[1], 0);
  assert.equal(numbers.gradient[1], 0);
  for (const k of [0, 1, 2]) {
    assert.equal(Math.abs(jacobian(numbers, 1, k)), 0);
    assert.equal(Math.abs(jacobian(numbers, k, 1)), 0);
  }
  near(numbers.s[2], Math.E / (1 + Math.E));
  assert.equal(evaluate([0, -Infinity], 1).loss, Infinity);
});

test("the largest doubles give no NaN", () => {
  const numbers = evaluate([1e308, -1e308, 0], 0);
  assert.deepEqual(numbers.s, [1, 0, 0]);
  assert.equal(numbers.loss, 0);
});

test("rows and columns of J sum to 0, and Jᵀ(−y/S) is the gradient", () => {
  const y = [0.2, 0.5, 0.3, 0];
  const numbers = evaluate([0.3, -1.2, 2.5, 0.3], y);
  for (let j = 0; j < 4; j += 1) {
    const column = [0, 1, 2, 3].map((i) => jacobian(numbers, i, j));
    const row = [0, 1, 2, 3].map((i) => jacobian(numbers, j, i));
    assert.ok(Math.abs(accurateSum(column)) < 1e-16);
    assert.ok(Math.abs(accurateSum(row)) < 1e-16);
    const chain = accurateSum(column.map((cell, i) => (-y[i] / numbers.s[i]) * cell));
    assert.ok(Math.abs(chain - numbers.gradient[j]) < 1e-15);
  }
});

test("sums carry their rounding errors", () => {
  assert.equal(accurateSum([1, 1e100, 1, -1e100]), 2);
});

test("a dragged bar finds the score that gives the wanted S", () => {
  const theta = [0.3, -1.2, 2.5];
  for (const temperature of [1, 2.5]) {
    for (const wanted of [0.001, 0.2, 0.999]) {
      const moved = theta.slice();
      moved[1] = scoreFor(evaluate(theta, null, temperature), 1, wanted);
      near(evaluate(moved, null, temperature).s[1], wanted, 64);
    }
  }
});

test("a class is a one-hot target, and no target is no weight", () => {
  assert.deepEqual(targetWeights(1, 3), [0, 1, 0]);
  assert.deepEqual(targetWeights(null, 2), [0, 0]);
  assert.deepEqual(targetWeights([1, 2], 2), [1, 2]);
});
