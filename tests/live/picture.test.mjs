/** What stands around the matrix: its widths, its light, the ghost of a nudge, and what is written in it. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { changeText } from "../../softmax_edu/live/announce.js";
import { placeOn } from "../../softmax_edu/live/bars.js";
import { gapPath } from "../../softmax_edu/live/gap.js";
import { Gesture } from "../../softmax_edu/live/gesture.js";
import { guessText, straightLine } from "../../softmax_edu/live/ghost.js";
import { gapNumbers, gapText, gradientEnd } from "../../softmax_edu/live/gradient.js";
import { endOfScale, LEAST_TRACK, NARROW, plan } from "../../softmax_edu/live/layout.js";
import { Light, lit } from "../../softmax_edu/live/light.js";
import { termText } from "../../softmax_edu/live/matrix.js";
import { offDiagonal, paintedLimit, shades } from "../../softmax_edu/live/painted.js";
import { scoreAfterKey, ScoreRange } from "../../softmax_edu/live/scores.js";
import { termsOf, evaluate, jacobian, upstream } from "../../softmax_edu/live/softmax.js";
import { State } from "../../softmax_edu/live/state.js";
import { PageModel } from "../../softmax_edu/live/static.js";
import { upstreamText } from "../../softmax_edu/live/upstream.js";

const HOME = [0, Math.log(2), Math.log(5)];

/**
 * @param {Partial<import("../../softmax_edu/live/layout.js").Room>} [more]
 * @returns {import("../../softmax_edu/live/layout.js").Room}
 */
function room(more) {
  const em = more?.em ?? 15;
  return {
    width: 828, height: Number.POSITIVE_INFINITY, em, digits: 3.5 * em, small: 0.78, K: 3, touch: false, outputs: true, backward: true, labels: false, weights: false,
    ...more,
  };
}

test("no plan is wider than its room, no bar is under 40 px, and no number is wider than its cell", () => {
  for (const K of [2, 3, 5, 8, 10, 11, 30, 100]) {
    for (const width of [300, 335, 360, 500, 639, 640, 736, 828, 1260, 1900]) {
      for (const spacing of [1, 1.3]) {
        for (const backward of [true, false]) {
          for (const [labels, weights] of [[false, false], [true, true]]) {
            const em = K > 7 && K < 11 ? 13 : 15;
            const laid = plan(room({ width, K, em, digits: 3.5 * em * spacing, backward, labels, weights }));
            const total = laid.weight + laid.number + laid.track + laid.name + K * laid.cell + laid.end;
            const told = JSON.stringify({ width, K, laid });
            assert.ok(total <= width, told);
            assert.ok(laid.track >= LEAST_TRACK && laid.unit === laid.track, told);
            assert.ok(laid.cell >= (K > 10 ? 1 : 12), told);
            if (laid.figures) assert.ok(laid.cell >= 7 / 6 * 3.5 * em * spacing * (width < NARROW ? 0.86 : 1), told);
            for (const px of [laid.cell, laid.track, laid.row, laid.name]) assert.ok(Number.isInteger(px), told);
          }
        }
      }
    }
  }
});

test("θ stands over its column from 640 px on, and on a touch screen up to five of them", () => {
  assert.equal(plan(room({ width: 639 })).heads, "buttons");
  assert.equal(plan(room({ width: 640 })).heads, "over");
  assert.equal(plan(room({ K: 10, em: 13 })).heads, "over");
  assert.equal(plan(room({ K: 5, touch: true })).heads, "over");
  assert.equal(plan(room({ K: 6, touch: true })).heads, "buttons");
  assert.equal(plan(room({ K: 11 })).heads, "strip");
});

test("where there is no room numbers go first: those of the cells stay longer than the equations", () => {
  const terms = [1260, 828, 600, 335].map((width) => plan(room({ K: 5, width })));
  assert.deepEqual(terms.map(({ figures }) => figures), [true, true, true, false]);
  assert.deepEqual(terms.map((one) => one.terms), ["equation", "result", "result", "none"]);
  // In a lecture hall the products are as large as the cells' own numbers, and need more room than they.
  const hall = plan(room({ K: 5, width: 880, em: 24, small: 1 }));
  assert.deepEqual([hall.figures, hall.terms], [true, "none"]);
  const [three, five] = [3, 5].map((K) => plan(room({ K, width: 1260, em: 24, small: 1 })));
  for (const { cell, terms: how } of [three, five]) assert.ok(how === "result" && cell >= 9 / 6 * 3.5 * 24);
});

