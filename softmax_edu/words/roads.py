"""The roads from one score to the loss, as they are written: θ_j → every S_i → L.

Each is the product of its two factors, ∂S_i/∂θ_j and ∂L/∂S_i, in which S_i cancels.
"""

from typing import NamedTuple

from ..moment import Moment
from .formulas import equals, gap_numbers, sent_down, sum_formula
from .numbers import entry, read_entry, subscript


class Road(NamedTuple):
    """One road: its factors in symbols, what is left of them, and both factors in numbers."""

    factors: list[tuple[str, bool]]  # pieces, and whether they are struck out: those cancel
    left: str
    first: str
    second: str
    result: str


class Sum(NamedTuple):
    """What the roads add up to: in symbols, in numbers, and as one number."""

    factors: str
    left: str
    result: str


def road(moment: Moment, i: int) -> Road:
    """Return the road through S_i for the moment's column."""
    j, over = moment.column, "" if moment.temperature == 1 else "/T"
    si, sj, yi = f"S{subscript(i)}", f"S{subscript(j)}", f"y{subscript(i)}"
    if i == j:
        first, left = [(si, True), (f" (1 − {si}){over}", False)], f"−{yi} (1 − {sj}){over}"
    else:
        first = [("(−", False), (si, True), (f" {sj}{over})", False)]
        left = f"{yi} {sj}{over}"
    numbers = moment.jacobian[i, j], moment.upstream[i], moment.terms[i]
    found = sent_down(*(float(number) for number in numbers))
    between = " " if max(i, j) > 9 else ""
    return Road(
        [*first, (f" · (−{yi}/", False), (si, True), (")", False)],
        left,
        f"J{subscript(i)}{between}{subscript(j)} {equals('=', found.factor)}",
        f"−{yi}/{si} {equals('=', found.slope)}",
        equals(found.relation, found.result),
    )


def sum_of_roads(moment: Moment) -> Sum:
    """Return what the roads add up to; ``≈`` where what is written of them does not."""
    j = moment.column
    total = float(moment.gradient[j])
    result = "0" if total == 0 else entry(total)
    written = sum(read_entry(float(term)) for term in moment.terms)
    relation = "=" if entry(written) == entry(total) else "≈"
    gap = gap_numbers(moment, j)
    return Sum(sum_formula(moment), gap and f"= {gap}", equals(relation, result))


def roads_head(moment: Moment) -> str:
    """Return the formula over the roads: the chain rule, for one score."""
    j = subscript(moment.column)
    return f"∂L/∂θ{j} = Σᵢ Jᵢ{j} · ∂L/∂Sᵢ"
