"""What ``softmax-edu report`` does."""

import sys
from pathlib import Path

from ..words import message
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
        page.write_text(as_html(found), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        print(message("report.error.output", path=page, reason=reason), file=sys.stderr)
        return 1
    print()
    print(message("report.written", path=page))
    return 0
