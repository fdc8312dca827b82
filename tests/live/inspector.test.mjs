/** The numbers of the inspector: the quotient's parts, digits that make what is written true, the measurement. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { product, significant } from "../../softmax_edu/live/format.js";
import { digitsThatHold, measure, measuredText, wholeFraction } from "../../softmax_edu/live/inspector.js";
import { quotient } from "../../softmax_edu/live/quotient.js";
import { evaluate, jacobian } from "../../softmax_edu/live/softmax.js";

const HOME = [0, Math.log(2), Math.log(5)];

/**
 * @param {number} found
 * @param {number} expected
 * @param {number} [relative]
 */
function near(found, expected, relative = 1e-14) {
  assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${found} is not ${expected}`);
}

test("at the home point the quotient's parts are those worked out by hand", () => {
  const off = quotient(evaluate(HOME, null), [1, 2]);
  assert.equal(off.shift, 0);
  near(off.u, 2);
  near(off.v, 8);
  assert.equal(off.du, 0);
  near(off.dv, 5);
  const on = quotient(evaluate(HOME, null), [1, 1]);
  near(on.du, 2);
  near(on.dv, 2);
  near(on.others, 6);
});

test("(u′v − u v′)/v² is J, for both cases, with T, and with a common factor taken out", () => {
  for (const theta of [HOME, [1.2, 0.4, -0.8, 2, -1.5], [800, 799.5, 801], [-900, -899, -901.5]]) {
    for (const temperature of [1, 2, 0.5]) {
      const numbers = evaluate(theta, null, temperature);
      for (const [i, j] of /** @type {[number, number][]} */ ([[0, 1], [1, 2], [2, 2]])) {
        const { u, v, du, dv } = quotient(numbers, [i, j]);
        assert.ok([u, v, du, dv].every(Number.isFinite));
        near((du * v - u * dv) / v ** 2, jacobian(numbers, i, j), 1e-13);
      }
    }
  }
});

test("a common factor is taken out only where e^θ could not be read without", () => {
  assert.equal(quotient(evaluate([10, -10], null), [0, 0]).shift, 0);
  assert.equal(quotient(evaluate([14, 0], null), [0, 0]).shift, 14);
  assert.equal(quotient(evaluate([-8, -9], null), [0, 0]).shift, -8);
  assert.equal(quotient(evaluate([800, 0], null, 100), [0, 0]).shift, 0);
});

test("where S rounds to 1, v − u keeps its digits", () => {
  near(quotient(evaluate([50, 0], null), [0, 0]).others, Math.exp(-50));
});

test("the terms as written add up to v as written, and u/v as written is S as written", () => {
  let seed = 3;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  for (let run = 0; run < 300; run += 1) {
    const numbers = evaluate([0, 1, 2].map(() => 8 * random() - 4), null);
    const parts = quotient(numbers, [0, 1]);
    const factors = [numbers.s[0], numbers.s[1]];
    const ended = product(factors, 1, (value) => significant(value, 3));
    const digits = digitsThatHold(parts, parts.e[1], factors, ended.digits);
    assert.ok(digits < 12, "some count of digits makes it true");
    const [terms, v] = [parts.e, parts.v].map((value) => [value].flat().map((x) => Number(x.toPrecision(digits))));
    const unit = 10 ** (Math.floor(Math.log10(v[0])) + 1 - digits); // of v's last digit
    assert.ok(Math.abs(terms.reduce((a, b) => a + b) - v[0]) <= 0.5 * unit * (1 + 1e-9));
    assert.equal(significant(terms[0] / v[0], ended.digits), ended.factors[0]);
    assert.equal(significant(terms[1] / v[0], ended.digits), ended.factors[1]);
  }
});

test("whole numbers make a whole fraction, and others none", () => {
  assert.equal(wholeFraction("2", "8", "5", false), " = −10/64");
  assert.equal(wholeFraction("2", "8", "2", true), " = 12/64");
  assert.equal(wholeFraction("1.492", "12.87", "7.389", false), "");
  assert.equal(wholeFraction("1·10⁻⁹", "8", "5", false), "");
});

test("the measured derivative agrees with the formula within the noise that it names", () => {
  for (const theta of [HOME, [1.2, 0.4, -0.8, 2, -1.5], [30, 0, 1], [300, 290, -5]]) {
    for (const temperature of [1, 3, 0.3]) {
      const numbers = evaluate(theta, null, temperature);
      for (const [i, j] of /** @type {[number, number][]} */ ([[0, 1], [1, 1], [0, 0], [2, 0]])) {
        const measured = measure(numbers, [i, j]);
        assert.ok(measured);
        const error = Math.abs(measured.value - jacobian(numbers, i, j));
        assert.ok(error <= measured.noise, `${error} > ${measured.noise} at ${theta}, T = ${temperature}, ${i}, ${j}`);
      }
    }
  }
});

test("far from 0 a temperature rounds every exponent, and the named noise says so", () => {
  let seed = 11;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  for (let run = 0; run < 200; run += 1) {
    const numbers = evaluate([0, 1, 2].map(() => 1000 + 9 * random()), null, 2 + random());
    const measured = measure(numbers, [0, 1]);
    assert.ok(measured && Math.abs(measured.value - jacobian(numbers, 0, 1)) <= measured.noise);
  }
});

test("h is 1e-5, on both sides", () => {
  const [above, below] = [1e-5, -1e-5].map((h) => evaluate([h, 1, 2], null).s[1]);
  assert.equal(measure(evaluate([0, 1, 2], null), [1, 0])?.value, (above - below) / 2e-5);
});

test("the measured value is written with the digits that it has", () => {
  assert.equal(measuredText({ value: -0.15625000000103, noise: 2e-11 }), "−0.156250000");
  assert.equal(measuredText({ value: 1.23456789e-8, noise: 2e-11 }), "1.2·10⁻⁸ ± 2·10⁻¹¹");
  assert.equal(measuredText({ value: 0, noise: 2e-11 }), "0 ± 2·10⁻¹¹");
  assert.equal(measuredText({ value: 3e-12, noise: 2e-11 }), "0 ± 2·10⁻¹¹");
  assert.equal(measuredText({ value: 0, noise: 0 }), "0");
});

test("where h vanishes beside θ there is nothing to measure", () => {
  assert.equal(measure(evaluate([1e308, 0], null), [0, 0]), null);
  assert.equal(measure(evaluate([1e15, 0], null), [0, 0]), null);
  assert.notEqual(measure(evaluate([1e308, 0], null), [0, 1]), null);
});
