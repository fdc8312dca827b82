"""Lesson 8 announces how many slips a page has: exactly its faulty lines fail on trial.

The lesson is run, and what each line says is compared with what it measured. A line that is said
to hold and does not, or a slip that its own trial cannot show, would make a reader doubt the
right one.
"""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
WORDS = {"Three": 3, "Four": 4, "Five": 5}

# The lines whose trial must fail. Line 5 of round 3 carries on what is wrong in line 4.
FAULTY = {1: {1, 2, 5, 6}, 2: {2, 7}, 3: {2, 4, 5, 6}}
# Slips of a round; a line may have two, and one that only carries on is not counted.
SLIPS = {1: 5, 2: 3, 3: 4}


@pytest.fixture(scope="module")
def lesson():
    return nbformat.read(ROOT / "notebooks" / "08_proofread.ipynb", as_version=4)


@pytest.fixture(scope="module")
def names(lesson, tmp_path_factory):
    """Run the lesson's code, without its last change to `cells`, and return its names."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("answers"))
        for cell in lesson.cells:
            if cell.cell_type == "code":
                exec(cell.source, found)
    return found


def agree(said, measured):
    said, measured = np.asarray(said), np.asarray(measured)
    return said.shape == measured.shape and np.allclose(said, measured, atol=1e-6)


@pytest.mark.parametrize("number", FAULTY)
def test_the_lines_that_fail_are_those_that_are_faulty(names, number):
    lines = names[f"round_{number}"]
    assert list(lines) == list(range(1, 8))
    assert {line for line, pair in lines.items() if not agree(*pair)} == FAULTY[number]


@pytest.mark.parametrize("number", SLIPS)
def test_the_number_of_slips_is_announced_and_each_is_answered(lesson, number):
    text = "\n\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    page = re.split(r"^## ", text, flags=re.MULTILINE)[number + 1]
    assert page.startswith(f"Round {number}")
    [announced] = re.findall(r"\*\*(Three|Four|Five) slips", page)
    assert WORDS[announced] == SLIPS[number]
    answers = re.findall(r"^\*\*Line (\d)(?:, (?:first|second) slip)?:", page, re.MULTILINE)
    assert len(answers) == SLIPS[number]
    assert {int(line) for line in answers} == FAULTY[number] - ({5} if number == 3 else set())


def test_the_whole_is_announced_too(lesson):
    assert sum(SLIPS.values()) == 12
    assert "find twelve slips" in lesson.cells[0].source


def test_the_layout_shows_on_the_logarithm_and_not_on_softmax(names):
    transposed = names["measured"].T
    assert agree(transposed, names["measured"])
    assert not agree(names["measured_log"].T, names["measured_log"])


def test_line_5_of_the_last_round_passes_for_one_entry_of_a_one_hot_target(names):
    """The lesson's second question says so."""
    y, s = np.array([0.0, 1.0, 0.0]), names["s"]
    line = [-y[j] * (1 - s[j]) + sum(y[i] * s[i] for i in range(3) if i != j) for j in range(3)]
    assert np.isclose(line, s - y).tolist() == [False, True, False]
    assert np.allclose(line, [1 / 4, -3 / 4, 1 / 4])
