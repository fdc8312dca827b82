"""In a browser too, whatever is done: in a language of Chinese characters no English is seen.

The page is one that the site makes, so that its own script mounts all views. What is looked at is
all text in the page and all that is read out, what is hidden included.
"""

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from softmax_edu import Explorer, predict, step
from softmax_edu.facts import facts
from softmax_edu.live import PAGE_KEY
from softmax_edu.questions import answers_card, asked
from softmax_edu.site import build_site
from softmax_edu.words import message
from tests.pseudo import LANGUAGE, english

PANELS = [*facts()["panels"]["beside"], *facts()["panels"]["below"]]
CONTROLS = facts()["controls"]["names"]
THETA = np.log([1, 2, 5])
REST = 700  # ms until a change is announced

READ = """(root) => {
  const found = [];
  for (const node of [root, ...root.querySelectorAll("*")]) {
    if (node.matches("style, script, noscript")) continue;
    for (const name of ["aria-label", "aria-description", "title", "alt", "placeholder",
      "aria-valuetext", "aria-roledescription"]) {
      if (node.hasAttribute(name)) found.push(node.getAttribute(name));
    }
    for (const pseudo of ["::before", "::after"]) {
      const { content } = getComputedStyle(node, pseudo);
      if (!["none", "normal", '""'].includes(content)) found.push(content);
    }
    if (node.matches("math")) continue;
    for (const { nodeType, data } of node.childNodes) {
      if (nodeType === Node.TEXT_NODE) found.push(data);
    }
  }
  return found.join("\\n");
}"""

# Every button of a step again and again: blanks, tiles that fit and do not, hints, the way on.
PRESS = f"""(card) => {{
  const read = {READ};
  const said = [];
  for (let round = 0; round < 8; round += 1) {{
    for (const button of card.querySelectorAll("button")) {{
      if (!button.closest("[hidden]")) button.click();
      said.push(read(card));
    }}
  }}
  return said.join("\\n");
}}"""


def views():
    """Yield what a page can hold: every panel and control, few and many classes, all cards."""
    for theta, y, more in (
        (THETA, 1, {"cell": (0, 1)}),
        (THETA, [1, 0.5, 2], {"cell": (2, 2), "temperature": 2.0}),
        (THETA, [0, 0, 0], {}),
        (np.linspace(-2, 2, 30), 3, {"cell": (3, 5)}),
        (THETA, 1, {"cell": (0, 1), "mask": "off-diagonal"}),
        ([0, 400], 0, {"cell": (0, 0), "panels": PANELS[:1]}),
        ([1e20, 0, 900], 0, {"cell": (1, 0), "panels": PANELS[:2]}),
    ):
        yield Explorer(theta, y, **{"panels": PANELS, "controls": CONTROLS} | more)
    yield Explorer(np.linspace(-1, 1, 12), 3, panels=("softmax", "gradient"), controls=())
    yield from map(predict, asked.keys("predict"))
    yield from map(step, asked.keys("steps"))
    yield answers_card()


@pytest.fixture
def page(browser, tmp_path, monkeypatch, pseudo_language):
    monkeypatch.chdir(tmp_path)
    cells = [new_markdown_cell("# 数")]
    for view in views():
        live = isinstance(view, Explorer)
        state = {PAGE_KEY: {"explorer": view.page_state()}} if live else view._instead()[1]
        output = new_output("display_data", data={"text/plain": "1"}, metadata=state)
        cells.append(new_code_cell("f()", outputs=[output]))
        view.close()
    nbformat.write(new_notebook(cells=cells), tmp_path / "all.ipynb")
    build_site([tmp_path / "all.ipynb"], tmp_path / "pages")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto((tmp_path / "pages" / "all.html").as_uri())
    page.wait_for_function(
        "(count) => document.querySelectorAll('.softmax-live[data-mounted]').length === count",
        arg=len(cells) - 1,
    )
    page.locator(".softmax-explorer [data-quantity]").first.wait_for(state="attached")
    gate = page.locator(".gate:visible")
    assert english(gate.evaluate(READ)) == []
    page.evaluate("() => document.querySelectorAll('.gate button').forEach((one) => one.click())")
    yield page
    context.close()


