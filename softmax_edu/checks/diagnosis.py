"""Find out what a function computes: the truth, a known mistake, two of them, or something else.

A mistake is named only if its numbers equal the learner's at *every* ordinary probe. What cannot be
told apart is not told apart, and what is not known is described and not named.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..misconceptions import MISCONCEPTIONS, CounterExample, evaluate
from ..misconceptions._types import Model
from ..misconceptions.notation import number, sentence, vector
from ..misconceptions.tasks import TASKS, Kind, Probe, Task
from ..words import message
from ..words.numbers import significant, subscript
from .report import Comparison, Report
from .running import Outcome, Raised, TooLong, call, time_limit

Array = NDArray[np.float64]

# How far a right answer may be from the truth: enough for a finite difference with a coarse step.
RIGHT_TO = 1e-4
# float16 holds three digits.
RIGHT_TO_HALF = 5e-3
# Beyond this, a right answer is called numerical.
EXACT_TO = 1e-12

# The faults that a function shows at probes of another kind than plain, in the order in which they
# are looked for.
_FAULTS: tuple[tuple[Kind, str], ...] = (
    ("weights", "unit_sum"),
    ("extreme", "overflow"),
    ("integers", "integers"),
    ("batch", "batch"),
    ("far apart", "overflow"),
)


class _UnusableError(Exception):
    """The learner's own softmax does not give K numbers for K scores."""


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
    examination = _Examination(TASKS[name], f, own, weights)
    try:
        with time_limit(seconds):
            return examination.report()
    except TooLong:
        return examination.stopped(seconds)


