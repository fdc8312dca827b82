"""What holds for every θ: the invariants of the derivation, on scores that Hypothesis picks."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose

from softmax_edu import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_value_and_gradient,
    log_softmax,
    logsumexp,
    numerical_gradient,
    numerical_jacobian,
    softmax,
    softmax_jacobian,
    softmax_jvp,
)

EPS = np.finfo(np.float64).eps

shapes = array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=6)
any_float = st.floats(allow_nan=False, allow_infinity=False)
scores = arrays(float, shapes, elements=any_float)
moderate = arrays(float, shapes, elements=st.floats(-20, 20))
rows = arrays(float, st.integers(1, 6), elements=st.floats(-20, 20))


def weights_like(theta):
    return arrays(float, theta.shape, elements=st.floats(0, 10))


settings.register_profile("numerics", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("numerics")

with_weights = moderate.flatmap(lambda theta: st.tuples(st.just(theta), weights_like(theta)))
row_with_weights = rows.flatmap(lambda theta: st.tuples(st.just(theta), weights_like(theta)))


@given(scores)
def test_shares_are_not_negative_and_sum_to_one(theta):
    s = softmax(theta)
    assert (s >= 0).all()
    assert_allclose(s.sum(-1), 1, rtol=4 * EPS)


@given(scores)
def test_larger_scores_have_larger_shares(theta):
    order = np.argsort(theta, axis=-1)
    s = np.take_along_axis(softmax(theta), order, -1)
    assert (np.diff(s, axis=-1) >= -2 * EPS * s[..., 1:]).all()


@given(moderate, st.integers(-1000, 1000))
def test_a_constant_added_changes_nothing(theta, c):
    """On a grid of 1/1024 the addition itself is exact."""
    theta = np.round(theta * 1024) / 1024
    assert_allclose(softmax(theta + c), softmax(theta), rtol=8 * EPS)
    assert_allclose(log_softmax(theta + c), log_softmax(theta), rtol=1e-13, atol=1e-300)
    assert_allclose(softmax_jacobian(theta + c), softmax_jacobian(theta), rtol=32 * EPS)
    assert_allclose(logsumexp(theta + c), logsumexp(theta) + c, rtol=8 * EPS, atol=1e-12)


@given(moderate)
def test_logarithms_fit_the_shares(theta):
    log_s = log_softmax(theta)
    assert (log_s <= 0).all()
    assert_allclose(np.exp(log_s), softmax(theta), rtol=1e-14)
    assert_allclose(log_s, theta - logsumexp(theta)[..., np.newaxis], atol=1e-13)


@given(scores)
def test_jacobian_is_symmetric_and_its_rows_sum_to_zero(theta):
    J = softmax_jacobian(theta)
    assert_allclose(J, np.swapaxes(J, -1, -2), rtol=0, atol=0)
    assert_allclose(J.sum(-1), 0, atol=2 * EPS)
    assert (np.einsum("...ii->...i", J) >= 0).all()


@given(moderate)
def test_no_eigenvalue_is_negative(theta):
    assert (np.linalg.eigvalsh(softmax_jacobian(theta)) >= -4 * EPS).all()


@given(with_weights)
def test_the_product_needs_no_matrix(case):
    theta, v = case
    want = (softmax_jacobian(theta) @ v[..., np.newaxis])[..., 0]
    assert_allclose(softmax_jvp(theta, v), want, atol=1e-14)


@given(with_weights)
def test_gradient_is_the_collapsed_chain_rule(case):
    theta, y = case
    s = softmax(theta)
    chain = (np.swapaxes(softmax_jacobian(theta), -1, -2) @ (-y / s)[..., np.newaxis])[..., 0]
    gradient = cross_entropy_gradient(theta, y)
    assert_allclose(gradient, chain, atol=1e-12)
    assert_allclose(gradient, s * y.sum(-1, keepdims=True) - y, atol=1e-13)
    assert_allclose(gradient.sum(-1), 0, atol=1e-12)


@given(with_weights)
def test_value_and_gradient_are_the_two_functions(case):
    loss, gradient = cross_entropy_value_and_gradient(*case)
    assert_allclose(loss, cross_entropy(*case), rtol=1e-14)
    assert_allclose(gradient, cross_entropy_gradient(*case), rtol=1e-14)


@given(row_with_weights)
def test_derivatives_agree_with_the_complex_step(case):
    theta, y = case
    method = "complex-step"
    steps = numerical_gradient(lambda t: cross_entropy(t, y), theta, method)
    assert_allclose(cross_entropy_gradient(theta, y), steps, atol=1e-12)
    steps = numerical_jacobian(lambda t: cross_entropy_gradient(t, y), theta, method)
    assert_allclose(cross_entropy_hessian(theta, y), steps, atol=1e-12)
    steps = numerical_jacobian(softmax, theta, method)
    assert_allclose(softmax_jacobian(theta), steps, atol=1e-14)
    steps = numerical_gradient(logsumexp, theta, method)
    assert_allclose(softmax(theta), steps, atol=1e-14)
    steps = numerical_jacobian(log_softmax, theta, method)
    assert_allclose(np.eye(len(theta)) - softmax(theta), steps, atol=1e-14)


@given(rows, st.data())
def test_loss_is_at_least_the_entropy_of_its_target(theta, data):
    """And equal to it at S = y: soft labels leave a loss that no θ removes."""
    y = softmax(data.draw(arrays(float, theta.shape, elements=st.floats(-20, 20))))
    entropy = -(y * np.log(y)).sum()
    assert cross_entropy(theta, y) >= entropy - 1e-12
    assert_allclose(cross_entropy(np.log(y), y), entropy, atol=1e-13)


@given(with_weights)
def test_a_batch_equals_its_rows(case):
    theta, y = case
    batch = np.ndindex(theta.shape[:-1])
    whole = [
        softmax(theta),
        log_softmax(theta),
        logsumexp(theta),
        softmax_jacobian(theta),
        softmax_jvp(theta, y),
        *cross_entropy_value_and_gradient(theta, y),
        cross_entropy_hessian(theta, y),
    ]
    for n in batch:
        row, target = theta[n], y[n]
        alone = [
            softmax(row),
            log_softmax(row),
            logsumexp(row),
            softmax_jacobian(row),
            softmax_jvp(row, target),
            *cross_entropy_value_and_gradient(row, target),
            cross_entropy_hessian(row, target),
        ]
        for together, single in zip(whole, alone, strict=True):
            assert_allclose(together[n], single, rtol=1e-13, atol=1e-13)


@given(with_weights, st.sampled_from([np.float16, np.float32]))
def test_low_precision_is_the_rounded_result(case, dtype):
    theta, y = (a.astype(dtype) for a in case)
    eps, tiny = (float(x) for x in (np.finfo(dtype).eps, np.finfo(dtype).smallest_subnormal))
    for f in (softmax, log_softmax, softmax_jacobian, lambda theta: cross_entropy(theta, y)):
        got = f(theta)
        assert got.dtype == dtype
        assert_allclose(got.astype(float), f(theta.astype(float)), rtol=16 * eps, atol=4 * tiny)
