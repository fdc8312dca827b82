/** S as a curve over one score, and e to each score: what lies between θ and S. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { curveOf, tangentPath } from "../../softmax_edu/live/curves.js";
import { exponentialsOf } from "../../softmax_edu/live/exponentials.js";
import { evaluate, jacobian } from "../../softmax_edu/live/softmax.js";

const HOME = [0, Math.log(2), Math.log(5)];
/** @type {[number, number]} */
const RANGE = [-5, 5];

test("a curve is S_i where θ_j takes other values, at any temperature and where e^θ leaves the doubles", () => {
  for (const [theta, temperature] of /** @type {[number[], number][]} */ ([[HOME, 1], [[2, -3, 1, 0], 0.5], [[900, -900, 3], 2]])) {
    const numbers = evaluate(theta, null, temperature);
    for (let i = 0; i < theta.length; i += 1) {
      for (let j = 0; j < theta.length; j += 1) {
        const curve = curveOf(numbers, i, j, RANGE);
        curve.forEach((height, n) => {
          const moved = theta.map((score, k) => (k === j ? RANGE[0] + (10 * n) / (curve.length - 1) : score));
          assert.ok(Math.abs(height - evaluate(moved, null, temperature).s[i]) < 1e-12);
        });
      }
    }
  }
});

test("the tangent goes through the point, and its slope is J_ij", () => {
  for (const temperature of [1, 2]) {
    const numbers = evaluate(HOME, null, temperature);
    for (const [i, j] of [[0, 0], [0, 2], [2, 1]]) {
      const [x0, y0, x1, y1] = (tangentPath(numbers.s[i], jacobian(numbers, i, j), HOME[j], RANGE).match(/-?[\d.]+/g) ?? []).map(Number);
      // A box of 100 by 100 is 10 wide in θ and 1 high in S, which grows upwards.
      assert.ok(Math.abs((y0 - y1) / 100 / ((x1 - x0) / 10) - jacobian(numbers, i, j)) < 1e-12);
      assert.ok(Math.abs((x0 + x1) / 2 - 10 * (HOME[j] + 5)) < 1e-9 && Math.abs((y0 + y1) / 2 - 100 * (1 - numbers.s[i])) < 1e-9);
    }
  }
});

test("e to each score adds up to its sum as both are written, or the sum says ≈", () => {
  const home = exponentialsOf(evaluate(HOME, null));
  assert.deepEqual([home.texts, home.sumText, home.shift], [["1", "2", "5"], "= 8", 0]);
  let seed = 3;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  let exact = 0;
  for (let run = 0; run < 500; run += 1) {
    const { texts, sumText } = exponentialsOf(evaluate(Array.from({ length: 2 + (run % 9) }, () => 8 * random() - 4), null, run % 3 ? 1 : 2));
    if (!sumText.startsWith("=") || texts.some((text) => text.includes("·"))) continue;
    exact += 1;
    const digits = Math.max(...[...texts, sumText].map((text) => (text.split(".")[1] ?? "").length));
    const total = texts.reduce((sum, text) => sum + Number(text), 0);
    assert.ok(Math.abs(total - Number(sumText.slice(2))) <= 0.51 * 10 ** -(sumText.split(".")[1] ?? "").length + 10 ** -digits / 1000, `${texts} ${sumText}`);
  }
  assert.ok(exact > 400, `${exact}`);
  // Where e to the largest cannot be read, all are divided by it, and none is written as 0.
  const huge = exponentialsOf(evaluate([900, 0, 899], null));
  assert.deepEqual([huge.shift, huge.texts, huge.sumText], [900, ["1", "e^(−900)", "0.3679"], "= 1.368"]);
});
