"""What can still be said of a function that no known formula equals.

Which entries are right, and which are off by one factor; the smallest input that shows it; and what
the numbers say of one part of the formula when every other part is taken to be right.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from .comparison import RIGHT_TO, Comparison, Index
from .observation import Observation
from .report import Finding
from .tasks import TASKS, Array

_MOST_ENTRIES = 25
_SMALL = 1e-9


def of_unknown(seen: Observation, compared: Comparison) -> Iterator[Finding]:
    """Yield what narrows down where the mistake is."""
    if seen.constant is not None:
        yield Finding("constant")
        return
    if (ratio := _common_ratio(seen)) is not None:
        yield Finding("ratio", values={"ratio": ratio})
    elif 1 < compared.truth.size <= _MOST_ENTRIES:
        yield from _entries(compared)
    yield from _smallest(seen)
    if np.all(np.isfinite(compared.yours)):
        yield from _one_part(seen.task.name, compared)


def _common_ratio(seen: Observation) -> float | None:
    """Return the one factor by which every answer is off."""
    values = [seen.outcomes[k].value for k in seen.ordinary]
    truths = [seen.truths[k] for k in seen.ordinary]
    if any(v is None or v.shape != t.shape for v, t in zip(values, truths, strict=True)):
        return None
    flat = np.concatenate([np.asarray(value).reshape(-1) for value in values])
    true = np.concatenate([truth.reshape(-1) for truth in truths])
    large = np.abs(true) > 1e-6
    ratios = flat[large] / true[large]
    if np.all(np.isfinite(ratios)) and np.ptp(ratios) < RIGHT_TO * abs(ratios[0]):
        return round(float(ratios[0]), 6)
    return None


def _entries(compared: Comparison) -> Iterator[Finding]:
    """Yield which entries are right, which are 0, and which are off by the same factor."""
    groups: defaultdict[float, list[Index]] = defaultdict(list)
    for index, truth in np.ndenumerate(compared.truth):
        yours = compared.yours[index]
        if abs(yours - truth) <= RIGHT_TO * (1 + abs(truth)):
            groups[1.0].append(index)
        elif abs(truth) > _SMALL and np.isfinite(yours):
            groups[round(float(yours / truth), 5) + 0.0].append(index)
    for ratio, entries in groups.items():
        values = {"entries": tuple(entries), "ratio": ratio}
        if ratio == 1.0:
            yield Finding("entries_right", compared.probe, values=values)
        elif ratio == 0.0:
            yield Finding("entries_zero", compared.probe, values=values)
        elif len(entries) > 1:
            yield Finding("entries_off", compared.probe, values=values)


def _smallest(seen: Observation) -> Iterator[Finding]:
    """Yield the call with the fewest numbers in it that is answered wrongly."""
    wrong = [
        compared
        for k in seen.ordinary
        if seen.outcomes[k].value is not None and (compared := seen.comparison(k)).differs
    ]
    smallest = min(wrong, key=lambda compared: compared.probe.arguments[0].size)
    if smallest.same_shape and smallest.truth.size <= 4:
        values = {"yours": smallest.yours, "truth": smallest.truth}
        yield Finding("smallest", smallest.probe, values=values)


def _one_part(task: str, compared: Comparison) -> Iterator[Finding]:
    """Yield what one part of the formula would have to be if all others are right."""
    theta, *rest = compared.probe.arguments
    yours = compared.yours
    s = TASKS["softmax"].truth(theta)
    if task == "softmax" and np.all(yours > 0):
        if _near(yours / yours.sum(), s):
            yield Finding("right_if_divided", compared.probe, values={"sum": float(yours.sum())})
        elif abs(yours.sum() - 1) < RIGHT_TO:
            values = {"implied": np.log(yours / yours[0]), "scores": theta - theta[0]}
            yield Finding("implied_scores", compared.probe, values=values)
    elif task == "gradient":
        [y] = rest
        values = {"taken": s * y.sum() - yours, "y": y, "used": (yours + y) / y.sum(), "s": s}
        yield Finding("implied_parts", compared.probe, values=values)
    elif task == "loss" and np.count_nonzero(rest[0]) == 1:
        [k] = np.flatnonzero(rest[0])
        values = {"implied": float(np.exp(-yours)), "right": float(s[k])}
        yield Finding("implied_surprise", compared.probe, (int(k),), values)


def _near(some: Array, other: Array) -> bool:
    return bool(np.allclose(some, other, rtol=RIGHT_TO, atol=RIGHT_TO))
