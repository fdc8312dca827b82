"""Paths of S over the triangle of all S for three classes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from ..words import message
from ..words.description import vector
from ..words.numbers import fixed
from .curves import COLOURS, DASHES, SAMPLE, STROKE, add_sample
from .picture import Picture, new_sheet
from .simplex import CORNERS, HEIGHT, WIDTH, draw_triangle, position
from .style import FOREGROUND, TEXT, Array, add_line, add_text, readable


def simplex_picture(paths: Mapping[str, ArrayLike], y: ArrayLike) -> Picture:
    """Draw how three probabilities wander over the triangle of all S with S₀ + S₁ + S₂ = 1.

    Parameters
    ----------
    paths : mapping of str to array_like of shape (n, 3)
        The probabilities along each path, by its name; three paths at most.
    y : array_like, shape (3,)
        The target, marked by a cross. Its entries sum to 1.
    """
    figure, ax = new_sheet(WIDTH + 150, HEIGHT)
    taken = [draw_triangle(ax)]
    lines = [message("figures.paths", y=_point(y))]
    for row, ((name, path), colour, dashes) in enumerate(
        zip(paths.items(), COLOURS, DASHES, strict=False)
    ):
        spots = position(path)
        across, down = spots.T.tolist()
        add_line(ax, across, down, colour=colour, width=STROKE, dashes=dashes)
        between = np.linspace(0, 1, 20)[:, np.newaxis, np.newaxis]
        taken.append((spots[:-1] + between * np.diff(spots, axis=0)).reshape(-1, 2))
        for spot, size in ((spots[0], 7.0), (spots[-1], 11.0)):
            add_line(ax, [spot[0]], [spot[1]], colour=colour, width=0, marker="o", marker_size=size)
        left, at = CORNERS[1, 0] + 20, 62 + 26 * row
        add_sample(ax, left, at - 5, colour, dashes)
        add_text(ax, left + SAMPLE + 8, at, readable(name, str(row)))
        ends = np.asarray(path, dtype=float)
        lines.append(
            message("figures.path", name=name, start=_point(ends[0]), end=_point(ends[-1]))
        )
    target = position(y)
    add_line(
        ax,
        [target[0]],
        [target[1]],
        width=0,
        marker="x",
        marker_size=13,
        marker_edge=FOREGROUND,
        marker_edge_width=2.5,
        zorder=5,
    )
    x, down = _free_place(target, np.concatenate(taken))
    add_text(ax, x, down + 5, "y", bold=True, size=TEXT, align="center")
    return Picture(figure, "\n".join(lines))


def _free_place(mark: Array, taken: Array) -> Array:
    """Return the place beside a mark that is farthest from all places that are taken."""
    places = mark + np.array([[17.0, -13.0], [-17.0, -13.0], [17.0, 13.0], [-17.0, 13.0]])
    distances = np.linalg.norm(places[:, np.newaxis] - taken, axis=-1).min(axis=1)
    free: Array = places[distances.argmax()]
    return free


def _point(s: ArrayLike) -> str:
    return vector([fixed(value, 2) for value in np.asarray(s, dtype=float).tolist()])
