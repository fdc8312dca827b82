/**
 * What is wrong with an explorer as it is drawn: a list of sentences, empty where nothing is cut, nothing overlaps, no
 * bar is too short and all that a band runs through is in line with it.
 */
(root) => {
  const wrong = [];
  const { clientWidth } = document.documentElement;
  if (document.documentElement.scrollWidth > clientWidth) wrong.push('the page is wider than its window');
  const hidden = (node) => !node.checkVisibility({ visibilityProperty: true })
    || node.closest('.spoken, .hidden-text, [aria-hidden=true].probe')
    || getComputedStyle(node).clipPath !== 'none';
  const pieces = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    const node = text.parentElement;
    if (!text.data.trim() || hidden(node) || node.closest('option, math, .off, svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) pieces.push({ text: text.data.trim(), node, box });
  }
  const frame = root.getBoundingClientRect();
  for (const { text, node, box } of pieces) {
    if (!node.closest('.label') && (box.left < frame.left - 0.5 || box.right > frame.right + 0.5)) wrong.push(`outside: ${text}`);
    const clipping = node.closest('.label, .name, .column');
    const isEllipsed = clipping && clipping.classList.contains('label') && clipping.closest('[title]');
    if (clipping && !isEllipsed && box.right > clipping.getBoundingClientRect().right + 0.5) wrong.push(`cut: ${text}`);
    const cell = node.closest('.tint');
    if (cell) {
      const room = cell.getBoundingClientRect();
      if (box.left < room.left - 0.5 || box.right > room.right + 0.5 || box.top < room.top - 3
        || box.bottom > room.bottom + 3) wrong.push(`does not fit its cell: ${text}`);
    }
  }
  for (const field of root.querySelectorAll('input.exact')) {
    if (field.scrollWidth > field.clientWidth + 1) wrong.push(`cut in its field: ${field.value}`);
  }
  for (const slider of root.querySelectorAll('.rail input')) {
    const [inner, outer] = [slider, slider.parentElement].map((node) => node.getBoundingClientRect());
    if (inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5) wrong.push('a slider is wider than its rail');
  }
  for (const around of [root.querySelector('.plane') ?? root, ...root.querySelectorAll('.roads')]) {
    const inside = pieces.filter(({ node }) => around.contains(node) && !node.closest('.label'));
    inside.forEach((one, n) => inside.slice(n + 1).forEach((other) => {
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 1 && high > 4 && one.node !== other.node) wrong.push(`overlap: ${one.text} | ${other.text}`);
    }));
  }
  for (const track of root.querySelectorAll('.track, .bars.output-bars')) {
    if (track.getBoundingClientRect().width < 40) wrong.push(`a bar on ${track.getBoundingClientRect().width} px`);
  }
  const near = (a, b, what) => { if (Math.abs(a - b) > 0.5) wrong.push(`${what}: ${a} is not ${b}`); };
  const box = (node) => node.getBoundingClientRect();
  const row = root.querySelector('.band.watched:not([hidden])');
  const column = root.querySelector('.band.nudged:not([hidden])');
  const [i, j] = [row, column].map((band) => band && Number(band.style.getPropertyValue(
    band === row ? '--i' : '--j')));
  if (row) {
    const parts = [...root.querySelectorAll('.outputs .bars, .plane .outputs, .upstream')]
      .map((part) => part.children[i]).filter((part) => part && !part.classList.contains('bars'));
    for (const part of [...parts, ...root.querySelectorAll(`.entry[data-i="${i}"]`)]) {
      near(box(part).top, box(row).top, `row of ${part.className}`);
      near(box(part).height, box(row).height, `height of ${part.className}`);
    }
  }
  if (column) {
    const parts = [...root.querySelectorAll('.heads, .gradient, .heads .bars, .gradient .bars')]
      .map((part) => part.children[j]).filter((part) => part && !part.classList.contains('bars'));
    for (const part of [...parts, ...root.querySelectorAll(`.entry[data-j="${j}"], .columns .column:nth-child(${j + 2})`)]) {
      near(box(part).left, box(column).left, `column of ${part.className}`);
      near(box(part).width, box(column).width, `width of ${part.className}`);
    }
  }
  const canvas = root.querySelector('canvas');
  if (canvas && row && column) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    near(left + (j * width) / canvas.width, box(column).left, 'column of the canvas');
    near(top + (i * height) / canvas.height, box(row).top, 'row of the canvas');
  }
  return wrong;
}
