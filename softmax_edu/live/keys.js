/**
 * Keys between the notebook and what is shown in it. The notebook takes plain letters, arrows and Enter
 * for commands of its own: arrows walk over its cells. Where one of our controls has the focus, they
 * belong to that control. Keys with Ctrl, Alt or Meta, to save for instance, stay the notebook's.
 *
 * @module keys
 */

/** What JupyterLab's command registry passes over. It looks for it on the element that has the focus. */
const PASS_OVER = "data-lm-suppress-shortcuts";

/** @param {KeyboardEvent} event */
function isPlain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/**
 * Let the plain keys that are pressed inside an element stay inside it.
 *
 * JupyterLab hears a key on its way back up, so it is enough to let none out. Notebook 7 hears it on its
 * way down, before any control does: the control is marked before the key reaches the document.
 * @param {HTMLElement} root
 * @returns {() => void} ends it
 */
export function keepPlainKeys(root) {
  const onTheWayDown = (/** @type {KeyboardEvent} */ event) => {
    const { target } = event;
    if (target instanceof Element && root.contains(target)) target.toggleAttribute(PASS_OVER, isPlain(event));
  };
  const onTheWayUp = (/** @type {KeyboardEvent} */ event) => {
    if (isPlain(event)) event.stopPropagation();
  };
  window.addEventListener("keydown", onTheWayDown, { capture: true });
  root.addEventListener("keydown", onTheWayUp);
  return () => {
    window.removeEventListener("keydown", onTheWayDown, { capture: true });
    root.removeEventListener("keydown", onTheWayUp);
  };
}
