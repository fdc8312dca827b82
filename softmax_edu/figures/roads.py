"""The roads from one score to the loss: θ_j → every S_i → L, and what they add up to."""

from math import sqrt
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from ..facts import facts
from ..moment import Moment
from ..words.numbers import subscript, trimmed
from ..words.roads import Road, road, roads_head, sum_of_roads
from .panels import Bars
from .rows import (
    Panel,
    Rows,
    add_band,
    add_scale,
    light_row,
    write_scale,
)
from .style import (
    BACKGROUND,
    DIM,
    FOREGROUND,
    INPUT,
    NEGATIVE,
    OUTPUT,
    POINT,
    POSITIVE,
    SMALL,
    TEXT,
    Array,
    add_box,
    add_line,
    add_text,
    plain,
    prepare,
    text_width,
)

MOST_MAPPED: int = facts()["limits"]["mapped"]  # classes whose roads are drawn as a map
STEEPEST: float = facts()["limits"]["slope"]  # |∂L/∂S_i| from which an edge is at its widest
EDGE = 16.0  # px that stay free at the left
NODE = 48.0  # px, the width of a node
STAGE = 168.0  # px between two nodes
EFFECT = 208.0  # px of what a road comes to
THINNEST, THICKEST = 1.35, 11.25  # px: an edge whose factor is almost 0, and one at its scale's end
FAN = 6.5  # px: edges that meet in a node arrive so far apart
SUM = 44.0  # px of the sum
FACTOR = 13.0  # px, the type of the numbers along an edge


class Tall(Rows):
    """Rows high enough for a road's two lines; few are higher."""

    @property
    def pitch(self) -> float:
        """Return the height of a row, px."""
        return max(52.0, min(76.0, 228.0 / self.count))


class _Symbols:
    """A formula of which two pieces are struck out."""

    def __init__(self, ax: Axes, x: float, base: float, size: float) -> None:
        self.x, self.base, self.size = x, base, size
        self.text = add_text(ax, x, base, size=size, colour=DIM)
        self.strokes = [add_line(ax, [0, 0], [0, 0], width=1.25, zorder=5) for _ in range(2)]

    def write(self, pieces: list[tuple[str, bool]]) -> None:
        """Write another formula."""
        self.text.set_text("".join(text for text, _ in pieces))
        strokes = iter(self.strokes)
        before = ""
        for text, struck in pieces:
            if struck:
                start = self.x + text_width(before, self.size)
                end = self.x + text_width(before + text, self.size)
                stroke = next(strokes)
                stroke.set_xdata([start - 1, end + 1])
                stroke.set_ydata([self.base + 3, self.base - 0.78 * self.size])
            before += text


class _Edge:
    """One factor as a line: its sign's colour, and as thick as it is large.

    It leaves the row of its start and reaches that of its end at the parts `bends` of its way.
    """

    def __init__(
        self,
        ax: Axes,
        start: tuple[float, float],
        end: tuple[float, float],
        bends: tuple[float, float],
    ) -> None:
        (x0, y0), (x1, y1) = start, end
        first, second = (x0 + bend * (x1 - x0) for bend in bends)
        corners = [start, (first, y0), (second, y1), end]
        self.patch = PathPatch(
            Path(corners, [Path.MOVETO, *[Path.CURVE4] * 3]),
            facecolor="none",
            capstyle="butt",
            joinstyle="round",
            antialiased=True,
            zorder=2,
        )
        ax.add_artist(plain(self.patch))
        self.patch.set_clip_on(False)

    def move(self, value: float, limit: float) -> None:
        """Show another factor; 0 has no sign."""
        sign = POSITIVE if value > 0 else NEGATIVE
        self.patch.set_edgecolor(DIM if value == 0 else sign)
        width = 1.5 if value == 0 else edge_width(value, limit)
        self.patch.set_linewidth(width * POINT)
        self.patch.set_linestyle((0, (3.5, 2.5)) if value == 0 else "solid")


def edge_width(value: float, limit: float) -> float:
    """Return how wide an edge is, px: the square root of its factor on its stage's scale."""
    return THINNEST + (THICKEST - THINNEST) * sqrt(min(1.0, abs(value) / limit))


def edge_limits(moment: Moment) -> tuple[float, float]:
    """Return the ends of both scales: no J_ij is larger; a steeper slope is drawn as the end."""
    return moment.jacobian_limit, STEEPEST


def _add_node(ax: Axes, x: float, y: float, text: str, colour: str) -> tuple[FancyBboxPatch, Text]:
    node = FancyBboxPatch(
        (x, y - 14),
        NODE,
        28,
        boxstyle="round,pad=0,rounding_size=14",
        facecolor=colour,
        edgecolor=FOREGROUND,
        linewidth=1.25 * POINT,
        antialiased=True,
        zorder=3,
    )
    ax.add_artist(plain(node))
    node.set_clip_on(False)
    return node, add_text(ax, x + NODE / 2, y + 5, text, align="center")


