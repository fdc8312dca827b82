/**
 * What a learner has answered: which predictions are locked, and where answers are kept without a kernel.
 *
 * Every widget of a page evaluates its own copy of this module. What they share hangs on the page itself:
 * a map from key to answer, and events on `document`.
 *
 * - `softmax-edu:locked`, `detail: { key, answer, place }`: a prediction was locked, or was found to be.
 * - `softmax-edu:cleared`, `detail: { key, place }`: its answer was taken away; without a key, all were.
 * - `softmax-edu:kept`: this browser has kept an answer.
 *
 * A place is where a kernel keeps answers; two notebooks on one page may have two. Where the browser keeps them
 * there is no place. What a kernel has not taken yet waits in this browser, by place.
 *
 * The kept text is the same as that of `softmax-answers.json`, which `softmax_edu/questions` describes.
 *
 * @module answers
 */

import { FACTS } from "./facts.js";

/**
 * @typedef {object} Guess
 * @property {string} lesson
 * @property {string} guess the key of an option, or "unsure-yet"
 * @property {"sure" | "unsure" | null} confidence null with "unsure-yet"
 * @property {boolean} right
 * @property {string} time when it was locked, in UTC: 2026-11-22T16:50:38Z
 */

/**
 * @typedef {object} Progress
 * @property {string} lesson
 * @property {(string | null)[]} filled the tile in each blank that was filled right
 * @property {number} misses tiles that did not fit
 * @property {number} hints
 * @property {boolean} skipped the rest was filled in for a learner who was right first time
 * @property {boolean} done
 * @property {string} time of the last change
 */

/** @typedef {{ predictions: Record<string, Guess>, steps: Record<string, Progress> }} Answers */

export const LOCKED = "softmax-edu:locked";
export const CLEARED = "softmax-edu:cleared";
export const KEPT = "softmax-edu:kept";
export const STORAGE_KEY = "softmax-edu:answers";

const SCHEMA = FACTS.answers;
const LOCKED_GUESSES = Symbol.for("softmax-edu.locked");

/** A text of answers cannot be read or kept. The reason is the key of a sentence. */
export class AnswersError extends Error {
  /**
   * @param {string} reason
   * @param {Record<string, string | number>} [details] what stands in the sentence
   */
  constructor(reason, details = {}) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}

/** @returns {Map<string, Guess>} */
function lockedGuesses() {
  const page = /** @type {any} */ (globalThis);
  page[LOCKED_GUESSES] ??= new Map();
  return page[LOCKED_GUESSES];
}

/**
 * Has the prediction with this key been locked on this page, or kept by this browser?
 * @param {string} key
 * @param {string} [place]
 * @returns {boolean}
 */
export function isLocked(key, place = "") {
  return lockedGuesses().has(`${place} ${key}`) || (place === "" && Object.hasOwn(keptAnswers().predictions, key));
}

/**
 * Call `locked` once the prediction is locked: at once if it is already. Call `cleared` when its answer is
 * taken away again.
 * @param {string} key
 * @param {() => void} locked
 * @param {() => void} [cleared]
 * @param {string} [place]
 * @returns {() => void} stops listening
 */
export function onLocked(key, locked, cleared = () => {}, place = "") {
  const call = (/** @type {() => void} */ callback) => (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail?.key === key && (detail.place ?? "") === place) callback();
  };
  const [whenLocked, whenCleared] = [call(locked), call(cleared)];
  document.addEventListener(LOCKED, whenLocked);
  document.addEventListener(CLEARED, whenCleared);
  if (isLocked(key, place)) locked();
  return () => {
    document.removeEventListener(LOCKED, whenLocked);
    document.removeEventListener(CLEARED, whenCleared);
  };
}

/**
 * Tell the page what is known of a prediction. Says nothing where nothing changed.
 * @param {string} key
 * @param {Guess | null} answer
 * @param {string} [place]
 */
export function announce(key, answer, place = "") {
  const guesses = lockedGuesses();
  const name = `${place} ${key}`;
  if (answer === null) {
    if (!guesses.delete(name)) return;
    document.dispatchEvent(new CustomEvent(CLEARED, { detail: { key, place } }));
    return;
  }
  if (guesses.has(name)) return;
  guesses.set(name, answer);
  document.dispatchEvent(new CustomEvent(LOCKED, { detail: { key, answer, place } }));
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @param {string | string[]} kind
 * @returns {boolean}
 */
function fits(value, kind) {
  if (Array.isArray(kind)) return value === null || kind.includes(/** @type {string} */ (value));
  switch (kind) {
    case "flag":
      return typeof value === "boolean";
    case "count":
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) < SCHEMA.most_count;
    case "tiles":
      return Array.isArray(value) && value.length <= SCHEMA.most_blanks
        && value.every((tile) => tile === null || fits(tile, "key"));
    default:
      return typeof value === "string" && new RegExp(`^${SCHEMA.patterns[kind]}$`).test(value);
  }
}

/**
 * Is this an answer as this table holds them?
 * @param {"predictions" | "steps"} table
 * @param {unknown} value
 */
function isAnswer(table, value) {
  const fields = Object.entries(SCHEMA.fields[table]);
  return isTable(value) && Object.keys(value).length === fields.length
    && fields.every(([name, kind]) => Object.hasOwn(value, name) && fits(value[name], kind));
}

/**
 * @param {unknown} value
 * @returns {value is Guess}
 */
export function isGuess(value) {
  return isAnswer("predictions", value);
}

/**
 * @param {unknown} value
 * @returns {value is Progress}
 */
