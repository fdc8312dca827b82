"""Every prediction and every derivation step of the catalogue is met in the lesson that it names.

A question that no lesson asks is dead text, and one that is asked twice is answered when it comes
again.
"""

import ast
from collections import Counter
from pathlib import Path

import jupytext
import pytest

from softmax_edu.questions.asked import structure

SOURCES = Path(__file__).parents[2] / "notebooks" / "source" / "en"
LESSONS = sorted(path.stem for path in SOURCES.glob("[0-9]*.md"))
TABLES = {"predict": "predict", "step": "steps"}  # the function that asks, and its table


def calls(lesson):
    """Return the calls in the code of a lesson, in order, as (name of the function, call)."""
    for cell in jupytext.read(SOURCES / f"{lesson}.md", fmt="md").cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def asked(lesson, function):
    """Return the keys with which `predict` or `step` is called in a lesson."""
    return [
        call.args[0].value
        for name, call in calls(lesson)
        if name == function and call.args and isinstance(call.args[0], ast.Constant)
    ]


ASKED = {
    function: Counter((lesson, key) for lesson in LESSONS for key in asked(lesson, function))
    for function in TABLES
}


@pytest.mark.parametrize("function", TABLES)
def test_every_question_is_asked_once_in_the_lesson_that_it_names(function):
    planned = Counter(
        (entry["lesson"], key) for key, entry in structure()[TABLES[function]].items()
    )
    assert ASKED[function] == planned


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name < "09"])
def test_every_lesson_of_the_derivation_asks_for_two_guesses(lesson):
    assert len(asked(lesson, "predict")) >= 2


@pytest.mark.parametrize("lesson", ["01_softmax", "02_jacobian", "03_cross_entropy", "04_gradient"])
def test_each_of_the_first_four_lessons_has_its_check(lesson):
    assert any(name.startswith("check_") for name, _ in calls(lesson))


def test_the_steps_of_a_series_stand_in_their_order():
    """The guidance fades from step to step, so a worked one must not come after those to fill."""
    for lesson in LESSONS:
        steps = [structure()["steps"][key] for key in asked(lesson, "step")]
        numbers = [step["number"] for step in steps]
        lengths = [step["of"] for step in steps]
        while numbers:
            length = lengths[0]
            assert numbers[:length] == list(range(1, length + 1)), lesson
            numbers, lengths = numbers[length:], lengths[length:]


def test_a_covered_derivation_waits_for_a_prediction_of_its_own_lesson():
    """Otherwise the explorer would stay covered for ever, or ask for another lesson first."""
    masks = [
        (lesson, keyword.value.value)
        for lesson in LESSONS
        for name, call in calls(lesson)
        if name == "Explorer"
        for keyword in call.keywords
        if keyword.arg == "mask"
    ]
    assert masks
    for lesson, key in masks:
        assert key in asked(lesson, "predict")
