"""Make the teacher's versions of the exercises, from the same source as the learners'.

    python tools/exercises.py solved FILE       the notebook with its solutions, executed
    python tools/exercises.py nbgrader FOLDER   a course folder for nbgrader, a point an exercise
    python tools/exercises.py --language zh …   the same of a translation

In the course folder, ``nbgrader generate_assignment softmax`` makes what learners get, from copies
handed in under ``submitted/NAME/softmax/``. ``nbgrader autograde softmax`` gives the marks and
``nbgrader generate_feedback softmax`` a page for each learner with the check's report in it.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import lessons
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from softmax_edu.files import write
from softmax_edu.words import FIRST

EXERCISES = "09_exercises"
ASSIGNMENT = "softmax"

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "softmax_edu"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ExecutePreprocessor.timeout = 120
"""

HEADING = re.compile(r"^## (?:(\d+) · )?", re.MULTILINE)
# An exercise's cell ends with this call, over one line or several.
ATTEMPT = re.compile(r"^attempt\(\s*\d+,\s*(check_\w+),\s*(.*)\)\s*\Z", re.MULTILINE | re.DOTALL)


def _lesson(language: str) -> str:
    return EXERCISES if language == FIRST else f"{language}/{EXERCISES}"


def _read(language: str) -> NotebookNode:
    return lessons.read_source(lessons.source_path(_lesson(language)), solved=True)


def solved(language: str = FIRST) -> NotebookNode:
    """Return the exercises with their solutions, executed."""
    return lessons.execute(_lesson(language), _read(language))


def for_nbgrader(language: str = FIRST) -> NotebookNode:
    """Return the exercises as nbgrader's source: cells to fill, and cells with a point each."""
    given = _read(language).cells
    # What stands last before the first code tells of attempts that are answered step by step and
    # of folded solutions, which only the lesson has.
    folded = next(n for n, cell in enumerate(given) if cell.cell_type == "code") - 1
    cells: list[NotebookNode] = []
    number = None
    for cell in [*given[:folded], *given[folded + 1 :]]:
        if cell.cell_type == "markdown":
            before = number
            for found in HEADING.finditer(cell.source):
                number = found[1]
            if before is not None and number is None:
                break  # what follows is no exercise, and takes its time
            cells.append(new_markdown_cell(cell.source))
        elif lessons.SOLUTION.search(cell.source):
            cells.extend(_exercise(str(number), cell.source))
        else:
            cells.append(_code(cell.source, grade_id=f"given-{len(cells)}", locked=True))
    return new_notebook(cells=cells, metadata=lessons.METADATA)


def _exercise(number: str, source: str) -> Iterator[NotebookNode]:
    """Yield the cell that learners write and the cell that gives the point."""
    written, asked = re.split(r"(?<=### END SOLUTION\n)\n\n", source, maxsplit=1)
    yield _code(written.rstrip(), grade_id=f"exercise-{number}", solution=True)
    # Shown, not printed: the class report reads what a display carries.
    tested = ATTEMPT.sub(r"report = \1(\2)\ndisplay(report)\nassert report.passed", asked)
    yield _code(tested, grade_id=f"check-{number}", grade=True, locked=True, points=1)


def _code(source: str, grade_id: str, **traits: bool | int) -> NotebookNode:
    told = {"grade": False, "solution": False, "locked": False, "task": False} | traits
    metadata = {"grade_id": grade_id, "schema_version": 3, "cell_type": "code", **told}
    return new_code_cell(source, metadata={"nbgrader": metadata})


def _text(notebook: NotebookNode) -> bytes:
    return f"{nbformat.writes(notebook)}\n".encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description="Make the teacher's versions of the exercises.")
    parser.add_argument("version", choices=("solved", "nbgrader"))
    parser.add_argument("to", type=Path, help="the file, or the course folder, to be written")
    editions = lessons.editions_in(lessons.SOURCES)
    parser.add_argument("--language", choices=editions, default=FIRST)
    options = parser.parse_args(arguments)
    if options.version == "solved":
        write(options.to, _text(solved(options.language)))
        return 0
    folder = options.to / "source" / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    write(options.to / "nbgrader_config.py", CONFIG.encode())
    write(folder / f"{EXERCISES}.ipynb", _text(for_nbgrader(options.language)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
