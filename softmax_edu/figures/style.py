"""How the pictures look: one set of colours, one font, and the marks that every panel is made of.

Every panel is laid out in CSS pixels, origin top left, as the live view is. Each mark states all
of its properties, so that nothing of a learner's ``rcParams`` shows in a picture and none of them
is ever set: they are global, and a kernel draws from more than one thread.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, fontManager, get_font, weight_dict
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

from ..facts import facts

# Pictures are drawn light: a notebook shows them on white. `night.py` makes dark ones of them.
_COLOURS = facts()["palette"]["light"]
FOREGROUND: str = _COLOURS["fg"]
DIM: str = _COLOURS["dim"]
LINE: str = _COLOURS["line"]
POSITIVE: str = _COLOURS["pos"]
NEGATIVE: str = _COLOURS["neg"]
BACKGROUND: str = _COLOURS["bg"]
INPUT: str = _COLOURS["in"]  # θ_j, the score that is nudged
OUTPUT: str = _COLOURS["out"]  # S_i, the output that is watched
EDGE: str = _COLOURS["edge"]

TEXT = 14.0  # font sizes, px
SMALL = 12.0
LOUD = 16.0
POINT = 72 / 96  # points in a CSS pixel

# The share of the sign's colour at the end of the scale; the rest is white, so that text reads.
STRONGEST: float = facts()["palette"]["strongest"]

Array: TypeAlias = NDArray[np.floating[Any]]
AnyArtist = TypeVar("AnyArtist", bound=Artist)


# Fonts in which systems bring Chinese, Japanese and Korean along, the first that is there.
WIDE_FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN"),
    *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "SimHei", "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Sans JP"),
    *("PingFang TC", "Microsoft JhengHei", "Hiragino Sans", "Yu Gothic", "Apple SD Gothic Neo"),
    *("Malgun Gothic", "Droid Sans Fallback", "Arial Unicode MS"),
)


@cache
def _own_file(bold: bool) -> str:
    # The file that matplotlib brings along: the same glyphs on every machine.
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return str(folder / f"DejaVuSans{'-Bold' if bold else ''}.ttf")


def _has_all(file: str, text: str) -> bool:
    """Say whether a font has a sign for every letter of a text."""
    try:
        found = get_font(file)
    except (OSError, RuntimeError):
        return False  # listed once, and gone since
    return all(found.get_char_index(ord(letter)) for letter in text)


def _wide_files() -> list[str]:
    """Return the files of this computer's fonts of those families, the preferred ones first."""
    there = [font for font in fontManager.ttflist if font.name in WIDE_FAMILIES]
    # Where a family has several weights, the plain one.
    there.sort(key=lambda font: (WIDE_FAMILIES.index(font.name), abs(_weight(font.weight) - 400)))
    return [font.fname for font in there]


def _weight(weight: int | str) -> int:
    return weight if isinstance(weight, int) else weight_dict.get(weight, 400)


def _file(text: str, bold: bool) -> str | None:
    own = _own_file(bold)
    if _has_all(own, text):
        return own
    return next((file for file in _wide_files() if _has_all(file, text)), None)


def readable(text: str, instead: str = "") -> str:
    """Return a text if there is a font to write it in, and never a row of boxes: else `instead`."""
    return instead if _file(text, bold=False) is None else text


def is_wide(text: str) -> bool:
    """Say whether a text has signs that the pictures' own font lacks."""
    return not _has_all(_own_file(bold=False), text)


