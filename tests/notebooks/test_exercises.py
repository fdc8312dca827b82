"""The exercises: the learner's version has no solution in its code, and the solutions are right."""

import ast
import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from softmax_edu import MISCONCEPTIONS
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


def test_a_remark_is_left_for_a_later_exercise(solved):
    assert [number for number, text in solved if "with a remark" in text] == ["1", "2"]


def test_the_checks_know_as_many_wrong_formulas_as_the_text_says():
    assert "more than a hundred and fifty" in SOURCE.read_text(encoding="utf-8")
    assert 150 < len(MISCONCEPTIONS) < 200


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


# What each exercise must not let pass, as the body of its function.
WRONG = {
    2: {
        "as written": "e = np.exp(theta); return e / e.sum()",
        "cut off": "e = np.exp(np.clip(theta, -500, 500)); return e / e.sum()",
        "shifted by the largest size": (
            "e = np.exp(theta - np.abs(theta).max()); return e / e.sum()"
        ),
    },
    3: {
        "one row": "e = np.exp(theta - theta.max()); return e / e.sum()",
        "axis 0": "e = np.exp(theta - theta.max(axis=0)); return e / e.sum(axis=0)",
        "no keepdims": "e = np.exp(theta - theta.max(axis=-1)); return e / e.sum(axis=-1)",
        "two axes at most": (
            "last = min(theta.ndim - 1, 1); e = np.exp(theta - theta.max(last, keepdims=True)); "
            "return e / e.sum(last, keepdims=True)"
        ),
        "as written": "e = np.exp(theta); return e / e.sum(axis=-1, keepdims=True)",
    },
    9: {
        "all-nudged-at-once": (
            "return (f(theta + h) - f(theta - h)) / (2 * h) * np.ones(len(theta))"
        ),
        "multiplied-by-h": (
            "return np.array([f(theta + n) - f(theta - n) for n in h * np.eye(len(theta))]) / 2 * h"
        ),
        "one-sided": (
            "return np.array([f(theta + n) - f(theta) for n in h * np.eye(len(theta))]) / h"
        ),
        "half-the-distance": (
            "return np.array([f(theta + n) - f(theta - n) for n in h * np.eye(len(theta))]) / h"
        ),
    },
    10: {
        "diagonal-only": "s = softmax(theta); return s * (1 - s) * v",
        "plain-mean-subtracted": "s = softmax(theta); return s * (v - v.mean())",
        "of-the-log": "s = softmax(theta); return v - s @ v",
    },
    12: {
        "label-in-every-row": "g = softmax(theta); g[:, labels] -= 1; return g / len(labels)",
        "labels-for-rows": "g = softmax(theta); g[labels] -= 1; return g / len(labels)",
        "mean-forgotten": "g = softmax(theta); g[np.arange(len(labels)), labels] -= 1; return g",
    },
}


def with_body(source, body):
    """Return an exercise's cell with this body in place of its solution."""
    return lessons.SOLUTION.sub(rf"\1{body}\n", source)


def told(number, body):
    """Return what the exercise tells of a function with this body; all before it is solved."""
    names, heading = {}, ""
    for cell in lessons.read_source(SOURCE, solved=True).cells:
        if cell.cell_type == "markdown":
            for line in re.findall(r"^## (.*)$", cell.source, re.MULTILINE):
                heading = line.split(" · ")[0]
        elif heading == str(number) and lessons.SOLUTION.search(cell.source):
            cell.source = with_body(cell.source, body)
            return last_value(cell, names), names
        else:
            last_value(cell, names)
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("number", "body"),
    [
        pytest.param(number, body, id=f"{number}-{name}")
        for number, bodies in WRONG.items()
        for name, body in bodies.items()
    ],
)
def test_an_exercise_does_not_pass_with_the_bug_that_it_is_about(number, body):
    text, _ = told(number, body)
    assert not text.startswith("Right"), text


@pytest.mark.parametrize(
    ("number", "key"), [(number, key) for number in (9, 10, 12) for key in WRONG[number]]
)
def test_the_later_exercises_name_the_bug_too(number, key):
    _, names = told(number, WRONG[number][key])
    assert names["ladders"][number].attempts[-1].report.misconception == key


def test_the_product_with_j_may_not_make_j():
    cells = lessons.read_source(SOURCE, solved=True).cells
    [lean] = [cell for cell in cells if "def gets_along_with" in cell.source]
    full = "s = softmax(theta); return (np.diag(s) - np.outer(s, s)) @ v"
    for body, expected in ((full, "False"), ("s = softmax(theta); return s * (v - s @ v)", "True")):
        text, names = told(10, body)
        assert text.startswith("Right")
        assert last_value(lean, names) == expected


def last_rung(number):
    _, names = told(number, "return 0.5")
    return names["ladders"][number].attempts[-1].report.rungs[-1]


@pytest.mark.parametrize("number", range(1, 13))
def test_the_answer_on_the_last_rung_works_as_pasted(number):
    assert told(number, last_rung(number))[0].startswith("Right")


def test_the_answer_of_an_exercise_is_not_that_of_the_next():
    """What one exercise leaves as a remark is the point of the next."""
    one, two, three = map(last_rung, (1, 2, 3))
    assert not told(2, one)[0].startswith("Right")
    assert not told(3, two)[0].startswith("Right")
    assert "keepdims" in three
    assert "np.outer" not in last_rung(4)
