/** Numbers as they are typed, and states as they stand in an address. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, holdsState, readAddress, showSent } from "../../softmax_edu/live/address.js";
import { PageModel } from "../../softmax_edu/live/static.js";
import { typedNumber } from "../../softmax_edu/live/typed.js";

test("decimals, quotients and logarithms are read, with either minus sign and either decimal mark", () => {
  /** @type {[string, number][]} */
  const read = [
    [" −1,5 ", -1.5], ["-.5", -0.5], ["-1e-3", -0.001], ["1E3", 1000], ["1/3", 1 / 3], ["−2 / 4", -0.5], ["1e1/.5", 20],
    ["ln 2", Math.log(2)], ["ln2", Math.log(2)], ["-ln 5", -Math.log(5)], ["ln(1/3)", Math.log(1 / 3)], ["ln ( 2.5 )", Math.log(2.5)], ["+4", 4],
  ];
  for (const [text, value] of read) assert.equal(typedNumber(text), value, text);
});

test("half a number, a number of no size and anything else are refused", () => {
  const refused = [
    "", "-", "1e", "1.2.3", "NaN", "Infinity", "1e999", "0x10", "1,234,5", "two", "1 2", "- 1", "1/0", "1//2", "1/", "/2", "1/2/3", "ln",
    "ln 0", "ln -1", "ln 1/3", "ln(1", "ln 1)", "lnln2", "2 ln 3", "e", "1/-2", "alert(1)", "1;2", "${1}", "[1]", "1".repeat(80),
  ];
  for (const text of refused) assert.equal(typedNumber(text), null, text);
});

test("an address names a state, and leaves the rest to the page", () => {
  assert.deepEqual(readAddress("#theta=0,ln2,ln5&y=1&cell=0,1"), { theta: [0, Math.log(2), Math.log(5)], y: 1, cell: [0, 1], at: 0 });
  assert.deepEqual(readAddress("#theta=-1e-3,1/3&y=.2,.8&T=1/2&at=3"), { theta: [-0.001, 1 / 3], y: [0.2, 0.8], temperature: 0.5, at: 3 });
  assert.deepEqual(readAddress("#theta=ln%202,%E2%88%921"), { theta: [Math.log(2), -1], at: 0 });
  assert.deepEqual(["#theta=1,2", "#y=1&theta=1,2", "#two-cases", "", "#my-theta=1"].map(holdsState), [true, true, false, false, false]);
});

test("what no explorer can show is refused as a whole", () => {
  const refused = [
    "#theta=", "#theta=1", "#theta=1,x", "#theta=1,2,", "#theta=1,2&y=2", "#theta=1,2&y=0.5", "#theta=1,2,3&y=1,2", "#theta=1,2&y=-1,2", "#theta=1,2&y=",
    "#theta=1,2&T=0", "#theta=1,2&T=-1", "#theta=1e308,2&T=1e-9", "#theta=1,2&T=1,2", "#theta=1,2&cell=0,2", "#theta=1,2&cell=0", "#theta=1,2&cell=0.5,1",
    "#theta=1,2&theta=1,2", "#theta=1,2&at=-1", "#theta=1,2&at=x", "#theta=%", "#theta=<img>,1", `#theta=${Array(101).fill(0)}`, `#theta=1,2&x=${"0".repeat(6000)}`,
  ];
  for (const hash of refused) assert.equal(readAddress(hash), null, hash);
});

test("a link gives every number back, and opens the state that it was made of", () => {
  const states = [
    { theta: [0.1 + 0.2, -1e-7, 1e21, 5e-324], y: [0.1, 0.2, 0.7, 0], temperature: 0.3, cell: [3, 1] },
    { theta: [1, 2], y: null, temperature: 1, cell: null },
    { theta: Array.from({ length: 100 }, (_, k) => Math.sin(k) * 10), y: 99, temperature: 1, cell: [0, 99] },
  ];
  for (const state of states) {
    for (const at of [0, 4]) {
      const sent = readAddress(addressOf(new PageModel(state), at));
      assert.equal(sent?.at, at);
      const opened = new PageModel({ theta: [0, 0], y: state.y === null ? null : 0, temperature: 7, cell: [1, 1] });
      if (sent) showSent(opened, sent);
      assert.deepEqual(opened.state, state);
    }
  }
});

test("a target that the address leaves out stays where it can", () => {
  for (const [before, after] of [[1, 1], [2, 0], [null, null], [[0.5, 0.5], [0.5, 0.5]], [[1, 0, 0], 0]]) {
    const model = new PageModel({ theta: [0, 0, 0], y: before, temperature: 1, cell: null });
    showSent(model, { theta: [1, 2], at: 0 });
    assert.deepEqual(model.get("y"), after);
  }
});
