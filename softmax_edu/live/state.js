/**
 * The state of an explorer: a thin reading and writing layer over the widget model, and its history.
 *
 * The model's `theta` is the only place where the scores live. Only a person's gesture writes it from
 * here; drawing never does, so neither a slider's rounding nor a late message can change a score.
 *
 * @module state
 */

import { FACTS } from "./facts.js";
import { listenToKernel, overhear, valueOf, writeByHand } from "./unheard.js";
import { evaluate } from "./softmax.js";

/**
 * The part of anywidget's model that is used. A static page mounts the view with a stand-in for it.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(content: any) => void} [send] a message that waits for no other
 * @property {(event: string, callback: (...data: any[]) => void) => void} on
 * @property {(event: string, callback?: (...data: any[]) => void) => void} off
 * @property {{ get_model(id: string): Promise<Model> }} [widget_manager]
 * @property {() => string} [link] the address that opens this state, where the page has one of its own
 */

/**
 * What one frame shows.
 * @typedef {object} Frame
 * @property {import("./softmax.js").Numbers} numbers
 * @property {[number, number] | null} cell the picked (i, j)
 * @property {string[]} labels class names, or none
 * @property {number | number[] | null} target as it is set: a class, weights, or nothing
 * @property {import("./softmax.js").Numbers | null} [pinned] the state that this one is compared with
 * @property {import("./descent.js").Steps | null} [steps] of a descent, where one can be made
 * @property {boolean} [covered] whether a prediction still waits for the derivation
 */

/** @typedef {{ theta: number[], y: number | number[] | null, temperature?: number }} Moment */

const BY_HAND = ["theta", "y", "temperature", "cell"];
const EVENTS = [...BY_HAND, "labels", "mask", "heard"].map((name) => `change:${name}`);
const ONE_GESTURE = 600; // ms: changes closer together than this are undone together

/**
 * @param {unknown} theta
 * @returns {theta is number[]}
 */
function areScores(theta) {
  return Array.isArray(theta) && theta.length >= 2 && theta.every((score) => Number.isFinite(score));
}

/**
 * @param {Moment} a
 * @param {Moment} b
 */
function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

