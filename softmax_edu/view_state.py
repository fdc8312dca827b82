"""What a view of a moment is asked to show, and its state as an output stores it.

Each ``as_…`` takes a value or says, as a ValueError, why it cannot be shown.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .facts import facts
from .moment import Moment, Vector, as_scores

_PANELS, _CONTROLS = facts()["panels"], facts()["controls"]
USUAL_PANELS, USUAL_CONTROLS = tuple(_PANELS["usual"]), tuple(_CONTROLS["usual"])
_MOST_CLASSES: int = facts()["limits"]["classes"]
_MOST_LETTERS = 100


def as_shown_scores(value: ArrayLike) -> Vector:
    """Take θ as scores that the browser can show."""
    theta = as_scores(value)
    if theta.size > _MOST_CLASSES:
        raise ValueError(
            f"theta has {theta.size} scores; an explorer shows 2 to {_MOST_CLASSES} classes."
        )
    if not np.isfinite(theta).all():
        index = int(np.argmin(np.isfinite(theta)))
        raise ValueError(f"theta[{index}] is {theta[index]}; a score must be a finite number.")
    return theta


def as_panels(value: Iterable[str]) -> tuple[str, ...]:
    """Take names of panels."""
    return _as_names(value, [*_PANELS["beside"], *_PANELS["below"]], "panel")


def as_controls(value: Iterable[str]) -> tuple[str, ...]:
    """Take names of controls."""
    return _as_names(value, _CONTROLS["names"], "control")


def _as_names(value: Iterable[str], allowed: Sequence[str], what: str) -> tuple[str, ...]:
    if not isinstance(value, Iterable):
        raise ValueError(f"there is no {what} {value!r}; give names such as {allowed[0]!r}.")
    names = (value,) if isinstance(value, str) else tuple(value)
    for name in names:
        if name not in allowed:
            raise ValueError(f"there is no {what} {name!r}; there are {', '.join(allowed)}.")
    return names


def as_labels(value: Iterable[Any] | None) -> tuple[str, ...] | None:
    """Take the classes' names as text, or nothing."""
    if value is None:
        return None
    if not isinstance(value, Iterable):
        raise ValueError(f"labels is {value!r}; give a name for each class, or None.")
    labels = tuple(str(label) for label in value)
    for index, label in enumerate(labels):
        if len(label) > _MOST_LETTERS:
            raise ValueError(
                f"labels[{index}] has {len(label)} letters; a label has at most {_MOST_LETTERS}."
            )
        if not label.isprintable():
            raise ValueError(f"labels[{index}] is {label!r}; a label is one line of text.")
    return labels


def as_mask(value: Any) -> str | None:
    """Take the key of a prediction, or nothing."""
    if value is not None and not (isinstance(value, str) and value):
        raise ValueError(f"mask is {value!r}; give the key of a prediction, or None.")
    return value


def asks_for_target(panels: Iterable[str]) -> str | None:
    """Return the first of these panels that cannot be shown without a target."""
    return next((name for name in panels if name in _PANELS["need_target"]), None)


def as_view_state(stored: dict[str, Any]) -> dict[str, Any]:
    """Take the state that `Explorer.page_state` gave; refuse what no explorer could have given.

    Raises
    ------
    KeyError, TypeError, ValueError
        It is of another version, or was tampered with.
    """
    # The first release kept no temperature to reset to.
    initial = {"temperature": stored["temperature"], **stored["initial"]}
    moments = [
        Moment(as_shown_scores(state["theta"]), state["y"], state["temperature"], cell)
        for state, cell in ((stored, stored["cell"]), (initial, None))
    ]
    panels, labels = as_panels(stored["panels"]), as_labels(stored["labels"])
    if labels is not None and len(labels) != moments[0].K:
        raise ValueError(f"{len(labels)} labels for {moments[0].K} classes.")
    if asks_for_target(panels) and moments[0].y is None:
        raise ValueError("a panel needs a target.")
    return {
        "number": int(stored["number"]),
        "language": str(stored["language"]),
        **_plain(moments[0]),
        "cell": moments[0].cell,
        "mask": as_mask(stored["mask"]),
        "labels": labels,
        "initial": _plain(moments[1]),
        "panels": panels,
        "controls": as_controls(stored["controls"]),
    }


def new_view_state(moment: Moment, language: str, controls: Iterable[str]) -> dict[str, Any]:
    """Return the state of an explorer of the usual panels that nobody has touched yet."""
    return {
        "number": 0,
        "language": language,
        **_plain(moment),
        "cell": moment.cell,
        "mask": None,
        "labels": None,
        "initial": _plain(moment),
        "panels": USUAL_PANELS,
        "controls": as_controls(controls),
    }


def _plain(moment: Moment) -> dict[str, Any]:
    y = moment.y.tolist() if isinstance(moment.y, np.ndarray) else moment.y
    return {"theta": moment.theta.tolist(), "y": y, "temperature": moment.temperature}
