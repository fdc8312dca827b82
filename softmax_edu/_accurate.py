"""What stands behind the formulas: the same numbers, with the digits that rounding would take away.

Four ideas, each tested equal to the plain formula:

1. ``exponentials``. A factor common to all e^θ cancels in S, so θ may be shifted. Where nothing
   can overflow, no shift is best; elsewhere it is θ − max θ, and what rounding takes is put back.
2. ``largest_and_rest`` and ``complement``. Where one class has nearly all of S, ln S and 1 − S come
   from the sum of *the others*: it keeps every digit of what 1 − S would round to 0.
3. ``in_blocks``. Large arrays are worked through in blocks of rows that fit the processor's cache.
4. Half precision is computed in single: its own sums stop growing at 2048.

Analysis of 1 and 2: P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the
log-sum-exp and softmax functions", IMA Journal of Numerical Analysis 41 (2021).
"""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from inspect import Signature, signature
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike

from ._arguments import Array, as_scores, refuse_no_classes, refuse_scores

BLOCK = 1 << 21  # bytes: what a core has close by
SHORT = 64  # a row of up to so many numbers is added faster by the matrix product

P = ParamSpec("P")
R = TypeVar("R")


def of_scores(
    formula: Callable[Concatenate[Array, P], R],
) -> Callable[Concatenate[ArrayLike, P], R]:
    """Check that θ can be scores before the formula sees it; compute half precision in single."""

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
    with np.errstate(over="ignore"):  # a loss of more than 65504 is inf
        return result.astype(np.float16)


def in_blocks(formula: Callable[..., Array]) -> Callable[..., Array]:
    """Work through large arrays in blocks of rows that fit the cache, and say where S goes."""

    @wraps(formula)
    def blockwise(theta: Array, axis: int = -1) -> Array:
        if theta.nbytes <= BLOCK or theta.ndim == 1:
            return formula(theta, axis, out=None)
        axis = normalize_axis_index(axis, theta.ndim)
        last = np.moveaxis(theta, axis, -1)
        result = np.empty(last.shape, theta.dtype)
        for scores, out in row_blocks(last, result):
            try:
                formula(scores, -1, out=out)
            except ValueError:
                refuse_scores(theta, axis)  # the index in the whole array, not in the block
        return np.moveaxis(result, -1, axis)

    theta_and_axis = [p for name, p in signature(formula).parameters.items() if name != "out"]
    blockwise.__signature__ = Signature(theta_and_axis)  # type: ignore[attr-defined]
    return blockwise


