"""A lesson promises how long it takes. One rule estimates that, for all lessons.

It counts words, formulas, cells and what is asked of the reader. Nobody was timed with it: it is
there so that all lessons promise by one measure, and that a lesson which grows says so.
"""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import jupytext
import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "notebooks" / "source" / "en"
LESSONS = sorted(path.stem for path in SOURCES.glob("[0-9]*.md"))
# They are taken one exercise at a time.
WITHOUT_A_TOTAL = {"09_exercises"}
# The heading of what a reader may leave out: it stands at the end, and has a promise of its own.
OPTIONAL = "More, if you like"

# Minutes.
FOR_WORDS = 1 / 130
FOR_A_FORMULA = 1 / 3
FOR_A_CODE_CELL = 1 / 3
FOR_A_CALL = {"predict": 1, "step": 2, "Explorer": 2, "Film": 1, "check": 4, "trial": 1, "tour": 2}
FOR_A_QUESTION_AT_THE_END = 1
MAY_BE_WRONG_BY = 0.2


def calls(code):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield "check" if node.func.id.startswith("check_") else node.func.id


def estimate(cells):
    """Return the minutes that these cells take; what is folded away is optional."""
    minutes = 0.0
    for cell in cells:
        if cell.cell_type == "code":
            minutes += FOR_A_CODE_CELL
            # A definition calls its functions later, and each of them once or not at all.
            minutes += sum(FOR_A_CALL.get(name, 0) for name in set(calls(cell.source)))
            continue
        text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
        minutes += FOR_A_QUESTION_AT_THE_END * len(
            re.findall(r"^\*\*\d\.\*\* ", text, re.MULTILINE)
        )
        text, formulas = re.subn(r"\$\$.*?\$\$", " ", text, flags=re.DOTALL)
        minutes += FOR_A_FORMULA * formulas
        minutes += FOR_WORDS * len(re.sub(r"\$[^$]*\$", "x", text).split())
    return minutes


def cells_of(lesson):
    return jupytext.read(SOURCES / f"{lesson}.md", fmt="md").cells


def sections(lesson):
    """Return the cells of a lesson by the heading above them, text cut at its headings."""
    found, heading = {}, ""
    for cell in cells_of(lesson):
        parts = re.split(r"^(?=#+ )", cell.source, flags=re.M) if cell.cell_type != "code" else []
        for part in parts or [cell.source]:
            if parts and (titled := re.match(r"#+ (.*)", part)):
                heading = titled[1]
            piece = SimpleNamespace(cell_type=cell.cell_type, source=part)
            found.setdefault(heading, []).append(piece)
    return found


def parts(lesson):
    """Return the cells that all readers take, and those that are optional."""
    of = sections(lesson)
    at = list(of).index(OPTIONAL) if OPTIONAL in of else len(of)
    pieces = list(of.values())
    return [cell for cells in pieces[:at] for cell in cells], [
        cell for cells in pieces[at:] for cell in cells
    ]


def promised(lesson):
    """Return the minutes for all readers, and those for the optional part, or None."""
    first = cells_of(lesson)[0].source
    [time] = re.findall(r"\*\*Time:\*\* about (\d+) minutes", first)
    more = re.findall(r"optional part at the end takes about (\d+) more", first)
    return int(time), int(more[0]) if more else None


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name not in WITHOUT_A_TOTAL])
def test_a_lesson_takes_the_time_that_it_promises(lesson):
    (main, optional), (time, more) = parts(lesson), promised(lesson)
    assert estimate(main) == pytest.approx(time, rel=MAY_BE_WRONG_BY)
    assert (more is None) == (optional == [])
    if more is not None:
        assert estimate(optional) == pytest.approx(more, rel=MAY_BE_WRONG_BY)


def test_the_short_path_through_the_course_takes_the_time_that_it_promises():
    first = cells_of("01_softmax")[0].source
    minutes = int(re.search(r"Only (\d+) minutes for the whole course", first)[1])
    first_sections = sections("01_softmax")
    until = list(first_sections).index("Move a score") + 1
    path = [cell for cells in list(first_sections.values())[:until] for cell in cells]
    for lesson, anchor in re.findall(r"\((\w+)\.ipynb#([^)]*)\)", first):
        path += sections(lesson)[anchor.replace("-", " ")]
    assert estimate(path) == pytest.approx(minutes, rel=MAY_BE_WRONG_BY)
