"""Numbers as they are shown: one minus sign, no signed zero, and products that come out."""

import json
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_edu.moment import Moment
from softmax_edu.words import numbers
from softmax_edu.words.formulas import case_formula
from softmax_edu.words.numbers import exact, fixed, product, signed, significant
from tests import golden_numbers

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
    factors, _, result = product([a, b], divisor, lambda v: significant(v, 3))
    assert significant(math.prod(map(read, factors)) / divisor, 3) == result


def test_the_golden_numbers_are_those_of_exact_fractions() -> None:
    """Node's tests read the stored file too."""
    assert golden_numbers.STORED.read_text(encoding="utf-8") == golden_numbers.stored_text()


@pytest.mark.parametrize("function", ["fixed", "signed", "significant", "trimmed", "exact"])
def test_every_golden_number_is_written_as_it_stands(function: str) -> None:
    stored = json.loads(golden_numbers.STORED.read_text(encoding="utf-8"))
    cases = [case[1:] for case in stored if case[0] == function]
    assert len(cases) >= 100
    write = getattr(numbers, function)
    found = [(*case[:-1], write(float(case[0]), *case[1:-1])) for case in cases]
    assert found == [tuple(case) for case in cases]


def test_every_golden_product_and_index_is_written_as_it_stands() -> None:
    for name, *arguments, text in json.loads(golden_numbers.STORED.read_text(encoding="utf-8")):
        if name == "subscript":
            assert numbers.subscript(*arguments) == text
        if name == "product":
            *factors, divisor = map(float, arguments)
            written, relation, result = product(factors, divisor, significant)
            assert f"{' × '.join(written)} / {exact(divisor)} {relation} {result}" == text


def test_every_case_of_a_picture_is_true_as_it_is_written() -> None:
    """Who multiplies what stands there finds the result, or is told that it is not exact."""
    drawn = np.random.default_rng(12)
    rounded = 0
    for _ in range(2000):
        k = int(drawn.integers(2, 6))
        theta = drawn.normal(0, drawn.choice([1, 5, 100, 400]), k)
        temperature = float(
            drawn.choice([1, 1, 2000, 1000, 0.0025, 0.001, 1.23456, drawn.random()])
        )
        cell = drawn.integers(k, size=2).tolist()
        text = case_formula(Moment(theta, None, temperature, cell))
        *_, arithmetic, shown = re.split(" = | ≈ ", text)
        left, _, right = arithmetic.partition(" × ")
        second, _, divisor = right.partition(" / ")
        found = Fraction(_fraction(left) * _fraction(second)) / (
            _fraction(divisor) if divisor else 1
        )
        if " ≈ " in text:
            rounded += 1
            assert abs(found) < 2**-1020 * max(1, 1 / temperature), text
        else:
            assert abs(found - _fraction(shown)) <= Fraction(501, 1000) * _unit(shown), text
    assert 0 < rounded < 400


def _fraction(text: str) -> Fraction:
    """Read a shown number exactly."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return Fraction(mantissa) * Fraction(10) ** int(power.translate(SUPERSCRIPTS) or 0)


def _unit(text: str) -> Fraction:
    """Return what 1 in the last shown digit is worth."""
    mantissa, _, power = text.partition("·10")
    after = len(mantissa.partition(".")[2])
    return Fraction(10) ** (int(power.translate(SUPERSCRIPTS) or 0) - after)
