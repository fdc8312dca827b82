"""What a check found, for a learner, a teacher and a test: text, card and picture."""

from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..misconceptions.notation import sentence
from ..misconceptions.tasks import Probe
from ..words import catalogue, message
from ..words.numbers import signed, significant, subscript

if TYPE_CHECKING:
    from ..figures import Picture

Kind = Literal[
    "right",
    "misconception",
    "ambiguous",
    "both",
    "consistent",
    "raised",
    "stopped",
    "unknown",
]

_LARGEST_SHOWN = 8


@dataclass(frozen=True)
class Comparison:
    """The learner's numbers beside the true ones, at one probe; `index` is the largest gap."""

    probe: Probe
    yours: NDArray[np.float64]
    truth: NDArray[np.float64]
    index: tuple[int, ...] | None


@dataclass(frozen=True, repr=False)
class Report:
    """What a check found out about a learner's function.

    Attributes
    ----------
    task : str
        What was asked for: ``"jacobian"``, ...
    kind : str
        ``"right"``; ``"misconception"``, exactly one; ``"ambiguous"``, several that give the same
        numbers; ``"both"``, two at once; ``"consistent"`` with the learner's own wrong softmax;
        ``"raised"``; ``"stopped"``; ``"unknown"``.
    passed : bool
        Whether the function is right at every ordinary θ. It may still have `faults`.
    named : tuple of str
        The keys of `MISCONCEPTIONS` that the numbers equal: one, or several that are ambiguous or
        two at once. In a report that passed they are the names of its faults, where these have one.
    misconception : str or None
        The key of a wrong function that is exactly one misconception.
    faults : tuple of str
        What is wrong with a function that is right: ``"overflow"``, ``"unit-sum"``, ``"integers"``,
        ``"batch"``, ``"mutates"``, ``"dtype"``, ``"numerical"``, ``"shape"``.
    headline, facts, where, explanation, worked, answer, remarks : str or tuple of str
        What there is to say, in the order of the ladder.
    """

    task: str
    kind: Kind
    named: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    headline: str = ""
    facts: tuple[str, ...] = ()
    where: str = ""
    explanation: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    comparison: Comparison | None = field(default=None, compare=False)
    fingerprint: str = field(default="", compare=False)

    @property
    def passed(self) -> bool:
        """Whether the function is right at every ordinary θ."""
        return self.kind == "right"

    @property
    def misconception(self) -> str | None:
        """The one key of `MISCONCEPTIONS` that a wrong function's numbers equal, or None."""
        return self.named[0] if self.kind == "misconception" else None

    @property
    def worked(self) -> str:
        """A worked step of the same kind, on other material."""
        return message(f"checks.{self.task}.worked", ln2=significant(float(np.log(2))))

    @property
    def answer(self) -> str:
        """The answer, as code."""
        return message(f"checks.{self.task}.answer")

    @property
    def rungs(self) -> tuple[str, ...]:
        """The feedback as a ladder: facts, where, principle and name, a similar step, the answer.

        A report that passed has one rung. Nothing of a higher rung is said on a lower one.
        """
        facts = "\n".join((self.headline, *self.facts, *self.remarks))
        if self.passed:
            return (facts,)
        return facts, self.where, "\n".join(self.explanation), self.worked, self.answer

    def __str__(self) -> str:
        title = message("checks.title", task=self.task)
        lines = [f"{title}: {self.headline}", *self.facts]
        if not self.passed:
            lines += self.explanation
        return "\n".join((*lines, *self.remarks))

    __repr__ = __str__

    def html(self) -> str:
        """Return the report as a card. Whatever a learner wrote is escaped."""
        title = message("checks.title", task=self.task)
        parts = [
            f'<p style="{_DIM}">{_safe(title)}</p>',
            f"<p><b>{_safe(self.headline)}</b> {_safe(' '.join(self.facts))}</p>",
            _said(self.remarks),
            self.heatmaps(),
        ]
        if not self.passed:
            names = catalogue("checks")["rungs"]
            for name, rung in zip(names[1:], self.rungs[1:], strict=True):
                parts.append(
                    f"<details><summary>{_safe(name)}</summary>{_said(rung.splitlines())}</details>"
                )
        return card(parts)

    def heatmaps(self) -> str:
        """Return yours, the truth and the difference as HTML; nothing where there is none."""
        return "" if self.comparison is None else _heatmaps(self.task, self.comparison)

    def picture(self) -> "Picture | None":
        """Return yours, the truth and the difference as a picture, if there are numbers to show."""
        if self.comparison is None or not _is_shown(self.comparison):
            return None
        # matplotlib is loaded here, and only when a report is looked at.
        from .picture import picture_of

        facts = " ".join((self.headline, *self.facts))
        at = self.comparison.probe
        alt = message("checks.alt", task=self.task, at=at, facts=facts)
        return picture_of(self.task, self.comparison, alt)

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"text/plain": str(self), "text/html": self.html()}
        picture = self.picture()
        if picture is None:
            return data, {}
        data["image/png"] = b64encode(picture.png()).decode("ascii")
        width, height = picture.size
        return data, {"image/png": {"alt": picture.alt, "width": width, "height": height}}


