"""The explorer as one still picture: the same panels in the same order as the live view."""

from collections.abc import Callable, Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ..words.numbers import subscript
from .description import describe
from .matrix import Jacobian
from .numbers import Cell, Numbers, Target
from .panels import Gradient, Scores, Softmax
from .picture import Picture, new_figure
from .rows import Panel
from .simplex import Simplex
from .structure import Contributions, Spectrum
from .style import INPUT, LINE, OUTPUT, TEXT, add_box, add_text, prepare, text_width

# The panels that stand in one row with the sliders, and those that stand below.
BESIDE: dict[str, Callable[[Axes, Numbers, Sequence[str] | None], Panel]] = {
    "softmax": Softmax,
    "jacobian": Jacobian,
    "gradient": Gradient,
}
BELOW: dict[str, Callable[[Axes, Numbers, Sequence[str] | None], Panel]] = {
    "simplex": Simplex,
    "contributions": Contributions,
    "spectrum": Spectrum,
}

MARGIN = 10.0  # px around the picture
CASE = 48.0  # px for the picked cell's line


def explorer_figure(
    theta: ArrayLike,
    y: Target = None,
    *,
    temperature: float = 1.0,
    cell: Cell = None,
    panels: Iterable[str] | None = None,
    labels: Sequence[str] | None = None,
    case: bool = True,
) -> Picture:
    """Draw what the explorer shows: θ, then the panels asked for, then the picked cell's case.

    Parameters
    ----------
    theta : array_like, shape (K,)
        The scores, K ≥ 2. To K = 10 every number is written; beyond, the Jacobian is painted.
    y : int or array_like of shape (K,), optional
        The target: a class, or K weights.
    temperature : float
        T of softmax(θ/T). Every derivative is with respect to θ.
    cell : (int, int), optional
        The picked cell (i, j): output i and input j are lit in all panels.
    panels : iterable of str, optional
        Any of "softmax", "jacobian", "gradient", "simplex" (K = 3), "contributions", "spectrum". By
        default the first three, or the first two where there is no target.
    labels : sequence of str, optional
        The classes' names.
    case : bool
        Whether the picked cell's derivation is written below the panels; a lesson leaves it out
        until a prediction is locked.

    Returns
    -------
    Picture
        Its ``alt`` is `explorer_alt_text` of the same arguments; without the case where that is
        left out.

    Raises
    ------
    ValueError
        A panel is unknown or cannot be drawn from these arguments.
    """
    numbers = Numbers.of(theta, y, temperature, cell)
    names = _chosen(panels, numbers)
    if labels is not None and len(labels) != numbers.K:
        raise ValueError(f"labels has {len(labels)} names; there are {numbers.K} classes.")
    figure = new_figure(1, 1)
    beside: list[Panel] = [Scores(_axes(figure), numbers, labels)]
    beside += [BESIDE[name](_axes(figure), numbers, None) for name in names if name in BESIDE]
    below = [BELOW[name](_axes(figure), numbers, None) for name in names if name in BELOW]
    if len(beside) == 1:
        beside, below = beside + below, []
    lines: list[list[tuple[Axes, float, float]]] = [
        [(panel.ax, panel.width, panel.height) for panel in beside]
    ]
    if case and numbers.cell is not None and "jacobian" in names:
        ax = _axes(figure)
        lines.append([(ax, _write_case(ax, numbers), CASE)])
    if below:
        lines.append([(panel.ax, panel.width, panel.height) for panel in below])
    _arrange(figure, lines)
    return Picture(figure, describe(numbers, names, labels, case))


def explorer_alt_text(
    theta: ArrayLike,
    y: Target = None,
    *,
    temperature: float = 1.0,
    cell: Cell = None,
    panels: Iterable[str] | None = None,
    labels: Sequence[str] | None = None,
) -> str:
    """Return in words and numbers what `explorer_figure` shows; the arguments are the same."""
    numbers = Numbers.of(theta, y, temperature, cell)
    return describe(numbers, _chosen(panels, numbers), labels)


def _chosen(panels: Iterable[str] | None, numbers: Numbers) -> list[str]:
    if panels is None:
        return [name for name in BESIDE if name != "gradient" or numbers.target is not None]
    names = list(panels)
    known = [*BESIDE, *BELOW]
    for name in names:
        if name not in known:
            raise ValueError(f"there is no panel {name!r}; there are {', '.join(known)}.")
    return names


def _axes(figure: Figure) -> Axes:
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def _write_case(ax: Axes, numbers: Numbers) -> float:
    """Write the picked cell's case, and return how wide the line is."""
    assert numbers.cell is not None
    i, j = numbers.cell
    marks = ((f"S{subscript(i)}", OUTPUT), (f"θ{subscript(j)}", INPUT))
    x, base = 16.0, 26.0
    pieces = []
    for text, colour in marks:
        width = text_width(text, TEXT) + 12
        pieces.append((x, width, text, colour))
        x += width + 6
    relation = "i = j" if i == j else "i ≠ j"
    formula = numbers.case_text()
    start = x + 10 + text_width(relation, TEXT, bold=True) + 22
    total = start + text_width(formula, TEXT) + 16
    prepare(ax, total, CASE)
    add_box(ax, 2, 6, 3, 30, colour=LINE)
    for left, width, text, colour in pieces:
        add_box(ax, left, 10, width, 23, colour=colour)
        add_text(ax, left + 6, base, text)
    add_text(ax, x + 10, base, relation, bold=True)
    add_text(ax, start, base, formula)
    return total


def _arrange(figure: Figure, lines: list[list[tuple[Axes, float, float]]]) -> None:
    """Size the figure to its lines of panels, and lay them out from the top left."""
    width = max(sum(w for _, w, _ in line) for line in lines) + 2 * MARGIN
    height = sum(max(h for _, _, h in line) for line in lines) + 2 * MARGIN
    # Whole pixels, so that every panel's edges fall on them.
    width, height = float(round(width)), float(round(height))
    figure.set_size_inches(width / 96, height / 96)
    top = MARGIN
    for line in lines:
        left = MARGIN
        for ax, w, h in line:
            ax.set_position((left / width, 1 - (top + h) / height, w / width, h / height))
            left += w
        top += max(h for _, _, h in line)
