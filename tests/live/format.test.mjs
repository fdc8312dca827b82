/** How numbers are written: one minus sign, no signed zero, products that are true as written. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { entry, exact, fixed, positive, probability, product, relation, signed, significant, subscript, trimmed } from "../../softmax_edu/live/format.js";
import { typedNumber } from "../../softmax_edu/live/typed.js";

test("a value that rounds to zero has no sign", () => {
  assert.equal(signed(-0.0004), "0.000");
  assert.equal(signed(0.0004), "0.000");
  assert.equal(signed(-0), "0.000");
  assert.equal(signed(-0.0006), "−0.001");
  assert.equal(signed(0.574), "+0.574");
});

test("the minus sign is the mathematical one", () => {
  for (const text of [fixed(-1.5), signed(-1.5), significant(-1.5), exact(-1.5), exact(-1e-7)]) {
    assert.ok(text.startsWith("−") && !text.includes("-"), text);
  }
});

test("huge and tiny numbers are written with a power of ten", () => {
  assert.equal(fixed(1e308), "1.000·10³⁰⁸");
  assert.equal(significant(3.1e-9, 2), "3.1·10⁻⁹");
  assert.equal(significant(Infinity), "∞");
  assert.equal(significant(0), "0");
});

test("an exact number gives itself back", () => {
  for (const value of [2.718281828, 0.1 + 0.2, -5, 1e308, 5e-324]) {
    assert.equal(typedNumber(exact(value)), value);
  }
});

test("what is neither 0 nor 1 is never written so", () => {
  assert.deepEqual([0, 4e-5, 0.5, 0.9997, 1].map((value) => probability(value)), ["0.000", "< 0.001", "0.500", "> 0.999", "1.000"]);
  assert.equal(probability(1, 3, 4e-22), "> 0.999"); // 1 − 4e-22 is 1 as a double
  assert.deepEqual([4e-5, -4e-5, -0.9997, 0.9997, -1, 0].map((value) => entry(value)),
    ["+4·10⁻⁵", "−4·10⁻⁵", "< −0.999", "> +0.999", "−1.000", "0.000"]);
  assert.deepEqual([relation(positive(9e-5)), relation(positive(1.4))], ["< 0.001", "= 1.400"]);
});

test("every golden number is written as it stands; Python's tests read the same file", () => {
  const stored = JSON.parse(readFileSync(new URL("numbers.json", import.meta.url), "utf8"));
  const write = /** @type {Record<string, (...values: any[]) => string>} */ ({ entry, fixed, positive, probability, signed, significant, trimmed, exact });
  for (const [name, ...rest] of stored) {
    const text = rest.pop();
    const values = rest.map(Number);
    if (name === "subscript") assert.equal(subscript(values[0]), text);
    else if (name === "product") {
      const divisor = values.pop() ?? 1;
      const { factors, relation, result } = product(values, divisor, significant);
      assert.equal(`${factors.join(" × ")} / ${exact(divisor)} ${relation} ${result}`, text);
    } else assert.equal(write[name](...values), text, `${name}(${rest})`);
  }
  assert.ok(stored.length >= 400);
});