test("the end of a scale is a round number, and 1 where nothing is more", () => {
  assert.deepEqual([0, 1, 1 + 1e-12, 1.5, 2, 3, 7, 12, 100].map(endOfScale), [1, 1, 1, 2, 2, 5, 10, 20, 100]);
  assert.equal(gradientEnd(evaluate(HOME, 1, 2), 1), 1);
  assert.equal(gradientEnd(evaluate(HOME, 1, 0.5), 1), 2);
  assert.deepEqual([placeOn(-1, [0, 2]), placeOn(1, [0, 2]), placeOn(9, [0, 2])], [0, 0.5, 1]);
});

test("what the hand holds is lit, else what is hovered, else what is picked", () => {
  assert.deepEqual(lit([0, 1], null, null), { i: 0, j: 1 });
  assert.deepEqual(lit([0, 1], { i: 2, j: 2 }, null), { i: 2, j: 2 });
  assert.deepEqual(lit([0, 1], { i: 2, j: 2 }, { i: null, j: 0 }), { i: 2, j: 0 });
  assert.deepEqual(lit([0, 1], null, { i: 2, j: null }), { i: 2, j: 1 });
  assert.deepEqual(lit(null, null, { i: null, j: 0 }), { i: null, j: 0 });
});

test("the light forgets what is not there any more, and is told of changes once", () => {
  let changes = 0;
  const light = new Light(() => { changes += 1; });
  light.hover({ i: 4, j: 4 });
  light.hover({ i: 4, j: 4 });
  assert.equal(changes, 1);
  assert.deepEqual(light.of([0, 1], 3), { i: 0, j: 1 });
  assert.deepEqual(light.of([0, 1], 5), { i: 4, j: 4 });
});

test("moving θ_j makes j the picked input; with nothing picked nothing is", () => {
  const model = new PageModel({ theta: [0, 0, 0], y: null, cell: [0, 1] });
  const state = new State(model);
  state.nudge(2, 1);
  assert.deepEqual([model.get("theta"), model.get("cell")], [[0, 0, 1], [0, 2]]);
  state.nudge(0, Number.NaN);
  assert.deepEqual([model.get("theta"), model.get("cell")], [[0, 0, 1], [0, 2]]);
  model.set("cell", null);
  state.nudge(1, 5);
  assert.equal(model.get("cell"), null);
});

test("a gesture that was a scroll is undone, with its cell; one that was none stays", (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const model = new PageModel({ theta: [0, 0], y: null, cell: [0, 1] });
  const state = new State(model);
  const gesture = new Gesture(state, () => {});
  gesture.press(0);
  state.nudge(0, 3);
  assert.equal(gesture.now?.before.numbers.theta[0], 0);
  gesture.cancel();
  assert.deepEqual([model.get("theta"), model.get("cell"), gesture.now], [[0, 0], [0, 1], null]);
  gesture.press(0);
  state.nudge(0, 3);
  gesture.release();
  gesture.cancel();
  assert.deepEqual(model.get("theta"), [3, 0]);
});

test("a gesture by keys ends a second after the last of them, one by hand soon after its release", (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const gesture = new Gesture(new State(new PageModel({ theta: [0, 0], y: null })), () => {});
  gesture.touch(0);
  mock.timers.tick(900);
  gesture.touch(0);
  mock.timers.tick(900);
  assert.equal(gesture.now?.j, 0);
  mock.timers.tick(100);
  assert.equal(gesture.now, null);
  gesture.press(1);
  mock.timers.tick(5000);
  assert.equal(gesture.now?.j, 1);
  gesture.release();
  mock.timers.tick(700);
  assert.equal(gesture.now, null);
});

test("all keys of a slider lead up and to the right to more, whichever way it lies", () => {
  const after = (/** @type {string} */ key, from = 0.7) => scoreAfterKey(key, from, [-5, 5]);
  assert.deepEqual(["ArrowUp", "ArrowRight", "PageUp", "End"].map((key) => after(key)), [0.8, 0.8, 1.7, 5]);
  assert.deepEqual(["ArrowDown", "ArrowLeft", "PageDown", "Home"].map((key) => after(key)), [0.6, 0.6, -0.3, -5]);
  assert.equal(after("ArrowUp", 5), 5);
  assert.equal(after("a"), null);
});

