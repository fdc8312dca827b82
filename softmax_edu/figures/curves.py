"""Curves over one x, with a mark that can be moved along them."""

import re
from collections.abc import Mapping
from typing import Literal, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ..words import message
from ..words.numbers import fixed, significant, superscript, trimmed
from .picture import Picture, new_sheet
from .style import (
    DIM,
    FOREGROUND,
    LINE,
    NEGATIVE,
    POSITIVE,
    SMALL,
    TEXT,
    add_line,
    add_text,
    is_wide,
    readable,
)

Array = NDArray[np.float64]

LOWERED = re.compile(r"(\w)_(\w)")
COLOURS = (POSITIVE, NEGATIVE, FOREGROUND)
DASHES = (None, (6.0, 3.0), (1.5, 2.5))  # curves are told apart without colour too
STROKE = 2.5  # of a curve, and the unit of its dashes
SAMPLE = (6.0 + 3.0 + 6.0) * STROKE  # of a curve in the legend: two whole dashes
ROW = 44.0  # of the legend: a name, and below it what the curve is at the mark
POINT_SIZE = 9.0
DIGITS = 3  # of a value at the mark


def add_sample(
    ax: Axes, x: float, y: float, colour: str, dashes: tuple[float, float] | None
) -> None:
    """Draw a piece of a curve for the legend."""
    add_line(ax, [x, x + SAMPLE], [y, y], colour=colour, width=STROKE, dashes=dashes)


def _add_name(
    ax: Axes,
    x: float,
    y: float,
    name: str,
    *,
    size: float = TEXT,
    align: Literal["left", "center", "right"] = "left",
) -> None:
    """Write a name, and lower what follows an underscore: there is no sign for a lowered y."""
    lowered = LOWERED.search(name) is not None and not is_wide(name)
    written = LOWERED.sub(r"$\\mathrm{\1_{\2}}$", name) if lowered else name
    add_text(ax, x, y, written, size=size, align=align).set_parse_math(lowered)


