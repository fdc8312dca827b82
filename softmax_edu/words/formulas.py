"""The formulas over a moment's numbers, in symbols: the same in every language."""

from math import isfinite
from typing import NamedTuple

from ..moment import Moment
from .numbers import entry, exact, fixed, positive, product, significant, subscript


def softmax_head(moment: Moment) -> str:
    """Return the formula over S."""
    return "S = softmax(θ)" if moment.temperature == 1 else "S = softmax(θ/T)"


def jacobian_head(moment: Moment) -> str:
    """Return the formula over J."""
    return "J = ∂Sᵢ/∂θⱼ" if moment.temperature == 1 else "J = Sᵢ(δᵢⱼ − Sⱼ)/T"


def sums_to_1(moment: Moment) -> bool:
    """Whether Σy is 1; weights such as 0.1 + 0.2 + 0.7 are that but for rounding."""
    return abs(moment.weight - 1) < 1e-9


def gradient_formula(moment: Moment) -> str:
    """Return the right side of the formula over the gradient."""
    formula = "S − y" if sums_to_1(moment) else "S·Σy − y"
    return formula if moment.temperature == 1 else f"({formula})/T"


def descent_formula(moment: Moment) -> str:
    """Return a step of gradient descent."""
    formula = gradient_formula(moment)
    return f"θ ← θ − η·{formula if formula.startswith('(') else f'({formula})'}"


def loss_parts(moment: Moment) -> tuple[str, str]:
    """Return the loss as a formula, and as a number with its relation: ``= 1.386``, ``< 0.001``."""
    formula = f"−ln S{subscript(moment.y)}" if isinstance(moment.y, int) else "−Σ yₖ ln Sₖ"
    number = positive(moment.loss)
    return f"L = {formula}", number if number.startswith("<") else f"= {number}"


def loss_formula(moment: Moment) -> str:
    """Return the loss as a formula and a number."""
    return " ".join(loss_parts(moment))


def upstream_text(value: float) -> str:
    """Return ∂L/∂S_i: ``0``, ``−4.00``, ``−123``, ``−2.2·10⁹``."""
    if value == 0:
        return "0"
    if not isfinite(value):
        return "< −10³⁰⁸"  # beyond all doubles, and still no infinity
    if abs(value) < 0.005 or abs(value) >= 99999.5:
        return significant(value, 2)
    return fixed(value, 2 if abs(value) < 99.995 else 0)


class SentDown(NamedTuple):
    """J_ij · ∂L/∂S_i as it is written: both factors, ``=`` or ``≈``, and what they come to."""

    factor: str
    slope: str
    relation: str
    result: str


def sent_down(value: float, slope: float, sent: float) -> SentDown:
    """Return J_ij · ∂L/∂S_i, written so that it multiplies out; ``≈`` where it cannot."""
    result = "0" if sent == 0 else entry(sent)
    if slope == 0:
        return SentDown(entry(value), "0", "=", result)
    if isfinite(slope) and value != 0:
        (first, second), relation, found = product([value, slope], 1.0, entry)
        if found == entry(sent):
            return SentDown(("+" if value > 0 else "") + first, second, relation, result)
    return SentDown(entry(value), upstream_text(slope), "≈", result)


def equals(relation: str, text: str) -> str:
    """Return what a formula is equal to, or where it lies: ``= 0.116``, ``≈ 0.1``, ``< 0.001``."""
    return text if text[0] in "<>" else f"{relation} {text}"


def sent_texts(value: float, slope: float, sent: float) -> list[tuple[str, str]]:
    """Return what a cell sends down to ∂L/∂θ_j, the longest text first.

    Each is the cell's own number J_ij, and what stands below it: the factor ∂L/∂S_i with the
    product, where that can be multiplied out as it is written, and the product alone.
    """
    found = sent_down(value, slope, sent)
    alone = (entry(value), f"↓ {found.result}")
    if found.relation != "=":
        return [alone]
    return [(found.factor, f"× {found.slope} {equals('=', found.result)}"), alone]


def gap_numbers(moment: Moment, j: int) -> str:
    """Return the difference that ∂L/∂θ_j is, in the fewest digits at which it comes out.

    ``0.250 − 1``; nothing where eight digits are too few.
    """
    total = 1.0 if sums_to_1(moment) else moment.weight
    s, y, T = float(moment.s[j]), float(moment.weights[j]), moment.temperature
    for digits in range(3, 9):
        if entry((round(s, digits) * total - y) / T) == entry(float(moment.gradient[j])):
            weighted = "" if total == 1 else f" · {exact(total)}"
            gap = f"{fixed(s, digits)}{weighted} − {exact(y)}"
            return gap if T == 1 else f"({gap})/{exact(T)}"
    return ""


def case_formula(moment: Moment) -> str:
    """Return the picked cell's case of the derivation with this θ's numbers in it."""
    if moment.cell is None:
        return ""
    i, j = moment.cell
    si, sj = f"S{subscript(i)}", f"S{subscript(j)}"
    over = ("", "") if moment.temperature == 1 else ("/T", f" / {exact(moment.temperature)}")
    if i == j:
        minus, formula, second = "", f"{si} (1 − {si}){over[0]}", moment.rest[i]
    else:
        minus, formula, second = "−", f"−{si} {sj}{over[0]}", moment.s[j]
    # Significant digits, for most cells of a saturated J would be 0.000.
    factors, relation, result = product(
        [float(moment.s[i]), float(second)], moment.temperature, lambda v: significant(v, 4)
    )
    first, result = (text if text == "0" else minus + text for text in (factors[0], result))
    arithmetic = f"{first} × {factors[1]}{over[1]} {relation} {result}"
    return f"∂{si}/∂θ{subscript(j)} = {formula} = {arithmetic}"


def sum_formula(moment: Moment) -> str:
    """Return what the terms of the chain rule add up to."""
    j = subscript(moment.column)
    formula = f"S{j} Σy − y{j}"
    return f"∂L/∂θ{j} = {formula if moment.temperature == 1 else f'({formula})/T'}"
