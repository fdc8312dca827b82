"""Two pages, an animation and cut networks: the last gesture or assignment counts everywhere."""

import re

import pytest
from playwright.sync_api import expect

from softmax_edu.questions.store import FILE
from tests.browser.cuts import cut_in_a_gesture, two_pages
from tests.browser.jupyter import WIDE, Notebook
from tests.browser.pages import LINKED, agree, execute, press

IMPORT = "import numpy as np, threading, time\nfrom softmax_edu import Explorer, predict, step"
FIRST = "explorer = Explorer([1.2, 0.4, -0.8], y=0, controls=('temperature',))\nexplorer"
KEY = "s0-when-theta1-rises"


@pytest.fixture(autouse=True)
def unanswered(lab):
    """No test finds the answers that another one has locked in the same folder."""
    answers = lab.folder / FILE
    answers.unlink(missing_ok=True)
    yield
    answers.unlink(missing_ok=True)


@pytest.fixture
def pages(browser, open_notebook):
    """Return a notebook on two pages of one kernel."""
    first = open_notebook(IMPORT, FIRST, f"predict('{KEY}')", "step('softmax-i-not-j')", LINKED)
    first.explorer()
    first.command("docmanager:save")
    first.page.wait_for_timeout(500)
    context = browser.new_context(viewport=WIDE)
    second = Notebook(context.new_page(), first.lab, first.name)
    second.explorer()
    yield first, second
    context.close()


def test_a_gesture_on_one_page_is_seen_on_the_other_and_undone_by_neither(pages):
    first, second = pages
    press(first, times=3)
    assert agree(first, second) == [1.2, pytest.approx(0.7), -0.8]
    press(second, name="θ₀", times=2)
    assert agree(first, second) == [pytest.approx(1.4), pytest.approx(0.7), -0.8]
    press(first, name="θ₂")
    assert agree(first, second) == [pytest.approx(1.4), pytest.approx(0.7), pytest.approx(-0.7)]


def test_hands_on_both_pages_at_once_end_alike(pages):
    first, second = pages
    for _ in range(10):
        press(first, times=2)
        press(second, key="ArrowLeft", name="θ₂", times=2)
    agree(first, second)


def test_a_cell_that_moves_the_scores_while_a_hand_does_ends_with_one_state(pages):
    first, second = pages
    for number in range(20):
        execute(
            first,
            "for n in range(30):\n    explorer.theta = [1.2, n / 10, -0.8]; time.sleep(0.02)",
        )
        press(first, times=4 + number, pause=35)
        first.page.wait_for_timeout(200)
        agree(first, second)


def test_a_slider_that_is_linked_in_the_browser_counts_as_a_hand(pages):
    """Of two hands in a busy kernel's queue, the first one's answer undoes nothing of the other."""
    first, second = pages
    execute(first, "time.sleep(1.5)")
    press(second, times=2)
    handle = first.page.locator(".widget-slider .noUi-handle")
    handle.focus()
    for _ in range(6):
        first.page.keyboard.press("ArrowRight")
    first.until_printed("round(explorer.temperature, 9), explorer.theta[1].item()", "2.5 0.6")
    agree(first, second)
    for notebook in pages:
        dial = notebook.explorer().locator("[data-quantity=temperature]")
        expect(dial).to_have_attribute("data-value", re.compile(r"2\.5(0+4)?"))
        expect(notebook.page.locator(".noUi-handle")).to_have_attribute("aria-valuenow", "2.5")


def test_cuts_of_the_network_in_gestures_end_with_one_state(browser, lab):
    """Three of them; `python -m benchmarks.cuts` makes 200."""
    with two_pages(browser, lab) as notebooks:
        for number in range(3):
            cut_in_a_gesture(notebooks, number)


def test_a_thread_that_moves_the_scores_never_moves_the_slider_back_under_the_hand(open_notebook):
    notebook = open_notebook(IMPORT, FIRST)
    notebook.explorer()
    notebook.run(
        "def move():\n    for n in range(100):\n"
        "        explorer.temperature = 1 + n / 100; time.sleep(0.01)\n"
        "threading.Thread(target=move).start()"
    )
    press(notebook, times=10, pause=40)
    assert agree(notebook)[1] == pytest.approx(1.4)
    notebook.until_printed("explorer.temperature", "1.99")


def test_a_guess_that_one_page_locks_is_locked_on_the_other(pages):
    _first, _second = pages
    card, other = (page.page.locator("[data-card=question]") for page in pages)
    card.locator("input[value='stays']").check()
    card.locator("input[value='sure']").check()
    other.locator("input[value='falls']").check()
    other.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(other.locator(".said")).to_contain_text("You said It stays")
    step_, other_step = (page.page.locator("[data-card=step]") for page in pages)
    step_.locator(".tile[data-tile='zero']").click()
    expect(other_step.locator(".blank[data-state='right']")).to_have_count(1)
    other_step.locator(".tile[data-tile='e-j']").click()
    expect(step_.locator(".blank[data-state='right']")).to_have_count(2)


def test_an_answer_that_no_kernel_takes_is_kept_by_the_browser_until_one_does(open_notebook):
    notebook = open_notebook(IMPORT, f"predict('{KEY}')", "step('softmax-i-not-j')")
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
    )
    notebook.page.wait_for_timeout(500)
    card = notebook.page.locator("[data-card=question]")
    card.locator("input[value='stays']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(card.get_by_role("alert")).to_contain_text("This browser keeps it until one does")
    notebook.page.locator("[data-card=step] .tile[data-tile='zero']").click()
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
    notebook.page.wait_for_timeout(500)
    notebook.open()
    notebook.run_all()
    expect(card.locator(".said")).to_contain_text("You said It stays")
    expect(card.get_by_role("alert")).to_be_hidden()
    expect(notebook.page.locator(".blank[data-state='right']")).to_have_count(1)
    notebook.until_printed(
        f"__import__('softmax_edu').answers()['predictions']['{KEY}']['guess']", "stays"
    )
    assert notebook.page.evaluate("() => localStorage.getItem('softmax-edu:waiting')") == "{}"
    notebook.run("import softmax_edu; softmax_edu.clear_answers()")


def test_a_card_of_another_folder_covers_nothing_here(browser, lab, open_notebook):
    """Two notebooks of two folders stand on one page of JupyterLab."""
    mask = f"explorer = Explorer([1.2, 0.4], y=0, cell=(0, 1), mask='{KEY}')\nexplorer"
    notebook = open_notebook(IMPORT, f"predict('{KEY}')", mask)
    card = notebook.page.locator("[data-card=question]")
    case = notebook.explorer().locator(".case")
    card.locator("input[value='stays']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(case).not_to_contain_text("Lock your prediction first")
    notebook.run("import os, tempfile; os.chdir(tempfile.mkdtemp())")
    notebook.page.evaluate(
        "async (source) => { const panel = window.jupyterapp.shell.currentWidget;"
        " const cell = panel.content.model.sharedModel.getCell(1); cell.setSource(source);"
        " panel.content.activeCellIndex = 1;"
        " await window.jupyterapp.commands.execute('notebook:run-cell'); }",
        f"predict('{KEY}')",
    )
    expect(card.get_by_role("button", name="Lock it in")).to_be_visible()
    expect(case).not_to_contain_text("Lock your prediction first")
    notebook.run("os.chdir(os.environ['PWD'])")
