/**
 * What is said on a screen when it is asked for is open on paper, where nobody can ask.
 *
 * @module paper
 */

export const PAPER = 660; // px: what margins of 15 mm leave of A4 and of US Letter, less a frame

/** What is laid out for paper, in the order in which it came. @type {Set<{ lay: () => void, clear: () => void }>} */
const PRINTED = new Set();

let isPrinting = false;

function layAll() {
  isPrinting = true;
  for (const { lay } of [...PRINTED]) lay();
}

function clearAll() {
  isPrinting = false;
  for (const { clear } of PRINTED) clear();
}

/**
 * Lay a view out for paper while the page is printed, and as it was afterwards.
 * @param {() => void} lay
 * @param {() => void} clear
 * @returns {() => void} stops watching
 */
export function onPaper(lay, clear) {
  const one = { lay, clear };
  PRINTED.add(one);
  if (isPrinting) lay(); // made for the print itself, perhaps a moment after the others
  addEventListener("beforeprint", layAll); // the same function is added once
  addEventListener("afterprint", clearAll);
  return () => {
    PRINTED.delete(one);
    if (PRINTED.size > 0) return;
    removeEventListener("beforeprint", layAll);
    removeEventListener("afterprint", clearAll);
  };
}