# --- the card ------------------------------------------------------------------------------------

# Inline, with colours that read on white and on black: a page may strip style sheets or be dark.
_CARD = "border:1px solid #8888; border-left:3px solid #888; padding:8px 16px; max-width:1040px"
_DIM = "opacity:0.75; font-size:90%; margin:0 0 4px"
_CELL = "text-align:right; padding:6px 10px; font-variant-numeric:tabular-nums; color:#1f2328"
_HEAD = "text-align:right; padding:2px 10px; font-weight:normal; background:none"
_CAPTION = "text-align:left; font-weight:bold; white-space:nowrap"
_MARKED = "; outline:2px solid #111; outline-offset:-4px; font-weight:bold"
_POSITIVE, _NEGATIVE = (194, 100, 10), (45, 95, 164)
_STRONGEST = 0.8


def _safe(text: str) -> str:
    """Escape text for HTML, and keep `$…$` from being typeset as TeX."""
    return escape(text).replace("$", "&#36;<wbr>")


def card(parts: Collection[str], record: str = "") -> str:
    """Return the frame of a report; `record` is for machines, and must need no escaping."""
    data = f' data-record="{record}"' if record else ""
    return f'<div class="softmax-check"{data} style="{_CARD}">{"".join(parts)}</div>'


def verbatim(text: str) -> str:
    """Return a text with its line breaks and indents, for what may hold code; escaped."""
    return f'<p style="white-space:pre-wrap; margin:0">{_safe(text)}</p>'


def _said(sentences: Collection[str]) -> str:
    return "".join(f"<p>{_safe(sentence)}</p>" for sentence in sentences if sentence)


@dataclass(frozen=True)
class Table:
    """One of the three tables: numbers, their labels, and the marked cell."""

    title: str
    values: NDArray[np.float64]
    rows: list[str]
    columns: list[str]
    cell: tuple[int, int] | None


def tables(task: str, comparison: Comparison) -> list[Table]:
    """Return yours, the truth and the difference as tables; a vector is a column."""
    truth, yours, index = comparison.truth, comparison.yours, comparison.index
    with np.errstate(invalid="ignore"):
        shown = {"yours": yours, "truth": truth, "difference": yours - truth}
    columns = [f"θ{subscript(j)}" for j in range(truth.shape[1])] if truth.ndim == 2 else [""]
    column = {
        "softmax": "S{}",
        "jacobian": "S{}",
        "log_softmax_jacobian": "ln S{}",
        "loss": "L",
        "gradient": "∂L/∂θ{}",
        "batch_gradient": "n = {}",
    }[task]
    if task == "batch_gradient":
        rows = [column.format(n) for n in range(len(truth))]
    else:
        rows = [column.format(subscript(i)) for i in range(len(truth) if truth.ndim else 1)]
    cell = None if index is None else ((*index, 0, 0)[0], (*index, 0, 0)[1])
    return [
        Table(
            message(f"checks.{name}"), values.reshape(len(rows), len(columns)), rows, columns, cell
        )
        for name, values in shown.items()
    ]


def scale(comparison: Comparison) -> float:
    """Return the number at which the colours end: the largest true one."""
    return float(np.max(np.abs(comparison.truth), initial=1e-3))


def _is_shown(comparison: Comparison) -> bool:
    truth = comparison.truth
    return comparison.yours.shape == truth.shape and max(truth.shape, default=1) <= _LARGEST_SHOWN


def _heatmaps(task: str, comparison: Comparison) -> str:
    if not _is_shown(comparison):
        return ""
    limit = scale(comparison)
    shown = "".join(
        f'<div style="display:inline-block; margin:4px 24px 4px 0">{_as_html(table, limit)}</div>'
        for table in tables(task, comparison)
    )
    at = sentence(str(comparison.probe))
    return f"<p>{_safe(at)}:</p><div>{shown}</div>"


def _as_html(table: Table, limit: float) -> str:
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
    colour = _NEGATIVE if value < 0 else _POSITIVE
    mixed = [round(255 + share * (part - 255)) for part in colour]
    return f"background-color:rgb({mixed[0]}, {mixed[1]}, {mixed[2]})"
