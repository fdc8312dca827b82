/** Whoever works out an equation on screen with the digits that stand there finds what is written, or reads ≈. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { caseOf, nudgeFor } from "../../softmax_edu/live/caseline.js";
import { shownColumn } from "../../softmax_edu/live/roads.js";
import { exact, fixed, signed } from "../../softmax_edu/live/format.js";
import { numberLines } from "../../softmax_edu/live/inspector.js";
import { endText } from "../../softmax_edu/live/legend.js";
import { evaluate, jacobian, termsOf } from "../../softmax_edu/live/softmax.js";

const SAYS = { others: "{numbers}, where v − u {relation} {value} is", shift: "{exponent}", vanished: "{name}", lost: "lost", measured_value: "h = {h}: {value}" };
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A shown number as count · 10^power, exactly. @typedef {{ count: bigint, power: number }} Shown */

/**
 * @param {string} text
 * @returns {Shown}
 */
function shown(text) {
  const [, minus, whole, part, raised, power] = /** @type {RegExpMatchArray} */ (
    text.match(/^([−+]?)(\d+)(?:\.(\d+))?(?:(·10)(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/) ?? assert.fail(`${text} is no number`));
  const digits = raised ? Number(power.replace("⁻", "-").replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String(SUPERSCRIPTS.indexOf(c)))) : 0;
  return { count: BigInt(whole + (part ?? "")) * (minus === "−" ? -1n : 1n), power: digits - (part ?? "").length };
}

/**
 * @param {Shown} number
 * @param {number} power
 * @returns {bigint} the number in units of 10^power, which is not above its own
 */
const inUnits = ({ count, power }, to) => count * 10n ** BigInt(power - to);

/**
 * Whether a · b / divisor is the result within half a unit of its last digit (and a thousandth: doubles are rounded).
 * @param {string} a
 * @param {string} b
 * @param {string} divisor
 * @param {string} result
 */
function multipliesOut(a, b, divisor, result) {
  const [first, second, below, found] = [a, b, divisor, result].map(shown);
  const left = { count: first.count * second.count, power: first.power + second.power };
  const right = { count: found.count * below.count, power: found.power + below.power };
  const low = Math.min(left.power, right.power);
  const off = inUnits(left, low) - inUnits(right, low);
  const unit = inUnits({ count: below.count, power: right.power }, low);
  return (off < 0n ? -off : off) * 1000n <= 501n * unit;
}

const TEMPERATURES = [1, 1, 1, 2, 0.5, 2000, 1000, 1200, 0.0025, 0.001, 1.23456, 1 / 3];

/** @param {number} count */
function* states(count) {
  let seed = 7;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
  for (let n = 0; n < count; n += 1) {
    const K = pick([2, 3, 3, 5, 8]);
    const spread = pick([1, 5, 20, 100, 400]);
    const theta = Array.from({ length: K }, () => (n % 4 ? spread * (2 * random() - 1) : Math.round(spread * random())));
    const y = n % 3 ? Math.floor(random() * K) : Array.from({ length: K }, () => Math.round(8 * random()) / 4);
    const cell = /** @type {[number, number]} */ ([Math.floor(random() * K), Math.floor(random() * K)]);
    yield { numbers: evaluate(theta, y, pick(TEMPERATURES)), cell, target: y };
  }
}

test("the case of the picked cell multiplies out, with the very T", () => {
  let rounded = 0;
  for (const { numbers, cell } of states(2000)) {
    const { arithmetic, relation, result } = caseOf(numbers, cell);
    const [, a, b, , divisor] = /** @type {RegExpMatchArray} */ (arithmetic.match(/^(\S+) × (\S+)( \/ (\S+))?$/));
    assert.equal(divisor ?? "1", exact(numbers.temperature));
    const line = `${arithmetic} ${relation} ${result}`;
    if (relation === "=") assert.ok(multipliesOut(a, b, divisor ?? "1", result), line);
    else {
      rounded += 1;
      assert.ok(Math.abs(jacobian(numbers, ...cell)) < 1e-300 * Math.max(1, 1 / numbers.temperature), line);
    }
  }
  assert.ok(rounded > 0 && rounded < 400, `${rounded}`);
});

test("what a nudge is said to move comes within a tenth of what it moves", () => {
  for (const { numbers, cell: [i, j] } of states(2000)) {
    const step = nudgeFor(numbers.temperature);
    assert.ok(step <= 0.1 * Math.max(numbers.temperature, 1) && step <= 0.1 && step >= Math.min(0.1, numbers.temperature / 100));
    const moved = evaluate(numbers.theta.map((score, k) => (k === j ? score + step : score)), null, numbers.temperature).s[i];
    const said = jacobian(numbers, i, j) * step;
    assert.ok(Math.abs(moved - numbers.s[i] - said) <= 0.11 * Math.abs(said) + 1e-13, `${moved - numbers.s[i]}, not ${said}`);
  }
});

test("the scale of the Jacobian ends at 1/(4T), in the digits that are shown", () => {
  assert.deepEqual([1, 2, 0.0025, 0.001, 2000, 3].map((temperature) => endText(0.25 / temperature)), ["0.25", "0.125", "100", "250", "0.000125", "0.0833"]);
});

test("the roads are −y_i (1 − S_j) and y_i S_j over T, and add up to the last row", () => {
  for (const { numbers, cell, target } of states(2000)) {
    const j = shownColumn(numbers, cell[1]);
    const terms = termsOf(numbers, j);
    terms.forEach((term, i) => {
      const factor = i === j ? -numbers.rest[j] : numbers.s[j];
      assert.equal(signed(term), signed((numbers.y[i] * factor) / numbers.temperature));
    });
    const texts = [...terms, numbers.gradient[j]].map((value) => signed(value));
    if (texts.some((text) => text.includes("·"))) continue; // above a million: four digits each
    const [sum, ...others] = texts.map((text) => inUnits(shown(text), -3)).reverse();
    const off = others.reduce((a, b) => a + b, 0n) - sum;
    assert.ok((off < 0n ? -off : off) * 2n <= BigInt(numbers.K + 1), texts.join(" "));
  }
});

test("every line of the inspector's numbers is true, and comes out at its result", () => {
  for (const { numbers, cell } of states(2000)) {
    const lines = numberLines(numbers, cell, SAYS);
    const line = (/** @type {string} */ key) => (lines[key] ?? []).map(({ text, shown: value }) => text + (value ?? "")).join("");
    const parts = line("parts");
    const [, u, addends, relation, v] = /** @type {RegExpMatchArray} */ (parts.match(/^u = (\S+), v = (?:(.*) ([=≈]) )?(\S+)$/));
    if (u.includes("^(")) continue; // S has vanished
    if (addends && relation === "=") {
      const terms = addends.split(" + ").filter((term) => !term.includes("^")).map(shown);
      assert.ok(addsUp(terms, shown(v)), parts);
    }
    const same = cell[0] === cell[1];
    const ended = line(same ? "result_same" : "result_other");
    const [, minus, divisor, a, b, equal, result] = /** @type {RegExpMatchArray} */ (
      ended.match(/^(−?)(?:1\/(\S+) · )?(\S+) × (\S+) ([=≈]) (\S+)$/));
    assert.equal(divisor ?? "1", exact(numbers.temperature));
    if (equal === "≈") continue;
    assert.ok(multipliesOut(minus + a, b, divisor ?? "1", result), ended);
    // The quotients of the lines above are the factors of the last: as doubles, for they are not rounded.
    const value = (/** @type {string} */ text) => { const { count, power } = shown(text); return Number(`${count}e${power}`); };
    const wanted = value(result);
    for (const key of ["inserted", "split"]) {
      const text = line(key).split(", where")[0];
      if (text.includes("^(") || wanted === 0) continue;
      const found = worked(text.split(/ = (?=[−\d]+\/)/)[0], value);
      const unit = 10 ** shown(result).power;
      assert.ok(Math.abs(found - wanted) <= 1.001 * unit, `${text} is ${found}, not ${result}`);
    }
    const whole = line("inserted").match(/ = (−?\d+)\/(\d+)/);
    if (whole) assert.ok(Math.abs(Number(whole[1].replace("−", "-")) / Number(whole[2]) - wanted) <= 1e-3 * Math.abs(wanted));
    const where = `${line("inserted")}${line("split")}`.match(/v − u = (\S+) is/);
    if (where) assert.ok(Math.abs(value(v) - value(u) - value(where[1])) <= 1.001 * 10 ** shown(where[1]).power, `${parts}; ${where[0]}`);
  }
});

/**
 * @param {Shown[]} terms
 * @param {Shown} sum
 * @returns {boolean} within half a unit of the sum's last digit
 */
function addsUp(terms, sum) {
  const low = Math.min(sum.power, ...terms.map(({ power }) => power));
  const off = terms.reduce((total, term) => total + inUnits(term, low), 0n) - inUnits(sum, low);
  return (off < 0n ? -off : off) * 1000n <= 501n * inUnits({ count: 1n, power: sum.power }, low);
}

/**
 * Work out a line such as −1/2 · (2 / 8) · (5 / 8) or (2 · 8 − 2 · 2) / 8².
 * @param {string} text
 * @param {(text: string) => number} value
 * @returns {number}
 */
function worked(text, value) {
  const plain = text.replace(/[\d.]+·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (number) => `(${value(number)})`)
    .replaceAll("²", "**2").replaceAll("·", "*").replaceAll("−", "-").replace(/^-/, "-1*");
  assert.match(plain, /^[-+*/() \d.e]+$/);
  return Function(`return ${plain}`)();
}
