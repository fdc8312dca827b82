"""Feedback one rung at a time: a changed attempt earns the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .report import Report


@dataclass(frozen=True, repr=False)
class Attempt:
    """One attempt: what was found, and how far up the ladder its feedback goes.

    Attributes
    ----------
    report : Report
        All that was found.
    rung : int
        The highest rung that may be shown, from 1; 0 for an attempt that passed.
    changed : bool
        Whether the function gave other answers than in the attempt before.
    """

    report: Report
    rung: int
    changed: bool

    def __str__(self) -> str:
        return "\n".join(self.report.rungs[: max(1, self.rung)])

    __repr__ = __str__


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
    >>> ladder.attempt(lambda theta, y: 0.0).rung
    1
    >>> ladder.attempt(lambda theta, y: 1.0).rung
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
        rung = 0 if report.passed else max(1, min(highest + changed, len(report.rungs)))
        self.attempts.append(Attempt(report, rung, changed))
        return self.attempts[-1]

    def record(self) -> list[dict[str, Any]]:
        """Return what a teacher's overview needs of each attempt, as plain data."""
        return [
            {
                "task": attempt.report.task,
                "kind": attempt.report.kind,
                "passed": attempt.report.passed,
                "named": list(attempt.report.named),
                "faults": list(attempt.report.faults),
                "rung": attempt.rung,
                "changed": attempt.changed,
            }
            for attempt in self.attempts
        ]
