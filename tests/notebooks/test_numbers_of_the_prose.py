"""No lesson states a number that no code gives: each decimal and each fraction is tied to one.

It is the rounding of a number in the code or the stored outputs of its own section or of its
neighbours (which nbval compares with a fresh run), or of one that is computed here, or it is free:
a short list, each with its reason. One or two decimals are no rounding of a longer number, for too
many round to them: they stand there as they are, or are computed here. A number that was changed
in one language only is found by `test_translations.py` as well.
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
S, J = softmax(HOME), softmax_jacobian(HOME)
EVEN = np.full(3, 1 / 3)
ONE = np.array([0.0, 1.0, 0.0])  # the target of class 1
SOFT = np.array([0.2, 0.5, 0.3])  # labels that disagree
REST = np.log(SOFT)
SURE = np.array([0.98, 0.01, 0.01])

# What a sentence says beyond the cells around it, computed. Questions give numbers of their own.
COMPUTED = {
    "01_softmax": [math.e, math.log(2), np.array([3, 1, 1]) / 5, np.array([3, 2, 1]) / 6],
    "02_jacobian": [
        [0.9, 0.1],
        np.diag([0.9, 0.1]) - np.outer([0.9, 0.1], [0.9, 0.1]),
        softmax_jacobian(HOME / 2)[:, 1] / 2,
        J,
        (softmax(HOME + 0.001 * ONE) - S) / 0.001,
        1 / 2,  # where x(1 − x) is largest
    ],
    "02b_jacobian_structure": [np.linalg.eigvalsh(softmax_jacobian([0.0, 0.0]))],
    "03_cross_entropy": [
        math.log(10),
        [0.15, 0.15, 0.7],
        -math.log(0.7),
        [0.88, 0.9 - 0.88],
        -np.log(S),
        SOFT,
        -SOFT @ REST,
        [math.log(2), *0.5 ** np.arange(1, 6)],
    ],
    "04_gradient": [
        SURE,
        SURE - ONE,
        S - ONE,
        softmax([0, math.log(3)]),
        SOFT,
        -SOFT / S * J[:, 2],
    ],
    "04b_weights": [1 / 10],
    "05_descent": [-REST.mean(), REST - REST.mean(), SOFT, EVEN],
    "06_numerics": [
        np.exp([127 - 128, -128 - 128 + 256, 1 - 128]) / np.exp([-1, 0, -127]).sum(),
        [2.0**-52, np.exp(-40.0)],
        [2.0**-52 * 1e16, np.exp(-40.0) * 1e18],
        -math.log(1e-9),
        EVEN - ONE,
    ],
    "07_gradient_check": [S, 1 - S, J],
    "08_proofread": [S, S - ONE, EVEN, np.exp(HOME).sum() / 3],
    "10_build_your_own": [round(math.log(2), 1)],
    "11_bug_gallery": [[0.4, 1, 0.6], S],
    "12_attention": [softmax([1.0, 2.0, 5.0])[:2].sum(), math.exp(2 - 5)],
}

# What no code of ours can give.
FREE = {
    "03_cross_entropy": dict.fromkeys(["0.999", "0.001"], "how the picture writes nearly 1 and 0"),
    "05_descent": {"0.001": "a question's own, which asks for it back"},
    "06_numerics": {"0.470": "what another library returns"},
    "07_gradient_check": {"2.2": "an estimate, said to be about so"},
    "09_exercises": {
        "2.5": "billions: 50,000 squared",
        **dict.fromkeys(["0.962", "0.974"], "run by test_exercises.py with the solutions"),
    },
    "10_build_your_own": {
        **dict.fromkeys(["0.05", "0.6"], "times, measured on one machine"),
        "0.1": "the step of a slider where none is asked for",
    },
}

STATED = re.compile(r"(?<![\w.])\d[\d,]*\.\d+(?![\w]*\.\w)|(?<![\w./])\d+/\d+(?![\w/])")
FRACTION = re.compile(r"\\[td]?frac(?:\{(\d+)\}|(\d))(?:\{(\d+)\}|(\d))")
SECTION = re.compile(r"^## ", re.MULTILINE)
SHORT = 2  # decimals
GIVEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+−-]?\d+)?(?:/\d+)?")


def value(text):
    top, _, bottom = text.replace("−", "-").replace(",", "").partition("/")
    return float(top) / (float(bottom) or 1.0) if bottom else float(top)


def given(cells):
    """Return every number in the code and in the outputs, and the digits of those with a power."""
    found = []
    for cell in cells:
        if cell.cell_type != "code":
            continue
        shown = (o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
        for text in (cell.source, *shown):
            for number in GIVEN.findall(text):
                found += [value(number), value(number.partition("e")[0])]
    return np.abs(found)


def stated(text):
    """Return the decimals and the fractions of a text, those of its formulas too."""
    fractions = (FRACTION.sub(r"\1\2/\3\4", each[0]) for each in FRACTION.finditer(text))
    return [*STATED.findall(text), *fractions]


def sections(notebook):
    """Return the cells of each section, from heading to heading."""
    found = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and SECTION.search(cell.source):
            found.append([])
        found[-1].append(cell)
    return found


def is_tied(number, near, computed):
    """Return whether a number of the prose is one that code gives nearby, or that is computed."""
    decimals = len(number.partition(".")[2])
    # Outputs write a fraction with as few as three decimals.
    half = 0.5 * 10.0**-decimals if decimals else 5e-4
    exactly = 1e-9 if 0 < decimals <= SHORT else half
    return any(
        np.any(np.abs(known - value(number)) <= most * (1 + 1e-9))
        for known, most in ((near, exactly), (computed, half))
    )


def untied(notebook, computed=()):
    """Return the numbers of the prose that are tied to none."""
    known = np.abs([float(x) for each in computed for x in np.ravel(each)])
    parts = sections(notebook)
    loose = []
    for place, part in enumerate(parts):
        beside = {0, *range(max(place - 1, 0), min(place + 2, len(parts)))}
        near = given(cell for each in beside for cell in parts[each])
        for cell in part:
            if cell.cell_type == "markdown":
                numbers = stated(cell.source)
                loose += [number for number in numbers if not is_tied(number, near, known)]
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
        (r"It is $\tfrac3{16}$ or $\frac{5}{16}$, not $\tfrac14$.", ["5/16", "1/4"]),
        ("It is 0.19.", ["0.19"]),
        ("Version 2.13.0 and 1,234.5 of them.", ["1,234.5"]),
    ],
)
def test_a_number_that_no_code_gives_is_found(prose, loose):
    output = new_output("execute_result", data={"text/plain": "0.187547"}, execution_count=1)
    cells = [new_markdown_cell(prose), new_code_cell("x", outputs=[output])]
    assert untied(new_notebook(cells=cells)) == loose


@pytest.mark.parametrize(("between", "loose"), [(0, []), (1, ["0.188"])])
def test_a_number_is_looked_for_in_the_sections_around_it(between, loose):
    output = new_output("execute_result", data={"text/plain": "0.187547"}, execution_count=1)
    texts = ["# Title", "## It is 0.188.", *["## Between"] * between, "## Here"]
    cells = [*map(new_markdown_cell, texts), new_code_cell("x", outputs=[output])]
    assert untied(new_notebook(cells=cells)) == loose
