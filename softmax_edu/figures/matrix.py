"""The Jacobian of softmax as an annotated heatmap."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.text import Text

from ..moment import Moment
from ..words.formulas import jacobian_head
from ..words.numbers import signed, subscript
from .rows import (
    HEAD,
    MOST_ANNOTATED,
    Panel,
    Rows,
    add_band,
    light_row,
    place,
    shortened,
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

    def __init__(
        self,
        ax: Axes,
        shape: tuple[int, int],
        left: float,
        size: tuple[float, float],
    ) -> None:
        self.shape = shape
        self.left = left
        self.cell_width, self.cell_height = size
        rows, columns = shape
        self.annotated = max(shape) <= MOST_ANNOTATED
        self.image = None
        self.patches = None
        if self.annotated:
            self.patches = PolyCollection(
                [self._corners(i, j, GAP) for i in range(rows) for j in range(columns)],
                edgecolors="none",
                linewidths=0,
                antialiaseds=True,
                zorder=1,
            )
            ax.add_artist(plain(self.patches))
        else:
            self.image = add_image(
                ax, np.zeros((*shape, 3)), left, HEAD, columns * size[0], rows * size[1]
            )
        self.marked = min(size) >= SMALLEST_MARKED
        self.corner = min(CORNER, 0.45 * min(size))
        self.marks = PolyCollection(
            [], facecolors=NEGATIVE, edgecolors="none", linewidths=0, antialiaseds=True, zorder=2
        )
        ax.add_artist(plain(self.marks))
        self.texts = [
            [add_text(ax, left + (j + 0.5) * size[0], 0, align="center") for j in range(columns)]
            for i in range(rows)
            if self.annotated
        ]
        self.outline = add_box(ax, edge=EDGE, edge_width=2.5, zorder=5)

    def _corners(self, i: int, j: int, gap: float) -> list[tuple[float, float]]:
        x, y = self.left + j * self.cell_width, HEAD + i * self.cell_height
        right, bottom = x + self.cell_width - gap, y + self.cell_height - gap
        return [(x + gap, y + gap), (right, y + gap), (right, bottom), (x + gap, bottom)]

    def _mark(self, i: int, j: int) -> list[tuple[float, float]]:
        gap = GAP if self.annotated else 0.0
        x = self.left + j * self.cell_width + gap
        bottom = HEAD + (i + 1) * self.cell_height - gap
        return [(x, bottom), (x + self.corner, bottom), (x, bottom - self.corner)]

    def _paper(self, cell: tuple[int, int] | None) -> Array:
        """Return the ground of painted cells, which leave no gap for a band to be seen through."""
        paper = np.full((*self.shape, 3), to_rgb(BACKGROUND))
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
            i, j = cell
            gap = GAP if self.annotated else 0.0
            place(
                self.outline,
                self.left + j * self.cell_width + gap,
                HEAD + i * self.cell_height + gap,
                self.cell_width - 2 * gap,
                self.cell_height - 2 * gap,
            )
        if self.texts:
            self._write([[signed(float(value)) for value in row] for row in values])

    def _write(self, written: list[list[str]]) -> None:
        size = self._text_size(written)
        for i, row in enumerate(self.texts):
            base = HEAD + (i + 0.5) * self.cell_height + 0.36 * size
            for text, number in zip(row, written[i], strict=True):
                text.set_text(number)
                text.set_fontsize(size * POINT)
                text.set_y(base)

    def _text_size(self, written: list[list[str]]) -> float:
        """Return the largest of the usual sizes at which every number fits into its cell."""
        longest = max((number for row in written for number in row), key=len)
        for size in (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0):
            if text_width(longest, size) <= self.cell_width - 2 * GAP - 4:
                break
        return size


def cell_size(shape: tuple[int, int]) -> tuple[float, float]:
    """Return the width and height of a cell, px: wide with a number in it, else square."""
    pitch = Rows(shape[0]).pitch if max(shape) <= MOST_ANNOTATED else 400 / max(shape)
    if max(shape) > MOST_ANNOTATED:
        return pitch, pitch
    return (66.0 if shape[1] <= 6 else 54.0), pitch


def label_rows(ax: Axes, names: Sequence[str], right: float, pitch: float) -> list[Text]:
    """Write the rows' labels, as many as there is room for."""
    step = step_for(pitch, 14)
    size = min(SMALL + 1, 0.9 * pitch * step)
    return [
        add_text(
            ax,
            right,
            HEAD + (i + 0.5) * pitch + 0.36 * size,
            shortened(names[i]),
            size=size,
            align="right",
            colour=DIM,
        )
        for i in range(0, len(names), step)
    ]


