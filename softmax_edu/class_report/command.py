"""What ``softmax-edu report`` does."""

import sys
from pathlib import Path

from ..files import locked
from ..words import message
from ..words.errors import reason
from .page import as_html
from .submissions import read_class
from .terminal import as_text


def run(folder: str, output: str, *, names: bool = False) -> int:
    """Do what ``softmax-edu report`` does: print the tables, write the page, return the exit code.

    0 if any file could be used, 1 if none could or the page cannot be written.
    """
    source = Path(folder).expanduser().absolute()
    page = Path(output).expanduser().absolute()
    try:
        found = read_class(source, names=names)
    except OSError:
        print(message("report.error.folder", folder=source), file=sys.stderr)
        return 1
    print(as_text(found))
    if not found.learners:
        print(message("report.error.nothing", folder=source), file=sys.stderr)
        return 1
    try:
        with locked(page.parent) as room:
            room.write(page.name, as_html(found).encode())
    except OSError as error:
        why = reason(error)
        print(message("report.error.output", path=page, reason=why), file=sys.stderr)
        return 1
    print()
    print(message("report.written", path=page))
    return 0
