"""What may be passed in: scores, targets and directions, checked once; errors name the index."""

from typing import Any, NoReturn

import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

_TAKE_OUT = " To take a class out, give it the score −inf"
_TARGET = "y holds class indices (theta's shape without its last axis) or weights of theta's shape"


def as_numbers(values: ArrayLike, name: str) -> Array:
    """Take real or complex numbers as floating point; integers become float64."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, and its mask would be ignored."
            f"{_TAKE_OUT + ': theta.filled(-np.inf).' if name == 'theta' else ''}"
        )
    array = np.asarray(values)
    kind = array.dtype.kind
    if kind in "fc":
        return array
    if kind in "iu":
        return array.astype(np.float64)
    if kind == "b":
        raise TypeError(
            f"{name} holds bool, not numbers.{_TAKE_OUT + '.' if name == 'theta' else ''} "
            f"If True and False stand for 1 and 0, pass {name}.astype(float)."
        )
    raise TypeError(f"{name} must hold real numbers; got dtype {array.dtype}.{cure(array, name)}")


def cure(array: Array, name: str) -> str:
    """Say how to make float64 of other numbers: fractions, or small floats such as bfloat16."""
    if array.dtype.kind not in "OV":
        return ""
    try:
        array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        return ""
    return f" If its entries are numbers, pass np.asarray({name}).astype(float)."


def as_scores(theta: ArrayLike) -> Array:
    """Take θ as floating-point numbers with an axis of classes."""
    theta = as_numbers(theta, "theta")
    if theta.ndim == 0:
        raise ValueError("theta needs an axis of classes; got a single number.")
    if theta.dtype.kind == "c" and not np.isfinite(theta.imag).all():
        refuse_scores(theta, -1)
    return theta


def refuse_no_classes(theta: Array, axis: int = -1) -> None:
    """Refuse scores that have no such axis of classes, or an empty one."""
    try:
        normalize_axis_index(axis, theta.ndim)
    except TypeError:
        raise TypeError(f"axis is {axis!r}; it must be one integer: one axis is meant.") from None
    if theta.shape[axis] == 0:
        raise ValueError(f"theta has no classes: axis {axis} of its shape {theta.shape} is empty.")


def refuse_scores(theta: Array, axis: int) -> NoReturn:
    """Say which score cannot be used: a NaN, a +inf, or a row in which every class is −inf."""
    bad = ~np.isfinite(theta) & (theta != -np.inf)
    if bad.any():
        key = first(bad)
        raise ValueError(
            f"theta{brackets(key)} is {theta[key]}; "
            "a score must be a finite number, or −inf to take its class out."
        )
    key = first((theta == -np.inf).all(axis=axis))
    row = list(map(str, key))
    row.insert(axis % theta.ndim, ":")
    raise ValueError(
        f"theta[{', '.join(row)}] is −inf in every class; at least one class must be left."
    )


def is_weights(y: ArrayLike, theta: Array) -> bool:
    """Whether y is meant as weights of the classes; if not, as class indices."""
    return np.ndim(y) == theta.ndim


def as_weights(y: ArrayLike, theta: Array) -> Array:
    """Take y as weights ≥ 0 of the classes, in theta's shape and precision."""
    y = as_numbers(y, "y")
    if y.shape != theta.shape:
        raise ValueError(f"y has shape {y.shape}, theta {theta.shape}; {_TARGET}.")
    if y.dtype.kind == "c":
        raise TypeError("y must be real; only theta may be complex, for the complex step.")
    bad = ~((y >= 0) & (y < np.inf))
    if bad.any():
        key = first(bad)
        raise ValueError(
            f"y{brackets(key)} is {y[key]}; a weight must be a finite number, 0 or more."
        )
    weights = y.astype(theta.real.dtype, copy=False)
    if not np.isfinite(weights.sum(axis=-1)).all():
        raise ValueError(f"the weights y add up to more than {theta.dtype} can hold.")
    return weights


def as_classes(y: ArrayLike, theta: Array) -> Array:
    """Take y as class indices 0 … K − 1, with an axis of length 1 where theta has its classes."""
    if isinstance(y, np.ma.MaskedArray):
        raise TypeError("y is a masked array, and its mask would be ignored.")
    refuse_no_classes(theta)
    y = np.asarray(y)
    if y.shape != theta.shape[:-1]:
        raise ValueError(f"y has shape {y.shape}, theta {theta.shape}; {_TARGET}.")
    if y.size == 0:
        y = y.astype(np.intp)
    if y.dtype.kind not in "iu":
        raise TypeError(f"class indices must be integers, y has dtype {y.dtype}; {_TARGET}.")
    k = theta.shape[-1]
    # A single index is compared as it is: on so little, a reduction takes ten times as long.
    inside = 0 <= int(y) < k if y.ndim == 0 else y.size == 0 or (y.min() >= 0 and y.max() < k)
    if not inside:
        key = first((y < 0) | (y >= k))
        raise IndexError(
            f"y{brackets(key)} is {y[key]}; the indices of {k} classes are 0 … {k - 1}."
        )
    return y.astype(np.intp, copy=False)[..., np.newaxis]


def as_direction(v: ArrayLike, theta: Array) -> Array:
    """Take v as a direction, in theta's shape and precision."""
    v = as_numbers(v, "v")
    if v.shape != theta.shape:
        raise ValueError(f"v has shape {v.shape}; it must have theta's, {theta.shape}.")
    if v.dtype.kind == "c":
        raise TypeError("v must be real; only theta may be complex, for the complex step.")
    bad = ~np.isfinite(v)
    if bad.any():
        key = first(bad)
        raise ValueError(f"v{brackets(key)} is {v[key]}; an entry must be a finite number.")
    direction = v.astype(theta.real.dtype, copy=False)
    bad = ~np.isfinite(2 * direction)  # v_i − v_k must not overflow
    if bad.any():
        key = first(bad)
        raise ValueError(f"v{brackets(key)} is {v[key]}, too large for {theta.dtype}.")
    return direction


def first(bad: Array) -> tuple[int, ...]:
    """Find the index of the first True."""
    return tuple(np.argwhere(bad)[0].tolist())


def brackets(key: tuple[int, ...]) -> str:
    """Write an index as in code, "[2, 0]"; that of a single number is empty."""
    return f"[{', '.join(map(str, key))}]" if key else ""
