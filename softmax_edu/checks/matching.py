"""Which known formulas give a learner's numbers. What cannot be told apart is not told apart."""

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .combining import carried, composites
from .misconceptions import MISCONCEPTIONS
from .observation import Observation
from .tasks import TASKS, Model, Probe, evaluate


class UnusableError(Exception):
    """The learner's own softmax does not give K numbers for K scores."""


_NO_ANSWER = (ValueError, IndexError, KeyError, TypeError, UnusableError)
_NEAR = 0.02  # farther apart than this, no two answers are taken for equal


def models(task: str) -> Iterator[tuple[str, Model]]:
    """Yield every form of every misconception in a task, with its key."""
    for key, misconception in MISCONCEPTIONS.items():
        for model in misconception.models.get(task, ()):
            yield key, model


def fits(seen: Observation, probes: Iterable[int], model: Model, *own: Model) -> bool:
    """Whether a model gives the learner's numbers at all these probes."""
    answer = evaluate if own else _known
    try:
        return all(seen.equals(answer(model, seen.task.probes[k], *own), k) for k in probes)
    except _NO_ANSWER:
        return False  # the model has no answer here


def found(seen: Observation, *own: Model) -> dict[str, Model]:
    """Return the misconceptions that fit wherever they must, each with its first such form."""
    fitting: dict[str, Model] = {}
    for key, model in models(seen.task.name):
        if key not in fitting and fits(seen, seen.telling, model, *own):
            fitting[key] = model
    return fitting


def found_in_softmax(seen: Observation) -> set[str]:
    """Return the wrong softmaxes with which the right formula gives the learner's numbers."""
    return {key for key, model in carried(seen.task.name) if fits(seen, seen.telling, model)}


def pairs(seen: Observation) -> set[frozenset[str]]:
    """Return the pairs of mistakes that together give the learner's numbers."""
    value, task = seen.outcomes[0].value, seen.task.name
    if value is None or not value.size:
        return set()
    # Of thousands of pairs all but a few are out by the last number of their first answer.
    gaps = np.abs(_last_numbers(task) - value.item(-1))
    near = np.flatnonzero(~(gaps > _NEAR * (1 + abs(value.item(-1)))))
    candidates = (composites(task)[n] for n in near)
    return {two.keys for two in candidates if fits(seen, seen.telling, two.model)}


@cache
def _last_numbers(task: str) -> NDArray[np.float64]:
    """Return the last number that each pair answers to the first probe; NaN where it has none."""
    numbers = []
    for two in composites(task):
        try:
            numbers.append(_known(two.model, TASKS[task].probes[0]).item(-1))
        except _NO_ANSWER:
            numbers.append(np.nan)
    return np.array(numbers)


def found_where_it_ran(seen: Observation, k: int) -> set[str]:
    """Return the formulas that equal all answers until probe k, and raise there as well.

    A transpose that was forgotten is such a one: it runs as long as the matrix is square.
    """
    before = [n for n in seen.answered if n != k and seen.outcomes[n].value is not None]
    if seen.task.of_scores or all(map(seen.is_right, before)):
        return set()
    return {
        key
        for key, model in models(seen.task.name)
        if fits(seen, before, model) and _raises(model, seen.task.probes[k])
    }


def _raises(model: Model, probe: Probe) -> bool:
    try:
        _known(model, probe)
    except ValueError:
        return True
    return False


def of_fault(seen: Observation, probes: Iterable[int]) -> set[str]:
    """Return the formulas that are right where the function is right, and equal it here."""
    right = [k for k in range(len(seen.task.probes)) if seen.is_right(k)]
    here = list(probes)
    return {
        key
        for key, model in models(seen.task.name)
        if fits(seen, here, model) and fits(seen, right, model)
    }


def assumes_unit_sum(seen: Observation, key: str, model: Model) -> bool:
    """Whether the formula differs from the mistake's own one only where Σy ≠ 1."""
    stub = MISCONCEPTIONS[key].stub(seen.task.name)
    if model is stub or not seen.task.of_kind("weights"):
        return False
    return fits(seen, seen.task.of_kind("plain"), stub)


@cache
def _known(model: Model, probe: Probe) -> NDArray[np.float64]:
    """Return what a known formula answers, computed once for all learners."""
    answer: NDArray[np.float64] = evaluate(model, probe)
    return answer
