"""Derivatives of any function by small steps: the independent check of a derivation.

A derivative is the limit of (f(x + h) − f(x)) / h. In floating point h cannot go to 0: the smaller
the step, the fewer digits the difference keeps. The three methods differ in how they live with it.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
# Truncation (∝ h, h², h²) and rounding (∝ ε/h, ε/h, none) are balanced at these steps.
_STEPS = {"forward": _EPS**0.5, "central": _EPS ** (1 / 3), "complex-step": 1e-100}


def numerical_gradient(
    f: Callable[[Array], Any],
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
    step : float, optional
        The step h. By default one that suits the method, times max(1, abs(x_j)).

    Returns
    -------
    ndarray, shape of `x`
        The entry at j is ∂f/∂x_j.

    Raises
    ------
    ValueError
        If f does not return one number or returns NaN or infinity, if a step is lost in rounding,
        or if `method` or `step` is not one of the above.
    TypeError
        If `x` is not real, or if f cannot compute with complex numbers (complex step only).

    References
    ----------
    .. [1] W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
       functions", SIAM Review 40 (1998), 110-112.

    Examples
    --------
    >>> print(numerical_gradient(lambda x: x[0] * x[1] ** 2, [3.0, 2.0]).round(6))
    [ 4. 12.]
    """

    def scalar(x: Array) -> Array:
        value = np.asarray(f(x))
        if value.ndim:
            raise ValueError(
                f"f must return one number; it returned shape {value.shape}. "
                "For the derivatives of several outputs use numerical_jacobian."
            )
        return value

    return numerical_jacobian(scalar, x, method, step)


def numerical_jacobian(
    f: Callable[[Array], Any],
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
    column = _COLUMNS[method]
    columns = []
    for j in np.ndindex(x.shape):
        at = float(x[j])
        h = _STEPS[method] * max(1.0, abs(at)) if step is None else float(step)
        entry = f"x[{', '.join(map(str, j))}]" if j else "x"
        if method != "complex-step" and not at - h < at < at + h < np.inf:
            raise ValueError(f"the step {h:g} is lost beside {entry} = {at}; take a larger one.")
        columns.append(column(f, x, j, h))
        if not np.isfinite(columns[-1]).all():
            raise ValueError(f"f is not finite where {entry} is moved from {at} by {h:g}.")
    if not columns:
        return np.zeros(np.shape(f(x.copy())) + x.shape)
    J = np.stack(columns, axis=-1)
    return J.reshape(J.shape[:-1] + x.shape)


def _forward(f: Callable[[Array], Any], x: Array, j: tuple[int, ...], h: float) -> Array:
    """(f(x + h) − f(x)) / h."""
    ahead = _nudged(x, j, h)
    run = ahead[j] - x[j]  # h as rounding left it
    return (_real(f, ahead) - _real(f, x.copy())) / run


def _central(f: Callable[[Array], Any], x: Array, j: tuple[int, ...], h: float) -> Array:
    """(f(x + h) − f(x − h)) / 2h."""
    ahead, behind = _nudged(x, j, h), _nudged(x, j, -h)
    run = ahead[j] - behind[j]  # 2h as rounding left it
    return (_real(f, ahead) - _real(f, behind)) / run


def _complex_step(f: Callable[[Array], Any], x: Array, j: tuple[int, ...], h: float) -> Array:
    """Im f(x + ih) / h: nothing is subtracted, so h can be tiny."""
    advice = 'Use method="central", or write f without abs, conj, .real and float arrays.'
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        try:
            value = np.asarray(f(_nudged(x.astype(np.complex128), j, 1j * h)))
        except (TypeError, np.exceptions.ComplexWarning) as error:
            raise TypeError(f"f cannot compute with complex numbers ({error}). {advice}") from error
    if value.dtype.kind != "c":
        raise TypeError(f"f gives {value.dtype}, not complex numbers, for a complex x. {advice}")
    return np.where(np.isfinite(value), value.imag / h, np.nan)


_COLUMNS = {"forward": _forward, "central": _central, "complex-step": _complex_step}


def _nudged(x: Array, j: tuple[int, ...], h: complex) -> Array:
    """Copy x with h added to entry j; the others are held still."""
    copy = x.copy()
    copy[j] += h
    return copy


def _real(f: Callable[[Array], Any], x: Array) -> Array:
    value = np.asarray(f(x))
    if value.dtype.kind not in "fiu":
        raise TypeError(f"f must return real numbers; it returned dtype {value.dtype}.")
    return value.astype(np.float64)


def _point(x: ArrayLike) -> Array:
    """Take x as float64: in a lower precision the difference would keep hardly a digit."""
    x = np.asarray(x)
    if x.dtype.kind not in "fiu":
        raise TypeError(f"x must hold real numbers; got dtype {x.dtype}.")
    if not np.isfinite(x).all():
        raise ValueError("x must be finite: no step leads away from NaN or infinity.")
    return x.astype(np.float64)
