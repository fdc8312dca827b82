/** The roads from one score to the loss and the triangle of all S. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { alongRoad, edgeLimits, edgePath, edgeWidth, roadOf, roadsSum, shownColumn, sumOf } from "../../softmax_edu/live/roads.js";
import { contours, descent, entropyOf, levelPlace, nameSides, position, stepText } from "../../softmax_edu/live/simplex.js";
import { evaluate, jacobian, termsOf } from "../../softmax_edu/live/softmax.js";

const HOME = [0, Math.log(2), Math.log(5)];

test("at the home point the terms are the fractions worked out by hand", () => {
  const found = termsOf(evaluate(HOME, [0.2, 0.5, 0.3]), 2);
  [1 / 8, 5 / 16, -9 / 80].forEach((term, i) => assert.ok(Math.abs(found[i] - term) < 1e-16));
});

test("each term is (−y_i/S_i) J_ij, and all of them add up to the gradient", () => {
  for (const temperature of [1, 2.5]) {
    const numbers = evaluate([0.3, -1.2, 2.5, 0.3], [0.2, 1.5, 0, 0.6], temperature);
    for (let j = 0; j < 4; j += 1) {
      const found = termsOf(numbers, j);
      found.forEach((term, i) => {
        const chain = (-numbers.y[i] / numbers.s[i]) * jacobian(numbers, i, j);
        assert.ok(Math.abs(term - chain) < 1e-15);
      });
      assert.ok(Math.abs(found.reduce((a, b) => a + b, 0) - numbers.gradient[j]) < 1e-15);
    }
  }
});

test("where S_i has rounded to 0 its term is still right, though −y_i/S_i is not a number any more", () => {
  const numbers = evaluate([800, -800, 0], [0, 1, 0]);
  assert.equal(numbers.s[1], 0);
  assert.deepEqual(termsOf(numbers, 1), [0, -1, 0]);
  assert.deepEqual(termsOf(numbers, 0), [0, 1, 0]); // a weight of 0 sends nothing, and no −0
});

test("the lit column is shown, else that of the largest weight", () => {
  const numbers = evaluate(HOME, [0.2, 0.5, 0.3]);
  assert.deepEqual([shownColumn(numbers, 2), shownColumn(numbers, null)], [2, 1]);
});

/** @param {ReturnType<typeof roadOf>["factors"]} factors */
const plain = (factors) => factors.map(([text, struck]) => (struck ? `~${text}~` : text)).join("");

test("a road in symbols: both S_i are struck, in both cases, and T shows", () => {
  const [other, own] = [roadOf(0, 2, 1), roadOf(2, 2, 1)];
  assert.deepEqual([plain(other.factors), other.left], ["(−~S₀~ S₂) · (−y₀/~S₀~)", "y₀ S₂"]);
  assert.deepEqual([plain(own.factors), own.left], ["~S₂~ (1 − S₂) · (−y₂/~S₂~)", "−y₂ (1 − S₂)"]);
  const warm = roadOf(0, 2, 2);
  assert.deepEqual([plain(warm.factors), warm.left], ["(−~S₀~ S₂/T) · (−y₀/~S₀~)", "y₀ S₂/T"]);
  assert.deepEqual([sumOf(2, 1), sumOf(2, 3)], ["S₂ Σy − y₂", "(S₂ Σy − y₂)/T"]);
});

test("at the home point the roads read as on the board", () => {
  const numbers = evaluate(HOME, [0.2, 0.5, 0.3]);
  assert.deepEqual([0, 1, 2].map((i) => alongRoad(numbers, i, 1)), [
    { first: "J₀₁ = −0.03125", second: "−y₀/S₀ = −1.600", result: "= +0.050" },
    { first: "J₁₁ = +0.1875", second: "−y₁/S₁ = −2.000", result: "= −0.375" },
    { first: "J₂₁ = −0.1563", second: "−y₂/S₂ = −0.4800", result: "= +0.075" },
  ]);
  assert.deepEqual(roadsSum(numbers, 1), { factors: "∂L/∂θ₁ = S₁ Σy − y₁", left: "= 0.250 − 0.5", result: "= −0.250" });
  // Where S_i has left the doubles its road is still known, and says that it is not multiplied out.
  assert.deepEqual(alongRoad(evaluate([0, 800, 0], 0), 0, 1),
    { first: "J₀₁ = 0.000", second: "−y₀/S₀ < −10³⁰⁸", result: "≈ +1.000" });
});

test("edges meet in one node each, and are as wide as the square root of their factors", () => {
  const ends = (/** @type {string} */ path) => (path.match(/-?[\d.]+/g) ?? []).map(Number);
  for (let K = 2; K <= 5; K += 1) {
    const [into, out] = [false, true].map((isSecond) => Array.from({ length: K }, (_, i) => ends(edgePath(i, K, isSecond))));
    into.forEach((path, i) => assert.deepEqual([path[0], ...path.slice(-2)], [0, 100, 100 * i + 50]));
    out.forEach((path, i) => assert.deepEqual([...path.slice(0, 2), path[6]], [0, 100 * i + 50, 100]));
    const meeting = into.map((path) => path[1]);
    assert.deepEqual(meeting, out.map((path) => path[7]));
    assert.ok(meeting.every((y, i) => Math.abs(y - 50 * K) < 25 && (i === 0 || y > meeting[i - 1])));
  }
  const [least, most] = [edgeWidth(0, 1), edgeWidth(1, 1)];
  assert.ok(Math.abs((edgeWidth(-0.25, 1) - least) / (most - least) - 0.5) < 1e-15);
  assert.deepEqual([edgeWidth(7, 1), edgeWidth(Number.NEGATIVE_INFINITY, 10)], [most, most]);
  assert.deepEqual([edgeLimits(1), edgeLimits(2)], [[0.25, 10], [0.125, 10]]);
});

