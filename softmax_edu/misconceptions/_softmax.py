"""What else `softmax(theta)` is taken for. Each function here is wrong on purpose."""

import numpy as np

from ..activations import log_softmax, softmax
from ._types import Array

# --- wrong for every θ ---------------------------------------------------------------------------


def no_exponential(theta: Array) -> Array:
    return theta / theta.sum()


def elementwise_sigmoid(theta: Array) -> Array:
    return 1 / (1 + np.exp(-theta))


def argmax(theta: Array) -> Array:
    s = np.zeros(theta.shape)
    s[theta.argmax()] = 1
    return s


def log_of_softmax(theta: Array) -> Array:
    return log_softmax(theta)


def not_normalised(theta: Array) -> Array:
    return np.exp(theta)


def shifted_not_normalised(theta: Array) -> Array:
    return np.exp(theta - theta.max())


def divided_by_the_largest(theta: Array) -> Array:
    e = np.exp(theta)
    return e / e.max()


def divided_by_the_count(theta: Array) -> Array:
    return np.exp(theta) / len(theta)


def divided_by_the_length(theta: Array) -> Array:
    e = np.exp(theta)
    return e / (e @ e) ** 0.5


def divided_by_the_others(theta: Array) -> Array:
    e = np.exp(theta)
    return e / (e.sum() - e)


def divided_by_exp_of_the_sum(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta.sum())


def shifted_above_only(theta: Array) -> Array:
    return np.exp(theta - theta.max()) / np.exp(theta).sum()


def shifted_below_only(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta - theta.max()).sum()


def scaled_by_the_largest(theta: Array) -> Array:
    return softmax(theta / theta.max())


def scaled_to_unit_range(theta: Array) -> Array:
    return (theta - theta.min()) / (theta.max() - theta.min())


def applied_twice(theta: Array) -> Array:
    return softmax(softmax(theta))


def negated_scores(theta: Array) -> Array:
    return softmax(-theta)


def base_two(theta: Array) -> Array:
    p = 2.0**theta
    return p / p.sum()


def squares(theta: Array) -> Array:
    return theta**2 / (theta**2).sum()


def one_minus(theta: Array) -> Array:
    return 1 - softmax(theta)


def one_score_at_a_time(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta)


def zeros(theta: Array) -> Array:
    return np.zeros(theta.shape)


# --- right for one ordinary θ, wrong elsewhere ---------------------------------------------------


def no_shift(theta: Array) -> Array:
    e = np.exp(theta)
    return e / e.sum(axis=-1, keepdims=True)


def shift_up(theta: Array) -> Array:
    return no_shift(theta + theta.max(axis=-1, keepdims=True))


def shift_never_down(theta: Array) -> Array:
    return no_shift(theta - theta.max(axis=-1, keepdims=True).clip(min=0))


def shift_by_the_smallest(theta: Array) -> Array:
    return no_shift(theta - theta.min(axis=-1, keepdims=True))


def shift_by_the_mean(theta: Array) -> Array:
    return no_shift(theta - theta.mean(axis=-1, keepdims=True))


def shift_of_the_whole_batch(theta: Array) -> Array:
    return no_shift(theta - theta.max())


def down_the_columns(theta: Array) -> Array:
    e = np.exp(theta - theta.max())
    return e / e.sum(axis=0)


def over_the_whole_batch(theta: Array) -> Array:
    e = np.exp(theta - theta.max())
    return e / e.sum()


def kept_as_integers(theta: Array) -> Array:
    return softmax(theta).astype(theta.dtype)
