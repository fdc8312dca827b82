"""Numbers and indices as a learner sees them: one minus sign (−), and never a signed zero.

The same rules as the browser's half (``live/format.js``), so that a picture and the live view
beside it show the same digits: ``tests/live/numbers.json`` holds both to them. A number that lies
exactly between two texts is rounded away from zero, as JavaScript does.
"""

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

MINUS = "−"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = 1e-4, 1e6  # what lies between them is written without a power of ten
_LEAST_NORMAL = 2.0**-1022  # what is smaller has lost digits
_MOST_DIGITS = 17  # they give every double back


def subscript(index: int) -> str:
    """Return an index as a subscript: 12 → ``₁₂``."""
    return str(int(index)).translate(_SUBSCRIPTS)


def superscript(power: int | str) -> str:
    """Return a power as a superscript: −12 → ``⁻¹²``."""
    return str(power).translate(_SUPERSCRIPTS)


def fixed(value: float, digits: int = 3) -> str:
    """Return a number with `digits` after the point: ``0.116``, ``−0.067``, and never ``−0.000``.

    From a million on, where that is a wall of digits, it is written as `significant` writes it.
    """
    magnitude = abs(value)
    if not magnitude < _PLAIN[1]:
        return significant(value, digits + 1)
    text = _fixed(magnitude, digits)
    return MINUS + text if value < 0 and float(text) != 0 else text


def signed(value: float, digits: int = 3) -> str:
    """Return a number with its sign: ``+0.191``, ``−0.030``; what rounds to 0 has none."""
    text = fixed(value, digits)
    return "+" + text if value > 0 and any(mark in text for mark in "123456789∞") else text


def positive(value: float, digits: int = 3) -> str:
    """Return a number of 0 or more; what is not 0 is never written so: ``0.116``, ``< 0.001``."""
    text = fixed(value, digits)
    rounds_to_zero = value > 0 and text == fixed(0.0, digits)
    return f"< {fixed(10.0**-digits, digits)}" if rounds_to_zero else text


def probability(value: float, digits: int = 3, rest: float | None = None) -> str:
    """Return a number from 0 to 1; neither is written for what is not: ``> 0.999``.

    `rest` is 1 − value where that is known to more digits than a double near 1 has.
    """
    if (1 - value if rest is None else rest) > 0 and fixed(value, digits) == fixed(1.0, digits):
        return f"> {fixed(1 - 10.0**-digits, digits)}"
    return positive(value, digits)


def entry(value: float, digits: int = 3) -> str:
    """Return an entry of the Jacobian or of the gradient, signed.

    It is never written as 0 or ±1 where it is not: ``+0.574``, ``+4·10⁻⁵``, ``< −0.999``.
    """
    magnitude = fixed(abs(value), digits)
    if value != 0 and magnitude == fixed(0.0, digits):
        return ("+" if value > 0 else "") + significant(value, 1)
    if abs(value) < 1 and magnitude == fixed(1.0, digits):
        bound = math.copysign(1 - 10.0**-digits, value)
        return f"{'<' if value < 0 else '>'} {signed(bound, digits)}"
    return signed(value, digits)


def read_entry(value: float, digits: int = 3) -> float:
    """Return the number that a reader of `entry` sees; of a bound, the bound."""
    magnitude = abs(value)
    if not magnitude < _PLAIN[1]:
        return _written(value, digits + 1)
    rounded = float(_fixed(magnitude, digits))
    if value != 0 and rounded == 0:
        return _written(value, 1)
    if magnitude < 1 and rounded == 1:
        rounded = 1 - 10.0**-digits
    return math.copysign(rounded, value)


def significant(value: float, digits: int = 4) -> str:
    """Return a number with `digits` significant ones: ``0.1159``, ``−0.06653``, ``3.100·10⁻⁹``.

    Those before the point are always all there: ``12346``.
    """
    if value == 0:
        return "0"
    if math.isnan(value):
        return "nan"
    sign = MINUS if value < 0 else ""
    if math.isinf(value):
        return sign + "∞"
    mantissa, _, exponent = _significant(abs(value), digits).partition("e")
    return sign + mantissa + (f"·10{superscript(exponent)}" if exponent else "")


def trimmed(value: float, digits: int = 4) -> str:
    """Return what `significant` does, less the zeros at its end: ``0.25``, ``2``, ``3.1·10⁻⁹``."""
    return (
        re.sub(r"\.?0+(?=$|·)", "", text) if "." in (text := significant(value, digits)) else text
    )


def exact(value: float) -> str:
    """Return a number exactly, in the fewest digits that give it back: ``2.718281828``, ``−5``.

    As JavaScript writes it: a power of ten from 10²¹ on and below 10⁻⁶.
    """
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return significant(value)
    shortest = Decimal(repr(float(value))).normalize()
    plain = -7 < shortest.adjusted() < 21
    return f"{shortest:{'f' if plain else 'e'}}".replace("-", MINUS)


class Product(NamedTuple):
    """An equation as it is written: factors, ``=`` or ``≈``, and the result."""

    factors: list[str]
    relation: str
    result: str


def product(
    factors: Sequence[float], divisor: float = 1.0, show: Callable[[float], str] = signed
) -> Product:
    """Return the factors and their product over `divisor` as text, so that what is written is true.

    The factors get the fewest significant digits, four at least, at which the product of what is
    written rounds to the result that is shown: a reader who multiplies finds it. Where the result
    has left the range of doubles, or has lost digits at its end, the relation is ``≈``.
    """
    steps = math.prod(factors), math.prod(factors) / divisor
    result = show(steps[1])
    holds = 0 in factors or all(_LEAST_NORMAL <= abs(step) < math.inf for step in steps)
    digits = 4
    while holds and digits < _MOST_DIGITS:
        if show(math.prod(_written(factor, digits) for factor in factors) / divisor) == result:
            break
        digits += 1
    return Product([significant(f, digits) for f in factors], "=" if holds else "≈", result)


def _fixed(magnitude: float, digits: int) -> str:
    """Round the exact value, not its shortest text: 0.145 is less than it reads."""
    context = Context(prec=digits + 8, rounding=ROUND_HALF_UP)
    return f"{Decimal(magnitude).quantize(Decimal((0, (1,), -digits)), context=context):f}"


def _significant(magnitude: float, digits: int) -> str:
    """Write a finite number above 0 as Python and JavaScript read it: ``0.1159``, ``3.100e-9``."""
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal_from_float(magnitude)
    if not _PLAIN[0] <= magnitude < _PLAIN[1]:
        return f"{rounded:.{digits - 1}e}".replace("e+", "e")
    return _fixed(magnitude, max(0, digits - 1 - rounded.adjusted()))


def _written(value: float, digits: int) -> float:
    """Return the number that a reader of `significant` sees."""
    if value == 0 or not math.isfinite(value):
        return value
    return math.copysign(float(_significant(abs(value), digits)), value)
