"""Attention as it is shown: one query among its keys, and a softmax that meets scores in turn."""

from math import atan2, cos, pi, sin
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import ArrayLike

from ..moment import Moment
from ..words import message
from ..words.description import vector
from ..words.numbers import fixed, probability, subscript
from .picture import Picture, new_sheet
from .style import (
    DIM,
    FOREGROUND,
    LINE,
    NEGATIVE,
    POSITIVE,
    SMALL,
    Array,
    add_box,
    add_line,
    add_text,
    tint,
)

HEAD = 11.0  # of an arrow, px
SPREAD = pi / 7


class AttentionPicture(Picture):
    """A query among keys in the plane, its weights, and its output among the values.

    Parameters
    ----------
    keys, values : array_like, shape (M, 2)
        One key and one value a row.
    query : array_like, shape (2,)
        The query; `turn` puts another in its place.
    """

    SIDE, BARS = 250.0, 230.0

    def __init__(self, keys: ArrayLike, values: ArrayLike, query: ArrayLike) -> None:
        self.keys, self.values = np.asarray(keys, float), np.asarray(values, float)
        figure, self.ax = new_sheet(2 * self.SIDE + self.BARS, self.SIDE + 24)
        super().__init__(figure, "")
        self._unit = 0.36 * self.SIDE / np.abs(self.keys).max()
        self._longest = (self.SIDE / 2 - 38) / self._unit
        self._value_unit = 0.36 * self.SIDE / np.abs(self.values).max()
        for left, title in ((0.0, "q · k"), (self.SIDE, "P"), (self.SIDE + self.BARS, "o = Σ P v")):
            add_text(self.ax, left + 12, 18, title, size=SMALL, colour=DIM)
        for j, key in enumerate(self.keys):
            _arrow(self.ax, FOREGROUND, 2.0, *self._in_plane(np.zeros(2)), *self._in_plane(key))
            _beside(self.ax, self._in_plane(key), key, f"k{subscript(j)}")
        self.query = _arrow(self.ax, NEGATIVE, 4.0, 0, 0, 1, 1)
        self.bars = [self._bar(j) for j in range(len(self.keys))]
        places = [self._among_values(value) for value in self.values]
        self.roads = [add_line(self.ax, [0, 0], [0, 0], colour=LINE) for _ in places]
        for j, (x, y) in enumerate(places):
            add_line(self.ax, [x], [y], width=0, marker="o", marker_size=8)
            _beside(self.ax, (x, y), self.values[j], f"v{subscript(j)}")
        self.output = add_line(
            self.ax, [0], [0], colour=POSITIVE, width=0, marker="o", marker_size=14, zorder=5
        )
        self.name = add_text(self.ax, 0, 0, "o", bold=True, colour=POSITIVE, zorder=6)
        self.query_name = add_text(self.ax, 0, 0, "q", bold=True, colour=NEGATIVE, align="center")
        self.turn(query)

    def turn(self, query: ArrayLike) -> Self:
        """Put another query in the place of this one."""
        q = np.asarray(query, float)
        weights = Moment(self.keys @ q / np.sqrt(len(q))).s
        o = weights @ self.values
        # A query that is longer than its panel ends at the edge; one of no length has no arrow.
        long = float(np.linalg.norm(q))
        drawn = q * min(1.0, self._longest / max(long, 1e-9))
        start, tip = self._in_plane(np.zeros(2)), self._in_plane(drawn)
        self.query.set_data(*_outline(*start, *tip))
        self.query.set_visible(long > 0)
        self.query_name.set_visible(long > 0)
        away = 14 * q / max(long, 1e-9)
        self.query_name.set_position((tip[0] + away[0], tip[1] - away[1] + 5))
        x, y = self._among_values(o)
        self.output.set_data([x], [y])
        self.name.set_position((x + 11, y - 8))
        for weight, (bar, number), road, value in zip(
            weights, self.bars, self.roads, self.values, strict=True
        ):
            bar.set_width(weight * (self.BARS - 110))
            number.set_text(probability(float(weight)))
            at = self._among_values(value)
            road.set_data([x, at[0]], [y, at[1]])
            road.set_linewidth(0.75 * (0.5 + 6 * weight))
        self.alt = message(
            "figures.attention",
            count=len(self.keys),
            q=vector([fixed(v, 2) for v in q.tolist()]),
            weights=vector([probability(v) for v in weights.tolist()]),
            output=vector([fixed(v, 2) for v in o.tolist()]),
        )
        return self

    def _in_plane(self, point: Array) -> tuple[float, float]:
        middle = self.SIDE / 2
        return middle + self._unit * point[0], middle + 12 - self._unit * point[1]

    def _among_values(self, point: Array) -> tuple[float, float]:
        left, middle = self.SIDE + self.BARS, self.SIDE / 2
        across, down = self._value_unit * point
        return left + middle + across, middle + 12 - down

    def _bar(self, j: int) -> tuple[Rectangle, Text]:
        step = (self.SIDE - 40) / len(self.keys)
        top = 40 + j * step
        add_text(self.ax, self.SIDE + 12, top + step / 2, f"k{subscript(j)}")
        bar = add_box(self.ax, self.SIDE + 42, top + 4, 0, step - 16, colour=POSITIVE)
        number = add_text(self.ax, self.SIDE + self.BARS - 14, top + step / 2, align="right")
        return bar, number


