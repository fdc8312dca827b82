"""Questions and derivation steps of a teacher's own: read from a table or a file, and checked.

What is asked for stands in the guide "A lesson of your own". A mistake in it is said at once, with
the place and with what would be right there, and not when a learner meets it.
"""

import json
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ..files import RefusedError
from ..files import read as read_file
from . import asked
from .formula import blanks, pieces
from .store import is_key, is_lesson

Table = Literal["predict", "steps"]
Source: TypeAlias = Mapping[str, Any] | str | Path
Content: TypeAlias = dict[str, Any]

LESSON = "own"  # where the table names none
_MOST = 1_000_000  # bytes of a file
_KINDS = ("fill", "alone", "worked")
_QUANTITIES = ("s", "loss", "gradient", "step", "columns", "largest", "jacobian")
_MEASURED = re.compile(r"\{([\w.]+)(?:-([\w.]+))?\}")

# What has been asked in this kernel, for the list of answers.
_shown: dict[Table, dict[str, Content]] = {"predict": {}, "steps": {}}


class QuestionError(ValueError):
    """A question or a step of one's own cannot be asked as it is written; the text says why."""


def is_own(source: object) -> bool:
    """Return whether this is a table or the name of a file, and no key of the course's own."""
    if isinstance(source, (Mapping, Path)):
        return True
    return isinstance(source, str) and source.endswith((".toml", ".json"))


def shown(table: Table) -> dict[str, Content]:
    """Return what has been asked so far in this kernel, by key."""
    return dict(_shown[table])


def prediction(source: Source, key: str | None) -> tuple[Content, Content]:
    """Return a question of one's own as a card needs it, and the table that it was made of."""
    return _made("predict", source, key, _prediction)


def step(source: Source, key: str | None) -> tuple[Content, Content]:
    """Return a step of one's own as a card needs it, and the table that it was made of."""
    return _made("steps", source, key, _step)


def _made(
    table: Table, source: Source, key: str | None, make: Callable[["_Given"], Content]
) -> tuple[Content, Content]:
    given = dict(source) if isinstance(source, Mapping) else _in_file(table, Path(source), key)
    try:
        given = json.loads(json.dumps(given))
    except (TypeError, ValueError):
        raise QuestionError(f"{table}: a table holds texts, numbers, lists and tables") from None
    for name in ("options", "tiles"):
        given = _in_order(given, name)
    what = _Given(given, "")
    name = what.text("key")
    if not is_key(name):
        raise QuestionError(
            f"key is {name!r}; it must be lower-case words joined by hyphens, such as 'my-question'"
        )
    if name in asked.keys(table):
        raise QuestionError(f"key is {name!r}, which is one of the course's own; choose another")
    content = make(what)
    what.is_read()
    _shown[table][name] = content
    return content, given


def _in_order(given: Content, name: str) -> Content:
    """Return the table with its options, or tiles, in a list: a notebook sorts a table's keys."""
    inner = given.get(name)
    if not isinstance(inner, dict) or not all(isinstance(each, dict) for each in inner.values()):
        return given
    return {**given, name: [{"key": key, **each} for key, each in inner.items()]}


