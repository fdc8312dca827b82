"""Examine a function: run it, judge what it answered."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..words import message
from .judging import Own, judge, stopped
from .matching import UnusableError
from .observation import Observation
from .pristine import true_numpy
from .report import Report
from .running import Runner
from .tasks import TASKS, Array, Kind
from .verdict import Finding
from .watchdog import Watchdog

_LONG = 5.0  # seconds from which on a wait is counted on screen


def diagnose(
    name: str,
    f: Any,
    own: Any = None,
    asked: tuple[Kind, ...] = (),
    seconds: float = 5.0,
) -> Report:
    """Find out what `f` computes, for the task of this name.

    `asked` are the kinds of probes, beside ``plain``, at which it must be right as well: those that
    the exercise told of.
    """
    if not callable(f):
        what = type(f).__name__
        raise TypeError(message("checks.not_a_function", task=name, what=what))
    if own is not None and not callable(own):
        raise TypeError(message("checks.not_a_softmax", what=type(own).__name__))
    seen, watchdog = _observation(name, asked), Watchdog(_count)
    runner = Runner(f, watchdog)
    try:
        with watchdog.keeping_time():
            seen.run(runner, seconds)
            softmax = None
            if own is not None and not seen.right:
                softmax = _examined(Runner(own, watchdog), seconds, name)
            with true_numpy():
                report = judge(seen, softmax)
            if report.kind == "unknown":
                wrong = tuple(_wrong_helpers(f, name, watchdog, seconds))
                report = replace(report, facts=report.facts + wrong)
            return report
    except watchdog.stop:
        line = runner.own.deepest(watchdog.stopped_at)
        return stopped(seen, watchdog.allowed, line)


def _observation(name: str, asked: tuple[Kind, ...] = ()) -> Observation:
    with true_numpy():
        return Observation(TASKS[name], asked)


def _examined(softmax: Runner, seconds: float, task: str) -> Own | None:
    """Return the learner's own softmax, as numbers, if it is not right but can be called."""
    seen = _observation("softmax")
    seen.run(softmax, seconds)
    with true_numpy():
        report = judge(seen)
    wrong_in_rows = task == "batch_gradient" and "batch" in report.faults
    if report.kind in ("raised", "unwritten") or (report.passed and not wrong_in_rows):
        return None

    def numbers(theta: Array) -> Array:
        value = softmax.call((theta,)).value
        if value is None or value.shape != theta.shape:
            raise UnusableError
        return value

    return Own(
        numbers, report.named[-1] if wrong_in_rows and report.named else report.misconception
    )


def _wrong_helpers(f: Any, name: str, watchdog: Watchdog, seconds: float) -> Iterator[Finding]:
    """Yield which functions of the learner's, each a task of its own, it calls that are wrong."""
    code, space = getattr(f, "__code__", None), getattr(f, "__globals__", {})
    for called in getattr(code, "co_names", ()):
        helper: Any = space.get(called)
        own = getattr(helper, "__globals__", None) is space
        if not own or called == name or called not in TASKS:
            continue
        seen = _observation(called)
        seen.run(Runner(helper, watchdog), seconds)
        if not seen.right:
            yield Finding("on_wrong", values={"name": called})


def _count(passed: float) -> None:
    """Show that a long first call is still waited for."""
    if passed >= _LONG:
        with suppress(Exception):  # a stream may be closed; the count is a courtesy
            print("\r" + message("checks.waiting", seconds=int(passed)), end="", flush=True)
