"""Numbers as they are shown: one minus sign, no signed zero, and products that come out."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_edu.words.numbers import exact, fixed, product, signed, significant, subscript

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text: str) -> float:
    """Read a shown number back."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(SUPERSCRIPTS) or 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.191, "+0.191"), (-0.030, "−0.030"), (-0.0004, "0.000"), (0.0004, "0.000"), (-0.0, "0.000")],
)
def test_a_sign_is_shown_unless_the_digits_are_zero(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.11594, "0.1159"),
        (-0.06653, "−0.06653"),
        (3.1e-9, "3.100·10⁻⁹"),
        (2.5, "2.500"),
        (0, "0"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_significant_digits_are_kept_at_every_size(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.718281828, "2.718281828"), (-5.0, "−5"), (-0.0, "0"), (math.inf, "∞"), (1e-7, "1e−7")],
)
def test_exact_text_gives_the_number_back(value: float, text: str) -> None:
    assert exact(value) == text


@given(NUMBERS)
def test_exact_text_loses_nothing(value: float) -> None:
    assert float(exact(value).replace("−", "-")) == value


@given(NUMBERS, st.integers(0, 8))
def test_no_text_has_a_hyphen_or_a_signed_zero(value: float, digits: int) -> None:
    """A hyphen for a minus, or −0.000, would be read as another number."""
    for text in (fixed(value, digits), signed(value, digits), significant(value, digits + 1)):
        assert "-" not in text
        assert not re.fullmatch(r"[+−]0(\.0*)?", text)


@given(st.floats(-1e300, 1e300), st.integers(1, 6))
def test_fixed_text_is_within_half_a_digit(value: float, digits: int) -> None:
    tolerance = 0.5000001 * 10.0**-digits if abs(value) < 1e6 else abs(value) * 10.0**-digits
    assert abs(read(fixed(value, digits)) - value) <= tolerance


# What is smaller still has fewer digits than are written, or none when it is read back.
shares = st.floats(0, 1, allow_subnormal=False).map(lambda share: share if share > 1e-150 else 0.0)


@given(shares, shares, st.sampled_from([1.0, 0.5, 2.0, 3.0]))
def test_a_reader_who_multiplies_finds_the_result(a: float, b: float, divisor: float) -> None:
    """Rounding must not contradict the line that it is shown in."""
    factors, result = product([a, b], divisor, lambda v: significant(v, 3))
    assert significant(math.prod(map(read, factors)) / divisor, 3) == result


def test_indices_are_set_as_subscripts() -> None:
    assert subscript(120) == "₁₂₀"
