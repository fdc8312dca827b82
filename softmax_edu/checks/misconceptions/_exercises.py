"""What else the tasks of the later exercises are taken for: wrong on purpose."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from ...activations import softmax
from ..exercises import gradient_from_labels, jacobian_times, slopes
from ..task import Array
from .registry import wrong

Function: TypeAlias = Callable[[Array], Any]

# --- slopes: (f(θ + h eⱼ) − f(θ − h eⱼ))/(2h) -----------------------------------------------------


@wrong("all-nudged-at-once", "slopes", source="f(theta + h) − f(theta − h): h added to every entry")
def all_nudged_at_once(f: Function, theta: Array, h: float) -> Array:
    return np.full(len(theta), (f(theta + h) - f(theta - h)) / (2 * h))


@wrong("all-nudged-at-once", "slopes")
def all_nudged_at_once_forward(f: Function, theta: Array, h: float) -> Array:
    return np.full(len(theta), (f(theta + h) - f(theta)) / h)


@wrong("one-sided", "slopes", source="the forward difference, which comes first in every text")
def forward(f: Function, theta: Array, h: float) -> Array:
    return np.array([f(theta + nudge) - f(theta) for nudge in h * np.eye(len(theta))]) / h


@wrong("one-sided", "slopes")
def backward(f: Function, theta: Array, h: float) -> Array:
    return forward(f, theta, -h)


@wrong("half-the-distance", "slopes", source="the forward difference's h, kept for two nudges")
def half_the_distance(f: Function, theta: Array, h: float) -> Array:
    return 2 * slopes(f, theta, h)


@wrong("multiplied-by-h", "slopes", source="/ 2 * h where / (2 * h) is meant")
def multiplied_by_h(f: Function, theta: Array, h: float) -> Array:
    return slopes(f, theta, h) * h**2


@wrong("not-divided", "slopes", source="the rise for the slope")
def not_divided(f: Function, theta: Array, h: float) -> Array:
    return slopes(f, theta, h) * 2 * h


@wrong("nudge-kept", "slopes", source="theta[j] += h, and never back")
def nudge_kept_below(f: Function, theta: Array, h: float) -> Array:
    rises = np.zeros(len(theta))
    for j in range(len(theta)):
        theta[j] += h
        above = f(theta)
        theta[j] -= 2 * h
        rises[j] = above - f(theta)
    return rises / (2 * h)


@wrong("nudge-kept", "slopes")
def nudge_kept_above(f: Function, theta: Array, h: float) -> Array:
    rises = np.zeros(len(theta))
    for j in range(len(theta)):
        before = f(theta)
        theta[j] += h
        rises[j] = f(theta) - before
    return rises / h


@wrong("sign-flipped", "slopes")
def slopes_sign_flipped(f: Function, theta: Array, h: float) -> Array:
    return -slopes(f, theta, h)


# --- jacobian_times: S (v − Σ S v) ----------------------------------------------------------------


@wrong("diagonal-only", "jacobian_times")
def diagonal_only(theta: Array, v: Array) -> Array:
    s = softmax(theta)
    return s * (1 - s) * v


@wrong("mean-not-subtracted", "jacobian_times", source="P * dP, the first half of P * (dP − D)")
def mean_not_subtracted(theta: Array, v: Array) -> Array:
    return softmax(theta) * v


@wrong("plain-mean-subtracted", "jacobian_times", source="dP − dP.mean(), as in a layer norm")
def plain_mean_subtracted(theta: Array, v: Array) -> Array:
    return softmax(theta) * (v - v.mean())


@wrong("plain-mean-subtracted", "jacobian_times")
def plain_sum_subtracted(theta: Array, v: Array) -> Array:
    return softmax(theta) * (v - v.sum())


@wrong("mean-not-weighted-again", "jacobian_times", source="P·∂P − D: the bracket lost")
def mean_not_weighted_again(theta: Array, v: Array) -> Array:
    s = softmax(theta)
    return s * v - s @ v


@wrong("of-the-log", "jacobian_times")
def of_the_log(theta: Array, v: Array) -> Array:
    return v - softmax(theta) @ v


@wrong("scores-for-probabilities", "jacobian_times")
def scores_for_probabilities(theta: Array, v: Array) -> Array:
    return theta * (v - theta @ v)


@wrong("sign-flipped", "jacobian_times")
def times_sign_flipped(theta: Array, v: Array) -> Array:
    return -jacobian_times(theta, v)


# --- gradient_from_labels: (S − onehot)/N ---------------------------------------------------------


@wrong("label-in-every-row", "gradient_from_labels", source="g[:, labels] -= 1")
def label_in_every_row(theta: Array, labels: Array) -> Array:
    g = softmax(theta)
    g[:, labels] -= 1
    return g / len(theta)


@wrong("labels-for-rows", "gradient_from_labels", source="g[labels] -= 1")
def labels_for_rows(theta: Array, labels: Array) -> Array:
    g = softmax(theta)
    g[labels] -= 1
    return g / len(theta)


@wrong("mean-forgotten", "gradient_from_labels")
def mean_forgotten(theta: Array, labels: Array) -> Array:
    return gradient_from_labels(theta, labels) * len(theta)


@wrong("one-not-divided", "gradient_from_labels", source="g = softmax(theta) / N, then -= 1")
def one_not_divided(theta: Array, labels: Array) -> Array:
    g = softmax(theta) / len(theta)
    g[np.arange(len(theta)), labels] -= 1
    return g


@wrong("mean-taken-twice", "gradient_from_labels")
def mean_taken_twice(theta: Array, labels: Array) -> Array:
    return gradient_from_labels(theta, labels) / len(theta)


@wrong("classes-for-samples", "gradient_from_labels")
def classes_for_samples(theta: Array, labels: Array) -> Array:
    return gradient_from_labels(theta, labels) * len(theta) / theta.shape[1]


@wrong("wrong-axis", "gradient_from_labels")
def wrong_axis(theta: Array, labels: Array) -> Array:
    return (softmax(theta.T).T - np.eye(theta.shape[1])[labels]) / len(theta)


@wrong("one-sum-for-the-batch", "gradient_from_labels")
def one_sum_for_the_batch(theta: Array, labels: Array) -> Array:
    e = np.exp(theta)
    return (e / e.sum() - np.eye(theta.shape[1])[labels]) / len(theta)


@wrong("y-ignored", "gradient_from_labels")
def labels_ignored(theta: Array, labels: Array) -> Array:
    return softmax(theta) / len(theta)


@wrong("sign-flipped", "gradient_from_labels")
def labels_sign_flipped(theta: Array, labels: Array) -> Array:
    return -gradient_from_labels(theta, labels)
