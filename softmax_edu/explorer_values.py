"""What an explorer can be set to: a value is taken, or refused with the reason.

``as_…`` turns what was given into what is kept; ``check_…`` looks at two values together.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]

PANELS = ("softmax", "jacobian", "gradient", "simplex", "contributions", "spectrum")
CONTROLS = ("target", "presets", "reset", "undo", "copy", "present", "weights", "inspector")
USUAL_PANELS = PANELS[:3]
USUAL_CONTROLS = CONTROLS[:6]
_NEEDS_TARGET = ("gradient", "simplex", "contributions")
_MOST_CLASSES = 100


class RefusedValueError(traitlets.TraitError, ValueError):
    """A value that the explorer cannot show. Nothing was changed."""


def _numbers(value: ArrayLike, refusal: str) -> Vector:
    """Copy what is numbers; refuse the rest, with NumPy's reason."""
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise RefusedValueError(f"{refusal}: {error}") from error


def as_scores(value: ArrayLike) -> Vector:
    """Take θ as K finite numbers, read-only: writing into it would change nothing on screen."""
    theta = _numbers(value, "theta must be a list of numbers, one a class")
    if theta.ndim != 1:
        raise RefusedValueError(
            f"theta has shape {theta.shape}; an explorer shows one sample, K scores. "
            "Pass one row of a batch."
        )
    if not 2 <= theta.size <= _MOST_CLASSES:
        raise RefusedValueError(
            f"theta has {theta.size} scores; an explorer shows 2 to {_MOST_CLASSES} classes."
        )
    if not np.isfinite(theta).all():
        index = int(np.argmin(np.isfinite(theta)))
        raise RefusedValueError(
            f"theta[{index}] is {theta[index]}; a score must be a finite number."
        )
    theta.flags.writeable = False
    return theta


def as_target(value: Any) -> int | Vector | None:
    """Take y as a class index, as K weights (read-only), or as nothing."""
    if value is None:
        return None
    if isinstance(value, bool | np.bool_):
        raise RefusedValueError(f"y is {value}; give a class index such as 0, or K weights.")
    if isinstance(value, int | np.integer):
        if value < 0:
            raise RefusedValueError(f"y is {value}; class indices start at 0.")
        return int(value)
    y = _numbers(value, "y must be a class index or K weights")
    if y.ndim != 1:
        raise RefusedValueError(
            f"y is {value!r}; give a class index (an integer such as 0) or a list of K weights."
        )
    bad = ~((y >= 0) & (y < np.inf))
    if bad.any():
        index = int(np.argmax(bad))
        raise RefusedValueError(
            f"y[{index}] is {y[index]}; a weight is a finite number, 0 or more."
        )
    y.flags.writeable = False
    return y


def as_temperature(value: Any) -> float:
    """Take T as a finite number above 0."""
    temperature = float(value)
    if not 0 < temperature < np.inf:
        raise RefusedValueError(
            f"temperature is {temperature}; it must be a finite number above 0."
        )
    return temperature


def as_cell(value: Any) -> tuple[int, int] | None:
    """Take the picked cell as a pair of class indices, or as nothing."""
    if value is None:
        return None
    indices = tuple(value) if isinstance(value, Iterable) else (value,)
    if len(indices) != 2 or not all(
        isinstance(index, int | np.integer) and not isinstance(index, bool) for index in indices
    ):
        raise RefusedValueError(f"cell is {value!r}; give a pair (i, j) of class indices, or None.")
    return int(indices[0]), int(indices[1])


def as_panels(value: Iterable[str]) -> tuple[str, ...]:
    """Take names of panels, each of them one of `PANELS`."""
    return _as_names(value, PANELS, "panel")


def as_controls(value: Iterable[str]) -> tuple[str, ...]:
    """Take names of controls, each of them one of `CONTROLS`."""
    return _as_names(value, CONTROLS, "control")


def _as_names(value: Iterable[str], allowed: Iterable[str], what: str) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else tuple(value)
    for name in names:
        if name not in allowed:
            raise RefusedValueError(f"there is no {what} {name!r}; there are {', '.join(allowed)}.")
    return names


def as_labels(value: Iterable[Any] | None) -> tuple[str, ...] | None:
    """Take the classes' names as text, or nothing."""
    return None if value is None else tuple(str(label) for label in value)


def as_mask(value: Any) -> str | None:
    """Take the key of a prediction, or nothing."""
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise RefusedValueError(f"mask is {value!r}; give the key of a prediction, or None.")
    return value


def check_target(y: int | Vector | None, k: int) -> None:
    """Refuse a target that is none of these K classes, or not one weight a class."""
    if isinstance(y, int) and y >= k:
        raise RefusedValueError(
            f"y is class {y}, but theta has {k} scores: the classes are 0 to {k - 1}. To change "
            "both at once, set them inside `with explorer.hold_trait_notifications():`."
        )
    if isinstance(y, np.ndarray) and y.size != k:
        raise RefusedValueError(
            f"y has {y.size} weights, but theta has {k} scores. To change both at once, set "
            "them inside `with explorer.hold_trait_notifications():`."
        )


def check_quotient(theta: Vector, temperature: float) -> None:
    """Refuse θ and T whose θ/T no float64 can hold."""
    with np.errstate(over="ignore"):
        finite = np.isfinite(theta / temperature).all()
    if not finite:
        raise RefusedValueError(
            f"theta / temperature leaves the range of float64 at temperature {temperature}; "
            "set a larger temperature."
        )


def check_cell(cell: tuple[int, int] | None, k: int) -> None:
    """Refuse a cell that a K × K Jacobian does not have."""
    if cell is not None and not all(0 <= index < k for index in cell):
        raise RefusedValueError(f"cell is {cell}; with {k} classes the classes are 0 to {k - 1}.")


def check_labels(labels: tuple[str, ...] | None, k: int) -> None:
    """Refuse names that are not one a class."""
    if labels is not None and len(labels) != k:
        raise RefusedValueError(f"{len(labels)} labels for {k} classes; give one a class, or None.")


def check_panels(panels: Iterable[str], y: int | Vector | None) -> None:
    """Refuse to be without a target where a panel shows something of it."""
    if y is None and (panel := asks_for_target(panels)):
        raise RefusedValueError(f"the {panel} panel needs a target: set y to a class or K weights.")


def asks_for_target(panels: Iterable[str]) -> str | None:
    """Return the first of these panels that cannot be shown without a target."""
    return next((name for name in panels if name in _NEEDS_TARGET), None)
