/**
 * The triangle of all S for three classes: S, y, level lines of the loss, and the way downhill.
 *
 * Text stands beside the drawing as text of the page, so that it keeps its size however wide the drawing is.
 *
 * @module simplex
 */

import { element, fill, setAttribute, setQuantity, setStyle, setText, svg } from "./dom.js";
import { makeDraggable } from "./drag.js";
import { fixed, subscript, trimmed } from "./format.js";
import { EDGE } from "./outputs.js";
import { sliderRange } from "./scores.js";
import { evaluate } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {import("./scores.js").Hand} Hand */
/** @typedef {[number, number]} Point */

/** @type {Point[]} where S₀ = 1, S₁ = 1, S₂ = 1, in the units of the drawing */
const CORNERS = [[36, 290], [336, 290], [186, 30.2]];
const WIDTH = 400;
const HEIGHT = 316;
const CLASSES = CORNERS.length;
const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9]; // e^−(L − lowest L) where a line runs, for Σy = 1
const ACROSS = 40; // pieces of a level line over one edge
const RATE = 0.4;
const STEPS = 40;
const DOT_EVERY = 4;
const OUTSIDE = 16; // units that a pointer may miss the triangle by
const KEY_STEP = 6; // units of a press of an arrow key
const NEAR = [64, 28]; // how far a name reaches from its mark, in the units of the drawing

/**
 * Where S lies: the mean of the corners, weighted by S.
 * @param {number[]} s
 * @returns {Point}
 */
export function position(s) {
  const along = (/** @type {0 | 1} */ axis) => s.reduce((sum, value, k) => sum + value * CORNERS[k][axis], 0);
  return [along(0), along(1)];
}

/**
 * The S whose place this is: the distances from the edges, as parts of the height. Outside, one is negative.
 * @param {Point} point
 * @returns {number[]}
 */
export function sharesAt([x, y]) {
  const [left, right, top] = CORNERS;
  const up = (y - left[1]) / (top[1] - left[1]);
  const along = (x - left[0] - up * (top[0] - left[0])) / (right[0] - left[0]);
  return [1 - along - up, along, up];
}

/**
 * The scores that give S, or come as near to it as the sliders reach. Their mean is kept: adding the same to all of
 * them would give the same S.
 * @param {number[]} shares as near to S as they can be: what is 0 or less is out of reach
 * @param {Numbers} numbers
 * @param {[number, number]} range
 * @returns {number[]}
 */
export function scoresOf(shares, { theta, temperature, K }, [least, most]) {
  const logs = shares.map((share) => Math.log(Math.max(EDGE, share)));
  const mean = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0) / K;
  const [middle, middleLog] = [mean(theta), mean(logs)];
  const away = logs.map((log) => temperature * (log - middleLog));
  const part = Math.min(1, ...away.map((by) => (by > 0 ? (most - middle) / by : by < 0 ? (least - middle) / by : 1)));
  return away.map((by) => Math.max(least, Math.min(most, middle + part * by)));
}

/**
 * Where a key moves S to.
 * @param {string} key
 * @param {Point} here
 * @returns {Point | null} null for a key that moves nothing
 */
export function pointAfterKey(key, [x, y]) {
  const [across, down] = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -5], PageDown: [0, 5],
  }[key] ?? [0, 0];
  return across === 0 && down === 0 ? null : [x + KEY_STEP * across, y + KEY_STEP * down];
}

/**
 * What θ ← θ − rate · ∂L/∂θ visits, the start included.
 * @param {Numbers} numbers
 * @param {number} [rate]
 * @param {number} [steps]
 * @returns {Numbers[]}
 */
export function descent(numbers, rate = RATE, steps = STEPS) {
  const visited = [numbers];
  for (let step = 0; step < steps; step += 1) {
    const { theta, gradient, y, temperature } = visited[step];
    const next = theta.map((score, j) => score - rate * gradient[j]);
    if (!next.every((score) => Number.isFinite(score / temperature))) break;
    visited.push(evaluate(next, y, temperature));
  }
  return visited;
}

/**
 * Level lines of L = −Σ y_k ln S_k over the triangle, each as its level and its points S.
 *
 * L is lowest at p = y/Σy, infinite on every edge S_k = 0 with y_k > 0, and convex: each way from p to such
 * an edge meets a level once, and bisection finds where.
 * @param {number[]} y three weights, not all 0
 * @returns {{ level: number, points: number[][] }[]}
 */
