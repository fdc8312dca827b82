/**
 * What a search in the list of lessons finds, and in which order.
 *
 * A word counts by where it stands: where it is given its meaning, in a title or a longer name, in a heading or in
 * what a lesson is about, in the text. Chinese has no spaces between its words, so a word may stand anywhere.
 *
 * @module search
 */

/**
 * What a section says, as text, and what it gives a name to, a name a line.
 * @typedef {{ title: string, text: string, named: string }} Section
 */
/** @typedef {{ title: string, about: string, sections: Section[] }} Lesson */
/** @typedef {{ place: number, sections: number[] }} Found */

const MOST_SECTIONS = 4;
// What it is worth to be the place where a word itself is given a meaning, a longer name or a title that has it, a
// heading, and at most the times that a text says it.
const [NAMED, TOP, HEADING, MOST] = [24, 8, 4, 8];
const HAN = /\p{Script=Han}/u;

/**
 * A text as it is compared: whatever its case, its accents and its wide letters.
 * @param {string} text
 */
export const folded = (text) => text.normalize("NFKD").toLowerCase();

/**
 * The words of a search, signs left aside; Chinese and other letters that stand together are two.
 * @param {string} wanted
 * @returns {string[]}
 */
export function wordsOf(wanted) {
  const words = folded(wanted).match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? [];
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/**
 * The words again, what is Chinese cut into words as a dictionary has them.
 * @param {string[]} words
 * @returns {string[]}
 */
function cut(words) {
  if (!("Segmenter" in Intl)) return words;
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  return words.flatMap((word) => (HAN.test(word) ? [...segmenter.segment(word)].map(({ segment }) => segment) : [word]));
}

/**
 * How often a text has what is looked for.
 * @param {string} text
 * @param {RegExp} word
 */
const times = (text, word) => text.match(word)?.length ?? 0;

/** @param {string} text */
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** @param {string} word */
const exactly = (word) => new RegExp(escaped(word), "gu");

/**
 * A word of which one letter may be another one.
 * @param {string} word
 */
function nearly(word) {
  const letters = [...word];
  if (letters.length < (HAN.test(word) ? 3 : 5)) return exactly(word);
  const ways = letters.map((_, n) => letters.map((letter, k) => (k === n ? "\\S" : escaped(letter))).join(""));
  return new RegExp(ways.join("|"), "gu");
}

/**
 * What the names that a section gives are worth to somebody who looks for a word.
 * @param {Section} section
 * @param {RegExp} word
 */
function worthOfNames({ named }, word) {
  const names = named.split("\n").filter((name) => times(name, word) > 0);
  if (names.length === 0) return 0;
  return names.some((name) => name.replace(word, "") === "") ? NAMED : TOP;
}

/**
 * What a section is worth to somebody who looks for a word.
 * @param {Section} section
 * @param {RegExp} word
 */
const worthOf = (section, word) =>
  (times(section.title, word) && HEADING) + worthOfNames(section, word) + Math.min(times(section.text, word), MOST);

/**
 * What a lesson is worth to somebody who looks for a word: nothing if it does not have it.
 * @param {Lesson} lesson
 * @param {RegExp} word
 */
function worth({ title, about, sections }, word) {
  const said = sections.reduce((sum, { text }) => sum + times(text, word), 0);
  const headings = sections.some((section) => times(section.title, word) > 0) ? HEADING : 0;
  const names = Math.max(...sections.map((section) => worthOfNames(section, word)));
  return (times(title, word) && TOP) + (times(about, word) && HEADING) + headings + names + Math.min(said, MOST);
}

/**
 * The sections of a lesson that say most of the words, in their order.
 * @param {Section[]} sections
 * @param {RegExp[]} words
 * @returns {number[]}
 */
function best(sections, words) {
  const worths = sections.map((section) => words.map((word) => worthOf(section, word)));
  const whole = worths.some((each) => each.every(Boolean));
  const ranked = worths.map((each, place) => ({
    place, sum: !whole || each.every(Boolean) ? each.reduce((sum, one) => sum + one, 0) : 0,
  }));
  return ranked.filter(({ sum }) => sum > 0).sort((a, b) => b.sum - a.sum || a.place - b.place).slice(0, MOST_SECTIONS)
    .map(({ place }) => place).sort((a, b) => a - b);
}

/**
 * The lessons that have all words, or any of them, the best first.
 * @param {Lesson[]} lessons
 * @param {RegExp[]} words
 * @param {boolean} all
 * @returns {Found[]}
 */
function ranked(lessons, words, all) {
  const found = lessons.map((lesson, place) => {
    const worths = words.map((word) => worth(lesson, word));
    const isFound = all ? worths.every(Boolean) : worths.some(Boolean);
    return { place, sections: isFound ? best(lesson.sections, words) : [], sum: isFound ? worths.reduce((sum, one) => sum + one, 0) : 0 };
  });
  return found.filter(({ sum }) => sum > 0).sort((a, b) => b.sum - a.sum || a.place - b.place)
    .map(({ place, sections }) => ({ place, sections }));
}

/**
 * What is found, the best first. Where nothing has the words as they were typed, their longer parts are looked for, then
 * words in which one letter is another, then what has any of the parts.
 * @param {Lesson[]} lessons folded
 * @param {string} wanted
 * @returns {Found[]}
 */
export function search(lessons, wanted) {
  const words = wordsOf(wanted);
  if (words.length === 0) return [];
  const parts = cut(words);
  const long = parts.filter((part) => part.length > 1).map(exactly);
  for (const [each, all] of /** @type {[RegExp[], boolean][]} */ ([
    [words.map(exactly), true], [long, true], [words.map(nearly), true], [long, false],
  ])) {
    const found = ranked(lessons, each, all);
    if (found.length > 0) return found;
  }
  return [];
}