class RunningSoftmax(Picture):
    """A softmax that meets its scores one by one: m, and the terms that l and o are the sums of.

    Parameters
    ----------
    scores, v : array_like, shape (M,)
        The scores and their values; the scores are above 0, and no value is below.
    met : int, optional
        How many scores have been met; `meet` changes that.
    """

    LEFT, TOP, HEIGHT, ROOM = 40.0, 40.0, 190.0, 560.0

    def __init__(self, scores: ArrayLike, v: ArrayLike, met: int = 0) -> None:
        self.scores, self.v = np.asarray(scores, float), np.asarray(v, float)
        self.slot = 240.0 / len(self.scores)
        figure, self.ax = new_sheet(760, self.TOP + self.HEIGHT + 44)
        super().__init__(figure, "")
        bottom = self.TOP + self.HEIGHT
        self._unit = self.HEIGHT / self.scores.max()
        self.columns = []
        for j, score in enumerate(self.scores.tolist()):
            x, height = self.LEFT + j * self.slot, score * self._unit
            self.columns.append(
                add_box(self.ax, x + 6, bottom - height, self.slot - 12, height, edge_width=1)
            )
            middle = x + self.slot / 2
            add_text(self.ax, middle, bottom + 18, fixed(score, 0), size=SMALL, align="center")
            name = f"v = {fixed(float(self.v[j]), 0)}"
            add_text(self.ax, middle, bottom + 36, name, size=SMALL, colour=DIM, align="center")
        right = self.LEFT + 240
        self.level = add_line(self.ax, [self.LEFT, right + 10], [0, 0], width=2, dashes=(5, 3))
        self.m = add_text(self.ax, right + 14, 0, "", bold=True)
        self.sums = [self._stack(name, top) for name, top in (("l", 62.0), ("o", 140.0))]
        self.average = add_text(self.ax, right + 90, 232, "", bold=True)
        self.meet(met)

    def meet(self, met: int) -> Self:
        """Show the state after so many scores."""
        seen = self.scores[:met]
        m = seen.max() if met else -np.inf
        terms = np.exp(seen - m)
        for j, column in enumerate(self.columns):
            column.set_facecolor(_shade(j, len(self.scores)) if j < met else "none")
            column.set_edgecolor(FOREGROUND if j < met else LINE)
        down = self.TOP + self.HEIGHT - (m if met else 0) * self._unit
        self.level.set_ydata([down, down])
        self.m.set_position((self.m.get_position()[0], down + 5))
        self.m.set_text(f"m = {fixed(m, 0)}" if met else "m = −∞")
        o = terms * self.v[:met]
        totals = []
        for (boxes, text, left), parts, unit in zip(
            self.sums, (terms, o), (140.0, 140.0 / self.v.max()), strict=True
        ):
            at = left
            for box, width in zip(boxes, [*(parts * unit), *[0.0] * len(boxes)], strict=False):
                box.set_x(at)
                box.set_width(width)
                at += width
            totals.append(float(parts.sum()))
            text.set_position((at + 10, text.get_position()[1]))
            text.set_text(fixed(totals[-1]))
        average = fixed(totals[1] / totals[0], 1) if met else "—"
        self.average.set_text(f"o / l = {average}")
        self.alt = message(
            "figures.running",
            met=met,
            count=len(self.scores),
            m=fixed(m, 0) if met else "−∞",
            l=fixed(totals[0]),
            o=fixed(totals[1]),
            average=average,
        )
        return self

    def _stack(self, name: str, top: float) -> tuple[list[Rectangle], Text, float]:
        left = self.LEFT + 240 + 110
        add_text(self.ax, left - 20, top + 30, name, bold=True, align="right")
        count = len(self.scores)
        boxes = [
            add_box(
                self.ax, left, top, 0, 44, colour=_shade(j, count), edge=FOREGROUND, edge_width=1
            )
            for j in range(count)
        ]
        return boxes, add_text(self.ax, left, top + 28, ""), left


def _shade(j: int, count: int) -> str:
    return to_hex(tuple(tint(np.array((j + 1) / count), 1.0)))


def _outline(x: float, y: float, to_x: float, to_y: float) -> tuple[list[float], list[float]]:
    """Return the points of an arrow, its head included."""
    way = atan2(y - to_y, x - to_x)
    barbs = [(to_x + HEAD * cos(way + s), to_y + HEAD * sin(way + s)) for s in (SPREAD, -SPREAD)]
    points = [(x, y), (to_x, to_y), barbs[0], (to_x, to_y), barbs[1]]
    return [px for px, _ in points], [py for _, py in points]


def _arrow(
    ax: Axes, colour: str, width: float, x: float, y: float, to_x: float, to_y: float
) -> Line2D:
    across, down = _outline(x, y, to_x, to_y)
    return add_line(ax, across, down, colour=colour, width=width, cap="round")


def _beside(ax: Axes, at: tuple[float, float], direction: Array, name: str) -> None:
    """Write a name a little farther out than a point."""
    away = 16 * direction / max(float(np.linalg.norm(direction)), 1e-9)
    add_text(ax, at[0] + away[0], at[1] - away[1] + 5, name, align="center")
