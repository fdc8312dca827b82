"""A report as a card: HTML that reads without style sheets, and carries the report's record."""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from json import dumps
from typing import Any

import numpy as np

from ..facts import facts
from ..words import catalogue, listed, message
from ..words.numbers import signed, subscript
from . import notation, wording
from .cell import mark_of_this_cell
from .comparison import Comparison
from .tasks import TASKS, Array
from .verdict import Verdict

_LARGEST_SHOWN = 8

# Inline, with colours that read on white and on black: a page may strip style sheets or be dark.
_PALETTE = facts()["palette"]["light"]
_CARD = "border:1px solid #8888; border-left:3px solid #888; padding:8px 16px; max-width:1040px"
_DIM = "opacity:0.75; font-size:90%; margin:0 0 4px"
# Line breaks and indents are kept: a rung may hold code.
_LINES = "white-space:pre-wrap; margin:0"
_CELL = (
    f"text-align:right; padding:6px 10px; font-variant-numeric:tabular-nums; color:{_PALETTE['fg']}"
)
_HEAD = "text-align:right; padding:2px 10px; font-weight:normal; background:none"
_CAPTION = "text-align:left; font-weight:bold; white-space:nowrap"
_MARKED = f"; outline:2px solid {_PALETTE['edge']}; outline-offset:-4px; font-weight:bold"
# How the entries of a task's answer are called.
_ENTRIES = {
    "softmax": "S{}",
    "jacobian": "S{}",
    "log_softmax_jacobian": "ln S{}",
    "loss": "L",
    "gradient": "∂L/∂θ{}",
    "batch_gradient": "∂L/∂θ{}",
}
_STRONGEST = facts()["palette"]["strongest"]


class Shown(ABC):
    """What shows itself as text, and as a card where HTML is read."""

    @abstractmethod
    def __str__(self) -> str: ...

    @abstractmethod
    def html(self) -> str:
        """Return the card."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}


def of_report(verdict: Verdict) -> str:
    """Return a report as a card; what is on its rungs is folded."""
    headline = f"<b>{_safe(wording.headline(verdict))}</b>"
    parts = [
        _title(message("checks.title", task=verdict.task)),
        f"<p>{listed('sentence', [headline, *map(_safe, wording.facts(verdict))])}</p>",
        _said(wording.remarks(verdict)),
        _heatmaps(verdict),
        *_folded(wording.rungs(verdict)),
    ]
    return _framed(parts, verdict.record())


def of_own(title: str, rungs: Collection[str], record: Mapping[str, Any]) -> str:
    """Return the report of a check of one's own as a card; the higher rungs are folded."""
    first, *_ = rungs
    return _framed([_title(title), _lines(first), *_folded(rungs)], record)


def of_attempt(rungs: Sequence[str], verdict: Verdict | None, record: Mapping[str, Any]) -> str:
    """Return the rungs that an attempt has earned, and its numbers where a verdict is given."""
    names = catalogue("checks")["rungs"]
    earned = [_lines("\n".join(rungs[: len(names) - 1]))]
    for answer in rungs[len(names) - 1 :]:
        earned += [f"<p><b>{_safe(names[-1])}</b></p>", _code(answer)]
    return _framed([*earned, _heatmaps(verdict) if verdict is not None else ""], record)


def _framed(parts: Iterable[str], record: Mapping[str, Any]) -> str:
    # Coded, so that a notebook that is read as text names no mistake early.
    coded = b64encode(dumps({**record, **mark_of_this_cell()}).encode()).decode("ascii")
    return (
        f'<div class="softmax-check" data-record="{coded}" style="{_CARD}">{"".join(parts)}</div>'
    )


def _title(text: str) -> str:
    return f'<p style="{_DIM}">{_safe(text)}</p>'


def _folded(rungs: Collection[str]) -> list[str]:
    """Return the rungs above the first, each behind its name."""
    _, *names = catalogue("checks")["rungs"]
    _, *higher = rungs
    return [
        f"<details><summary>{_safe(name)}</summary>"
        f"{_code(rung) if name == names[-1] else _lines(rung)}</details>"
        for name, rung in zip(names, higher, strict=False)
    ]


