/**
 * A piece of derivation: worked line by line, or with blanks that are filled from tiles.
 *
 * A blank is checked as soon as a tile stands in it. Factors of one product may stand in either order.
 *
 * @module steps
 */

import { CLEARED, isProgress, isSameAnswer, keepAnswer, keptAnswers, now } from "./answers.js";
import { button, Card } from "./card.js";
import { rich } from "./card_text.js";
import { element, fill, fillWith, setAttribute, setText } from "./dom.js";
import { setLettersApart } from "./letters.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {import("./answers.js").Progress} Progress */
/** @typedef {import("./card_text.js").Piece} Piece */
/** @typedef {{ symbol: Piece[], name: string }} Tile what is shown, and what a screen reader says */
/**
 * @typedef {object} Blank
 * @property {string} name what it stands for
 * @property {string} tile the one that belongs there
 * @property {string} [group] blanks of one group may hold their answers in any order
 * @property {Piece[]} hint
 * @property {Record<string, Piece[]>} wrong what is said to a tile that is often taken
 */
/**
 * @typedef {object} DerivationStep
 * @property {string} lesson
 * @property {number} number
 * @property {number} of
 * @property {string} title
 * @property {"worked" | "fill" | "alone"} kind
 * @property {Record<string, Tile>} tiles
 * @property {{ formula: Piece[], why: Piece[] }[]} lines
 * @property {Record<string, Blank>} blank
 * @property {Piece[]} done
 */

const LEAST_FIRST = 2; // blanks right first time before the rest may be skipped

/**
 * The blanks of a step in the order in which they are read.
 * @param {DerivationStep} step
 * @returns {string[]}
 */
export function blanksOf({ lines }) {
  /**
   * @param {Piece[]} pieces
   * @returns {string[]}
   */
  const within = (pieces) => pieces.flatMap((piece) => {
    if (typeof piece === "string") return [];
    if ("blank" in piece) return [piece.blank];
    return "fraction" in piece ? piece.fraction.flatMap(within) : [];
  });
  return lines.flatMap(({ formula }) => within(formula));
}

/**
 * The tiles that would be right in a blank, given those that already stand in others.
 * @param {DerivationStep} step
 * @param {string} name
 * @param {Record<string, string | null>} filled
 * @returns {string[]}
 */
export function rightTiles({ blank }, name, filled) {
  const { group, tile: own } = blank[name];
  if (group === undefined) return [own];
  const members = Object.keys(blank).filter((other) => blank[other].group === group);
  const left = members.map((member) => blank[member].tile);
  for (const member of members) {
    const tile = member === name ? null : filled[member];
    if (tile !== null && left.includes(tile)) left.splice(left.indexOf(tile), 1);
  }
  return left;
}

/**
 * May the rest be filled in? Only for a learner who was right first time, half-way at least.
 * @param {{ filled: (string | null)[], misses: number, hints: number }} progress
 * @returns {boolean}
 */
export function maySkip({ filled, misses, hints }) {
  const done = filled.filter((tile) => tile !== null).length;
  return misses === 0 && hints === 0 && done < filled.length && done >= LEAST_FIRST && 2 * done >= filled.length;
}

