"""The matrix with inputs over its columns, outputs beside its rows, and the way back."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..moment import Moment
from ..words.formulas import (
    gap_numbers,
    gradient_formula,
    jacobian_head,
    loss_parts,
    sent_texts,
    softmax_head,
    sums_to_1,
    upstream_text,
)
from ..words.numbers import entry, probability
from .heads import ScoreHeads
from .matrix import Cells, Legend, colour_limit, label_columns
from .panels import Shares
from .rows import (
    MOST_ANNOTATED,
    ROWS,
    Grid,
    Panel,
    add_band,
    add_row_labels,
    add_scale,
    light_column,
    light_row,
    names_width,
    scale_text,
    shortened,
)
from .style import (
    DIM,
    FOREGROUND,
    INPUT,
    LOUD,
    NEGATIVE,
    OUTPUT,
    POINT,
    POSITIVE,
    SMALL,
    add_box,
    add_line,
    add_text,
    prepare,
    text_width,
)

EDGE = 8.0  # px that stay free at the left
NUMBER = 58.0  # px of S's number beside its bar
UNIT = 96.0  # px of one unit of S, and of the gradient
NAME = 34.0  # px of a row's name
END = 124.0  # px of what stands at a row's other end
TOP = 132.0  # px over the matrix
NAMES = 16.0  # px more where classes have names
TERM = 11.0  # px, the type of a product


class Outputs:
    """S at the left of its rows: number, bar, and y's mark on the bar's scale."""

    def __init__(self, ax: Axes, grid: Grid, left: float) -> None:
        bar = left + NUMBER
        self.head = add_text(ax, bar + UNIT, grid.head - 26, bold=True, align="right")
        self.shares = Shares(ax, grid, bar, UNIT)
        self.texts = [
            add_text(ax, bar - 8, grid.base(i), size=grid.text_size, align="right")
            for i in range(grid.count)
            if grid.numbered
        ]
        for text, end in zip(add_scale(ax, grid.head - 7, (bar, bar + UNIT)), "01", strict=True):
            text.set_text(end)

    def move(self, moment: Moment) -> None:
        """Show another moment."""
        self.head.set_text(softmax_head(moment))
        self.shares.move(moment)
        shares = zip(self.texts, moment.s.tolist(), moment.rest.tolist(), strict=False)
        for text, value, rest in shares:
            text.set_text(probability(value, rest=rest))


class WayBack:
    """The way back: ∂L/∂S_i at each row's end, ∂L/∂θ_j below each column, L in the corner.

    In the lit column each cell also shows what it sends down: its product with its row's ∂L/∂S_i.
    """

    def __init__(self, ax: Axes, grid: Grid, cells: Cells) -> None:
        self.grid, self.cells = grid, cells
        columns = range(grid.count)
        middle = grid.right + END / 2
        self.slopes, self.sent, self.texts, self.gaps = [], [], [], []
        self.axis = axis = grid.bottom + 16 + UNIT
        self.bottom = axis + UNIT + 10
        if grid.annotated:
            head = "∂L/∂S = −y/S"
            add_text(ax, middle, grid.head - 7, head, size=SMALL, bold=True, align="center")
            self.slopes = [add_text(ax, middle, grid.base(i), align="center") for i in columns]
            self.sent = [add_text(ax, 0, 0, size=TERM, align="center") for _ in columns]
            base = axis + UNIT + 22
            self.texts = [add_text(ax, grid.centre(j), base, align="center") for j in columns]
            self.gaps = [
                add_text(ax, grid.centre(j), base + 17, colour=DIM, align="center") for j in columns
            ]
            self.bottom = base + 24
        self.head = add_text(ax, grid.left - 10, axis - UNIT / 2, bold=True, align="right")
        self.scale = [
            add_text(ax, grid.left - 10, axis + 4 - at, size=SMALL, colour=DIM, align="right")
            for at in (-UNIT, 0.0, UNIT)
        ]
        width = min(24.0, 0.7 * grid.cell)
        self.bars = [add_box(ax, grid.centre(j) - width / 2, axis, width) for j in columns]
        add_line(ax, [grid.left, grid.right], [axis, axis])
        self.formula = add_text(ax, middle, axis - 4, align="center")
        self.loss = add_text(ax, middle, axis + 18, size=LOUD, bold=True, align="center")

    def move(self, moment: Moment) -> None:
        """Show another moment."""
        self.head.set_text(f"∂L/∂θ = {gradient_formula(moment)}")
        limit = moment.gradient_limit
        for text, end in zip(self.scale, (-limit, 0.0, limit), strict=True):
            text.set_text(scale_text(end))
        gradient = moment.gradient.tolist()
        for bar, value in zip(self.bars, gradient, strict=True):
            # A Rectangle of negative height reaches upwards from its y.
            bar.set_height(-UNIT * min(1.0, max(-1.0, value / limit)))
            bar.set_facecolor(NEGATIVE if value < 0 else POSITIVE)
        formula, loss = loss_parts(moment)
        self.formula.set_text(formula)
        self.loss.set_text(loss)
        if self.grid.annotated:
            self._write(moment, gradient)

    def _write(self, moment: Moment, gradient: list[float]) -> None:
        room = self.grid.cell - 8
        for j, value in enumerate(gradient):
            self.texts[j].set_text(entry(value))
            gap = gap_numbers(moment, j)
            self.gaps[j].set_text(gap)
            sizes = (size for size in (SMALL, TERM, 10.0) if text_width(gap, size) <= room)
            size = next(sizes, None)
            self.gaps[j].set_visible(size is not None)
            self.gaps[j].set_fontsize((size or SMALL) * POINT)
            self.gaps[j].set_color(FOREGROUND if j == moment.nudged else DIM)
        for text, slope in zip(self.slopes, moment.upstream.tolist(), strict=True):
            text.set_text(upstream_text(slope))
        for text in self.sent:
            text.set_visible(moment.nudged is not None)
        if moment.nudged is not None:
            self._send_down(moment, moment.nudged, room)

    def _send_down(self, moment: Moment, j: int, room: float) -> None:
        for i, text in enumerate(self.sent):
            value, slope = float(moment.jacobian[i, j]), float(moment.upstream[i])
            number = self.cells.texts[i][j]
            size = float(number.get_fontsize()) / POINT
            for factor, term in sent_texts(value, slope, float(moment.terms[i])):
                if text_width(term, TERM) <= room and text_width(factor, size) <= room:
                    break
            number.set_text(factor)
            number.set_y(self.grid.middle(i) - 1)
            text.set_text(term)
            text.set_position((self.grid.centre(j), self.grid.middle(i) + TERM + 1))


class Gap:
    """S_j − y_j: a bracket below the bar of row j, led through cell (j, j) to the entry that it is.

    It is drawn where Σy is 1: there the entry's bar is as long as the gap.
    """

    TICK = 4.0

    def __init__(self, ax: Axes, grid: Grid, bar: float, axis: float) -> None:
        self.grid, self.bar, self.axis = grid, bar, axis
        self.pieces = [add_line(ax, [0, 0], [0, 0], width=1.5, zorder=3.5) for _ in range(3)]

    def move(self, moment: Moment) -> None:
        """Show another gap; where no score is nudged, none."""
        j = moment.nudged
        for piece in self.pieces:
            piece.set_visible(j is not None and sums_to_1(moment))
        if j is None:
            return
        grid, tick = self.grid, self.TICK
        bottom = grid.top(j) + grid.pitch - 1.5
        s, y = (self.bar + UNIT * float(v[j]) for v in (moment.s, moment.weights))
        share = float(moment.gradient[j]) / moment.gradient_limit
        tip = self.axis - UNIT * min(1.0, max(-1.0, share))
        beside = grid.centre(j) - min(24.0, 0.7 * grid.cell) / 2 - 3
        middle = (self.axis + tip) / 2
        through = grid.column(j) + 1
        under, led, at_entry = self.pieces
        under.set_data([s, s, y, y], [bottom - tick, bottom, bottom, bottom - tick])
        led.set_data(
            [(s + y) / 2, through, through, beside - tick], [bottom, bottom, middle, middle]
        )
        at_entry.set_data(
            [beside, beside - tick, beside - tick, beside], [self.axis, self.axis, tip, tip]
        )


class Around(Panel):
    """The matrix with all that belongs to it; made by `draw_around`."""

    def __init__(
        self,
        ax: Axes,
        moment: Moment,
        labels: Sequence[str] | None,
        outputs: bool,
        backward: bool,
    ) -> None:
        self.backward = backward
        super().__init__(ax, moment)
        K = moment.K
        names = EDGE + names_width(labels)
        # The formula of the gradient stands at the left too.
        before = NUMBER + UNIT if outputs or backward else 0.0
        self.grid = grid = Grid(
            K,
            head=TOP + (NAMES if labels and K <= MOST_ANNOTATED else 0.0),
            left=names + before + NAME,
            cell=_cell(K, backward),
        )
        self.right = grid.right + (END if backward else 4.0)
        start = max(grid.left, 184.0)  # as long as the formula of J can be
        self.width = max(self.right, start + Legend.WIDTH) + 8
        # The column's band lies over the row's: where they cross is the cell itself.
        self.row_band = add_band(ax, OUTPUT)
        self.column_band = add_band(ax, INPUT)
        self.cells = Cells(ax, grid)
        self.heads = ScoreHeads(ax, grid)
        self.names = add_row_labels(ax, grid, "S", grid.left - 8)
        label_columns(ax, grid, TOP - 9)
        if labels:
            self._label(ax, labels, names - 6)
        self.outputs = Outputs(ax, grid, names) if outputs else None
        self.back = WayBack(ax, grid, self.cells) if backward else None
        self.gap = None
        if self.back and outputs and grid.annotated:
            self.gap = Gap(ax, grid, names + NUMBER, self.back.axis)
        self.bottom = self.back.bottom if self.back else grid.bottom + 6
        self.height = self.bottom + 34
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, EDGE, self.bottom + 22, bold=True)
        self.legend = Legend(ax, start, self.bottom + 22, self.cells.marked)
        self._move(moment)

    def _check(self, moment: Moment) -> None:
        if self.backward:
            moment.require_target()

    def _label(self, ax: Axes, labels: Sequence[str], right: float) -> None:
        grid = self.grid
        size = min(SMALL, grid.text_size)
        for i in range(0, grid.count, grid.label_step):
            name = shortened(labels[i])
            add_text(ax, right, grid.base(i), name, size=size, align="right")
            if grid.annotated:
                name = shortened(labels[i], grid.cell - 6)
                base = grid.head - 7
                add_text(ax, grid.centre(i), base, name, size=SMALL, align="center")

    def _move(self, moment: Moment) -> None:
        grid, limit = self.grid, colour_limit(moment, self.grid)
        self.header.set_text(jacobian_head(moment))
        self.cells.move(moment.jacobian, limit, moment.cell)
        self.legend.move(limit)
        self.heads.move(moment)
        if self.outputs:
            self.outputs.move(moment)
        if self.back:
            self.back.move(moment)
        if self.gap:
            self.gap.move(moment)
        light_row(self.row_band, grid, moment.watched, 0, self.right)
        light_column(self.column_band, grid, moment.nudged, 2, self.bottom - 2)


def _cell(classes: int, backward: bool) -> float:
    """Return how wide a column is, px: few have room for a product that can be multiplied out."""
    if classes > MOST_ANNOTATED:
        return ROWS / classes
    return 66.0 if classes > 5 else 124.0 if backward else 92.0


def draw_around(
    ax: Axes,
    moment: Moment,
    labels: Sequence[str] | None = None,
    *,
    outputs: bool = True,
    backward: bool = True,
) -> Around:
    """Draw J and around it θ_j over column j, S_i left of row i, and the way back.

    The way back is ∂L/∂S_i at the right of row i, ∂L/∂θ_j below column j, and L in the corner. S
    and the gradient have one scale where Σy and T are 1.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        Of its picked cell (i, j), row i and column j are lit, and cross in it.
    labels : sequence of str, optional
        The classes' names.
    outputs : bool
        Whether S is shown.
    backward : bool
        Whether the way back is shown; it needs a target.

    Returns
    -------
    Around
        Its ``update(moment)`` moves the marks.

    Raises
    ------
    ValueError
        The way back is asked for, and there is no target.
    """
    return Around(ax, moment, labels, outputs, backward)
