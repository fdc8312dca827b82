"""The explorer as one still picture: the same panels in the same order as the live view."""

from collections.abc import Callable, Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..facts import facts
from ..moment import Moment
from ..words.description import describe
from ..words.formulas import case_formula
from ..words.numbers import subscript
from .around import draw_around
from .panels import draw_gradient, draw_scores, draw_softmax
from .picture import Picture, new_figure
from .roads import RoadMap, draw_roads
from .rows import Panel
from .simplex import draw_simplex
from .spectrum import draw_spectrum
from .style import INPUT, LINE, OUTPUT, TEXT, add_box, add_text, prepare, text_width

# What draws each panel. Where the matrix is one of them, S and the gradient stand around it.
DRAWN: dict[str, Callable[[Axes, Moment], Panel]] = {
    "softmax": draw_softmax,
    "jacobian": draw_around,
    "gradient": draw_gradient,
    "simplex": draw_simplex,
    "roads": draw_roads,
    "spectrum": draw_spectrum,
}

MARGIN = 10.0  # px around the picture
CASE = 48.0  # px for the picked cell's line


def explorer_figure(
    moment: Moment,
    panels: Iterable[str] | None = None,
    labels: Sequence[str] | None = None,
    case: bool = True,
) -> Picture:
    """Draw what the explorer shows: θ with the panels asked for, then the picked cell's case.

    With "jacobian" they stand around the matrix; without it each class is one row.

    Parameters
    ----------
    moment : Moment
        To K = 10 every number is written; beyond, the Jacobian is painted. Its picked cell is lit
        in all panels.
    panels : iterable of str, optional
        Any of "softmax", "jacobian", "gradient", "simplex" (K = 3), "roads", "spectrum". By
        default the first three, or the first two where there is no target.
    labels : sequence of str, optional
        The classes' names.
    case : bool
        Whether the picked cell's derivation is written below the panels, and what its roads come
        to in letters; a lesson leaves both out until a prediction is locked.

    Returns
    -------
    Picture
        Its ``alt`` says in words and numbers what it shows.

    Raises
    ------
    ValueError
        A panel is unknown or cannot be drawn from these arguments.
    """
    names = _chosen(panels, moment)
    if labels is not None and len(labels) != moment.K:
        raise ValueError(f"labels has {len(labels)} names; there are {moment.K} classes.")
    figure = new_figure(1, 1)
    places = facts()["panels"]
    beside: list[Panel]
    if "jacobian" in names:
        parts = {"outputs": "softmax" in names, "backward": "gradient" in names}
        beside = [draw_around(_axes(figure), moment, labels, **parts)]
    else:
        beside = [draw_scores(_axes(figure), moment, labels)]
        beside += [DRAWN[name](_axes(figure), moment) for name in names if name in places["beside"]]
    below = [DRAWN[name](_axes(figure), moment) for name in names if name in places["below"]]
    for panel in below:
        if isinstance(panel, RoadMap) and not case:
            panel.cover()
    if not set(names) & set(places["beside"]):
        beside, below = beside + below, []
    lines: list[list[tuple[Axes, float, float]]] = [
        [(panel.ax, panel.width, panel.height) for panel in beside]
    ]
    if case and moment.cell is not None and "jacobian" in names:
        ax = _axes(figure)
        lines.append([(ax, _write_case(ax, moment), CASE)])
    if below:
        lines.append([(panel.ax, panel.width, panel.height) for panel in below])
    _arrange(figure, lines)
    return Picture(figure, describe(moment, names, labels, case))


def _chosen(panels: Iterable[str] | None, moment: Moment) -> list[str]:
    if panels is None:
        needs = () if moment.y is not None else facts()["panels"]["need_target"]
        return [name for name in facts()["panels"]["usual"] if name not in needs]
    names = list(panels)
    for name in names:
        if name not in DRAWN:
            raise ValueError(f"there is no panel {name!r}; there are {', '.join(DRAWN)}.")
    return names


def _axes(figure: Figure) -> Axes:
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def _write_case(ax: Axes, moment: Moment) -> float:
    """Write the picked cell's case, and return how wide the line is."""
    assert moment.cell is not None
    i, j = moment.cell
    marks = ((f"S{subscript(i)}", OUTPUT), (f"θ{subscript(j)}", INPUT))
    x, base = 16.0, 26.0
    pieces = []
    for text, colour in marks:
        width = text_width(text, TEXT) + 12
        pieces.append((x, width, text, colour))
        x += width + 6
    relation = "i = j" if i == j else "i ≠ j"
    formula = case_formula(moment)
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
