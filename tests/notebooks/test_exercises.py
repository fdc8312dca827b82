"""The exercises: the learner's version has no solution in its code, and the solutions are right."""

import ast
import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from tools import lessons

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "notebooks" / "source" / "en" / "09_exercises.md"
NUMBERS = [str(n) for n in range(1, 13)]


def last_value(cell, names):
    """Run a cell as a notebook does; return what its last line shows, as text."""
    tree, value = ast.parse(cell.source), None
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return printed.getvalue().strip() or repr(value)


@pytest.fixture(scope="module")
def solved():
    """Return what each cell shows once the solutions are in, as (heading's number, text)."""
    names, heading, shown = {}, "", []
    for cell in lessons.read_source(SOURCE, solved=True).cells:
        if cell.cell_type == "markdown":
            for line in re.findall(r"^## (.*)$", cell.source, re.MULTILINE):
                heading = line.split(" · ")[0]
        else:
            shown.append((heading, last_value(cell, names)))
    return shown


def test_every_solution_passes(solved):
    assert sorted({n for n, _ in solved if n in NUMBERS}, key=int) == NUMBERS
    for number, text in solved:
        if number in NUMBERS:
            assert text == "True" or text.startswith("Right"), (number, text)


def test_only_the_first_two_solutions_leave_a_remark(solved):
    assert [number for number, text in solved if "with a remark" in text] == ["1", "2"]


def test_the_numbers_that_the_text_tells_are_those_of_the_training(solved):
    told = [text for number, text in solved if number == "Your functions learn to read"]
    assert told[-3:] == ["0.962", "0.974", "factor-two"]
    text = SOURCE.read_text(encoding="utf-8")
    assert "nineteen in twenty, 0.962" in text
    assert "Higher: 0.974" in text


def test_a_learner_finds_a_place_to_write_and_the_solution_folded_below():
    cells = nbformat.read(ROOT / "notebooks" / "09_exercises.ipynb", as_version=4).cells
    places = [n for n, cell in enumerate(cells) if "\n    raise NotImplementedError" in cell.source]
    assert len(places) == 12
    for n in places:
        function = re.search(r"def (\w+)\(", cells[n].source)[1]
        fold = cells[n + 1]
        assert fold.cell_type == "markdown"
        assert fold.source.startswith("<details>\n<summary>")
        assert f"    def {function}(" in fold.source
        assert "return" in fold.source


def test_no_solution_is_left_in_the_learners_code():
    learners, marked = lessons.read_source(SOURCE), lessons.read_source(SOURCE, solved=True)
    text = "\n".join(cell.source for cell in learners.cells if cell.cell_type == "code")
    assert "SOLUTION" not in text
    for cell in marked.cells:
        for _, solution in lessons.SOLUTION.findall(cell.source):
            assert solution.strip() not in text


def test_every_mark_that_opens_a_solution_has_one_that_closes_it():
    marks = re.findall(r"### (BEGIN|END) SOLUTION", SOURCE.read_text(encoding="utf-8"))
    assert marks == ["BEGIN", "END"] * 12
