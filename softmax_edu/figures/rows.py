"""The rows that all panels share, one a class, so that panels side by side line up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ..facts import facts
from ..moment import Moment
from ..words.numbers import subscript, trimmed
from .style import (
    DIM,
    FOREGROUND,
    INPUT,
    LINE,
    SMALL,
    TEXT,
    add_box,
    add_line,
    add_text,
    readable,
    text_width,
)

HEAD = 34.0  # px above the rows
FOOT = 52.0  # px below them
ROW = 38.0
ROWS = 400.0  # px that many rows share
MOST_ANNOTATED: int = facts()["limits"]["annotated"]  # classes whose numbers are all written
LONGEST_NAME = 110.0  # px that a class's name may take


@dataclass(frozen=True)
class Rows:
    """Where each of `count` rows lies, from top to bottom, below a head."""

    count: int
    head: float = HEAD

    @property
    def pitch(self) -> float:
        """Return the height of a row, px."""
        return ROW if self.count <= MOST_ANNOTATED else ROWS / self.count

    @property
    def bottom(self) -> float:
        """Return the lower end of the last row."""
        return self.head + self.count * self.pitch

    @property
    def height(self) -> float:
        """Return the height of a panel, its head and foot included."""
        return self.bottom + FOOT

    @property
    def numbered(self) -> bool:
        """Say whether a number fits into a row."""
        return self.pitch >= 14

    @property
    def text_size(self) -> float:
        """Return the size of text that fits into a row."""
        return min(TEXT, max(SMALL - 1, self.pitch * 0.62))

    @property
    def label_step(self) -> int:
        """Return the step between rows that carry a label."""
        step = 1
        for factor in (2, 5, 10, 20, 50):
            if step * self.pitch >= 14:
                break
            step = factor
        return step

    def top(self, i: int) -> float:
        """Return the upper end of row i."""
        return self.head + i * self.pitch

    def middle(self, i: int) -> float:
        """Return the middle of row i."""
        return self.top(i) + self.pitch / 2

    def base(self, i: int) -> float:
        """Return the base line of text in row i."""
        return self.middle(i) + 0.36 * self.text_size

    def inset(self, share: float, most: float) -> float:
        """Return the room between a mark and its row's edge: `most`, or a share of a thin row."""
        return min(most, share * self.pitch)


@dataclass(frozen=True)
class Grid(Rows):
    """Where the cells of the matrix lie: a row an output, a column an input."""

    left: float = 0.0
    cell: float = 0.0  # px, a column's width

    @property
    def right(self) -> float:
        """Return the right end of the last column."""
        return self.left + self.count * self.cell

    @property
    def annotated(self) -> bool:
        """Say whether each cell carries its number."""
        return self.count <= MOST_ANNOTATED

    def column(self, j: int) -> float:
        """Return the left end of column j."""
        return self.left + j * self.cell

    def centre(self, j: int) -> float:
        """Return the middle of column j."""
        return self.column(j) + self.cell / 2


class Panel:
    """What ``draw_…`` returns: the marks of one panel, which `update` moves.

    ``draw_x(ax, a).update(b)`` leaves the same picture as ``draw_x(ax, b)``: no mark is ever made
    again, only moved, coloured or written.
    """

    width: float  # px, as is the height
    height: float

    def __init__(self, ax: Axes, moment: Moment) -> None:
        self._check(moment)
        self.ax = ax
        self.moment = moment
        self.rows = Rows(moment.K)

    def update(self, moment: Moment) -> None:
        """Move the marks to another moment.

        Raises
        ------
        ValueError
            The moment is of another number of classes than the picture, or the panel cannot draw
            it. Nothing has moved then.
        """
        if moment.K != self.moment.K:
            raise ValueError(
                f"theta has {moment.K} scores; this picture is of {self.moment.K} classes."
            )
        self._check(moment)
        self._move(moment)
        self.moment = moment

    def _check(self, moment: Moment) -> None:
        """Refuse what this panel cannot draw."""

    def _move(self, moment: Moment) -> None:
        raise NotImplementedError


def names_width(names: Sequence[str] | None) -> float:
    """Return the room that class names take at the left of a panel, px."""
    if not names:
        return 0.0
    return max(text_width(shortened(name), SMALL) for name in names) + 10


