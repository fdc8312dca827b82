"""Collect the wrong formulas: each is written once, with its key above it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import numpy as np

from ...activations import softmax
from ..tasks import Array, Model, Softmax
from .misconception import Misconception

F = TypeVar("F", bound=Model)

_sources: dict[str, str] = {}
_models: dict[str, dict[str, list[Model]]] = {}


def wrong(key: str, task: str, *, source: str = "") -> Callable[[F], F]:
    """Keep the function below as what comes of a misconception in a task.

    The first function of a key and task is its stub; the others are the same idea in another shape
    or scale. The source says where it was seen, or what it grows from; it stands beside the key
    where the key comes first.
    """
    if key not in _sources and not source:
        raise ValueError(f"where was {key!r} seen? Its first formula needs a source")
    _sources.setdefault(key, source)

    def keep(model: F) -> F:
        _models.setdefault(key, {}).setdefault(task, []).append(model)
        return model

    return keep


def wrong_in_rows(key: str, *, source: str = "") -> Callable[[F], F]:
    """Keep a wrong gradient for one θ, and for a batch with the mean as it should be."""

    def keep(model: F) -> F:
        wrong(key, "gradient", source=source)(model)
        wrong(key, "batch_gradient")(row_by_row(model))
        return model

    return keep


def row_by_row(model: Model) -> Model:
    """Take a wrong gradient in every row of a batch, and the mean as it should be."""

    @wraps(model)
    def batched(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
        rows = [model(row, weights, softmax) for row, weights in zip(theta, y, strict=True)]
        return np.stack(rows) / len(theta)

    return batched


def collected() -> dict[str, Misconception]:
    """Return what has been kept so far, by key."""
    return {
        key: Misconception(
            key, _sources[key], {task: tuple(models) for task, models in by_task.items()}
        )
        for key, by_task in _models.items()
    }
