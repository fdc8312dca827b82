"""Numbers and indices as a learner sees them: one minus sign (−), and never a signed zero.

The same rules as the browser's half (``live/format.js``), so that a picture and the live view
beside it show the same digits.
"""

import math
from collections.abc import Callable, Sequence

MINUS = "−"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(index: int) -> str:
    """Return an index as a subscript: 12 → ``₁₂``."""
    return str(int(index)).translate(_SUBSCRIPTS)


def fixed(value: float, digits: int = 3) -> str:
    """Return a number with `digits` after the point: ``0.116``, ``−0.067``, and never ``−0.000``.

    From a million on, where that is a wall of digits, it is written as `significant` writes it.
    """
    magnitude = abs(value)
    if not magnitude < 1e6:
        return significant(value, digits + 1)
    text = f"{magnitude:.{digits}f}"
    return MINUS + text if value < 0 and float(text) != 0 else text


def signed(value: float, digits: int = 3) -> str:
    """Return a number with its sign: ``+0.191``, ``−0.030``; what rounds to 0 has none."""
    text = fixed(value, digits)
    return "+" + text if value > 0 and any(mark in text for mark in "123456789∞") else text


def significant(value: float, digits: int = 4) -> str:
    """Return a number with `digits` significant ones: ``0.1159``, ``−0.06653``, ``3.100·10⁻⁹``."""
    if value == 0:
        return "0"
    if math.isnan(value):
        return "nan"
    sign = MINUS if value < 0 else ""
    magnitude = abs(value)
    if math.isinf(magnitude):
        return sign + "∞"
    mantissa, _, exponent = f"{magnitude:.{digits - 1}e}".partition("e")
    if not 1e-4 <= magnitude < 1e6:
        return f"{sign}{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return f"{sign}{magnitude:.{max(0, digits - 1 - int(exponent))}f}"


def exact(value: float) -> str:
    """Return a number exactly, in the fewest digits that give it back: ``2.718281828``, ``−5``."""
    if math.isinf(value):
        return (MINUS if value < 0 else "") + "∞"
    text = repr(float(value)).removesuffix(".0").replace("e-0", "e-")
    return "0" if text == "-0" else text.replace("-", MINUS)


def product(
    factors: Sequence[float], divisor: float = 1.0, show: Callable[[float], str] = signed
) -> tuple[list[str], str]:
    """Return the factors and their product over `divisor` as text, so that what is written is true.

    The factors get the fewest significant digits, four at least, at which the product of what is
    written rounds to the result that is shown: a reader who multiplies finds it.
    """
    result = show(math.prod(factors) / divisor)
    for digits in range(4, 18):
        rounded = [float(f"{factor:.{digits - 1}e}") for factor in factors]
        if show(math.prod(rounded) / divisor) == result:
            break
    return [significant(factor, digits) for factor in factors], result