test("under a hand the range of the sliders only grows", () => {
  const range = new ScoreRange();
  assert.deepEqual(range.for([8, 0], false), [-5, 8]);
  assert.deepEqual(range.for([0, 0], true), [-5, 8]);
  assert.deepEqual(range.for([0, 0], false), [-5, 5]);
});

test("the straight line is S + J Δθ with both as they were, and is written so that it comes out", () => {
  const before = evaluate(HOME, null);
  assert.ok(Math.abs(straightLine(before, 0, 2, 1) - (1 / 8 - 5 / 64)) < 1e-15);
  assert.equal(guessText(before, 0, 2, 0.5), "0.125 − 0.0781 × 0.500 = 0.086");
  let seed = 5;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  for (let run = 0; run < 500; run += 1) {
    const numbers = evaluate([0, 1, 2, 3].map(() => 10 * random() - 5), null, run % 2 ? 1 : 0.5);
    const [i, j, step] = [Math.floor(4 * random()), Math.floor(4 * random()), 6 * random() - 3];
    const [, s, sign, slope, size, sameAs, result] = /** @type {RegExpMatchArray} */ (
      guessText(numbers, i, j, step).match(/^(\S+) ([−+]) (\S+) × (\S+) ([=≈]) (\S+)$/));
    if ([s, slope, size].some((text) => text.includes("·"))) continue;
    assert.equal(size.startsWith("(−"), step < 0);
    assert.equal(sign === "−", jacobian(numbers, i, j) < 0);
    const comes = Number(s) + (sign === "−" ? -1 : 1) * Number(slope) * Number(size.replace(/^\(−(.*)\)$/, "-$1"));
    assert.equal(sameAs, "=");
    assert.ok(Math.abs(comes - Number(result.replace("−", "-"))) <= 0.000501, `${s} ${sign} ${slope} × ${size} = ${result}`);
    assert.ok(Math.abs(straightLine(numbers, i, j, step) - Number(result.replace("−", "-"))) <= 0.000501);
  }
});

test("a cell sends J_ij ∂L/∂S_i down, written so that it multiplies out, and the column adds up to the gradient", () => {
  const numbers = evaluate(HOME, 1);
  assert.deepEqual(termText(jacobian(numbers, 1, 1), upstream(numbers, 1), termsOf(numbers, 1)[1], "equation"),
    { factor: "+0.1875", term: "× −4.000 = −0.750" });
  assert.deepEqual(termText(-0.03125, 0, 0, "equation"), { factor: "−0.031", term: "× 0 = 0" });
  assert.deepEqual(termText(0.1875, -4, -0.75, "result"), { factor: "+0.188", term: "↓ −0.750" });
  assert.deepEqual(termText(0.1875, 0, 0, "result"), { factor: "+0.188", term: "↓ 0" });
  assert.deepEqual(termText(0, Number.NEGATIVE_INFINITY, -1, "equation"), { factor: "0.000", term: "↓ −1.000" });
  for (const y of [1, [0.2, 0.5, 0.3], [0, 2, 1]]) {
    const found = evaluate([0.3, -2, 1.7], y, 1.5);
    for (let j = 0; j < 3; j += 1) {
      const sent = termsOf(found, j);
      sent.forEach((value, i) => assert.ok(Math.abs(value - jacobian(found, i, j) * upstream(found, i)) < 1e-14));
      assert.ok(Math.abs(sent.reduce((a, b) => a + b, 0) - found.gradient[j]) < 1e-14);
    }
  }
});

test("∂L/∂S is −y/S, short, and never an infinity", () => {
  assert.deepEqual([0, -4, -123.4, -2.2e9, -0.0012].map(upstreamText), ["0", "−4.00", "−123", "−2.2·10⁹", "−0.0012"]);
  assert.equal(upstreamText(upstream(evaluate([1e4, 0], 1), 1)), "< −10³⁰⁸");
  assert.equal(upstream(evaluate([1e4, 0], 1), 0), 0);
});

