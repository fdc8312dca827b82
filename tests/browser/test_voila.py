"""A page that Voilà serves to many: the answers of each visitor are that visitor's own."""

import re
import sys
import time

import pytest
from playwright.sync_api import expect

from softmax_edu.questions import store
from tests.browser.jupyter import Server, free_port, write_notebook
from tests.browser.test_own_lesson import FILE, QUESTION, STEP, counted, fill, lock, taken_along

KEY = "s0-when-theta1-rises"
CELLS = (
    "from softmax_edu import Explorer, answers, predict\n"
    "from softmax_edu.questions import answers_card",
    f"predict('{KEY}')",
    f"Explorer([1.2, 0.4], y=0, cell=(0, 1), mask='{KEY}')",
    "answers_card()",
    "print('kept here:', answers()['predictions'])",
    # A teacher's own, from the file beside the notebook.
    f"from softmax_edu import step\npredict('{FILE}')",
    f"step('{FILE}')",
)
OWNERS = {
    "lesson": "01_softmax",
    "guess": "stays",
    "confidence": "sure",
    "right": False,
    "time": "2026-11-22T16:50:38Z",
}
PATIENCE = 60_000  # ms


@pytest.fixture(scope="module")
def voila(tmp_path_factory, own_questions):
    """Return the address of a page in whose folder its owner has locked a guess.

    Voilà makes a kernel ready before there is a visitor, and one for each visitor who finds none.
    """
    folder = tmp_path_factory.mktemp("voila")
    (folder / store.FILE).write_text(
        store.write_out({"predictions": {KEY: OWNERS}, "steps": {}}), "utf-8"
    )
    (folder / FILE).write_text(own_questions, encoding="utf-8")
    write_notebook(folder / "page.ipynb", *CELLS)
    command = [sys.executable, "-m", "voila", "page.ipynb", "--no-browser", "--preheat_kernel=True"]
    command += [f"--port={free_port()}", "--Voila.port_retries=0", "--Voila.ip=127.0.0.1"]
    server = Server(command, re.compile(r"http://127\.0\.0\.1:\d+/"), folder)
    until = time.monotonic() + PATIENCE / 1000
    while not any("is filled" in line for line in server.printed) and time.monotonic() < until:
        time.sleep(0.2)
    yield server.url, folder
    server.stop()


def test_each_visitor_has_answers_of_their_own_and_sees_nobody_elses(browser, voila, tmp_path):
    url, folder = voila
    before = (folder / store.FILE).read_bytes()
    contexts = [browser.new_context() for _ in range(2)]

    def visit(number):
        page = contexts[number].new_page()
        page.goto(url)
        page.locator("[data-card=answers]").wait_for(timeout=PATIENCE)
        expect(page.get_by_text("kept here: {}")).to_be_visible()
        return (
            page,
            page.locator("[data-card=question]").first,
            page.locator(".softmax-explorer .case"),
        )

    def is_untouched(page, card, case):
        expect(card.get_by_role("button", name="Lock it in")).to_be_visible()
        expect(case).to_contain_text("Lock your prediction first")
        expect(page.locator("[data-card=answers]")).to_contain_text("Nothing is locked yet")

    is_untouched(*visit(0))
    page, card, case = visit(0)
    card.locator("input[value='falls']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(case).to_contain_text("∂S₀/∂θ₁")
    is_untouched(*visit(1))
    page, card, case = visit(0)
    expect(card.locator(".said")).to_contain_text("You said It falls")
    expect(case).to_contain_text("∂S₀/∂θ₁")
    expect(page.locator("[data-card=answers]")).to_contain_text("Predictions locked: 1")
    assert (folder / store.FILE).read_bytes() == before

    # A question and a step of the owner's own are kept there too, and what is taken along counts.
    lock(page.locator("[data-card=question]").nth(1), "doubles")
    fill(page.locator("[data-card=step]"))
    taken_along(page, tmp_path / "in" / "wren" / store.FILE)
    assert counted(tmp_path / "in") == (
        [(QUESTION, 1, 1, 0), (KEY, 1, 1, 0)],
        [(STEP, 1, 1, 1)],
    )
    assert (folder / store.FILE).read_bytes() == before
    for context in contexts:
        context.close()
