"""Lesson 8 announces how many slips a page has: exactly its faulty lines fail on trial.

What each line says is compared with what is measured. A line that is said to hold and does not, or
a slip that its own trial cannot show, would make a reader doubt the right one.
"""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from softmax_edu import log_softmax, numerical_jacobian, softmax
from softmax_edu.proofread import THETA, table, trial

ROOT = Path(__file__).parents[2]
WORDS = {"Three": 3, "Four": 4, "Five": 5}

# The lines whose trial must fail. Line 5 of round 3 carries on what is wrong in line 4.
FAULTY = {1: {1, 2, 5, 6}, 2: {2, 7}, 3: {2, 4, 5, 6}}
# Slips of a round; a line may have two, and one that only carries on is not counted.
SLIPS = {1: 5, 2: 3, 3: 4}


@pytest.fixture(scope="module")
def lesson():
    return nbformat.read(ROOT / "notebooks" / "08_proofread.ipynb", as_version=4)


@pytest.mark.parametrize("number", FAULTY)
def test_the_lines_that_fail_are_those_that_are_faulty(number):
    assert {line for line in range(1, 8) if not trial(number, line).holds} == FAULTY[number]


def test_the_lesson_shows_no_line_before_it_is_put_on_trial(lesson):
    """What a line says stands in the package; on the page are the trials of lines that hold."""
    tried = {}
    for cell in lesson.cells:
        if cell.cell_type == "code":
            for number, line in re.findall(r"trial\((\d), n\).*at=\[(\d)\]", cell.source):
                tried[int(number)] = int(line)
                shown = cell.outputs[0].data["text/plain"]
                assert shown == str(trial(int(number), int(line)))
    assert tried.keys() == FAULTY.keys()
    assert all(line not in FAULTY[number] for number, line in tried.items())


def test_a_trial_tells_both_numbers():
    told = str(trial(1, 1))
    assert re.findall(r"\d+", told) == ["1", "4", "3"]


@pytest.mark.parametrize(("number", "line"), [(3, 4), (3, 5)])
def test_the_wrong_letter_makes_no_difference_at_equal_scores(lesson, number, line):
    """The lesson asks where, and says so."""
    assert trial(number, line, [1.0, 1.0, 1.0]).holds
    assert not trial(number, line, [1.0, 1.0, 1.1]).holds


def test_a_line_that_is_not_there_is_answered_with_those_that_are():
    for number, line in ((1, 0), (1, 8), (4, 1)):
        with pytest.raises(ValueError, match="3 rounds of 7 lines"):
            trial(number, line)


def test_the_numbers_that_the_answers_tell_are_those_of_the_trials(lesson):
    text = "\n".join(cell.source for cell in lesson.cells)
    assert "the slopes are $(-\\tfrac18, \\tfrac34, -\\tfrac58)$" in text
    np.testing.assert_allclose(trial(1, 6).said, [-1 / 8, 3 / 4, -5 / 8], atol=1e-6)
    assert "$-\\tfrac{5}{64}$ where $-\\tfrac{5}{32}$ is measured" in text
    assert trial(2, 2).said[1, 2] == pytest.approx(-5 / 64, abs=1e-6)
    assert trial(2, 2).measured[1, 2] == pytest.approx(-5 / 32, abs=1e-6)
    assert "$(0.1375, -0.1625, 0.0375)$ where $(-0.075, -0.25, 0.325)$ is measured" in text
    np.testing.assert_allclose(trial(3, 4).said, [0.1375, -0.1625, 0.0375], atol=1e-6)
    np.testing.assert_allclose(trial(3, 4).measured, [-0.075, -0.25, 0.325], atol=1e-6)
    assert "the same number for every $j$, here 0.325" in text
    np.testing.assert_allclose(trial(3, 6).said, 0.325, atol=1e-6)


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


def test_the_layout_shows_on_the_logarithm_and_not_on_softmax():
    of_softmax, of_logarithm = (numerical_jacobian(f, THETA) for f in (softmax, log_softmax))
    np.testing.assert_allclose(table(of_softmax, mended=True), of_softmax, atol=1e-9)
    assert not np.allclose(table(of_logarithm, mended=True), of_logarithm, atol=0.1)


def test_line_5_of_the_last_round_passes_for_one_entry_of_a_one_hot_target():
    """The lesson's second question says so."""
    y, s = np.array([0.0, 1.0, 0.0]), softmax(THETA)
    line = [-y[j] * (1 - s[j]) + sum(y[i] * s[i] for i in range(3) if i != j) for j in range(3)]
    assert np.isclose(line, s - y).tolist() == [False, True, False]
    assert np.allclose(line, [1 / 4, -3 / 4, 1 / 4])
