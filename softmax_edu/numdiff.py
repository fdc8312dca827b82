"""Derivatives of any function by small steps: the independent check of a derivation.

A derivative is the limit of (f(x + h) − f(x)) / h. In floating point h cannot go to 0: the smaller
the step, the fewer digits the difference keeps. The three methods differ in how they live with it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._steps import EPS, best_of, is_sure, size_of

Array = NDArray[Any]
Function = Callable[[Array], Any]

# Truncation (∝ h, h², h²) and rounding (∝ ε/h, ε/h, none) are balanced at about these steps; ε^½
# is a power of 2, which float32 could hold, and `is_sure` could not tell. 1e-30 is a number of
# complex64 too.
_STEPS = {"forward": 1.01 * EPS**0.5, "central": EPS ** (1 / 3), "complex-step": 1e-30}
# How far the results of two steps may differ, relative to the derivative, before others are tried.
_DOUBT = {"forward": 1e-5, "central": 1e-6}


def numerical_gradient(
    f: Function,
    x: ArrayLike,
    method: str = "central",
    step: float | None = None,
) -> Array:
    """Differentiate a function with one number as its result: ∂f/∂x_j for every entry of x.

    Parameters
    ----------
    f : callable
        Takes an array of x's shape and returns one number. It is always given a fresh float64 (for
        "complex-step": complex128) array.
    x : array_like
        Where to differentiate. Not changed.
    method : {"central", "forward", "complex-step"}, optional
        | "forward": (f(x + h) − f(x)) / h, right to about 1e-8
        | "central": (f(x + h) − f(x − h)) / 2h, right to about 1e-10
        | "complex-step": Im f(x + ih) / h, right to about 1e-16; f must be able to compute with
          complex numbers, and not use abs, conj or `.real`
        The figures are for an f of ordinary size and curvature that computes in float64; they are
        parts of f or of its derivative, whichever is larger.
    step : float, optional
        The step h, used as it is. By default one that suits the method, times max(1, abs(x_j)).
        Where that step and a wider one disagree, or f may have computed in fewer digits, steps from
        1e-14 to 1/3 of max(1, abs(x_j)) are tried, and for each entry of f the one that agrees best
        with its neighbours is taken. Of the largest derivative by x_j about 1e-4 is reached like
        this in float32 and 1e-2 in float16 (1e-3 and 4e-2 by "forward"). A derivative by which f
        does not move at all before it is rounded counts as 0.

    Returns
    -------
    ndarray, shape of `x`
        The entry at j is ∂f/∂x_j.

    Raises
    ------
    ValueError
        If f does not return one number or returns NaN or infinity, if a step is lost in rounding,
        if no two steps agree to 10 %, or if `method` or `step` is not one of the above.
    TypeError
        If `x` is not real or masked, if f returns nothing, or, with the complex step, if f cannot
        compute with complex numbers or small real steps say something else.

    References
    ----------
    .. [1] W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
       functions", SIAM Review 40 (1998), 110-112.

    Examples
    --------
    >>> print(numerical_gradient(lambda x: x[0] * x[1] ** 2, [3.0, 2.0]).round(6))
    [ 4. 12.]
    """

    def scalar(x: Array) -> Any:
        value = f(x)
        if np.ndim(value):
            raise ValueError(
                f"f must return one number; it returned shape {np.shape(value)}. "
                "For the derivatives of several outputs use numerical_jacobian."
            )
        return value

    return numerical_jacobian(scalar, x, method, step)


def numerical_jacobian(
    f: Function,
    x: ArrayLike,
    method: str = "central",
    step: float | None = None,
) -> Array:
    """Differentiate every output of a function by every input: ``J[..., i, j] = ∂f_i/∂x_j``.

    Parameters
    ----------
    f : callable
        Takes an array of x's shape and returns an array. It is always given a fresh float64 (for
        "complex-step": complex128) array.
    x : array_like
        Where to differentiate. Not changed.
    method : {"central", "forward", "complex-step"}, optional
        As for `numerical_gradient`.
    step : float, optional
        As for `numerical_gradient`.

    Returns
    -------
    ndarray, shape of f(x) followed by shape of `x`
        Output axes first: column j, ``J[..., j]``, is what f does when x_j is nudged.

    Raises
    ------
    ValueError, TypeError
        As `numerical_gradient` does.

    Examples
    --------
    >>> import numpy as np
    >>> from softmax_edu import softmax
    >>> J = numerical_jacobian(softmax, [0, np.log(2), np.log(5)], method="complex-step")
    >>> J * 64
    array([[  7.,  -2.,  -5.],
           [ -2.,  12., -10.],
           [ -5., -10.,  15.]])
    """
    x = _point(x)
    if method not in _STEPS:
        raise ValueError(f"method must be one of {', '.join(map(repr, _STEPS))}; got {method!r}.")
    if step is not None and not 0 < step < np.inf:
        raise ValueError(f"step must be a positive number; got {step!r}.")
    columns = []
    for j in np.ndindex(x.shape):
        at = float(x[j])
        size = max(1.0, abs(at))
        h = _STEPS[method] * size if step is None else float(step)
        entry = f"x[{', '.join(map(str, j))}]" if j else "x"
        if method != "complex-step" and not at - h < at < at + h < np.inf:
            raise ValueError(f"the step {h:g} is lost beside {entry} = {at}; take a larger one.")
        column, value = _COLUMNS[method](f, x, j, h)
        if not np.isfinite(column).all():
            raise ValueError(f"f is not finite where {entry} is moved from {at} by {h:g}.")
        if step is None and method != "complex-step":
            along = cache(lambda h, j=j: _real(f, _nudged(x, j, h)))
            moved = lambda h, j=j: _COLUMNS[method](f, x, j, h)[0]  # noqa: E731
            if not is_sure(column, value, moved, _DOUBT[method], h, size):
                column = best_of(column, value, moved, along, at, entry)
        columns.append(column)
    if not columns:
        return np.zeros(np.shape(f(x.copy())) + x.shape)
    J = np.stack(columns, axis=-1)
    J = J.reshape(J.shape[:-1] + x.shape)
    if method == "complex-step":
        _refuse_lost_parts(f, x, J)
    return J


def _forward(f: Function, x: Array, j: tuple[int, ...], h: float) -> tuple[Array, Array]:
    """(f(x + h) − f(x)) / h, and f(x + h)."""
    ahead = _nudged(x, j, h)
    run = ahead[j] - x[j]  # h as rounding left it
    return _slope(_real(f, ahead), _real(f, x.copy()), run)


def _central(f: Function, x: Array, j: tuple[int, ...], h: float) -> tuple[Array, Array]:
    """(f(x + h) − f(x − h)) / 2h, and f(x + h)."""
    ahead, behind = _nudged(x, j, h), _nudged(x, j, -h)
    run = ahead[j] - behind[j]  # 2h as rounding left it
    return _slope(_real(f, ahead), _real(f, behind), run)


def _slope(ahead: Array, behind: Array, run: float) -> tuple[Array, Array]:
    """Divide what f did by how far x was moved, in double precision."""
    with np.errstate(all="ignore"):  # f computes under the caller's settings, this does not
        return (ahead.astype(np.float64) - behind.astype(np.float64)) / run, ahead


def _complex_step(f: Function, x: Array, j: tuple[int, ...], h: float) -> tuple[Array, Array]:
    """Im f(x + ih) / h, and f(x + ih): nothing is subtracted, so h can be tiny."""
    nudged = _nudged(x.astype(np.complex128), j, 1j * h)
    try:
        result = f(nudged)
    except (TypeError, np.exceptions.ComplexWarning) as error:
        raise TypeError(f"f cannot compute with complex numbers ({error}). {_ADVICE}") from error
    value = _array(result)
    if value.dtype.kind != "c":
        raise TypeError(f"f gives {value.dtype}, not complex numbers, for a complex x. {_ADVICE}")
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(value), value.imag.astype(np.float64) / h, np.nan), value


_ADVICE = 'Use method="central", or write f without abs, conj, .real and float arrays.'
_COLUMNS = {"forward": _forward, "central": _central, "complex-step": _complex_step}


def _refuse_lost_parts(f: Function, x: Array, J: Array) -> None:
    """Compare with real steps in one direction: f may have dropped an imaginary part in silence."""
    size = np.maximum(1, np.abs(x)) * np.where(np.arange(x.size) % 2, 0.7, 1).reshape(x.shape)
    axes = tuple(range(-x.ndim, 0))
    try:
        along = numerical_jacobian(lambda t: _real(f, x + t * size), 0.0)
    except (ArithmeticError, ValueError):
        return  # no real step is to be had; nothing is known
    with np.errstate(all="ignore"):
        lost = size_of((J * size).sum(axis=axes) - along)
        if lost > 0.01 * size_of(np.abs(J * size).sum(axis=axes)) + 1e-6 * max(1, size_of(along)):
            raise TypeError(
                f"f loses imaginary parts, or has a corner here: small real steps give another "
                f"derivative. {_ADVICE}"
            )


def _nudged(x: Array, j: tuple[int, ...], h: complex) -> Array:
    """Copy x with h added to entry j; the others are held still."""
    copy = x.copy()
    copy[j] += h
    return copy


def _array(result: Any) -> Array:
    """Take what f returned as an array."""
    if result is None:
        raise TypeError("f returned None; does it end with a return?")
    if isinstance(result, np.ma.MaskedArray):
        raise TypeError("f returned a masked array, and its mask would be ignored.")
    return np.asarray(result)


def _real(f: Function, x: Array) -> Array:
    """Take what f returns as real numbers, in f's own precision."""
    value = _array(f(x))
    if value.dtype.kind not in "fiu":
        cure = " Let it return .astype(float)." if value.dtype.kind in "OV" else ""
        raise TypeError(f"f must return real numbers; it returned dtype {value.dtype}.{cure}")
    return value


def _point(x: ArrayLike) -> Array:
    """Take x as float64: in a lower precision the difference would keep hardly a digit."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError("x is a masked array, and its mask would be ignored.")
    x = np.asarray(x)
    if x.dtype.kind not in "fiu":
        cure = " If they are numbers, pass .astype(float)." if x.dtype.kind in "OV" else ""
        raise TypeError(f"x must hold real numbers; got dtype {x.dtype}.{cure}")
    if not np.isfinite(x).all():
        raise ValueError("x must be finite: no step leads away from NaN or infinity.")
    return x.astype(np.float64)
