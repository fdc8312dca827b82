"""The explorer in plain text: what nbval compares, and what is read where no picture is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_MANY = 10  # more classes than this are summed up instead of listed
_DIGITS = 6
_INDENT = 10


def _list(values: Vector) -> str:
    """Numbers to six digits, one column each, without a signed zero."""
    rounded = np.round(values, _DIGITS) + 0.0
    with np.printoptions(
        precision=_DIGITS, suppress=True, linewidth=120, threshold=values.size + 1
    ):
        return str(rounded).replace("\n", "\n" + " " * _INDENT)


def _line(name: str, text: str) -> str:
    return f"{name:<{_INDENT}}{text}"


def _vector(name: str, values: Vector) -> str:
    if values.size <= _MANY:
        return _line(name, _list(values))
    low, high = int(np.argmin(values)), int(np.argmax(values))
    return _line(
        name,
        f"{values.size} entries, {values[low]:.6g} (at {low}) to {values[high]:.6g} (at {high})",
    )


def account(
    *,
    theta: Vector,
    s: Vector,
    jacobian: Vector | None = None,
    y: Any = None,
    gradient: Vector | None = None,
    loss: float | None = None,
    temperature: float = 1.0,
    terms: tuple[int, Vector] | None = None,
    eigenvalues: Vector | None = None,
) -> str:
    """Return θ exactly, and all else to six digits; many classes are summed up.

    ``terms`` is a column j and the K terms of the chain rule for θ_j.
    """
    k = theta.size
    lines = [f"Explorer, K = {k}"]
    if k <= _MANY:
        lines.append(_line("theta", ", ".join(repr(float(score)) for score in theta)))
    else:
        lines.append(_vector("theta", theta))
    if temperature != 1:
        lines.append(_line("T", repr(float(temperature))))
    if y is not None:
        target = f"class {y}" if isinstance(y, int) else _vector("", np.asarray(y)).strip()
        lines.append(_line("y", target))
    lines.append(_vector("S", s))
    if jacobian is not None:
        lines.append(
            _line("J", _list(jacobian)) if k <= _MANY else _vector("J diag", np.diag(jacobian))
        )
    if loss is not None:
        lines.append(_line("loss", f"{loss:.6f}"))
    if gradient is not None:
        lines.append(_vector("gradient", gradient))
    if terms is not None:
        j, values = terms
        lines.append(_vector(f"terms θ_{j}", values))
    if eigenvalues is not None:
        lines.append(_vector("λ of J", eigenvalues))
    return "\n".join(lines)
