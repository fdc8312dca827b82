"""What else the gradient of cross-entropy is taken for: wrong on purpose.

The truth is S·Σy − y for one θ; for a batch, each row of it divided by the number of rows N.
"""

import numpy as np

from ...activations import softmax
from ..tasks import Array, Softmax
from .registry import wrong, wrong_in_rows

# --- gradient(theta, y) ---------------------------------------------------------------------------


@wrong_in_rows("elementwise-sigmoid")
def elementwise_sigmoid(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 / (1 + np.exp(-theta)) - y


@wrong_in_rows("argmax")
def argmax(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (np.arange(len(theta)) == theta.argmax()) - y


@wrong_in_rows("not-normalised")
def exponentials_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.exp(theta) - y


@wrong_in_rows("applied-twice")
def applied_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(softmax(theta)) - y


@wrong_in_rows("applied-twice")
def applied_twice_with_weights(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(softmax(theta)) * y.sum() - y


@wrong_in_rows("applied-twice")
def applied_twice_and_derived(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (softmax(s) * y.sum() - y)


@wrong_in_rows("negated-scores")
def negated_scores(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(-theta) * y.sum() - y


@wrong_in_rows("negated-scores")
def negated_scores_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(-theta) - y


@wrong("no-shift", "gradient")
def no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return e / e.sum() * y.sum() - y


@wrong("kept-as-integers", "gradient")
def kept_as_integers(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y).astype(theta.dtype)


@wrong_in_rows("divided-by-s")
def divided_by_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (-y / s)


@wrong_in_rows("diagonal-only")
def diagonal_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s * (1 - s) * (-y / s)


@wrong_in_rows("diagonal-left-out")
def off_diagonal_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * (y.sum() - y)


@wrong_in_rows("sum-held-constant")
def sum_held_constant(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -1.0 * y


@wrong_in_rows("other-case-everywhere")
def other_case_everywhere(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum()


@wrong_in_rows("sign-flipped")
def sign_flipped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y - softmax(theta) * y.sum()


@wrong_in_rows("sign-flipped")
def sign_flipped_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return y - softmax(theta)


@wrong_in_rows("plus-off-the-diagonal")
def plus_off_the_diagonal(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -y * (1 - s) - s * (y.sum() - y)


@wrong_in_rows("plus-in-the-quotient-rule")
def plus_in_the_quotient_rule(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y - softmax(theta) * y.sum()


@wrong_in_rows("scores-for-probabilities")
def scores_for_probabilities(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return theta - y


@wrong("elementwise-product", "gradient")
def elementwise_product(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) * (-y / s)


@wrong("elementwise-product", "gradient")
def elementwise_product_down_the_rows(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return elementwise_product(theta, y, softmax).T


@wrong_in_rows("summed-jacobian")
def jacobian_summed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).sum(axis=0) * (-y / s)


@wrong_in_rows("log-kept")
def log_kept(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.log(softmax(theta)) - y


@wrong_in_rows("log-kept")
def log_kept_with_weights(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return np.log(softmax(theta)) * y.sum() - y


@wrong_in_rows("mean-over-classes")
def mean_over_classes(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y) / len(theta)


@wrong_in_rows("mean-over-classes")
def mean_over_classes_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) - y) / len(theta)


@wrong_in_rows("squared-error")
def of_the_squared_error(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ (s - y)


@wrong_in_rows("squared-error")
def of_the_squared_error_doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * of_the_squared_error(theta, y, softmax)


@wrong_in_rows(
    "squared-error-delta", source="the δ of a sigmoid layer with squared error: (a − y)·a(1 − a)"
)
def squared_error_delta(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (s - y) * s * (1 - s)


@wrong_in_rows("squared-error-delta")
def squared_error_delta_doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * squared_error_delta(theta, y, softmax)


@wrong_in_rows("scores-in-the-slope")
def delta_with_scores_in_the_slope(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) - y) * theta * (1 - theta)


@wrong_in_rows(
    "binary-slope", source="(a − y)/(a(1 − a)) handed on as the gradient, in eight networks"
)
def binary_slope(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (s - y) / (s * (1 - s))


@wrong_in_rows("one-factor-too-many", source="δ = (S − y) * S, and the like, in two networks")
def times_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (s - y) * s


@wrong_in_rows("one-factor-too-many")
def times_one_minus_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (s - y) * (1 - s)


@wrong_in_rows("one-factor-too-many")
def times_the_scores(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) - y) * theta


@wrong_in_rows("largest-y-only")
def largest_y_only(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - (np.arange(len(y)) == y.argmax())


@wrong_in_rows("y-ignored")
def y_ignored(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 1 * softmax(theta)


@wrong_in_rows("off-by-one-class")
def numbered_from_one(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum() - np.roll(y, 1)


@wrong_in_rows("off-by-one-class")
def numbered_one_too_low(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) * y.sum() - np.roll(y, -1)


@wrong_in_rows("off-by-one-class")
def numbered_from_one_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - np.roll(y, 1)


@wrong_in_rows("off-by-one-class")
def numbered_one_too_low_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - np.roll(y, -1)


@wrong_in_rows("label-subtracted", source="S − label: the number of the class, not its one-hot row")
def label_subtracted(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - y.argmax()


@wrong_in_rows("target-as-indices")
def target_as_indices(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    g = softmax(theta) * 1.0
    g[y.astype(int)] -= 1
    return g


@wrong_in_rows("factor-two")
def doubled(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * (softmax(theta) * y.sum() - y)


@wrong_in_rows("factor-two")
def doubled_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return 2 * (softmax(theta) - y)


@wrong_in_rows("unit-sum-assumed")
def unit_sum_assumed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - y


@wrong_in_rows("weights-normalised")
def weights_normalised(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - y / y.sum()


@wrong_in_rows("stopped-at-s")
def stopped_at_s(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -y / softmax(theta)


@wrong_in_rows("one-over-s-at-the-label", source="−1/S[label] handed on, in two networks")
def one_over_s_at_the_label(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return -1.0 * (np.arange(len(y)) == y.argmax()) / softmax(theta)


@wrong_in_rows("one-over-s-at-the-label")
def one_over_s_without_the_minus(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (np.arange(len(y)) == y.argmax()) / softmax(theta)


@wrong_in_rows("sum-of-y-on-both", source="(S − y)·Σy, the factor taken out of the wrong bracket")
def sum_of_y_on_both(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) - y) * y.sum()


@wrong_in_rows("one-over-s-dropped", source="math.stackexchange.com: derivative of softmax loss")
def one_over_s_dropped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ -y


@wrong_in_rows("one-over-s-dropped")
def one_over_s_and_minus_dropped(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ y


@wrong_in_rows("upstream-of-ones", source="discuss.mxnet.io topic 2614")
def upstream_of_ones(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) @ np.ones(len(s))


@wrong("partials-added-up", "gradient", source="math.stackexchange.com question 4730005")
def partials_added_up(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (softmax(theta) * y.sum() - y).sum()


@wrong_in_rows("indices-mixed", source="a blog's −(yᵢ/Sⱼ)(−SᵢSⱼ)")
def indices_mixed(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -y * (1 - s) + (y @ s - y * s)


@wrong_in_rows("y-taken-for-ones", source="S − 1 copied for every class")
def y_taken_for_ones(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return softmax(theta) - 1


# --- batch_gradient(theta, y) ---------------------------------------------------------------------


@wrong("no-shift", "batch_gradient")
def batch_no_shift(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    s = e / e.sum(axis=-1, keepdims=True)
    return (s * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("one-not-divided", "batch_gradient", source="g /= N before g -= y")
def y_not_divided(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    s = np.stack([softmax(row) for row in theta])
    return s * y.sum(axis=-1, keepdims=True) / len(theta) - y


@wrong("one-shift-for-the-batch", "batch_gradient")
def shift_of_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta - theta.max())
    s = e / e.sum(axis=-1, keepdims=True)
    return (s * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("wrong-axis", "batch_gradient")
def down_the_columns(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum(axis=0) * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("wrong-axis", "batch_gradient")
def down_the_columns_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum(axis=0) - y) / len(theta)


@wrong("one-sum-for-the-batch", "batch_gradient")
def over_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum() * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("one-sum-for-the-batch", "batch_gradient")
def over_the_whole_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return (e / e.sum() - y) / len(theta)


@wrong("one-sum-for-the-batch", "batch_gradient")
def over_the_whole_batch_shifted_by_row(
    theta: Array, y: Array, softmax: Softmax = softmax
) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return (e / e.sum() * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("one-sum-for-the-batch", "batch_gradient")
def over_the_whole_batch_shifted_by_row_unit_sum(
    theta: Array, y: Array, softmax: Softmax = softmax
) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return (e / e.sum() - y) / len(theta)


@wrong("shift-along-another-axis", "batch_gradient")
def shift_down_the_columns(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return batch_no_shift(theta - theta.max(axis=0), y)


@wrong("shift-along-another-axis", "batch_gradient")
def shift_down_the_columns_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta - theta.max(axis=0))
    return (e / e.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("shift-along-another-axis", "batch_gradient")
def sum_down_the_columns(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=0) * y.sum(axis=-1, keepdims=True) - y) / len(theta)


@wrong("shift-along-another-axis", "batch_gradient")
def sum_down_the_columns_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=0) - y) / len(theta)


@wrong(
    "divided-by-the-weights",
    "batch_gradient",
    source="the weighted mean of torch.nn.CrossEntropyLoss(weight=…)",
)
def divided_by_the_weights(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax) / y.sum()


@wrong("divided-by-the-weights", "batch_gradient")
def divided_by_the_weights_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y) / y.sum()


@wrong("kept-as-integers", "batch_gradient")
def batch_kept_as_integers(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (mean_forgotten(theta, y, softmax) / len(theta)).astype(theta.dtype)


@wrong("mean-forgotten", "batch_gradient", source="nn_assignments PR 21")
def mean_forgotten(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return _rows(theta, softmax) * y.sum(axis=-1, keepdims=True) - y


@wrong("mean-forgotten", "batch_gradient")
def mean_forgotten_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return _rows(theta, softmax) - y


@wrong("mean-taken-twice", "batch_gradient", source="nn-from-scratch issue 13")
def mean_taken_twice(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax) / len(theta) ** 2


@wrong("mean-taken-twice", "batch_gradient")
def mean_taken_twice_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y) / len(theta) ** 2


@wrong("classes-for-samples", "batch_gradient", source="shape[1] for shape[0]")
def classes_for_samples(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax) / theta.shape[-1]


@wrong("classes-for-samples", "batch_gradient")
def classes_for_samples_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y) / theta.shape[-1]


@wrong("added-over-the-batch", "batch_gradient", source="sum or mean over axis 0")
def averaged_over_the_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax).mean(axis=0)


@wrong("added-over-the-batch", "batch_gradient")
def added_over_the_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return mean_forgotten(theta, y, softmax).sum(axis=0)


@wrong("added-over-the-batch", "batch_gradient")
def averaged_over_the_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y).mean(axis=0)


@wrong("added-over-the-batch", "batch_gradient")
def added_over_the_batch_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y).sum(axis=0)


@wrong("weights-of-the-whole-batch", "batch_gradient", source="y.sum() without an axis")
def weights_of_the_whole_batch(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) * y.sum() - y) / len(theta)


@wrong("first-target-for-all", "batch_gradient", source="y[0] left over from a batch of one")
def first_target_for_all(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) * y[0].sum() - y[0]) / len(theta)


@wrong("first-target-for-all", "batch_gradient")
def first_target_for_all_unit_sum(theta: Array, y: Array, softmax: Softmax = softmax) -> Array:
    return (_rows(theta, softmax) - y[0]) / len(theta)


def _rows(theta: Array, softmax: Softmax) -> Array:
    return np.stack([softmax(row) for row in theta])
