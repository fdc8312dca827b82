"""What can still be said of a function that no known formula equals.

Which entries are right, and which are off by one factor; the smallest input that shows it. For a
higher rung: the formula, where it can be read off the numbers; else what the numbers say of one
part of it when every other part is taken to be right.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from .comparison import RIGHT_TO, Comparison, Index
from .observation import Observation
from .reading import read
from .tasks import TASKS, Array
from .verdict import Finding

_MOST_ENTRIES = 25
_SMALL = 1e-9


def of_unknown(seen: Observation, compared: Comparison) -> Iterator[Finding]:
    """Yield what narrows down where the mistake is."""
    if seen.constant is not None:
        yield Finding("constant")
        return
    yield from _almost(seen)
    if (ratio := _common_ratio(seen)) is not None:
        yield Finding("ratio", values={"ratio": ratio})
    elif 1 < compared.truth.size <= _MOST_ENTRIES:
        yield from _entries(compared)
    yield from _smallest(seen)


def _common_ratio(seen: Observation) -> float | None:
    """Return the one factor by which every answer is off."""
    values = [seen.outcomes[k].value for k in seen.answered]
    truths = [seen.truths[k] for k in seen.answered]
    if any(v is None or v.shape != t.shape for v, t in zip(values, truths, strict=True)):
        return None
    flat = np.concatenate([np.asarray(value).reshape(-1) for value in values])
    true = np.concatenate([truth.reshape(-1) for truth in truths])
    large = np.abs(true) > 1e-6
    ratios = flat[large] / true[large]
    if np.all(np.isfinite(ratios)) and np.ptp(ratios) < RIGHT_TO * abs(ratios[0]):
        return float(ratios[0])
    return None


def of_its_formula(seen: Observation, compared: Comparison | None) -> Iterator[Finding]:
    """Yield the formula, where it can be read off the numbers; else what its parts would be."""
    if seen.constant is not None or compared is None or not compared.same_shape:
        return
    if not seen.task.of_scores:
        return  # formulas are read in θ, S and y
    if readings := read(seen):
        for reading in readings:
            said = {name: getattr(reading, name) for name in ("entry", "formula", "right")}
            yield Finding(f"reads_{reading.part}", values=said)
    elif np.all(np.isfinite(compared.yours)):
        yield from _one_part(seen.task.name, compared)


_STEPS = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
_WAYS = ((0, 1), (-1, 0), (-1, 1))  # forward, backward, central: in steps from θ


def _almost(seen: Observation) -> Iterator[Finding]:
    """Yield what has been done to the true numbers: another order, rounding, a coarse step."""
    pairs = [(seen.outcomes[k].value, seen.truths[k]) for k in seen.required]
    answers = [(v, t) for v, t in pairs if v is not None and v.shape == t.shape]
    if len(answers) < len(pairs):
        return
    if answers[0][1].ndim and all(_near(np.sort(v, None), np.sort(t, None)) for v, t in answers):
        yield Finding("reordered")
    if answers[0][1].ndim == 1 and all(_near(v, np.cumsum(t)) for v, t in answers):
        yield Finding("running_sums")
    for digits in range(4):
        if all(np.allclose(v, np.round(t, digits), atol=1e-9) for v, t in answers):
            yield Finding("rounded", values={"digits": digits})
            return
    for step in _STEPS if seen.task.name in _DIFFERENTIATED else ():
        for way in _WAYS:
            if all(_is_difference(seen, k, step, way) for k in seen.required):
                yield Finding("coarse_step", values={"step": step})
                return


# What is differentiated in each task.
_DIFFERENTIATED: dict[str, Callable[..., Array]] = {
    "jacobian": TASKS["softmax"].truth,
    "log_softmax_jacobian": lambda theta: np.log(TASKS["softmax"].truth(theta)),
    "gradient": TASKS["loss"].truth,
}


def _is_difference(seen: Observation, k: int, step: float, way: tuple[int, int]) -> bool:
    theta, *y = seen.task.probes[k].arguments
    truth, value = _DIFFERENTIATED[seen.task.name], seen.outcomes[k].value
    nudges = step * np.eye(theta.size)
    behind, ahead = (
        np.stack([truth(theta + to * nudge, *y) for nudge in nudges], axis=-1) for to in way
    )
    quotient = (ahead - behind) / (step * (way[1] - way[0]))
    return value is not None and np.allclose(value, quotient, rtol=1e-6, atol=1e-8)


def _entries(compared: Comparison) -> Iterator[Finding]:
    """Yield which entries are right, which are 0, and which are off by the same factor."""
    groups: defaultdict[float, list[Index]] = defaultdict(list)
    for index, truth in np.ndenumerate(compared.truth):
        yours = compared.yours[index]
        if abs(yours - truth) <= RIGHT_TO * (1 + abs(truth)):
            groups[1.0].append(index)
        elif abs(truth) > _SMALL and np.isfinite(yours):
            ratio = float(yours / truth)
            near = (seen for seen in groups if abs(seen - ratio) < RIGHT_TO * abs(ratio))
            groups[next(near, ratio + 0.0)].append(index)
    for ratio, entries in groups.items():
        if len(entries) == compared.truth.size:
            kind = "entries_all_zero" if ratio == 0.0 else "entries_all_off"
            yield Finding(kind, compared.probe, values={"ratio": ratio})
            continue
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
        for k in seen.answered
        if seen.outcomes[k].value is not None and (compared := seen.comparison(k)).differs
    ]
    smallest = min(wrong, key=lambda compared: sum(a.size for a in compared.probe.arguments))
    if smallest.same_shape and smallest.truth.size <= 4:
        values = {"yours": smallest.yours, "truth": smallest.truth}
        yield Finding("smallest", smallest.probe, values=values)


def _one_part(task: str, compared: Comparison) -> Iterator[Finding]:
    """Yield what one part of the formula would have to be if all others are right."""
    if not TASKS[task].of_scores:
        return
    theta, *rest = compared.probe.arguments
    yours = compared.yours
    s = TASKS["softmax"].truth(theta)
    values: dict[str, Array | float]
    if task == "softmax" and np.all(yours > 0):
        e = np.exp(theta)
        if _near(yours / yours.sum(), s):
            values = {"sum": float(yours.sum())}
            yield Finding("right_if_divided", compared.probe, values=values)
            values = {"e": e, "below": float(e[0] / yours[0]), "sum": float(e.sum())}
            yield Finding("implied_below", compared.probe, values=values)
        elif abs(yours.sum() - 1) < RIGHT_TO:
            values = {"implied": np.log(yours / yours[0]), "scores": theta - theta[0]}
            yield Finding("implied_scores", compared.probe, values=values)
        else:
            values = {"e": e, "below": e / yours, "sum": float(e.sum())}
            yield Finding("implied_below", compared.probe, values=values)
    elif task == "jacobian":
        values = {"used": yours / s[:, np.newaxis], "right": np.eye(s.size) - s}
        yield Finding("implied_bracket", compared.probe, values=values)
    elif task == "log_softmax_jacobian":
        values = {"used": np.eye(s.size) - yours, "right": np.tile(s, (s.size, 1))}
        yield Finding("implied_taken", compared.probe, values=values)
    elif task == "gradient":
        yield Finding("implied_parts", compared.probe, values=_in_place(yours, s, rest[0]))
    elif task == "batch_gradient" and compared.first is not None:
        n = compared.first[0]
        values = _in_place(yours[n] * len(theta), s[n], rest[0][n])
        yield Finding("implied_parts_of_row", compared.probe, (n, 0), values)
    elif task == "loss" and np.count_nonzero(rest[0]) == 1:
        [k] = np.flatnonzero(rest[0])
        values = {"implied": float(np.exp(-yours)), "right": float(s[k])}
        yield Finding("implied_surprise", compared.probe, (int(k),), values)


def _in_place(yours: Array, s: Array, y: Array) -> dict[str, Array | float]:
    """Return what stands in the place of y, and of S, if the other one is right."""
    return {"taken": s * y.sum() - yours, "y": y, "used": (yours + y) / y.sum(), "s": s}


def _near(some: Array, other: Array) -> bool:
    return bool(np.allclose(some, other, rtol=RIGHT_TO, atol=RIGHT_TO))
