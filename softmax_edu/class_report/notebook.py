"""Read what a notebook says of its exercises: the outputs of checks, under their headings."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ..checks import MISCONCEPTIONS
from ..checks.cell import code_mark
from ..words import message
from . import released
from .classroom import Result
from .untrusted import UnusableError, plain

MOST_NAMED = 5
_MOST_TOLD = 20_000  # characters of a text output

_RECORD = re.compile(r'data-record="([A-Za-z0-9+/=]{1,4000})"')
_OWN_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
# What a report's kind makes of an exercise; other kinds are wrong.
_STATES = {"right": "passed", "unwritten": "unwritten", "raised": "error", "stopped": "error"}
_NOT_PASSED = ("wrong", "unwritten")
_PLACEHOLDER = re.compile(r"raise NotImplementedError\b|\.\.\.$")
# Possessive: a line of a million spaces must not be tried from each of them.
_HEADING = re.compile(r"^#{1,6} ++(?:(\d{1,3}) · )?([^\n]{1,200})$", re.MULTILINE)


class UncheckedError(UnusableError):
    """A notebook in which no check has been run."""


def read_notebook(text: str) -> list[Result]:
    """Return the last result of every exercise whose check a notebook holds the answer of.

    An exercise is a heading such as ``## 4 · The Jacobian``; a check elsewhere goes by its own
    name.

    Raises
    ------
    UnusableError
        The text is no notebook, or no check has been run in it.
    """
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise UnusableError(message("report.reason.deep")) from None
    except ValueError:
        raise UnusableError(message("report.reason.json")) from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise UnusableError(message("report.reason.notebook"))
    results: dict[str, Result] = {}
    heading = ""
    for cell in _list(notebook.get("cells")):
        if not isinstance(cell, dict):
            continue
        if cell.get("cell_type") == "markdown":
            for line in _HEADING.finditer(_joined(cell.get("source"))):
                number, title = line.groups()
                heading = plain(f"{number} · {title.strip()}") if number else ""
            continue
        here: Result | None = None
        for output in _list(cell.get("outputs")):
            found = _result(output, heading) if isinstance(output, dict) else None
            if found is None:
                continue
            result, mark = found
            if result.state == "error" and here is not None and here.state in _NOT_PASSED:
                continue  # the cell asserts that the report above passes: it says more
            here = result
            source = _joined(cell.get("source"))
            if result.state == "error" and "check_" not in source and result.exercise in results:
                continue  # a cell after the check needs what another exercise has not got yet
            other_code = mark not in (None, code_mark(source))
            if other_code or (result.state != "unwritten" and not _is_written(source)):
                result = result._replace(state="stale")
            results[result.exercise] = result
    if not results:
        raise UncheckedError(message("report.reason.unchecked"))
    return list(results.values())


def _result(output: Mapping[str, Any], heading: str) -> tuple[Result, str | None] | None:
    """Return what an output tells of an exercise, and the mark of the code that gave it, if any.

    None if it is not the output of a check.
    """
    if output.get("output_type") == "error":
        return (Result(heading, "error"), None) if heading else None
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    told = _joined(data.get("text/plain"))[:_MOST_TOLD]
    record = _record(_joined(data.get("text/html")))
    if record is not None:
        result = _as_result(record, heading, told)
        return result, record.get("code")
    if (found := released.report_in(told)) is not None:
        task, state, named = found
        return Result(heading or f"check_{task}", state, named[:MOST_NAMED]), None
    compared = {"True": "passed", "False": "wrong", "'unwritten'": "unwritten"}
    return (Result(heading, compared[told]), None) if heading and told in compared else None


def result_of(record: object, exercise: str) -> Result | None:
    """Return what a record tells of an exercise, if it is one in every part."""
    fits = _fitting(record)
    return None if fits is None else _as_result(fits, exercise)


def _as_result(record: dict[str, Any], heading: str, told: str = "") -> Result:
    return Result(
        heading or f"check_{record['task']}",
        _state(record) if "remarks" in record else released.state_in(told),
        tuple(dict.fromkeys(record["named"]))[:MOST_NAMED],
        record.get("number", 1),
        record.get("rung", 0),
    )


def _is_written(source: str) -> bool:
    """Return whether a cell holds code, and not only functions that are still to be written."""
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    first = [line for above, line in pairwise(code) if above.startswith("def ")]
    return bool(code) and not (first and all(map(_PLACEHOLDER.match, first)))


def _state(record: Mapping[str, Any]) -> str:
    state = _STATES.get(record.get("kind", ""), "wrong")
    return "remark" if state == "passed" and record["remarks"] else state


def _record(html: str) -> dict[str, Any] | None:
    """Return the record of a report or an attempt, if it is one in every part."""
    coded = _RECORD.search(html[:2000])
    if coded is None:
        return None
    try:
        record = json.loads(b64decode(coded[1], validate=True))
    except (ValueError, RecursionError):
        return None
    return _fitting(record)


def _fitting(record: object) -> dict[str, Any] | None:
    if not isinstance(record, dict):
        return None
    named, task = record.get("named"), record.get("task")
    fits = (
        isinstance(task, str)
        and re.fullmatch(r"[a-z_]{1,40}", task) is not None
        and isinstance(named, list)
        and all(isinstance(name, str) and _may_name(name, record) for name in named)
        and type(record.get("rung", 0)) is int
        and 0 <= record.get("rung", 0) <= 5
        and type(record.get("number", 1)) is int
        and 1 <= record.get("number", 1) < 10_000
        and isinstance(record.get("kind", ""), str)
        and isinstance(record.get("remarks", []), list)
        and isinstance(record.get("code", ""), str)
    )
    return record if fits else None


def _may_name(name: str, record: dict[str, Any]) -> bool:
    """Return whether a mistake can have this name; a check of a teacher's own has its own names."""
    return name in MISCONCEPTIONS or (
        record.get("own") is True and _OWN_NAME.fullmatch(name) is not None
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(value: object) -> str:
    """Return the text of a notebook's field: a string, or a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
