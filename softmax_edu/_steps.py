"""Whether a numerical derivative can be trusted, and another step where it cannot.

A small step shows f's own rounding, a large one leaps over what f does. Where f computes in float64
the usual step lies between the two. Where it may not, all steps are tried.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# What f gives, and the difference over a step, for a step of this size.
Along = Callable[[float], Array]

EPS = float(np.finfo(np.float64).eps)
# From one step to the next. Of two steps in a simple ratio both are often rounded alike, and agree.
_RATIO = float(np.e)
# A jump of f that is smaller, relative to f, is taken for rounding: float16 has 11 bits.
_ROUNDING = 2.0**-8


def is_sure(column: Array, value: Array, moved: Along, doubt: float, h: float, size: float) -> bool:
    """Whether f computes in float64, and wider steps give the same, but for its rounding."""
    if value.dtype.kind == "f" and value.dtype.itemsize < 8:
        return False
    with np.errstate(all="ignore"):
        held = (value.astype(np.float32) == value).all()  # it may come from float32
    if held and (value != np.rint(value)).any():
        return False
    rounding = 1000 * EPS * max(1.0, size_of(value)) / h
    wide = _tried(moved, _RATIO * h)
    if wide is None or size_of(column - wide) > doubt * size_of(column) + rounding:
        return False
    if column.all():
        return True
    far = _tried(moved, size / 16)  # what stands still may only be too coarse to move
    return far is not None and not far[column == 0].any()


def best_of(
    column: Array, value: Array, moved: Along, along: Along, at: float, entry: str
) -> Array:
    """Take, of steps of all sizes, the one that agrees best with the next smaller and larger.

    Each entry of f has its own: small numbers have their digits where large ones still stand still.
    """
    nothing_known = ValueError(
        f"no two steps give the same derivative at {entry} = {at}: f has a jump or a corner "
        f"there, is random, or its results ({value.dtype}) have too few digits. "
        "Let f compute in float64, or pass the step."
    )
    ladder = list(_ladder(moved, at))
    if len(ladder) < 3:
        raise nothing_known
    steps, columns = zip(*ladder, strict=True)
    three = np.lib.stride_tricks.sliding_window_view(np.array(columns), 3, axis=0)
    sizes = np.abs(three).max(axis=tuple(range(1, three.ndim)), initial=0, keepdims=True)
    with np.errstate(all="ignore"):
        spread = np.ptp(three, axis=-1) / sizes[..., 0]
    moves = np.array((three != 0).any(axis=(0, -1)))
    spread[np.isnan(spread) | (moves & (three == 0).all(axis=-1))] = np.inf
    for still in map(tuple, np.argwhere(moves & (column == 0))):
        if not _is_rounded(along, steps, still, max(1.0, abs(at))):
            moves[still] = False
    best = spread.argmin(axis=0)[np.newaxis]
    least = np.take_along_axis(spread, best, 0)[0]
    if least[moves].max(initial=0) <= 0.1:
        return np.where(moves, np.take_along_axis(three[..., 1], best, 0)[0], 0.0)
    raise nothing_known


def _is_rounded(
    along: Along, steps: tuple[float, ...], entry: tuple[int, ...], size: float
) -> bool:
    """Whether an entry of f stands still for small steps because it is rounded, and not flat.

    Rounding makes stairs: many small ones, or so few that each is a small part of f itself.
    """

    def value(h: float) -> float:
        result = _tried(along, h)
        return np.nan if result is None else float(result[entry])

    here = value(0.0)
    ends = [end for sign in (1, -1) if (end := _end_of_tread(value, here, steps, sign))]
    tread = sum(abs(end) for end in ends)
    for end in ends:
        first = value(end)
        rise = abs(first - here)
        if rise <= 16 * EPS * max(1.0, abs(here)):
            continue  # the last digits of float64: any f has such stairs where it is level
        ahead = [k for k in (1, 4, 16, 64) if k * tread < size / 4]
        climbs = [abs(value(end + np.copysign(k * tread, end)) - first) for k in ahead]
        stairs = any(climbs) and all(c <= 8 * k * rise for k, c in zip(ahead, climbs, strict=True))
        if stairs or (not any(climbs) and rise < _ROUNDING * abs(here)):
            return True
    return False


def _end_of_tread(
    value: Callable[[float], float], here: float, steps: tuple[float, ...], sign: int
) -> float | None:
    """Find about how far one can go in one direction until f moves."""
    moved = next((sign * h for h in steps if abs(value(sign * h) - here) > 0), None)
    if moved is None:
        return None
    still = 0.0
    for _ in range(12):
        middle = (still + moved) / 2
        still, moved = (still, middle) if abs(value(middle) - here) > 0 else (middle, moved)
    return moved


def _ladder(moved: Along, at: float) -> Iterator[tuple[float, Array]]:
    """Give larger and larger steps and the differences over them, as far as f can be computed."""
    for k in range(32, 0, -1):
        h = max(1.0, abs(at)) / _RATIO**k
        if not at - h < at < at + h < np.inf:
            continue
        column = _tried(moved, h)
        if column is None:
            return
        yield h, column


def _tried(moved: Along, h: float) -> Array | None:
    """Give the difference over a step that nobody asked for, or None where f does not reach."""
    try:
        with np.errstate(all="ignore"):
            column = moved(h)
    except (ArithmeticError, ValueError):
        return None
    return column if np.isfinite(column).all() else None


def size_of(values: Array) -> float:
    """Give the largest absolute value."""
    return float(np.abs(values).max(initial=0))