def shortened(name: str, room: float = LONGEST_NAME) -> str:
    """Return a class's name, cut to the room there is; nothing where there is no font for it."""
    name = readable(name)
    if text_width(name, SMALL) <= room:
        return name
    while name and text_width(name + "…", SMALL) > room:
        name = name[:-1]
    return name.rstrip() + "…"


def add_row_labels(
    ax: Axes,
    rows: Rows,
    symbol: str,
    right: float,
    colour: str = FOREGROUND,
    names: Sequence[str] | None = None,
) -> list[Text]:
    """Write S₀, S₁ … (or θ, λ) at the left of the rows, after the classes' names."""
    written = []
    for i in range(0, rows.count, rows.label_step):
        label = f"{symbol}{subscript(i)}"
        size = rows.text_size
        written.append(
            add_text(ax, right, rows.base(i), label, size=size, align="right", colour=colour)
        )
        if names:
            name = shortened(names[i])
            size = min(SMALL, rows.text_size)
            add_text(ax, right - 28, rows.base(i), name, size=size, align="right")
    return written


def add_bar(ax: Axes, rows: Rows, i: int, left: float, length: float, colour: str) -> Rectangle:
    """Make the bar of row i, still of length 0, on a track as long as it can become."""
    inset = rows.inset(0.18, 7)
    top, height = rows.top(i) + inset, rows.pitch - 2 * inset
    track = add_box(ax, left, top, length, height, colour=LINE, zorder=1)
    track.set_alpha(0.6)
    return add_box(ax, left, top, 0, height, colour=colour)


def add_scale(ax: Axes, base: float, places: Iterable[float]) -> list[Text]:
    """Make the numbers of a scale below the rows; `write_scale` writes them."""
    return [add_text(ax, x, base, size=SMALL, colour=DIM, align="center") for x in places]


def write_scale(texts: Iterable[Text], values: Iterable[float]) -> None:
    """Write the numbers of a scale."""
    for text, value in zip(texts, values, strict=True):
        text.set_text(scale_text(value))


def scale_text(value: float) -> str:
    """Return the end of a scale as short text: −0.25, 0, +1."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "") + trimmed(value, 3)


class Band:
    """The band behind a watched row or a nudged column, as in the live view.

    The output's has solid edges and the input's dashed ones, for whoever does not see the colours.
    """

    def __init__(self, ax: Axes, colour: str) -> None:
        self.box = add_box(ax, colour=colour, zorder=0)
        mixed = 0.45 * np.array(to_rgb(colour)) + 0.55 * np.array(to_rgb(FOREGROUND))
        edge = to_hex((float(mixed[0]), float(mixed[1]), float(mixed[2])))
        dashes = (2.6, 2.0) if colour == INPUT else None
        self.edges = [
            add_line(ax, [0, 0], [0, 0], colour=edge, width=1.5, dashes=dashes, zorder=2.5)
            for _ in range(2)
        ]
        self.hide()

    def hide(self) -> None:
        """Take it away."""
        for mark in (self.box, *self.edges):
            mark.set_visible(False)

    def lay(self, x: float, y: float, width: float, height: float, *, upright: bool) -> None:
        """Lay it behind a row, or upright behind a column; its edges run along it."""
        place(self.box, x, y, width, height)
        for edge, far in zip(self.edges, (0, 1), strict=True):
            across = (x + far * width, y + far * height)
            edge.set_xdata([across[0]] * 2 if upright else [x, x + width])
            edge.set_ydata([y, y + height] if upright else [across[1]] * 2)
        for mark in (self.box, *self.edges):
            mark.set_visible(True)


def add_band(ax: Axes, colour: str) -> Band:
    """Make the band behind a watched row or a nudged column."""
    return Band(ax, colour)


def light_column(band: Band, grid: Grid, j: int | None, top: float, height: float) -> None:
    """Lay a band behind column j; behind none, take it away."""
    if j is None:
        band.hide()
    else:
        band.lay(grid.column(j), top, grid.cell, height, upright=True)


def light_row(band: Band, rows: Rows, i: int | None, left: float, width: float) -> None:
    """Lay a band behind row i; behind none, take it away."""
    if i is None:
        band.hide()
    else:
        band.lay(left, rows.top(i), width, rows.pitch, upright=False)


def place(box: Rectangle, x: float, y: float, width: float, height: float) -> None:
    """Move a rectangle to its top left corner and size."""
    box.set_bounds(x, y, width, height)