class Curves(Picture):
    """Some curves over one x, and a mark that can be moved along them.

    Parameters
    ----------
    x : array_like, shape (n,)
        Where the curves are known, in rising order.
    curves : mapping of str to array_like of shape (n,)
        The curves by name, three at most. What is not a finite number is left out.
    x_name, y_name : str
        What the axes show.
    log : bool
        Whether both scales are logarithmic; values that are 0 are left out.
    mark : float, optional
        Where the mark stands; `move` moves it. Each curve has a point there, and the legend its
        value, between two known ones on the straight line of the picture.
    """

    LEFT, TOP, WIDTH, HEIGHT = 84.0, 34.0, 560.0, 240.0

    def __init__(
        self,
        x: ArrayLike,
        curves: Mapping[str, ArrayLike],
        *,
        x_name: str,
        y_name: str,
        log: bool = False,
        mark: float | None = None,
    ) -> None:
        self.x = np.asarray(x, dtype=float)
        self.curves = {name: np.asarray(values, dtype=float) for name, values in curves.items()}
        self.x_name, self.y_name, self.log = x_name, y_name, log
        shown = np.concatenate([values[self._known(values)] for values in self.curves.values()])
        self.x_ends = self._ends(self.x, exact_ends=True)
        self.y_ends = self._ends(shown, exact_ends=False)

        right = self.LEFT + self.WIDTH
        bottom = self.TOP + self.HEIGHT
        figure, self.ax = new_sheet(right + SAMPLE + 106, bottom + 56)
        super().__init__(figure, "")
        for value in self._ticks(self.x_ends):
            place = float(self._across(value))
            add_line(self.ax, [place, place], [self.TOP, bottom], colour=LINE, zorder=1)
            self._tick(place, bottom + 18, value, "center")
        for value in self._ticks(self.y_ends):
            place = float(self._down(value))
            add_line(self.ax, [self.LEFT, right], [place, place], colour=LINE, zorder=1)
            self._tick(self.LEFT - 8, place + 4, value, "right")
        _add_name(self.ax, (self.LEFT + right) / 2, bottom + 42, readable(x_name), align="center")
        _add_name(self.ax, self.LEFT, self.TOP - 14, readable(y_name), align="center")
        looks = zip(self.curves.items(), COLOURS, DASHES, strict=False)
        self._points, self._values = {}, {}
        for row, ((name, values), colour, dashes) in enumerate(looks):
            known = self._known(values)
            add_line(
                self.ax,
                self._across(self.x[known]).tolist(),
                self._down(values[known]).tolist(),
                colour=colour,
                width=STROKE,
                dashes=dashes,
            )
            y = self.TOP + 14 + ROW * row
            add_sample(self.ax, right + 10, y - 5, colour, dashes)
            _add_name(self.ax, right + SAMPLE + 18, y, readable(name, str(row)), size=SMALL)
            self._values[name] = add_text(self.ax, right + SAMPLE + 18, y + 18, size=SMALL)
            self._points[name] = add_line(
                self.ax, [0], [0], colour=colour, width=0, marker="o", marker_size=POINT_SIZE
            )
        self.line = add_line(self.ax, [0, 0], [self.TOP, bottom], colour=DIM, width=1.5)
        self.move(mark)

    def move(self, mark: float | None) -> Self:
        """Put the mark at another x, or take it away."""
        self.mark = mark
        self.line.set_visible(mark is not None)
        if mark is not None:
            place = float(self._across(mark))
            self.line.set_xdata([place, place])
        for name, point in self._points.items():
            value = None if mark is None else self.value(name, mark)
            point.set_visible(value is not None)
            self._values[name].set_text("" if value is None else significant(value, DIGITS))
            if mark is not None and value is not None:
                point.set_data([float(self._across(mark))], [float(self._down(value))])
        self.alt = self._alt()
        return self

    def value(self, name: str, x: float) -> float | None:
        """Return what a curve is at an x, on the line as drawn; None beyond what is known."""
        values = self.curves[name]
        known = self._known(values)
        at, y = self.x[known], values[known]
        if not at[0] <= x <= at[-1]:
            return None
        if self.log:
            return float(10 ** np.interp(np.log10(x), np.log10(at), np.log10(y)))
        return float(np.interp(x, at, y))

    def _known(self, values: Array) -> NDArray[np.bool_]:
        return np.isfinite(values) & ((values > 0) | (not self.log))

    def _ends(self, values: Array, *, exact_ends: bool) -> tuple[float, float]:
        low, high = float(values.min()), float(values.max())
        if self.log:
            return 10.0 ** np.floor(np.log10(low) + 1e-9), 10.0 ** np.ceil(np.log10(high) - 1e-9)
        return (low, high) if exact_ends else (min(0.0, low), high * 1.05)

    def _share(self, value: ArrayLike, ends: tuple[float, float]) -> Array:
        low, high, at = (np.log10(v) if self.log else np.asarray(v) for v in (*ends, value))
        share: Array = np.clip((at - low) / (high - low), 0, 1)
        return share

    def _across(self, value: ArrayLike) -> Array:
        return self.LEFT + self.WIDTH * self._share(value, self.x_ends)

    def _down(self, value: ArrayLike) -> Array:
        return self.TOP + self.HEIGHT * (1 - self._share(value, self.y_ends))

    def _ticks(self, ends: tuple[float, float]) -> list[float]:
        low, high = ends
        if self.log:
            powers = np.arange(round(np.log10(low)), round(np.log10(high)) + 1)
            return [10.0 ** int(power) for power in powers[:: 1 + len(powers) // 10]]
        rough = (high - low) / 5
        unit = 10.0 ** np.floor(np.log10(rough))
        step = unit * next(n for n in (1, 2, 5, 10) if n * unit >= rough)
        return [n * step for n in range(int(np.ceil(low / step)), int(high / step + 1e-9) + 1)]

    def _tick(
        self, x: float, y: float, value: float, align: Literal["left", "right", "center"]
    ) -> None:
        text = _short(value)
        if self.log and not 0.01 <= value <= 100:
            text = f"10{superscript(round(np.log10(value)))}"
        add_text(self.ax, x, y, text, size=SMALL, colour=DIM, align=align)

    def _alt(self) -> str:
        lines = [
            message(
                "figures.curves_log" if self.log else "figures.curves",
                x=self.x_name,
                y=self.y_name,
                low=_short(self.x[0]),
                high=_short(self.x[-1]),
            )
        ]
        for name, values in self.curves.items():
            known = self._known(values)
            x, y = self.x[known], values[known]
            # How small rounding errors are depends on the machine, and so does where a flat curve
            # is lowest; up to which x it is low does not.
            key = "figures.curve_log" if self.log else "figures.curve"
            lines.append(
                message(
                    key,
                    name=name,
                    lowest=_short(float(x[y <= 2 * y.min()].max())),
                    first=fixed(float(y[0])),
                    last=fixed(float(y[-1])),
                )
            )
        if self.mark is not None:
            lines.append(message("figures.mark", x=self.x_name, at=_short(self.mark)))
            # Rounding errors, which are what logarithmic curves show here, are no one's to compare.
            for name in self.curves if not self.log else ():
                value = self.value(name, self.mark)
                if value is not None:
                    at = significant(value, DIGITS)
                    lines.append(message("figures.at_mark", name=name, value=at))
        return "\n".join(lines)


def _short(value: float) -> str:
    if value and not 1e-4 <= abs(value) < 1e6:
        return significant(value, 2)
    return trimmed(value, 6)