export function contours(y) {
  const weight = y.reduce((a, b) => a + b, 0);
  const p = y.map((value) => value / weight);
  const loss = (/** @type {number[]} */ s) => s.reduce((sum, v, k) => (y[k] === 0 ? sum : sum - y[k] * Math.log(v)), 0);
  const weighted = [0, 1, 2].filter((k) => y[k] > 0);
  // The edge opposite k runs from corner k + 1 to corner k + 2; in this order the edges join.
  const edges = weighted.join() === "0,2" ? [2, 0] : weighted;
  const ends = edges.flatMap((k) => Array.from({ length: ACROSS + 1 }, (_, n) => {
    const end = [0, 0, 0];
    end[(k + 1) % CLASSES] = 1 - n / ACROSS;
    end[(k + 2) % CLASSES] = n / ACROSS;
    return end;
  }));
  const lowest = entropyOf(y, p);
  return LEVELS.map((drop) => {
    const level = lowest - weight * Math.log(drop);
    const points = ends.map((end) => {
      const at = (/** @type {number} */ part) => p.map((value, k) => value + part * (end[k] - value));
      let [low, high] = [0, 1];
      for (let halving = 0; halving < 40; halving += 1) {
        const middle = (low + high) / 2;
        if (loss(at(middle)) < level) low = middle; else high = middle;
      }
      return at(low);
    });
    return { level, points };
  });
}

/**
 * Where a level is written: on its line, where that comes nearest to the corner farthest from y, or beside it
 * where that is on the triangle's edge. Null where it would lie on the corner's own name.
 * @param {number[]} y
 * @param {number[][]} points
 * @returns {{ at: Point, side: "left" | "right" | "on" } | null}
 */
export function levelPlace(y, points) {
  const k = 2 - [...y].reverse().indexOf(Math.min(...y));
  const [first, last] = [points[0], points[points.length - 1]];
  const end = first[k] > last[k] ? first : last;
  const best = points.reduce((a, b) => (b[k] > a[k] ? b : a), end);
  const at = position(best);
  if (Math.hypot(at[0] - CORNERS[k][0], at[1] - CORNERS[k][1]) < 26) return null;
  if (Math.min(...best) > 1e-6) return { at, side: "on" };
  return { at, side: at[0] >= CORNERS[2][0] ? "right" : "left" };
}

/**
 * @param {Numbers[]} visited
 * @returns {string} where each S lies, as a polyline takes it
 */
function pointsOf(visited) {
  return visited.map(({ s }) => position(s).map((v) => v.toFixed(2)).join()).join(" ");
}

/**
 * An arrow as a path: a shaft, and a head that is never longer than the half of it.
 * @param {Point} from
 * @param {Point} to
 * @returns {string}
 */
export function arrowPath([x, y], [toX, toY]) {
  const length = Math.hypot(toX - x, toY - y);
  if (length < 0.5) return "";
  const head = Math.min(9, length / 2);
  const [alongX, alongY] = [(head * (toX - x)) / length, (head * (toY - y)) / length];
  const wing = (/** @type {1 | -1} */ side) => [toX - alongX - side * 0.5 * alongY, toY - alongY + side * 0.5 * alongX];
  const text = (/** @type {number[]} */ point) => point.map((v) => v.toFixed(2)).join();
  return `M${text([x, y])} L${text([toX, toY])} M${text(wing(1))} L${text([toX, toY])} L${text(wing(-1))}`;
}

/**
 * On which side of its mark each name stands: outwards, but where S is near y, S's name on S's own side and
 * y's on the other, so that neither lies on the other or on a mark.
 * @param {Point} here where S is
 * @param {Point} goal where y is
 * @returns {{ s: "left" | "right", y: "left" | "right" }}
 */
export function nameSides(here, goal) {
  const side = (/** @type {boolean} */ right) => (right ? "right" : "left");
  if (Math.abs(here[0] - goal[0]) < NEAR[0] && Math.abs(here[1] - goal[1]) < NEAR[1]) {
    return { s: side(here[0] >= goal[0]), y: side(here[0] < goal[0]) };
  }
  return { s: side(here[0] > CORNERS[2][0]), y: side(goal[0] >= CORNERS[2][0]) };
}

/**
 * @param {number} weight
 * @param {number} temperature
 * @returns {string} a step of the descent
 */
export function stepText(weight, temperature) {
  const gradient = Math.abs(weight - 1) < 1e-9 ? "S − y" : "S·Σy − y";
  return `θ ← θ − η·(${gradient})${temperature === 1 ? "" : "/T"}`;
}