def font(size: float, bold: bool = False, text: str = "") -> FontProperties:
    """Return the font of the pictures at a size in CSS pixels, or one that has this text."""
    file = _file(text, bold) or _own_file(bold)
    return FontProperties(fname=file, size=size * POINT)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is, in CSS pixels."""
    written = font(size, bold, text)
    width, _, _ = text_to_path.get_text_width_height_descent(text, written, False)
    return float(width) / POINT


def plain(artist: AnyArtist) -> AnyArtist:
    """Take off what ``plt.xkcd()`` and the like put on every new artist."""
    artist.set_sketch_params(None)
    artist.set_path_effects([])
    return artist


def tint(values: Array, limit: float, paper: Array | None = None) -> Array:
    """Return the colours of signed values as RGB, shape (..., 3).

    The share of the sign's colour is the square root of ``|value| / limit``, so that small entries
    stay visible; beyond the limit colour is clamped. What is no number has the colour of lines.
    `paper` is what shows through, white by default.
    """
    values = np.asarray(values, dtype=float)
    known = ~np.isnan(values)
    size = np.where(known, np.abs(values), 0.0)
    share = STRONGEST * np.sqrt(np.minimum(size / limit, 1.0))[..., None]
    colour = np.where((values < 0)[..., None], to_rgb(NEGATIVE), to_rgb(POSITIVE))
    mixed = share * colour + (1 - share) * (to_rgb(BACKGROUND) if paper is None else paper)
    return np.where(known[..., None], mixed, to_rgb(LINE))


def prepare(ax: Axes, width: float, height: float) -> None:
    """Turn axes into a sheet of paper measured in CSS pixels from its top left corner."""
    ax.set_axis_off()
    ax.set_autoscale_on(False)
    ax.set_xlim(0, width)
    ax.set_ylim(height, 0)


def add_text(
    ax: Axes,
    x: float,
    y: float,
    text: str = "",
    *,
    size: float = TEXT,
    bold: bool = False,
    colour: str = FOREGROUND,
    align: Literal["left", "center", "right"] = "left",
    zorder: float = 4,
) -> Text:
    """Write text whose base line is at y."""
    written = Text(
        x,
        y,
        text,
        color=colour,
        fontproperties=font(size, bold, text),
        horizontalalignment=align,
        verticalalignment="baseline",
        usetex=False,
        parse_math=False,  # a class may well be called "$"
        antialiased=True,
        zorder=zorder,
    )
    ax.add_artist(plain(written))
    # Numbers may stand out over the edge of the axes by a hair; none is to be cut there.
    written.set_clip_on(False)
    return written


def add_box(
    ax: Axes,
    x: float = 0.0,
    y: float = 0.0,
    width: float = 0.0,
    height: float = 0.0,
    *,
    colour: str = "none",
    edge: str = "none",
    edge_width: float = 0.0,
    zorder: float = 2,
) -> Rectangle:
    """Draw a rectangle from its top left corner; `edge_width` in px."""
    box = Rectangle(
        (x, y),
        width,
        height,
        facecolor=colour,
        edgecolor=edge,
        linewidth=edge_width * POINT,
        linestyle="solid",
        joinstyle="miter",
        antialiased=True,
        zorder=zorder,
    )
    ax.add_artist(plain(box))
    box.set_clip_on(False)
    return box


def add_line(
    ax: Axes,
    x: list[float],
    y: list[float],
    *,
    colour: str = FOREGROUND,
    width: float = 1.0,
    cap: Literal["butt", "round"] = "butt",
    dashes: tuple[float, float] | None = None,
    marker: str = "None",
    marker_size: float = 0.0,
    marker_edge: str = "none",
    marker_edge_width: float = 0.0,
    zorder: float = 3,
) -> Line2D:
    """Draw a line or markers; every width and size in px, dashes in line widths."""
    line = Line2D(
        x,
        y,
        color=colour,
        linewidth=width * POINT,
        linestyle="-" if width else "None",
        solid_capstyle=cap,
        solid_joinstyle="round",
        dash_capstyle="butt",
        dash_joinstyle="round",
        marker=marker,
        markersize=marker_size * POINT,
        markerfacecolor=colour,
        markerfacecoloralt="none",
        markeredgecolor=marker_edge,
        markeredgewidth=marker_edge_width * POINT,
        fillstyle="full",
        antialiased=True,
        zorder=zorder,
    )
    if dashes is not None:
        # Counted in line widths, which is what matplotlib does too unless rcParams say otherwise.
        scale = 1.0 if matplotlib.rcParams["lines.scale_dashes"] else width * POINT
        line.set_linestyle((0, [scale * length for length in dashes]))
    ax.add_artist(plain(line))
    line.set_clip_on(False)
    return line