class _Stage:
    """The edges into or out of all outputs, their numbers, and the scale of their widths."""

    def __init__(self, ax: Axes, rows: Rows, left: float, second: bool) -> None:
        K, middle = rows.count, (rows.top(0) + rows.bottom) / 2
        right = left + STAGE
        self.edges, self.texts = [], []
        for i in range(K):
            own = rows.middle(i)
            meeting = middle + FAN * (i - (K - 1) / 2)
            heights = (own, meeting) if second else (meeting, own)
            # Most of the way an edge runs in its own row, where its number stands.
            bends = (0.7, 0.75) if second else (0.25, 0.3)
            self.edges.append(_Edge(ax, (left, heights[0]), (right, heights[1]), bends))
            base = own + (22 if i > (K - 1) / 2 else -11)
            align: Literal["left", "right"] = "left" if second else "right"
            x = left + 8 if second else right - 8
            self.texts.append(add_text(ax, x, base, size=FACTOR, align=align, zorder=4))
        x = left + 28
        base = rows.bottom + 22
        self.head = add_text(ax, x - 6, base, size=SMALL, colour=DIM, align="right")
        self.ends = []
        for part in (1.0, 0.25):
            width = edge_width(part, 1.0)
            add_box(ax, x, base - 4 - width / 2, 22, width, colour=DIM)
            self.ends.append((part, add_text(ax, x + 27, base, size=SMALL, colour=DIM)))
            x += 76

    def move(self, values: Array, limit: float, texts: list[str], bound: str) -> None:
        """Show other factors, and write the ends of their scale."""
        for edge, value in zip(self.edges, values.tolist(), strict=True):
            edge.move(value, limit)
        for text, written in zip(self.texts, texts, strict=True):
            text.set_text(written)
        for part, end in self.ends:
            end.set_text(f"{bound if part == 1 else ''}{trimmed(limit * part, 3)}")


class _Effect:
    """What one road comes to: both factors in symbols, what is left of them, and a number."""

    def __init__(self, ax: Axes, left: float, right: float, middle: float) -> None:
        self.symbols = _Symbols(ax, left, middle - 4, SMALL)
        self.left = add_text(ax, left, middle + 15)
        self.number = add_text(ax, right, middle + 15, align="right")

    def move(self, road: Road) -> None:
        """Show another road."""
        self.symbols.write(road.factors)
        self.left.set_text(f"= {road.left}")
        self.number.set_text(road.result)

    def cover(self) -> None:
        """Leave the number alone."""
        for artist in (self.symbols.text, *self.symbols.strokes, self.left):
            artist.set_visible(False)


class _Sum:
    """What the roads add up to, below a rule."""

    def __init__(self, ax: Axes, left: float, right: float, top: float) -> None:
        self.band = add_band(ax, INPUT)
        self.place = (left - 8, top, right - left + 16, SUM)
        self.rule = add_line(ax, [left - 8, right + 8], [top, top], width=1.5)
        self.room = right - left
        self.symbols = add_text(ax, left, top + 18, bold=True)
        self.left = add_text(ax, left, top + 36)
        self.number = add_text(ax, right, top + 36, bold=True, align="right")

    def cover(self) -> None:
        """Show nothing."""
        for artist in (self.rule, self.symbols, self.left, self.number):
            artist.set_visible(False)
        self.band.hide()

    def move(self, moment: Moment) -> None:
        """Show another sum."""
        symbols, left, result = sum_of_roads(moment)
        self.symbols.set_text(symbols)
        self.number.set_text(result)
        room = self.room - text_width(result, TEXT, bold=True) - 8
        size = next((size for size in (TEXT, SMALL, 10.5) if text_width(left, size) <= room), None)
        self.left.set_text(left if size is not None else "")
        self.left.set_fontsize((size or TEXT) * POINT)
        if moment.cell is None:
            self.band.hide()
        else:
            self.band.lay(*self.place, upright=False)


