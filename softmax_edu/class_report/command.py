"""What ``softmax-edu report`` does."""

import sys
from functools import partial
from pathlib import Path

from .. import files
from ..collecting import read_lesson
from ..words import message
from ..words.errors import reason
from .page import as_html
from .pseudonyms import PseudonymsError, by_name, numbered_beside, pseudonyms_file
from .rerun import Rerun
from .sandbox import NoSandboxError, Sandbox
from .spreadsheet import as_csv
from .submissions import read_class
from .terminal import as_text


def run(
    folder: Path,
    page: Path,
    *,
    table: Path | None = None,
    names: bool = False,
    exercises: Path | None = None,
) -> int:
    """Do what ``softmax-edu report`` does: write the page, print the tables, return the exit code.

    0 if any file could be used, 1 if none could or the page cannot be written. Into `table` goes
    the table of learners, as CSV. With the lesson of the `exercises`, what learners wrote for them
    is run anew, in a sandbox.
    """
    rerun = None
    try:
        if exercises is not None:
            rerun = Rerun(read_lesson(exercises.read_bytes()), Sandbox())
        called = by_name if names else partial(numbered_beside, page)
        found = read_class(folder, called, rerun)
    except NoSandboxError as error:
        print(message("report.error.sandbox", reason=error), file=sys.stderr)
        return 1
    except PseudonymsError as error:
        path = pseudonyms_file(page)
        print(message("report.error.pseudonyms", path=path, reason=error), file=sys.stderr)
        return 1
    except OSError:
        print(message("report.error.folder", folder=folder), file=sys.stderr)
        return 1
    problem = None if found.learners else message("report.error.nothing", folder=folder)
    if found.learners:
        problem = _write(page, as_html(found)) or (_write(table, as_csv(found)) if table else None)
    print(as_text(found))
    if problem:
        print(problem, file=sys.stderr)
        return 1
    print()
    print(message("report.written", path=page))
    return 0


def _write(path: Path, text: str) -> str | None:
    """Write a file; return what is to be said if that cannot be done."""
    try:
        files.write(path, text.encode())
    except OSError as error:
        return message("report.error.output", path=path, reason=reason(error))
    return None