@pytest.fixture
def read(page):
    """Return a function that looks for English and says after which act it was there."""
    found = {}

    def look(act, root="body"):
        page.wait_for_timeout(100)
        for place in page.locator(root).all():
            if words := english(place.evaluate(READ)):
                found.setdefault(act, []).extend(words)

    yield look
    assert found == {}


def test_what_is_there_at_first(page, read):
    expect(page.locator(".softmax-explorer")).to_have_count(8)
    expect(page.locator(f".softmax-explorer[lang='{LANGUAGE}'] .bar")).to_have_count(8)
    read("opened")
    page.set_viewport_size({"width": 375, "height": 800})
    read("on a phone")


def test_the_explorer_whatever_is_done(page, read):
    for number, root in enumerate(page.locator(".softmax-explorer").all()):
        for n in range(root.locator(".bar button").count()):
            name = f"{number}: button {n}"
            root.locator(".bar button").nth(n).evaluate("(button) => button.click()")
            read(name, f".softmax-explorer >> nth={number}")
        page.keyboard.press("Escape")  # the view has the whole screen
        expect(page.locator(".softmax-explorer[data-present]")).to_have_count(0)
        # A descent that goes on would take what is typed below for old.
        for pause in root.get_by_role("button", name=message("explorer.descent_pause")).all():
            pause.evaluate("(button) => button.click()")
    first = page.locator(".softmax-explorer").nth(1)
    here = ".softmax-explorer >> nth=1"
    refused = ((".heads .exact", "x"), (".weight", "-1"), (".dials .exact", "-1"))
    boxes = [(box, wrong) for field, wrong in refused for box in first.locator(field).all()[-2:]]
    assert len(boxes) == 6
    for box, wrong in boxes:
        box.fill(wrong)
        box.press("Enter")
        expect(first.locator("[aria-invalid]")).to_have_count(1)
        expect(first.locator(".notice")).not_to_be_empty()
        read(f"refused {wrong}", here)
        box.press("Escape")
    for i, j in ((0, 0), (1, 2)):
        first.locator(f"[data-quantity=jacobian][data-i='{i}'][data-j='{j}']").first.click()
        page.wait_for_timeout(REST)
        read(f"picked {i}, {j}", here)
    slider = first.locator("input[type=range]").first
    slider.press("ArrowRight")
    page.wait_for_timeout(REST)
    read("moved", here)


def test_what_is_said_of_a_copy(page, read):
    root = page.locator(".softmax-explorer").first
    copy = root.get_by_role("button", name=message("explorer.copy"), exact=True)
    for works in ("true", "false"):
        page.evaluate(
            f"() => {{ Object.defineProperty(navigator, 'clipboard', {{ value: undefined,"
            f" configurable: true }}); document.execCommand = () => {works}; }}"
        )
        copy.click()
        read(f"copied: {works}", ".softmax-explorer >> nth=0")


def test_the_cards_whatever_is_done(page, read):
    for card in page.locator("[data-card=question]").all():
        card.locator("button.main").click()
        read("locked too early", "[data-card=question]:has(.status:not(:empty))")
        card.get_by_role("radio").first.check()
        card.locator("[role=radiogroup]").last.get_by_role("radio").first.check()
        card.locator("button.main").click()
    read("locked", "[data-card=question]")
    for card in page.locator("[data-card=step]").all():
        if words := english(card.evaluate(PRESS)):
            pytest.fail(f"{words} in {card.inner_text()}")
    clear = page.locator("[data-card=answers] button").last
    read("answered", "[data-card=answers]")
    clear.click()
    read("asked", "[data-card=answers]")
    clear.click()
    read("cleared", "[data-card=answers]")