test("the triangle: corners are certainty, its middle is uniform", () => {
  const corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map(position);
  const sides = corners.map((a, k) => Math.hypot(a[0] - corners[(k + 1) % 3][0], a[1] - corners[(k + 1) % 3][1]));
  assert.ok(sides.every((side) => Math.abs(side - sides[0]) < 0.1), "it is equilateral");
  const middle = position([1 / 3, 1 / 3, 1 / 3]);
  assert.ok(Math.abs(middle[0] - (corners[0][0] + corners[1][0] + corners[2][0]) / 3) < 1e-9);
});

test("every point of a level line has that loss, and lies in the triangle", () => {
  for (const y of [[0, 1, 0], [0.2, 0.5, 0.3], [1, 0, 1], [2, 0, 0], [0, 0.3, 0.7]]) {
    for (const { level, points } of contours(y)) {
      for (const s of points) {
        assert.ok(s.every((value) => value >= 0) && Math.abs(s[0] + s[1] + s[2] - 1) < 1e-12);
        const loss = y.reduce((sum, weight, k) => (weight === 0 ? sum : sum - weight * Math.log(s[k])), 0);
        assert.ok(Math.abs(loss - level) < 1e-6 * Math.max(1, level), `${loss} is not ${level} for y = ${y}`);
      }
    }
  }
});

test("with one-hot y the levels are those at S_y = 0.1, 0.25, 0.5, 0.75 and 0.9", () => {
  const found = contours([0, 1, 0]).map(({ level }) => Math.exp(-level));
  [0.1, 0.25, 0.5, 0.75, 0.9].forEach((s, n) => assert.ok(Math.abs(found[n] - s) < 1e-15));
});

test("level lines are in one piece: no step between neighbours is longer than a tenth of a side", () => {
  for (const y of [[0.2, 0.5, 0.3], [1, 0, 1], [1, 1, 0], [0, 1, 1], [0, 0, 1]]) {
    for (const { points } of contours(y)) {
      points.slice(1).forEach((s, n) => {
        const [a, b] = [position(s), position(points[n])];
        assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1]) < 30, `y = ${y}`);
      });
    }
  }
});

test("a level is written beside the triangle where its line ends there, on the line where it is closed", () => {
  const oneHot = [0, 1, 0];
  assert.equal(levelPlace(oneHot, contours(oneHot)[2].points)?.side, "right");
  const soft = [0.2, 0.5, 0.3];
  assert.equal(levelPlace(soft, contours(soft)[3].points)?.side, "on");
});

test("descent is θ ← θ − 0.4 ∂L/∂θ, and the loss falls at every step", () => {
  const way = descent(evaluate(HOME, 1));
  assert.equal(way.length, 41);
  const first = way[0].gradient.map((g, j) => HOME[j] - 0.4 * g);
  assert.deepEqual(way[1].theta, first);
  way.slice(1).forEach((now, n) => assert.ok(now.loss < way[n].loss));
});

test("with soft y descent settles at S = y, and the loss that remains is the entropy of y", () => {
  const y = [0.2, 0.5, 0.3];
  const end = descent(evaluate(HOME, y), 1, 400).at(-1);
  end?.s.forEach((value, k) => assert.ok(Math.abs(value - y[k]) < 1e-9));
  assert.ok(Math.abs((end?.loss ?? 0) - entropyOf(y, y)) < 1e-12);
  assert.equal(entropyOf([0, 1, 0], [0, 1, 0]), 0);
});

test("a descent that leaves the range of numbers stops, and shows no NaN", () => {
  const way = descent(evaluate([1, 0, 0], [0, 0, 1e300], 1e-10));
  assert.ok(way.length < 41);
  assert.ok(way.every(({ s }) => s.every(Number.isFinite)));
});

test("near y the names of S and y stand on opposite sides, S's on its own side", () => {
  for (const y of [[0.2, 0.5, 0.3], [0.5, 0.2, 0.3]]) {
    const goal = position(y);
    for (const [dx, dy] of [[0, 0], [10, 5], [-10, 5], [40, -20], [-40, -20]]) {
      const sides = nameSides([goal[0] + dx, goal[1] + dy], goal);
      assert.equal(sides.s, dx >= 0 ? "right" : "left");
      assert.notEqual(sides.s, sides.y);
    }
  }
});

test("far from y each name stands outwards", () => {
  assert.deepEqual(nameSides([60, 280], [300, 280]), { s: "left", y: "right" });
  assert.deepEqual(nameSides([300, 200], [300, 280]), { s: "right", y: "right" });
});

test("a step in symbols: Σy and T show where they matter", () => {
  assert.equal(stepText(1, 1), "θ ← θ − η·(S − y)");
  assert.equal(stepText(2, 1), "θ ← θ − η·(S·Σy − y)");
  assert.equal(stepText(1, 2), "θ ← θ − η·(S − y)/T");
});
