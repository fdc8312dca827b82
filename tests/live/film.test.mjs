// A film finds its moment by where its sliders stand.
import assert from "node:assert/strict";
import test from "node:test";

import { momentAt, unwind } from "../../softmax_edu/live/film.js";

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
