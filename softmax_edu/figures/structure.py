"""Panels that show why: the terms of the chain rule, and the eigenvalues of J."""

from collections.abc import Sequence
from types import EllipsisType

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..words.numbers import fixed, signed, subscript
from .numbers import Array, Cell, Numbers, Target
from .panels import Bars, require_target
from .rows import (
    Panel,
    Rows,
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
    FOREGROUND,
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


def contributions(numbers: Numbers, j: int) -> Array:
    """Return the K terms (∂L/∂S_i) J_ij that add up to ∂L/∂θ_j.

    The factors −y_i/S_i and S_i (…) are multiplied out, so that S = 0 does no harm.
    """
    terms: Array = numbers.y * numbers.s[j]
    terms[j] = -numbers.y[j] * numbers.rest[j]
    return terms / numbers.temperature


class Contributions(Panel):
    """The chain rule's terms; made by `draw_contributions`."""

    HALF = 96.0
    SUM = 40.0  # px of the row of the sum

    def __init__(
        self,
        ax: Axes,
        numbers: Numbers,
        labels: Sequence[str] | None = None,
        j: int | None = None,
    ) -> None:
        self._check(numbers)
        self.ax = ax
        self.numbers = numbers
        self.j = _column(j, numbers)
        self.rows = rows = Rows(numbers.K)
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
        self._move(numbers)

    def update(
        self,
        theta: ArrayLike,
        y: Target | EllipsisType = ...,
        *,
        j: int | EllipsisType | None = ...,
        temperature: float | EllipsisType = ...,
        cell: Cell | EllipsisType = ...,
    ) -> None:
        """Move the marks as `Panel.update` does, or to another column j."""
        numbers = self.numbers.moved(theta, y, temperature, cell)
        self._check(numbers)
        self.j = self.j if j is ... else _column(j, numbers)
        self._move(numbers)
        self.numbers = numbers

    def _check(self, numbers: Numbers) -> None:
        require_target(numbers)

    def _move(self, numbers: Numbers) -> None:
        j = shown_column(numbers, self.j)
        over = "" if numbers.temperature == 1 else "/T"
        sj = f"S{subscript(j)}"
        self.header.set_text(f"∂L/∂θ{subscript(j)} = Σᵢ ∂L/∂Sᵢ · Jᵢ{subscript(j)}")
        for i, text in self.terms.items():
            text.set_text(f"∂L/∂S{subscript(i)} · {entry(i, j)}")
        for i, text in self.cases.items():
            si = f"S{subscript(i)}"
            second = f" {si}(1 − {si})" if i == j else f"(−{si}{sj})"
            text.set_text(f"(−y{subscript(i)}/{si}){second}{over}")
        limit = numbers.gradient_limit
        self.bars.move(contributions(numbers, j), limit)
        total = float(numbers.gradient[j])
        formula = f"{sj} Σy − y{subscript(j)}"
        formula = f"({formula})/T" if over else formula
        self.sum_name.set_text(f"∂L/∂θ{subscript(j)} = {formula}")
        self.sum_text.set_text(signed(total))
        self.sum_bar.set_width(self.HALF * min(1.0, max(-1.0, total / limit)))
        self.sum_bar.set_facecolor(NEGATIVE if total < 0 else POSITIVE)
        write_scale(self.scale, (-limit, 0.0, limit))
        light_row(self.row_band, self.rows, numbers.watched, 6, self.width - 12)
        self.sum_band.set_visible(numbers.cell is not None)


def entry(i: int, j: int) -> str:
    """Return the name of a cell: J₁₂, with a space where an index has two digits."""
    between = " " if max(i, j) > 9 else ""
    return f"J{subscript(i)}{between}{subscript(j)}"


def shown_column(numbers: Numbers, j: int | None = None) -> int:
    """Return the column whose terms are shown: j, else the picked cell's, else the target's."""
    if j is not None:
        return j
    return numbers.cell[1] if numbers.cell is not None else int(numbers.y.argmax())


def _column(j: int | None, numbers: Numbers) -> int | None:
    if j is not None and not 0 <= j < numbers.K:
        raise ValueError(f"j is {j}; with {numbers.K} classes it goes from 0 to {numbers.K - 1}.")
    return j


def draw_contributions(
    ax: Axes,
    theta: ArrayLike,
    y: Target,
    j: int | None = None,
    *,
    temperature: float = 1.0,
    cell: Cell = None,
) -> Contributions:
    """Draw the K terms of the chain rule for θ_j, and what they add up to.

    ∂L/∂θ_j = Σ_i (∂L/∂S_i) J_ij, with ∂L/∂S_i = −y_i/S_i: the terms are −y_j (1 − S_j) for i = j
    and y_i S_j for the others, and their sum is S_j·Σy − y_j (all of it over T).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    theta : array_like, shape (K,)
        The scores.
    y : int or array_like of shape (K,)
        The target: a class, or K weights.
    j : int, optional
        The score whose way to the loss is shown; by default the picked cell's, else the class of
        the largest weight.
    temperature : float
        T.
    cell : (int, int), optional
        The picked cell (i, j) of the Jacobian: the term of output i is lit.

    Returns
    -------
    Contributions
        Its ``update(theta, …)`` moves the marks.
    """
    return Contributions(ax, Numbers.of(theta, y, temperature, cell), None, j)


def spectrum(numbers: Numbers) -> Array:
    """Return the eigenvalues of J, the largest first."""
    eigenvalues: Array = np.linalg.eigvalsh(numbers.jacobian)[::-1]
    return eigenvalues


class Spectrum(Panel):
    """The eigenvalues of J; made by `draw_spectrum`."""

    BAR = 160.0

    def __init__(self, ax: Axes, numbers: Numbers, labels: Sequence[str] | None = None) -> None:
        self.ax = ax
        self.numbers = numbers
        self.rows = rows = Rows(numbers.K)
        self.bar = 48.0
        end = self.bar + self.BAR
        self.width = end + 78
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, 16, 16, "J v = λ v", bold=True)
        add_row_labels(ax, rows, "λ", self.bar - 8, None, FOREGROUND)
        self.bars, self.texts = [], []
        for k in range(rows.count):
            self.bars.append(add_bar(ax, rows, k, self.bar, self.BAR, POSITIVE))
            if rows.numbered:
                size = rows.text_size
                self.texts.append(add_text(ax, end + 56, rows.base(k), size=size, align="right"))
        add_line(ax, [self.bar] * 2, [rows.top(0), rows.bottom])
        self.scale = add_scale(ax, rows.bottom + 17, (self.bar, end))
        self.trace = add_text(ax, 16, rows.bottom + 42, bold=True)
        self._move(numbers)

    def _move(self, numbers: Numbers) -> None:
        # No eigenvalue is larger: vᵀJv is a variance of K numbers that lie at most √2 |v| apart.
        limit = 0.5 / numbers.temperature
        eigenvalues = spectrum(numbers)
        for bar, value in zip(self.bars, eigenvalues.tolist(), strict=True):
            bar.set_width(self.BAR * min(1.0, max(0.0, value / limit)))
        for text, value in zip(self.texts, eigenvalues.tolist(), strict=False):
            text.set_text(fixed(value))
        for text, value in zip(self.scale, (0.0, limit), strict=True):
            text.set_text(scale_text(value).removeprefix("+"))
        self.trace.set_text(f"tr J = Σλ = {fixed(float(np.trace(numbers.jacobian)))}")


def draw_spectrum(
    ax: Axes,
    theta: ArrayLike,
    y: Target = None,
    *,
    temperature: float = 1.0,
    cell: Cell = None,
) -> Spectrum:
    """Draw the eigenvalues of J, the largest first, on the scale 0 … 0.5/T that none can leave.

    None is negative, and the last is 0: J **1** = 0, for adding a constant to θ moves nothing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    theta : array_like, shape (K,)
        The scores.
    y, cell : optional
        Not shown here; taken so that all panels are drawn alike.
    temperature : float
        T.

    Returns
    -------
    Spectrum
        Its ``update(theta, …)`` moves the marks.
    """
    return Spectrum(ax, Numbers.of(theta, y, temperature, cell))
