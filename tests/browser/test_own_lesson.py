"""A lesson of a teacher's own: its cards are live in Lab, Voilà and on a page, and are counted."""

import json
import tomllib

from playwright.sync_api import expect

from softmax_edu.class_report import by_name, read_class
from softmax_edu.questions import store
from softmax_edu.site import build_site

FILE = "my_questions.toml"
QUESTION, STEP = "mean-of-doubled", "derivative-of-the-mean"
HALVED, JSON = "mean-of-halved", "mean-of-three"


def asked_anew(own_questions, key):
    """Return the guide's question as a table, under another name."""
    return {**tomllib.loads(own_questions)["predict"][QUESTION], "key": key}


def lock(card, guess):
    card.locator(f"input[value='{guess}']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(card.locator(".said")).to_be_visible()


def fill(card):
    for tile in ("one", "zero"):
        card.locator(f"[data-tile={tile}]").click()
    expect(card.locator(".ending")).to_have_text("Every number moves the mean by the same amount.")


def taken_along(page, path):
    """Write the answers that the browser keeps, as its visitor downloads them."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a file").click()
    path.parent.mkdir(parents=True)
    download.value.save_as(path)


def counted(folder):
    """Return the rows of the report's tables of questions and of steps."""
    found = read_class(folder, by_name)
    return found.predictions(), found.steps()


def test_in_lab_and_on_a_page_of_it_the_cards_are_live_and_are_counted(
    browser, lab, open_notebook, own_questions, tmp_path
):
    (lab.folder / FILE).write_text(own_questions, encoding="utf-8")
    (lab.folder / "one.json").write_text(
        json.dumps(asked_anew(own_questions, JSON)), encoding="utf-8"
    )
    notebook = open_notebook(
        "from softmax_edu import predict, step\nfrom softmax_edu.questions import answers_card",
        f"predict({FILE!r}, {QUESTION!r})",
        f"step({FILE!r}, {STEP!r})",
        f"predict({asked_anew(own_questions, HALVED)!r})",
        "predict('one.json')",
        "answers_card()",
    )
    questions = notebook.page.locator("[data-card=question]")
    expect(questions).to_have_count(3)
    for number, guess in enumerate(("stays", "doubles", "depends")):
        lock(questions.nth(number), guess)
    fill(notebook.page.locator("[data-card=step]"))
    notebook.until_printed(
        f"__import__('softmax_edu').answers()['steps'].get({STEP!r}, {{}}).get('done')", "True"
    )
    answers = lab.folder / store.FILE
    (tmp_path / "in" / "heron").mkdir(parents=True)
    answers.rename(tmp_path / "in" / "heron" / store.FILE)
    notebook.command("docmanager:save")
    assert notebook.errors == []
    path = lab.folder / notebook.name
    notebook.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    )

    built = build_site([path], tmp_path / "pages", shipped=False)
    assert built.left_out == []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "pages" / path.with_suffix(".html").name).as_uri())
    questions = page.locator("[data-card=question]")
    for number in range(3):
        lock(questions.nth(number), "doubles")
        if number == 0:
            fill(page.locator("[data-card=step]"))
    taken_along(page, tmp_path / "in" / "wren" / store.FILE)
    context.close()

    assert counted(tmp_path / "in") == (
        [(QUESTION, 2, 1, 1), (HALVED, 2, 2, 0), (JSON, 2, 1, 1)],
        [(STEP, 2, 2, 2)],
    )
