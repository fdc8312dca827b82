"""What the code of a learner's function tells, where its numbers tell nothing."""

from functools import partial

import numpy as np
import pytest

from softmax_edu import Ladder, check_jacobian_times, check_slopes, check_softmax, softmax
from softmax_edu.checks.source import Alias, named_not_called, source_of


def of_the_form(theta, y):
    K, rows = theta.shape[-1], len(y)
    return np.zeros((rows, K)) + np.zeros_like(theta, dtype=theta.dtype)


def of_the_numbers(theta, y):
    return 0 * theta + np.zeros(len(y))


def passed_on(theta, y):
    return np.zeros(len(softmax(theta)))


def test_a_function_computes_if_it_looks_at_a_number_that_comes_in():
    assert not source_of(of_the_form).computes
    assert source_of(of_the_numbers).computes
    assert source_of(passed_on).computes


@pytest.mark.parametrize("f", [partial(of_the_form, y=1), len, np.exp, 5])
def test_what_has_no_code_of_its_own_tells_nothing(f):
    assert source_of(f) is None


def copied(f, theta, h):
    up = theta.copy()
    up[0] += h
    return f(up)


def named_twice(f, theta, h):
    up = theta
    up[0] += h
    return f(up)


def named_twice_and_only_read(theta):
    t = theta
    return t - t.max()


def test_a_second_name_through_which_an_array_is_changed_is_no_copy():
    assert source_of(named_twice).alias == Alias("up", "theta")
    assert source_of(copied).alias is None
    assert source_of(named_twice_and_only_read).alias is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("return np.diag(softmax) - 1", "softmax"),
        ("s = softmax / 2", "softmax"),
        ("J[i, j] = -softmax[i]", "softmax"),
        ("return np.apply_along_axis(softmax, -1, theta)", ""),
        ("s = softmax(theta) / len(theta)", ""),
        ("return list(map(softmax, theta))", ""),
        ("for i in range(3):", ""),
    ],
)
def test_a_function_stands_where_a_number_is_due(line, name):
    assert named_not_called(line, {"softmax": softmax, "np": np, "len": len}.get) == name


# --- what is told of it --------------------------------------------------------------------------


def slopes_of_one_array(f, theta, h):
    g = np.zeros(len(theta))
    for j in range(len(theta)):
        up = theta
        up[j] += h
        down = theta
        down[j] -= h
        g[j] = (f(up) - f(down)) / (2 * h)
    return g


def nothing_left(theta, v):
    s = softmax(theta)
    return s * v - s * v


def test_what_computes_0_is_not_called_unwritten_and_climbs_the_ladder():
    ladder = Ladder(check_jacobian_times)
    report = ladder.attempt(nothing_left).report
    assert report.kind == "unknown"
    assert "Its answer is 0 everywhere, whatever comes in." in str(report)
    assert len(report.rungs) == 5
    assert check_softmax(lambda theta: np.zeros_like(theta)).kind == "unwritten"


def test_two_names_of_one_array_are_told():
    report = check_slopes(slopes_of_one_array)
    assert report.kind == "unknown"
    assert "up = theta makes no copy" in str(report)
