"""The report for a terminal."""

from unicodedata import east_asian_width

from ..words import message
from .classroom import Class
from .content import counted, note, tables

MOST_ROWS = 20


def as_text(found: Class) -> str:
    """Return the report for a terminal, without the table of learners, which may be large."""
    parts = [message("report.title"), counted(found), note(found)]
    for table in tables(found, MOST_ROWS):
        rows = [table.columns, *table.rows] if table.columns else table.rows
        widths = [max(_width(row[n]) for row in rows) for n in range(len(table.columns))]
        parts += ["", table.title]
        if not table.rows:
            parts.append(f"  {table.instead}")
            continue
        for row in rows:
            padded = [
                text + " " * (width - _width(text))
                for text, width in zip(row, widths, strict=False)
            ]
            parts.append("  " + "  ".join(padded or row).rstrip())
    return "\n".join(parts)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)
