/** The decisions of the panels that need no page: ranges, colours, keys, layout, presets, sentences. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { temperatureAt } from "../../softmax_edu/live/dials.js";
import { caseOf } from "../../softmax_edu/live/caseline.js";
import { fill } from "../../softmax_edu/live/dom.js";
import { shortNumber } from "../../softmax_edu/live/field.js";
import { layoutFor } from "../../softmax_edu/live/explorer.js";
import { gradientHead } from "../../softmax_edu/live/gradient.js";
import { cellAfterKey, strength } from "../../softmax_edu/live/matrix.js";
import { rgb } from "../../softmax_edu/live/painted.js";
import { sliderRange } from "../../softmax_edu/live/scores.js";
import { evaluate } from "../../softmax_edu/live/softmax.js";
import { State } from "../../softmax_edu/live/state.js";
import { asPython } from "../../softmax_edu/live/python.js";
import { presetScores } from "../../softmax_edu/live/toolbar.js";

const HOME = [0, Math.log(2), Math.log(5)];

/** A stand-in for the widget model. */
class Model {
  /** @param {Record<string, any>} values */
  constructor(values) {
    this.values = values;
    /** @type {Map<string, Set<() => void>>} */
    this.listeners = new Map();
    this.saved = 0;
  }

  /** @param {string} name */
  get(name) { return this.values[name]; }

  /**
   * @param {string} name
   * @param {any} value
   */
  set(name, value) {
    if (JSON.stringify(this.values[name]) === JSON.stringify(value)) return;
    this.values[name] = value;
    for (const listener of this.listeners.get(`change:${name}`) ?? []) listener();
  }

  save_changes() { this.saved += 1; }

  /**
   * @param {string} event
   * @param {() => void} listener
   */
  on(event, listener) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event)?.add(listener);
  }

  /**
   * @param {string} event
   * @param {() => void} listener
   */
  off(event, listener) { this.listeners.get(event)?.delete(listener); }
}

test("sliders run from −5 to 5, and wider where scores are", () => {
  assert.deepEqual(sliderRange([0, 1]), [-5, 5]);
  assert.deepEqual(sliderRange([-7.2, 12.5]), [-8, 13]);
  assert.deepEqual(sliderRange([1e308, 0]), [-5, 1000]);
});

test("a score that is shortened says so", () => {
  assert.equal(shortNumber(2), "2.0");
  assert.equal(shortNumber(-1.25), "−1.25");
  assert.equal(shortNumber(2.718281828), "2.718…");
  assert.deepEqual([-0.2 - 1e-17, -2.718281828, -12.345678, -123.45678].map(shortNumber), ["−0.2", "−2.72…", "−12.3…", "−123…"]);
  assert.equal(shortNumber(1e308), "1e+308");
});

test("colour grows with the square root and is clamped, on a scale that never moves", () => {
  assert.equal(strength(0.25, 0.25), 1);
  assert.equal(strength(-0.0625, 0.25), 0.5);
  assert.equal(strength(7, 0.25), 1);
  assert.equal(strength(0, 0.25), 0);
});

test("arrow keys walk over the cells and stop at the edge", () => {
  assert.deepEqual(cellAfterKey("ArrowRight", [1, 1], 3), [1, 2]);
  assert.deepEqual(cellAfterKey("ArrowRight", [1, 2], 3), [1, 2]);
  assert.deepEqual(cellAfterKey("ArrowUp", [0, 2], 3), [0, 2]);
  assert.deepEqual(cellAfterKey("End", [1, 0], 3), [1, 2]);
  assert.equal(cellAfterKey("a", [1, 0], 3), null);
});

test("rows stand side by side where they fit, and below each other on a phone", () => {
  assert.equal(layoutFor(828 / 15, 3), "row");
  assert.equal(layoutFor(500 / 15, 3), "wrap");
  assert.equal(layoutFor(355 / 15, 2), "phone");
});

test("presets: all equal, one clear winner, two rivals, and one whose S rounds to exactly 1", () => {
  assert.deepEqual(presetScores("uniform", 3), [0, 0, 0]);
  const winner = evaluate(presetScores("winner", 10), null).s;
  assert.ok(winner[1] > 0.8 && winner[1] < 1);
  const rivals = evaluate(presetScores("rivals", 5), null).s;
  assert.equal(rivals[0], rivals[1]);
  assert.ok(rivals[0] > 0.45);
  assert.equal(evaluate(presetScores("saturated", 100), null).s[1], 1);
});

test("copied Python gives the same numbers back", () => {
  const text = asPython({ numbers: evaluate([0.1 + 0.2, -5], [0.5, 2]), target: [0.5, 2], cell: null, labels: [] });
  assert.equal(text, "theta = np.array([0.30000000000000004, -5.0])\ny = np.array([0.5, 2.0])\n");
  const warm = asPython({ numbers: evaluate([1e21, 0], 1, 2), target: 1, cell: null, labels: [] });
  assert.equal(warm, "theta = np.array([1e+21, 0.0])\ny = 1\ntemperature = 2.0\n");
});

test("the case of a cell: formula, arithmetic and result agree", () => {
  const numbers = evaluate(HOME, 0);
  const off = caseOf(numbers, [0, 1]);
  assert.equal(off.kind, "i ≠ j");
  assert.equal(off.formula, "−S₀ S₁");
  assert.equal(off.arithmetic, "−0.1250 × 0.2500");
  const on = caseOf(numbers, [1, 1]);
  assert.equal(on.kind, "i = j");
  assert.equal(`${on.formula} = ${on.arithmetic} = ${on.result}`, "S₁ (1 − S₁) = 0.2500 × 0.7500 = 0.1875");
});

