"""What else the cross-entropy `loss(theta, y)` is taken for: wrong on purpose.

The truth is −Σ_k y_k ln S_k, one number, for y one-hot or any non-negative weights.
"""

from functools import partial

import numpy as np

from ...activations import logsumexp, softmax
from ..tasks import Array, Softmax
from .registry import wrong


@wrong("elementwise-sigmoid", "loss")
def sigmoid_binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return -np.sum(y * np.log(sigma) + (1 - y) * np.log(1 - sigma))


@wrong("elementwise-sigmoid", "loss")
def sigmoid_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return -np.sum(y * np.log(sigma))


@wrong("applied-twice", "loss")
def applied_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(softmax(theta))))


@wrong("negated-scores", "loss")
def negated_scores(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(-theta)))


@wrong("no-shift", "loss")
def no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return -np.sum(y * np.log(e / e.sum()))


@wrong("no-shift", "loss")
def no_shift_in_the_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y.sum() * np.log(np.sum(np.exp(theta))) - np.sum(y * theta)


@wrong("log-of-zero", "loss", source="ln(softmax(θ)) in two steps")
def log_of_zero(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta)))


@wrong("log-of-zero", "loss")
def log_of_zero_where_y(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    seen = y > 0
    return -np.sum(y[seen] * np.log(softmax(theta)[seen]))


def _log_of_s_plus(smallest: float, theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta) + smallest))


def _log_of_s_from(smallest: float, theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log(softmax(theta).clip(min=smallest)))


# The constants that are in use, as S + ε and as max(S, ε).
for _form in (_log_of_s_plus, _log_of_s_from):
    for _smallest in (1e-12, 1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-300, 2.0**-52):
        wrong("clipped-log", "loss", source="log(S + 1e-12) of many tutorials")(
            partial(_form, _smallest)
        )


@wrong("sign-flipped", "loss")
def sign_flipped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum(y * np.log(softmax(theta)))


@wrong("scores-for-probabilities", "loss")
def scores_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * theta)


@wrong("log-missing", "loss", source="expected probability taken for surprise")
def log_missing(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * softmax(theta))


@wrong("log-missing", "loss")
def log_missing_one_minus(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 - np.sum(y * softmax(theta))


@wrong("another-base", "loss", source="log2 (bits) or log10")
def log_two(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log2(softmax(theta)))


@wrong("another-base", "loss")
def log_ten(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y * np.log10(softmax(theta)))


@wrong("mean-over-classes", "loss", source="np.mean over every axis")
def mean_over_classes(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.mean(y * np.log(softmax(theta)))


@wrong("sum-missing", "loss", source="the terms, not added up")
def sum_missing(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y * np.log(softmax(theta))


@wrong("squared-error", "loss", source="regression's loss; fromscratchtoml issue 65")
def squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum((softmax(theta) - y) ** 2)


@wrong("squared-error", "loss")
def half_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.sum((softmax(theta) - y) ** 2) / 2


@wrong("squared-error", "loss")
def mean_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.mean((softmax(theta) - y) ** 2)


@wrong("y-and-s-swapped", "loss", source="−Σ S ln y")
def y_and_s_swapped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(softmax(theta) * np.log(y))


@wrong("binary-cross-entropy", "loss", source="the two-class loss, class by class")
def binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))


@wrong("binary-cross-entropy", "loss")
def mean_binary_cross_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))


@wrong("binary-terms", "loss", source="y·ln S + (1 − y)·ln(1 − S) returned as it is: six networks")
def binary_terms(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s))


@wrong("binary-terms", "loss")
def binary_terms_without_the_minus(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -binary_terms(theta, y, softmax)


@wrong("target-as-indices", "loss", source="S[y.astype(int)] with one-hot y, in two notebooks")
def target_as_indices(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.log(softmax(theta)[y.astype(int)])


@wrong("target-as-indices", "loss")
def target_as_indices_added_up(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return target_as_indices(theta, y, softmax).sum()


@wrong("target-as-indices", "loss")
def target_as_indices_averaged(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return target_as_indices(theta, y, softmax).mean()


@wrong("log-of-the-sum", "loss", source="−ln(y·S): equal for one-hot y")
def log_of_the_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.log(np.sum(y * softmax(theta)))


@wrong("largest-y-only", "loss", source="−ln S[argmax y]: equal for one-hot y")
def largest_y_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.log(softmax(theta)[y.argmax()])


@wrong("entropy-of-s", "loss", source="H(S) taken for H(y, S)")
def entropy_of_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.sum(s * np.log(s))


@wrong("relative-entropy", "loss", source="KL(y, S): equal for one-hot y")
def relative_entropy(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    seen = y > 0
    return np.sum(y[seen] * np.log(y[seen] / softmax(theta)[seen]))


@wrong("perplexity", "loss", source="e^L reported as L")
def perplexity(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.exp(-np.sum(y * np.log(softmax(theta))))


@wrong("y-ignored", "loss", source="every class counted as the true one, or none")
def y_ignored(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.log(softmax(theta)))


@wrong("off-by-one-class", "loss", source="labels 1 … K in arrays 0 … K − 1")
def numbered_from_one(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.roll(y, 1) * np.log(softmax(theta)))


@wrong("off-by-one-class", "loss")
def numbered_one_too_low(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(np.roll(y, -1) * np.log(softmax(theta)))


@wrong("factor-two", "loss")
def doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -2 * np.sum(y * np.log(softmax(theta)))


@wrong("logsumexp-only", "loss", source="ln Σ e^θ without the score of the target")
def logsumexp_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return logsumexp(theta)


@wrong("shift-not-added-back", "loss", source="d2l PR 2592: log-sum-exp taken to be invariant")
def shift_not_added_back(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y.sum() * np.log(np.sum(np.exp(theta - theta.max()))) - y @ theta


@wrong("shift-not-added-back", "loss")
def shift_not_added_back_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.log(np.sum(np.exp(theta - theta.max()))) - y @ theta


@wrong(
    "unit-sum-assumed",
    "loss",
    source="S − y, right whenever Σy = 1; some libraries return it for any y",
)
def unit_sum_assumed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return logsumexp(theta) - y @ theta


@wrong("weights-normalised", "loss", source="y divided by its own sum")
def weights_normalised(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -np.sum(y / y.sum() * np.log(softmax(theta)))
