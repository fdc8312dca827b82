/**
 * The box around a view, styled as Python's `layout` says.
 *
 * The view that mounts ours styles the box by the layout that is there when it is displayed, and follows that
 * one. Of another layout, or of the first one where there was none, it does not hear: once our part is drawn,
 * anywidget takes away whatever listens to the model. So it is followed here.
 *
 * @module box
 */

/** @typedef {import("./state.js").Model} Model */
/**
 * The part of a layout's model that is used. A page without a kernel has none.
 * @typedef {object} Layout
 * @property {Record<string, string | null>} attributes
 * @property {(event: string, callback: () => void) => void} on
 * @property {(event: string, callback: () => void) => void} off
 */

/**
 * @param {Model} model
 * @param {HTMLElement} el
 * @returns {() => void} stops following
 */
export function followLayout(model, el) {
  /** @type {Layout | null} */
  let layout = null;
  const style = () => {
    for (const [name, value] of Object.entries(layout?.attributes ?? {})) {
      if (!name.startsWith("_")) el.style.setProperty(name.replaceAll("_", "-"), value ?? "");
    }
  };
  const change = () => {
    layout?.off("change", style);
    const next = model.get("layout");
    layout = typeof next?.on === "function" ? next : null;
    layout?.on("change", style);
    style();
  };
  model.on("change:layout", change);
  return () => {
    model.off("change:layout", change);
    layout?.off("change", style);
  };
}
