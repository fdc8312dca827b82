"""The panels with one bar a class: θ, S and the gradient."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..moment import Moment
from ..words.formulas import gradient_formula, loss_formula, softmax_head
from ..words.numbers import MINUS, entry, exact, fixed, probability, subscript
from .rows import (
    Panel,
    Rows,
    add_band,
    add_bar,
    add_row_labels,
    add_scale,
    light_row,
    names_width,
    place,
    write_scale,
)
from .style import (
    DIM,
    FOREGROUND,
    INPUT,
    LINE,
    LOUD,
    NEGATIVE,
    OUTPUT,
    POINT,
    POSITIVE,
    SMALL,
    TEXT,
    add_box,
    add_line,
    add_text,
    prepare,
    text_width,
)


def score_texts(theta: ArrayLike) -> list[str]:
    """Return the scores as a column: as many decimals as they need and have room for, 1 to 3."""
    scores = np.asarray(theta, dtype=float)
    digits = next((d for d in (1, 2) if np.array_equal(np.round(scores, d), scores)), 3)
    largest = np.abs(scores[np.isfinite(scores)]).max(initial=0.0)
    room = 1 if largest >= 100 else 2 if largest >= 10 else 3
    return [_score_text(float(score), min(digits, room)) for score in scores]


def _score_text(score: float, digits: int) -> str:
    if abs(score) < 1000 or not np.isfinite(score):
        return fixed(score, digits)
    if abs(score) < 1e5:
        return fixed(score, 0)
    return f"{score:.0e}".replace("-", MINUS).replace("e+", "e")


class Scores(Panel):
    """The θ panel; made by `draw_scores`."""

    TRACK = 92.0

    def __init__(self, ax: Axes, moment: Moment, labels: Sequence[str] | None) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        left = names_width(labels)
        self.label_end = left + 32
        self.track = left + 46
        self.width = self.track + self.TRACK + 72
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, left + 12, 16, "θ", bold=True)
        self.band = add_band(ax, INPUT)
        self.names = add_row_labels(ax, rows, "θ", self.label_end, names=labels)
        thick = min(6.0, 0.5 * rows.pitch)
        knob = min(15.0, 0.8 * rows.pitch)
        ends = [self.track, self.track + self.TRACK]
        self.fills, self.knobs, self.texts = [], [], []
        for i in range(rows.count):
            middle = [rows.middle(i)] * 2
            add_line(ax, ends, middle, colour=LINE, width=thick, cap="round", zorder=1)
            self.fills.append(
                add_line(ax, ends, middle, colour=DIM, width=thick, cap="round", zorder=2)
            )
            self.knobs.append(
                add_line(
                    ax, ends[:1], middle[:1], colour=DIM, width=0, marker="o", marker_size=knob
                )
            )
            if rows.numbered:
                self.texts.append(
                    add_text(ax, self.width - 8, rows.base(i), size=rows.text_size, align="right")
                )
        self.temperature = add_text(ax, left + 12, rows.bottom + 18, colour=DIM, size=TEXT)
        self._move(moment)

    def _move(self, moment: Moment) -> None:
        least, most = moment.score_limits
        for i, (fill, knob) in enumerate(zip(self.fills, self.knobs, strict=True)):
            share = (min(max(float(moment.theta[i]), least), most) - least) / (most - least)
            x = self.track + self.TRACK * share
            fill.set_xdata([self.track, x])
            knob.set_xdata([x])
        for text, score in zip(self.texts, score_texts(moment.theta), strict=False):
            text.set_text(score)
        warm = moment.temperature != 1
        self.temperature.set_text(f"T = {exact(moment.temperature)}" if warm else "")
        light_row(self.band, self.rows, moment.nudged, 0, self.width)


def draw_scores(
    ax: Axes,
    moment: Moment,
    labels: Sequence[str] | None = None,
) -> Scores:
    """Draw the scores θ as sliders, as the live view shows them; T below where it is not 1.

    The scale is −5 … 5, wider where scores are.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        Of its picked cell (i, j), row j is lit: the score that is nudged.
    labels : sequence of str, optional
        The classes' names.

    Returns
    -------
    Scores
        Its ``update(moment)`` moves the marks.
    """
    return Scores(ax, moment, labels)


class Shares:
    """S as bars from 0 to 1, a row each, and y as marks on that same scale."""

    def __init__(self, ax: Axes, rows: Rows, left: float, length: float) -> None:
        self.rows, self.left, self.length = rows, left, length
        self.bars = [add_bar(ax, rows, i, left, length, DIM) for i in range(rows.count)]
        self.marks = [add_box(ax, colour=FOREGROUND, zorder=3) for _ in range(rows.count)]

    def move(self, moment: Moment) -> None:
        """Show another moment; without a target there are no marks."""
        rows = self.rows
        for i, (bar, mark) in enumerate(zip(self.bars, self.marks, strict=True)):
            bar.set_width(self.length * float(moment.s[i]))
            mark.set_visible(moment.y is not None)
            # y lies on S's own scale, so that S − y is the gap one sees; its end is the scale's.
            at = self.left + self.length * min(1.0, float(moment.weights[i]))
            thick = min(3.0 if moment.weights[i] > 0 else 1.5, 0.4 * rows.pitch)
            inset = rows.inset(0.05, 2)
            place(mark, at - thick / 2, rows.top(i) + inset, thick, rows.pitch - 2 * inset)


class Softmax(Panel):
    """The S panel; made by `draw_softmax`."""

    BAR = 124.0

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        self.bar = 48.0
        self.width = self.bar + self.BAR + 106
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, self.bar, 16, bold=True)
        self.band = add_band(ax, OUTPUT)
        self.names = add_row_labels(ax, rows, "S", self.bar - 8)
        end = self.bar + self.BAR
        self.shares = Shares(ax, rows, self.bar, self.BAR)
        self.bars, self.marks = self.shares.bars, self.shares.marks
        self.texts, self.targets = [], []
        for i in range(rows.count):
            if rows.numbered:
                size = rows.text_size
                self.texts.append(add_text(ax, end + 52, rows.base(i), size=size, align="right"))
                self.targets.append(
                    add_text(ax, end + 60, rows.base(i), size=min(size, SMALL), bold=True)
                )
        self.scale = add_scale(ax, rows.bottom + 17, (self.bar, end))
        for text, written in zip(self.scale, "01", strict=True):
            text.set_text(written)
        self._move(moment)

    def _move(self, moment: Moment) -> None:
        self.header.set_text(softmax_head(moment))
        self.shares.move(moment)
        for i, (text, target) in enumerate(zip(self.texts, self.targets, strict=True)):
            text.set_text(probability(float(moment.s[i]), rest=float(moment.rest[i])))
            weight = float(moment.weights[i])
            target.set_text(f"y{subscript(i)} = {round(weight, 3):g}" if weight > 0 else "")
        light_row(self.band, self.rows, moment.watched, 0, self.width)


def draw_softmax(
    ax: Axes,
    moment: Moment,
) -> Softmax:
    """Draw S = softmax(θ/T) as bars on the fixed scale 0 … 1, and y as marks on that same scale.

    Without a target there are no marks.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        Of its picked cell (i, j), row i is lit: the output that is watched.

    Returns
    -------
    Softmax
        Its ``update(moment)`` moves the marks.
    """
    return Softmax(ax, moment)


class Bars:
    """A row of numbers and signed bars about a common axis, on the scale ±limit."""

    def __init__(self, ax: Axes, rows: Rows, number_end: float, axis: float, half: float) -> None:
        self.axis, self.half = axis, half
        inset = rows.inset(0.18, 7)
        self.boxes = [
            add_box(ax, axis, rows.top(i) + inset, 0, rows.pitch - 2 * inset)
            for i in range(rows.count)
        ]
        self.texts = [
            add_text(ax, number_end, rows.base(i), size=rows.text_size, align="right")
            for i in range(rows.count)
            if rows.numbered
        ]
        add_line(ax, [axis, axis], [rows.top(0), rows.bottom])

    def move(self, values: ArrayLike, limit: float) -> None:
        """Show other values; a bar ends at the scale's end, its number never does."""
        values = np.asarray(values, dtype=float)
        for box, value in zip(self.boxes, values.tolist(), strict=True):
            # A Rectangle of negative width reaches to the left of its x.
            box.set_width(self.half * min(1.0, max(-1.0, value / limit)))
            box.set_facecolor(NEGATIVE if value < 0 else POSITIVE)
        for text, value in zip(self.texts, values.tolist(), strict=False):
            text.set_text(entry(value))