def label_columns(
    ax: Axes, names: Sequence[str], left: float, pitch: float, base: float
) -> list[Text]:
    """Write the columns' labels, as many as there is room for."""
    room = max((text_width(name, SMALL + 1) for name in names), default=0.0) + 6
    step = step_for(pitch, room)
    return [
        add_text(
            ax,
            left + (j + 0.5) * pitch,
            base,
            names[j],
            size=SMALL + 1,
            align="center",
            colour=DIM,
        )
        for j in range(0, len(names), step)
    ]


def step_for(pitch: float, room: float) -> int:
    """Return the smallest step of 1, 2, 5, 10 … at which labels have room."""
    for step in (1, 2, 5, 10, 20, 50):
        if step * pitch >= room:
            break
    return step


class Jacobian(Panel):
    """The J panel; made by `draw_jacobian`."""

    RAMP = 72.0

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        K = moment.K
        rows = self.rows
        self.cell_width, _ = cell_size((K, K))
        self.left = 40.0
        self.right = self.left + K * self.cell_width
        self.width = max(self.right + 16, self.left + 224)
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, self.left, 16, bold=True)
        # The column's band lies over the row's: where they cross is the cell itself.
        self.row_band = add_band(ax, OUTPUT)
        self.column_band = add_band(ax, INPUT)
        self.cells = Cells(ax, (K, K), self.left, (self.cell_width, rows.pitch))
        self.texts = self.cells.texts
        names = [f"S{subscript(i)}" for i in range(K)]
        self.row_labels = label_rows(ax, names, self.left - 8, rows.pitch)
        self.column_labels = label_columns(
            ax,
            [f"θ{subscript(j)}" for j in range(K)],
            self.left,
            self.cell_width,
            rows.bottom + 16,
        )
        self._add_legend(rows.bottom + 42)
        self._move(moment)

    def _add_legend(self, base: float) -> None:
        ax, x = self.ax, self.left
        self.scale = [
            add_text(ax, x + 40, base, size=SMALL, colour=DIM, align="right"),
            add_text(ax, x + 48 + self.RAMP, base, size=SMALL, colour=DIM),
        ]
        steps = np.linspace(-1, 1, 19)
        add_image(ax, tint(steps[None, :], 1.0), x + 44, base - 10, self.RAMP, 11)
        if not self.cells.marked:
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

    def _move(self, moment: Moment) -> None:
        self.header.set_text(jacobian_head(moment))
        limit = moment.jacobian_limit
        self.cells.move(moment.jacobian, limit, moment.cell)
        write_scale(self.scale, (-limit, limit))
        rows, width, j = self.rows, self.cell_width, moment.nudged
        light_row(self.row_band, rows, moment.watched, 0, self.right + 2)
        self.column_band.set_visible(j is not None)
        if j is not None:
            place(self.column_band, self.left + j * width, HEAD, width, rows.bottom - HEAD + 22)


def draw_jacobian(
    ax: Axes,
    moment: Moment,
) -> Jacobian:
    """Draw J_ij = ∂S_i/∂θ_j = S_i (δ_ij − S_j)/T: row i the output, column j the input.

    The colour scale is ±0.25/T whatever θ is, since S (1 − S) ≤ 1/4. To K = 10 each cell carries
    its number; beyond, the matrix is painted.

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
