"""What else the gradient of cross-entropy is taken for: wrong on purpose.

The truth is S·Σy − y for one θ; for a batch, each row of it divided by the number of rows N.
"""

from functools import wraps

import numpy as np

from ..activations import softmax
from ._types import Array, Model, Softmax

# --- gradient(theta, y) --------------------------------------------------------------------------


def sign_flipped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y - softmax(theta) * y.sum()


def sign_flipped_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y - softmax(theta)


def diagonal_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s * (1 - s) * (-y / s)


def off_diagonal_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * (y.sum() - y)


def sum_held_constant(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -1.0 * y


def other_case_everywhere(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum()


def plus_in_the_quotient_rule(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y - softmax(theta) * y.sum()


def plus_off_the_diagonal(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -y * (1 - s) - s * (y.sum() - y)


def indices_mixed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -y * (1 - s) + (y @ s - y * s)


def doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * (softmax(theta) * y.sum() - y)


def doubled_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * (softmax(theta) - y)


def of_the_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (s - y)


def of_the_squared_error_doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * of_the_squared_error(theta, y, softmax)


def squared_error_delta(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (s - y) * s * (1 - s)


def squared_error_delta_doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * squared_error_delta(theta, y, softmax)


def stopped_at_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y / softmax(theta)


def one_over_s_dropped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ -y


def one_over_s_and_minus_dropped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ y


def elementwise_product(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) * (-y / s)


def elementwise_product_down_the_rows(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return elementwise_product(theta, y, softmax).T


def upstream_of_ones(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ np.ones(len(s))


def jacobian_summed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).sum(axis=0) * (-y / s)


def zeros(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.zeros(len(theta))


def partials_added_up(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y).sum()


def y_ignored(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 * softmax(theta)


def y_taken_for_ones(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - 1


def argmax(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (np.arange(len(theta)) == theta.argmax()) - y


def scores_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return theta - y


def exponentials_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.exp(theta) - y


def elementwise_sigmoid(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 / (1 + np.exp(-theta)) - y


def log_kept(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.log(softmax(theta)) - y


def numbered_from_one(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum() - np.roll(y, 1)


def numbered_from_one_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - np.roll(y, 1)


def numbered_one_too_low(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum() - np.roll(y, -1)


def numbered_one_too_low_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - np.roll(y, -1)


def largest_y_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - (np.arange(len(y)) == y.argmax())


def applied_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(softmax(theta)) - y


def applied_twice_with_weights(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(softmax(theta)) * y.sum() - y


def applied_twice_and_derived(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (softmax(s) * y.sum() - y)


def negated_scores(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(-theta) * y.sum() - y


def negated_scores_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(-theta) - y


def mean_over_classes(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y) / len(theta)


def mean_over_classes_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) - y) / len(theta)


# Right while Σy = 1.


def unit_sum_assumed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - y


def weights_normalised(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - y / y.sum()


# Right until e^θ leaves the range of floating point, or S rounds to 0.


def no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return e / e.sum() * y.sum() - y


def divided_by_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (-y / s)


# Right until θ holds integers, and so does the vector made like it.


def kept_as_integers(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y).astype(theta.dtype)


# --- batch_gradient(theta, y) --------------------------------------------------------------------


def row_by_row(model: Model) -> Model:
    """Take a wrong gradient in every row of a batch, and the mean as it should be."""

    @wraps(model)
    def batched(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
        rows = [model(row, weights, softmax) for row, weights in zip(theta, y, strict=True)]
        return np.stack(rows) / len(theta)

    return batched


def mean_forgotten(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return _rows(theta, softmax) * y.sum(axis=-1, keepdims=True) - y


def mean_forgotten_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return _rows(theta, softmax) - y


def mean_taken_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax) / len(theta) ** 2


def mean_taken_twice_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y) / len(theta) ** 2


def classes_for_samples(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax) / theta.shape[-1]


def classes_for_samples_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y) / theta.shape[-1]


def added_over_the_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax).sum(axis=0)


def added_over_the_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y).sum(axis=0)


def averaged_over_the_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax).mean(axis=0)


def averaged_over_the_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y).mean(axis=0)


def down_the_columns(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum(axis=0) * y.sum(axis=-1, keepdims=True) - y) / len(theta)


def down_the_columns_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum(axis=0) - y) / len(theta)


def over_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum() * y.sum(axis=-1, keepdims=True) - y) / len(theta)


def over_the_whole_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum() - y) / len(theta)


def weights_of_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) * y.sum() - y) / len(theta)


def first_target_for_all(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) * y[0].sum() - y[0]) / len(theta)


def first_target_for_all_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y[0]) / len(theta)


def shift_of_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta - theta.max())
    s = e / e.sum(axis=-1, keepdims=True)
    return (s * y.sum(axis=-1, keepdims=True) - y) / len(theta)


def batch_no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    s = e / e.sum(axis=-1, keepdims=True)
    return (s * y.sum(axis=-1, keepdims=True) - y) / len(theta)


def batch_kept_as_integers(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (mean_forgotten(theta, y, softmax) / len(theta)).astype(theta.dtype)


def _rows(theta: Array, softmax: Softmax) -> Array:
    return np.stack([softmax(row) for row in theta])
