"""A check of a teacher's own function: the same report, the same evidence, the same ladder."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .comparison import Comparison
from .notation import arguments
from .observation import PATIENCE
from .own_report import OwnReport
from .pristine import true_numpy
from .running import Outcome, Raised, Runner
from .tasks import Array, Probe
from .verdict import Finding, Kind
from .watchdog import Watchdog

Formula = Callable[..., Any]

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
_RIGHT_TO = 1e-4


@dataclass(frozen=True)
class _Task:
    """What is asked, checked when it was written: the truth and the wrong formulas, as numbers."""

    name: str
    probes: tuple[Probe, ...]
    truths: tuple[Array, ...]
    wrong: Mapping[str, tuple[Array, ...]]
    said: Mapping[str, str]


def check(
    f: Formula,
    *,
    truth: Formula,
    inputs: Iterable[Any],
    wrong: Mapping[str, Formula | tuple[Formula, str]] | None = None,
    name: str | None = None,
    seconds: float = 5.0,
) -> OwnReport:
    """Find out whether a function is yours, or which wrong formula of yours it is.

    Parameters
    ----------
    f : function
        What a learner wrote.
    truth : function
        The right one, with the same arguments. It returns a number or an array.
    inputs : iterable
        The calls: a tuple of arguments each, or the one argument.
    wrong : mapping of str to function, optional
        Wrong formulas by name, such as ``{"half-a-sum": formula}``; or ``(formula, sentence)``,
        where the sentence says what to think of. A name is of lower-case words joined by hyphens.
        A formula of `MISCONCEPTIONS` under its own key is said in the words of the course.
    name : str, optional
        What the check is called in its report and in the overview of a class; by default the name
        of `truth`, or that of `f` where `truth` is a lambda.
    seconds : float
        How long all calls after the first may take together.

    Returns
    -------
    OwnReport
        Shown as text or as a card; `Ladder` takes the check as ``partial(check, truth=…, …)``.

    Raises
    ------
    ValueError
        The check cannot tell anything: no input, a name that cannot be one, a wrong formula that is
        the truth at every input, or two that are the same there.
    TypeError
        Something that must be a function is none.

    Examples
    --------
    >>> import numpy as np
    >>> from softmax_edu import check
    >>> report = check(
    ...     lambda x: np.sum(x) / 2,
    ...     truth=np.mean,
    ...     inputs=[np.array([1.0, 2.0, 6.0]), np.array([4.0, 0.5])],
    ...     wrong={"half-the-sum": lambda x: np.sum(x) / 2},
    ... )
    >>> report.passed, report.misconception
    (False, 'half-the-sum')
    """
    task = _task(truth, inputs, wrong or {}, name or _name_of(truth) or _name_of(f))
    if not callable(f):
        raise TypeError(
            f"check takes the function itself, without parentheses; got {type(f).__name__}"
        )
    watchdog = Watchdog()
    runner = Runner(f, watchdog)
    outcomes: list[Outcome] = []
    try:
        with watchdog.keeping_time():
            watchdog.allow(PATIENCE * seconds)
            for probe in task.probes:
                outcomes.append(runner.call(probe.arguments))
                if len(outcomes) == 1:
                    watchdog.allow(seconds)
    except watchdog.stop:
        limit = seconds if outcomes else PATIENCE * seconds
        found = Finding("stopped", task.probes[len(outcomes)], values={"seconds": f"{limit:g}"})
        return OwnReport(task.name, "stopped", facts=(found,))
    with true_numpy(), np.errstate(all="ignore"):
        return _judged(task, outcomes)


def _name_of(function: object) -> str:
    name = str(getattr(function, "__name__", ""))
    return "" if name == "<lambda>" else name


def _task(
    truth: Formula,
    inputs: Iterable[Any],
    wrong: Mapping[str, Formula | tuple[Formula, str]],
    name: str,
) -> _Task:
    called = re.sub(r"[^a-z_]+", "_", name.lower()).strip("_")[:_LONGEST_NAME] or "own"
    probes = tuple(Probe("plain", _arguments(each)) for each in inputs)
    if not probes:
        raise ValueError("inputs is empty; give a few calls, such as [(1.0, 2.0), (0.5, -3.0)]")
    truths = _numbers(truth, "truth", probes)
    if not all(np.all(np.isfinite(each)) for each in truths):
        raise ValueError("truth gives a number that is not finite at one of the inputs")
    formulas: dict[str, tuple[Array, ...]] = {}
    said: dict[str, str] = {}
    for key, value in wrong.items():
        formula, sentence = value if isinstance(value, tuple) else (value, "")
        if _NAME.fullmatch(key) is None or len(key) > _LONGEST_NAME:
            raise ValueError(
                f"wrong: {key!r} is no name; it must be lower-case words joined by hyphens"
            )
        numbers = _numbers(formula, f"wrong[{key!r}]", probes)
        if all(map(_equal, numbers, truths)):
            raise ValueError(
                f"wrong: {key!r} is the truth at every input; add one at which it is not"
            )
        for other, its in formulas.items():
            if all(map(_equal, numbers, its)):
                raise ValueError(
                    f"wrong: {key!r} and {other!r} are the same at every input; "
                    "add one at which they are not"
                )
        formulas[key], said[key] = numbers, sentence
    return _Task(called, probes, truths, formulas, said)


def _arguments(given: Any) -> tuple[Array, ...]:
    arguments = given if isinstance(given, tuple) else (given,)
    try:
        return tuple(np.asarray(argument, dtype=np.float64) for argument in arguments)
    except (TypeError, ValueError):
        raise ValueError(f"inputs: {given!r} does not hold numbers") from None


def _numbers(formula: Formula, what: str, probes: tuple[Probe, ...]) -> tuple[Array, ...]:
    if not callable(formula):
        raise TypeError(f"{what} must be a function; it is {type(formula).__name__}")
    answers = []
    for probe in probes:
        try:
            with np.errstate(all="ignore"):
                given = (argument.copy()[()] for argument in probe.arguments)
                answers.append(np.asarray(formula(*given), dtype=np.float64))
        except Exception as error:
            raise ValueError(
                f"{what} raises {type(error).__name__} {arguments(probe)}: {error}"
            ) from error
    return tuple(answers)


def _equal(some: Array, other: Array) -> bool:
    if some.shape != other.shape:
        return False
    return bool(np.allclose(some, other, rtol=_RIGHT_TO, atol=_RIGHT_TO, equal_nan=True))


def _judged(task: _Task, outcomes: list[Outcome]) -> OwnReport:
    fingerprint = repr(
        [(o.value is None or o.value.round(5).tolist(), o.returned) for o in outcomes]
    )

    def report(kind: Kind, *facts: Finding, **found: Any) -> OwnReport:
        return OwnReport(
            task.name, kind, facts=facts, said=task.said, fingerprint=fingerprint, **found
        )

    for probe, outcome in zip(task.probes, outcomes, strict=True):
        if outcome.raised is not None:
            kind: Kind = "unwritten" if outcome.raised.unwritten else "raised"
            return report(kind, *_raised(probe, outcome.raised))
    if outcomes[0].returned == "ellipsis":
        return report("unwritten", Finding("returned_ellipsis"))
    answers = [outcome.value for outcome in outcomes]
    right = [a is not None and _equal(a, t) for a, t in zip(answers, task.truths, strict=True)]
    if all(right):
        return report("right", Finding("right_everywhere", values={"count": len(right)}))
    how_many = {"right": sum(right), "count": len(right)}
    partly = [Finding("right_at", values=how_many)] if any(right) else []
    k = right.index(False)
    probe, answer, truth = task.probes[k], answers[k], task.truths[k]
    if answer is None:
        returned = outcomes[k].returned
        what = "returned_none" if returned == "NoneType" else "returned_other"
        returns = Finding(what, values={"type": returned})
        return report("unknown", *partly, returns, where=Finding("follow"))
    gap, where = _gap(Comparison(probe, answer, truth))
    named = tuple(
        key
        for key, numbers in task.wrong.items()
        if all(a is not None and _equal(a, n) for a, n in zip(answers, numbers, strict=True))
    )
    if named:
        return report("misconception", *partly, gap, where=where, named=named)
    notes = (Finding("none_of_these"),) if task.wrong else ()
    return report("unknown", *partly, gap, where=where, notes=notes)


def _gap(compared: Comparison) -> tuple[Finding, Finding]:
    """Return how far an answer is from the truth, and where to look."""
    probe, yours, truth = compared.probe, compared.yours, compared.truth
    if not compared.same_shape:
        shapes = {"yours": yours.shape, "truth": truth.shape}
        due = Finding("which_shape", values={"shape": truth.shape})
        return Finding("shape_wrong", probe, values=shapes), due
    at = compared.largest or ()
    numbers = {"yours": float(yours[at]), "truth": float(truth[at])}
    kind = "largest_gap" if truth.ndim else "gap"
    return Finding(kind, probe, at, numbers), Finding("look", probe, compared.first or ())


def _raised(probe: Probe, raised: Raised) -> list[Finding]:
    if raised.unwritten:
        return []
    said = {"name": raised.name, "text": raised.text}
    found = [Finding("raised" if raised.text else "raised_bare", probe, values=said)]
    if raised.line:
        line = {"number": raised.line.number, "line": raised.line.text}
        found.append(Finding("raised_line", values=line))
    return found