test("the gap in symbols and numbers tells Σy and T, and comes out at the entry that stands above it", () => {
  assert.deepEqual([gapText(evaluate(HOME, 1), 2), gapNumbers(evaluate(HOME, 1), 2)], ["S₂ − y₂", "0.625 − 0"]);
  const warm = evaluate(HOME, [0, 2, 0], 2);
  assert.equal(gapText(warm, 1), "(S₁·Σy − y₁)/T");
  assert.match(gapNumbers(warm, 1), /^\(0\.\d+ · 2 − 2\)\/2$/);
  assert.equal(gapNumbers(evaluate([60, 0], 0), 0), "");
});

test("the gap's two brackets are equally long: on the scale of S and on that of the gradient", () => {
  const laid = plan(room());
  const path = gapPath(laid, 1, [0.25, 1], -0.75, 3);
  const [, from, to] = /** @type {RegExpMatchArray} */ (path.match(/^M([\d.]+),[\d.]+ V[\d.]+ H([\d.]+) /));
  const [, zero, tip] = /** @type {RegExpMatchArray} */ (path.match(/ M[\d.]+,([\d.]+) H[\d.]+ V([\d.]+) H[\d.]+$/));
  assert.ok(Math.abs(Math.abs(Number(to) - Number(from)) - Math.abs(Number(tip) - Number(zero))) <= 1);
});

test("a step of one score moves the colours of many classes by more than the eye needs", () => {
  for (const K of [30, 100]) {
    const [before, after] = [0, 1].map((score) => evaluate(Array.from({ length: K }, (_, k) => (k === 1 ? score : 0)), null));
    const limit = paintedLimit(K, 1);
    const ink = shades([255, 255, 255], [45, 95, 164], 0.72);
    const red = (/** @type {typeof before} */ numbers) => ink[Math.round(255 * Math.sqrt(Math.min(1, -jacobian(numbers, 1, 5) / limit)))] & 255;
    assert.ok(red(before) - red(after) > 14, `${red(before) - red(after)}`);
  }
  assert.equal(paintedLimit(11, 2), 20 / 121 / 2);
});

test("what changed is told in one sentence, with its cause first", () => {
  const messages = {
    change: "{causes}: {follows}", and: "{first}, {second}", and_then: "{first}; {second}",
    now_classes: "{K} classes", now_scores: "all scores", now_target: "true class {k}",
  };
  const frame = (/** @type {number[]} */ theta, /** @type {number | number[] | null} */ y, T = 1) => (
    { numbers: evaluate(theta, y, T), target: y, cell: null, labels: [] });
  const first = frame(HOME, 1);
  assert.equal(changeText(first, frame([0, 0.7, 1.5], 1), messages).split(":")[0], "all scores");
  assert.equal(changeText(first, frame([0, Math.log(2), 0], 1), messages), "θ₂ = 0: S₀ = 0.250, S₁ = 0.500, S₂ = 0.250; L = 0.693");
  assert.equal(changeText(first, frame(HOME, 0), messages), "true class 0: L = 2.079");
  assert.equal(changeText(first, frame(HOME, [1, 0, 2]), messages), "y = (1, 0, 2): L = 3.019");
  // The words between them are the language's own, and so is the order.
  const other = { ...messages, and: "{second}、{first}", and_then: "{first}，{second}", change: "{follows}。{causes}" };
  assert.equal(changeText(first, frame([0, Math.log(2), 0], 1, 2), other).split("。")[1], "T = 2、θ₂ = 0");
  assert.equal(changeText(frame([0, 0], null), frame([0, 1000], null), messages), "θ₁ = 1000: S₀ = 0.000, S₁ = 1.000");
  assert.equal(changeText(first, first, messages), "");
});

test("the hatched area is every cell but those of the diagonal", () => {
  for (const K of [11, 30, 100]) {
    const corners = offDiagonal(K).match(/[\d.]+% [\d.]+%/g).map((corner) => corner.split("% ").map((at) => (Number.parseFloat(at) * K) / 100));
    /** Whether a point lies in the polygon, by the edges that a ray from it crosses: evenodd. */
    const within = (x, y) => corners.filter(([x0, y0], n) => {
      const [x1, y1] = corners[(n + 1) % corners.length];
      return y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    }).length % 2 === 1;
    for (let i = 0; i < K; i += 1) {
      for (let j = 0; j < K; j += 1) assert.equal(within(j + 0.5, i + 0.5), i !== j, `${K}: ${i}, ${j}`);
    }
  }
});
