"""What stands behind the formulas: the same numbers, with the digits that rounding would take away.

Three ideas, each tested equal to the plain formula:

1. ``exponentials``. A factor common to all e^θ cancels in S, so θ may be shifted. Where nothing
   can overflow, no shift is best; elsewhere it is θ − max θ, and what rounding takes is put back.
2. ``largest_and_rest`` and ``complement``. Where one class has nearly all of S, ln S and 1 − S come
   from the sum of *the others*: it keeps every digit of what 1 − S would round to 0.
3. ``of_scores``. Half precision is computed in single: its own sums stop growing at 2048.

Analysis of 1 and 2: P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the
log-sum-exp and softmax functions", IMA Journal of Numerical Analysis 41 (2021).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike

from ._arguments import Array, as_scores, refuse_scores

# Within ± this no e^θ overflows, nor does a ratio of two times any number of classes.
_LIMIT = {np.dtype(t): 0.4 * float(np.log(np.finfo(t).max)) for t in (np.float32, np.float64)}

P = ParamSpec("P")
R = TypeVar("R")


def of_scores(
    formula: Callable[Concatenate[Array, P], R],
) -> Callable[Concatenate[ArrayLike, P], R]:
    """Check the scores before the formula sees them, and compute half precision in single."""

    @wraps(formula)
    def checked(theta: ArrayLike, *args: P.args, **kwargs: P.kwargs) -> R:
        theta = as_scores(theta)
        if theta.dtype != np.float16:
            return formula(theta, *args, **kwargs)
        return cast(R, halved(formula(theta.astype(np.float32), *args, **kwargs)))

    return cast(Callable[Concatenate[ArrayLike, P], R], checked)


def halved(result: Any) -> Any:
    """Round a result, or each of a pair, to half precision."""
    if isinstance(result, tuple):
        return tuple(map(halved, result))
    return result.astype(np.float16)


def exponentials(theta: Array, axis: int = -1) -> Array:
    """e^θ times one factor a row, each entry right to about two units in the last place."""
    if axis != -1:
        axis = normalize_axis_index(axis, theta.ndim)
    if theta.shape[axis] == 0:
        raise ValueError(f"theta has no classes: axis {axis} of its shape {theta.shape} is empty.")
    limit = _LIMIT[theta.real.dtype]
    if not theta.size or (theta.real.min() >= -limit and theta.real.max() <= limit):
        return np.exp(theta)
    largest = np.argmax(theta.real, axis=axis, keepdims=True)
    top = np.take_along_axis(theta, largest, axis)
    if not np.isfinite(top).all():
        refuse_scores(theta, axis)
    with np.errstate(over="ignore", invalid="ignore"):
        # Knuth's two-sum: `lost` is exactly what rounding took; e^(d + r) ≈ e^d (1 + r).
        shifted = theta - top
        back = shifted - theta
        lost = (theta - (shifted - back)) - (top + back)
        e: Array = np.exp(shifted)
        np.add(e, e * lost, out=e, where=e != 0)
    return e


def largest_and_rest(theta: Array, axis: int = -1) -> tuple[Array, Array]:
    """Find the largest θ, and Σ e^(θ_k − max θ) over the other classes; both keep the axis."""
    e = exponentials(theta, axis)
    largest = np.argmax(theta.real, axis=axis, keepdims=True)
    e_top = np.take_along_axis(e, largest, axis)
    np.put_along_axis(e, largest, 0, axis)
    top = np.take_along_axis(theta, largest, axis)
    return top, e.sum(axis=axis, keepdims=True) / e_top


def complement(s: Array) -> Array:
    """1 − S, where the largest S is concerned as the sum of the other S."""
    largest = np.argmax(s.real, axis=-1, keepdims=True)
    others = s.copy()
    np.put_along_axis(others, largest, 0, -1)
    rest = 1 - s
    np.put_along_axis(rest, largest, others.sum(axis=-1, keepdims=True), -1)
    return rest


def entry_of_largest(s: Array, v: Array) -> Array:
    """Pick the entry of v at the class with the largest S."""
    return np.take_along_axis(v, np.argmax(s.real, axis=-1, keepdims=True), -1)


def times(y: Array, log_s: Array) -> Array:
    """Multiply y and ln S, where a class of weight 0 counts 0 even if ln S is −inf."""
    return np.multiply(y, log_s, out=np.zeros_like(log_s), where=y != 0)
