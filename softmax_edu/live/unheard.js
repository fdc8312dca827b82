/**
 * What a hand has done, until the kernel has heard of it.
 *
 * The kernel puts all gestures and assignments in one order, that in which they reach it; the last one counts,
 * on every page. A page shows its own gesture from the start, and goes on showing it until the kernel says that
 * it has heard: what arrives meanwhile was said before, and would move a slider back under the hand. A gesture
 * that nobody has answered for is told again, with all that is unheard, by a message of its own: a cut network
 * may have swallowed it, and then the model's own messages wait for an answer for ever.
 *
 * A slider of another package, linked in the browser, is a way for a hand to write as well: what changes while an
 * event of a hand is handled is a gesture. What changes otherwise comes from the kernel, or from a timer.
 *
 * Without a kernel nothing is ever heard, and the hand's is what there is.
 *
 * @module unheard
 */

/** @typedef {import("./state.js").Model} Model */
/**
 * @typedef {object} Unheard
 * @property {number} number of the last gesture in it
 * @property {Record<string, any>} values all that the kernel has not heard of, by name
 * @property {number} told when it was last told, in ms
 * @property {number} wait ms until it is told again
 * @property {ReturnType<typeof setTimeout>} [timer]
 */

const PAGE = Symbol.for("softmax-edu.page");
const PATIENCE = 700; // ms
const MOST_PATIENCE = 8000;

/**
 * What all copies of this module share: every widget of a page evaluates its own.
 * @returns {{ id: string, count: number, unheard: Map<string, Unheard> }}
 */
function page() {
  const here = /** @type {any} */ (globalThis);
  here[PAGE] ??= { id: [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join(""), count: 0, unheard: new Map() };
  return here[PAGE];
}

/**
 * What is still unheard of a model, if anything.
 * @param {Model} model
 * @returns {Unheard | undefined}
 */
function unheardOf(model) {
  const channel = model.get("channel");
  const unheard = page().unheard.get(channel);
  if (unheard === undefined || !((model.get("heard") ?? {})[page().id] >= unheard.number)) return unheard;
  clearTimeout(unheard.timer);
  page().unheard.delete(channel);
  return undefined;
}

/** @param {Model} model */
export function isHeard(model) {
  return unheardOf(model) === undefined;
}

/**
 * A value as the hand left it; the model's where the kernel has heard all.
 * @param {Model} model
 * @param {string} name
 */
export function valueOf(model, name) {
  const unheard = unheardOf(model);
  return unheard && name in unheard.values ? unheard.values[name] : model.get(name);
}

/**
 * A gesture: show these values at once, and tell the kernel.
 * @param {Model} model
 * @param {Record<string, any>} values
 */
export function writeByHand(model, values) {
  const channel = model.get("channel");
  if (channel) {
    const { id, unheard } = page();
    const before = unheardOf(model);
    page().count += 1;
    const now = {
      number: page().count, values: { ...before?.values, ...values },
      told: performance.now(), wait: PATIENCE, timer: before?.timer,
    };
    unheard.set(channel, now);
    now.timer ??= setTimeout(() => tellAgain(model), PATIENCE);
    model.set("gesture", { page: id, number: now.number, values: now.values });
  }
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/** Is an event of a hand being handled? What a kernel's message sets, it sets after the message's own event. */
function isByHand() {
  const { event } = globalThis;
  return event instanceof Event && event.isTrusted && !(event instanceof MessageEvent);
}

/**
 * A value of the model has changed. Another widget's hand makes it a gesture; a message that was sent before our
 * own was heard is undone, for linked widgets follow the model and would move back under the hand.
 * @param {Model} model
 * @param {string} name
 */
export function overhear(model, name) {
  if (!model.get("channel")) return;
  const value = model.get(name);
  /** @type {Record<string, any>} */
  const values = unheardOf(model)?.values ?? {};
  const known = Object.hasOwn(values, name);
  if (known && JSON.stringify(value) === JSON.stringify(values[name])) return;
  if (isByHand()) writeByHand(model, { [name]: value });
  else if (known) model.set(name, values[name]);
}

/** @param {Model} model */
function tellAgain(model) {
  const unheard = unheardOf(model);
  if (!unheard) return;
  try {
    model.send?.({ gesture: { page: page().id, number: unheard.number, values: unheard.values } });
  } catch {
    return; // there is no kernel any more
  }
  unheard.told = performance.now();
  unheard.wait = Math.min(MOST_PATIENCE, 1.5 * unheard.wait);
  clearTimeout(unheard.timer);
  unheard.timer = setTimeout(() => tellAgain(model), unheard.wait);
}

/**
 * Something came from the kernel. Should it not have heard by now, it is told at once.
 * @param {Model} model
 */
export function listenToKernel(model) {
  const unheard = unheardOf(model);
  if (unheard && performance.now() - unheard.told > PATIENCE) tellAgain(model);
}