export class State {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Moment[]} */
    this.history = [];
    this.changed = -Infinity;
    /** @type {Frame | null} */
    this.lastGood = null;
    /** @type {number[]} the weights that Σy scales: those that were set last and are not all 0 */
    this.shares = [];
    this.scaled = ""; // the weights that came of it
    /** @type {import("./softmax.js").Numbers | null} */
    this.pinned = null;
    /** @type {Moment} */
    this.now = this.moment();
    this.notify = () => {
      listenToKernel(model);
      this.remember();
      for (const listener of this.listeners) listener();
    };
    this.overheard = BY_HAND.map((name) => /** @type {const} */ ([`change:${name}`, () => overhear(model, name)]));
    for (const [event, callback] of this.overheard) model.on(event, callback);
    for (const event of EVENTS) model.on(event, this.notify);
  }

  /** Stop listening to the model. */
  dispose() {
    for (const [event, callback] of this.overheard) this.model.off(event, callback);
    for (const event of EVENTS) this.model.off(event, this.notify);
    this.listeners.clear();
  }

  /**
   * What the hand or the kernel has set last.
   * @param {"theta" | "y" | "temperature" | "cell"} name
   */
  get(name) {
    return valueOf(this.model, name);
  }

  /** @returns {Moment} */
  moment() {
    return { theta: this.get("theta"), y: this.get("y"), temperature: this.get("temperature") };
  }

  /** Put what the change left behind into the history, one entry a gesture. */
  remember() {
    const next = this.moment();
    if (isSame(next, this.now)) return;
    const previous = this.history.at(-1);
    const time = performance.now();
    if (previous && isSame(next, previous)) {
      this.history.pop(); // an undo, here or in a linked view
      this.changed = -Infinity;
    } else {
      if (time - this.changed > ONE_GESTURE) this.history.push(this.now);
      if (this.history.length > FACTS.limits.undos) this.history.shift();
      this.changed = time;
    }
    this.now = next;
  }

  /**
   * What is to be shown now. Should the model ever hold what cannot be shown, the last good frame stays.
   * @returns {Frame | null}
   */
  frame() {
    const theta = this.get("theta");
    const temperature = this.get("temperature") ?? 1;
    if (!areScores(theta) || !(temperature > 0) || !theta.every((v) => Number.isFinite(v / temperature))) {
      return this.lastGood;
    }
    const K = theta.length;
    let target = this.get("y") ?? null;
    if (Array.isArray(target) ? target.length !== K : target >= K) target = null;
    const cell = this.get("cell");
    const fits = Array.isArray(cell) && cell.every((index) => index >= 0 && index < K);
    const labels = this.model.get("labels");
    const numbers = evaluate(theta, target, temperature);
    if (numbers.weight > 0 && JSON.stringify(target) !== this.scaled) this.shares = numbers.y;
    this.lastGood = {
      numbers,
      cell: fits ? [cell[0], cell[1]] : null,
      labels: Array.isArray(labels) && labels.length === K ? labels.map(String) : [],
      target,
      pinned: this.pinned?.K === K ? this.pinned : null,
    };
    return this.lastGood;
  }

  /** The prediction that is to be locked before a derivation is shown, or null. */
  get mask() {
    const mask = this.model.get("mask");
    return typeof mask === "string" && mask !== "" ? mask : null;
  }

  /** Where the answers of this explorer's kernel are kept; empty without one. @returns {string} */
  get place() {
    return this.model.get("place") ?? "";
  }

  /** @param {Record<string, unknown>} values */
  write(values) {
    writeByHand(this.model, values);
  }

  /**
   * @param {number} i
   * @param {number} score
   * @returns {boolean} whether it is a score that can be shown
   */
  setScore(i, score) {
    const theta = this.get("theta").slice();
    if (!Number.isFinite(score) || i >= theta.length) return false;
    if (theta[i] === score) return true;
    theta[i] = score;
    this.write({ theta });
    return true;
  }

  /**
   * @param {number} temperature
   * @returns {boolean} whether θ/T can be shown
   */
  setTemperature(temperature) {
    const fits = this.get("theta").every((/** @type {number} */ score) => Number.isFinite(score / temperature));
    if (!(temperature > 0 && fits)) return false;
    if (this.get("temperature") !== temperature) this.write({ temperature });
    return true;
  }

  /**
   * Scale the target's weights; their shares stay, also over a Σy of 0.
   * @param {number} weight Σy
   * @returns {boolean} whether it is a sum of weights
   */
  setWeight(weight) {
    const frame = this.frame();
    if (!frame || !(weight >= 0 && weight < Infinity)) return false;
    const { K } = frame.numbers;
    const shares = this.shares.length === K ? this.shares : Array.from({ length: K }, () => 1);
    const sum = shares.reduce((a, b) => a + b, 0);
    const y = shares.map((share) => (share / sum) * weight);
    this.scaled = JSON.stringify(y);
    this.write({ y });
    return true;
  }

  /**
   * Move a score by its own control: what is nudged is then the input that is picked.
   * @param {number} j
   * @param {number} score
   */
  nudge(j, score) {
    const { cell } = this.frame() ?? { cell: null };
    this.setScore(j, score);
    if (cell !== null && cell[1] !== j && this.get("theta")[j] === score) this.pick([cell[0], j]);
  }

  /**
   * Keep the present state to compare with, or let go of the one that is kept.
   * @returns {boolean} whether one is kept now
   */
  togglePin() {
    const frame = this.frame();
    this.pinned = frame && !frame.pinned ? frame.numbers : null;
    for (const listener of this.listeners) listener();
    return this.pinned !== null;
  }

  /** @param {[number, number] | null} cell */
  pick(cell) {
    this.write({ cell });
  }

  get canUndo() {
    return this.history.length > 0;
  }

  undo() {
    const before = this.history.at(-1);
    if (before) this.write(before);
  }

  /** Back to the scores, the target and the temperature that the lesson set. */
  reset() {
    const initial = this.model.get("initial");
    if (initial) this.write(initial);
  }
}
