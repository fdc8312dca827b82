"""What else `softmax(theta)` is taken for. Each function here is wrong on purpose.

From "no-shift" on they are right for one ordinary θ, and wrong elsewhere.
"""

import numpy as np

from ...activations import log_softmax, softmax
from ..tasks import Array
from .registry import wrong


@wrong("no-exponential", "softmax", source="multiclass first tries: scores divided by their sum")
def no_exponential(theta: Array) -> Array:
    return theta / theta.sum()


@wrong("elementwise-sigmoid", "softmax", source="nn-learn issue 1")
def elementwise_sigmoid(theta: Array) -> Array:
    return 1 / (1 + np.exp(-theta))


@wrong("argmax", "softmax", source="the perceptron's rule; softmax read as 'the largest wins'")
def argmax(theta: Array) -> Array:
    s = np.zeros(theta.shape)
    s[theta.argmax()] = 1
    return s


@wrong("log-of-softmax", "softmax", source="log_softmax called for softmax")
def log_of_softmax(theta: Array) -> Array:
    return log_softmax(theta)


@wrong("not-normalised", "softmax", source="the division by the sum forgotten")
def not_normalised(theta: Array) -> Array:
    return np.exp(theta)


@wrong("not-normalised", "softmax")
def shifted_not_normalised(theta: Array) -> Array:
    return np.exp(theta - theta.max())


@wrong("divided-by-the-largest", "softmax", source="max written where sum is meant")
def divided_by_the_largest(theta: Array) -> Array:
    e = np.exp(theta)
    return e / e.max()


@wrong("divided-by-the-count", "softmax", source="mean written where sum is meant")
def divided_by_the_count(theta: Array) -> Array:
    return np.exp(theta) / len(theta)


@wrong("divided-by-the-mean", "softmax", source="e / e.mean()")
def divided_by_the_mean(theta: Array) -> Array:
    e = np.exp(theta)
    return e / e.mean()


@wrong("sum-of-scores-below", "softmax", source="np.exp(theta) / np.sum(theta), in three notebooks")
def divided_by_the_sum_of_scores(theta: Array) -> Array:
    return np.exp(theta) / theta.sum()


@wrong("unit-length", "softmax", source="vectors normalised as in geometry")
def divided_by_the_length(theta: Array) -> Array:
    e = np.exp(theta)
    return e / (e @ e) ** 0.5


@wrong("sum-without-itself", "softmax", source="odds taken for a probability")
def divided_by_the_others(theta: Array) -> Array:
    e = np.exp(theta)
    return e / (e.sum() - e)


@wrong("exp-of-the-sum", "softmax", source="a blog's denominator whose θ carries no index")
def divided_by_exp_of_the_sum(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta.sum())


@wrong(
    "one-score-at-a-time", "softmax", source="discuss.d2l.ai topic 46: softmax(θ)ⱼ or softmax(θⱼ)?"
)
def one_score_at_a_time(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta)


@wrong("half-shifted", "softmax", source="the shift put into one half of the fraction")
def shifted_above_only(theta: Array) -> Array:
    return np.exp(theta - theta.max()) / np.exp(theta).sum()


@wrong("half-shifted", "softmax")
def shifted_below_only(theta: Array) -> Array:
    return np.exp(theta) / np.exp(theta - theta.max()).sum()


@wrong("scaled-scores", "softmax", source="edunn: 'invariant to scaling'")
def scaled_by_the_largest(theta: Array) -> Array:
    return softmax(theta / theta.max())


@wrong("unit-range", "softmax", source="features scaled to 0 … 1")
def scaled_to_unit_range(theta: Array) -> Array:
    return (theta - theta.min()) / (theta.max() - theta.min())


@wrong(
    "applied-twice",
    "softmax",
    source="tflearn PR 562; tensorflow_cookbook issue 86; EffectiveTensorflow issue 9",
)
def applied_twice(theta: Array) -> Array:
    return softmax(softmax(theta))


@wrong(
    "negated-scores",
    "softmax",
    source="e^(−E) of physics, or the minus of the loss put into the exponent",
)
def negated_scores(theta: Array) -> Array:
    return softmax(-theta)


@wrong("base-two", "softmax", source="2**theta, or exp2")
def base_two(theta: Array) -> Array:
    p = 2.0**theta
    return p / p.sum()


@wrong("squares", "softmax", source="any positive function taken for e^θ")
def squares(theta: Array) -> Array:
    return theta**2 / (theta**2).sum()


@wrong("one-minus", "softmax", source="the other side's probability")
def one_minus(theta: Array) -> Array:
    return 1 - softmax(theta)


@wrong("no-shift", "softmax", source="every first softmax")
def no_shift(theta: Array) -> Array:
    e = np.exp(theta)
    return e / e.sum(axis=-1, keepdims=True)


@wrong("wrong-shift", "softmax", source="edunn; NNlib PR 43")
def shift_up(theta: Array) -> Array:
    return no_shift(theta + theta.max(axis=-1, keepdims=True))


@wrong("wrong-shift", "softmax")
def shift_never_down(theta: Array) -> Array:
    return no_shift(theta - theta.max(axis=-1, keepdims=True).clip(min=0))


@wrong("wrong-shift", "softmax")
def shift_by_the_smallest(theta: Array) -> Array:
    return no_shift(theta - theta.min(axis=-1, keepdims=True))


@wrong("wrong-shift", "softmax")
def shift_by_the_mean(theta: Array) -> Array:
    return no_shift(theta - theta.mean(axis=-1, keepdims=True))


@wrong("one-shift-for-the-batch", "softmax", source="max without an axis")
def shift_of_the_whole_batch(theta: Array) -> Array:
    return no_shift(theta - theta.max())


@wrong("wrong-axis", "softmax", source="sum(axis=0) from a lesson in which θ was a vector")
def down_the_columns(theta: Array) -> Array:
    e = np.exp(theta - theta.max())
    return e / e.sum(axis=0)


@wrong("one-sum-for-the-batch", "softmax", source="sum without an axis")
def over_the_whole_batch(theta: Array) -> Array:
    e = np.exp(theta - theta.max())
    return e / e.sum()


@wrong("one-sum-for-the-batch", "softmax")
def over_the_whole_batch_shifted_by_row(theta: Array) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return e / e.sum()


@wrong(
    "shift-along-another-axis",
    "softmax",
    source="max(axis=0) above, sum(axis=1) below; or reversed",
)
def shift_down_the_columns(theta: Array) -> Array:
    return no_shift(theta - theta.max(axis=0))


@wrong("shift-along-another-axis", "softmax")
def sum_down_the_columns(theta: Array) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return e / e.sum(axis=0)


@wrong("kept-as-integers", "softmax", source="zeros_like or copy of an integer θ")
def kept_as_integers(theta: Array) -> Array:
    return softmax(theta).astype(theta.dtype)
