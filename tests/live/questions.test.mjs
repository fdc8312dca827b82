/** Predictions and steps: what needs no page. The page's document and storage are stood in for. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  announce, AnswersError, clearKept, formatAnswers, isLocked, keepAnswer, keptAnswers, noAnswers, onLocked,
  parseAnswers, STORAGE_KEY,
} from "../../softmax_edu/live/answers.js";
import { answersPrediction } from "../../softmax_edu/live/question.js";
import { measuredLine, quantity } from "../../softmax_edu/live/question_measure.js";
import { blanksOf, maySkip, rightTiles } from "../../softmax_edu/live/steps.js";

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
    assert.ok(keepAnswer("predictions", "a", GUESS) instanceof AnswersError);
    assert.equal(stored.get(STORAGE_KEY), text);
    assert.deepEqual(keptAnswers(), noAnswers());
  });
}

// ---- predictions ----

const COIN = {
  lesson: "01_softmax", prompt: ["?"], right: "a",
  options: [{ key: "a", label: ["A"], reveal: ["Yes."] }, { key: "b", label: ["B"], reveal: ["No."] }],
};

test("an answer belongs to a question only as it now stands", () => {
  assert.ok(answersPrediction({ ...GUESS, guess: "b" }, COIN));
  assert.ok(answersPrediction({ ...GUESS, guess: "unsure-yet", confidence: null }, COIN));
  assert.ok(!answersPrediction({ ...GUESS, guess: "c" }, COIN));
  assert.ok(!answersPrediction({ ...GUESS, guess: "b", right: true }, COIN));
  assert.ok(!answersPrediction({ ...GUESS, guess: "unsure-yet" }, COIN));
  assert.ok(!answersPrediction({ ...GUESS, guess: "b", confidence: null }, COIN));
  assert.ok(!answersPrediction(null, COIN));
});

const HOME = { e: [1, 2, 5] };

test("a measured line holds numbers computed on the spot", () => {
  const line = (/** @type {string} */ text, moments = {}) => measuredLine(text, { at: HOME, ...moments });
  assert.equal(line("S₀ {at.s.0} → {after.s.0}", { after: { ...HOME, add: [0, 0.1, 0] } }), "S₀ 0.1250 → 0.1218");
  assert.equal(line("{at.s}"), "(0.1250, 0.2500, 0.6250)");
  assert.equal(line("{at.jacobian.0.1}"), "−0.0313"); // −1/32
  assert.equal(line("{at.columns}"), "(0.0000, 0.0000, 0.0000)");
  assert.equal(line("{t.s}", { t: { theta: [0, 2 * Math.log(2), 2 * Math.log(5)], temperature: 2 } }), line("{at.s}"));
  assert.equal(line("{g.gradient}", { g: { ...HOME, y: [0, 2, 0] } }), "(0.2500, −1.5000, 1.2500)");
  assert.equal(line("{g.step}", { g: { ...HOME, y: 1, rate: 0.5 } }), "(−0.0625, 0.3750, −0.3125)");
  assert.equal(line("{b.loss-a.loss}", { a: { e: [1, 3], y: 0 }, b: { e: [1, 7], y: 0 } }), "0.6931");
});

test("two rivals beat uniform scores at K = 3, and a winner has next to nothing", () => {
  const [uniform, rivals, winner] = [[0, 0, 0], [20, 20, 0], [9, 0, 0]].map((theta) => quantity({ theta }, ["largest"]));
  assert.ok(Math.abs(Number(uniform) - 2 / 9) < 1e-15);
  assert.ok(Math.abs(Number(rivals) - 1 / 4) < 1e-8);
  assert.ok(Number(winner) < 0.001);
});

test("a quantity that does not exist is an error, not an empty place", () => {
  assert.throws(() => quantity(HOME, ["height"]), RangeError);
});

// ---- steps ----

const STEP = /** @type {import("../../softmax_edu/live/steps.js").DerivationStep} */ (/** @type {unknown} */ ({
  lesson: "02_jacobian", number: 1, of: 1, title: "", kind: "fill", done: [], tiles: {},
  lines: [
    { formula: ["= ", { fraction: [[{ blank: "u" }, " v − ", { blank: "v" }], ["v²"]] }], why: [] },
    { formula: [{ blank: "first" }, { blank: "second" }, { blank: "third" }], why: [] },
  ],
  blank: {
    u: { tile: "zero" }, v: { tile: "e-j" },
    first: { tile: "s-i", group: "p" }, second: { tile: "s-j", group: "p" }, third: { tile: "s-i", group: "p" },
  },
}));

test("blanks are counted in the order in which they are read, inside fractions too", () => {
  assert.deepEqual(blanksOf(STEP), ["u", "v", "first", "second", "third"]);
});

test("factors of a product may stand in any order, each as often as it occurs", () => {
  const none = { u: null, v: null, first: null, second: null, third: null };
  assert.deepEqual(rightTiles(STEP, "v", none), ["e-j"]);
  assert.deepEqual(rightTiles(STEP, "first", none).sort(), ["s-i", "s-i", "s-j"]);
  assert.deepEqual(rightTiles(STEP, "first", { ...none, second: "s-i" }).sort(), ["s-i", "s-j"]);
  assert.deepEqual(rightTiles(STEP, "first", { ...none, second: "s-i", third: "s-i" }), ["s-j"]);
});

test("only who was right first time, half-way at least, may skip the rest", () => {
  const two = ["zero", "e-j", null, null];
  assert.ok(maySkip({ filled: two, misses: 0, hints: 0 }));
  assert.ok(!maySkip({ filled: two, misses: 1, hints: 0 }));
  assert.ok(!maySkip({ filled: two, misses: 0, hints: 1 }));
  assert.ok(!maySkip({ filled: ["zero", null], misses: 0, hints: 0 }));
  assert.ok(!maySkip({ filled: [...two, null], misses: 0, hints: 0 }));
  assert.ok(!maySkip({ filled: ["zero", "e-j"], misses: 0, hints: 0 }));
});
