"""Cross-entropy, its gradient and its Hessian against closed forms and exact arithmetic."""

import numpy as np
import pytest
import scipy.special
from numpy.testing import assert_allclose, assert_array_equal

from softmax_edu import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_value_and_gradient,
    numerical_gradient,
    numerical_jacobian,
    softmax,
    softmax_jacobian,
)
from tests import exact

PROBE = np.array([0, np.log(2), np.log(5)])  # S = (1/8, 1/4, 5/8)
EPS = np.finfo(np.float64).eps


def value(theta, y):
    return cross_entropy_value_and_gradient(theta, y)[0]


def gradient(theta, y):
    return cross_entropy_value_and_gradient(theta, y)[1]


each_loss = pytest.mark.parametrize("loss", [cross_entropy, value])
each_gradient = pytest.mark.parametrize("gradient", [cross_entropy_gradient, gradient])
margins = pytest.mark.parametrize("margin", [1, 37, 40, 100, 300, 700])


@each_loss
class TestLoss:
    @pytest.mark.parametrize(("y", "s"), [(0, 1 / 8), (1, 1 / 4), (2, 5 / 8)])
    def test_probe_point(self, loss, y, s):
        assert_allclose(loss(PROBE, y), -np.log(s), rtol=2 * EPS)

    def test_of_weights_is_the_weighted_sum(self, loss):
        want = -(0.5 * np.log(1 / 8) + 2 * np.log(5 / 8))
        assert_allclose(loss(PROBE, [0.5, 0, 2]), want, rtol=4 * EPS)

    def test_agrees_with_scipy(self, loss):
        rng = np.random.default_rng(0)
        theta, y = rng.normal(size=(50, 7)) * 5, rng.integers(7, size=50)
        want = -scipy.special.log_softmax(theta, axis=-1)[np.arange(50), y]
        assert_allclose(loss(theta, y), want, rtol=1e-13, atol=1e-15)

    def test_of_one_sample_is_a_number_and_of_a_batch_an_array(self, loss):
        assert np.ndim(loss(PROBE, 1)) == 0
        assert loss(np.zeros((2, 4, 3)), np.zeros((2, 4), int)).shape == (2, 4)

    @margins
    def test_keeps_the_small_loss_of_a_confident_right_answer(self, loss, margin):
        """From a margin of 37 on, −ln(softmax(θ)) is 0."""
        for theta, y in (([0.3, margin, 0.1], 1), ([margin, 0.0], 0), ([0, -margin, 0.1], 2)):
            one_hot = np.eye(len(theta))[y]
            true = exact.cross_entropy(theta, one_hot)
            assert exact.ulps(loss(theta, y), true) <= 5
            assert exact.ulps(loss(theta, one_hot), true) <= 5

    @margins
    def test_of_a_confident_wrong_answer_is_about_the_margin(self, loss, margin):
        theta = [0.3, margin, 0.1]
        assert exact.ulps(loss(theta, 0), exact.cross_entropy(theta, [1, 0, 0])) <= 8

    def test_of_a_hopeless_answer_is_the_difference_of_scores(self, loss):
        """e^{θ_y} itself is 0 here."""
        assert loss([0.0, 5000.0, -1e300], 0) == 5000
        assert_array_equal(loss([[0.0, 5000.0], [1e300, 0.0]], [0, 1]), [5000, 1e300])

    @pytest.mark.parametrize("margin", [350, 357, 600, 704, 706, 708, 710, 720, 745, 750])
    def test_of_a_hopeless_answer_among_many_equals(self, loss, margin):
        """Neither e^{θ_y} nor the sum of the others is out of range, but their ratio is."""
        theta = np.zeros(101)
        theta[7] = -margin
        assert_allclose(loss(theta, 7), margin + np.log(100), rtol=4 * EPS)
        assert_allclose(loss([theta, theta], [7, 7]), margin + np.log(100), rtol=4 * EPS)

    @pytest.mark.parametrize("spread", [1, 30, 300])
    @pytest.mark.parametrize("k", [2, 10, 1000])
    def test_error_is_at_most_8_ulp(self, loss, k, spread):
        rng = np.random.default_rng(k)
        for _ in range(max(1, 50 // k)):
            theta, y = rng.normal(size=k) * spread, rng.integers(k)
            true = -exact.log_softmax(theta)[y]
            assert exact.ulps(loss(theta, y), true) <= 8

    def test_masked_class_is_no_harm_unless_it_is_the_target(self, loss):
        theta = [0.0, -np.inf, 0.0]
        assert_allclose(loss(theta, 0), np.log(2), rtol=2 * EPS)
        assert_allclose(loss(theta, [0.5, 0, 0.5]), np.log(2), rtol=2 * EPS)
        assert loss(theta, 1) == np.inf
        assert loss(theta, [0.5, 0.5, 0]) == np.inf

    def test_in_long_double_reaches_as_far_as_the_scores(self, loss):
        """e^−20000 is a number there, and 1 / e^−20000 is not."""
        theta = np.array([0, 20000], np.longdouble)
        assert loss(theta, 0) == 20000
        assert loss(theta, np.longdouble([1, 0])) == 20000

    def test_beyond_the_largest_number_is_infinite_without_a_warning(self, loss):
        assert loss([0.0, 1e10], [1e300, 0]) == np.inf
        assert loss(np.float16([0, 30]), np.float16([6e4, 0])) == np.inf

    def test_of_no_weight_at_all_is_zero(self, loss):
        assert loss(PROBE, [0, 0, 0]) == 0


@each_gradient
class TestGradient:
    def test_probe_point(self, gradient):
        assert_allclose(gradient(PROBE, 1), [1 / 8, -3 / 4, 5 / 8], rtol=4 * EPS)

    def test_with_weights_that_sum_to_two(self, gradient):
        """S Σy − y, not S − y."""
        assert_allclose(gradient(PROBE, [0, 2, 0]), [1 / 4, -3 / 2, 5 / 4], rtol=4 * EPS)

    def test_is_the_chain_rule_carried_out(self, gradient):
        """The lessons' own theorem: Jᵀ (−y/S) = S Σy − y."""
        rng = np.random.default_rng(1)
        for k in (2, 3, 7):
            theta, y = rng.normal(size=k), rng.uniform(size=k)
            s = softmax(theta)
            assert_allclose(gradient(theta, y), softmax_jacobian(theta).T @ (-y / s), atol=1e-14)
            assert_allclose(gradient(theta, y), s * y.sum() - y, atol=1e-15)

    def test_agrees_with_the_complex_step(self, gradient):
        rng = np.random.default_rng(2)
        theta = rng.normal(size=(4, 6)) * 3
        for y in (rng.integers(6, size=4), rng.uniform(size=(4, 6))):
            steps = numerical_gradient(
                lambda t, y=y: cross_entropy(t, y).sum(), theta, "complex-step"
            )
            assert_allclose(gradient(theta, y), steps, rtol=1e-13, atol=1e-15)

    @margins
    def test_keeps_the_small_gradient_of_a_confident_right_answer(self, gradient, margin):
        """From a margin of 37 on, S − 1 is 0."""
        for theta, y in (([0.3, margin, 0.1], 1), ([margin, 0.0], 0)):
            one_hot = np.eye(len(theta))[y]
            true = exact.gradient(theta, one_hot)
            assert exact.ulps(gradient(theta, y), true) <= 5
            assert exact.ulps(gradient(theta, one_hot), true) <= 5

    @pytest.mark.parametrize(
        ("theta", "y"),
        [
            ([50.0, 0.0], [1, 1e-17]),
            ([50.0, 0.0], [1 - 1e-10, 1e-10]),
            ([30.0, 0.0, -5.0], [1, 1e-300, 1e-17]),
            ([0.0, 40.0], [1e300, 1]),
            (np.float32([12, 0]), np.float32([1 - 1e-6 / 2, 1e-6 / 2])),
        ],
    )
    def test_keeps_the_small_weights_beside_a_large_one(self, gradient, theta, y):
        """Σ_{i≠j} y_i is the sum of the others; Σy − y_j would round them away."""
        got = gradient(theta, y)
        s, y = exact.softmax(theta), exact.numbers(y)
        for j, value in enumerate(got):
            pulls = s[j] * exact.mp.fsum(y[:j] + y[j + 1 :])
            holds = y[j] * exact.mp.fsum(s[:j] + s[j + 1 :])
            unit = float(np.spacing(got.dtype.type(max(pulls, holds))))
            assert abs(exact.mp.mpf(float(value)) - (pulls - holds)) <= 8 * unit

    def test_of_large_batches_is_that_of_their_rows(self, gradient):
        rng = np.random.default_rng(3)
        theta, y = rng.normal(size=(210, 5)), rng.integers(5, size=210)
        want = softmax(theta) - np.eye(5)[y]
        assert_allclose(gradient(theta, y), want, atol=2 * EPS)

    def test_sums_to_zero(self, gradient):
        theta = np.random.default_rng(4).normal(size=(8, 5)) * 4
        assert_allclose(gradient(theta, np.arange(8) % 5).sum(-1), 0, atol=2 * EPS)


class TestHessian:
    def test_is_the_sum_of_weights_times_the_jacobian(self):
        theta = np.random.default_rng(5).normal(size=(2, 3))
        y = np.array([[0.5, 0, 2], [0, 0, 0]])
        J = softmax_jacobian(theta)
        assert_allclose(cross_entropy_hessian(theta, y), [2.5 * J[0], 0 * J[1]], rtol=2 * EPS)
        assert_allclose(cross_entropy_hessian(theta, [0, 2]), J, rtol=2 * EPS)

    def test_of_no_weight_at_all_is_zero_and_not_minus_zero(self):
        assert not np.signbit(cross_entropy_hessian(PROBE, [0, 0, 0])).any()

    def test_agrees_with_the_complex_step_of_the_gradient(self):
        rng = np.random.default_rng(6)
        theta, y = rng.normal(size=5), rng.uniform(size=5)
        for target in (y, 3):
            steps = numerical_jacobian(
                lambda t, target=target: cross_entropy_gradient(t, target), theta, "complex-step"
            )
            assert_allclose(cross_entropy_hessian(theta, target), steps, rtol=1e-12, atol=1e-15)


def test_value_and_gradient_are_the_two_functions():
    rng = np.random.default_rng(7)
    for shape in ((5,), (4, 3), (3, 400), (210, 5), (2, 3, 4)):
        for spread in (1, 300):
            theta, y = rng.normal(size=shape) * spread, rng.integers(shape[-1], size=shape[:-1])
            loss, grad = cross_entropy_value_and_gradient(theta, y)
            assert_allclose(loss, cross_entropy(theta, y), rtol=16 * EPS, atol=1e-320)
            assert_allclose(grad, cross_entropy_gradient(theta, y), rtol=1e-12, atol=1e-300)
