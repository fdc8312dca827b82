"""The triangle of all S for three classes, with the loss on it and the way downhill."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from numpy.typing import ArrayLike

from ..moment import Moment
from ..words.formulas import descent_formula, sums_to_1
from ..words.numbers import fixed, subscript
from .rows import Panel
from .style import (
    BACKGROUND,
    DIM,
    FOREGROUND,
    LINE,
    POINT,
    Array,
    add_line,
    add_text,
    plain,
    prepare,
)

CORNERS = np.array(
    [[70.0, 302.0], [370.0, 302.0], [220.0, 302 - 300 * np.sqrt(0.75)]]
)  # px, of S₀ = 1, S₁ = 1, S₂ = 1
WIDTH, HEIGHT = 450.0, 342.0
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)  # e^−(L − lowest L) where a contour runs, for Σy = 1
RATE, STEPS, DOT_EVERY = 0.4, 40, 4
NEAR = np.array([64.0, 28.0])  # px: how far a name reaches from its mark


def position(s: ArrayLike) -> Array:
    """Return where S lies on the triangle, px: the mean of the corners, weighted by S."""
    place: Array = np.asarray(s, dtype=float) @ CORNERS
    return place


def draw_triangle(ax: Axes) -> Array:
    """Draw the outline and the names of its corners, eₖ where Sₖ = 1; return where these stand."""
    outline = np.vstack([CORNERS, CORNERS[:1]])
    add_line(ax, outline[:, 0].tolist(), outline[:, 1].tolist(), width=1.25)
    places: Array = CORNERS + np.array([[-14, 22], [14, 22], [0, -14]])
    for k, (x, y) in enumerate(places):
        add_text(ax, x, y, f"e{subscript(k)}", align="center")
    return places


def contours(y: Array, drops: Sequence[float] = LEVELS) -> list[tuple[float, Array]]:
    """Return the loss's level lines over the triangle, each as (L, points S of shape (n, 3)).

    L = −Σ y_k ln S_k is lowest at p = y/Σy and infinite on every edge S_k = 0 with y_k > 0. It is
    convex, so each way from p to such an edge meets a level once: bisection finds where.
    """
    weighted = np.flatnonzero(y > 0)
    p = y / y.sum()
    # Opposite corner k runs the edge from corner k + 1 to corner k + 2; in this order they join.
    edges = [2, 0] if weighted.tolist() == [0, 2] else weighted.tolist()
    across = np.linspace(0, 1, 61)[:, None]
    corners = np.eye(3)
    ends = np.concatenate(
        [(1 - across) * corners[(k + 1) % 3] + across * corners[(k + 2) % 3] for k in edges]
    )

    def loss(s: Array) -> Array:
        value: Array = -(y[weighted] * np.log(s[..., weighted])).sum(axis=-1)
        return value

    lowest = float(loss(p))
    lines = []
    for drop in drops:
        level = lowest - float(y.sum()) * np.log(drop)
        low, high = np.zeros((len(ends), 1)), np.ones((len(ends), 1))
        for _ in range(50):
            middle = (low + high) / 2
            below = loss(p + middle * (ends - p))[:, None] < level
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        lines.append((float(level), p + low * (ends - p)))
    return lines


class Simplex(Panel):
    """The triangle of all S; made by `draw_simplex`."""

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        self.width, self.height = WIDTH, HEIGHT
        prepare(ax, WIDTH, HEIGHT)
        self.header = add_text(ax, 16, 16, bold=True)
        self.levels = plain(
            LineCollection(
                [], colors=LINE, linewidths=1.5 * POINT, linestyles="solid", antialiaseds=True
            )
        )
        self.levels.set_zorder(1)
        ax.add_artist(self.levels)
        self.level_texts = [add_text(ax, 0, 0, size=11, colour=DIM, align="center") for _ in LEVELS]
        for text in self.level_texts:
            text.set_path_effects([Stroke(linewidth=3, foreground=BACKGROUND), Normal()])
        draw_triangle(ax)
        self.way = add_line(ax, [], [], colour=DIM, width=1.25, dashes=(3, 3), zorder=4)
        self.dots = add_line(ax, [], [], colour=DIM, width=0, marker="o", marker_size=5, zorder=4)
        self.target = add_line(
            ax,
            [],
            [],
            colour=FOREGROUND,
            width=0,
            marker="D",
            marker_size=10,
            marker_edge=BACKGROUND,
            marker_edge_width=1.5,
            zorder=5,
        )
        self.point = add_line(
            ax,
            [],
            [],
            colour=DIM,
            width=0,
            marker="o",
            marker_size=13,
            marker_edge=BACKGROUND,
            marker_edge_width=1.5,
            zorder=6,
        )
        self.target_name = add_text(ax, 0, 0, "y", bold=True, zorder=7)
        self.point_name = add_text(ax, 0, 0, "S", bold=True, zorder=7)
        self._move(moment)

    def _check(self, moment: Moment) -> None:
        if moment.K != 3:
            raise ValueError(f"the triangle shows three classes; theta has {moment.K}.")
        moment.require_target()
        if not moment.has_triangle:
            raise ValueError("y is 0 in every class; the triangle needs a weight.")

    def _move(self, moment: Moment) -> None:
        self.header.set_text(descent_formula(moment))
        lines = contours(moment.weights)
        self.levels.set_segments([position(s) for _, s in lines])
        for text, (level, s) in zip(self.level_texts, lines, strict=True):
            _label(text, level, s, moment.weights)
        way = position([visited.s for visited in moment.descent(RATE, STEPS)])
        self.way.set_data(way[:, 0], way[:, 1])
        self.dots.set_data(way[::DOT_EVERY, 0], way[::DOT_EVERY, 1])
        at = position(moment.s)
        self.point.set_data(at[:1], at[1:])
        goal = position(moment.weights / moment.weight)
        self.target.set_data(goal[:1], goal[1:])
        side, goal_side = -1, 1 if goal[0] >= CORNERS[2, 0] else -1
        if (abs(at - goal) < NEAR).all():
            # Each name on its own mark's side, so that neither lies on the other.
            side = 1 if at[0] >= goal[0] else -1
            goal_side = -side
        self.point_name.set_position((at[0] + 10 * side, at[1] - 9))
        self.point_name.set_horizontalalignment("left" if side > 0 else "right")
        self.target_name.set_position((goal[0] + 12 * goal_side, goal[1] + 5))
        self.target_name.set_horizontalalignment("left" if goal_side > 0 else "right")
        self.target_name.set_text("y" if sums_to_1(moment) else "y/Σy")


def _label(text: Text, level: float, line: Array, y: Array) -> None:
    """Write a level on its line, where it comes nearest to the corner that is farthest from y."""
    corner = np.eye(3)[2 - int(y[::-1].argmin())]
    s = line[((line - corner) ** 2).sum(axis=1).argmin()]
    at = position(s)
    align: Literal["left", "center", "right"] = "center"
    shown = f"L {fixed(level, 2)}"
    if s.min() < 1e-9:
        # The line ends on an edge of the triangle: there is room outside.
        away = at - CORNERS.mean(axis=0)
        at = at + 12 * away / np.hypot(*away)
        align = "left" if away[0] > 0 else "right"
    elif np.hypot(*(at - position(corner))) < 40:
        shown = ""  # no room: the corner's own name stands there
    text.set_text(shown)
    text.set_horizontalalignment(align)
    text.set_position((float(at[0]), float(at[1]) + 4))


def draw_simplex(
    ax: Axes,
    moment: Moment,
) -> Simplex:
    """Draw the triangle of all S for three classes: S, y, level lines of L and the way downhill.

    The triangle is equilateral where the axes are 450 by 342 px, or of that shape. The way downhill
    is forty steps of θ ← θ − 0.4 · ∂L/∂θ.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        Of three classes, with a target whose weights are not all 0.

    Returns
    -------
    Simplex
        Its ``update(moment)`` moves the marks.
    """
    return Simplex(ax, moment)
