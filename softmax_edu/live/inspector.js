/**
 * The inspector: the picked cell's own derivation, every line in symbols and with this θ's numbers, and the
 * same derivative measured.
 *
 * @module inspector
 */

import { element, fill, fillWith, setAttribute, setQuantity, setText } from "./dom.js";
import { exact, product, significant, subscript, trimmed, written } from "./format.js";
import { means, mention, Mentions } from "./mentions.js";
import { formula, fraction, indexed, line, partial, raised, room, sumOverK } from "./mathml.js";
import { quotient } from "./quotient.js";
import { accurateSum, evaluate, jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./softmax.js").Numbers} Numbers */
/** @typedef {import("./mathml.js").Formula} Formula */
/** @typedef {Record<string, any>} Messages */

export const DIFFERENCE_STEP = 1e-5; // h of the central difference
const DIFFERENCE_STEP_TEXT = "10⁻⁵";
const MOST_ADDENDS = 5; // terms of v that are written out
const MOST_DIGITS = 12;
const RESULT_DIGITS = 4; // of the derivative in the last line
const MEASURED_DIGITS = 9;

/**
 * @param {number[]} e
 * @param {number} v their sum
 * @param {number} digits
 * @returns {boolean} whether the terms as written add up to v as written, or are too many to be written
 */
function addsUp(e, v, digits) {
  return e.length > MOST_ADDENDS
    || significant(accurateSum(e.map((value) => written(value, digits))), digits) === significant(v, digits);
}

/**
 * The fewest significant digits, four at least, at which what is written is true: the terms as written add
 * up to v as written, u/v and the other quotient round to the factors of the last line, and their product comes out
 * within the last digit of its result.
 * @param {ReturnType<typeof quotient>} parts
 * @param {number} second the numerator of the other quotient
 * @param {number[]} factors of the last line
 * @param {number} factorDigits
 * @returns {number}
 */
export function digitsThatHold({ e, u, v }, second, factors, factorDigits) {
  const divides = (/** @type {number} */ digits) => {
    const quotients = [u, second].map((value) => written(value, digits) / written(v, digits));
    return quotients.every((value, n) => significant(value, factorDigits) === significant(factors[n], factorDigits))
      && isNear(quotients[0] * quotients[1], factors[0] * factors[1]);
  };
  let digits = 4;
  while (digits < MOST_DIGITS && !(addsUp(e, v, digits) && divides(digits))) digits += 1;
  return digits;
}

/**
 * ∂S_i/∂θ_j by a central difference. The step is the one that was taken: θ_j ± h are rounded too.
 * @param {Numbers} numbers
 * @param {[number, number]} cell
 * @returns {{ value: number, noise: number } | null} with what rounding and the step may leave behind; null
 *   where h vanishes beside θ_j
 */
export function measure({ theta, y, temperature }, [i, j]) {
  const moved = [DIFFERENCE_STEP, -DIFFERENCE_STEP].map((step) => theta.map((score, k) => (k === j ? score + step : score)));
  const taken = moved[0][j] - moved[1][j];
  if (taken === 0 || !moved.every((scores) => scores.every((score) => Number.isFinite(score / temperature)))) return null;
  const [above, below] = moved.map((scores) => evaluate(scores, y, temperature).s[i]);
  const value = (above - below) / taken;
  // Dividing by T rounds each exponent, and S feels it once per e-fold; T = 1 rounds nothing.
  const felt = temperature === 1 ? 1 : 1 + Math.max(...theta.map((score) => Math.abs(score / temperature)));
  const noise = (2 * Number.EPSILON * felt * Math.max(above, below)) / taken + (taken / temperature) ** 2 * Math.abs(value);
  return { value, noise };
}

/**
 * A measured value with the digits that it has.
 * @param {{ value: number, noise: number }} measured
 * @returns {string}
 */
export function measuredText({ value, noise }) {
  const digits = Math.floor(Math.log10(Math.abs(value) / noise));
  if (digits >= 3) return significant(value, Math.min(MEASURED_DIGITS, digits));
  return noise === 0 ? significant(value, MEASURED_DIGITS) : `${significant(digits < 1 ? 0 : value, 2)} ± ${significant(noise, 1)}`;
}

/** @typedef {{ key: string, math: Formula }} Step */

/**
 * The derivation of one cell in symbols, from ∂(u/v) to the last line.
 * @param {[number, number]} cell
 * @param {boolean} warm whether T ≠ 1
 * @returns {Step[]}
 */
export function derivation([i, j], warm) {
  const same = i === j;
  const cell = /** @type {[number, number]} */ ([i, j]);
  const S = (/** @type {number} */ k) => means(indexed("S", k), { i: k }, cell);
  const theta = (/** @type {number} */ k) => means(indexed("θ", k), { j: k }, cell);
  const [si, sj, tj] = [S(i), S(j), theta(j)];
  const copy = (/** @type {Formula} */ node) => /** @type {Formula} */ (node.cloneNode(true));
  const exponential = (/** @type {number | string} */ k) => {
    const score = typeof k === "number" ? theta(k) : indexed("θ", k);
    return raised("e", warm ? line(score, "/", "T") : score);
  };
  const prime = (/** @type {string} */ letter) => raised(letter, "′");
  const square = raised("v", "2");
  const over = warm ? [fraction("1", "T")] : [];
  const derived = (/** @type {number} */ k) => (warm ? line(fraction("1", "T"), exponential(k)) : exponential(k));
  return [
    { key: "parts", math: formula(si, "=", fraction("u", "v"), room(), "u", "=", exponential(i), room(), "v", "=", sumOverK(exponential("k"))) },
    {
      key: "rule",
      math: formula(partial(copy(si), tj), "=", partial(null, copy(tj)), fraction("u", "v"), "=",
        fraction(line(prime("u"), "v", "−", "u", prime("v")), square)),
    },
    {
      key: same ? "primes_same" : "primes_other",
      math: formula(prime("u"), "=", partial(exponential(i), copy(tj)), "=", same ? derived(i) : "0", room(), prime("v"), "=", derived(j)),
    },
    {
      key: "inserted",
      math: formula(partial(copy(si), copy(tj)), "=", ...over.map(copy), fraction(same
        ? line(exponential(i), "v", "−", exponential(i), exponential(i))
        : line("0", "·", "v", "−", exponential(i), exponential(j)), copy(square))),
    },
    {
      key: "split",
      math: same
        ? formula("=", ...over.map(copy), fraction(exponential(i), "v"), "·", fraction(line("v", "−", exponential(i)), "v"))
        : formula("=", "−", ...over.map(copy), fraction(exponential(i), "v"), "·", fraction(exponential(j), "v")),
    },
    {
      key: same ? "result_same" : "result_other",
      math: same
        ? formula("=", ...over.map(copy), copy(si), line("(", "1", "−", copy(si), ")"))
        : formula("=", "−", ...over.map(copy), copy(si), sj),
    },
    {
      key: "measured",
      math: formula("≈", fraction(
        line(copy(si), "(", copy(tj), "+", "h", ")", "−", copy(si), "(", copy(tj), "−", "h", ")"), line("2", "h"))),
    },
  ];
}

/**
 * @param {number} found
 * @param {number} expected
 * @returns {boolean} whether both are within half a unit of a result's last digit
 */
function isNear(found, expected) {
  return Math.abs(found - expected) <= 0.5 * 10 ** -RESULT_DIGITS * Math.abs(expected);
}

/**
 * Text, and a number as it is written: the quantity that it is, with its value, and what it stands for.
 * @typedef {{ text: string, shown?: string, quantity?: string, value?: number, meaning?: import("./mentions.js").Meaning }} Piece
 */

/**
 * The line of numbers under each step of the derivation. What is written on a line is true as it is written, and
 * every line from `inserted` on comes out at the result of the last one.
 * @param {Numbers} numbers
 * @param {[number, number]} cell
 * @param {Messages} says
 * @returns {Record<string, Piece[]>} by the step's key
 */
export function numberLines(numbers, cell, says) {
  const [i, j] = cell;
  const same = i === j;
  const { s, rest, temperature } = numbers;
  const parts = quotient(numbers, cell);
  const factors = [s[i], same ? rest[i] : s[j]];
  const ended = product(factors, temperature, (value) => significant(value, RESULT_DIGITS));
  const second = same ? parts.others : parts.e[j];
  const digits = digitsThatHold(parts, second, factors, ended.digits);
  const show = (/** @type {number} */ value) => trimmed(value, digits);
  const power = (/** @type {number} */ k) => (parts.e[k] === 0 ? `e^(${trimmed(parts.exponents[k], 6)})` : show(parts.e[k]));
  const [u, v] = [power(i), show(parts.v)];
  const warm = temperature !== 1;
  const [over, minus] = [warm ? `1/${exact(temperature)} · ` : "", same ? "" : "−"];
  const many = parts.e.length > MOST_ADDENDS;
  /** @type {Piece[]} */
  const addends = many ? [] : parts.e.map((_, k) => ({ text: k === 0 ? ", v = " : " + ", shown: power(k), meaning: { j: k } }));
  const primes = [same ? (warm ? show(parts.du) : u) : "0", warm ? show(parts.dv) : power(j)];

  const others = show(parts.others);
  const difference = written(parts.v, digits) - written(parts.u, digits);
  const agrees = significant(difference, digits) === significant(parts.others, digits);
  /** @type {(pieces: Piece[]) => Piece[]} */
  const explained = (pieces) => fill(says.others, { relation: agrees ? "=" : "≈", value: others }).split("{numbers}")
    .flatMap((text, n) => (n === 0 ? [{ text }, ...pieces] : [{ text }])).filter(({ text, shown }) => text !== "" || shown);
  // Where S is close to 1, u and v agree in most digits written: their difference is taken term by term.
  const close = same && !isNear((written(parts.u, digits) * difference) / written(parts.v, digits) ** 2, factors[0] * factors[1]);
  const numerator = close ? `${u} · ${others}` : same ? `${u} · ${v} − ${u} · ${u}` : `0 · ${v} − ${u} · ${power(j)}`;
  const whole = warm || close ? "" : wholeFraction(u, v, same ? u : power(j), same);
  /** @type {Piece[]} */
  const quotients = [
    { text: `${minus}${over}`, shown: `(${u} / ${v})`, meaning: { i } },
    { text: " · ", shown: `(${same ? others : power(j)} / ${v})`, meaning: { i: j } },
  ];
  const inserted = `${over}(${numerator}) / ${bracket(v)}²${whole}`;
  const measured = measure(numbers, cell);
  const [before, after] = fill(says.measured_value, { h: DIFFERENCE_STEP_TEXT }).split("{value}");
  return {
    parts: [
      { text: "u = ", shown: u, quantity: "u", value: parts.u, meaning: { j: i } }, ...addends,
      { text: many ? ", v = " : ` ${addsUp(parts.e, parts.v, digits) ? "=" : "≈"} `, shown: v, quantity: "v", value: parts.v },
    ],
    [same ? "primes_same" : "primes_other"]: [
      { text: "u′ = ", shown: primes[0], quantity: "u-prime", value: parts.du },
      { text: ", v′ = ", shown: primes[1], quantity: "v-prime", value: parts.dv },
    ],
    inserted: close ? explained([{ text: inserted }]) : [{ text: inserted }],
    split: same && !close ? explained(quotients) : quotients,
    [same ? "result_same" : "result_other"]: [
      { text: `${minus}${over}`, shown: ended.factors[0], meaning: { i } },
      { text: " × ", shown: ended.factors[1], meaning: { i: j } },
      {
        text: ` ${ended.relation} `, shown: ended.result === "0" ? "0" : minus + ended.result,
        quantity: "derivation", value: jacobian(numbers, i, j), meaning: { i, j },
      },
    ],
    measured: measured
      ? [{ text: before, shown: measuredText(measured), quantity: "measured", value: measured.value }, { text: after }]
      : [{ text: says.lost }],
  };
}

export class Inspector {
  /**
   * @param {Messages} messages
   * @param {import("./light.js").Light} light
   */
  constructor(messages, light) {
    this.messages = messages;
    this.says = messages.inspector;
    this.open = false;
    this.instead = element("p", { class: "instead" });
    this.head = element("div", { class: "head" });
    this.shift = element("p", { class: "shift" });
    this.steps = element("ol", {});
    this.note = element("p", { class: "shift" });
    this.element = element("section", { class: "block inspector", role: "region", "aria-label": this.says.name },
      this.instead, this.head, this.shift, this.steps, this.note);
    this.mentions = new Mentions(this.element, light);
    this.drawnFor = "";
    /** @type {Map<string, HTMLElement>} the line of numbers under each step */
    this.lines = new Map();
  }

  /**
   * @param {Frame} frame
   * @param {boolean} masked whether a prediction is to be locked first
   */
  draw({ numbers, cell }, masked) {
    const shown = this.open && cell !== null && !masked;
    // What is covered or closed is not kept in the page either, where a reader's tool could find it.
    if (!shown) this.clear();
    setAttribute(this.element, "hidden", !this.open);
    if (!this.open) return;
    setText(this.instead, masked ? this.messages.masked : cell ? "" : this.messages.pick_a_cell);
    setAttribute(this.instead, "hidden", shown);
    for (const node of [this.head, this.shift, this.steps, this.note]) setAttribute(node, "hidden", !shown);
    if (!shown) return;
    const drawn = `${cell} ${numbers.temperature === 1}`;
    if (drawn !== this.drawnFor) this.build(cell, numbers.temperature !== 1);
    this.drawnFor = drawn;
    if (this.insert(numbers, cell)) this.mentions.renew();
    this.mentions.draw();
  }

  clear() {
    if (this.drawnFor === "") return;
    this.drawnFor = "";
    this.lines.clear();
    for (const node of [this.head, this.shift, this.steps, this.note]) node.replaceChildren();
    setAttribute(this.shift, "data-quantity", null);
  }

  /**
   * The symbols, and empty places for the numbers.
   * @param {[number, number]} cell
   * @param {boolean} warm
   */
  build(cell, warm) {
    const [i, j] = cell;
    const output = () => mention({ i }, cell, `S${subscript(i)}`);
    const input = () => mention({ j }, cell, `θ${subscript(j)}`);
    this.head.replaceChildren(...fillWith(this.says.head, {
      derivative: ["∂", output(), "/∂", input()], output: [output()], input: [input()], kind: [i === j ? "i = j" : "i ≠ j"],
    }));
    this.lines.clear();
    this.steps.replaceChildren(...derivation(cell, warm).map(({ key, math }) => {
      const nums = element("p", { class: "nums" });
      this.lines.set(key, nums);
      return element("li", { "data-step": key },
        element("p", { class: "why" },
        ...fillWith(this.says[key], { output: [output()], input: [input()], h: [DIFFERENCE_STEP_TEXT] })), math, nums);
    }));
  }

  /**
   * This θ's numbers, below each line.
   * @param {Numbers} numbers
   * @param {[number, number]} cell
   * @returns {boolean} whether what is mentioned was built anew
   */
  insert(numbers, cell) {
    let isNew = false;
    for (const [key, pieces] of Object.entries(numberLines(numbers, cell, this.says))) isNew = this.write(key, pieces, cell) || isNew;
    const { shift } = quotient(numbers, cell);
    setText(this.shift, shift === 0 ? "" : fill(this.says.shift, { exponent: trimmed(shift, 6) }));
    setAttribute(this.shift, "hidden", shift === 0);
    setQuantity(this.shift, "shift", shift);
    const vanished = cell.find((k) => numbers.s[k] === 0);
    setText(this.note, vanished === undefined ? "" : fill(this.says.vanished, { name: `S${subscript(vanished)}` }));
    setAttribute(this.note, "hidden", vanished === undefined);
    return isNew;
  }

  /**
   * @param {string} key
   * @param {Piece[]} pieces
   * @param {[number, number]} cell
   * @returns {boolean} whether the line was built anew
   */
  write(key, pieces, cell) {
    const node = /** @type {HTMLElement} */ (this.lines.get(key));
    const isNew = node.children.length !== 2 * pieces.length;
    if (isNew) {
      node.replaceChildren(...pieces.flatMap(({ meaning }) => {
        const value = element("span", { class: "value" });
        return [element("span", {}), meaning ? means(value, meaning, cell) : value];
      }));
    }
    pieces.forEach(({ text, shown, quantity, value }, n) => {
      setText(node.children[2 * n], text);
      setText(node.children[2 * n + 1], shown ?? "");
      if (quantity !== undefined && value !== undefined) setQuantity(node.children[2 * n + 1], quantity, value, ...cell);
    });
    return isNew;
  }
}

/**
 * A power of ten is put in brackets before it is squared.
 * @param {string} text
 */
function bracket(text) {
  return /[·^]/.test(text) ? `(${text})` : text;
}

/**
 * Where all of them are whole numbers, the fraction is too: −10/64.
 * @param {string} u
 * @param {string} v
 * @param {string} dv
 * @param {boolean} same
 * @returns {string}
 */
export function wholeFraction(u, v, dv, same) {
  const whole = [u, v, dv].map(Number);
  if (!whole.every((value) => Number.isInteger(value) && value < 1000)) return "";
  const [a, b, c] = whole;
  return ` = ${same ? `${a * b - a * a}` : `−${a * c}`}/${b * b}`;
}