@dataclass
class _Examination:
    """One function under examination: what it answered so far, and what follows from that."""

    task: Task
    f: Callable[..., Any]
    own: Callable[..., Any] | None
    weights: bool
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    at: int = 0

    # --- running ---------------------------------------------------------------------------------

    def outcome(self, k: int) -> Outcome:
        """Return what the function answers to probe number k, called once."""
        if k not in self.outcomes:
            self.at = k
            outcome = call(self.f, self.task.probes[k].arguments, quiet=bool(self.outcomes))
            self.outcomes[k] = self._one_number(outcome, k)
        return self.outcomes[k]

    def _one_number(self, outcome: Outcome, k: int) -> Outcome:
        """Take a loss in an array of one entry for the number it is."""
        value = outcome.value
        if value is None or value.ndim == 0 or value.size != 1 or self.task.truths[k].ndim:
            return outcome
        self.shape = value.shape
        return Outcome(value.reshape(()), outcome.returned, outcome.dtype, mutated=outcome.mutated)

    shape: tuple[int, ...] | None = None

    @property
    def plain(self) -> tuple[int, ...]:
        """The probes at which a function must be right to pass."""
        return self.task.of_kind("plain", "weights") if self.weights else self.task.of_kind("plain")

    @property
    def ordinary(self) -> tuple[int, ...]:
        """The probes at which a named mistake must fit."""
        return self.task.of_kind("plain", "weights")

    def close(self, value: Array | None, other: Array, k: int) -> bool:
        """Whether an answer to probe k equals other numbers, as exactly as its type holds them."""
        if value is None or value.shape != other.shape:
            return False
        to = RIGHT_TO_HALF if self.outcome(k).dtype == np.float16 else RIGHT_TO
        return bool(np.allclose(value, other, rtol=to, atol=to, equal_nan=True))

    def is_right(self, k: int) -> bool:
        """Whether the answer to probe k is the truth."""
        return self.close(self.outcome(k).value, self.task.truths[k], k)

    # --- the verdict -----------------------------------------------------------------------------

    def report(self) -> Report:
        """Examine the function and say what it is."""
        for k in self.plain:
            if (raised := self.outcome(k).raised) is not None:
                return self.raised(raised, k)
            if k == 0 and self._changing():
                changing = [message("checks.fact.changing")]
                where = message("checks.where.nothing")
                return self._plain_report("unknown", "not_yet", changing, where)
        if all(self.is_right(k) for k in self.plain):
            return self.right()
        return self.wrong()

    def _changing(self) -> bool:
        """Whether a second call with the same arguments gives other numbers."""
        first = self.outcome(0)
        self.at = 0
        again = self._one_number(call(self.f, self.task.probes[0].arguments), 0)
        if first.value is None:
            return False
        return not self.close(again.value, first.value, 0)

    def right(self) -> Report:
        """Report a function that is right, and what is wrong with it all the same."""
        faults, remarks, named = self._faults()
        more, said = self._manners()
        headline = "right_with_remarks" if remarks or said else "right"
        facts = (message("checks.fact.right_everywhere", count=len(self.plain)),)
        return Report(
            self.task.name,
            "right",
            named=tuple(named),
            faults=(*faults, *more),
            headline=message(f"checks.headline.{headline}"),
            facts=facts,
            remarks=(*remarks, *said),
            fingerprint=self.fingerprint(),
        )

    def wrong(self) -> Report:
        """Report a function that is wrong: as what is known, or as unknown."""
        own = self._own_softmax()
        if own is not None and self._fits(self.task.from_s, own):
            return self._not_yet("consistent", (), self._about_own())
        found: dict[str, Model] = {}
        on_own = False
        for key, model in self._models():
            if key not in found and self._fits(model):
                found[key] = model
        if not found and own is not None:
            for key, model in self._models():
                if key not in found and self._fits(model, own):
                    found[key] = model
                    on_own = True
        if not found:
            pairs = sorted(set(self._pairs()))
            if len(pairs) == 1:
                return self._not_yet("both", pairs[0], _about_both(*pairs[0]))
            return self._not_yet("unknown", (), [])
        if len(found) > 1:
            return self._not_yet("ambiguous", tuple(found), _about_several(found))
        [(key, model)] = found.items()
        said = self._about(key)
        if on_own:
            said += [message("checks.say.on_own"), *self._about_own()[1:]]
        if self._is_also_unit_sum(key, model):
            said.append(message("checks.remark.also_unit_sum"))
        return self._not_yet("misconception", (key,), said)

    def raised(self, raised: Raised, k: int) -> Report:
        """Report an exception, in the learner's own line."""
        facts = []
        if not raised.unwritten or raised.text:
            facts.append(self._raises("fact", raised, k))
        if raised.line and not raised.unwritten:
            line = message("checks.fact.raised_line", number=raised.number, line=raised.line)
            facts.append(line)
        called = message("checks.fact.raised_call", signature=self.task.signature)
        if (raised.name == "TypeError" and not raised.line) or not facts:
            facts.append(called)
        headline = "unwritten" if raised.unwritten else "raised"
        return self._plain_report("raised", headline, facts, called)

    def stopped(self, seconds: float) -> Report:
        """Report a function that did not come back."""
        at = str(self.task.probes[self.at])
        facts = [
            sentence(message("checks.fact.stopped", at=at, seconds=f"{seconds:g}")),
            message("checks.fact.stopped_why"),
        ]
        called = message("checks.fact.raised_call", signature=self.task.signature)
        return self._plain_report("stopped", "stopped", facts, called)

    def _plain_report(self, kind: Any, headline: str, facts: list[str], where: str) -> Report:
        return Report(
            self.task.name,
            kind,
            headline=message(f"checks.headline.{headline}"),
            facts=tuple(facts),
            where=where,
            explanation=(message(f"checks.{self.task.name}.principle"),),
            fingerprint=self.fingerprint(),
        )

    def fingerprint(self) -> str:
        """Return a short mark of what the function does: the same for the same behaviour."""
        seen = sha256()
        for k, outcome in sorted(self.outcomes.items()):
            if outcome.value is not None:
                numbers = " ".join(f"{v:.5g}" for v in outcome.value.reshape(-1)[:1000] + 0.0)
                seen.update(f"{k} {outcome.value.shape} {numbers}".encode())
            else:
                seen.update(f"{k} {outcome.returned} {outcome.raised}".encode())
        return seen.hexdigest()[:16]

    # --- what the numbers equal ------------------------------------------------------------------

    def _models(self) -> Iterator[tuple[str, Model]]:
        for key, misconception in MISCONCEPTIONS.items():
            for model in misconception.models.get(self.task.name, ()):
                yield key, model

    def _fits(self, model: Model, *own: Model, times: float = 1.0) -> bool:
        """Whether a model gives the learner's numbers at every ordinary probe."""
        return self._fits_at(self.ordinary, model, *own, times=times)

    def _fits_at(
        self, probes: Iterable[int], model: Model, *own: Model, times: float = 1.0
    ) -> bool:
        answer = evaluate if own else _known
        try:
            return all(
                self.close(
                    self.outcome(k).value, times * answer(model, self.task.probes[k], *own), k
                )
                for k in probes
            )
        except (ValueError, IndexError, _UnusableError):
            return False  # the model has no answer here

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Two mistakes at once: a known formula, and its sign turned or a factor lost."""
        factors = {"sign-flipped": -1.0, "factor-two": 2.0}
        known = {key for key, _ in self._models()}
        for second, times in factors.items():
            if second in known:
                for first, model in self._models():
                    if first not in factors and self._fits(model, times=times):
                        yield first, second

    def _is_also_unit_sum(self, key: str, model: Model) -> bool:
        """Whether the formula differs from the mistake's own one only where Σy ≠ 1."""
        stub = MISCONCEPTIONS[key].stub(self.task.name)
        weighted = self.task.of_kind("weights")
        if model is stub or not weighted:
            return False
        return self._fits_at(self.task.of_kind("plain"), stub)

    # --- the learner's own softmax ---------------------------------------------------------------

    def _own_softmax(self) -> Model | None:
        """Return the learner's own softmax, as numbers, if one was given and it is not right."""
        if self.own is None:
            return None
        own = self.own
        report = _Examination(TASKS["softmax"], own, None, False).report()
        if report.passed or report.kind == "raised":
            return None
        self._own_named = report.misconception

        def numbers(theta: Array) -> Array:
            value = call(own, (theta,)).value
            if value is None or value.shape != theta.shape:
                raise _UnusableError
            return value

        return numbers

    _own_named: str | None = None

    def _about_own(self) -> list[str]:
        key = self._own_named
        if key is None:
            about = message("checks.say.own_unknown")
        else:
            about = message("checks.say.own_named", key=key, computes=MISCONCEPTIONS[key].computes)
        return [message("checks.say.consistent"), about]

    # --- faults of a right function --------------------------------------------------------------

    def _faults(self) -> tuple[list[str], list[str], list[str]]:
        """Look at the other kinds of probes; return faults, remarks, and the keys they equal."""
        faults: list[str] = []
        remarks: list[str] = []
        named: list[str] = []
        for kind, fault in _FAULTS:
            probes = self.task.of_kind(kind)
            if kind == "weights" and self.weights:
                continue
            # Far-apart rows tell nothing where a batch, or large scores, are trouble anyway.
            before = self.task.of_kind("batch", "extreme")
            if kind == "far apart" and not all(self.is_right(k) for k in before):
                continue
            bad = [k for k in probes if not self.is_right(k)]
            if not bad:
                continue
            raised = self.outcome(bad[0]).raised
            if kind == "batch" and raised is not None:
                # One θ at a time is what was asked for.
                if self.task.name == "softmax":
                    remarks.append(message("checks.remark.one_at_a_time", name=raised.name))
                continue
            keys = self._keys_of_fault(probes)
            if kind == "batch" and self.task.name != "softmax" and not keys:
                continue
            faults.append(fault.replace("_", "-"))
            said = message(f"checks.remark.{fault}", example=self._example(bad[0]))
            if len(keys) == 1:
                [key] = keys
                hint = MISCONCEPTIONS[key].hint
                said += " " + message("checks.remark.equal", key=key, hint=hint)
                if key not in named:
                    named.append(key)
            remarks.append(said)
        return faults, remarks, named

    def _keys_of_fault(self, probes: tuple[int, ...]) -> set[str]:
        """Return the formulas that are right where `f` is right, and equal it at these probes."""
        right = [k for k in range(len(self.task.probes)) if self.is_right(k)]
        return {
            key
            for key, model in self._models()
            if self._fits_at(probes, model) and self._fits_at(right, model)
        }

    def _manners(self) -> tuple[list[str], list[str]]:
        """Look at what is not mathematics: the type, the shape, an argument that was changed."""
        faults, remarks = [], []
        mutated = self._mutated()
        if mutated:
            faults.append("mutates")
            remarks.append(mutated)
        first = self.outcome(0)
        dtype = first.dtype
        if self.shape is not None:
            faults.append("shape")
            remarks.append(message("checks.remark.shape", shape=self.shape))
        if dtype in (np.float32, np.float16):
            faults.append("dtype")
            digits = np.finfo(dtype).precision
            remarks.append(message("checks.remark.dtype", dtype=dtype, digits=digits))
        elif dtype is not None and dtype.kind in "Oc":
            faults.append("dtype")
            name = "objects" if dtype.kind == "O" else str(dtype)
            remarks.append(message("checks.remark.objects", dtype=name))
        error = max(_error(self.outcome(k).value, self.task.truths[k]) for k in self.plain)
        if error > EXACT_TO and "dtype" not in faults:
            faults.append("numerical")
            power = int(np.ceil(np.log10(error)))
            remarks.append(message("checks.remark.numerical", exponent=_superscript(power)))
        return faults, remarks

    def _mutated(self) -> str:
        touched = {k for outcome in self.outcomes.values() for k in outcome.mutated}
        if not touched:
            return ""
        return message("checks.remark.mutates", argument=("θ", "y")[min(touched)])

    def _example(self, k: int) -> str:
        """Say what happens at probe k: the numbers, or what came instead of them."""
        outcome = self.outcome(k)
        if outcome.raised is not None:
            return self._raises("remark", outcome.raised, k)
        if outcome.value is None:
            at = str(self.task.probes[k])
            return sentence(message("checks.remark.not_numbers", at=at))
        return str(self._counter(k, _first_gap))

    def _raises(self, where: str, raised: Raised, k: int) -> str:
        text = f": {raised.text}" if raised.text else ""
        at = str(self.task.probes[k])
        key = "checks.fact.raised" if where == "fact" else "checks.remark.raises"
        return sentence(message(key, at=at, name=raised.name, text=text))

    # --- what to say of a wrong one --------------------------------------------------------------

    def _not_yet(self, kind: Any, named: tuple[str, ...], said: list[str]) -> Report:
        """Report a wrong function: the facts, where to look, and what was found out."""
        seen = self._comparison()
        facts = self._facts(seen, kind)
        if kind == "unknown" and seen is not None and seen.index is not None:
            said = [message("checks.say.unknown")]
        remarks = [mutated] if (mutated := self._mutated()) else []
        explanation = list(said)
        if seen is not None:
            if kind != "unknown":
                explanation.append(self._counter_text(seen))
            if (measured := self._measured(seen)) and kind != "unknown":
                explanation.append(measured)
        if kind in ("misconception",):
            [key] = named
            entry = MISCONCEPTIONS[key]
            explanation.append(message("checks.say.tempting", tempting=entry.tempting))
            explanation.append(entry.hint)
        else:
            explanation.append(message(f"checks.{self.task.name}.principle"))
        headline = "consistent" if kind == "consistent" else "not_yet"
        return Report(
            self.task.name,
            kind,
            named=named,
            headline=message(f"checks.headline.{headline}"),
            facts=tuple(facts),
            where=self._where(seen),
            explanation=tuple(explanation),
            remarks=tuple(remarks),
            comparison=seen,
            fingerprint=self.fingerprint(),
        )

    def _about(self, key: str) -> list[str]:
        return [message("checks.say.equal", key=key, computes=MISCONCEPTIONS[key].computes)]

    def _comparison(self) -> Comparison | None:
        """Return the first ordinary probe at which the answer is numbers, and wrong."""
        for k in self.ordinary:
            value = self.outcome(k).value
            if value is not None and not self.is_right(k):
                truth = self.task.truths[k]
                index = _largest_gap(value, truth) if value.shape == truth.shape else None
                return Comparison(self.task.probes[k], value, truth, index)
        return None

    def _counter(self, k: int, pick: Callable[[Array, Array], tuple[int, ...]]) -> CounterExample:
        value, truth = self.outcome(k).value, self.task.truths[k]
        assert value is not None
        index = pick(value, truth) if value.shape == truth.shape else None
        return CounterExample(self.task.name, self.task.probes[k], value, truth, index)

    def _counter_text(self, seen: Comparison) -> str:
        index = _first_gap(seen.yours, seen.truth) if seen.index is not None else None
        return str(CounterExample(self.task.name, seen.probe, seen.yours, seen.truth, index))

    def _measured(self, seen: Comparison) -> str:
        """Say what is true at the first wrong entry, measured on softmax itself."""
        if seen.index is None:
            return ""
        index = _first_gap(seen.yours, seen.truth)
        return measured(self.task.name, seen.probe, index)

    def _where(self, seen: Comparison | None) -> str:
        if seen is None:
            return message("checks.where.nothing")
        if seen.index is None:
            return message("checks.where.shape", shape=seen.truth.shape)
        index = _first_gap(seen.yours, seen.truth)
        example = CounterExample(self.task.name, seen.probe, seen.yours, seen.truth, index)
        return message(
            f"checks.{self.task.name}.question",
            place=example.place,
            at=seen.probe,
            i=subscript(index[-2]) if len(index) > 1 else "",
            j=subscript(index[-1]) if index else "",
        )

    def _facts(self, seen: Comparison | None, kind: str) -> list[str]:
        first = self.outcome(0)
        if first.value is None:
            return [_not_numbers(first)]
        if seen is None:  # another probe than the first was not numbers
            return [
                _not_numbers(self.outcome(k))
                for k in self.ordinary
                if self.outcome(k).value is None and self.outcome(k).raised is None
            ][:1]
        facts = []
        if seen.index is None:
            said = message(
                "checks.fact.shape_wrong",
                at=seen.probe,
                yours=seen.yours.shape,
                truth=seen.truth.shape,
            )
            facts.append(sentence(said))
            if seen.yours.size == seen.truth.size and np.allclose(
                seen.yours.reshape(seen.truth.shape), seen.truth, rtol=RIGHT_TO, atol=RIGHT_TO
            ):
                facts.append(message("checks.fact.shape_only"))
            return facts
        if seen.truth.ndim:
            facts.append(message("checks.fact.shape_right", shape=seen.truth.shape))
        right = sum(self.is_right(k) for k in self.ordinary)
        if right:
            count = len(self.ordinary)
            facts.append(message("checks.fact.right_at", right=right, count=count))
        gap = CounterExample(self.task.name, seen.probe, seen.yours, seen.truth, seen.index)
        if not np.all(np.isfinite(seen.yours)):
            what = number(float(seen.yours[~np.isfinite(seen.yours)].flat[0]))
            said = message("checks.fact.not_finite", at=seen.probe, what=what)
            facts.append(sentence(said))
        else:
            facts += _broken(self.task.name, seen)
        facts.append(
            message(
                "checks.fact.largest_gap",
                at=seen.probe,
                place=gap.place,
                wrong=number(float(seen.yours[seen.index])),
                right=number(float(seen.truth[seen.index])),
            )
        )
        if kind == "unknown":
            facts += self._patterns()
        return facts

    def _patterns(self) -> list[str]:
        """Say what holds at every ordinary probe of a function of which nothing else is known."""
        values = [self.outcome(k).value for k in self.ordinary]
        truths = [self.task.truths[k] for k in self.ordinary]
        same = [v for v, t in zip(values, truths, strict=True) if v is None or v.shape != t.shape]
        if same:
            return []
        flat = np.concatenate([np.asarray(value).reshape(-1) for value in values])
        true = np.concatenate([truth.reshape(-1) for truth in truths])
        if np.all(flat == flat[0]):
            return [message("checks.fact.constant")]
        seen = np.abs(true) > 1e-6
        with np.errstate(all="ignore"):
            ratios = flat[seen] / true[seen]
        if np.all(np.isfinite(ratios)) and np.ptp(ratios) < RIGHT_TO * abs(ratios[0]):
            return [message("checks.fact.ratio", ratio=number(round(float(ratios[0]), 6)))]
        return []


