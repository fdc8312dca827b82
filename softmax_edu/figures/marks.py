"""A picture as the marks that it is made of, for a browser that draws them again."""

import re
from functools import cache
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ..facts import facts
from ..night import dark
from .picture import Picture
from .style import POINT

#: What a mark is, and then what it needs: a place and sizes in CSS pixels, colours, a text.
Mark = list[Any]

# What `curves` makes of S_y, anywhere in a name.
LOWERED_TEX = re.compile(r"\$\\mathrm\{(\w+_\{\w+\})\}\$")
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def marks_of(picture: Picture) -> list[Mark]:
    """Return what stands in a picture, from the lowest to the highest, each as plain JSON.

    ``["line", points, colour, width, dashes, cap]``, ``["dots", points, colour, size, shape,
    edge]``, ``["box", x, y, width, height, fill, edge, edge width]`` and ``["text", x, y, text,
    size, colour, anchor, bold]``. A colour is a name of the palette, or a pair for a light and a
    dark page; `None` is no colour. Lengths are rounded to hundredths of a pixel.
    """
    [ax] = picture.fig.axes
    shown = [artist for artist in ax.get_children() if artist.get_visible()]
    found: list[Mark] = []
    for artist in sorted(shown, key=lambda one: one.get_zorder()):
        if isinstance(artist, Line2D):
            found += _line(artist)
        elif isinstance(artist, Rectangle) and artist is not ax.patch:
            found += _box(artist)
        elif isinstance(artist, Text) and artist.get_text():
            found.append(_text(artist))
    return found


def _line(line: Line2D) -> list[Mark]:
    points = " ".join(f"{_short(x)},{_short(y)}" for x, y in np.asarray(line.get_xydata()).tolist())
    if not points:
        return []
    if line.get_linestyle() == "None":
        edge = _short(line.get_markeredgewidth() / POINT)
        colour = _colour(line.get_markeredgecolor() if edge else line.get_markerfacecolor())
        size = _short(float(line.get_markersize()) / POINT)
        return [["dots", points, colour, size, line.get_marker(), edge]]
    width = line.get_linewidth() / POINT
    # matplotlib keeps the dashes to itself; it has scaled them by the width already.
    _, dashes = line._dash_pattern  # type: ignore[attr-defined]
    spaced = " ".join(str(_short(length / POINT)) for length in dashes or ())
    cap = line.get_solid_capstyle() if not spaced else "butt"
    return [["line", points, _colour(line.get_color()), _short(width), spaced, str(cap)]]


def _box(box: Rectangle) -> list[Mark]:
    fill, edge = (_colour(colour) for colour in (box.get_facecolor(), box.get_edgecolor()))
    edge_width = _short(box.get_linewidth() / POINT)
    if fill is None and (edge is None or not edge_width):
        return []
    place = [*box.get_xy(), box.get_width(), box.get_height()]
    return [["box", *map(_short, place), fill, edge, edge_width]]


def _text(text: Text) -> Mark:
    x, y = text.get_position()
    written = text.get_text()
    if text.get_parse_math():
        # S_y, written as `curves` does: what stands lower goes between the marks of a subscript.
        written = LOWERED_TEX.sub(r"\1", written)
    size = _short(float(text.get_fontsize()) / POINT)
    bold = str(text.get_fontproperties().get_file()).endswith("-Bold.ttf")
    anchor = _ANCHORS[text.get_horizontalalignment()]
    return ["text", _short(x), _short(y), written, size, _colour(text.get_color()), anchor, bold]


def _short(length: Any) -> float | int:
    rounded = round(float(length), 2)
    return int(rounded) if rounded.is_integer() else rounded


def _colour(colour: Any) -> Any:
    if isinstance(colour, str) and colour == "none":
        return None
    full = to_hex(colour, keep_alpha=True)
    return None if full.endswith("00") and len(full) == 9 else _named(full[:7])


@cache
def _named(colour: str) -> Any:
    light = facts()["palette"]["light"]
    names = [name for name, value in light.items() if value == colour]
    return names[0] if names else [colour, dark(colour)]
