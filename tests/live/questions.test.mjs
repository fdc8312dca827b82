/** Predictions and steps: what needs no page. The page's document and storage are stood in for. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  announce, AnswersError, clearKept, formatAnswers, isLocked, keepAnswer, keptAnswers, noAnswers, onLocked,
  parseAnswers, STORAGE_KEY,
} from "../../softmax_edu/live/answers.js";

const GUESS = {
  lesson: "01_softmax", guess: "stays", confidence: /** @type {const} */ ("sure"), right: false,
  time: "2026-11-22T16:50:38Z",
};

/** @type {Map<string, string>} */
const stored = new Map();

beforeEach(() => {
  stored.clear();
  Object.assign(globalThis, {
    document: new EventTarget(),
    localStorage: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ text) => stored.set(key, text),
      removeItem: (/** @type {string} */ key) => stored.delete(key),
    },
  });
  clearKept();
});

test("whoever waits for a prediction hears once that it is locked, and that it was cleared", () => {
  /** @type {string[]} */
  const heard = [];
  const stop = onLocked("a", () => heard.push("locked"), () => heard.push("cleared"));
  announce("b", GUESS);
  assert.deepEqual([heard, isLocked("a"), isLocked("b")], [[], false, true]);
  announce("a", GUESS);
  announce("a", GUESS);
  assert.deepEqual(heard, ["locked"]);
  onLocked("a", () => heard.push("late"));
  announce("a", null);
  assert.deepEqual([heard, isLocked("a")], [["locked", "late", "cleared"], false]);
  stop();
  announce("a", GUESS);
  assert.deepEqual(heard, ["locked", "late", "cleared", "late"]);
});

test("what this browser keeps is locked before its card is drawn", () => {
  assert.equal(keepAnswer("predictions", "a", GUESS), null);
  assert.ok(isLocked("a"));
  let heard = 0;
  onLocked("a", () => { heard += 1; });
  assert.equal(heard, 1);
  clearKept();
  assert.deepEqual([isLocked("a"), keptAnswers()], [false, noAnswers()]);
});

test("answers are the same text after writing and reading, in whatever order they were given", () => {
  const one = { predictions: { b: GUESS, a: GUESS }, steps: {} };
  const other = { predictions: { a: GUESS, b: GUESS }, steps: {} };
  assert.equal(formatAnswers(one), formatAnswers(other));
  assert.deepEqual(parseAnswers(formatAnswers(one)), one);
});

/** @param {object} change */
const withGuess = (change) => JSON.stringify({
  format: "softmax-edu answers", version: 1, steps: {}, predictions: { a: { ...GUESS, ...change } },
});

for (const [name, text] of Object.entries({
  "no JSON": "{", "a list": "[]", null: "null", "another format": "{\"format\": \"x\", \"version\": 1}",
  "a later version": "{\"format\": \"softmax-edu answers\", \"version\": 2, \"predictions\": {}, \"steps\": {}}",
  "markup as a guess": withGuess({ guess: "<img src=x onerror=alert(1)>" }),
  "a number as a guess": withGuess({ guess: 7 }), "an unknown field": withGuess({ more: 1 }),
  "a strange confidence": withGuess({ confidence: "very" }), "no time": withGuess({ time: "yesterday" }),
  "a prototype": "{\"format\": \"softmax-edu answers\", \"version\": 1, \"steps\": {}, \"predictions\": {\"__proto__\": {}}}",
  "a huge text": " ".repeat(1_000_001),
})) {
  test(`a kept text that holds ${name} is refused, and never overwritten`, () => {
    assert.throws(() => parseAnswers(text), AnswersError);
    stored.set(STORAGE_KEY, text);
    assert.equal(typeof keepAnswer("predictions", "a", GUESS), "string");
    assert.equal(stored.get(STORAGE_KEY), text);
    assert.deepEqual(keptAnswers(), noAnswers());
  });
}
