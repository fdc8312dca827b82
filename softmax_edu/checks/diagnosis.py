"""Examine a function: run it, judge what it answered."""

from collections.abc import Callable
from typing import Any

from ..words import message
from .judging import Own, judge, stopped
from .matching import UnusableError
from .observation import Observation
from .report import Report
from .running import TooLong, call, time_limit
from .tasks import TASKS, Array


def diagnose(
    name: str,
    f: Any,
    own: Any = None,
    weights: bool = False,
    seconds: float = 5.0,
) -> Report:
    """Find out what `f` computes, for the task of this name."""
    if not callable(f):
        what = type(f).__name__
        raise TypeError(message("checks.not_a_function", task=name, what=what))
    if own is not None and not callable(own):
        raise TypeError(message("checks.not_a_softmax", what=type(own).__name__))
    seen = Observation(TASKS[name], weights)
    try:
        with time_limit(seconds):
            seen.run(f)
            return judge(seen, None if own is None or seen.right else _examined(own))
    except TooLong:
        return stopped(seen, seconds)


def _examined(softmax: Callable[..., Any]) -> Own | None:
    """Return the learner's own softmax, as numbers, if it is not right but can be called."""
    seen = Observation(TASKS["softmax"])
    seen.run(softmax)
    report = judge(seen)
    if report.kind in ("right", "raised", "unwritten"):
        return None

    def numbers(theta: Array) -> Array:
        value = call(softmax, (theta,)).value
        if value is None or value.shape != theta.shape:
            raise UnusableError
        return value

    return Own(numbers, report.misconception)
