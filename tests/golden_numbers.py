"""Numbers with the text that both halves must write, from exact fractions: no rounding but one.

``python tests/golden_numbers.py`` writes them to ``tests/live/numbers.json``, which the tests of
Node and of Python read. A case is a function, its arguments and its text; numbers are written as
Python and JavaScript both read them.
"""

import json
import math
import random
from fractions import Fraction
from pathlib import Path

STORED = Path(__file__).parent / "live" / "numbers.json"

_TIES = [k / 16 for k in (1, 3, 5, 9, 15, 31)] + [0.5, 1.5, 2.5, 0.125, 0.375, 12345.5, 1.03125]
_NO_TIES = [0.0005, 0.0015, 0.145, 1.005, 2.675, 8.345, 0.00049999, 0.0004, 0.0006]
_SHARES = [1 - 2**-53, 0.99949, 0.9995, 0.99995, 0.99996, 2**-53, 1e-4, 0.99995e-4, 1 / 3, 0.11594]
_ENDS = [1e300, 1e-300, 5e-324, 2.3e-320, 2.2250738585072014e-308, 1.7976931348623157e308, 3.1e-9]
_LARGE = [
    999999.4,
    999999.6,
    1e6,
    1e15 / 3,
    1e16,
    123456789012345680000.0,
    1e21,
    2.0**70,
    1e-6,
    1e-7,
]
_TEMPERATURES = [0.001, 0.0025, 0.01, 0.1, 0.7, 1, 1.23456, 2, 3, 10, 99.995, 1000, 1200, 2000]
_TEMPERATURES += [9999.4, 9999.6, 1e4, 12345.6, 100000, 123456]
_VALUES = [*_TIES, *_NO_TIES, *_SHARES, *_ENDS, *_LARGE, *_TEMPERATURES, 2.718281828, 0.1 + 0.2]


def cases() -> list[list[object]]:
    """Return all cases, in an order that does not change."""
    drawn = random.Random(11)
    numbers = [float(value) for value in _VALUES]
    numbers += [drawn.choice([1, -1]) * 10 ** drawn.uniform(-8, 8) for _ in range(40)]
    numbers += [-value for value in numbers[::3]] + [0.0, -0.0, math.inf, -math.inf, math.nan]
    found: list[list[object]] = []
    for value in numbers:
        found += [["fixed", _read(value), digits, fixed(value, digits)] for digits in (3, 1)]
        found += [["signed", _read(value), 3, signed(value, 3)]]
        found += [["entry", _read(value), 3, entry(value, 3)]]
        if value >= 0:
            found += [["positive", _read(value), 3, positive(value, 3)]]
        if 0 <= value <= 1:
            found += [["probability", _read(value), n, probability(value, n)] for n in (3, 2)]
        found += [["significant", _read(value), n, significant(value, n)] for n in (4, 2, 9)]
        found += [["trimmed", _read(value), digits, trimmed(value, digits)] for digits in (4, 3)]
        found += [["exact", _read(value), exact(value)]]
    found += [["subscript", k, _shifted(str(k), "₀")] for k in (0, 7, 10, 99, 120)]
    found += [_product(drawn) for _ in range(60)]
    tiny = [
        ([1e-200, 1e-200], 1.0),
        ([5e-324, 0.5], 0.001),
        ([0.0, 0.3], 2.0),
        ([1 / 3, 0.5], 1e-320),
    ]
    return found + [_product_of(factors, divisor) for factors, divisor in tiny]


def stored_text() -> str:
    """Return the file, one case a line."""
    return "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases()) + "\n]\n"


def _read(value: float) -> str:
    """Write a number as ``float`` and ``Number`` read it."""
    return "NaN" if math.isnan(value) else repr(value).replace("inf", "Infinity")


def _shifted(text: str, zero: str) -> str:
    """Write digits as sub- or superscripts; Unicode has ¹, ² and ³ elsewhere than the others."""
    odd = {"¹": "¹", "²": "²", "³": "³"}
    raised = dict(zip("0123456789", "⁰" + "".join(odd) + "⁴⁵⁶⁷⁸⁹", strict=True))
    return "".join(raised[c] if zero == "⁰" else chr(ord(zero) + int(c)) for c in text)


def _half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def _pointed(count: int, digits: int) -> str:
    """Write ``count`` units of 10^−digits."""
    text = str(count).rjust(digits + 1, "0")
    return text if digits == 0 else f"{text[:-digits]}.{text[-digits:]}"


