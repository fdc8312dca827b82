/** What formulas mention, and the way between the cells and the names of their rows and columns. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Light } from "../../softmax_edu/live/light.js";
import { placeAfterKey } from "../../softmax_edu/live/matrix.js";
import { isPointedAt, mentionAfterKey } from "../../softmax_edu/live/mentions.js";

test("a mention is framed while what it stands for is pointed at, and not because it is picked", () => {
  const light = new Light(() => {});
  assert.deepEqual(light.pointed, { i: null, j: null });
  const S1 = { i: 1, j: null };
  const cell = { i: 1, j: 2 };
  assert.equal(isPointedAt(S1, light.pointed), false);
  light.hover({ i: 1, j: 0 });
  assert.deepEqual([isPointedAt(S1, light.pointed), isPointedAt(cell, light.pointed), isPointedAt({ i: null, j: 0 }, light.pointed)],
    [true, false, true]);
  light.hold({ i: null, j: 2 });
  assert.deepEqual([isPointedAt(S1, light.pointed), isPointedAt(cell, light.pointed)], [true, true]);
  assert.equal(isPointedAt({ i: null, j: null }, light.pointed), false);
});

test("arrows go from mention to mention and stop at the ends", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End"].map((key) => mentionAfterKey(key, 1, 4)), [2, 2, 0, 0, 0, 3]);
  assert.deepEqual([mentionAfterKey("ArrowLeft", 0, 4), mentionAfterKey("ArrowRight", 3, 4), mentionAfterKey("a", 1, 4)], [0, 3, null]);
});

test("the names of rows and columns are reached from the cells beside them, and left for them", () => {
  assert.deepEqual(placeAfterKey("ArrowLeft", [2, 0], 3), [2, -1]);
  assert.deepEqual(placeAfterKey("ArrowUp", [0, 1], 3), [-1, 1]);
  assert.equal(placeAfterKey("ArrowLeft", [2, 1], 3), null);
  assert.equal(placeAfterKey("Home", [2, -1], 3), null);
  assert.deepEqual(placeAfterKey("ArrowRight", [2, -1], 3), [2, 0]);
  assert.deepEqual(placeAfterKey("ArrowDown", [-1, 1], 3), [0, 1]);
  assert.deepEqual(placeAfterKey("ArrowUp", [1, -1], 3), [0, -1]);
  for (const [key, place] of [["ArrowUp", [0, -1]], ["ArrowDown", [2, -1]], ["ArrowLeft", [1, -1]], ["ArrowLeft", [-1, 0]], ["ArrowRight", [-1, 2]]]) {
    assert.deepEqual(placeAfterKey(/** @type {string} */ (key), /** @type {[number, number]} */ (place), 3), place);
  }
});
