/**
 * A film: sliders, and the moment at which they stand. Python has shown it each moment beforehand.
 *
 * A moment is a list of parts, told as runs through the list of all parts. They are the marks of a drawing where
 * the film has a size, else the lines of a text.
 *
 * @module film
 */

import { followLayout } from "./box.js";
import { element, setAttribute, setText, svg } from "./dom.js";
import { keepPlainKeys } from "./keys.js";
import { followTheme } from "./theme.js";

/** @typedef {import("./state.js").Model} Model */
/** @typedef {string | [light: string, dark: string] | null} Paint */
/** @typedef {[kind: string, ...rest: any[]]} FilmMark */
/** @typedef {{ name: string, places: string[], at: number }} FilmDial */

/**
 * @template Part
 * @param {Part[]} parts
 * @param {number[]} runs where each run starts, and how long it is, by turns
 * @returns {Part[]} the parts of one moment
 */
export function unwind(parts, runs) {
  return runs.flatMap((start, n) => (n % 2 === 0 ? parts.slice(start, start + runs[n + 1]) : []));
}

/**
 * @param {{ places: string[] }[]} dials the last one is the fastest
 * @param {number[]} at where they stand
 * @returns {number} which moment that is
 */
export function momentAt(dials, at) {
  return dials.reduce((moment, { places }, n) => moment * places.length + at[n], 0);
}

/** @param {Paint} paint a colour of the palette, or one for each theme */
function colour(paint) {
  if (paint === null) return "none";
  return typeof paint === "string" ? `var(--${paint})` : `light-dark(${paint.join(", ")})`;
}

/**
 * @param {string} points
 * @param {Paint} paint
 * @param {number} size
 * @param {string} shape
 * @param {number} edge
 */
function dots(points, paint, size, shape, edge) {
  const half = size / 2;
  return points.split(" ").map((point) => {
    const [x, y] = point.split(",").map(Number);
    if (shape === "o") return svg("circle", { cx: x, cy: y, r: half, fill: colour(paint) });
    const way = `M${x - half},${y - half}L${x + half},${y + half}M${x - half},${y + half}L${x + half},${y - half}`;
    return svg("path", { d: way, stroke: colour(paint), "stroke-width": edge });
  });
}

/**
 * What stands behind an underscore at the end is lowered: −ln S_y.
 * @param {string} text
 * @param {(low: string) => Element | string} lower
 * @returns {(Element | string)[]} the text in its parts
 */
export function lowered(text, lower) {
  const found = /^(.*\p{L})_\{?(\w)\}?$/u.exec(text);
  return found ? [found[1], lower(found[2])] : [text];
}

/** @type {Record<string, (...rest: any[]) => SVGElement[]>} */
const DRAW = {
  line: (points, paint, width, dashes, cap) => [svg("polyline", {
    points, fill: "none", stroke: colour(paint), "stroke-width": width, "stroke-dasharray": dashes || null, "stroke-linecap": cap,
    "stroke-linejoin": "round",
  })],
  dots,
  box: (x, y, width, height, fill, edge, edgeWidth) => [svg("rect", {
    x, y, width, height, fill: colour(fill), stroke: colour(edge), "stroke-width": edgeWidth,
  })],
  text: (x, y, text, size, paint, anchor, bold) => [svg("text", {
    x, y, "font-size": size, fill: colour(paint), "text-anchor": anchor, "font-weight": bold ? "bold" : null,
  }, ...lowered(text, (low) => svg("tspan", { dy: "0.3em", "font-size": "0.75em" }, low)))],
};

const PHONE_WIDE = "(max-width: 36rem)";

/** One film on the page. */
class FilmView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    /** @type {FilmDial[]} */
    this.dials = model.get("dials");
    this.at = this.dials.map((dial) => dial.at);
    /** @type {[number, number] | null} */
    const size = model.get("size");
    this.said = this.dials.map(() => element("output", {}));
    this.sliders = this.dials.map(({ name, places, at }, n) => {
      const slider = /** @type {HTMLInputElement} */ (element("input", {
        type: "range", min: 0, max: places.length - 1, step: 1, value: at, "aria-label": name,
      }));
      slider.addEventListener("input", () => {
        this.at[n] = Number(slider.value);
        this.draw();
      });
      return slider;
    });
    const rows = this.dials.map(({ name }, n) => (
      element("div", { class: "dial" }, element("span", { class: "name", "aria-hidden": "true" }, ...lowered(name, (low) => element("sub", {}, low))), this.sliders[n], this.said[n])));
    /** @type {Element} */
    this.stage = size
      ? svg("svg", { viewBox: `0 0 ${size.join(" ")}`, width: size[0], height: size[1], role: "img" })
      : element("pre", { tabindex: 0 }); // a keyboard scrolls what a phone cuts
    // On a phone a drawing keeps a size at which it reads, and is scrolled, by a keyboard too.
    const sheet = element("div", { class: "sheet", tabindex: size && matchMedia(PHONE_WIDE).matches ? 0 : null }, this.stage);
    this.root = element("div", { class: "softmax-film", dir: "ltr", lang: model.get("language") }, ...rows, sheet);
    this.release = keepPlainKeys(this.root);
    this.leaveTheme = followTheme(this.root);
    this.draw();
    el.append(this.root);
  }

  draw() {
    const moment = momentAt(this.dials, this.at);
    const parts = unwind(this.model.get("parts"), this.model.get("frames")[moment]);
    setAttribute(this.root, "data-moment", moment);
    this.dials.forEach(({ places }, n) => {
      setText(this.said[n], places[this.at[n]]);
      setAttribute(this.sliders[n], "aria-valuetext", places[this.at[n]]);
    });
    if (this.stage instanceof HTMLElement) {
      setText(this.stage, parts.join("\n"));
      return;
    }
    setAttribute(this.stage, "aria-label", this.model.get("alts")[moment]);
    this.stage.replaceChildren(.../** @type {FilmMark[]} */ (parts).flatMap(([kind, ...rest]) => DRAW[kind](...rest)));
  }

  dispose() {
    this.release();
    this.leaveTheme();
    this.root.remove();
  }
}

/** @param {{ model: Model, el: HTMLElement }} context */
export function renderFilm({ model, el }) {
  const view = new FilmView(model, el);
  const leaveLayout = followLayout(model, el);
  return () => {
    leaveLayout();
    view.dispose();
  };
}

export default { render: renderFilm };
