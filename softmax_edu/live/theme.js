/**
 * Dark or light.
 *
 * A style sheet sees the theme of a notebook or of the reader's system, but not from inside a shadow root, where
 * marimo mounts widgets. What is inherited there is told to our styles by an attribute.
 *
 * @module theme
 */

import { setAttribute } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {() => void} [changed] called when colours may be others than before
 * @returns {() => void} stops following
 */
export function followTheme(root, changed = () => {}) {
  const schemes = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  const isDark = () => {
    const home = root.getRootNode();
    if (!(home instanceof ShadowRoot)) return false;
    const scheme = getComputedStyle(home.host).colorScheme;
    return scheme.includes("dark") && (!scheme.includes("light") || schemes[0].matches);
  };
  const look = () => {
    setAttribute(root, "data-dark", isDark());
    changed();
  };
  const observer = new MutationObserver(look);
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-theme", "class", "style"] });
  }
  for (const scheme of schemes) scheme.addEventListener("change", look);
  // The root may not be in the page yet.
  const request = requestAnimationFrame(() => { if (isDark()) look(); });
  return () => {
    cancelAnimationFrame(request);
    observer.disconnect();
    for (const scheme of schemes) scheme.removeEventListener("change", look);
  };
}
