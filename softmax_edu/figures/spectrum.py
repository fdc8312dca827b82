"""The eigenvalues of J."""

import numpy as np
from matplotlib.axes import Axes

from ..moment import Moment
from ..words.numbers import fixed
from .rows import Panel, add_bar, add_row_labels, add_scale, scale_text
from .style import POSITIVE, add_line, add_text, prepare


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