@cache
def _known(model: Model, probe: Probe) -> Array:
    """Return what a known formula answers, computed once for all learners."""
    answer: Array = evaluate(model, probe)
    return answer


# --- sentences and numbers -----------------------------------------------------------------------


def measured(task: str, probe: Probe, index: tuple[int, ...]) -> str:
    """Say what the truth does at an entry: nudge θ_j by 0.1 and measure, or show S."""
    theta, *y = probe.arguments
    s = np.asarray(TASKS["softmax"].truth(theta))
    key = f"checks.{task}.measured"
    if task == "softmax":
        return message(key, truth=vector(s))
    if task == "loss":
        return message(key, s=vector(s), surprise=vector(-np.log(s)))
    nudged = np.array(theta, dtype=np.float64)
    nudged[index if task == "batch_gradient" else index[-1]] += 0.1
    after_s = np.asarray(TASKS["softmax"].truth(nudged))
    if task in ("jacobian", "log_softmax_jacobian"):
        before, after = s[index[0]], after_s[index[0]]
        if task == "log_softmax_jacobian":
            before, after = np.log(before), np.log(after)
    else:
        before, after = (np.mean(TASKS["loss"].truth(point, y[0])) for point in (theta, nudged))
    return message(
        key,
        i=subscript(index[-2]) if len(index) > 1 else "",
        j=subscript(index[-1]),
        row=index[0],
        before=significant(float(before)),
        after=significant(float(after)),
    )