export class SimplexPanel {
  /** @param {Hand} hand */
  constructor(hand) {
    const { messages } = hand;
    this.hand = hand;
    this.messages = messages;
    this.head = element("div", { class: "head" });
    this.instead = element("p", { class: "instead" });
    this.levels = LEVELS.map(() => svg("polyline", { class: "level" }));
    this.way = svg("polyline", { class: "way" });
    this.dots = Array.from({ length: STEPS / DOT_EVERY }, () => svg("circle", { class: "dot", r: 3 }));
    this.target = svg("path", { class: "goal", d: "M0,-7.5 L7.5,0 L0,7.5 L-7.5,0 Z" });
    this.trail = svg("polyline", { class: "trail" });
    this.stepDots = svg("path", { class: "step-dots" });
    this.ahead = svg("path", { class: "ahead" });
    this.pin = svg("circle", { class: "pinned", r: 7.5 });
    this.point = svg("circle", { class: "here", r: 7.5 });
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
      ...this.levels, svg("polygon", { class: "edge", points: CORNERS.join(" ") }),
      this.way, ...this.dots, this.trail, this.stepDots, this.ahead, this.target, this.pin, this.point);
    this.corners = CORNERS.map((corner, k) => this.text(corner, ["corner-left", "corner-right", "corner-top"][k]));
    this.levelTexts = LEVELS.map(() => this.text([0, 0], "level-text"));
    this.targetText = this.text([0, 0], "mark-text");
    this.pointText = this.text([0, 0], "mark-text");
    setText(this.pointText, "S");
    this.handle = element("span", { class: "handle", role: "application", tabindex: 0, "aria-label": messages.simplex_drag, title: messages.simplex_drag });
    this.triangle = element("div", { class: "triangle" }, this.drawing, this.handle,
      ...this.corners, ...this.levelTexts, this.targetText, this.pointText);
    this.loss = element("span", {});
    this.path = element("span", {});
    this.foot = element("div", { class: "foot" }, this.loss, this.path,
      element("span", {}, messages.simplex_corner));
    this.element = element("div", { class: "panel block simplex", role: "group", "aria-label": messages.simplex },
      this.head, this.instead, this.triangle, this.foot);
    this.drawnFor = "";
    /** @type {Point} where y is */
    this.goal = [0, 0];
    makeDraggable(this.triangle, hand.gesture, {
      score: null,
      begins: (event) => Math.min(...sharesAt(this.pointAt(event))) * (CORNERS[0][1] - CORNERS[2][1]) > -OUTSIDE,
      follow: (event) => this.lead(this.pointAt(event)),
    });
    this.handle.addEventListener("keydown", (event) => {
      const frame = hand.state.frame();
      const next = event.ctrlKey || event.metaKey || event.altKey || !frame ? null : pointAfterKey(event.key, position(frame.numbers.s));
      if (next === null) return;
      event.preventDefault();
      this.lead(next);
    });
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point} in the units of the drawing
   */
  pointAt({ clientX, clientY }) {
    const { left, top, width, height } = this.drawing.getBoundingClientRect();
    return [((clientX - left) / width) * WIDTH, ((clientY - top) / height) * HEIGHT];
  }

  /**
   * Lead S to a point, by the scores that give it.
   * @param {Point} point
   */
  lead(point) {
    const { gesture, state } = this.hand;
    const frame = state.frame();
    if (frame?.numbers.K !== CLASSES) return;
    gesture.touch(null);
    state.write({ theta: scoresOf(sharesAt(point), frame.numbers, sliderRange(frame.numbers.theta)) });
  }

  /**
   * A piece of text over the drawing; what it says is in the drawing's own description too.
   * @param {Point} at
   * @param {string} className
   */
  text(at, className) {
    const node = element("span", { class: `on-triangle ${className}`, "aria-hidden": "true" });
    this.move(node, at);
    return node;
  }

  /**
   * @param {HTMLElement} node
   * @param {Point} at
   */
  move(node, [x, y]) {
    setStyle(node, "--x", `${((100 * x) / WIDTH).toFixed(2)}%`);
    setStyle(node, "--y", `${((100 * y) / HEIGHT).toFixed(2)}%`);
  }

  /** @param {number} _K */
  build(_K) {
    this.drawnFor = "";
  }

  /** @param {Frame} frame */
  draw({ numbers, pinned, steps }) {
    const { K, weight, temperature, s, y } = numbers;
    const reason = K !== CLASSES ? this.messages.simplex_three : weight > 0 ? "" : this.messages.simplex_no_weight;
    setText(this.head, reason ? "" : stepText(weight, temperature));
    setText(this.instead, reason);
    for (const [node, hidden] of /** @type {[Element, boolean][]} */ ([
      [this.instead, !reason], [this.triangle, Boolean(reason)], [this.foot, Boolean(reason)], [this.head, Boolean(reason)],
    ])) setAttribute(node, "hidden", hidden);
    if (reason) return;
    this.drawTarget(y, weight);
    const visited = steps ? [numbers] : descent(numbers);
    setAttribute(this.way, "points", pointsOf(visited));
    this.drawSteps(steps ?? null);
    this.dots.forEach((dot, n) => {
      const now = visited[(n + 1) * DOT_EVERY];
      setAttribute(dot, "display", now ? null : "none");
      if (!now) return;
      const [x, at] = position(now.s);
      setAttribute(dot, "cx", x);
      setAttribute(dot, "cy", at);
      setQuantity(dot, "descent-loss", now.loss, (n + 1) * DOT_EVERY);
    });
    setAttribute(this.pin, "display", pinned ? null : "none");
    if (pinned) {
      const [x, at] = position(pinned.s);
      setAttribute(this.pin, "cx", x);
      setAttribute(this.pin, "cy", at);
    }
    const here = position(s);
    setAttribute(this.point, "cx", here[0]);
    setAttribute(this.point, "cy", here[1]);
    setQuantity(this.point, "simplex-loss", numbers.loss);
    this.move(this.pointText, here);
    this.move(this.handle, here);
    const sides = nameSides(here, this.goal);
    setAttribute(this.pointText, "data-side", sides.s);
    setAttribute(this.targetText, "data-side", sides.y);
    setText(this.loss, `L(S) = ${fixed(numbers.loss)}`);
    const list = (/** @type {number[]} */ values) => `(${values.map((v) => fixed(v)).join(", ")})`;
    setText(this.path, steps ? this.messages.simplex_steps : this.messages.simplex_path);
    setAttribute(this.drawing, "aria-label", fill(steps ? this.messages.simplex_steps_told : this.messages.simplex_told, {
      s: list(s), y: `(${y.map((v) => trimmed(v, 4)).join(", ")})`, loss: fixed(numbers.loss),
      end: list((steps?.ahead ?? visited[visited.length - 1]).s), count: (steps?.trail.length ?? 1) - 1,
    }));
  }

  /**
   * The steps that were taken, and an arrow to where the next one leads.
   * @param {import("./descent.js").Steps | null} steps
   */
  drawSteps(steps) {
    const trail = steps?.trail ?? [];
    setAttribute(this.trail, "points", pointsOf(trail));
    setAttribute(this.stepDots, "d", trail.slice(0, -1).map(({ s }) => `M${position(s).map((v) => v.toFixed(2)).join()}h0`).join(""));
    setAttribute(this.ahead, "d", steps?.ahead ? arrowPath(position(trail[trail.length - 1].s), position(steps.ahead.s)) : "");
  }

  /**
   * What depends on y alone: the level lines, and the mark of y.
   * @param {number[]} y
   * @param {number} weight
   */
  drawTarget(y, weight) {
    if (this.drawnFor === y.join()) return;
    this.drawnFor = y.join();
    contours(y).forEach(({ level, points }, n) => {
      setAttribute(this.levels[n], "points", points.map((s) => position(s).map((v) => v.toFixed(2)).join()).join(" "));
      setQuantity(this.levels[n], "level", level, n);
      const place = levelPlace(y, points);
      setText(this.levelTexts[n], place ? `L ${fixed(level, 2)}` : "");
      if (!place) return;
      this.move(this.levelTexts[n], place.at);
      setAttribute(this.levelTexts[n], "data-side", place.side);
    });
    const p = y.map((value) => value / weight);
    this.goal = position(p);
    setAttribute(this.target, "transform", `translate(${this.goal.join()})`);
    setQuantity(this.target, "lowest-loss", entropyOf(y, p));
    const name = Math.abs(weight - 1) < 1e-9 ? "y" : "y/Σy";
    const corner = p.indexOf(1);
    this.corners.forEach((text, k) => setText(text, k === corner ? `${name} = e${subscript(k)}` : `e${subscript(k)}`));
    setText(this.targetText, corner < 0 ? name : "");
    this.move(this.targetText, this.goal);
  }
}

/**
 * The loss at S = p, the lowest there is: what remains is the entropy of the target.
 * @param {number[]} y
 * @param {number[]} p y/Σy
 * @returns {number}
 */
export function entropyOf(y, p) {
  return y.reduce((sum, value, k) => (value === 0 ? sum : sum - value * Math.log(p[k])), 0);
}
