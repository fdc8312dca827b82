"""Rows of text below each other, as a terminal shows them."""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a line for each row, its texts in columns that are two spaces apart."""
    table = list(rows)
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    ]


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)
