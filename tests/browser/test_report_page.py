"""The report of a class on paper: A4, either way up, from 12 exercises to 40, and nothing cut."""

import pytest

from softmax_edu.class_report import MOST_EXERCISES, as_html, by_name, read_class
from tests import cohort

# What is left of A4 between margins of 10 mm, in the browser's pixels.
PORTRAIT, LANDSCAPE = (718, 1047), (1047, 718)
CUT = """() => {
  const cut = [];
  const paper = document.documentElement.clientWidth;
  for (const node of document.querySelectorAll("body *")) {
    const { left, right } = node.getBoundingClientRect();
    const open = getComputedStyle(node).overflowX === "visible";
    const inside = open || node.scrollWidth <= node.clientWidth;
    if (right > paper + 0.5 || left < -0.5 || !inside) cut.push(node.outerHTML.slice(0, 80));
  }
  return cut;
}"""

# Words that stand on two lines; a name's parts may be parted at its hyphens.
BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("td, th, .legend span")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+-?/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word);
      }
    }
  }
  return broken;
}"""


@pytest.fixture
def report(tmp_path):
    """Return the pages of two classes: one with the exercises, one with as many as are shown."""
    cohort.honest(tmp_path / "class", learners=40, seed=2)
    cohort.honest(tmp_path / "wide", learners=20, seed=3)
    cohort.headings(tmp_path / "wide", learners=2, exercises=MOST_EXERCISES)
    pages = []
    for name in ("class", "wide"):
        page = tmp_path / f"{name}.html"
        page.write_text(as_html(read_class(tmp_path / name, by_name)), encoding="utf-8")
        pages.append(page)
    return pages


def test_no_column_is_cut_on_a4(browser, report):
    for path in report:
        for width, height in (PORTRAIT, LANDSCAPE):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.emulate_media(media="print")
            page.goto(path.as_uri())
            assert page.evaluate(CUT) == [], (path.name, width)
            assert path.name == "wide.html" or page.evaluate(BROKEN) == []
            assert page.locator("table.many tr").first.locator("th").count() > 12
            page.close()
