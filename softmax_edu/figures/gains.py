"""What a class gained, item by item: an open mark before, a filled one after."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ..words import listed, message
from .picture import CSS_DPI, Picture
from .style import (
    BACKGROUND,
    DIM,
    FOREGROUND,
    LINE,
    POINT,
    SMALL,
    TEXT,
    font,
    plain,
    readable,
    text_width,
)

Row = tuple[str, float | None, float]

_ROW, _SCALE, _TOP, _MARGIN = 34.0, 420.0, 14.0, 18.0  # px
_MARK = 11.0


def gains_picture(rows: Sequence[Row]) -> Picture:
    """Return a picture of the shares before (None where it was not asked) and after."""
    shown = [
        (readable(name, str(n)), before, after) for n, (name, before, after) in enumerate(rows)
    ]
    names = max(text_width(name, TEXT) for name, _, _ in shown) + 2 * _MARGIN
    width, height = names + _SCALE + 2 * _MARGIN, _TOP + _ROW * len(rows) + 60
    fig = Figure(figsize=(width / CSS_DPI, height / CSS_DPI), facecolor=BACKGROUND)
    ax = fig.add_axes((0, 0, 1, 1))
    draw_gains(ax, shown, names, (width, height))
    items = [
        message("concept.alt_item", item=name, before=_percent(before), after=_percent(after))
        for name, before, after in rows
    ]
    return Picture(fig, message("concept.alt", items=listed("and", items)))


def draw_gains(ax: Axes, rows: Sequence[Row], names: float, size: tuple[float, float]) -> list[Any]:
    """Draw the rows below each other, and return the artists."""
    width, height = size
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    bottom = _TOP + _ROW * len(rows)
    drawn: list[Any] = []

    def at(share: float) -> float:
        return names + share * _SCALE

    for part in range(0, 101, 25):
        drawn.append(_line(ax, [at(part / 100)] * 2, [_TOP, bottom], LINE, 1))
        drawn.append(_text(ax, at(part / 100), bottom + 16, str(part), DIM, SMALL, "center"))
    axis = readable(message("concept.axis"), "%")
    drawn.append(_text(ax, at(0.5), bottom + 40, axis, DIM, SMALL, "center"))
    for n, (name, before, after) in enumerate(rows):
        y = _TOP + _ROW * (n + 0.5)
        drawn.append(_text(ax, names - _MARGIN, y, name, FOREGROUND, TEXT, "right"))
        if before is not None:
            drawn.append(_line(ax, [at(before), at(after)], [y, y], FOREGROUND, 2))
            drawn.append(_mark(ax, at(before), y, BACKGROUND))
        drawn.append(_mark(ax, at(after), y, FOREGROUND))
    return drawn


def _percent(share: float | None) -> str:
    return "·" if share is None else message("concept.percent", number=round(100 * share))


def _line(ax: Axes, x: list[float], y: list[float], colour: str, wide: float) -> Line2D:
    line = plain(Line2D(x, y, color=colour, linewidth=wide * POINT, linestyle="-", marker="None"))
    return ax.add_line(line)


def _mark(ax: Axes, x: float, y: float, filled: str) -> Line2D:
    mark = Line2D(
        [x],
        [y],
        linestyle="None",
        marker="o",
        markersize=_MARK * POINT,
        markerfacecolor=filled,
        markeredgecolor=FOREGROUND,
        markeredgewidth=2 * POINT,
    )
    return ax.add_line(plain(mark))


def _text(ax: Axes, x: float, y: float, text: str, colour: str, size: float, where: str) -> Text:
    artist = Text(
        x,
        y,
        text,
        color=colour,
        fontproperties=font(size, text=text),
        ha=where,
        va="center",
        usetex=False,
        parse_math=False,
    )
    ax.add_artist(plain(artist))
    return artist
