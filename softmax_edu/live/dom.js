/**
 * The few things that every panel does to the page. Text is only ever set as text, never as markup.
 *
 * @module dom
 */

/**
 * @typedef {Record<string, string | number | boolean | null | undefined>} Attributes
 */

/**
 * Make an element. An attribute that is null, undefined or false is left out.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children);
  return node;
}

/**
 * Make an element of a drawing, as `element` does.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children);
  return /** @type {SVGElement} */ (node);
}

/**
 * Write an attribute only where it changes: a write that changes nothing still costs a style pass.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {HTMLElement} node
 * @param {string} name a custom property
 * @param {string | number} value
 */
export function setStyle(node, name, value) {
  const text = String(value);
  if (node.style.getPropertyValue(name) !== text) node.style.setProperty(name, text);
}

/**
 * An element that is written only where it changes, without asking the page what it holds: in a frame of a
 * hundred cells the asking costs more than the writing.
 */
export class Mark {
  /** @param {HTMLElement | SVGElement} node */
  constructor(node) {
    this.node = node;
    /** @type {Map<string, unknown>} */
    this.known = new Map();
  }

  /**
   * @param {string} key
   * @param {unknown} value
   * @returns {boolean} whether this is another value than the one before
   */
  changes(key, value) {
    if (this.known.get(key) === value) return false;
    this.known.set(key, value);
    return true;
  }

  /** @param {string} text */
  text(text) {
    if (this.changes("", text)) this.node.textContent = text;
  }

  /**
   * @param {string} name
   * @param {string | number | boolean | null} value
   */
  attribute(name, value) {
    if (!this.changes(name, value)) return;
    if (value === null || value === false) this.node.removeAttribute(name);
    else this.node.setAttribute(name, value === true ? "" : String(value));
  }

  /**
   * @param {string} name a property, custom or not
   * @param {string | number} value
   */
  style(name, value) {
    if (this.changes(`:${name}`, value)) this.node.style.setProperty(name, String(value));
  }

  /**
   * Say which quantity this shows and its value at full precision: tests and tools for people who cannot see the
   * picture read these. What is not finite is no number.
   * @param {string} quantity
   * @param {number} value
   * @param {number} [i] output, or class
   * @param {number} [j] input
   */
  quantity(quantity, value, i, j) {
    const known = Number.isFinite(value);
    this.attribute("data-quantity", known ? quantity : null);
    this.attribute("data-i", i ?? null);
    this.attribute("data-j", j ?? null);
    this.attribute("data-value", known ? value + 0 : null); // −0 is 0
  }
}

/**
 * The same for an element that is asked what it holds.
 * @param {Element} node
 * @param {[quantity: string, value: number, i?: number, j?: number]} shown
 */
export function setQuantity(node, ...shown) {
  new Mark(/** @type {HTMLElement} */ (node)).quantity(...shown);
}

/**
 * @param {string} template a sentence with {names} in it
 * @param {Record<string, (Node | string)[]>} values what stands in their places
 * @returns {(Node | string)[]}
 */
export function fillWith(template, values) {
  return template.split(/(\{\w+\})/).flatMap((part) => (values[part.slice(1, -1)] ?? [part]));
}

/**
 * One text of many, two at a time by a sentence with {first} and {second} in it.
 * @param {string} template
 * @param {string[]} parts
 * @returns {string}
 */
export function listed(template, parts) {
  return parts.reduce((first, second) => fill(template, { first, second }));
}

/**
 * @param {string} template a sentence with {names} in it
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
