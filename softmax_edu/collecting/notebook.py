"""The cells of a notebook, each with what tells where it belongs. Any JSON may come in."""

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..words import message

# Possessive: a line of a million spaces must not be tried from each of them.
_HEADING = re.compile(r"^#{1,6} ++(?:(\d{1,3}) · )?([^\n]{0,200})", re.MULTILINE)
_ATTEMPT = re.compile(r"^attempt\(\s*(\d{1,3})\s*,", re.MULTILINE)
_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)


class NotReadableError(Exception):
    """A submission that is no notebook; the text is the reason."""


@dataclass(frozen=True)
class Cell:
    """A cell of code: where it stands, and what was written in it."""

    place: int
    source: str
    grade_id: str | None
    number: str | None  # of the exercise, by the heading above
    heading: str = ""

    @cached_property
    def attempted(self) -> str | None:
        """The number of the exercise that the cell itself says it answers."""
        found = _ATTEMPT.search(self.source)
        return found[1] if found else None

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Its statements; none where it is no Python (`problem` says why)."""
        return self._parsed[0]

    @property
    def problem(self) -> str | None:
        """Why it is no Python, or None."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[list[ast.stmt], str | None]:
        problem = None
        for source in (self.source, _MAGIC.sub(r"\1pass", self.source)):
            try:
                return ast.parse(source).body, None
            except SyntaxError as error:
                problem = problem or f"{error.msg} ({error.lineno})"
            except (ValueError, RecursionError, MemoryError) as error:
                return [], str(error)
        return [], problem


def read_notebook(text: str | bytes) -> dict[str, Any]:
    """Return a notebook of format 4, as JSON.

    Raises
    ------
    NotReadableError
        It is none.
    """
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise NotReadableError(message("report.reason.deep")) from None
    except UnicodeDecodeError:
        raise NotReadableError(message("report.reason.encoding")) from None
    except ValueError:
        why = message("report.reason.json" if text else "report.reason.empty")
        raise NotReadableError(why) from None
    if (
        not isinstance(notebook, dict)
        or notebook.get("nbformat") != 4
        or not isinstance(notebook.get("cells"), list)
    ):
        raise NotReadableError(message("report.reason.notebook"))
    return notebook


def read_cells(notebook: dict[str, Any]) -> list[Cell]:
    """Return the cells of code."""
    cells: list[Cell] = []
    number, heading = None, ""
    for place, cell in enumerate(notebook["cells"]):
        if not isinstance(cell, dict):
            continue
        source = joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            for found in _HEADING.finditer(source):
                number, title = found.groups()
                heading = f"{number} · {title.strip()}" if number else ""
        elif cell.get("cell_type") == "code":
            cells.append(Cell(place, source, traits(cell).get("grade_id"), number, heading))
    return cells


def traits(cell: dict[str, Any]) -> dict[str, Any]:
    """Return what nbgrader has written about a cell."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def joined(value: object) -> str:
    """Return the text of a notebook's field: a string, or a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
