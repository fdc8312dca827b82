// A film finds its moment by where its sliders stand, and lowers what stands behind an underscore.
import assert from "node:assert/strict";
import test from "node:test";

import { lowered, momentAt, unwind } from "../../softmax_edu/live/film.js";

test("runs are put together in their order", () => {
  assert.deepEqual(unwind(["a", "b", "c", "d"], [0, 1, 3, 1, 1, 2]), ["a", "d", "b", "c"]);
  assert.deepEqual(unwind(["a"], []), []);
});

test("the last slider is the fastest", () => {
  const dials = [{ places: ["1", "2"] }, { places: ["x", "y", "z"] }];
  assert.equal(momentAt(dials, [0, 0]), 0);
  assert.equal(momentAt(dials, [0, 2]), 2);
  assert.equal(momentAt(dials, [1, 0]), 3);
  assert.equal(momentAt(dials, [1, 2]), 5);
});

test("what stands behind an underscore is lowered, whatever stands before it", () => {
  const low = (text) => `<${text}>`;
  assert.deepEqual(lowered("S_{y}", low), ["S", "<y>"]);
  assert.deepEqual(lowered("−ln S_{y}", low), ["−ln S", "<y>"]);
  assert.deepEqual(lowered("θ_0", low), ["θ", "<0>"]);
  assert.deepEqual(lowered("0.25", low), ["0.25"]);
});