class RoadMap(Panel):
    """The roads of a few classes; made by `draw_roads`."""

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        K = moment.K
        self.rows = rows = Tall(K, head=58.0)
        middle = (rows.top(0) + rows.bottom) / 2
        outputs, loss = EDGE + NODE + STAGE, EDGE + 2 * (NODE + STAGE)
        self.effect = loss + NODE + 28
        right = self.effect + EFFECT
        self.width, self.height = right + 16, rows.bottom + SUM + 12
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, EDGE, 16, bold=True)
        self.band = add_band(ax, OUTPUT)
        self.stages = [
            _Stage(ax, rows, EDGE + NODE, second=False),
            _Stage(ax, rows, outputs + NODE, second=True),
        ]
        for stage, scale in zip(self.stages, ("|J|", "|−y/S|"), strict=True):
            stage.head.set_text(scale)
        _, self.input = _add_node(ax, EDGE, middle, "", INPUT)
        self.outputs = [
            _add_node(ax, outputs, rows.middle(i), f"S{subscript(i)}", OUTPUT)[0] for i in range(K)
        ]
        _add_node(ax, loss, middle, "L", BACKGROUND)
        self.effects = [_Effect(ax, self.effect, right, rows.middle(i)) for i in range(K)]
        self.sum = _Sum(ax, self.effect, right, rows.bottom)
        self.right = right
        self._move(moment)

    def cover(self) -> None:
        """Hide what the roads come to in letters, and their sum: numbers alone are left."""
        for effect in self.effects:
            effect.cover()
        self.sum.cover()

    def _check(self, moment: Moment) -> None:
        moment.require_target()

    def _move(self, moment: Moment) -> None:
        self.header.set_text(roads_head(moment))
        self.input.set_text(f"θ{subscript(moment.column)}")
        roads = [road(moment, i) for i in range(moment.K)]
        values = moment.jacobian[:, moment.column], moment.upstream
        written = [one.first for one in roads], [one.second for one in roads]
        limits = edge_limits(moment)
        for n, (stage, bound) in enumerate(zip(self.stages, ("", "≥ "), strict=True)):
            stage.move(values[n], limits[n], written[n], bound)
        for effect, one in zip(self.effects, roads, strict=True):
            effect.move(one)
        self.sum.move(moment)
        for i, node in enumerate(self.outputs):
            node.set_linewidth((2.5 if i == moment.watched else 1.25) * POINT)
            self.effects[i].symbols.text.set_color(FOREGROUND if i == moment.watched else DIM)
        self.band.hide()
        if moment.watched is not None:
            top = self.rows.middle(moment.watched) - 22
            self.band.lay(self.effect - 8, top, self.right - self.effect + 16, 44, upright=False)


class RoadBars(Panel):
    """The roads of more classes; made by `draw_roads`."""

    HALF = 96.0

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        self.axis = axis = EDGE + 372 + self.HALF
        self.width = axis + self.HALF + 20
        top = rows.bottom + 10
        self.height = top + SUM + 36
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, EDGE, 16, bold=True)
        self.row_band = add_band(ax, OUTPUT)
        number_end = axis - self.HALF - 12
        self.sum = _Sum(ax, EDGE, number_end, top)
        size = min(SMALL, rows.text_size)
        written = range(0, rows.count, rows.label_step)
        self.symbols = {i: _Symbols(ax, EDGE, rows.base(i), size) for i in written}
        self.lefts = {i: add_text(ax, EDGE + 174, rows.base(i), size=size) for i in written}
        self.bars = Bars(ax, rows, number_end, axis, self.HALF)
        self.texts = self.bars.texts
        add_line(ax, [axis, axis], [rows.bottom, top + SUM])
        self.sum_bar = add_box(ax, axis, top + 9, 0, SUM - 18)
        self.scale = add_scale(ax, top + SUM + 17, (axis - self.HALF, axis, axis + self.HALF))
        self._move(moment)

    def _check(self, moment: Moment) -> None:
        moment.require_target()

    def _move(self, moment: Moment) -> None:
        self.header.set_text(roads_head(moment))
        for i, symbols in self.symbols.items():
            one = road(moment, i)
            symbols.write(one.factors)
            self.lefts[i].set_text(f"= {one.left}")
            symbols.text.set_color(FOREGROUND if i == moment.watched else DIM)
        limit = moment.gradient_limit
        self.bars.move(moment.terms, limit)
        total = float(moment.gradient[moment.column])
        self.sum.move(moment)
        self.sum_bar.set_width(self.HALF * min(1.0, max(-1.0, total / limit)))
        self.sum_bar.set_facecolor(NEGATIVE if total < 0 else POSITIVE)
        write_scale(self.scale, (-limit, 0.0, limit))
        light_row(self.row_band, self.rows, moment.watched, 6, self.width - 12)


def draw_roads(
    ax: Axes,
    moment: Moment,
) -> RoadMap | RoadBars:
    """Draw the roads from θ_j through every S_i to L, and what they add up to.

    ∂L/∂θ_j = Σ_i J_ij (∂L/∂S_i), with ∂L/∂S_i = −y_i/S_i: a road is −y_j (1 − S_j) for i = j and
    y_i S_j for the others, and their sum is S_j·Σy − y_j (all of it over T). To K = 5 they are a
    map: an edge has its factor's sign as colour and its square root as width, on one scale for each
    stage, and a factor of 0 is grey and dashed. More classes are bars on one scale.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        With a target. Its `column` is j; of its picked cell (i, j), the road through S_i is lit.

    Returns
    -------
    RoadMap or RoadBars
        Its ``update(moment)`` moves the marks.
    """
    return (RoadMap if moment.K <= MOST_MAPPED else RoadBars)(ax, moment)
