"""What else the Jacobians of softmax and of its logarithm are taken for: wrong on purpose.

`softmax` can be the learner's own: a step is judged on the numbers it was built on.
"""

import numpy as np

from ...activations import softmax
from ..tasks import Array, Softmax
from .registry import wrong

# --- jacobian(theta): the truth is diag(S) − S Sᵀ -------------------------------------------------


@wrong("elementwise-sigmoid", "jacobian")
def elementwise_sigmoid(theta: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return np.diag(sigma * (1 - sigma))


@wrong("elementwise-sigmoid", "jacobian")
def elementwise_sigmoid_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return sigma * (1 - sigma)


@wrong("not-normalised", "jacobian")
def exponentials_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return np.diag(e) - np.outer(e, e)


@wrong("applied-twice", "jacobian")
def applied_twice(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(softmax(theta))
    return np.diag(s) - np.outer(s, s)


@wrong("negated-scores", "jacobian")
def negated_scores(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(-theta)
    return np.diag(s) - np.outer(s, s)


@wrong("no-shift", "jacobian")
def no_shift(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@wrong("kept-as-integers", "jacobian")
def kept_as_integers(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).astype(theta.dtype)


@wrong("batch-in-one-matrix", "jacobian", source="discuss.pytorch.org topic 200189; RubixML PR 438")
def batch_in_one_matrix(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta).reshape(-1)
    return np.diag(s) - np.outer(s, s)


@wrong(
    "diagonal-only",
    "jacobian",
    source="libnd4j issue 440; neuroph issue 37; stats.stackexchange.com questions 235528, 498898",
)
def diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s * (1 - s))


@wrong("diagonal-only", "jacobian")
def diagonal_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s * (1 - s)


@wrong("diagonal-left-out", "jacobian", source="only the case i ≠ j written down")
def off_diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s * s) - np.outer(s, s)


@wrong("sum-held-constant", "jacobian", source="(e^x)′ = e^x applied to the numerator alone")
def sum_held_constant(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(softmax(theta))


@wrong("sum-held-constant", "jacobian")
def sum_held_constant_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 * softmax(theta)


@wrong(
    "same-case-everywhere",
    "jacobian",
    source="math.stackexchange.com question 1804041; stats.stackexchange.com question 360450",
)
def same_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(s, 1 - s)


@wrong("same-case-everywhere", "jacobian")
def same_case_everywhere_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(1 - s, s)


@wrong("other-case-everywhere", "jacobian", source="the δ of Sᵢ(δᵢⱼ − Sⱼ) lost")
def other_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.outer(s, s)


@wrong("sign-flipped", "jacobian", source="mantasu/cs231n issue 10; += written for −= in the step")
def sign_flipped(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(s, s) - np.diag(s)


@wrong("factor-two", "jacobian", source="fromscratchtoml issue 65")
def doubled(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return 2 * (np.diag(s) - np.outer(s, s))


@wrong("plus-off-the-diagonal", "jacobian", source="the minus of u′v − uv′ lost where u′ = 0")
def plus_off_the_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s - 2 * s * s) + np.outer(s, s)


@wrong("plus-in-the-quotient-rule", "jacobian", source="product rule and quotient rule mixed")
def plus_in_the_quotient_rule(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) + np.outer(s, s)


@wrong("v-not-squared", "jacobian", source="the quotient rule with v below")
def v_not_squared(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.exp(theta).sum() * (np.diag(s) - np.outer(s, s))


@wrong(
    "scores-for-probabilities", "jacobian", source="datascience.stackexchange.com question 64746"
)
def scores_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(theta) - np.outer(theta, theta)


@wrong("scores-in-the-slope", "jacobian", source="z * (1 - z) for a = softmax(z): three networks")
def scores_in_the_slope(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(theta * (1 - theta))


@wrong("scores-in-the-slope", "jacobian")
def scores_in_the_slope_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return theta * (1 - theta)


@wrong("slope-of-one", "jacobian", source="def softmax_derivative(z): return 1, in seven networks")
def slope_of_one(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.eye(len(theta))


@wrong("outer-with-ones", "jacobian", source="np.ones((K, 1)) @ S.T where S @ S.T is meant")
def ones_for_s(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.outer(np.ones(len(theta)), softmax(theta))


@wrong("outer-with-ones", "jacobian")
def ones_for_s_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.outer(softmax(theta), np.ones(len(theta)))


@wrong("outer-with-ones", "jacobian")
def diagonal_less_ones_for_s(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - np.outer(np.ones(len(s)), s)


@wrong("outer-with-ones", "jacobian")
def diagonal_less_ones_for_s_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    return diagonal_less_ones_for_s(theta, softmax).T


@wrong("identity-for-diagonal", "jacobian", source="I written for diag(S)")
def identity_for_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.outer(s, s)


@wrong("of-the-log", "jacobian", source="the Jacobian of ln S given for that of S")
def of_the_log(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - s


@wrong("of-the-log", "jacobian")
def of_the_log_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    return of_the_log(theta, softmax).T


@wrong(
    "elementwise-product",
    "jacobian",
    source="stats.stackexchange.com question 448635; Odyssey issue 2134",
)
def elementwise_square(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - s * s


@wrong("inner-product", "jacobian", source="s @ s.T of a vector, which is one number")
def inner_product(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - s @ s


@wrong(
    "summed-jacobian",
    "jacobian",
    source="stats.stackexchange.com: matrix representation of softmax derivatives",
)
def summed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).sum(axis=0)


def _part_of_j(*at: int | slice) -> None:
    @wrong("part-of-j", "jacobian", source="a return inside the loop over i or j: three notebooks")
    def part(theta: Array, softmax: Softmax = softmax) -> Array:
        s = softmax(theta)
        return (np.diag(s) - np.outer(s, s))[at]


_PARTS: tuple[tuple[int | slice, ...], ...] = (
    *((0,), (1,), (-1,)),
    *((0, 0), (0, 1), (0, -1), (1, 0), (1, 1), (-1, 0), (-1, -1)),
)
for _at in _PARTS:
    _part_of_j(*_at)


# --- log_softmax_jacobian(theta): the truth is I − 1 Sᵀ -------------------------------------------


@wrong("no-shift", "log_softmax_jacobian")
def log_no_shift(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return np.eye(len(e)) - e / e.sum()


@wrong("kept-as-integers", "log_softmax_jacobian")
def log_kept_as_integers(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.eye(len(s)) - s).astype(theta.dtype)


@wrong("divided-by-s", "log_softmax_jacobian", source="stats.stackexchange.com question 448635")
def log_divided_by_s(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) / s[:, np.newaxis]


@wrong("log-of-the-jacobian", "log_softmax_jacobian", source="np.log(jacobian(theta))")
def log_of_the_jacobian(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.log(np.diag(s) - np.outer(s, s))


@wrong("diagonal-only", "log_softmax_jacobian")
def log_diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(1 - softmax(theta))


@wrong("diagonal-only", "log_softmax_jacobian")
def log_diagonal_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 - softmax(theta)


@wrong("sum-held-constant", "log_softmax_jacobian")
def log_sum_held_constant(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.eye(len(theta))


@wrong("same-case-everywhere", "log_softmax_jacobian")
def log_same_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return 1 - np.tile(s, (len(s), 1))


@wrong("other-case-everywhere", "log_softmax_jacobian")
def log_other_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.tile(s, (len(s), 1))


@wrong("sign-flipped", "log_softmax_jacobian")
def log_sign_flipped(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s - np.eye(len(s))


@wrong("plus-in-the-quotient-rule", "log_softmax_jacobian")
def log_plus(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) + s


@wrong("scores-for-probabilities", "log_softmax_jacobian")
def log_scores_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.eye(len(theta)) - theta


@wrong("identity-for-diagonal", "log_softmax_jacobian")
def log_identity_for_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.outer(s, s)


@wrong("summed-jacobian", "log_softmax_jacobian")
def log_summed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.eye(len(s)) - s).sum(axis=0)


@wrong(
    "transposed",
    "log_softmax_jacobian",
    source="layouts that differ between books; invisible on J itself",
)
def log_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - s[:, np.newaxis]


@wrong("log-forgotten", "log_softmax_jacobian", source="the Jacobian of S given for that of ln S")
def log_forgotten(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - np.outer(s, s)


@wrong("log-kept", "log_softmax_jacobian", source="the logarithm left in its own derivative")
def log_of_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.log(s)


@wrong(
    "stopped-at-s", "log_softmax_jacobian", source="∂L/∂S given for ∂L/∂θ; 1/S given for ∂ ln S/∂θ"
)
def log_stopped_at_s(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(1 / softmax(theta))


@wrong("stopped-at-s", "log_softmax_jacobian")
def log_stopped_at_s_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 / softmax(theta)


def _part_of_log_j(*at: int | slice) -> None:
    @wrong("part-of-j", "log_softmax_jacobian")
    def part(theta: Array, softmax: Softmax = softmax) -> Array:
        s = softmax(theta)
        return (np.eye(len(s)) - s)[at]


# Of this one, which is not symmetric, columns as well.
for _at in (*_PARTS, (slice(None), 0), (slice(None), 1), (slice(None), -1)):
    _part_of_log_j(*_at)
