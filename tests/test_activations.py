"""Softmax, its logarithm and its Jacobian against closed forms and exact arithmetic."""

import ast
import inspect
import textwrap

import numpy as np
import pytest
import scipy.special
from numpy.testing import assert_allclose, assert_array_equal

from softmax_edu import (
    cross_entropy,
    cross_entropy_gradient,
    log_softmax,
    logsumexp,
    softmax,
    softmax_jacobian,
    softmax_jvp,
)
from tests import exact

PROBE = np.array([0, np.log(2), np.log(5)])  # S = (1/8, 1/4, 5/8)
EPS = np.finfo(np.float64).eps


def plain_softmax(theta, axis=-1):
    """The textbook's two lines."""
    e = np.exp(theta - np.max(theta, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


class TestSoftmax:
    def test_probe_point(self):
        assert_allclose(softmax(PROBE), [1 / 8, 1 / 4, 5 / 8], rtol=2 * EPS)

    def test_two_classes_are_the_sigmoid_of_the_difference(self):
        theta = np.array([[3.0, 1.0], [-2.0, 5.0]])
        assert_allclose(softmax(theta)[:, 0], scipy.special.expit(theta[:, 0] - theta[:, 1]))

    def test_one_class_has_all(self):
        assert_array_equal(softmax([[3.0], [-800.0]]), [[1], [1]])

    def test_equal_scores_share_equally(self):
        assert_array_equal(softmax(np.full((2, 4), 7.0)), np.full((2, 4), 0.25))

    @pytest.mark.parametrize("shape", [(5,), (3, 4), (30, 40), (3, 7, 40), (3, 700), (105, 10)])
    @pytest.mark.parametrize("spread", [1, 30, 300])
    def test_equals_the_plain_formula_along_every_axis(self, shape, spread):
        """The plain shift is itself wrong by about |θ| ulp, and its sum down a column by more."""
        theta = np.random.default_rng(0).normal(size=shape) * spread
        for axis in range(-len(shape), len(shape)):
            plain = plain_softmax(theta, axis)
            assert_allclose(softmax(theta, axis), plain, rtol=99 * spread * EPS, atol=1e-300)

    @pytest.mark.parametrize("k", [5, 50, 2000])
    @pytest.mark.parametrize("spread", [1, 30, 1000])
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    def test_exact_differences_give_the_shifted_formula_to_the_last_bit(self, dtype, spread, k):
        """Lesson 6's two lines: where θ − max θ loses nothing, nothing is put back."""
        theta = np.random.default_rng(k).integers(-spread, spread, size=k).astype(dtype)
        u = np.exp(theta - theta.max())
        assert_array_equal(softmax(theta), u / u.sum())

    @pytest.mark.parametrize("k", [1000, 10_000, 100_000])
    def test_many_equal_scores_share_equally_in_every_row(self, k):
        """Equal terms added one by one are all rounded the same way, and their sum drifts off."""
        for score in (0.1, 0.3, 0.7):
            theta = np.full((2, k), score, np.float32)
            assert_allclose(softmax(theta), 1 / k, rtol=8 * float(np.finfo(np.float32).eps))

    def test_weighs_all_classes_of_a_long_row(self):
        """A sum in float16 would stop at 2048, one in blocks might forget the last block."""
        assert_allclose(softmax(np.zeros(100_000)), np.full(100_000, 1e-5), rtol=4 * EPS)
        assert softmax(np.zeros((2, 100_000), np.float16))[1, -1] == np.float16(1e-5)

    def test_masked_class_gets_nothing(self):
        assert_array_equal(softmax([0.0, -np.inf, 0.0]), [0.5, 0, 0.5])

    def test_huge_scores_do_not_overflow(self):
        assert_array_equal(softmax([1e308, -1e308]), [1, 0])
        assert_array_equal(softmax([-1e308, -1e308]), [0.5, 0.5])

    @pytest.mark.parametrize("spread", [1, 30, 300])
    @pytest.mark.parametrize("k", [2, 10, 1000])
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    def test_error_is_at_most_5_ulp(self, dtype, k, spread):
        rng = np.random.default_rng(k)
        for _ in range(max(1, 50 // k)):
            theta = (rng.normal(size=k) * spread).astype(dtype)
            assert exact.ulps(softmax(theta), exact.softmax(theta)) <= 5

    @pytest.mark.parametrize("shape", [(2000, 2), (2000, 40)])
    def test_sum_down_a_column_is_as_good_as_along_a_row(self, shape):
        """NumPy's own sum over axis 0 adds one by one and gathers hundreds of ulp."""
        theta = np.random.default_rng(5).uniform(-1, 1, size=shape)
        true = exact.softmax(theta[:, 1])
        for got in (softmax(theta, 0), softmax(np.asfortranarray(theta.T)).T):
            assert exact.ulps(got[:, 1], true) <= 8

    @pytest.mark.parametrize("middle", [0, 400, -400, 1e4])
    def test_shift_puts_back_what_rounding_takes(self, middle):
        """θ_i − max θ alone is wrong by up to half a ulp of 300, that is, S by 250 ulp."""
        theta = middle + np.random.default_rng(1).uniform(-300, 0, size=200)
        assert exact.ulps(softmax(theta), exact.softmax(theta)) <= 8


class TestLogSoftmax:
    def test_probe_point(self):
        assert_allclose(log_softmax(PROBE), np.log([1 / 8, 1 / 4, 5 / 8]), rtol=2 * EPS)

    @pytest.mark.parametrize("spread", [1, 30, 300])
    @pytest.mark.parametrize("k", [2, 10, 100])
    def test_error_is_at_most_5_ulp(self, k, spread):
        rng = np.random.default_rng(k)
        for _ in range(max(1, 50 // k)):
            theta = rng.normal(size=k) * spread
            assert exact.ulps(log_softmax(theta), exact.log_softmax(theta)) <= 5

    @pytest.mark.parametrize("margin", [1, 37, 40, 100, 300, 700])
    def test_keeps_the_small_logarithm_of_a_clear_winner(self, margin):
        """From a margin of 37 on, ln(softmax(θ)) is 0."""
        for theta in ([margin, 0.0, 0.3, -2], [0.1, margin + 0.1], [-margin, 0.0]):
            error = exact.ulps(log_softmax(theta), exact.log_softmax(theta))
            assert error <= 5

    def test_masked_class_and_huge_differences_are_minus_infinity(self):
        assert_array_equal(log_softmax([0.0, -np.inf]), [0, -np.inf])
        assert_array_equal(log_softmax([1e308, -1e308]), [0, -np.inf])

    def test_is_never_minus_zero(self):
        assert not np.signbit(log_softmax([1000.0, 0.0]))[0]


class TestLogsumexp:
    def test_probe_point(self):
        assert_allclose(logsumexp(PROBE), np.log(8), rtol=2 * EPS)

    def test_agrees_with_scipy(self):
        theta = np.random.default_rng(2).normal(size=(4, 5, 6)) * 100
        for axis in (0, 1, 2, -1):
            got = logsumexp(theta, axis)
            assert_allclose(got, scipy.special.logsumexp(theta, axis=axis), rtol=4 * EPS)

    def test_of_one_class_is_its_score(self):
        assert_array_equal(logsumexp([[1000.0], [-3.0]]), [1000, -3])

    def test_of_huge_scores_does_not_overflow(self):
        assert logsumexp([1e308, 1e308]) == 1e308

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_of_one_sample_is_a_number(self, dtype):
        assert type(logsumexp(PROBE.astype(dtype))) is dtype


class TestJacobian:
    def test_probe_point(self):
        by_hand = np.array([[7, -2, -5], [-2, 12, -10], [-5, -10, 15]]) / 64
        assert_allclose(softmax_jacobian(PROBE), by_hand, rtol=4 * EPS)

    def test_of_equal_scores(self):
        """No class has more than half of S, though of two each has half: 1 − S is just that."""
        for k in (2, 4):
            assert_array_equal(softmax_jacobian(np.zeros(k)), np.eye(k) / k - 1 / k**2)

    def test_is_diag_minus_outer_product(self):
        theta = np.random.default_rng(3).normal(size=(2, 3, 5))
        s = softmax(theta)
        outer = s[..., :, None] * s[..., None, :]
        assert_allclose(softmax_jacobian(theta), np.eye(5) * s[..., None] - outer, atol=EPS)

    @pytest.mark.parametrize("margin", [1, 40, 300, 700])
    def test_keeps_the_small_diagonal_of_a_clear_winner(self, margin):
        """S (1 − S) computed so would be 0 from a margin of 37 on."""
        theta = [0.0, margin, 0.3]
        for got, true in zip(softmax_jacobian(theta), exact.jacobian(theta), strict=True):
            assert exact.ulps(got, true) <= 5

    def test_is_never_minus_zero(self):
        assert not np.signbit(softmax_jacobian([0.0, 2000.0, -np.inf])[:, ::2]).any()

    def test_of_half_precision_is_rounded_once(self):
        """From S in half precision the products would carry several roundings."""
        theta = np.random.default_rng(6).normal(size=5).astype(np.float16)
        for got, true in zip(softmax_jacobian(theta), exact.jacobian(theta), strict=True):
            assert exact.ulps(got, true) <= 0.51


class TestJvp:
    def test_of_a_unit_vector_is_a_column(self):
        theta = np.random.default_rng(4).normal(size=(3, 4)) * 3
        J = softmax_jacobian(theta)
        for j in range(4):
            v = np.zeros((3, 4))
            v[:, j] = 1
            assert_allclose(softmax_jvp(theta, v), J[..., j], rtol=16 * EPS)

    def test_of_a_constant_is_zero(self):
        assert_array_equal(softmax_jvp(PROBE, [3, 3, 3]), [0, 0, 0])

    def test_of_a_huge_direction_does_not_overflow(self):
        v = np.array([8e307, -8e307, 0])
        assert_allclose(softmax_jvp(PROBE, v), softmax_jacobian(PROBE) @ v, rtol=16 * EPS)

    @pytest.mark.parametrize("margin", [1, 40, 300, 700])
    def test_keeps_the_small_rates_of_a_clear_winner(self, margin):
        for theta in ([0.0, margin, 0.3], [margin, 0.0]):
            for v in np.eye(len(theta)):
                error = exact.ulps(softmax_jvp(theta, v), exact.jvp(theta, v))
                assert error <= 5

    @pytest.mark.parametrize(
        ("v", "error", "message"),
        [
            ([1.0, 2.0], ValueError, r"v has shape \(2,\); it must have theta's, \(3,\)"),
            ([0, np.nan, 0], ValueError, r"v\[1\] is nan"),
            ([0, 0, -np.inf], ValueError, r"v\[2\] is -inf"),
            ([True, False, True], TypeError, "v holds bool"),
            ([1j, 0, 0], TypeError, "v must be real"),
            (["a", "b", "c"], TypeError, "v must hold real numbers"),
        ],
    )
    def test_refuses_a_direction_that_is_none(self, v, error, message):
        with pytest.raises(error, match=message):
            softmax_jvp(PROBE, v)


# What `f??` must show: the formula's lines, and what documents their letters.
LESSONS = {
    softmax: (
        "theta, axis",
        "S_i = e^{θ_i} / Σ_k e^{θ_k}",
        ["exponentials(theta, largest(theta, axis))", "u /= total(u, axis)"],
    ),
    log_softmax: ("theta, axis", "θ_i − ln Σ_k e^{θ_k}", ["(theta - top) - np.log1p(rest)"]),
    softmax_jacobian: ("theta", "S_i (δ_ij − S_j)", ["- s_i * s_j", "s * complement(s)"]),
    cross_entropy: ("theta, y", "−Σ_k y_k ln S_k", ["- times(", "log_softmax(theta)"]),
    cross_entropy_gradient: ("theta, y", "Σ_{i≠j} y_i S_j", ["others * s - y * complement(s)"]),
}


@pytest.mark.parametrize("f", LESSONS, ids=lambda f: f.__name__)
class TestQuestionMarks:
    """What a learner sees by `f?` and `f??`."""

    def test_show_the_formula_in_six_lines_under_one_decorator(self, f):
        source = textwrap.dedent(inspect.getsource(f))
        (function,) = ast.parse(source).body
        lines = source.splitlines()
        body = function.body[1:]  # what stands first is the docstring
        assert len(lines[body[0].lineno - 1 :]) <= 6
        assert len(function.decorator_list) <= 1
        assert all(formula in "\n".join(lines) for formula in LESSONS[f][2])

    def test_say_the_formula_in_symbols(self, f):
        assert LESSONS[f][1] in f.__doc__

    def test_show_no_parameter_that_is_not_explained(self, f):
        (function,) = ast.parse(textwrap.dedent(inspect.getsource(f))).body
        names = [a.arg for a in function.args.args]
        assert list(inspect.signature(f).parameters) == names == LESSONS[f][0].split(", ")
        assert not function.args.kwonlyargs
        assert all(f"    {name} : " in f.__doc__ for name in names)
