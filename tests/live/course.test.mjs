/** The index of the pages: how far a reader is, and what is next. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { answeredOf, nextOf } from "../../softmax_edu/live/course.js";

const GUESS = { lesson: "a", guess: "b", confidence: /** @type {"sure"} */ ("sure"), right: true, time: "2026-11-22T16:50:38Z" };
const STEP = { lesson: "a", filled: [], misses: 0, hints: 0, skipped: false, done: true, time: "2026-11-22T16:50:38Z" };

test("a prediction counts once it is locked, a step once it is done", () => {
  const answers = { predictions: { one: GUESS }, steps: { two: STEP, three: { ...STEP, done: false } } };
  assert.equal(answeredOf(["one", "two", "three", "four"], answers), 2);
  assert.equal(answeredOf([], answers), 0);
});

test("next is the first lesson with something open, and nothing is before anybody has begun", () => {
  const lesson = (/** @type {number} */ done, /** @type {number} */ count) => ({ done, count });
  assert.equal(nextOf([lesson(0, 3), lesson(0, 2)]), null);
  assert.equal(nextOf([lesson(3, 3), lesson(0, 0), lesson(1, 2)]), 2);
  assert.equal(nextOf([lesson(1, 3), lesson(2, 2)]), 0);
  assert.equal(nextOf([lesson(3, 3)]), null);
});
