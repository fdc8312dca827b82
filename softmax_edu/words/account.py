"""A moment in symbols and numbers, the same in every language.

It is what nbval compares, and what is read where no picture is.
"""

from collections.abc import Collection

import numpy as np

from ..moment import Moment, Vector

FEW = 10  # classes whose numbers are all said; of more, the least and the largest
_DIGITS = 6
_INDENT = 10


def account(moment: Moment, panels: Collection[str]) -> str:
    """Return θ exactly, and what the panels show to six digits; many classes are summed up."""
    few = moment.K <= FEW
    theta = ", ".join(repr(float(score)) for score in moment.theta)
    lines = [f"Explorer, K = {moment.K}", _line("theta", theta if few else _ends(moment.theta))]
    if moment.temperature != 1:
        lines.append(_line("T", repr(moment.temperature)))
    if isinstance(moment.y, int):
        lines.append(_line("y", f"class {moment.y}"))
    elif moment.y is not None:
        lines.append(_vector("y", moment.y))
    lines.append(_vector("S", moment.s))
    if "jacobian" in panels:
        J = moment.jacobian
        lines.append(_line("J", _list(J)) if few else _vector("J diag", np.diag(J)))
    if not {"gradient", "simplex", "contributions"}.isdisjoint(panels):
        lines.append(_line("loss", f"{moment.loss:.6f}"))
        lines.append(_vector("gradient", moment.gradient))
    if "contributions" in panels:
        lines.append(_vector(f"terms θ_{moment.column}", moment.terms))
    if "spectrum" in panels:
        lines.append(_vector("λ of J", moment.eigenvalues))
    return "\n".join(lines)


def _line(name: str, text: str) -> str:
    return f"{name:<{_INDENT}}{text}"


def _vector(name: str, values: Vector) -> str:
    return _line(name, _list(values) if values.size <= FEW else _ends(values))


def _ends(values: Vector) -> str:
    low, high = int(values.argmin()), int(values.argmax())
    return f"{values.size} entries, {values[low]:.6g} (at {low}) to {values[high]:.6g} (at {high})"


def _list(values: Vector) -> str:
    """Numbers to six digits, one column each, without a signed zero."""
    rounded = np.round(values, _DIGITS) + 0.0
    with np.printoptions(
        precision=_DIGITS, suppress=True, linewidth=120, threshold=values.size + 1
    ):
        return str(rounded).replace("\n", "\n" + " " * _INDENT)
