"""A notebook as its file tells it, whoever wrote it: cells and outputs in which every part fits.

No schema is asked: a notebook that JupyterLab opens may break one. What does not fit is left out
part by part, and what no page can hold (half of a surrogate pair, a number beyond any, a hundred
levels of nesting) is replaced; only what is no notebook at all is refused.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import ValidationError

from ..words import message

_DEEPEST = 100
_MOST_DIGITS = 18


class NotANotebookError(Exception):
    """A file that no page can be made of; the text is the reason."""


@dataclass(frozen=True)
class Output:
    """What a cell gave: the text of a stream or an error, or data by type.

    What is no text among the data is "", under its type.
    """

    text: str | None
    data: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A cell: ``"markdown"``, ``"code"`` or another kind, which a page leaves out."""

    kind: str
    source: str
    outputs: list[Output]
    attachments: dict[str, dict[str, str]]


def read_notebook(content: bytes) -> list[Cell]:
    """Return the cells of a notebook.

    Raises
    ------
    NotANotebookError
        It is none, or of a format before 3.
    """
    if not content.strip():
        raise NotANotebookError(message("site.reason.empty"))
    try:
        read = json.loads(content.decode("utf-8-sig"), parse_int=_number)
    except UnicodeDecodeError:
        raise NotANotebookError(message("site.reason.encoding")) from None
    except RecursionError:
        raise NotANotebookError(message("site.reason.deep")) from None
    except ValueError:
        raise NotANotebookError(message("site.reason.json")) from None
    notebook = _fit(read, _DEEPEST)
    if isinstance(notebook, dict) and notebook.get("nbformat") == 3:
        notebook = _upgraded(notebook)
    if not (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and isinstance(notebook.get("cells"), list)
    ):
        raise NotANotebookError(message("site.reason.notebook"))
    return [_cell(cell) for cell in _dicts(notebook["cells"])]


def as_output(output: Mapping[str, Any]) -> Output | None:
    """Return an output as it stands in a notebook; None where it is none."""
    kind = output.get("output_type")
    if kind == "stream":
        return Output(_joined(output.get("text")))
    if kind == "error":
        lines = [line for line in _list(output.get("traceback")) if isinstance(line, str)]
        return Output("\n".join(lines) or f"{output.get('ename')}: {output.get('evalue')}")
    if kind in ("display_data", "execute_result"):
        data = {mime: _joined(value) for mime, value in _dict(output.get("data")).items()}
        return Output(None, data, _dict(output.get("metadata")))
    return None


def _cell(cell: dict[str, Any]) -> Cell:
    outputs = [as_output(output) for output in _dicts(cell.get("outputs"))]
    attachments = _dict(cell.get("attachments")).items()
    return Cell(
        str(cell.get("cell_type")),
        _joined(cell.get("source")),
        [output for output in outputs if output is not None],
        {
            name: {mime: _joined(value) for mime, value in _dict(forms).items()}
            for name, forms in attachments
        },
    )


def _upgraded(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of format 3 in format 4."""
    try:
        node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
        upgraded: dict[str, Any] = nbformat.convert(node, 4)  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, AttributeError, ValidationError):
        raise NotANotebookError(message("site.reason.notebook")) from None
    return upgraded


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _fit(value: Any, depth: int) -> Any:
    """Return the value in what a page can hold: text in UTF-8, finite numbers, few levels."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        inside = value.items() if depth else ()
        return {_fit(key, depth): _fit(item, depth - 1) for key, item in inside}
    if isinstance(value, list):
        return [_fit(item, depth - 1) for item in value] if depth else []
    return value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _joined(value: object) -> str:
    """Return the text of a field: a string, or a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
