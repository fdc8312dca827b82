"""Read what a notebook says of its exercises: the outputs of checks, under their headings."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from ..misconceptions import MISCONCEPTIONS
from ..words import catalogue, message
from .classroom import Result
from .untrusted import UnusableError, plain

MOST_RESULTS = 100

_RECORD = re.compile(r'data-record="([A-Za-z0-9+/=]{1,4000})"')
_CHECK = re.compile(r"check_([a-z_]{1,40}): ")
_NAMED = re.compile(r"“([a-z0-9-]{1,60})”")
# Possessive: a line of a million spaces must not be tried from each of them.
_HEADING = re.compile(r"^#{1,6} ++(?:(\d{1,3}) · )?([^\n]{1,200})$", re.MULTILINE)


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
            for number, title in _HEADING.findall(_joined(cell.get("source"))):
                heading = plain(f"{number} · {title.strip()}") if number else ""
            continue
        for output in _list(cell.get("outputs")):
            result = _result(output, heading) if isinstance(output, dict) else None
            if result is not None and (result.exercise in results or len(results) < MOST_RESULTS):
                results[result.exercise] = result
    if not results:
        raise UnusableError(message("report.reason.unchecked"))
    return list(results.values())


def _result(output: Mapping[str, Any], heading: str) -> Result | None:
    """Return what an output tells of an exercise, or None if it is not the output of a check."""
    if output.get("output_type") == "error":
        return Result(heading, "error") if heading else None
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    told = _joined(data.get("text/plain"))
    attempt = _record(_joined(data.get("text/html")))
    if attempt is not None:
        return _judged(heading or f"check_{attempt['task']}", told, attempt)
    check = _CHECK.match(told)
    if check is not None:
        named = tuple(name for name in _NAMED.findall(told) if name in MISCONCEPTIONS)
        return _judged(heading or f"check_{check[1]}", told[check.end() :], {"named": named})
    compared = {"True": "passed", "False": "wrong", "'unwritten'": "unwritten"}
    return Result(heading, compared[told]) if heading and told in compared else None


def _judged(exercise: str, told: str, record: Mapping[str, Any]) -> Result:
    words = catalogue("checks")
    said = {text: key for key, text in words["headline"].items()}
    headline = said.get(told.partition("\n")[0], "not_yet")
    if words["fact"]["returned_ellipsis"] in told.splitlines():
        headline = "unwritten"
    state = {
        "right": "passed",
        "right_with_remarks": "remark",
        "unwritten": "unwritten",
        "raised": "error",
        "stopped": "error",
    }.get(headline, "wrong")
    named = tuple(dict.fromkeys(record["named"]))
    return Result(exercise, state, named, record.get("number", 1), record.get("rung", 0))


def _record(html: str) -> dict[str, Any] | None:
    """Return the record of an attempt, if it is one in every part."""
    coded = _RECORD.search(html[:2000])
    if coded is None:
        return None
    try:
        record = json.loads(b64decode(coded[1], validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    named, task = record.get("named"), record.get("task")
    fits = (
        isinstance(task, str)
        and re.fullmatch(r"[a-z_]{1,40}", task) is not None
        and isinstance(named, list)
        and all(isinstance(name, str) and name in MISCONCEPTIONS for name in named)
        and all(type(record.get(key)) is int for key in ("rung", "number"))
        and 0 <= record["rung"] <= 5
        and 1 <= record["number"] < 10_000
    )
    return record if fits else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(value: object) -> str:
    """Return the text of a notebook's field: a string, or a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
