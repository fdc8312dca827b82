"""Every lesson in JupyterLab: each explorer moved, each question and each step answered."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from softmax_edu import softmax
from softmax_edu.questions.asked import structure
from tests.browser.jupyter import WIDE, Lab, Notebook

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ASKED = re.compile(r'^(predict|step)\("([\w-]+)"\)', re.MULTILINE)


@pytest.fixture(scope="module")
def tall_lab(browser, tmp_path_factory):
    """Return a Lab that keeps all cells in the page, so that one page holds the whole lesson."""
    folder = tmp_path_factory.mktemp("tall")
    settings = folder / "config/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    lab = Lab(folder / "lessons")
    yield lab
    lab.server.stop()


def move(page, explorer):
    """Move the first score by a key; what is shown is its softmax before and after."""
    shown = (
        "(root) => ['theta', 's'].map((quantity) => [...root.querySelectorAll("
        "`[data-quantity=${quantity}]`)].map((mark) => Number(mark.dataset.value)))"
    )
    explorer.scroll_into_view_if_needed()
    before, _ = explorer.evaluate(shown)
    slider = explorer.locator("input[type=range][data-control=theta]").first  # not T's, or Σy's
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(100)
    theta, s = explorer.evaluate(shown)
    assert theta[0] < before[0]
    assert theta[1:] == before[1:]
    # Some explorers show other panels than S, and one shows S at another temperature.
    if explorer.locator(".head", has_text="softmax(θ)").count():
        assert s == pytest.approx(softmax(theta), rel=1e-13)


def lock(card, key):
    question = structure()["predict"][key]
    expect(card.locator(".said")).to_be_hidden()
    card.locator(f"input[value='{question['right']}']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(card.locator(".said")).to_be_visible()


def work_through(card, key):
    content = structure()["steps"][key]
    expect(card.locator(".ending")).to_be_hidden()
    if content["kind"] == "worked":
        for _ in content["lines"][1:]:
            card.get_by_role("button", name="Next line").click()
    else:
        for name, blank in content["blank"].items():
            card.locator(f".blank[data-blank='{name}']").click()
            card.locator(f".tile[data-tile='{blank['tile']}']").click()
    expect(card.locator(".ending")).to_be_visible()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_used_from_top_to_bottom(lesson, browser, tall_lab):
    context = browser.new_context(viewport=WIDE)
    notebook = Notebook(context.new_page(), tall_lab, lesson.name)
    notebook.run_all()
    page = notebook.page
    page.wait_for_timeout(1000)
    sources = [cell.source for cell in nbformat.read(lesson, 4).cells if cell.cell_type == "code"]
    asked = [match.groups() for source in sources for match in ASKED.finditer(source)]
    for kind, card, use in (("predict", "question", lock), ("step", "step", work_through)):
        cards = page.locator(f".softmax-card[data-card={card}]")
        keys = [key for asked_kind, key in asked if asked_kind == kind]
        expect(cards).to_have_count(len(keys))
        for index, key in enumerate(keys):
            use(cards.nth(index), key)
    explorers = page.locator(".softmax-explorer")
    expect(explorers).to_have_count(sum("Explorer(" in source for source in sources))
    for index in range(explorers.count()):
        move(page, explorers.nth(index))
    films = page.locator(".softmax-film")
    expect(films).to_have_count(sum("Film(" in source for source in sources))
    for film in films.all():
        before = film.get_attribute("data-moment")
        slider = film.get_by_role("slider").last
        slider.press("End" if slider.input_value() == "0" else "Home")
        expect(film).not_to_have_attribute("data-moment", before)
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
    assert notebook.errors == []
    notebook.end()
    context.close()
