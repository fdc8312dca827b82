"""A moment in symbols and numbers, the same in every language.

It is what nbval compares, and what is read where no picture is.
"""

from collections.abc import Collection

import numpy as np

from ..facts import facts
from ..moment import Moment, Vector
from .numbers import subscript

# Classes whose numbers are all said; of more, the least and the largest.
FEW: int = facts()["limits"]["annotated"]
_DIGITS = 6
_INDENT = 13


def account(moment: Moment, panels: Collection[str]) -> str:
    """Return θ exactly, and what the panels show to six digits; many classes are summed up."""
    few = moment.K <= FEW
    theta = ", ".join(repr(float(score)) for score in moment.theta)
    lines = [_line("K", str(moment.K)), _line("θ", theta if few else _ends(moment.theta, "j"))]
    if moment.temperature != 1:
        lines.append(_line("T", repr(moment.temperature)))
    if isinstance(moment.y, int):
        lines.append(_line("y", f"e{subscript(moment.y)}"))
    elif moment.y is not None:
        lines.append(_vector("y", moment.y))
    lines.append(_vector("S", moment.s))
    if "jacobian" in panels:
        J = moment.jacobian
        lines.append(_line("J", _list(J)) if few else _vector("Jᵢᵢ", np.diag(J)))
    if moment.y is not None:
        lines.append(_line("L", f"{moment.loss:.6f}"))
    if not set(facts()["panels"]["need_target"]).isdisjoint(panels):
        lines.append(_vector("∂L/∂θ", moment.gradient, "j"))
    if "roads" in panels:
        lines.append(_vector(f"∂L/∂Sᵢ·Jᵢ{subscript(moment.column)}", moment.terms))
    if "spectrum" in panels:
        lines.append(_vector("λ", moment.eigenvalues, "k"))
    return "\n".join(lines)


def _line(name: str, text: str) -> str:
    return f"{name:<{_INDENT}}{text}"


def _vector(name: str, values: Vector, index: str = "i") -> str:
    return _line(name, _list(values) if values.size <= FEW else _ends(values, index))


def _ends(values: Vector, index: str) -> str:
    low, high = int(values.argmin()), int(values.argmax())
    return f"min {values[low]:.6g} ({index} = {low}), max {values[high]:.6g} ({index} = {high})"


def _list(values: Vector) -> str:
    """Numbers to six digits, one column each, without a signed zero."""
    rounded = np.round(values, _DIGITS) + 0.0
    with np.printoptions(
        precision=_DIGITS, suppress=True, linewidth=120, threshold=values.size + 1
    ):
        return str(rounded).replace("\n", "\n" + " " * _INDENT)