def _in_file(table: Table, path: Path, key: str | None) -> Content:
    """Return the one table of a file that is asked for: all of it, or ``[predict.KEY]``."""
    try:
        text = read_file(Path.cwd() / path, _MOST).decode()
        found: Any = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except RefusedError as error:
        raise QuestionError(f"{path} is not read: {error.kind}") from None
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise QuestionError(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise QuestionError(f"{path} holds no table")
    several = found.get(table)
    if not isinstance(several, dict):
        return found
    if key is None and len(several) == 1:
        (key,) = several
    if key not in several:
        known = ", ".join(several)
        raise QuestionError(f"{path}: name one of {known}, such as ({str(path)!r}, {known!r})")
    chosen = several[key]
    if not isinstance(chosen, dict):
        raise QuestionError(f"{path}: {table}.{key} is no table")
    return {"key": key, **chosen}


class _Given:
    """A table that was written by hand: what is taken from it is checked, and what is left told."""

    def __init__(self, table: Any, where: str) -> None:
        if not isinstance(table, dict):
            raise QuestionError(f"{where or 'what is given'} must be a table")
        self._table = table
        self._where = where
        self._taken: set[str] = set()
        self._inner: list[_Given] = []

    def _at(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def take(self, name: str, kind: type, what: str) -> Any:
        """Return a value that must be there."""
        self._taken.add(name)
        if name not in self._table:
            raise QuestionError(f"{self._at(name)} is missing; it is {what}")
        value = self._table[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise QuestionError(f"{self._at(name)} is {value!r}; it must be {what}")
        return value

    def text(self, name: str) -> str:
        value: str = self.take(name, str, "a text")
        if not value.strip():
            raise QuestionError(f"{self._at(name)} is empty")
        return value

    def has(self, name: str) -> bool:
        return name in self._table

    def names(self) -> list[str]:
        return list(self._table)

    def table(self, name: str) -> "_Given":
        inner = _Given(self.take(name, dict, "a table"), self._at(name))
        self._inner.append(inner)
        return inner

    def keyed(self, name: str) -> dict[str, "_Given"]:
        """Return the tables of a list by their keys."""
        found: dict[str, _Given] = {}
        for n, row in enumerate(self.take(name, list, "a table of tables")):
            inner = _Given(row, f"{self._at(name)}[{n}]")
            key = inner.text("key")
            if not is_key(key):
                raise QuestionError(
                    f"{self._at(name)}.{key}: a name is of lower-case words joined by hyphens"
                )
            if key in found:
                raise QuestionError(f"{self._at(name)} has {key!r} twice")
            inner._where = f"{self._at(name)}.{key}"
            self._inner.append(inner)
            found[key] = inner
        return found

    def rows(self, name: str) -> list["_Given"]:
        rows = self.take(name, list, "a list of tables")
        made = [_Given(row, f"{self._at(name)}[{n}]") for n, row in enumerate(rows)]
        self._inner += made
        return made

    def is_read(self, above: Collection[str] = ()) -> None:
        """Refuse what nobody has asked for: it is a slip of the pen most often.

        What is known in the table `above` was written below the head of this one.
        """
        for name in self._table:
            if name not in self._taken:
                close = get_close_matches(name, sorted(self._taken), n=1)
                hint = f"; is {close[0]!r} meant?" if close else ""
                if name in above:
                    hint = ": it stands above the first [table], for what follows one is in it"
                raise QuestionError(f"{self._at(name)} is not known{hint}")
        for inner in self._inner:
            inner.is_read(self._taken)


def _lesson(given: _Given) -> str:
    lesson = given.text("lesson") if given.has("lesson") else LESSON
    if not is_lesson(lesson):
        raise QuestionError(f"lesson is {lesson!r}; it must be of a-z, 0-9 and _")
    return lesson


def _prediction(given: _Given) -> Content:
    given.text("key")
    options = given.keyed("options")
    names = list(options)
    if len(names) < 2:
        raise QuestionError(f"options has {len(names)}; a question has two or more")
    content: Content = {
        "lesson": _lesson(given),
        "prompt": pieces(given.text("prompt")),
        "right": _one_of(given.text("right"), names, "right", "option"),
        "options": [],
    }
    for name, option in options.items():
        if name == "unsure-yet":
            raise QuestionError("options: 'unsure-yet' is there already; choose another name")
        label, reveal = (pieces(option.text(part)) for part in ("label", "reveal"))
        content["options"].append({"key": name, "label": label, "reveal": reveal})
    if given.has("measured") or given.has("at"):
        content |= {"measured": given.text("measured"), "at": _moments(given)}
        _check_measured(content["measured"], content["at"])
    return content


def _moments(given: _Given) -> dict[str, Any]:
    from ..moment import Moment

    states = given.table("at")
    found: dict[str, Any] = {}
    for name in states.names():
        state = states.take(name, dict, "a state, such as { e = [1, 2, 5], y = 1 }")
        odd = state.keys() - {"theta", "e", "add", "y", "temperature", "rate"}
        if odd or ("theta" in state) == ("e" in state):
            raise QuestionError(f"at.{name} must have theta or e, and may have add, y, temperature")
        try:
            import numpy as np

            theta = np.asarray(state["theta"]) if "theta" in state else np.log(state["e"])
            theta = theta + np.asarray(state.get("add", 0.0))
            Moment(theta, state.get("y"), state.get("temperature", 1.0))
        except (TypeError, ValueError) as error:
            raise QuestionError(f"at.{name}: {error}") from None
        found[name] = state
    return found


def _check_measured(sentence: str, moments: Mapping[str, Any]) -> None:
    for first, second in _MEASURED.findall(sentence):
        for path in filter(None, (first, second)):
            moment, _, quantity = path.partition(".")
            _one_of(moment, list(moments), f"measured: {{{path}}}", "state in at")
            name = quantity.split(".")[0]
            _one_of(name, list(_QUANTITIES), f"measured: {{{path}}}", "quantity")


def _step(given: _Given) -> Content:
    given.text("key")
    kind = given.text("kind") if given.has("kind") else "fill"
    tiles = _tiles(given)
    lines = [
        {"formula": pieces(row.text("formula")), "why": pieces(row.text("why"))}
        for row in given.rows("lines")
    ]
    if not lines:
        raise QuestionError("lines is empty; a step has one or more")
    described = given.table("blank") if given.has("blank") else _Given({}, "blank")
    in_lines = [name for line in lines for name in blanks(line["formula"])]
    for name in in_lines:
        _one_of(name, described.names(), f"lines: the blank [{name}]", "table below blank")
    blank: dict[str, Any] = {}
    for name in described.names():
        if in_lines.count(name) != 1:
            raise QuestionError(f"blank.{name} must stand once in lines, as [{name}]")
        blank[name] = _blank(described.table(name), name, tiles)
    content: Content = {
        "lesson": _lesson(given),
        "number": given.take("number", int, "a number") if given.has("number") else 1,
        "of": given.take("of", int, "a number") if given.has("of") else 1,
        "kind": _one_of(kind, list(_KINDS), "kind", "kind") if blank else "worked",
        "title": given.text("title"),
        "tiles": tiles,
        "lines": lines,
        # In the order in which they are read.
        "blank": {name: blank[name] for name in in_lines},
        "done": pieces(given.text("done")),
    }
    return content


def _tiles(given: _Given) -> dict[str, Any]:
    """Return the tiles: names of the course's own, or one's own with a symbol and a name."""
    if not given.has("tiles"):
        return {}
    names = given.take("tiles", list, "a table of tiles, or a list of names of the course's own")
    if all(isinstance(name, str) for name in names):
        return {name: asked.tile(_known_tile(name)) for name in names}
    return {
        name: {"symbol": pieces(tile.text("symbol")), "name": tile.text("name")}
        for name, tile in given.keyed("tiles").items()
    }


def _known_tile(name: str) -> str:
    return _one_of(name, asked.tiles(), "tiles", "tile of the course; describe it in [tiles]")


def _blank(given: _Given, name: str, tiles: Mapping[str, Any]) -> Content:
    there = list(tiles)
    content: Content = {
        "tile": _one_of(given.text("tile"), there, f"blank.{name}.tile", "tile"),
        "name": given.text("name"),
        "hint": pieces(given.text("hint")),
        "wrong": {},
    }
    if given.has("group"):
        content["group"] = given.text("group")
    if given.has("wrong"):
        wrong = given.table("wrong")
        for tile in wrong.names():
            _one_of(tile, there, f"blank.{name}.wrong", "tile")
            if tile == content["tile"]:
                raise QuestionError(f"blank.{name}.wrong: {tile!r} is the right tile")
            content["wrong"][tile] = pieces(wrong.text(tile))
    return content


def _one_of(value: str, known: list[str], where: str, what: str) -> str:
    if value not in known:
        there = ", ".join(known) or "none"
        raise QuestionError(f"{where}: {value!r} is no {what}; there is {there}")
    return value
