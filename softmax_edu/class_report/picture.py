"""The report's picture: who is how far, exercise by exercise."""

from typing import TYPE_CHECKING

from ..words import catalogue, message
from .classroom import STATES, Class

if TYPE_CHECKING:
    from ..figures import Picture


def picture_of(found: Class) -> "Picture":
    """Draw one bar an exercise, a part for each state; every part holds its number."""
    # matplotlib is loaded here, and only when a class is looked at.
    from ..figures.picture import Picture, new_figure
    from ..figures.style import (
        BACKGROUND,
        DIM,
        FOREGROUND,
        LINE,
        NEGATIVE,
        POSITIVE,
        SMALL,
        add_box,
        add_text,
        prepare,
        text_width,
    )

    colours = dict(zip(STATES, (NEGATIVE, "#7fa3d1", POSITIVE, DIM, LINE), strict=True))
    dark = {"passed", "wrong", "error"}
    states, row, top, unit = catalogue("report")["state"], 34.0, 46.0, 480.0
    left = 16 + max(text_width(name, 14.0) for name in found.exercises)
    width, height = left + unit + 16, top + row * len(found.exercises) + 8
    figure = new_figure(width, height)
    ax = figure.add_axes((0, 0, 1, 1))
    prepare(ax, width, height)
    x = 8.0
    for state in STATES:
        add_box(ax, x, 10, 14, 14, colour=colours[state])
        add_text(ax, x + 20, 22, states[state], size=SMALL)
        x += 40 + text_width(states[state], SMALL)
    bars = []
    for n, name in enumerate(found.exercises):
        y, x, counts = top + n * row, left, found.counts(name)
        add_text(ax, 8, y + 18, name)
        for state in STATES:
            length = unit * counts[state] / len(found.learners)
            if length:
                add_box(ax, x, y, length, row - 8, colour=colours[state])
                ink = BACKGROUND if state in dark else FOREGROUND
                add_text(ax, x + length / 2, y + 18, str(counts[state]), colour=ink, align="center")
            x += length
        parts = ", ".join(
            message("report.alt_part", count=counts[state], state=states[state])
            for state in STATES
            if counts[state]
        )
        bars.append(message("report.alt_bar", exercise=name, parts=parts))
    return Picture(figure, message("report.alt", bars=" ".join(bars)))