class Gradient(Panel):
    """The gradient panel; made by `draw_gradient`."""

    HALF = 64.0

    def __init__(self, ax: Axes, moment: Moment) -> None:
        super().__init__(ax, moment)
        rows = self.rows
        self.left = 16.0
        axis = 112 + self.HALF
        self.width = axis + self.HALF + 20
        self.height = rows.height
        prepare(ax, self.width, self.height)
        self.header = add_text(ax, self.left, 16, bold=True)
        self.band = add_band(ax, INPUT)
        self.names = add_row_labels(ax, rows, "θ", 32)
        self.bars = Bars(ax, rows, 100, axis, self.HALF)
        self.texts = self.bars.texts
        self.scale = add_scale(ax, rows.bottom + 17, (axis - self.HALF, axis, axis + self.HALF))
        self.loss = add_text(ax, self.left, rows.bottom + 42, size=LOUD, bold=True)
        self._move(moment)

    def _check(self, moment: Moment) -> None:
        moment.require_target()

    def _move(self, moment: Moment) -> None:
        self.header.set_text(f"∂L/∂θ = {gradient_formula(moment)}")
        limit = moment.gradient_limit
        self.bars.move(moment.gradient, limit)
        write_scale(self.scale, (-limit, 0.0, limit))
        loss = loss_formula(moment)
        room = self.width - self.left - 8
        size = next((s for s in (LOUD, TEXT) if text_width(loss, s, bold=True) <= room), SMALL)
        self.loss.set_text(loss)
        self.loss.set_fontsize(size * POINT)
        light_row(self.band, self.rows, moment.nudged, 6, self.width - 12)


def draw_gradient(
    ax: Axes,
    moment: Moment,
) -> Gradient:
    """Draw ∂L/∂θ = (S·Σy − y)/T as signed bars on the scale ±max(1, Σy)/T, and the loss below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become CSS pixels, origin top left.
    moment : Moment
        With a target. Of its picked cell (i, j), row j is lit: the score that is nudged.

    Returns
    -------
    Gradient
        Its ``update(moment)`` moves the marks.

    Raises
    ------
    ValueError
        There is no target.
    """
    return Gradient(ax, moment)
