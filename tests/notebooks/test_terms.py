"""A term is explained in the first lesson that uses it."""

import re
from pathlib import Path

import jupytext
import pytest

SOURCES = Path(__file__).parents[2] / "notebooks" / "source" / "en"
LESSONS = sorted(path.stem for path in SOURCES.glob("[0-9]*.md"))

# How a term looks in code, text or formulas, and how it is explained where it first stands.
EXPLAINED = {
    r"\bnp\.": "`np` is NumPy, Python's library for lists of numbers",
    r"\bnan\b": '`nan`, "not a number"',
    r"\bfloat64\b": "a computer's number (a *float64*, 64 bits long)",
    r"\bbatch\b": "a *batch*, many photos at once, one row of scores for each",
    r"axis=-1": "row by row, which NumPy calls `axis=-1`",
    r"keepdims": "must keep its place as a column, `keepdims=True`",
    r"axis=0": "`axis=0` adds down each column",
    r"allclose": "`np.allclose` asks whether all are equal",
    r"\\delta_\{ij\}": "Write $\\delta_{ij}$ for a number that is 1 if $i = j$ and 0 if not",
    r"\\mathsf T": "The small $\\mathsf T$ lays the column $S$ down as a row",
    r"(?<![\w.])\w+ @ ": "`@` is the product of a matrix and a vector",
    r"\\text\{E\}": "Write $\\text{E}[\\cdot]$ for a mean over many draws",
    r"\\text\{Cov\}": "The **covariance** of two entries",
    r"eigvalsh": "`np.linalg.eigvalsh` gives those of a symmetric matrix",
    r"\\text\{tr\}": "called its *trace*, $\\text{tr}\\, J$",
    r"[Oo]ne-hot": "one-hot: $e = (0, 1, 0)$ for class 1",
    r"newaxis": "`np.newaxis` stands the three numbers $-y_i/S_i$ upright",
    r"upstream": "is called the **upstream gradient**: what the loss asks of each output",
    r"\blogsumexp\b": "is called **log-sum-exp**",
    r"\bgradient_check\b|\*\*gradient check\*\*": "compares your formula with nudging",
}


def text(lesson):
    cells = jupytext.read(SOURCES / f"{lesson}.md", fmt="md").cells
    sources = (
        # What is imported is used further down, and links name lessons.
        re.sub(r"^from softmax_edu[^(\n]*import \(.*?^\)", "", cell.source, flags=re.S | re.M)
        for cell in cells
    )
    return re.sub(r"\([\w]+\.ipynb[^)]*\)", "", "\n\n".join(sources))


TEXTS = {lesson: text(lesson) for lesson in LESSONS}


@pytest.mark.parametrize("term", EXPLAINED)
def test_a_term_is_explained_in_the_first_lesson_that_uses_it(term):
    first = next(lesson for lesson in LESSONS if re.search(term, TEXTS[lesson]))
    assert EXPLAINED[term] in TEXTS[first], first
