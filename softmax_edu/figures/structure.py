"""Panels that show why: the terms of the chain rule, and the eigenvalues of J."""

import numpy as np
from matplotlib.axes import Axes

from ..moment import Moment
from ..words.formulas import sum_formula, term_formula, term_name
from ..words.numbers import fixed, signed, subscript
from .panels import Bars
from .rows import (
    Panel,
    add_band,
    add_bar,
    add_row_labels,
    add_scale,
    light_row,
    place,
    scale_text,
    write_scale,
)
from .style import (
    DIM,
    INPUT,
    LINE,
    NEGATIVE,
    OUTPUT,
    POSITIVE,
    add_box,
    add_line,
    add_text,
    prepare,
)


class Contributions(Panel):
    """The chain rule's terms; made by `draw_contributions`."""

    HALF = 96.0
    SUM = 40.0  # px of the row of the sum

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        self.left = left = 16.0
        self.axis = axis = left + 348 + self.HALF
        self.width = axis + self.HALF + 20
        self.height = rows.bottom + self.SUM + 36
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, left, 16, bold=True)
        self.row_band = add_band(ax, OUTPUT)
        self.sum_band = add_band(ax, INPUT)
        size = rows.text_size
        written = range(0, rows.count, rows.label_step)
        self.terms = {i: add_text(ax, left, rows.base(i), size=size) for i in written}
        self.cases = {
            i: add_text(ax, left + 112, rows.base(i), size=size, colour=DIM) for i in written
        }
        number_end = axis - self.HALF - 12
        self.bars = Bars(ax, rows, number_end, axis, self.HALF)
        self.texts = self.bars.texts
        rule = rows.bottom + 5
        add_line(ax, [left, self.width - 12], [rule, rule], colour=LINE)
        self.sum_top = rows.bottom + 10
        place(self.sum_band, 6, self.sum_top, self.width - 12, self.SUM)
        end = self.sum_top + self.SUM
        add_line(ax, [axis, axis], [rows.bottom, end])
        base = self.sum_top + self.SUM / 2 + 5
        self.sum_name = add_text(ax, left, base, bold=True)
        self.sum_text = add_text(ax, number_end, base, bold=True, align="right")
        self.sum_bar = add_box(ax, axis, self.sum_top + 7, 0, self.SUM - 14)
        self.scale = add_scale(ax, end + 17, (axis - self.HALF, axis, axis + self.HALF))
        self._move(moment)

    def _check(self, moment: Moment) -> None:
        moment.require_target()

    def _move(self, moment: Moment) -> None:
        j = moment.column
        self.header.set_text(f"∂L/∂θ{subscript(j)} = Σᵢ ∂L/∂Sᵢ · Jᵢ{subscript(j)}")
        for i, text in self.terms.items():
            text.set_text(term_name(moment, i))
        for i, text in self.cases.items():
            text.set_text(term_formula(moment, i))
        limit = moment.gradient_limit
        self.bars.move(moment.terms, limit)
        total = float(moment.gradient[j])
        self.sum_name.set_text(sum_formula(moment))
        self.sum_text.set_text(signed(total))
        self.sum_bar.set_width(self.HALF * min(1.0, max(-1.0, total / limit)))
        self.sum_bar.set_facecolor(NEGATIVE if total < 0 else POSITIVE)
        write_scale(self.scale, (-limit, 0.0, limit))
        light_row(self.row_band, self.rows, moment.watched, 6, self.width - 12)
        self.sum_band.set_visible(moment.cell is not None)


def draw_contributions(
    ax: Axes,
    moment: Moment,
) -> Contributions:
    """Draw the K terms of the chain rule for θ_j, and what they add up to.

    ∂L/∂θ_j = Σ_i (∂L/∂S_i) J_ij, with ∂L/∂S_i = −y_i/S_i: the terms are −y_j (1 − S_j) for i = j
    and y_i S_j for the others, and their sum is S_j·Σy − y_j (all of it over T).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        With a target. Its `column` is j; of its picked cell (i, j), the term of output i is lit.

    Returns
    -------
    Contributions
        Its ``update(moment)`` moves the marks.
    """
    return Contributions(ax, moment)


class Spectrum(Panel):
    """The eigenvalues of J; made by `draw_spectrum`."""

    BAR = 160.0

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        self.bar = 48.0
        end = self.bar + self.BAR
        self.width = end + 78
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, 16, 16, "J v = λ v", bold=True)
        add_row_labels(ax, rows, "λ", self.bar - 8)
        self.bars, self.texts = [], []
        for k in range(rows.count):
            self.bars.append(add_bar(ax, rows, k, self.bar, self.BAR, POSITIVE))
            if rows.numbered:
                size = rows.text_size
                self.texts.append(add_text(ax, end + 56, rows.base(k), size=size, align="right"))
        add_line(ax, [self.bar] * 2, [rows.top(0), rows.bottom])
        self.scale = add_scale(ax, rows.bottom + 17, (self.bar, end))
        self.trace = add_text(ax, 16, rows.bottom + 42, bold=True)
        self._move(moment)

    def _move(self, moment: Moment) -> None:
        limit = moment.eigenvalue_limit
        eigenvalues = moment.eigenvalues
        for bar, value in zip(self.bars, eigenvalues.tolist(), strict=True):
            bar.set_width(self.BAR * min(1.0, max(0.0, value / limit)))
        for text, value in zip(self.texts, eigenvalues.tolist(), strict=False):
            text.set_text(fixed(value))
        for text, value in zip(self.scale, (0.0, limit), strict=True):
            text.set_text(scale_text(value).removeprefix("+"))
        self.trace.set_text(f"tr J = Σλ = {fixed(float(np.trace(moment.jacobian)))}")


def draw_spectrum(
    ax: Axes,
    moment: Moment,
) -> Spectrum:
    """Draw the eigenvalues of J, the largest first, on the scale 0 … 0.5/T that none can leave.

    None is negative, and the last is 0: J **1** = 0, for adding a constant to θ moves nothing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        What is drawn.

    Returns
    -------
    Spectrum
        Its ``update(moment)`` moves the marks.
    """
    return Spectrum(ax, moment)
