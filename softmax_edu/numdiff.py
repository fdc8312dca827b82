"""Derivatives of any function by small steps: the independent check of a derivation.

A derivative is the limit of (f(x + h) − f(x)) / h. In floating point h cannot go to 0: the smaller
the step, the fewer digits the difference keeps. The three methods differ in how they live with it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Function = Callable[[Array], Any]

_EPS = float(np.finfo(np.float64).eps)
# Truncation (∝ h, h², h²) and rounding (∝ ε/h, ε/h, none) are balanced at about these steps; ε^½
# is a power of 2, which float32 could hold, and `_is_coarse` could not tell.
_STEPS = {"forward": 1.01 * _EPS**0.5, "central": _EPS ** (1 / 3), "complex-step": 1e-100}
# How far h and 2h may differ, relative to the derivative, before other steps are tried.
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
    step : float, optional
        The step h, used as it is. By default one that suits the method, times max(1, abs(x_j)).
        Where that step and twice that step disagree, or where f's results have only the digits of
        float32 or float16, all steps from 1e-14 to 1/4 times that size are tried, and the one that
        agrees best with its neighbours is taken. There the figures above do not hold: about 1e-5
        of the largest derivative by x_j is reached in float32, 1e-2 in float16.

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
            moved = lambda h, j=j: _COLUMNS[method](f, x, j, h)[0]  # noqa: E731
            wide = _tried(moved, 2 * h)
            if _is_coarse(column, value) or not _agrees(column, value, wide, _DOUBT[method], h):
                column = _best(column, value, moved, at, entry)
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
        return np.where(np.isfinite(value), value.imag / h, np.nan), value


_ADVICE = 'Use method="central", or write f without abs, conj, .real and float arrays.'
_COLUMNS = {"forward": _forward, "central": _central, "complex-step": _complex_step}


def _agrees(column: Array, value: Array, wide: Array | None, doubt: float, h: float) -> bool:
    """Whether twice the step gives the same, up to what the rounding of f(x) explains."""
    rounding = 1000 * _EPS * max(1.0, _size(value)) / h
    return wide is not None and _size(column - wide) <= doubt * _size(column) + rounding


def _best(
    column: Array, value: Array, moved: Callable[[float], Array], at: float, entry: str
) -> Array:
    """Try steps of all sizes; take the one that agrees best with the next smaller and larger."""
    columns = list(_ladder(moved, at))
    spreads = []
    for three in zip(columns, columns[1:], columns[2:], strict=False):
        size = max(map(_size, three))
        spread = _size(np.ptp(three, axis=0))
        spreads.append((spread / size if size else np.inf, three[1]))
    least, best = min(spreads, key=lambda pair: pair[0], default=(np.inf, column))
    if least <= 0.1:
        return best
    if not any(map(_size, [column, *columns])) or (value.itemsize == 8 and not _size(column)):
        return column  # f does not depend on this entry, or only farther away
    raise ValueError(
        f"no two steps give the same derivative at {entry} = {at}: f has a jump or a corner "
        f"there, is random, or its results ({value.dtype}) have too few digits. "
        "Let f compute in float64, or pass the step."
    )


def _ladder(moved: Callable[[float], Array], at: float) -> Iterator[Array]:
    """Give the differences over larger and larger steps, as far as f can be computed."""
    for k in range(23, 0, -1):
        h = max(1.0, abs(at)) / 4**k
        if not at - h < at < at + h < np.inf:
            continue
        column = _tried(moved, h)
        if column is None:
            return
        yield column


def _tried(moved: Callable[[float], Array], h: float) -> Array | None:
    """Give the difference over a step that nobody asked for, or None where f does not reach."""
    try:
        with np.errstate(all="ignore"):
            column = moved(h)
    except (ArithmeticError, ValueError):
        return None
    return column if np.isfinite(column).all() else None


def _is_coarse(column: Array, value: Array) -> bool:
    """Whether f may have fewer digits than float64: it says so, float32 holds them, f is flat."""
    if value.dtype.kind == "f" and value.dtype.itemsize < 8:
        return True
    with np.errstate(all="ignore"):
        held = (value.astype(np.float32) == value).all()
    return bool((held or not _size(column)) and (value != np.rint(value)).any())


def _refuse_lost_parts(f: Function, x: Array, J: Array) -> None:
    """Compare with real steps in one direction: f may have dropped an imaginary part in silence."""
    size = np.maximum(1, np.abs(x)) * np.where(np.arange(x.size) % 2, 0.7, 1).reshape(x.shape)
    axes = tuple(range(-x.ndim, 0))
    try:
        along = numerical_jacobian(lambda t: _real(f, x + t * size), 0.0)
    except (ArithmeticError, ValueError):
        return  # no real step is to be had; nothing is known
    with np.errstate(all="ignore"):
        lost = _size((J * size).sum(axis=axes) - along)
        if lost > 0.01 * _size(np.abs(J * size).sum(axis=axes)) + 1e-6 * max(1, _size(along)):
            raise TypeError(
                f"f loses imaginary parts, or has a corner here: small real steps give another "
                f"derivative. {_ADVICE}"
            )


def _size(values: Array) -> float:
    """Give the largest absolute value."""
    return float(np.abs(values).max(initial=0))


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