def _scientific(magnitude: Fraction, digits: int) -> tuple[int, int]:
    """Return a count of `digits` digits and the power of ten of the first."""
    power = len(str(magnitude.numerator)) - len(str(magnitude.denominator))
    while Fraction(10) ** power > magnitude:
        power -= 1
    while Fraction(10) ** (power + 1) <= magnitude:
        power += 1
    count = _half_up(magnitude / Fraction(10) ** (power - digits + 1))
    return (count // 10, power + 1) if count == 10**digits else (count, power)


def _special(value: float) -> str | None:
    if math.isnan(value):
        return "nan"
    return ("−∞" if value < 0 else "∞") if math.isinf(value) else None


def _magnitude(value: float, digits: int) -> tuple[str, Fraction]:
    """Return a number above 0 with so many significant digits, as text and as it reads."""
    count, power = _scientific(Fraction(value), digits)
    if not 1e-4 <= value < 1e6:
        sign = "⁻" if power < 0 else ""
        text = f"{_pointed(count, digits - 1)}·10{sign}{_shifted(str(abs(power)), '⁰')}"
        return text, count * Fraction(10) ** (power - digits + 1)
    after = max(0, digits - 1 - power)
    units = _half_up(Fraction(value) * 10**after)
    return _pointed(units, after), Fraction(units, 10**after)


def fixed(value: float, digits: int) -> str:
    """Return what `fixed` must write."""
    if special := _special(value):
        return special
    if abs(value) >= 1e6:
        return significant(value, digits + 1)
    units = _half_up(abs(Fraction(value)) * 10**digits)
    return ("−" if value < 0 and units else "") + _pointed(units, digits)


def signed(value: float, digits: int) -> str:
    """Return what `signed` must write."""
    shown = fixed(value, digits)
    return f"+{shown}" if value > 0 and shown != fixed(0.0, digits) else shown


def positive(value: float, digits: int) -> str:
    """Return what `positive` must write: a bound where rounding would say 0."""
    shown, unit = fixed(value, digits), _pointed(1, digits)
    return f"< {unit}" if value != 0 and shown == _pointed(0, digits) else shown


def probability(value: float, digits: int) -> str:
    """Return what `probability` must write: a bound where rounding would say 0 or 1."""
    if value != 1 and fixed(value, digits) == _pointed(10**digits, digits):
        return f"> {_pointed(10**digits - 1, digits)}"
    return positive(value, digits)


def entry(value: float, digits: int) -> str:
    """Return what `entry` must write: digits where rounding would say 0, a bound where ±1."""
    if not math.isfinite(value):
        return signed(value, digits)
    if value != 0 and fixed(abs(value), digits) == _pointed(0, digits):
        return ("" if value < 0 else "+") + significant(value, 1)
    if abs(value) < 1 and fixed(abs(value), digits) == _pointed(10**digits, digits):
        return f"{'< −' if value < 0 else '> +'}{_pointed(10**digits - 1, digits)}"
    return signed(value, digits)


def significant(value: float, digits: int) -> str:
    """Return what `significant` must write."""
    if special := _special(value):
        return special
    return "0" if value == 0 else ("−" if value < 0 else "") + _magnitude(abs(value), digits)[0]


def trimmed(value: float, digits: int) -> str:
    """Return what `trimmed` must write."""
    mantissa, mark, power = significant(value, digits).partition("·")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + mark + power


def exact(value: float) -> str:
    """Return what `exact` must write: the fewest digits that give the number back."""
    if special := _special(value):
        return special
    if value == 0:
        return "0"
    sign, magnitude = "−" if value < 0 else "", abs(value)
    for digits in range(1, 18):
        count, power = _scientific(Fraction(magnitude), digits)
        if _double(count * Fraction(10) ** (power - digits + 1)) == magnitude:
            break
    if -7 < power < 21:
        after = max(0, digits - 1 - power)
        return sign + _pointed(int(count * Fraction(10) ** (power - digits + 1 + after)), after)
    return f"{sign}{_pointed(count, digits - 1)}e{'−' if power < 0 else '+'}{abs(power)}"


def _product(drawn: random.Random) -> list[object]:
    spread = drawn.choice([1, 4, 12, 40])
    factors = [10 ** -drawn.uniform(0, spread), drawn.random()]
    return _product_of(factors, float(drawn.choice([1, 1, 2, 0.5, 2000, 0.0025, 1.23456])))


def _double(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _product_of(factors: list[float], divisor: float) -> list[object]:
    """Search the digits with exact products; the result is that of two roundings, as computed."""
    first, second = factors
    inner = _double(Fraction(first) * Fraction(second))
    outer = _double(Fraction(inner) / Fraction(divisor))
    result = significant(outer, 4)
    normal = all(2.0**-1022 <= step < math.inf for step in (inner, outer))
    relation = "=" if normal or 0 in factors else "≈"
    for digits in range(4, 18):
        texts, values = zip(
            *(_magnitude(f, digits) if f else ("0", Fraction(0)) for f in factors), strict=True
        )
        shown = significant(_double(math.prod(values) / Fraction(divisor)), 4)
        if shown == result or relation == "≈":
            break
    text = f"{' × '.join(texts)} / {exact(divisor)} {relation} {result}"
    return ["product", *map(_read, factors), _read(divisor), text]


if __name__ == "__main__":
    STORED.write_text(stored_text(), encoding="utf-8")
