"""The report for a terminal."""

from ..words import message
from ..words.columns import columns
from .classroom import Class
from .content import counted, note, tables

MOST_ROWS = 20


def as_text(found: Class) -> str:
    """Return the report for a terminal, without the table of learners, which may be large."""
    parts = [message("report.title"), counted(found), note(found)]
    for table in tables(found, MOST_ROWS):
        rows = [table.columns, *table.rows] if table.columns else table.rows
        parts += ["", table.title]
        if not table.rows:
            parts.append(f"  {table.instead}")
            continue
        parts += [f"  {line}" for line in columns(rows)]
    return "\n".join(parts)
