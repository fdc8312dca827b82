/** Writes, for each state that is read, what the browser writes of its roads: Python compares it with its own. */

import { readFileSync } from "node:fs";

import { alongRoad, edgeLimits, roadOf, roadsSum } from "../../softmax_edu/live/roads.js";
import { evaluate, jacobian, termsOf, upstream } from "../../softmax_edu/live/softmax.js";

/** @type {{ theta: number[], y: number | number[], temperature: number, j: number }[]} */
const states = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(states.map(({ theta, y, temperature, j }) => {
  const numbers = evaluate(theta, y, temperature);
  return {
    roads: theta.map((_, i) => ({ ...roadOf(i, j, temperature), ...alongRoad(numbers, i, j) })),
    sum: roadsSum(numbers, j),
    values: theta.map((_, i) => [jacobian(numbers, i, j), upstream(numbers, i), termsOf(numbers, j)[i]].map(String)),
    limits: edgeLimits(temperature),
  };
})));
