/**
 * The line below the panels: the case of the picked cell, with the numbers of this very θ in it.
 *
 * @module caseline
 */

import { element, fill, fillWith, Mark } from "./dom.js";
import { exact, product, significant, subscript } from "./format.js";
import { means, mention, Mentions } from "./mentions.js";
import { jacobian } from "./softmax.js";

/** @typedef {import("./state.js").Frame} Frame */
/** @typedef {import("./mentions.js").Meaning} Meaning */
/** @typedef {Record<string, any>} Messages */

/**
 * How far a score is nudged: small against T, or S would not follow its tangent.
 * @param {number} temperature
 * @returns {number} 0.1 from T = 1 on, and below that the power of ten between T/100 and T/10
 */
export function nudgeFor(temperature) {
  const power = Number(temperature.toExponential().split("e")[1]);
  return Number(`1e${Math.min(0, power) - 1}`);
}

/**
 * The pieces of the case of a cell: who is watched and nudged, the formula, its arithmetic, the result.
 * @param {Frame["numbers"]} numbers
 * @param {[number, number]} cell
 */
export function caseOf(numbers, [i, j]) {
  const { s, rest, temperature } = numbers;
  const [output, input] = [`S${subscript(i)}`, `θ${subscript(j)}`];
  const over = temperature === 1 ? "" : "/T";
  const divided = temperature === 1 ? "" : ` / ${exact(temperature)}`;
  const value = jacobian(numbers, i, j);
  const show = (/** @type {number} */ v) => significant(v, 4);
  const { factors, relation, result } = product([s[i], i === j ? rest[i] : s[j]], temperature, show);
  const minus = i === j ? "" : "−";
  const step = nudgeFor(temperature);
  return {
    i, j, output, input, value, factors, divided, relation, step: exact(step),
    kind: i === j ? "i = j" : "i ≠ j",
    formula: i === j ? `${output} (1 − ${output})${over}` : `−${output} S${subscript(j)}${over}`,
    arithmetic: `${minus}${factors[0]} × ${factors[1]}${divided}`,
    result: result === "0" ? "0" : minus + result,
    nudge: significant(value * step, 2),
  };
}

/** The places of a line whose numbers change, while its symbols stay. */
class Line {
  /**
   * @param {Messages} messages
   * @param {[number, number]} cell
   * @param {boolean} warm whether T ≠ 1
   */
  constructor(messages, [i, j], warm) {
    const cell = /** @type {[number, number]} */ ([i, j]);
    const [output, input, other] = [`S${subscript(i)}`, `θ${subscript(j)}`, `S${subscript(j)}`];
    const S = () => mention({ i }, cell, output);
    const theta = () => mention({ j }, cell, input);
    const number = (/** @type {Meaning} */ meaning) => new Mark(mention(meaning, cell));
    const over = warm ? "/T" : "";
    this.first = number({ i });
    this.second = number({ i: i === j ? i : j });
    this.result = new Mark(means(element("b", {}), { i, j }, cell));
    const place = () => new Mark(element("span", {}));
    this.divided = place();
    this.relation = place();
    this.step = place();
    this.change = place();
    const formula = i === j ? [S(), " (1 − ", S(), `)${over}`] : ["−", S(), " ", mention({ i: j }, cell, other), over];
    const nodes = fillWith(messages.case, {
      output: [S()],
      input: [theta()],
      kind: [element("b", {}, i === j ? "i = j" : "i ≠ j")],
      arithmetic: [element("span", { class: "arithmetic" }, "∂", S(), "/∂", theta(), " = ", ...formula, " = ", i === j ? "" : "−",
        this.first.node, " × ", this.second.node, this.divided.node, this.relation.node, this.result.node)],
      nudge: fillWith(messages.nudge, {
        input: [theta()], output: [S()],
        step: [/** @type {Node} */ (this.step.node)], change: [/** @type {Node} */ (this.change.node)],
      }),
    });
    this.nodes = nodes;
  }

  /** @param {ReturnType<typeof caseOf>} found */
  write(found) {
    this.first.text(found.factors[0]);
    this.second.text(found.factors[1]);
    this.divided.text(found.divided);
    this.relation.text(` ${found.relation} `);
    this.result.text(found.result);
    this.result.quantity("case", found.value, found.i, found.j);
    this.step.text(found.step);
    this.change.text(found.nudge);
  }
}

export class CaseLine {
  /**
   * @param {Messages} messages
   * @param {import("./light.js").Light} light
   */
  constructor(messages, light) {
    this.messages = messages;
    this.element = element("p", { class: "case" });
    this.mentions = new Mentions(this.element, light);
    /** @type {Line | null} */
    this.line = null;
    this.drawnFor = "";
    this.shown = ""; // the same as plain text
  }

  /**
   * @param {Frame} frame
   * @param {boolean} masked whether a prediction is to be locked first
   */
  draw({ numbers, cell }, masked) {
    if (masked || cell === null) {
      const sentence = masked ? this.messages.masked : this.messages.pick_a_cell;
      if (sentence !== this.shown) this.element.replaceChildren(sentence);
      this.shown = sentence;
      this.drawnFor = "";
      this.line = null;
      return;
    }
    const warm = numbers.temperature !== 1;
    const drawn = `${cell} ${warm}`;
    if (drawn !== this.drawnFor || this.line === null) {
      this.line = new Line(this.messages, cell, warm);
      this.element.replaceChildren(...this.line.nodes);
      this.mentions.renew();
      this.drawnFor = drawn;
    }
    const found = caseOf(numbers, cell);
    this.line.write(found);
    this.mentions.draw();
    const { output, input, formula, arithmetic, relation, result, kind, nudge: change, step } = found;
    this.shown = fill(this.messages.case_told, {
      kind, arithmetic: `∂${output}/∂${input} = ${formula} = ${arithmetic} ${relation} ${result}`,
      nudge: fill(this.messages.nudge, { input, output, change, step }),
    });
  }
}
