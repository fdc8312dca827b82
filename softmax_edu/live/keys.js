/**
 * Keys between the notebook and what is shown in it. The notebook takes plain letters, arrows and Enter
 * for commands of its own: arrows walk over its cells. Where one of our controls has the focus, they
 * belong to that control. Two kinds stay the notebook's: keys with Ctrl, Alt or Meta, to save for
 * instance, and Enter with Shift, which runs a cell. Escape leaves the control for its cell.
 *
 * @module keys
 */

/** What JupyterLab's command registry passes over. It looks for it on the element that has the focus. */
const PASS_OVER = "data-lm-suppress-shortcuts";
/** Where the focus is when the notebook itself has it: the cell, or the whole in older versions. */
const HOMES = [".jp-Cell[tabindex]", ".jp-Notebook[tabindex]"];

/** @param {KeyboardEvent} event */
function belongsToControl({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey && !(key === "Enter" && shiftKey);
}

/**
 * Give the focus back to the notebook cell that an element is shown in.
 * @param {Element} element
 * @returns {boolean} whether there is such a cell: on a page there is none
 */
export function leaveForCell(element) {
  const home = HOMES.map((selector) => element.closest(selector)).find((found) => found !== null);
  if (!(home instanceof HTMLElement)) return false;
  home.focus({ preventScroll: true });
  return true;
}

/**
 * Let the plain keys that are pressed inside an element stay inside it.
 *
 * JupyterLab hears a key on its way back up, so it is enough to let none out. Notebook 7 hears it on its
 * way down, before any control does: the control is marked before the key reaches the document. Neither
 * runs a cell from within a field for text, so the field gives the focus back first; that also takes
 * over what was typed.
 * @param {HTMLElement} root
 * @returns {() => void} ends it
 */
export function keepPlainKeys(root) {
  const onTheWayDown = (/** @type {KeyboardEvent} */ event) => {
    const { target } = event;
    if (!(target instanceof Element && root.contains(target))) return;
    target.toggleAttribute(PASS_OVER, belongsToControl(event));
    if (event.key === "Enter" && !belongsToControl(event)) leaveForCell(root);
  };
  const onTheWayUp = (/** @type {KeyboardEvent} */ event) => {
    if (!belongsToControl(event)) return;
    event.stopPropagation();
    if (event.key === "Escape" && !event.defaultPrevented) leaveForCell(root);
  };
  window.addEventListener("keydown", onTheWayDown, { capture: true });
  root.addEventListener("keydown", onTheWayUp);
  return () => {
    window.removeEventListener("keydown", onTheWayDown, { capture: true });
    root.removeEventListener("keydown", onTheWayUp);
  };
}