def _about_several(keys: Iterable[str]) -> list[str]:
    items = [
        message("checks.say.ambiguous_item", key=key, computes=MISCONCEPTIONS[key].computes)
        for key in keys
    ]
    return [message("checks.say.ambiguous"), *items]


def _about_both(first: str, second: str) -> list[str]:
    items = [
        message("checks.say.ambiguous_item", key=key, computes=MISCONCEPTIONS[key].computes)
        for key in (first, second)
    ]
    return [message("checks.say.both", first=first, second=second), *items]


def _not_numbers(outcome: Outcome) -> str:
    if outcome.returned == "NoneType":
        return message("checks.fact.returned_none")
    if outcome.returned == "ellipsis":
        return message("checks.fact.returned_ellipsis")
    return message("checks.fact.returned_other", type=outcome.returned)


def _broken(task: str, seen: Comparison) -> list[str]:
    """Properties of the truth that the answer does not have; right parts of a Jacobian."""
    at, yours, truth = seen.probe, seen.yours, seen.truth
    facts = []
    if task == "softmax":
        if abs(yours.sum() - 1) > RIGHT_TO:
            total = number(float(yours.sum()))
            facts.append(message("checks.fact.sum_wrong", at=at, sum=total))
        if np.any(yours < 0):
            facts.append(message("checks.fact.negative_output", at=at))
    elif task in ("jacobian", "log_softmax_jacobian"):
        right = np.isclose(yours, truth, rtol=RIGHT_TO, atol=RIGHT_TO)
        if np.all(np.diag(right)):
            facts.append(message("checks.fact.diagonal_right"))
        if np.all(right[~np.eye(len(truth), dtype=bool)]):
            facts.append(message("checks.fact.off_diagonal_right"))
        sums = yours.sum(axis=1)
        row = int(np.argmax(np.abs(sums) > RIGHT_TO))
        if abs(sums[row]) > RIGHT_TO:
            total = number(float(sums[row]))
            facts.append(message("checks.fact.row_sums_wrong", at=at, row=row, sum=total))
    elif task == "loss":
        if yours < 0:
            facts.append(message("checks.fact.negative_loss", at=at, loss=number(float(yours))))
    elif abs(yours.sum()) > RIGHT_TO:
        total = number(float(yours.sum()))
        facts.append(message("checks.fact.gradient_sum_wrong", at=at, sum=total))
    return [sentence(fact) for fact in facts]


def _gaps(yours: Array, truth: Array) -> Array:
    with np.errstate(invalid="ignore"):
        gaps = np.abs(yours - truth)
    return np.where(np.isfinite(gaps), gaps, np.inf)


def _largest_gap(yours: Array, truth: Array) -> tuple[int, ...]:
    """Return the entry of the largest gap; of equal ones the first, rounding aside."""
    gaps = _gaps(yours, truth)
    largest = np.argwhere(gaps >= gaps.max() * (1 - 1e-9))[0]
    return tuple(int(i) for i in largest)


def _first_gap(yours: Array, truth: Array) -> tuple[int, ...]:
    """Return the first entry, in reading order, that is wrong."""
    wrong = _gaps(yours, truth) > RIGHT_TO * (1 + np.abs(truth))
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _error(value: Array | None, truth: Array) -> float:
    assert value is not None
    return float(np.max(np.abs(value - truth) / (1 + np.abs(truth))))


def _superscript(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
