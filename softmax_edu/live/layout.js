/**
 * How wide everything around the matrix is. All widths follow from the width that there is and from how wide a
 * number is in the type in use, so that no number is ever cut: where there is no room, numbers go and bars stay.
 *
 * @module layout
 */

import { MANY } from "./bars.js";

export const NARROW = 640; // px: below, no column has room for a slider of its own
export const LEAST_TRACK = 40; // px: a bar on less cannot be read
const SEVEN = 7 / 6; // of the width of "−0.000": a character more
const NARROW_TYPE = 0.86; // of the type's size, in the cells of a narrow matrix
const RESULT = 9 / 6; // of the width of "−0.000": "↓ −0.0003", which has nine characters
const EQUATION = 3.3; // of the width of "−0.000": "× −4.0123 = −0.750"
const CURVE = 3.2; // em: high enough for a slope to be seen
const AROUND_BARS = 15.5; // em: what stands above and below the rows and the bars
const TOUCHED = 44; // px: what a finger meets
const TOUCHABLE = 5; // more columns than this are too narrow for a finger on a slider
const HEAD_OF_BARS = 5.6; // em: "softmax(θ)" over the thin bars of S
const LEAST_PAINTED = 240; // px: the painted matrix of many classes
const MOST_PAINTED = 480;
const AROUND_PAINTED = 21; // em: what stands above and below it

/**
 * @typedef {object} Room
 * @property {number} width px
 * @property {number} height px, where the picture is to fit it
 * @property {number} line em: how high a row may be where the height is to be kept
 * @property {number} em px
 * @property {number} digits px: how wide "−0.000" is
 * @property {number} small the part of the type's size that notes and terms are set in
 * @property {number} K
 * @property {boolean} touch whether fingers are what points
 * @property {boolean} outputs whether S has bars
 * @property {boolean} backward whether ∂L/∂S and ∂L/∂θ are shown
 * @property {boolean} labels whether classes have names
 * @property {boolean} weights whether the weights of y can be typed
 * @property {boolean} [curves] whether S stands as curves below its bars
 */

/**
 * @typedef {object} Plan
 * @property {"over" | "buttons" | "strip"} heads sliders over the columns, buttons with one slider, or thin bars
 * @property {number} number px of S's number beside its bar, 0 where it stands above it
 * @property {number} track px of S's bar
 * @property {number} unit px of one unit of the scale in ∂L/∂θ: the same as in S, where S has bars
 * @property {number} weight px of a field for y_i
 * @property {number} name px of a row's name
 * @property {number} cell px of a column
 * @property {number} row px
 * @property {number} curve px of a row that its curve takes
 * @property {number} end px of what stands at a row's other end
 * @property {boolean} corner whether L has room in the corner
 * @property {boolean} figures whether each cell has its number
 * @property {number} characters of small type that a column has room for
 * @property {"equation" | "result" | "none"} terms how the products of the lit column are written
 */

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

/**
 * @param {Room} room
 * @returns {Plan}
 */
export function plan(room) {
  return room.K > MANY ? planPainted(room) : planCells(room);
}

/**
 * @param {Room} room
 * @returns {Plan}
 */
function planCells({ width, height, line, em, digits, small, K, touch, outputs, backward, labels, weights, curves }) {
  const narrow = width < NARROW;
  const heads = narrow || (touch && K > TOUCHABLE) ? "buttons" : "over";
  const name = Math.round((labels ? (narrow ? 2.6 : 4.4) : 1.8) * em);
  const weight = weights && !narrow ? Math.round(6 * em) : 0;
  // A number and the air around it; the longest, −3·10⁻⁵ and −0.0003, have seven characters.
  const figure = Math.ceil(SEVEN * digits * (narrow ? NARROW_TYPE : 1) + 0.2 * em);
  const number = narrow || !outputs ? 0 : Math.ceil(1.2 * digits);
  // Beside a narrow matrix the number of S stands above its bar, and is as wide as that.
  const leastTrack = !outputs ? 0 : narrow ? Math.max(LEAST_TRACK, Math.ceil(1.2 * digits)) : Math.max(LEAST_TRACK, Math.round(2.6 * em));
  const before = name + weight + number + leastTrack;
  const leastEnd = Math.ceil(!backward ? 0 : narrow ? digits : SEVEN * digits + 0.3 * em);
  const wideEnd = Math.ceil(7.2 * em); // room for what ∂L/∂S is, and for L in the corner
  const corner = backward && !narrow && (width - before - wideEnd) / K >= figure + 1;
  const end = corner ? wideEnd : leastEnd;
  const fixed = before - leastTrack + end;
  // The bars of the gradient are as long as those of S, upwards and downwards: both fit the height that there is.
  const tallest = Math.floor((height - (AROUND_BARS + 2.5 * K) * em) / 2);
  const most = backward ? Math.max(leastTrack, Math.min(6 * em, tallest)) : 11 * em;
  const goal = outputs ? clamp(width - fixed - K * figure, leastTrack, most) : 0;
  const figures = Math.floor((width - before - end) / K) >= figure;
  const equation = Math.ceil(EQUATION * small * digits);
  const usual = Math.max(Math.round(7 * em), backward ? equation : 0);
  const cell = Math.floor(clamp((width - fixed - goal) / K, 12, usual));
  const track = outputs ? Math.floor(clamp(width - fixed - K * cell, leastTrack, most)) : 0;
  const result = Math.ceil(RESULT * small * digits + 3);
  const terms = !backward || !figures || cell < result ? "none" : cell >= equation ? "equation" : "result";
  const characters = Math.floor((5.4 * cell) / (small * digits)); // 6 of a number's; bold ones are wider
  const row = Math.round(narrow ? Math.max(TOUCHED, 3 * em) : (Number.isFinite(height) ? Math.max(line, terms === "none" ? 0 : 2.5) : terms === "none" ? 2.6 : 3.1) * em);
  const curve = outputs && curves ? Math.round(CURVE * em) : 0;
  return { heads, number, track, unit: outputs ? track : Math.round(4 * em), weight, name, cell, row: row + curve, curve, end, corner, figures, characters, terms };
}

/**
 * More than ten classes: the cells are squares of whole pixels.
 * @param {Room} room
 * @returns {Plan}
 */
function planPainted({ width, height, em, K, outputs }) {
  const name = Number.isFinite(height) ? 1.9 : 0; // em: there the head is larger, and the bars have less height
  const track = outputs ? Math.floor(clamp(0.12 * width, (HEAD_OF_BARS - name) * em, 6 * em)) : 0;
  const tallest = Math.max(LEAST_PAINTED, height - AROUND_PAINTED * em);
  const cell = Math.max(1, Math.floor(Math.min(MOST_PAINTED * (em / 15), tallest, width - track - 2 * em) / K));
  return {
    heads: "strip", number: 0, track, unit: track || Math.round(5 * em), weight: 0, name: Math.ceil(name * em), cell, row: cell, curve: 0, end: Math.round(2 * em),
    corner: false, figures: false, characters: 0, terms: "none",
  };
}

/**
 * The end of the scale that S, y and S·Σy − y share: 1 where the weights of y add up to 1. It takes round
 * numbers only, so that it moves seldom, and its ends are written on the picture.
 * @param {number} most the largest of what is to be shown
 * @returns {number} 1, 2, 5, 10, …
 */
export function endOfScale(most) {
  if (!(most > 1 + 1e-9)) return 1;
  if (!Number.isFinite(most)) return most;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= most * (1 - 1e-9)) ?? 10 * power;
}