export function isProgress(value) {
  return isAnswer("steps", value);
}

/** @returns {Answers} */
export function noAnswers() {
  return { predictions: {}, steps: {} };
}

/**
 * Read a text of answers, and refuse whatever is not one.
 * @param {string} text
 * @returns {Answers}
 */
export function parseAnswers(text) {
  if (text.length > SCHEMA.most_text) throw new AnswersError("too_long");
  /** @type {unknown} */
  let found;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new AnswersError("not_json", { detail: /** @type {Error} */ (error).message });
  }
  const { format, version } = SCHEMA;
  if (!isTable(found) || found.format !== format) throw new AnswersError("format", { format });
  if (found.version !== version) throw new AnswersError("version", { version });
  const answers = noAnswers();
  for (const table of /** @type {const} */ (["predictions", "steps"])) {
    const entries = found[table];
    if (!isTable(entries)) throw new AnswersError("no_table", { table });
    for (const [key, value] of Object.entries(entries)) {
      if (!fits(key, "key") || !isAnswer(table, value)) throw new AnswersError("entry", { entry: `${table}.${key}` });
      answers[table][key] = /** @type {any} */ (value);
    }
  }
  return answers;
}

/**
 * @param {Answers} answers
 * @returns {string} with sorted keys, so that the same answers are the same text
 */
export function formatAnswers({ predictions, steps }) {
  const sorted = (/** @type {Record<string, any>} */ table) => Object.fromEntries(Object.keys(table).sort()
    .map((key) => [key, table[key]]));
  const { format, version } = SCHEMA;
  return `${JSON.stringify({ format, version, predictions: sorted(predictions), steps: sorted(steps) }, null, 2)}\n`;
}

/** @returns {Answers} what this browser keeps; nothing where it keeps nothing or something else */
export function keptAnswers() {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    return text === null ? noAnswers() : parseAnswers(text);
  } catch {
    return noAnswers(); // storage switched off, or not ours: keepAnswer says which
  }
}

/**
 * Keep one answer in this browser.
 * @param {"predictions" | "steps"} table
 * @param {string} key
 * @param {Guess | Progress} answer
 * @returns {AnswersError | null} why it could not be kept. A text that cannot be read is never overwritten.
 */
export function keepAnswer(table, key, answer) {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    const answers = text === null ? noAnswers() : parseAnswers(text);
    answers[table][key] = /** @type {any} */ (answer);
    localStorage.setItem(STORAGE_KEY, formatAnswers(answers));
    document.dispatchEvent(new CustomEvent(KEPT));
    return null;
  } catch (error) {
    if (error instanceof AnswersError) return error;
    return new AnswersError("not_written", { detail: /** @type {Error} */ (error).message });
  }
}

const PASSED_KEY = "softmax-edu:passed";

/** @returns {string[]} the keys of the questions that were passed over on purpose */
function passedOver() {
  const found = JSON.parse(localStorage.getItem(PASSED_KEY) ?? "[]");
  return Array.isArray(found) ? found : [];
}

/**
 * Remember that a question was passed over, as long as answers are kept.
 * @param {string} key
 */
export function passOver(key) {
  try {
    localStorage.setItem(PASSED_KEY, JSON.stringify([...new Set([...passedOver(), key])]));
  } catch {
    // Storage switched off, or not ours: it is asked again next time.
  }
}

/**
 * @param {string} key
 * @returns {boolean}
 */
export function isPassedOver(key) {
  try {
    return passedOver().includes(key);
  } catch {
    return false;
  }
}

/** Forget all that this browser keeps, and say so to every card of the page. */
export function clearKept() {
  try {
    localStorage.removeItem(STORAGE_KEY);
    localStorage.removeItem(PASSED_KEY);
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
  for (const name of [...lockedGuesses().keys()]) {
    const [place, key] = name.split(" ");
    if (place === "") announce(key, null);
  }
  document.dispatchEvent(new CustomEvent(CLEARED, { detail: {} }));
}

/**
 * Two answers are the same whatever the order in which they name their parts.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
export function isSameAnswer(a, b) {
  const written = (/** @type {unknown} */ answer) => JSON.stringify(answer, isTable(answer) ? Object.keys(answer).sort() : null);
  return written(a) === written(b);
}

const WAITING_KEY = "softmax-edu:waiting";

/** @typedef {Record<string, { answer: unknown, since: number }>} Waiting */

/** @returns {Waiting} the answers that no kernel has taken yet, by place, table and key */
function waiting() {
  const found = JSON.parse(localStorage.getItem(WAITING_KEY) ?? "{}");
  return isTable(found) ? /** @type {Waiting} */ (found) : {};
}

/**
 * Let an answer wait in this browser until a kernel takes it.
 * @param {string} name place, table and key
 * @param {unknown} answer null: it has been taken
 * @returns {AnswersError | null} why it does not wait
 */
export function letWait(name, answer) {
  try {
    const all = waiting();
    if (answer === null) {
      if (!Object.hasOwn(all, name)) return null;
      delete all[name];
    } else all[name] = { answer, since: Date.now() };
    localStorage.setItem(WAITING_KEY, JSON.stringify(all));
    return null;
  } catch (error) {
    return new AnswersError("not_written", { detail: /** @type {Error} */ (error).message });
  }
}

/**
 * @param {string} name place, table and key
 * @returns {unknown} the answer that waits, or null
 */
export function waitingAnswer(name) {
  try {
    return waiting()[name]?.answer ?? null;
  } catch {
    return null; // storage switched off, or not ours
  }
}

/** @returns {string} the present time, in UTC, to the second */
export function now() {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