def _safe(text: str) -> str:
    """Escape text for HTML, and keep `$…$` from being typeset as TeX."""
    return escape(text).replace("$", "&#36;<wbr>")


def _lines(text: str) -> str:
    return f'<p style="{_LINES}">{_safe(text)}</p>'


def _code(text: str) -> str:
    return f'<pre style="{_LINES}">{_safe(text)}</pre>'


def _said(sentences: Collection[str]) -> str:
    return "".join(f"<p>{_safe(sentence)}</p>" for sentence in sentences if sentence)


@dataclass(frozen=True)
class _Table:
    """One of the three tables: numbers, their labels, and the marked cell."""

    title: str
    values: Array
    rows: list[str]
    columns: list[str]
    cell: tuple[int, int] | None


def _tables(task: str, comparison: Comparison) -> list[_Table]:
    """Return yours, the truth and the difference as tables; a vector is a column."""
    truth, yours, index = comparison.truth, comparison.yours, comparison.largest
    with np.errstate(invalid="ignore"):
        shown = {"yours": yours, "truth": truth, "difference": yours - truth}
    numbers = range(len(truth) if truth.ndim else 1)
    of = TASKS[task]
    if of.parts:
        columns = [str(j) for j in range(truth.shape[1])] if truth.ndim == 2 else [""]
        part = comparison.probe.part
        rows = [notation.entry_of(of.parts, part, (n,) if truth.ndim else ()) for n in numbers]
    else:
        # A batch has one sample a row. One Jacobian has an output a row and a score a column.
        batch = truth.ndim == 2 and np.ndim(comparison.probe.arguments[0]) == 2
        column = _ENTRIES[task] if batch else "θ{}"
        width = truth.shape[1] if truth.ndim == 2 else 0
        columns = [column.format(subscript(j)) for j in range(width)] or [""]
        rows = [f"n = {n}" if batch else _ENTRIES[task].format(subscript(n)) for n in numbers]
    cell = None if index is None else ((*index, 0, 0)[0], (*index, 0, 0)[1])
    return [
        _Table(message(f"checks.{name}"), values.reshape(len(rows), -1), rows, columns, cell)
        for name, values in shown.items()
    ]


def _heatmaps(verdict: Verdict) -> str:
    """Return yours, the truth and the difference as tables; nothing where there is none."""
    comparison = verdict.comparison
    if comparison is None or not comparison.same_shape:
        return ""
    if max(comparison.truth.shape, default=1) > _LARGEST_SHOWN:
        return ""
    # The colours end at the largest true number.
    limit = float(np.max(np.abs(comparison.truth), initial=1e-3))
    shown = "".join(
        f'<div style="display:inline-block; margin:4px 24px 4px 0">{_as_html(table, limit)}</div>'
        for table in _tables(verdict.task, comparison)
    )
    above = message("checks.tables", At=notation.at(comparison.probe, "At"))
    return f"<p>{_safe(above)}</p><div>{shown}</div>"


def _as_html(table: _Table, limit: float) -> str:
    heads = "".join(f'<th scope="col" style="{_HEAD}">{_safe(name)}</th>' for name in table.columns)
    body = ""
    for i, name in enumerate(table.rows):
        cells = "".join(
            f'<td style="{_CELL}; {_tint(float(value), limit)}'
            f'{_MARKED if table.cell == (i, j) else ""}">{signed(float(value))}</td>'
            for j, value in enumerate(table.values[i])
        )
        body += f'<tr><th scope="row" style="{_HEAD}">{_safe(name)}</th>{cells}</tr>'
    return (
        '<table style="border-collapse:separate; border-spacing:2px">'
        f'<caption style="{_CAPTION}">{_safe(table.title)}</caption>'
        f"<tr><td></td>{heads}</tr>{body}</table>"
    )


def _tint(value: float, limit: float) -> str:
    """Return the ground of a cell: the sign's colour, by the signed square root, on white."""
    share = 0.0 if np.isnan(value) else _STRONGEST * min(1.0, abs(value) / limit) ** 0.5
    colour = bytes.fromhex(_PALETTE["neg" if value < 0 else "pos"].removeprefix("#"))
    mixed = [round(255 + share * (part - 255)) for part in colour]
    return f"background-color:rgb({mixed[0]}, {mixed[1]}, {mixed[2]})"
