"""What else the cross-entropy `loss(theta, y)` is taken for: wrong on purpose.

The truth is −Σ_k y_k ln S_k, one number, for y one-hot or any non-negative weights.
"""

from functools import partial

import numpy as np

from ..activations import logsumexp, softmax
from ._types import Array, Model, Softmax


def sign_flipped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum(y * np.log(softmax(theta)))


def log_missing(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * softmax(theta))


def log_missing_one_minus(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 - np.sum(y * softmax(theta))


def scores_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * theta)


def log_two(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log2(softmax(theta)))


def log_ten(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log10(softmax(theta)))


def mean_over_classes(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.mean(y * np.log(softmax(theta)))


def sum_missing(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y * np.log(softmax(theta))


def squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum((softmax(theta) - y) ** 2)


def half_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum((softmax(theta) - y) ** 2) / 2


def mean_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.mean((softmax(theta) - y) ** 2)


def y_and_s_swapped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(softmax(theta) * np.log(y))


def binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))


def mean_binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))


def sigmoid_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return -np.sum(y * np.log(sigma))


def sigmoid_binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return -np.sum(y * np.log(sigma) + (1 - y) * np.log(1 - sigma))


def log_of_the_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.log(np.sum(y * softmax(theta)))


def largest_y_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.log(softmax(theta)[y.argmax()])


def entropy_of_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.sum(s * np.log(s))


def relative_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    seen = y > 0
    return np.sum(y[seen] * np.log(y[seen] / softmax(theta)[seen]))


def applied_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(softmax(theta))))


def perplexity(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.exp(-np.sum(y * np.log(softmax(theta))))


def y_ignored(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.log(softmax(theta)))


def numbered_from_one(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.roll(y, 1) * np.log(softmax(theta)))


def numbered_one_too_low(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.roll(y, -1) * np.log(softmax(theta)))


def doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -2 * np.sum(y * np.log(softmax(theta)))


def logsumexp_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return logsumexp(theta)


def negated_scores(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(-theta)))


def shift_not_added_back(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y.sum() * np.log(np.sum(np.exp(theta - theta.max()))) - y @ theta


def shift_not_added_back_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.log(np.sum(np.exp(theta - theta.max()))) - y @ theta


def zeros(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.zeros(())


# --- right while Σy = 1 --------------------------------------------------------------------------


def unit_sum_assumed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return logsumexp(theta) - y @ theta


def weights_normalised(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y / y.sum() * np.log(softmax(theta)))


# --- right until S rounds to 0 -------------------------------------------------------------------


def no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return -np.sum(y * np.log(e / e.sum()))


def no_shift_in_the_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y.sum() * np.log(np.sum(np.exp(theta))) - np.sum(y * theta)


def log_of_zero(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta)))


def log_of_zero_where_y(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    seen = y > 0
    return -np.sum(y[seen] * np.log(softmax(theta)[seen]))


def _log_of_s_plus(smallest: float, theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta) + smallest))


def _log_of_s_from(smallest: float, theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta).clip(min=smallest)))


# The constants that are in use, as S + ε and as max(S, ε).
clipped_logs: tuple[Model, ...] = tuple(
    partial(form, smallest)
    for form in (_log_of_s_plus, _log_of_s_from)
    for smallest in (1e-12, 1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-300, 2.0**-52)
)
