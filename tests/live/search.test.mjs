/** What a search in the list of lessons finds, and in which order. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, search, wordsOf } from "../../softmax_edu/live/search.js";

/**
 * A lesson of sections, each with its title, its text and what it gives a name to.
 * @param {string} title
 * @param {...[string, string, string?]} sections
 */
const lesson = (title, ...sections) => ({
  title: folded(title),
  about: "",
  sections: sections.map(([head, text, named = ""]) => ({ title: folded(head), text: folded(text), named: folded(named) })),
});

const COURSE = [
  lesson("The derivative is a matrix", ["", "nothing"], ["One nudge", "It is called the Jacobian. The Jacobian of softmax", "Jacobian"]),
  lesson("Structure", ["", "the Jacobian"], ["Zero sums", "rank"]),
  lesson("交叉熵，意外的代价", ["", "损失"], ["独热", "叫交叉熵。对S求梯度", "交叉熵"]),
  lesson("从矩阵到S − y", ["", "用雅可比矩阵"], ["K个类别", "叫梯度。交叉熵的梯度 梯度 梯度", "梯度"], ["向上还是向下", "梯度为正"]),
];
const NAMES = [lesson("先检验梯度", ["梯度检验", "梯度 梯度", "梯度检验"]), lesson("S − y", ["", "叫梯度", "梯度"])];
const places = (/** @type {string} */ wanted) => search(COURSE, wanted).map(({ place }) => place);

test("all words are looked for, in any order and case, and where a thing gets its name comes first", () => {
  assert.deepEqual(places("JACOBIAN"), [0, 1]);
  assert.deepEqual(places("matrix nudge"), [0]);
  assert.deepEqual(places("rank Jacobian"), [1]);
  assert.deepEqual(search(NAMES, "梯度").map(({ place }) => place), [1, 0]);
  assert.deepEqual(places("gradient"), []);
  assert.deepEqual(places(" . "), []);
});

test("Chinese words of two characters and more are found without a space between them", () => {
  assert.deepEqual(places("梯度"), [3, 2]);
  assert.deepEqual(places("交叉熵"), [2, 3]);
  assert.deepEqual(wordsOf("softmax梯度 S−y"), ["softmax", "梯度", "s−y"]);
  assert.deepEqual(places("交叉熵梯度"), [3, 2]);
});

test("where nothing has a word, one letter may be another, and then a part is enough", () => {
  assert.deepEqual(places("雅克比"), [3]);
  assert.deepEqual(places("Jakobian"), [0, 1]);
  assert.deepEqual(places("梯度爆炸"), [3, 2]);
  assert.deepEqual(places("意向"), []);
});

test("the sections that say most are shown, those that say all words alone", () => {
  assert.deepEqual(search(COURSE, "梯度")[0].sections, [1, 2]);
  assert.deepEqual(search(COURSE, "交叉熵 梯度")[0].sections, [1]);
  assert.deepEqual(search(COURSE, "derivative")[0].sections, []);
  const long = [lesson("x", ["", ""], ...Array.from({ length: 9 }, (_, n) => /** @type {[string, string]} */ (["", "a".repeat(n + 1)])))];
  assert.deepEqual(search(long, "a")[0].sections, [6, 7, 8, 9]);
});
