"""Feedback one rung at a time: a changed attempt earns the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..words import message
from . import card
from .report import Report


@dataclass(frozen=True, repr=False)
class Attempt(card.Shown):
    """One attempt: what was found, and how far up the ladder its feedback goes.

    Attributes
    ----------
    report : Report
        All that was found.
    rung : int
        The highest rung that may be shown, from 1; 0 if it passed or is not written yet.
    changed : bool
        Whether the function gave other answers than in the attempt before.
    number : int
        Which attempt at the task it is, from 1.
    """

    report: Report
    rung: int
    changed: bool
    number: int = 1

    def __str__(self) -> str:
        return "\n".join(self._earned)

    @property
    def _earned(self) -> tuple[str, ...]:
        first, *higher = self.report.rungs[: max(1, self.rung)]
        if self.rung and self.number > 1 and not self.changed:
            first += "\n" + message("checks.same_as_before")
        return (first, *higher)

    def record(self) -> dict[str, Any]:
        """Return what a teacher's overview needs, as plain data."""
        climbed = {"rung": self.rung, "changed": self.changed, "number": self.number}
        return self.report.record() | climbed

    def html(self) -> str:
        """Return the rungs as a card that carries the record."""
        return card.of_attempt(self._earned, self.report if self.rung > 1 else None, self.record())


class Ladder:
    """The attempts at one task, each with the feedback it earned.

    The first attempt that does not pass is answered with facts alone. Each further attempt whose
    numbers have *changed* climbs one rung: where to look, the principle and the mistake's name, a
    similar step, the answer. The same function again gets the same answer again.

    Parameters
    ----------
    check : function
        One of the checks, such as `check_jacobian`.

    Examples
    --------
    >>> from softmax_edu import Ladder, check_loss
    >>> ladder = Ladder(check_loss)
    >>> ladder.attempt(lambda theta, y: theta.sum()).rung
    1
    >>> ladder.attempt(lambda theta, y: theta.max()).rung
    2
    """

    def __init__(self, check: Callable[..., Report]) -> None:
        self.check = check
        self.attempts: list[Attempt] = []

    def attempt(self, f: Callable[..., Any], **options: Any) -> Attempt:
        """Check `f`, record the attempt, and return it."""
        report = self.check(f, **options)
        before = self.attempts[-1].report.fingerprint if self.attempts else None
        changed = report.fingerprint != before
        highest = max((attempt.rung for attempt in self.attempts), default=0)
        # A placeholder that was run along with the rest is no attempt: it earns nothing.
        earns_none = report.passed or report.kind == "unwritten"
        rung = 0 if earns_none else max(1, min(highest + changed, len(report.rungs)))
        self.attempts.append(Attempt(report, rung, changed, len(self.attempts) + 1))
        return self.attempts[-1]

    def record(self) -> list[dict[str, Any]]:
        """Return what a teacher's overview needs of each attempt, as plain data."""
        return [attempt.record() for attempt in self.attempts]
