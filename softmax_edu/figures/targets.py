"""S − y with another y, as it is shown: signed bars, a cloud of estimates, bars of reliability."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import Self

import numpy as np
from matplotlib.text import Text
from numpy.typing import ArrayLike

from ..words import listed, message
from ..words.description import vector
from ..words.numbers import fixed, signed, subscript, trimmed
from .picture import Picture, new_sheet
from .style import (
    BACKGROUND,
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
)


class SignedBars(Picture):
    """Some vectors of K numbers side by side, on one fixed scale.

    Parameters
    ----------
    vectors : mapping of str to array_like of shape (K,)
        The vectors by name; `show` puts others in their place.
    limit : float
        Where the scale ends; what is longer is cut there, and its number says so.
    """

    WIDTH, ROW, NAME = 230.0, 34.0, 30.0

    def __init__(self, vectors: Mapping[str, ArrayLike], limit: float) -> None:
        self.limit, self.names = limit, list(vectors)
        self.K = len(np.asarray(next(iter(vectors.values()))))
        height = 44 + self.K * self.ROW
        figure, self.ax = new_sheet(len(self.names) * self.WIDTH, height + 8)
        super().__init__(figure, "")
        self.bars, self.numbers = [], []
        for n, name in enumerate(self.names):
            left = n * self.WIDTH
            zero = self._zero(n)
            add_text(self.ax, zero, 22, name, bold=True, align="center")
            add_line(self.ax, [zero, zero], [34, height], colour=LINE)
            for j in range(self.K):
                top = 36 + j * self.ROW
                if not n:
                    add_text(self.ax, left + 2, top + 20, str(j), colour=DIM)
                self.bars.append(add_box(self.ax, zero, top + 4, 0, self.ROW - 10))
                self.numbers.append(add_text(self.ax, zero, top + 20, size=SMALL))
        self.show(vectors)

    def show(self, vectors: Mapping[str, ArrayLike]) -> Self:
        """Put these vectors, by the same names, in the place of those that are shown."""
        told = []
        for n, name in enumerate(self.names):
            values = np.asarray(vectors[name], dtype=float)
            for j, value in enumerate(values.tolist()):
                bar, number = self.bars[n * self.K + j], self.numbers[n * self.K + j]
                reach = self._unit * min(abs(value), self.limit)
                bar.set_x(self._zero(n) - (reach if value < 0 else 0))
                bar.set_width(reach)
                bar.set_facecolor(NEGATIVE if value < 0 else POSITIVE)
                number.set_text(signed(value))
                number.set_horizontalalignment("left" if value < 0 else "right")
                number.set_x(self._zero(n) + (6 if value < 0 else -6))
            told.append(
                message("figures.a_vector", name=name, values=vector([*map(signed, values)]))
            )
        self.alt = "\n".join(told)
        return self

    def _zero(self, n: int) -> float:
        return n * self.WIDTH + self.NAME + (self.WIDTH - self.NAME) / 2

    @property
    def _unit(self) -> float:
        return ((self.WIDTH - self.NAME) / 2 - 8) / self.limit


class Cloud(Picture):
    """Estimates of one gradient for three classes, as dots in the plane of all sums of 0.

    Parameters
    ----------
    estimates : array_like, shape (n, 3)
        The dots; `show` puts others in their place.
    truth : array_like, shape (3,)
        What they are estimates of: a cross.
    limit : float
        The length at which the scale ends. Dots beyond it are not drawn, and are counted.
    """

    SIDE = 300.0

    def __init__(self, estimates: ArrayLike, truth: ArrayLike, limit: float) -> None:
        self.limit, self.truth = limit, np.asarray(truth, dtype=float)
        figure, self.ax = new_sheet(self.SIDE + 190, self.SIDE)
        super().__init__(figure, "")
        middle = self.SIDE / 2
        for k in range(3):
            x, y = self._place(limit * (np.eye(3)[[k]] - 1 / 3) / np.sqrt(2 / 3))[0]
            add_line(self.ax, [middle, x], [middle, y], colour=LINE)
            away = 12 * np.array([x - middle, y - middle]) / (middle - 20)
            add_text(self.ax, x + away[0], y + away[1] + 5, f"θ{subscript(k)}", align="center")
        self.dots = add_line(self.ax, [], [], colour=POSITIVE, width=0, marker="o", marker_size=4.5)
        x, y = self._place(self.truth[np.newaxis])[0]
        add_line(
            self.ax,
            [x],
            [y],
            width=0,
            marker="x",
            marker_size=14,
            marker_edge=FOREGROUND,
            marker_edge_width=2.5,
            zorder=5,
        )
        self.texts = [add_text(self.ax, self.SIDE + 16, 120 + 28 * n) for n in range(3)]
        self.show(estimates)

    def show(self, estimates: ArrayLike) -> Self:
        """Put these dots in the place of those that are shown."""
        points = np.asarray(estimates, dtype=float)
        inside = np.linalg.norm(points, axis=1) <= self.limit
        self.dots.set_data(*self._place(points[inside]).T.tolist())
        mean = points.mean(axis=0)
        spread = float(np.mean(np.sum((points - mean) ** 2, axis=1)))
        filled = {
            "count": len(points),
            "mean": vector([*map(signed, mean.tolist())]),
            "truth": vector([*map(signed, self.truth.tolist())]),
            "spread": fixed(spread, 2),
            "outside": int(np.sum(~inside)),
        }
        _write(
            self.texts,
            f"n = {filled['count']}",
            f"σ² = {filled['spread']}",
            f"‖g‖ > {trimmed(self.limit, 2)}: {filled['outside']}",
        )
        self.texts[2].set_visible(not inside.all())
        self.alt = message("figures.cloud", **filled)
        return self

    def _place(self, points: Array) -> Array:
        """Return where vectors of the sum 0 lie: θ₀ points up, the others down to the sides."""
        angles = [-pi / 2, pi / 6, 5 * pi / 6]
        axes = np.array([[cos(angle), sin(angle)] for angle in angles])
        unit = (self.SIDE / 2 - 20) / (self.limit * np.sqrt(1.5))
        placed: Array = self.SIDE / 2 + unit * points @ axes
        return placed


class Reliability(Picture):
    """How often a program is right, by how sure it says it is: one bar for each tenth.

    Parameters
    ----------
    confidence, correct : array_like, shape (N,)
        What the program says of its answer, and whether that is right; `show` takes others.
    """

    LEFT, TOP, SIDE = 56.0, 16.0, 260.0

    def __init__(self, confidence: ArrayLike, correct: ArrayLike) -> None:
        figure, self.ax = new_sheet(self.LEFT + self.SIDE + 250, self.TOP + self.SIDE + 52)
        super().__init__(figure, "")
        bottom, step = self.TOP + self.SIDE, self.SIDE / 10
        for tenth in range(0, 11, 2):
            x, y = self.LEFT + tenth * step, bottom - tenth * step
            name = fixed(tenth / 10, 1)
            add_text(self.ax, x, bottom + 18, name, size=SMALL, colour=DIM, align="center")
            add_text(self.ax, self.LEFT - 8, y + 4, name, size=SMALL, colour=DIM, align="right")
            add_line(self.ax, [self.LEFT, self.LEFT + self.SIDE], [y, y], colour=LINE, zorder=1)
        self.bars = [
            add_box(
                self.ax,
                self.LEFT + k * step + 2,
                bottom,
                step - 4,
                0,
                colour=POSITIVE,
                edge=FOREGROUND,
                edge_width=1,
            )
            for k in range(10)
        ]
        self.counts = [
            add_text(self.ax, self.LEFT + (k + 0.5) * step, 0, size=10, align="center")
            for k in range(10)
        ]
        add_line(
            self.ax,
            [self.LEFT, self.LEFT + self.SIDE],
            [bottom, self.TOP],
            width=2,
            dashes=(4, 3),
            zorder=5,
        )
        add_text(self.ax, self.LEFT + self.SIDE / 2, bottom + 42, "max S", align="center")
        self.texts = [add_text(self.ax, self.LEFT + self.SIDE + 20, 110 + 28 * n) for n in range(3)]
        self.show(confidence, correct)

    def show(self, confidence: ArrayLike, correct: ArrayLike) -> Self:
        """Put these answers in the place of those that are shown."""
        sure, right = np.asarray(confidence, dtype=float), np.asarray(correct, dtype=float)
        bins = np.minimum((sure * 10).astype(int), 9)
        error, told = 0.0, []
        for k, (bar, count) in enumerate(zip(self.bars, self.counts, strict=True)):
            inside = bins == k
            often = float(right[inside].mean()) if inside.any() else 0.0
            if inside.any():
                error += inside.mean() * abs(often - float(sure[inside].mean()))
                ends = {"low": fixed(k / 10, 1), "high": fixed((k + 1) / 10, 1)}
                told.append(
                    message("figures.tenth", **ends, often=fixed(often, 2), count=int(inside.sum()))
                )
            height = often * self.SIDE
            top = self.TOP + self.SIDE - height
            bar.set_y(top)
            bar.set_height(height)
            count.set_text(str(int(inside.sum())) if inside.any() else "")
            # In the bar, at its foot; above the axis where the bar is too low.
            count.set_color(BACKGROUND if height > 2 * SMALL else FOREGROUND)
            count.set_y(self.TOP + self.SIDE - 6)
        filled = {
            "right": fixed(float(right.mean())),
            "sure": fixed(float(sure.mean())),
            "error": fixed(error),
        }
        _write(
            self.texts,
            f"argmax S = y: {filled['right']}",
            f"max S: {filled['sure']}",
            f"|Δ|: {filled['error']}",
        )
        self.alt = message("figures.reliability", **filled, tenths=listed("sentence", told))
        return self


def _write(texts: Sequence[Text], *lines: str) -> None:
    for text, line in zip(texts, lines, strict=True):
        text.set_text(line)
