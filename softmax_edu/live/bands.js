/**
 * The two bands: a row in the output's colour and a column in the input's, through all that belongs to them. They
 * cross in the lit cell. Their edges differ too, for whoever does not see the colours.
 *
 * @module bands
 */

import { element, Mark } from "./dom.js";

/** @typedef {import("./light.js").Lit} Lit */

export class Bands {
  constructor() {
    const pair = (/** @type {string} */ name) => ["band", "edge"].map(
      (layer) => new Mark(element("div", { class: `${layer} ${name}`, "aria-hidden": "true" })));
    this.rows = pair("watched");
    this.columns = pair("nudged");
    this.elements = [...this.rows, ...this.columns].map(({ node }) => node);
  }

  /** @param {Lit} lit */
  draw({ i, j }) {
    for (const mark of this.rows) {
      mark.attribute("hidden", i === null);
      if (i !== null) mark.style("--i", i);
    }
    for (const mark of this.columns) {
      mark.attribute("hidden", j === null);
      if (j !== null) mark.style("--j", j);
    }
  }
}
