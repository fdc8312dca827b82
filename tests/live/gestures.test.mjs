/** What a hand can do with a state, as far as it needs no page. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Descent, stepFrom } from "../../softmax_edu/live/descent.js";
import { endSentence } from "../../softmax_edu/live/descent_bar.js";
import { difference, differenceText } from "../../softmax_edu/live/pin.js";
import { evaluate, jacobian, upstream } from "../../softmax_edu/live/softmax.js";
import { State } from "../../softmax_edu/live/state.js";
import { arrowPath, pointAfterKey, position, scoresOf, sharesAt } from "../../softmax_edu/live/simplex.js";
import { PageModel } from "../../softmax_edu/live/static.js";

/**
 * @param {number[]} theta
 * @param {number | number[]} y
 */
function stateOf(theta, y) {
  return new State(new PageModel({ theta, y, temperature: 1, cell: null, initial: { theta, y, temperature: 1 } }));
}

const HOME = [0, Math.log(2), Math.log(5)];

test("θ + c differs from θ in nothing but θ", () => {
  for (const c of [0.1, -3, 17.3, 500]) {
    for (const [theta, y] of [[HOME, 1], [[4.1, -20, 0.3, 2], [0.2, 0.5, 0, 0.3]]]) {
      const [a, b] = [evaluate(theta, y), evaluate(theta.map((score) => score + c), y)];
      for (let i = 0; i < a.K; i += 1) {
        assert.equal(difference(b.s[i], a.s[i]), 0);
        assert.equal(difference(b.gradient[i], a.gradient[i]), 0);
        assert.equal(difference(upstream(b, i), upstream(a, i)), 0);
        for (let j = 0; j < a.K; j += 1) assert.equal(difference(jacobian(b, i, j), jacobian(a, i, j)), 0);
      }
      assert.equal(difference(b.loss, a.loss), 0);
    }
  }
});

test("a difference that is none of rounding's is shown, however small its numbers are", () => {
  assert.equal(difference(3e-9, 1e-9), 3e-9 - 1e-9);
  assert.equal(difference(1 + 1e-9, 1), 1 + 1e-9 - 1);
  assert.equal(difference(-Infinity, -Infinity), 0);
  assert.deepEqual([0.0312, -0.5, 0, 2e-9].map((change) => differenceText(change)), ["Δ\u202f+0.031", "Δ\u202f−0.500", "Δ\u202f0.000", "Δ\u202f+2·10⁻⁹"]);
});

test("a pinned state is kept until it is let go, and waits while there is another number of classes", () => {
  const model = new PageModel({ theta: HOME, y: 1, temperature: 1, cell: null });
  const state = new State(model);
  assert.equal(state.frame()?.pinned, null);
  assert.equal(state.togglePin(), true);
  state.setScore(0, 3);
  assert.deepEqual(state.frame()?.pinned?.theta, HOME);
  state.write({ theta: [1, 2] });
  assert.equal(state.frame()?.pinned, null);
  state.write({ theta: [1, 2, 3] });
  assert.deepEqual(state.frame()?.pinned?.theta, HOME);
  assert.equal(state.togglePin(), false);
  assert.equal(state.frame()?.pinned, null);
});

test("a step is −η ∂L/∂θ; there is none where the loss is flat, nor beyond the end of a slider", () => {
  const here = evaluate(HOME, 1, 2);
  const next = stepFrom(here, 3);
  assert.ok("theta" in next);
  next.theta.forEach((score, j) => assert.equal(score, HOME[j] - 3 * here.gradient[j]));
  assert.equal(next.temperature, 2);
  assert.deepEqual(stepFrom(evaluate([0, 0, 0], [1 / 3, 1 / 3, 1 / 3]), 1), { kind: "flat" });
  assert.deepEqual(stepFrom(evaluate([4.9, 5, 0], 0), 1), { kind: "limit", j: 0, end: 5 });
  assert.deepEqual(stepFrom(evaluate([0, -8, 0], 0), 20), { kind: "limit", j: 0, end: 5 });
  const messages = { descent_flat: "below {flat}", descent_limit: "{name} beyond {end}" };
  assert.equal(endSentence({ kind: "flat" }, messages), "below 0.001");
  assert.equal(endSentence({ kind: "limit", j: 2, end: -5 }, messages), "θ₂ beyond −5");
});

