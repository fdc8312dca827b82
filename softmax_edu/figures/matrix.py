"""The Jacobian of softmax as an annotated heatmap."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.text import Text

from ..moment import Moment
from ..words.formulas import jacobian_head
from ..words.numbers import entry, subscript
from .rows import (
    MOST_ANNOTATED,
    Grid,
    Panel,
    add_band,
    add_row_labels,
    light_column,
    light_row,
    place,
    write_scale,
)
from .style import (
    BACKGROUND,
    DIM,
    EDGE,
    INPUT,
    NEGATIVE,
    OUTPUT,
    POINT,
    SMALL,
    TEXT,
    Array,
    add_box,
    add_text,
    plain,
    prepare,
    text_width,
    tint,
)

GAP = 2.0  # px of a cell's edge that stay free where numbers stand in cells
CORNER = 9.0  # px, the mark of a negative cell
SMALLEST_MARKED = 16.0  # px; smaller cells carry no mark


def add_image(
    ax: Axes, colours: Array, x: float, y: float, width: float, height: float
) -> AxesImage:
    """Paint a field of colours, one flat rectangle each."""
    image = AxesImage(
        ax,
        interpolation="nearest",
        interpolation_stage="data",
        origin="upper",
        resample=False,
        filternorm=True,
        extent=(x, x + width, y + height, y),
        zorder=1,
    )
    image.set_data(colours)
    ax.add_artist(plain(image))
    image.set_clip_on(False)
    return image


class Cells:
    """The cells of a matrix: colours, corner marks, numbers, and the outline of the picked one."""

    def __init__(self, ax: Axes, grid: Grid) -> None:
        self.grid = grid
        K = grid.count
        self.gap = GAP if grid.annotated else 0.0
        self.image = None
        self.patches = None
        if grid.annotated:
            self.patches = PolyCollection(
                [self._corners(i, j) for i in range(K) for j in range(K)],
                edgecolors="none",
                linewidths=0,
                antialiaseds=True,
                zorder=1,
            )
            ax.add_artist(plain(self.patches))
        else:
            size = K * grid.cell, K * grid.pitch
            self.image = add_image(ax, np.zeros((K, K, 3)), grid.left, grid.head, *size)
        least = min(grid.cell, grid.pitch)
        self.marked = least >= SMALLEST_MARKED
        self.corner = min(CORNER, 0.45 * least)
        self.marks = PolyCollection(
            [], facecolors=NEGATIVE, edgecolors="none", linewidths=0, antialiaseds=True, zorder=2
        )
        ax.add_artist(plain(self.marks))
        self.texts = [
            [add_text(ax, grid.centre(j), 0, align="center") for j in range(K)]
            for i in range(K)
            if grid.annotated
        ]
        self.outline = add_box(ax, edge=EDGE, edge_width=2.5, zorder=5)

    def _box(self, i: int, j: int) -> tuple[float, float, float, float]:
        """Return what a cell covers: its left upper corner, width and height."""
        grid, gap = self.grid, self.gap
        size = grid.cell - 2 * gap, grid.pitch - 2 * gap
        return grid.column(j) + gap, grid.top(i) + gap, *size

    def _corners(self, i: int, j: int) -> list[tuple[float, float]]:
        x, y, width, height = self._box(i, j)
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]

    def _mark(self, i: int, j: int) -> list[tuple[float, float]]:
        x, y, _, height = self._box(i, j)
        bottom = y + height
        return [(x, bottom), (x + self.corner, bottom), (x, bottom - self.corner)]

    def _paper(self, cell: tuple[int, int] | None) -> Array:
        """Return the ground of painted cells, which leave no gap for a band to be seen through."""
        paper = np.full((self.grid.count, self.grid.count, 3), to_rgb(BACKGROUND))
        if cell is not None:
            paper[cell[0], :] = to_rgb(OUTPUT)
            paper[:, cell[1]] = to_rgb(INPUT)
        return paper

    def move(self, values: Array, limit: float, cell: tuple[int, int] | None) -> None:
        """Show another matrix."""
        if self.image is not None:
            self.image.set_data(tint(values, limit, self._paper(cell)))
        if self.patches is not None:
            self.patches.set_facecolor(list(map(tuple, tint(values, limit).reshape(-1, 3))))
        if self.marked:
            negative = np.argwhere(values < 0)
            self.marks.set_verts([self._mark(int(i), int(j)) for i, j in negative])
        self.outline.set_visible(cell is not None)
        if cell is not None:
            place(self.outline, *self._box(*cell))
        if self.texts:
            self._write([[entry(float(value)) for value in row] for row in values])

    def _write(self, written: list[list[str]]) -> None:
        size = self._text_size(written)
        for i, row in enumerate(self.texts):
            base = self.grid.middle(i) + 0.36 * size
            for text, number in zip(row, written[i], strict=True):
                text.set_text(number)
                text.set_fontsize(size * POINT)
                text.set_y(base)

    def _text_size(self, written: list[list[str]]) -> float:
        """Return the largest of the usual sizes at which every number fits into its cell."""
        longest = max(
            (number for row in written for number in row), key=lambda text: text_width(text, TEXT)
        )
        for size in (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0):
            if text_width(longest, size) <= self.grid.cell - 2 * GAP - 4:
                break
        return size


def label_columns(ax: Axes, grid: Grid, base: float) -> list[Text]:
    """Write θ₀, θ₁ … over the columns, as many as there is room for."""
    names = [f"θ{subscript(j)}" for j in range(grid.count)]
    room = max(text_width(name, SMALL + 1) for name in names) + 6
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if step * grid.cell >= room)
    return [
        add_text(ax, grid.centre(j), base, names[j], size=SMALL + 1, align="center")
        for j in range(0, grid.count, step)
    ]


class Legend:
    """The colour scale of J with its ends, and what the mark in a corner says."""

    RAMP = 72.0
    WIDTH = 224.0

    def __init__(self, ax: Axes, left: float, base: float, marked: bool) -> None:
        x = left
        self.scale = [
            add_text(ax, x + 40, base, size=SMALL, colour=DIM, align="right"),
            add_text(ax, x + 48 + self.RAMP, base, size=SMALL, colour=DIM),
        ]
        steps = np.linspace(-1, 1, 19)
        add_image(ax, tint(steps[None, :], 1.0), x + 44, base - 10, self.RAMP, 11)
        if not marked:
            return
        x += 44 + self.RAMP + 56
        add_box(ax, x, base - 13, 17, 17, colour="none", edge=DIM, edge_width=0.75)
        mark = PolyCollection(
            [[(x, base + 4), (x + CORNER, base + 4), (x, base + 4 - CORNER)]],
            facecolors=NEGATIVE,
            edgecolors="none",
            linewidths=0,
            antialiaseds=True,
            zorder=2,
        )
        ax.add_artist(plain(mark))
        add_text(ax, x + 23, base, "< 0", size=SMALL, colour=DIM)

    def move(self, limit: float) -> None:
        """Write the ends of another scale."""
        write_scale(self.scale, (-limit, limit))


def colour_limit(moment: Moment, grid: Grid) -> float:
    """Return the end of the colour scale."""
    return moment.jacobian_limit if grid.annotated else moment.painted_limit


class Jacobian(Panel):
    """The matrix alone; made by `draw_jacobian`."""

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        K = moment.K
        width = self.rows.pitch if K > MOST_ANNOTATED else 66.0 if K <= 6 else 54.0
        self.grid = grid = Grid(K, left=40.0, cell=width)
        self.width = max(grid.right + 16, grid.left + Legend.WIDTH)
        self.height = grid.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, grid.left, 13, bold=True)
        # The column's band lies over the row's: where they cross is the cell itself.
        self.row_band = add_band(ax, OUTPUT)
        self.column_band = add_band(ax, INPUT)
        self.cells = Cells(ax, grid)
        self.texts = self.cells.texts
        self.row_labels = add_row_labels(ax, grid, "S", grid.left - 8)
        self.column_labels = label_columns(ax, grid, grid.head - 4)
        self.legend = Legend(ax, grid.left, grid.bottom + 22, self.cells.marked)
        self._move(moment)

    def _move(self, moment: Moment) -> None:
        grid, limit = self.grid, colour_limit(moment, self.grid)
        self.header.set_text(jacobian_head(moment))
        self.cells.move(moment.jacobian, limit, moment.cell)
        self.legend.move(limit)
        light_row(self.row_band, grid, moment.watched, 0, grid.right + 2)
        top = grid.head - 16
        light_column(self.column_band, grid, moment.nudged, top, grid.bottom + 2 - top)


def draw_jacobian(
    ax: Axes,
    moment: Moment,
) -> Jacobian:
    """Draw J_ij = ∂S_i/∂θ_j = S_i (δ_ij − S_j)/T: row i the output, column j the input.

    The colour scale is ±0.25/T whatever θ is, since S (1 − S) ≤ 1/4. To K = 10 each cell carries
    its number; beyond, the matrix is painted, on a scale that ends at ±20/(K² T) where
    that is less.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        Its picked cell (i, j) is outlined, with row i and column j lit.

    Returns
    -------
    Jacobian
        Its ``update(moment)`` moves the marks.
    """
    return Jacobian(ax, moment)
