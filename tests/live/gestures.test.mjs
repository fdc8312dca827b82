/** What a hand can do with a state, as far as it needs no page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { difference, differenceText } from "../../softmax_edu/live/pin.js";
import { evaluate, jacobian, upstream } from "../../softmax_edu/live/softmax.js";
import { State } from "../../softmax_edu/live/state.js";
import { PageModel } from "../../softmax_edu/live/static.js";

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