test("the descent goes on by itself until the loss is flat, and can be paused", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const y = [0.2, 0.5, 0.3];
    const state = stateOf(HOME, y);
    const descent = new Descent(state, () => {});
    /** @type {string[]} */
    const ends = [];
    descent.onEnd = ({ kind }) => ends.push(kind);
    descent.play();
    mock.timers.tick(300);
    assert.equal(descent.trail.length, 3);
    descent.pause();
    mock.timers.tick(3000);
    assert.equal(descent.trail.length, 3);
    assert.ok(descent.trail.every(({ loss }, n) => n === 0 || loss < descent.trail[n - 1].loss));
    descent.play();
    for (let step = 0; step < 100; step += 1) mock.timers.tick(300);
    assert.equal(descent.isRunning, false);
    assert.deepEqual(ends, ["flat"]);
    state.frame()?.numbers.s.forEach((value, k) => assert.ok(Math.abs(value - y[k]) < 2e-3));
  } finally {
    mock.timers.reset();
  }
});

test("a hand that moves a score ends the descent, and a new trail begins there", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const state = stateOf(HOME, 1);
    const descent = new Descent(state, () => {});
    descent.play();
    state.setScore(0, 3);
    mock.timers.tick(300);
    assert.equal(descent.isRunning, false);
    assert.equal(state.get("theta")[0], 3);
    const frame = state.frame();
    assert.ok(frame);
    assert.deepEqual(descent.of(frame).trail, [frame.numbers]);
    assert.deepEqual(descent.of(frame).ahead?.theta, frame.numbers.theta.map((score, j) => score - frame.numbers.gradient[j]));
  } finally {
    mock.timers.reset();
  }
});

test("the arrow's head points where it leads, and is no longer than half of it", () => {
  assert.equal(arrowPath([0, 0], [40, 0]), "M0.00,0.00 L40.00,0.00 M31.00,4.50 L40.00,0.00 L31.00,-4.50");
  assert.match(arrowPath([0, 0], [0, 8]), /M-2.00,4.00 L0.00,8.00 L2.00,4.00$/);
  assert.equal(arrowPath([1, 1], [1, 1.2]), "");
});

test("a point of the triangle is its S, and the scores that give it keep their mean", () => {
  for (const temperature of [1, 0.5, 2]) {
    const here = evaluate([0.3, -1, 2.5], 1, temperature);
    for (const s of [[0.2, 0.5, 0.3], [0.98, 0.005, 0.015], [1 / 3, 1 / 3, 1 / 3]]) {
      const shares = sharesAt(position(s));
      const theta = scoresOf(shares, here, [-20, 20]);
      s.forEach((value, k) => assert.ok(Math.abs(value - shares[k]) < 1e-12));
      evaluate(theta, 1, temperature).s.forEach((value, k) => assert.ok(Math.abs(value - s[k]) < 1e-12));
      assert.ok(Math.abs(theta.reduce((a, b) => a + b, 0) - 1.8) < 1e-12);
    }
  }
});

test("S stops at the edges, and where a slider ends", () => {
  const here = evaluate(HOME, 1, 3);
  const theta = scoresOf(sharesAt([-500, 300]), here, [-5, 5]); // far beyond the corner e₀
  assert.ok(theta.every((score) => score >= -5 && score <= 5));
  assert.equal(Math.max(...theta), 5);
  assert.ok(Math.abs(theta[1] - theta[2]) < 1e-12);
  const { s } = evaluate(scoresOf([2, -1, 0], evaluate(HOME, 1), [-50, 50]), 1);
  assert.ok(s[1] > 0.0004 && s[1] < 0.001 && Math.abs(s[1] - s[2]) < 1e-12);
});

test("arrow keys move S across the triangle, and no other key does", () => {
  assert.deepEqual(["ArrowUp", "ArrowLeft", "PageDown"].map((key) => pointAfterKey(key, [100, 100])), [[100, 94], [94, 100], [100, 130]]);
  assert.equal(pointAfterKey("Enter", [0, 0]), null);
  const [x, y] = position([0.2, 0.5, 0.3]);
  const moved = sharesAt([x, y - 6]);
  assert.ok(moved[2] > 0.3 && moved[0] < 0.2 && moved[1] < 0.5);
});
