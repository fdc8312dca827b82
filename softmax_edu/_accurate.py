"""What stands behind the formulas: the same numbers, with the digits that rounding would take away.

Three ideas, each tested equal to the plain formula:

1. ``exponentials``. A factor common to all e^θ cancels in S, so max θ may be taken from every θ,
   and nothing overflows. What rounding takes from θ − max θ is put back.
2. ``largest_and_rest``, ``without`` and ``complement``. Where one class has nearly all of a sum,
   the rest is *the others* added up: that keeps every digit that a subtraction would round away.
3. ``of_scores``. Half precision is computed in single: its own sums stop growing at 2048.

Analysis of 1 and 2: P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the
log-sum-exp and softmax functions", IMA Journal of Numerical Analysis 41 (2021).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, as_scores, refuse_no_classes, refuse_scores

P = ParamSpec("P")
R = TypeVar("R")


def of_scores(
    formula: Callable[Concatenate[Array, P], R],
) -> Callable[Concatenate[ArrayLike, P], R]:
    """Check that θ can be scores before the formula sees it; compute half precision in single."""

    @wraps(formula)
    @np.errstate(all="ignore")  # what underflows to 0 or overflows to inf is meant to
    def checked(theta: ArrayLike, *args: P.args, **kwargs: P.kwargs) -> R:
        theta = as_scores(theta)
        if theta.dtype != np.float16:
            return formula(theta, *args, **kwargs)
        result = cast(Any, formula(theta.astype(np.float32), *args, **kwargs))
        return cast(R, result.astype(np.float16))

    return cast(Callable[Concatenate[ArrayLike, P], R], checked)


def largest(theta: Array, axis: int = -1) -> Array:
    """Find max θ of each row, and keep its axis; a row that has none is refused."""
    refuse_no_classes(theta, axis)
    top: Array = theta.max(axis=axis, keepdims=True)
    if not np.isfinite(top).all():
        refuse_scores(theta, axis)
    return top


def exponentials(theta: Array, shift: Array) -> Array:
    """Compute e^(θ − shift), each entry right to about two units in the last place."""
    e: Array = theta - shift
    back = e - theta
    lost = e - back  # Knuth's two-sum: lost becomes (θ − (e − back)) − (shift + back), which is
    np.subtract(theta, lost, out=lost)  # exactly what rounding took from θ − shift
    back += shift
    lost -= back
    np.copyto(lost, 0, where=e.real == -np.inf)  # it is NaN there
    np.exp(e, out=e)
    lost *= e
    e += lost  # e^(d + r) ≈ e^d (1 + r)
    return e


def total(e: Array, axis: int = -1) -> Array:
    """Add up along the axis, Σ_k e_k, and keep it."""
    rows = np.ascontiguousarray(e.swapaxes(axis, -1))  # only along such rows NumPy adds pairwise
    return rows.sum(axis=-1, keepdims=True).swapaxes(axis, -1)


def largest_and_rest(theta: Array, axis: int = -1) -> tuple[Array, Array]:
    """Find the largest θ, and Σ e^(θ_k − max θ) over the other classes; both keep the axis."""
    top = largest(theta, axis)
    e = exponentials(theta, top)
    np.put_along_axis(e, np.argmax(theta, axis, keepdims=True), 0, axis)
    return top, total(e, axis)


def without(a: Array, whole: Array | float) -> Array:
    """Compute whole − a; for an entry with more than half of the whole as the sum of the others."""
    rest = whole - a
    leads = a.real > whole / 2  # one of a row at most
    if leads.any():
        np.copyto(rest, total(np.where(leads, 0, a)), where=leads)
    return rest


def complement(s: Array) -> Array:
    """Compute 1 − S, which is the sum of the others."""
    return without(s, 1.0)


def diagonal(J: Array) -> Array:
    """Give the entries i = j of a matrix, to be read or written."""
    return np.einsum("...ii->...i", J)


def entry_of_largest(s: Array, v: Array) -> Array:
    """Pick the entry of v at the class with the largest S."""
    return np.take_along_axis(v, np.argmax(s.real, axis=-1, keepdims=True), -1)


def times(y: Array, log_s: Array) -> Array:
    """Multiply y and ln S, where a class of weight 0 counts 0 even if ln S is −inf."""
    return np.multiply(y, log_s, out=np.zeros(log_s.shape, log_s.dtype), where=y != 0)
