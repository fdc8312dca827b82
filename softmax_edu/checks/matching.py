"""Which known formulas give a learner's numbers. What cannot be told apart is not told apart."""

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .misconceptions import MISCONCEPTIONS
from .observation import Observation
from .tasks import Model, Probe, evaluate

_FACTORS = {"sign-flipped": -1.0, "factor-two": 2.0}


class UnusableError(Exception):
    """The learner's own softmax does not give K numbers for K scores."""


def models(task: str) -> Iterator[tuple[str, Model]]:
    """Yield every form of every misconception in a task, with its key."""
    for key, misconception in MISCONCEPTIONS.items():
        for model in misconception.models.get(task, ()):
            yield key, model


def fits(
    seen: Observation, probes: Iterable[int], model: Model, *own: Model, times: float = 1.0
) -> bool:
    """Whether a model gives the learner's numbers at all these probes."""
    answer = evaluate if own else _known
    try:
        return all(seen.equals(times * answer(model, seen.task.probes[k], *own), k) for k in probes)
    except (ValueError, IndexError, UnusableError):
        return False  # the model has no answer here


def found(seen: Observation, *own: Model) -> dict[str, Model]:
    """Return the misconceptions that fit at every ordinary probe, each with its first such form."""
    fitting: dict[str, Model] = {}
    for key, model in models(seen.task.name):
        if key not in fitting and fits(seen, seen.ordinary, model, *own):
            fitting[key] = model
    return fitting


def pairs(seen: Observation) -> set[tuple[str, str]]:
    """Return two mistakes at once: a known formula, and its sign turned or a factor lost."""
    known = {key for key, _ in models(seen.task.name)}
    return {
        (first, second)
        for second, times in _FACTORS.items()
        if second in known
        for first, model in models(seen.task.name)
        if first not in _FACTORS and fits(seen, seen.ordinary, model, times=times)
    }


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
