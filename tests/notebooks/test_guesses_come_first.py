"""A guess comes before its answer: nothing within a screen of an open card gives it away.

Each question lists the strings that answer it (``give_aways.toml`` beside the lessons). In Jupyter,
and wherever a notebook is shown, the order of the cells alone must hold them back: stored outputs
are on the page before anything is run. What is folded away in ``<details>``, as the reveals are,
may say anything.
"""

import ast
import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from softmax_edu.questions.asked import keys, structure

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

# A page of 1280 × 720 leaves some 26 lines of 22 pixels between the bars of JupyterLab.
LINES_OF_A_SCREEN = 26
CHARACTERS_OF_A_LINE = 95
# What stands open on the page takes this many lines.
CARD, STEP, PICTURE, EXPLORER = 12, 14, 14, 18

# Answers that must stand in view, by question, and why.
ALLOWED = {
    "column-sum": "the three numbers to be added are what is asked about",
}


GIVE_AWAYS = tomllib.loads((NOTEBOOKS / "source/en/give_aways.toml").read_text(encoding="utf-8"))
TABLES = {"predict": "predict", "step": "steps"}  # the function that asks, and its table
QUESTIONS = [(function, key) for function, found in GIVE_AWAYS.items() for key in found]


each = pytest.mark.parametrize(("function", "key"), QUESTIONS, ids=[key for _, key in QUESTIONS])


def without_folds(text):
    return re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)


def lines_of(text):
    """Return the lines that a text takes on the page, those that are too long wrapped."""
    return [
        line[start : start + CHARACTERS_OF_A_LINE]
        for line in text.splitlines()
        for start in range(0, max(1, len(line)), CHARACTERS_OF_A_LINE)
    ]


def calls(cell):
    names = [node.func for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    return {name.id for name in names if isinstance(name, ast.Name)}


def shown(cell):
    """Return the lines of a cell as they stand on the page, empty ones for what has no text."""
    if cell.cell_type == "markdown":
        return lines_of(without_folds(cell.source))
    called = calls(cell)
    seen = lines_of(cell.source)
    if called & {"predict", "step"}:
        return [*seen, *[""] * (CARD if "predict" in called else STEP)]
    for output in cell.outputs:
        data = output.get("data", {})
        told = lines_of(output.get("text") or data.get("text/plain", ""))
        room = EXPLORER if "Explorer" in called else PICTURE if "image/png" in data else 0
        # What a picture shows is its text, too: a live view has these numbers on the screen.
        seen += [*told, *[""] * (room - len(told))]
    return seen


def around(cells, at):
    """Return the text within a screen of cell `at`, above and below it, without that cell."""
    above = [line for cell in cells[:at] for line in shown(cell)][-LINES_OF_A_SCREEN:]
    below = [line for cell in cells[at + 1 :] for line in shown(cell)][:LINES_OF_A_SCREEN]
    return "\n".join(above), "\n".join(below)


def lesson_of(function, key):
    name = structure()[TABLES[function]][key]["lesson"]
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def given_away(cells, call, strings):
    [at] = [n for n, c in enumerate(cells) if c.cell_type == "code" and call in c.source]
    above, below = around(cells, at)
    return [string for string in strings if string in above or string in below]


@each
def test_nothing_within_a_screen_of_a_card_answers_it(function, key):
    lesson = lesson_of(function, key)
    found = given_away(lesson.cells, f'{function}("{key}")', GIVE_AWAYS[function][key])
    assert not found or key in ALLOWED, found


@each
def test_what_gives_a_question_away_is_said_in_its_lesson(function, key):
    """A string that stands nowhere guards nothing: at least one of them must be found."""
    lesson = lesson_of(function, key)
    texts = [cell.source for cell in lesson.cells]
    texts += [
        output.get("text") or output.data.get("text/plain", "")
        for cell in lesson.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert any(string in "\n".join(texts) for string in GIVE_AWAYS[function][key])


def test_every_question_says_what_gives_it_away():
    for function, table in TABLES.items():
        assert list(GIVE_AWAYS[function]) == keys(table)
        assert all(GIVE_AWAYS[function].values())


def test_an_exception_is_a_question():
    assert set(ALLOWED) <= {key for _, key in QUESTIONS}


def a_card(*after):
    cells = [nbformat.v4.new_code_cell('predict("k")'), *map(nbformat.v4.new_markdown_cell, after)]
    return given_away(cells, 'predict("k")', ["the answer"])


def test_an_answer_below_the_card_is_found():
    assert a_card("Here is the answer.") == ["the answer"]


def test_an_answer_that_is_folded_away_or_a_screen_further_is_not():
    assert a_card("<details>\n<summary>Open</summary>\n\nthe answer\n\n</details>") == []
    assert a_card("\n".join(["text"] * LINES_OF_A_SCREEN), "the answer") == []
