"""The scores over the columns of the matrix: each θ_j is an input to every row."""

from matplotlib.axes import Axes

from ..moment import Moment
from ..words.numbers import exact
from .panels import score_texts
from .rows import Grid, place
from .style import DIM, LINE, TEXT, add_box, add_line, add_text

FIRST, LAST = 34.0, 104.0  # px from the top: the ends of the scale of θ


class ScoreHeads:
    """A mark on a track over each column; of more than ten classes, a bar from 0."""

    def __init__(self, ax: Axes, grid: Grid) -> None:
        self.grid = grid
        end = grid.left - 10
        add_text(ax, end, 18, "θ", bold=True, align="right")
        self.temperature = add_text(ax, end, 38, colour=DIM, size=TEXT, align="right")
        self.fills, self.knobs, self.texts, self.bars = [], [], [], []
        for j in range(grid.count):
            if not grid.annotated:
                self.bars.append(add_box(ax, colour=DIM))
                continue
            x = [grid.centre(j)] * 2
            add_line(ax, x, [FIRST, LAST], colour=LINE, width=6, cap="round", zorder=1)
            self.fills.append(add_line(ax, x, [LAST] * 2, colour=DIM, width=6, cap="round"))
            self.knobs.append(
                add_line(ax, x[:1], [LAST], colour=DIM, width=0, marker="o", marker_size=15)
            )
            self.texts.append(add_text(ax, x[0], 18, align="center"))

    def move(self, moment: Moment) -> None:
        """Show another moment."""
        least, most = moment.score_limits
        places = [
            LAST - (LAST - FIRST) * (min(max(score, least), most) - least) / (most - least)
            for score in [0.0, *moment.theta.tolist()]
        ]
        zero, *tops = places
        for fill, knob, top in zip(self.fills, self.knobs, tops, strict=False):
            fill.set_ydata([LAST, top])
            knob.set_ydata([top])
        for text, score in zip(self.texts, score_texts(moment.theta), strict=False):
            text.set_text(score)
        width = 0.8 * self.grid.cell
        for j, (bar, top) in enumerate(zip(self.bars, tops, strict=False)):
            place(bar, self.grid.centre(j) - width / 2, zero, width, top - zero)
        warm = moment.temperature != 1
        self.temperature.set_text(f"T = {exact(moment.temperature)}" if warm else "")