def row_blocks(*arrays: Array) -> Iterator[tuple[Array, ...]]:
    """Cut arrays with the same rows into blocks, ``BLOCK`` bytes of the first in each."""
    arrays = tuple(a.reshape(-1, a.shape[-1]) for a in arrays)
    n = max(1, BLOCK // (arrays[0].itemsize * arrays[0].shape[1]))
    for start in range(0, len(arrays[0]), n):
        yield tuple(a[start : start + n] for a in arrays)


@cache
def limit(dtype: np.dtype[Any]) -> float:
    """Bound |θ| so that no e^θ overflows, nor a ratio of two times any number of classes."""
    return 0.4 * float(np.log(np.finfo(dtype).max))


@cache
def floor(dtype: np.dtype[Any]) -> float:
    """Bound e^θ from below: no e^θ within the limit is less, and 1 / floor is far from overflow."""
    return float(np.finfo(dtype).tiny) ** 0.5


def is_tame(theta: Array) -> bool:
    """Whether every |θ| is within the limit; no NaN or infinity is."""
    bound = limit(theta.dtype)
    if theta.size <= 1024:  # one product costs a few numbers less than two reductions
        return bool(np.vdot(theta, theta).real <= bound**2) or within(theta.real, bound)
    return within(theta.real, bound)


def within(x: Array, bound: float) -> bool:
    """Whether −bound ≤ x ≤ bound everywhere."""
    return bool(x.min() >= -bound and x.max() <= bound)


def exponentials(theta: Array, axis: int = -1, out: Array | None = None) -> Array:
    """Compute e^θ times one factor a row, each entry right to about two units in the last place."""
    if axis != -1:
        axis = normalize_axis_index(axis, theta.ndim)
    refuse_no_classes(theta, axis)
    if is_tame(theta):
        return np.exp(theta, out=out, order="C")
    top = np.take_along_axis(theta, np.argmax(theta.real, axis=axis, keepdims=True), axis)
    if not np.isfinite(top).all():
        refuse_scores(theta, axis)
    with np.errstate(over="ignore", invalid="ignore"):
        # Knuth's two-sum: `lost` is exactly what rounding took; e^(d + r) ≈ e^d (1 + r).
        shifted = theta - top
        back = shifted - theta
        lost = (theta - (shifted - back)) - (top + back)
        e: Array = np.exp(shifted, out=out, order="C")
        return np.add(e, e * lost, out=e, where=e != 0)


def total(e: Array, axis: int = -1) -> Array:
    """Add up a row, Σ_k e_k, and keep its axis."""
    if axis != -1:  # NumPy adds pairwise, and so with little error, only along the last axis
        e = np.moveaxis(e, axis, -1).copy()
        return np.moveaxis(total(e), -1, axis)
    k = e.shape[-1]
    if e.ndim > 1 and k <= SHORT:
        return np.dot(e, np.ones(k, e.dtype))[
            ..., np.newaxis
        ]  # @ may warn of lanes it does not use
    return e.sum(axis=-1, keepdims=True)


def largest_and_rest(theta: Array, axis: int = -1) -> tuple[Array, Array]:
    """Find the largest θ, and Σ e^(θ_k − max θ) over the other classes; both keep the axis."""
    e = exponentials(theta, axis)
    largest = np.argmax(theta.real, axis=axis, keepdims=True)
    e_top = np.take_along_axis(e, largest, axis)
    np.put_along_axis(e, largest, 0, axis)
    return np.take_along_axis(theta, largest, axis), total(e, axis) / e_top


def complement(s: Array) -> Array:
    """Compute 1 − S, for a class with more than half of S as the sum of the other S."""
    leads = s.real > 0.5  # one class at most
    if not leads.any():
        return 1 - s
    others = np.where(leads, 0, s).sum(axis=-1, keepdims=True)
    return np.where(leads, others, 1 - s)


def entry_of_largest(s: Array, v: Array) -> Array:
    """Pick the entry of v at the class with the largest S."""
    return np.take_along_axis(v, np.argmax(s.real, axis=-1, keepdims=True), -1)


def times(y: Array, log_s: Array) -> Array:
    """Multiply y and ln S, where a class of weight 0 counts 0 even if ln S is −inf."""
    return np.multiply(y, log_s, out=np.zeros_like(log_s), where=y != 0)


def loss_and_gradient(theta: Array, y: Array) -> tuple[Array, Array]:
    """Compute −ln S_y and S − y for class indices y, from one exponential and one sum."""
    gradient = np.empty(theta.shape, theta.dtype)
    if theta.ndim == 1:
        return _loss_and_gradient(theta, (y[0],), gradient), gradient
    loss = np.empty((*theta.shape[:-1], 1), theta.dtype)
    for scores, classes, losses, out in row_blocks(theta, y, loss, gradient):
        try:
            losses[:, 0] = _loss_and_gradient(scores, (np.arange(len(classes)), classes[:, 0]), out)
        except ValueError:
            refuse_scores(theta, -1)
    return loss[..., 0], gradient


def _loss_and_gradient(theta: Array, y: tuple[Array, ...], out: Array) -> Array:
    """Write S − y to `out` and return −ln S_y, where y indexes the target's entry of each row.

    With R = Σ_{k≠y} e^{θ_k}: S_y − 1 = −R / (e^{θ_y} + R) and −ln S_y = ln(1 + R / e^{θ_y}), in
    which nothing is subtracted.
    """
    e = exponentials(theta, out=out)
    e_y = e[y]
    e[y] = 0
    rest = total(e)[..., 0]
    whole = e_y + rest
    e /= whole[..., np.newaxis]
    e[y] = (0 - rest) / whole
    far = e_y < floor(theta.dtype)  # there R / e^{θ_y} might overflow
    if far if theta.ndim == 1 else far.any():
        top, others = largest_and_rest(theta)
        with np.errstate(over="ignore"):
            return top[..., 0] - theta[y] + np.log1p(others)[..., 0]
    return np.log1p(rest / e_y)
