"""Who is how far: one bar an exercise, a part for each state, as long as it has learners."""

from typing import NamedTuple

from ..words import catalogue, listed, message
from .classroom import STATES, Class


class Part(NamedTuple):
    """A part of a bar: a state, how many learners are in it, and how many stand before them."""

    state: str
    learners: int
    before: int


class Bar(NamedTuple):
    """The bar of an exercise, and the same told in words."""

    exercise: str
    parts: list[Part]
    told: str


def bars(found: Class) -> list[Bar]:
    """Return a bar for each exercise."""
    names = catalogue("report")["state"]
    shown = []
    for exercise in found.exercises:
        counts = found.counts(exercise)
        parts: list[Part] = []
        for state in STATES:
            if counts[state]:
                before = parts[-1].before + parts[-1].learners if parts else 0
                parts.append(Part(state, counts[state], before))
        told = listed(
            "and", [message("report.part", count=n, state=names[state]) for state, n, _ in parts]
        )
        shown.append(Bar(exercise, parts, message("report.bar", exercise=exercise, parts=told)))
    return shown
