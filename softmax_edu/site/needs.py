"""What a page needs to be live: the parts of the script, and the sentences that its views say."""

import json
from collections.abc import Mapping
from typing import Any

from ..live.scripts import MAIN, in_order, parts_of
from ..words import catalogue, speaking

_FILE = "softmax.js"
_TABLES = {"explorer": "explorer", "film": None}  # cards have one together


def file_of(part: str) -> str:
    """Return the name of the file that a part of the script stands in."""
    return _FILE if part == MAIN else f"softmax-{part}.js".replace("_", "-")


class Needs:
    """The needs of one page, as its views are found.

    Parameters
    ----------
    *parts : str
        What it needs besides what its views do.
    """

    def __init__(self, *parts: str) -> None:
        self._parts = {*parts}
        self._tables: set[tuple[str, str]] = set()

    def add(self, live: Mapping[str, Any]) -> None:
        """Take in a view, by what the page says of it."""
        self._parts |= parts_of(live)
        state = live["models"][live["model"]]
        if (table := _TABLES.get(live["module"], "questions")) is not None:
            self._tables.add((state["language"], table))

    def __or__(self, other: "Needs") -> "Needs":
        both = Needs(*self._parts, *other._parts)
        both._tables = self._tables | other._tables
        return both

    @property
    def files(self) -> list[str]:
        """The files of the script, in the order in which they are to run."""
        return [file_of(part) for part in (*in_order(self._parts), MAIN)]

    @property
    def said(self) -> str:
        """The sentences by language and table, as JSON."""
        sentences: dict[str, dict[str, Any]] = {}
        for name, table in sorted(self._tables):
            with speaking(name):
                sentences.setdefault(name, {})[table] = catalogue(table)
        return json.dumps(sentences, ensure_ascii=False)
