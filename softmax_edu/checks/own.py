"""A check of a teacher's own function: the same report, the same evidence, the same ladder."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..words import catalogue, message
from . import card, notation, wording
from .cell import mark_of_this_cell
from .comparison import Comparison, Index
from .misconceptions import MISCONCEPTIONS
from .observation import PATIENCE
from .pristine import true_numpy
from .report import Kind, coded
from .running import Outcome, Runner
from .tasks import Array, Probe
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


@dataclass(frozen=True, repr=False)
class OwnReport:
    """What a check of one's own found out about a learner's function.

    Attributes
    ----------
    task : str
        The name of the check.
    kind : str
        ``"right"``, ``"misconception"``, ``"unwritten"``, ``"raised"``, ``"stopped"`` or
        ``"unknown"``.
    named : tuple of str
        The name of the wrong formula that its numbers equal, if there is one.
    facts : tuple of str
        What is true of the answers.
    where : str
        Where to look; empty where it is right.
    fingerprint : str
        The same for functions that behave the same.
    """

    task: str
    kind: Kind
    named: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    where: str = ""
    explained: tuple[str, ...] = ()
    fingerprint: str = field(default="", compare=False)

    @property
    def passed(self) -> bool:
        """Whether the function is right at every input."""
        return self.kind == "right"

    @property
    def misconception(self) -> str | None:
        """The name of the wrong formula that the numbers equal, or None."""
        return self.named[0] if self.named else None

    @property
    def rungs(self) -> tuple[str, ...]:
        """The feedback as a ladder: facts, where to look, and the mistake's name."""
        first = "\n".join((wording.headline_of(self.kind), *self.facts))
        if self.passed or not self.where:
            return (first,)
        return (first, self.where, *(["\n".join(self.explained)] if self.explained else []))

    def record(self) -> dict[str, Any]:
        """Return what a teacher's overview needs, as plain data."""
        return {
            "task": self.task,
            "kind": self.kind,
            "passed": self.passed,
            "named": list(self.named),
            "faults": [],
            "remarks": [],
            "own": True,
        }

    def __str__(self) -> str:
        title = message("own.title", task=self.task)
        first = message("own.first", title=title, headline=wording.headline_of(self.kind))
        return "\n".join((first, *self.facts, *self.explained))

    __repr__ = __str__

    def html(self) -> str:
        """Return the report as a card that carries the record. What a learner wrote is escaped."""
        names = catalogue("checks")["rungs"][1:]
        folded = list(zip(names, self.rungs[1:], strict=False))
        title = message("own.title", task=self.task)
        return card.of_own(title, self.rungs[0], folded, coded(self.record() | mark_of_this_cell()))

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}


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
        What the check is called in its report and in the overview of a class; the name of `truth`.
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
    task = _task(truth, inputs, wrong or {}, name)
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
        at = _at(task.probes[len(outcomes)])
        limit = seconds if outcomes else PATIENCE * seconds
        return OwnReport(
            task.name, "stopped", facts=(message("own.stopped", at=at, seconds=f"{limit:g}"),)
        )
    with true_numpy(), np.errstate(all="ignore"):
        return _judged(task, outcomes)


def _task(
    truth: Formula,
    inputs: Iterable[Any],
    wrong: Mapping[str, Formula | tuple[Formula, str]],
    name: str | None,
) -> _Task:
    called = name or str(getattr(truth, "__name__", ""))
    called = re.sub(r"[^a-z_]+", "_", called.lower()).strip("_")[:_LONGEST_NAME] or "own"
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
                f"{what} raises {type(error).__name__} {_at(probe)}: {error}"
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
    for probe, outcome in zip(task.probes, outcomes, strict=True):
        if outcome.raised is not None:
            return _raised(task, probe, outcome, fingerprint)
    if outcomes[0].returned == "ellipsis":
        told = (message("checks.finding.returned_ellipsis"),)
        return OwnReport(task.name, "unwritten", facts=told, fingerprint=fingerprint)
    answers = [outcome.value for outcome in outcomes]
    right = [a is not None and _equal(a, t) for a, t in zip(answers, task.truths, strict=True)]
    if all(right):
        told = (message("checks.finding.right_everywhere", count=len(right)),)
        return OwnReport(task.name, "right", facts=told, fingerprint=fingerprint)
    k = right.index(False)
    facts = (
        [message("checks.finding.right_at", right=sum(right), count=len(right))]
        if any(right)
        else []
    )
    wrong = answers[k]
    if wrong is None:
        kind = "returned_none" if outcomes[k].returned == "NoneType" else "returned_other"
        facts.append(message(f"checks.finding.{kind}", type=outcomes[k].returned))
        where = message("checks.finding.follow")
        return OwnReport(task.name, "unknown", (), tuple(facts), where, fingerprint=fingerprint)
    compared = Comparison(task.probes[k], wrong, task.truths[k])
    at = _at(task.probes[k])
    if compared.same_shape:
        place = compared.largest
        gap = {"at": at, "place": _place(place), **_both(compared, place)}
        facts.append(message("own.largest_gap" if task.truths[k].ndim else "own.gap", **gap))
        where = message("own.look", at=at, place=_place(compared.first))
    else:
        shapes = {"yours": wrong.shape, "truth": task.truths[k].shape}
        facts.append(message("own.shape_wrong", at=at, **shapes))
        where = message("checks.finding.which_shape", shape=task.truths[k].shape)
    named = tuple(
        key
        for key, numbers in task.wrong.items()
        if all(a is not None and _equal(a, n) for a, n in zip(answers, numbers, strict=True))
    )
    explained = [line for key in named for line in _explained(task, key)]
    if not named:
        explained = [message("checks.say.unknown")] if task.wrong else []
    kind_: Kind = "misconception" if named else "unknown"
    return OwnReport(
        task.name, kind_, named, tuple(facts), where, tuple(explained), fingerprint=fingerprint
    )


def _raised(task: _Task, probe: Probe, outcome: Outcome, fingerprint: str) -> OwnReport:
    raised = outcome.raised
    assert raised is not None
    facts = []
    if not raised.unwritten:
        text = {"name": raised.name, "text": raised.text}
        facts.append(
            message("own.raised" if raised.text else "own.raised_bare", at=_at(probe), **text)
        )
        if raised.line:
            line = {"number": raised.line.number, "line": raised.line.text}
            facts.append(message("checks.finding.raised_line", **line))
    kind: Kind = "unwritten" if raised.unwritten else "raised"
    return OwnReport(task.name, kind, facts=tuple(facts), fingerprint=fingerprint)


def _explained(task: _Task, key: str) -> list[str]:
    sentence = task.said[key]
    if sentence:
        return [message("own.equal", key=key), sentence]
    if key in MISCONCEPTIONS:
        computes = wording.of_misconception(key, "computes")
        hint = wording.of_misconception(key, "hint")
        return [message("checks.say.equal", key=key, computes=computes), hint]
    return [message("own.equal", key=key)]


def _at(probe: Probe) -> str:
    """Return where a call is: its arguments, in brackets; one array has its own."""
    told = [notation.array(argument) for argument in probe.arguments]
    if len(told) == 1 and probe.arguments[0].ndim:
        return told[0]
    return f"({', '.join(told)})"


def _place(index: Index | None) -> str:
    return ", ".join(map(str, index or ()))


def _both(compared: Comparison, index: Index | None) -> dict[str, str]:
    at = index or ()
    yours, truth = float(compared.yours[at]), float(compared.truth[at])
    return {"yours": notation.number(yours), "truth": notation.number(truth)}
