"""The fuzz against 50 digits: a few of its calls, and that it would notice."""

import mpmath
import numpy as np
import pytest

from benchmarks import fuzz

pytestmark = pytest.mark.checkout

NAMES = {
    "softmax",
    "log_softmax",
    "logsumexp",
    "jacobian",
    "jvp",
    *(f"{what}, {of}" for what in ("loss", "gradient", "hessian") for of in ("weights", "label")),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_function_keeps_the_digits_that_its_docstring_promises(seed):
    worst = fuzz.main(2500, seed)
    assert worst.keys() == NAMES
    assert {n: off for n, (off, _) in worst.items() if off > fuzz.BARS.get(n, fuzz.BAR)} == {}


def test_an_error_is_counted_in_ulp_of_its_scale():
    mp = fuzz.mp
    entries = [fuzz.difference(mp.mpf(1), mp.mpf(1) - mp.mpf(2) ** -40)]
    got = np.array([2.0**-40 + 3 * 2.0**-52])
    assert fuzz.error(got, entries) == pytest.approx(3)
    assert fuzz.error(got, [fuzz.itself(mp.mpf(2) ** -40)]) > 1000


def test_a_number_that_is_not_finite_is_right_only_if_the_true_one_is_too_large():
    assert fuzz.error(np.array([np.inf]), [fuzz.itself(mpmath.mpf(1))]) == np.inf
    assert fuzz.error(np.array([np.nan]), [fuzz.itself(mpmath.mpf(1))]) == np.inf
    assert fuzz.error(np.array([np.inf]), [fuzz.itself(mpmath.mpf(10) ** 400)]) == 0
    assert fuzz.error(np.array([-np.inf]), [fuzz.itself(mpmath.mpf(10) ** 400)]) == np.inf


def test_it_notices_a_sum_of_weights_that_is_taken_by_subtraction(monkeypatch):
    """Σ_{i≠j} y_i as Σy − y_j was the package's own, once."""
    monkeypatch.setattr("softmax_edu.losses.without", lambda y, whole: whole - y)
    assert fuzz.main(2500, 1)["gradient, weights"][0] > 1e6
