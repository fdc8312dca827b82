"""No lesson states a number that no code gives: each decimal and each fraction is tied to one.

It is the rounding of a number in the lesson's own code or stored outputs (which nbval compares with
a fresh run), or of one that is computed here, or it is free: a short list, each with its reason.
"""

import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu import softmax, softmax_jacobian

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in FOLDER.glob("[0-9]*.ipynb"))

HOME = np.log([1.0, 2.0, 5.0])
SURE = np.array([0.98, 0.01, 0.01])
REST = np.log([0.2, 0.5, 0.3])

# What a sentence says beyond its cells, computed. Questions give numbers of their own, too.
COMPUTED = {
    "01_softmax": [math.e],
    "02_jacobian": [
        [0.9, 0.1],
        np.diag([0.9, 0.1]) - np.outer([0.9, 0.1], [0.9, 0.1]),
        softmax_jacobian(HOME / 2)[:, 1] / 2,
    ],
    "03_cross_entropy": [math.log(10), [0.15, 0.15, 0.7], -math.log(0.7), [0.88, 0.9 - 0.88]],
    "04_gradient": [SURE, SURE - [0, 1, 0]],
    "05_descent": [-REST.mean(), REST - REST.mean()],
    "06_numerics": [
        np.exp([127 - 128, -128 - 128 + 256, 1 - 128]) / np.exp([-1, 0, -127]).sum(),
        [2.0**-52, np.exp(-40.0)],
        -math.log(1e-9),
    ],
    "11_bug_gallery": [[0.4, 1, 0.6]],
    "12_attention": [softmax([1.0, 2.0, 5.0])[:2].sum()],
}

# What no code of ours can give.
FREE = {
    "03_cross_entropy": {"0.999": "how the picture writes what is nearly 1"},
    "06_numerics": {"0.470": "what another library returns"},
    "07_gradient_check": dict.fromkeys(["2.2", "0.08"], "estimates, said to be about so"),
    "09_exercises": {
        "2.5": "billions: 50,000 squared",
        **dict.fromkeys(["0.962", "0.974"], "run by test_exercises.py with the solutions"),
    },
    "10_build_your_own": {"0.05": "a time, measured on one machine"},
}

STATED = re.compile(r"(?<![\w.])\d[\d,]*\.\d+(?![\w]*\.\w)|(?<![\w./])\d+/\d+(?![\w/])")
GIVEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+−-]?\d+)?(?:/\d+)?")


def value(text):
    top, _, bottom = text.replace("−", "-").replace(",", "").partition("/")
    return float(top) / (float(bottom) or 1.0) if bottom else float(top)


def given(notebook):
    """Return every number in the code and in the outputs, and the digits of those with a power."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        shown = (o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
        for text in (cell.source, *shown):
            for number in GIVEN.findall(text):
                found += [value(number), value(number.partition("e")[0])]
    return found


def untied(notebook, computed=()):
    """Return the numbers of the prose that are the rounding of none that is given or computed."""
    known = np.abs([*given(notebook), *(float(x) for each in computed for x in np.ravel(each))])
    loose = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for stated in STATED.findall(cell.source):
            decimals = len(stated.partition(".")[2])
            # Outputs write a fraction with as few as three decimals.
            half = 0.5 * 10.0**-decimals if decimals else 5e-4
            if not np.any(np.abs(known - value(stated)) <= half * (1 + 1e-9)):
                loose.append(stated)
    return loose


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_number_of_the_prose_is_tied_to_one_that_code_gives(lesson):
    notebook = nbformat.read(FOLDER / f"{lesson}.ipynb", as_version=4)
    loose = untied(notebook, COMPUTED.get(lesson, ()))
    assert sorted({each for each in loose if each not in FREE.get(lesson, {})}) == []


def test_the_free_ones_are_few_and_stand_in_their_lessons():
    assert sum(map(len, FREE.values())) <= 20
    assert set(FREE) | set(COMPUTED) <= set(LESSONS)
    for lesson, free in FREE.items():
        notebook = nbformat.read(FOLDER / f"{lesson}.ipynb", as_version=4)
        assert set(free) <= set(untied(notebook, COMPUTED.get(lesson, ())))


@pytest.mark.parametrize(
    ("prose", "loose"),
    [
        ("It is 0.187547.", []),
        ("It is 0.1875.", []),
        ("It is 0.187745.", ["0.187745"]),
        ("It is 3/16 or 5/16.", ["5/16"]),
        ("Version 2.13.0 and 1,234.5 of them.", ["1,234.5"]),
    ],
)
def test_a_number_that_no_code_gives_is_found(prose, loose):
    output = new_output("execute_result", data={"text/plain": "0.187547"}, execution_count=1)
    cells = [new_markdown_cell(prose), new_code_cell("x", outputs=[output])]
    assert untied(new_notebook(cells=cells)) == loose
