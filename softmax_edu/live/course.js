/**
 * What a page does besides its views: the index knows how far its reader is and finds a lesson; a page that is
 * printed opens what is folded.
 *
 * Every sentence stands in the page, as `data-said`.
 *
 * @module course
 */

import { CLEARED, KEPT, keptAnswers } from "./answers.js";
import { element, fill, setAttribute, setText } from "./dom.js";
import { onPaper } from "./paper.js";

/**
 * How many of these questions and steps this browser keeps an answer of.
 * @param {string[]} keys
 * @param {import("./answers.js").Answers} answers
 * @returns {number}
 */
export function answeredOf(keys, { predictions, steps }) {
  return keys.filter((key) => key in predictions || steps[key]?.done).length;
}

/**
 * The lesson to go on with: the first with something open, once anything has been answered.
 * @param {{ done: number, count: number }[]} progress of the lessons, in their order
 * @returns {number | null}
 */
export function nextOf(progress) {
  if (!progress.some(({ done }) => done > 0)) return null;
  const place = progress.findIndex(({ done, count }) => done < count);
  return place < 0 ? null : place;
}

/**
 * Whether a text has every word that is looked for, whatever the case, each as a beginning or a part of a word.
 * @param {string} text
 * @param {string} wanted
 * @returns {boolean}
 */
export function hasWords(text, wanted) {
  const [where, what] = [text, wanted].map((each) => each.normalize("NFKD").toLowerCase());
  return what.split(/\s+/u).every((word) => where.includes(word));
}

/** @param {Element | null} node */
const said = (node) => /** @type {HTMLElement | null} */ (node)?.dataset.said ?? "";

/** Show in the list of lessons how far each is answered, and which is next. */
export function watchProgress() {
  const lessons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".lessons > li")]);
  const onward = document.querySelector(".go-on");
  const draw = () => {
    const answers = keptAnswers();
    const progress = lessons.map((lesson) => {
      const keys = (lesson.dataset.keys ?? "").split(" ").filter(Boolean);
      return { done: answeredOf(keys, answers), count: keys.length };
    });
    lessons.forEach((lesson, n) => {
      const line = lesson.querySelector(".progress");
      if (!line) return;
      setAttribute(line, "hidden", progress[n].done === 0);
      setText(line, fill(said(line), progress[n]));
    });
    const next = nextOf(progress);
    const link = onward?.querySelector("a");
    if (!onward || !link) return;
    setAttribute(onward, "hidden", next === null);
    if (next === null) return;
    const to = /** @type {HTMLAnchorElement} */ (lessons[next].querySelector("a"));
    setAttribute(link, "href", to.getAttribute("href"));
    setText(link, fill(said(onward), { title: to.textContent ?? "" }));
  };
  for (const event of [KEPT, CLEARED]) document.addEventListener(event, draw);
  addEventListener("pageshow", draw);
  addEventListener("storage", draw);
  draw();
}

/** Let the list of lessons be searched: titles, what they are about, and their sections. */
export function watchSearch() {
  const place = document.querySelector(".search");
  if (!place) return;
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "search", autocomplete: "off" }));
  place.querySelector("label")?.append(field);
  setAttribute(place, "hidden", false);
  const status = document.querySelector(".search [role=status]");
  const lessons = [...document.querySelectorAll(".lessons > li")];
  field.addEventListener("input", () => {
    const wanted = field.value.trim();
    let found = 0;
    for (const lesson of lessons) {
      const isHere = wanted === "" || hasWords(lesson.textContent ?? "", wanted);
      setAttribute(lesson, "hidden", !isHere);
      found += Number(isHere);
      const list = lesson.querySelector(".found");
      if (!list) continue;
      const sections = [...list.children];
      for (const section of sections) setAttribute(section, "hidden", !hasWords(section.textContent ?? "", wanted));
      setAttribute(list, "hidden", wanted === "" || sections.every((section) => section.hasAttribute("hidden")));
    }
    if (status) setText(status, wanted === "" ? "" : fill(said(status), { count: found }));
  });
}

/** Open what is folded while the page is printed. */
export function watchPrinting() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  onPaper(() => {
    opened = [...document.querySelectorAll("details")].filter((each) => !each.open);
    for (const each of opened) each.open = true;
  }, () => {
    for (const each of opened) each.open = false;
  });
}
