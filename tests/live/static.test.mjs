// The stand-in for a widget's model on a page without a kernel.
import assert from "node:assert/strict";
import test from "node:test";

import { headingAt, PageModel } from "../../softmax_edu/live/static.js";

test("a listener hears a change, and nothing where nothing changed", () => {
  const model = new PageModel({ theta: [0, 1] });
  let heard = 0;
  model.on("change:theta", () => { heard += 1; });
  model.set("theta", [0, 1]);
  assert.equal(heard, 0);
  model.set("theta", [0, 2]);
  assert.deepEqual([heard, model.get("theta")], [1, [0, 2]]);
  model.set("y", 1);
  assert.equal(heard, 1);
});

test("a listener that is taken away hears nothing more, and the others still do", () => {
  const model = new PageModel({ T: 1 });
  const heard = [];
  const first = () => { heard.push("first"); model.off("change:T", first); };
  model.on("change:T", first);
  model.on("change:T", () => heard.push("second"));
  model.set("T", 2);
  model.set("T", 3);
  assert.deepEqual(heard, ["first", "second", "second"]);
  model.off("change:T");
  model.set("T", 4);
  assert.equal(heard.length, 3);
});

test("two models do not share what they were made of", () => {
  const state = { T: 1 };
  const [one, two] = [new PageModel(state), new PageModel(state)];
  one.set("T", 2);
  assert.deepEqual([two.get("T"), state.T], [1, 1]);
});

test("a line stands under the last heading above it", () => {
  assert.equal(headingAt([-900, -20, 300, 800], 250), 1);
  assert.equal(headingAt([-900, -20, 300, 800], 300), 2);
  assert.equal(headingAt([40, 300], 30), -1);
  assert.equal(headingAt([], 30), -1);
});
