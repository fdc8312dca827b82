/**
 * What the index of the lessons does besides its view: it knows how far its reader is, and finds a lesson.
 *
 * Every sentence stands in the page, as `data-said`.
 *
 * @module course
 */

import { CLEARED, KEPT, keptAnswers } from "./answers.js";
import { element, fill, setAttribute, setText } from "./dom.js";
import { folded, search } from "./search.js";

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

/**
 * The lessons of the list as they are searched: what the page shows of them and, once it is there, what they say.
 * @param {Element[]} lessons
 * @returns {import("./search.js").Lesson[]}
 */
function searched(lessons) {
  /** @type {[text: string, named: string][][] | undefined} */
  const told = Reflect.get(globalThis, "softmaxLessons");
  return lessons.map((lesson, n) => {
    const sections = [...lesson.querySelectorAll(".found > li")].map((section, k) => {
      const [text, named] = told?.[n]?.[k + 1] ?? ["", ""];
      return { title: folded(section.textContent ?? ""), text: folded(text), named: folded(named) };
    });
    const [title, about] = ["a", "p"].map((part) => folded(lesson.querySelector(part)?.textContent ?? ""));
    const [text, named] = told?.[n]?.[0] ?? ["", ""];
    return { title, about, sections: [{ title: "", text: folded(text), named: folded(named) }, ...sections] };
  });
}

/** Let the list of lessons be searched: titles, what they are about, and what their sections say. */
export function watchSearch() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".search"));
  const list = document.querySelector(".lessons");
  if (!place || !list) return;
  const field = /** @type {HTMLInputElement} */ (element("input", { type: "search", autocomplete: "off" }));
  place.querySelector("label")?.append(field);
  setAttribute(place, "hidden", false);
  const status = place.querySelector("[role=status]");
  const lessons = [...list.children];
  let all = searched(lessons);
  const draw = () => {
    const wanted = field.value.trim();
    const found = wanted === "" ? lessons.map((_, at) => ({ place: at, sections: [] })) : search(all, wanted);
    const order = found.map((each) => each.place);
    list.append(...order.map((at) => lessons[at]), ...lessons.filter((_, at) => !order.includes(at)));
    lessons.forEach((lesson, at) => {
      const here = found[order.indexOf(at)];
      setAttribute(lesson, "hidden", !here);
      const sections = [...lesson.querySelectorAll(".found > li")];
      sections.forEach((section, k) => setAttribute(section, "hidden", !here?.sections.includes(k + 1)));
      const below = lesson.querySelector(".found");
      if (below) setAttribute(below, "hidden", sections.every((section) => section.hasAttribute("hidden")));
    });
    if (status) setText(status, wanted === "" ? "" : fill(said(status), { count: found.length }));
  };
  // What all lessons say is some weight: it is loaded for whoever searches.
  field.addEventListener("focus", () => {
    const told = element("script", { src: place.dataset.text });
    told.addEventListener("load", () => {
      all = searched(lessons);
      draw();
    });
    document.head.append(told);
  }, { once: true });
  field.addEventListener("input", draw);
}
