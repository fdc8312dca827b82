"""How mistakes compose: a factor, another target or another softmax, in a formula that is wrong.

A factor multiplies whatever a formula gives, another target is put in for y, another softmax for S.
In a softmax itself other scores are put in, or something else is made of what comes out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from .misconceptions import MISCONCEPTIONS
from .tasks import TASKS, Array, Model, Softmax

Change = Callable[[Model], Model]

# Factors: of θ and, where there is one, y.
_FACTORS: dict[str, tuple[Callable[..., float], ...]] = {
    "sign-flipped": (lambda theta, *y: -1.0,),
    "factor-two": (lambda theta, *y: 2.0,),
    "mean-over-classes": (lambda theta, *y: 1 / theta.shape[-1],),
    "another-base": (lambda theta, *y: 1 / np.log(2), lambda theta, *y: 1 / np.log(10)),
    "mean-forgotten": (lambda theta, *y: len(theta),),
    "mean-taken-twice": (lambda theta, *y: 1 / len(theta),),
    "classes-for-samples": (lambda theta, *y: len(theta) / theta.shape[-1],),
}

# Targets, along the last axis.
_TARGETS: dict[str, tuple[Callable[[Array], Array], ...]] = {
    "largest-y-only": (lambda y: np.eye(y.shape[-1])[y.argmax(axis=-1)],),
    "off-by-one-class": (
        lambda y: np.roll(y, 1, axis=-1),
        lambda y: np.roll(y, -1, axis=-1),
    ),
    "weights-normalised": (lambda y: y / y.sum(axis=-1, keepdims=True),),
    "first-target-for-all": (lambda y: np.broadcast_to(y[0], y.shape),),
}

# Other scores, and what is made of outputs.
_SCORES: dict[str, Softmax] = {
    "negated-scores": lambda theta: -theta,
    "base-two": lambda theta: theta * np.log(2),
    "scaled-scores": lambda theta: theta / theta.max(),
    "unit-range": lambda theta: (theta - theta.min()) / (theta.max() - theta.min()),
}
_OUTPUTS: dict[str, Softmax] = {
    "applied-twice": TASKS["softmax"].truth,
    "one-minus": lambda s: 1 - s,
    "log-of-softmax": lambda s: np.log(s),
    "divided-by-the-largest": lambda s: s / s.max(),
    "divided-by-the-count": lambda s: s / s.size,
    "unit-length": lambda s: s / np.sqrt(s @ s),
}

# The right formulas as they are for Σy = 1.
_UNIT_SUM = MISCONCEPTIONS["unit-sum-assumed"].models

# Softmaxes that see all rows of a batch at once.
_OF_A_BATCH = {"wrong-axis", "one-sum-for-the-batch", "shift-along-another-axis"}


@dataclass(frozen=True)
class Composite:
    """Two mistakes at once, by their keys, and what comes of them."""

    keys: frozenset[str]
    model: Model


@cache
def composites(task: str) -> tuple[Composite, ...]:
    """Return every combination of a mistake that can be put into others with a formula."""
    if not TASKS[task].of_scores:
        return ()
    changes = tuple(_changes(task))
    return tuple(
        Composite(frozenset({key, other}), change(model))
        for other, entry in MISCONCEPTIONS.items()
        for model in entry.models.get(task, ())
        for key, change in changes
        if key != other
    )


@cache
def carried(task: str) -> tuple[tuple[str, Model], ...]:
    """Return what the right formula gives with each softmax that is wrong, by its key."""
    if task == "softmax":
        return ()
    if (from_s := TASKS[task].from_s) is None:
        return ()
    forms = [from_s, *_UNIT_SUM.get(task, ())]
    return tuple((key, change(form)) for key, change in _other_softmaxes(task) for form in forms)


def _changes(task: str) -> Iterator[tuple[str, Change]]:
    known = {key for key, entry in MISCONCEPTIONS.items() if task in entry.models}
    for key, factors in _FACTORS.items():
        if key in known:
            yield from ((key, _times(factor)) for factor in factors)
    if TASKS[task].takes_y:
        for key, targets in _TARGETS.items():
            if key in known:
                yield from ((key, _with_target(target)) for target in targets)
    if task != "softmax":
        yield from _other_softmaxes(task)
        return
    yield from ((key, _with_scores(scores)) for key, scores in _SCORES.items())
    yield from ((key, _with_output(output)) for key, output in _OUTPUTS.items())


def _other_softmaxes(task: str) -> Iterator[tuple[str, Change]]:
    for key, entry in MISCONCEPTIONS.items():
        for model in entry.models.get("softmax", ()):
            if key not in _OF_A_BATCH:
                yield key, _with_softmax(model)
            elif task == "batch_gradient":
                yield key, with_softmax_of_a_batch(model)


def _times(factor: Callable[..., float]) -> Change:
    def change(model: Model) -> Model:
        return lambda theta, *y: factor(theta, *y) * model(theta, *y)

    return change


def _with_scores(scores: Softmax) -> Change:
    def change(model: Model) -> Model:
        return lambda theta: model(scores(theta))

    return change


def _with_output(output: Softmax) -> Change:
    def change(model: Model) -> Model:
        return lambda theta: output(model(theta))

    return change


def _with_target(target: Callable[[Array], Array]) -> Change:
    def change(model: Model) -> Model:
        return lambda theta, y: model(theta, target(y))

    return change


def _with_softmax(other: Softmax) -> Change:
    def change(model: Model) -> Model:
        return lambda theta, *y: model(theta, *y, other)

    return change


def with_softmax_of_a_batch(other: Softmax) -> Change:
    """Let a formula that asks for one row at a time find it among the rows of the whole batch."""

    def change(model: Model) -> Model:
        def changed(theta: Array, y: Array) -> Array:
            rows = {row.tobytes(): s for row, s in zip(theta, other(theta), strict=True)}
            return model(theta, y, lambda row: rows[row.tobytes()])

        return changed

    return change