test("the case and the headers show the 1/T", () => {
  const numbers = evaluate(HOME, 0, 2);
  assert.ok(caseOf(numbers, [0, 1]).formula.endsWith("/T"));
  assert.ok(caseOf(numbers, [0, 1]).arithmetic.endsWith(" / 2"));
  assert.equal(gradientHead(numbers), "∂L/∂θ = (S − y)/T");
});

test("the gradient's header tells S − y from S·Σy − y, and 0.1 + 0.2 + 0.7 counts as 1", () => {
  assert.equal(gradientHead(evaluate(HOME, [0.1, 0.2, 0.7])), "∂L/∂θ = S − y");
  assert.equal(gradientHead(evaluate(HOME, [0, 2, 0])), "∂L/∂θ = S·Σy − y");
});

test("sentences are filled in, and an unknown name stays visible", () => {
  assert.equal(fill("{a} and {b}", { a: 1 }), "1 and {b}");
});

test("colours of the canvas are read from the palette", () => {
  assert.deepEqual(rgb(" #c2640a"), [194, 100, 10]);
});

test("a state that cannot be shown leaves the last good frame", () => {
  const model = new Model({ theta: [1, 2], y: 0, temperature: 1, cell: null, labels: null });
  const state = new State(model);
  const good = state.frame();
  model.set("theta", [1, Number.NaN]);
  assert.equal(state.frame(), good);
  model.set("theta", [1, 2]);
  model.set("temperature", 0);
  assert.deepEqual(state.frame(), good);
});

test("a cell, a target or labels that do not fit K are not shown", () => {
  const frame = new State(new Model({ theta: [1, 2], y: 4, temperature: 1, cell: [0, 3], labels: ["a"] })).frame();
  assert.deepEqual([frame?.target, frame?.cell, frame?.labels], [null, null, []]);
});

test("undo goes back a gesture at a time, and reset to what the lesson set", (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const model = new Model({ theta: [0, 0], y: 0, temperature: 1, initial: { theta: [0, 0], y: 0 } });
  const state = new State(model);
  for (const score of [0.1, 0.2, 0.3]) state.setScore(0, score); // one drag
  now = 5000;
  state.setScore(1, 2);
  state.undo();
  assert.deepEqual(model.get("theta"), [0.3, 0]);
  state.undo();
  assert.deepEqual(model.get("theta"), [0, 0]);
  assert.equal(state.canUndo, false);
  now = 9000;
  state.setScore(1, 3);
  now = 19000;
  state.reset();
  assert.deepEqual(model.get("theta"), [0, 0]);
});

test("a score that is no finite number is never written", () => {
  const model = new Model({ theta: [0, 0], y: null });
  const state = new State(model);
  state.setScore(0, Number.NaN);
  state.setScore(5, 1);
  assert.deepEqual([model.get("theta"), model.saved], [[0, 0], 0]);
});

test("a disposed state listens to nothing", () => {
  const model = new Model({ theta: [0, 0], y: null });
  const state = new State(model);
  state.dispose();
  assert.equal([...model.listeners.values()].reduce((sum, set) => sum + set.size, 0), 0);
});

test("the slider of T has 1 in its middle and temperatures of two digits, from 0.1 to 10", () => {
  const stops = Array.from({ length: 41 }, (_, n) => temperatureAt(-1 + n * 0.05));
  assert.deepEqual([stops[0], stops[20], stops[26], stops[34], stops[40]], [0.1, 1, 2, 5, 10]);
  assert.ok(stops.every((stop, n) => n === 0 || stop > stops[n - 1]));
});

test("Σy scales the weights, keeps their shares over 0, and takes new weights as new shares", () => {
  const model = new Model({ theta: [0, 0, 0], y: [0.2, 0.5, 0.3], temperature: 1 });
  const state = new State(model);
  for (const weight of [2, 0.7, 0, 1]) {
    assert.equal(state.setWeight(weight), true);
    assert.ok(Math.abs((state.frame()?.numbers.weight ?? -1) - weight) < 1e-15);
  }
  assert.deepEqual(model.get("y"), [0.2, 0.5, 0.3]);
  model.set("y", 1);
  state.frame();
  state.setWeight(2.25);
  assert.deepEqual(model.get("y"), [0, 2.25, 0]);
  assert.deepEqual([-1, Number.NaN, Infinity].map((weight) => state.setWeight(weight)), [false, false, false]);
  assert.deepEqual(model.get("y"), [0, 2.25, 0]);
});

test("a temperature is kept exactly, refused where θ/T cannot be shown, and undone and reset with the rest", (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const initial = { theta: [0, 1e300], y: 0, temperature: 2 };
  const model = new Model({ ...initial, initial });
  const state = new State(model);
  assert.deepEqual([0, -1, Number.NaN, 1e-9].map((value) => state.setTemperature(value)), [false, false, false, false]);
  assert.equal(model.get("temperature"), 2);
  now = 1000;
  state.setTemperature(1.23456789);
  assert.equal(model.get("temperature"), 1.23456789);
  state.undo();
  assert.equal(model.get("temperature"), 2);
  now = 9000;
  state.setTemperature(5);
  state.reset();
  assert.deepEqual(model.get("temperature"), 2);
});