class StepView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.card = new Card(model, el, "step");
    this.model = model;
    this.messages = this.card.messages;
    /** @type {string} */
    this.key = model.get("key");
    /** @type {DerivationStep} */
    this.step = model.get("card");
    this.names = blanksOf(this.step);
    /** @type {Record<string, string | null>} */
    this.filled = {};
    /** A tile that did not fit, until another one takes its place. @type {Record<string, string | null>} */
    this.tried = {};
    this.misses = 0;
    this.hints = 0;
    this.skipped = false;
    /** What was given to the kernel or taken from it. @type {unknown} */
    this.kept = undefined;
    this.linesShown = 1;
    /** @type {string | null} */
    this.active = null;
    /** The blank whose hint has been read. @type {string | null} */
    this.hinted = null;
    /** @type {Record<string, HTMLButtonElement>} */
    this.blanks = {};
    this.build();
    if (this.card.inBrowser) {
      this.card.hear(CLEARED, ({ key }) => { if (key === undefined) this.take(null); });
      this.take(keptAnswers().steps[this.key] ?? null);
    } else {
      this.card.follow("steps", (answer) => { if (!isSameAnswer(answer, this.kept)) this.take(answer); });
    }
    let [filled, linesShown] = [this.filled, this.linesShown];
    this.card.openOnPaper(() => {
      [filled, linesShown] = [{ ...this.filled }, this.linesShown];
      this.linesShown = this.step.lines.length;
      this.fillUp();
      this.draw();
    }, () => {
      [this.filled, this.linesShown] = [filled, linesShown];
      this.draw();
    });
  }

  get worked() { return this.names.length === 0; }

  get done() {
    return this.worked ? this.linesShown >= this.step.lines.length : this.names.every((name) => this.filled[name] !== null);
  }

  build() {
    const { card, messages, step } = this;
    const place = fill(messages.step, { number: step.number, of: step.of, title: step.title });
    setText(card.heading, fill(messages[step.kind], { step: place }));
    /** @type {HTMLElement[]} */
    this.lines = step.lines.map(({ formula, why }) => element("div", { class: "line" },
      element("p", { class: "formula" }, ...rich(formula, { over: messages.over, blank: (name) => this.blank(name) })),
      element("p", { class: "why" }, ...rich(why))));
    for (const line of this.lines) setLettersApart(/** @type {Node} */ (line.firstChild));
    this.tiles = Object.entries(step.tiles).map(([tile, { symbol, name }]) => {
      const made = button("", () => this.place(tile), { class: "tile", "data-tile": tile });
      this.label(made, symbol, name);
      return made;
    });
    this.tray = element("div", { class: "tray", role: "group", "aria-label": messages.tiles }, ...this.tiles);
    this.help = element("p", { class: "help", role: "note", hidden: true });
    this.hintButton = button(messages.hint, () => this.giveHint());
    this.skipButton = button(messages.skip_on, () => this.skip(), { hidden: true });
    this.nextButton = button(messages.next_line, () => this.nextLine(), { class: "main" });
    this.ending = element("p", { class: "ending", hidden: true, tabindex: -1 }, ...rich(step.done));
    this.actions = element("div", { class: "actions" }, ...(this.worked ? [this.nextButton] : [this.hintButton, this.skipButton]));
    card.body.append(element("div", { class: "lines" }, ...this.lines), ...(this.worked ? [] : [this.tray]));
    card.root.append(element("div", { class: "said" }, card.status, this.help, this.actions, this.ending));
  }

  /** @param {string} name */
  blank(name) {
    this.blanks[name] = button("", () => this.choose(name), { class: "blank", "data-blank": name });
    return this.blanks[name];
  }

  /**
   * Take over what was done before, or start anew.
   * @param {unknown} found
   */
  take(found) {
    this.kept = found;
    const before = isProgress(found) && found.filled.length === this.names.length ? found : null;
    this.filled = Object.fromEntries(this.names.map((name, k) => [name, before?.filled[k] ?? null]));
    this.tried = Object.fromEntries(this.names.map((name) => [name, null]));
    this.misses = before?.misses ?? 0;
    this.hints = before?.hints ?? 0;
    this.skipped = before?.skipped ?? false;
    this.linesShown = before?.done ? this.step.lines.length : 1;
    this.active = this.names.find((name) => this.filled[name] === null) ?? null;
    this.hinted = null;
    this.draw();
    setText(this.card.status, this.worked || this.done ? "" : this.messages.start);
  }

  keep() {
    /** @type {Progress} */
    const progress = {
      lesson: this.step.lesson, filled: this.names.map((name) => this.filled[name]), misses: this.misses,
      hints: this.hints, skipped: this.skipped, done: this.done, time: now(),
    };
    if (this.card.inBrowser) {
      this.card.tellNotKept(keepAnswer("steps", this.key, progress));
      return;
    }
    this.kept = progress; // what comes back is our own
    this.card.give(progress);
  }

  /** @param {string} name */
  choose(name) {
    if (this.filled[name] !== null) return;
    this.active = name;
    this.hinted = null;
    this.draw();
    setText(this.card.status, fill(this.messages.chosen, { name: this.step.blank[name].name }));
  }

  /** @param {string} tile */
  place(tile) {
    const name = this.active;
    if (name === null) return;
    if (rightTiles(this.step, name, this.filled).includes(tile)) {
      this.fit(name, tile, "right_so_far", "all_right");
      return;
    }
    this.misses += 1;
    this.tried[name] = tile;
    const told = this.step.blank[name].wrong[tile];
    this.say(told ? rich(told) : fillWith(this.messages.does_not_fit, { tile: rich(this.step.tiles[tile].symbol) }));
    this.draw();
  }

  /**
   * @param {string} name
   * @param {string} tile
   * @param {string} said the key of what is said while blanks are open
   * @param {string} saidLast and when none is
   */
  fit(name, tile, said, saidLast) {
    this.filled[name] = tile;
    this.tried[name] = null;
    this.hinted = null;
    const at = this.names.indexOf(name);
    this.active = [...this.names.slice(at), ...this.names].find((other) => this.filled[other] === null) ?? null;
    const done = this.names.filter((other) => this.filled[other] !== null).length;
    this.say(fillWith(this.messages[this.active === null ? saidLast : said], {
      done: [String(done)], all: [String(this.names.length)], tile: rich(this.step.tiles[tile].symbol),
      name: [this.active === null ? "" : this.step.blank[this.active].name],
    }));
    this.keep();
    this.draw();
    if (this.done) this.ending?.focus();
  }

  /** First the hint; only who has read it is shown the tile. */
  giveHint() {
    const name = this.active;
    if (name === null) return;
    this.hints += 1;
    if (this.hinted !== name) {
      this.hinted = name;
      this.draw();
      return;
    }
    this.fit(name, rightTiles(this.step, name, this.filled)[0], "shown", "last_shown");
  }

  /** Let a tile that is right stand in each blank that is open. */
  fillUp() {
    for (const name of this.names) this.filled[name] ??= rightTiles(this.step, name, this.filled)[0];
  }

  skip() {
    this.fillUp();
    this.skipped = true;
    this.active = null;
    this.say([]);
    this.keep();
    this.draw();
    this.ending?.focus();
  }

  nextLine() {
    this.linesShown += 1;
    const shown = this.lines?.[this.linesShown - 1];
    this.draw();
    if (shown) {
      setAttribute(shown, "tabindex", -1);
      shown.focus();
    }
    if (this.done) this.keep();
  }

  /**
   * Write a symbol on a button for the eye, and its name for the ear.
   * @param {HTMLElement} node
   * @param {Piece[]} symbol
   * @param {string} name
   */
  label(node, symbol, name) {
    const written = element("span", { "aria-hidden": "true" }, ...rich(symbol));
    setLettersApart(written);
    node.replaceChildren(written,
      element("span", { class: "hidden-text" }, name));
  }

  /** @param {(Node | string)[]} sentence */
  say(sentence) {
    this.card.status.replaceChildren(...sentence);
  }

  draw() {
    const { messages, names, step, done } = this;
    names.forEach((name, k) => {
      const [node, tile] = [this.blanks[name], this.filled[name] ?? this.tried[name]];
      const right = this.filled[name] !== null;
      setAttribute(node, "data-state", right ? "right" : tile === null ? "empty" : "wrong");
      setAttribute(node, "aria-pressed", !right && String(name === this.active));
      setAttribute(node, "aria-disabled", right && "true");
      const { symbol, name: content } = tile === null ? { symbol: ["\u00a0"], name: messages.empty } : step.tiles[tile];
      this.label(node, symbol, fill(messages.blank, { number: k + 1, name: step.blank[name].name, content }));
    });
    this.lines?.forEach((line, k) => setAttribute(line, "hidden", this.worked && k >= this.linesShown));
    const hint = this.active !== null && this.hinted === this.active ? step.blank[this.active].hint : [];
    this.help?.replaceChildren(...rich(hint));
    setAttribute(/** @type {HTMLElement} */ (this.help), "hidden", hint.length === 0);
    setText(/** @type {HTMLElement} */ (this.hintButton), hint.length === 0 ? messages.hint : messages.show_it);
    const skippable = maySkip({ filled: names.map((name) => this.filled[name]), misses: this.misses, hints: this.hints });
    setAttribute(/** @type {HTMLElement} */ (this.skipButton), "hidden", !skippable);
    setAttribute(/** @type {HTMLElement} */ (this.skipButton), "title", messages.first_time);
    setAttribute(/** @type {HTMLElement} */ (this.tray), "hidden", done);
    setAttribute(/** @type {HTMLElement} */ (this.actions), "hidden", done);
    setAttribute(/** @type {HTMLElement} */ (this.ending), "hidden", !done);
    setAttribute(this.card.root, "data-done", done);
    setAttribute(this.card.root, "data-kind", step.kind);
  }
}

/**
 * @param {{ model: Model, el: HTMLElement }} context
 * @returns {() => void}
 */
export function renderStep({ model, el }) {
  const view = new StepView(model, el);
  return () => view.card.dispose();
}

export default { render: renderStep };
