"""What else S − y with another y is taken for: a teacher's, an action's, a frequency's.

Wrong on purpose.
"""

import numpy as np

from ...activations import softmax
from ..targets import (
    best_temperature,
    calibration_error,
    distill_gradient,
    fit_temperature,
    gaps,
    reinforce_gradient,
    weighted_gradient,
)
from ..task import Array
from .registry import wrong

# --- distill_gradient(z_s, z_t, T) ----------------------------------------------------------------


@wrong(
    "one-over-t-lost", "distill_gradient", source="S − y with both softened; the chain rule's 1/T"
)
def one_over_t_lost(z_s: Array, z_t: Array, T: Array) -> Array:
    return distill_gradient(z_s, z_t, T) * T


@wrong("one-over-t-twice", "distill_gradient", source="once for the student, once for the teacher")
def one_over_t_twice(z_s: Array, z_t: Array, T: Array) -> Array:
    return distill_gradient(z_s, z_t, T) / T


@wrong("t-squared-included", "distill_gradient", source="the factor T² that is put before the loss")
def t_squared_included(z_s: Array, z_t: Array, T: Array) -> Array:
    return distill_gradient(z_s, z_t, T) * T**2


@wrong("t-on-one-side", "distill_gradient", source="only the teacher softened, or only the student")
def t_on_the_teacher_only(z_s: Array, z_t: Array, T: Array) -> Array:
    return softmax(z_s) - softmax(z_t / T)


@wrong("t-on-one-side", "distill_gradient")
def t_on_the_teacher_only_and_one_over_t(z_s: Array, z_t: Array, T: Array) -> Array:
    return (softmax(z_s) - softmax(z_t / T)) / T


@wrong("t-on-one-side", "distill_gradient")
def t_on_the_student_only(z_s: Array, z_t: Array, T: Array) -> Array:
    return (softmax(z_s / T) - softmax(z_t)) / T


@wrong("t-on-one-side", "distill_gradient")
def t_on_the_student_only_and_not_derived(z_s: Array, z_t: Array, T: Array) -> Array:
    return softmax(z_s / T) - softmax(z_t)


@wrong("t-ignored", "distill_gradient", source="the scores compared as they are")
def t_ignored(z_s: Array, z_t: Array, T: Array) -> Array:
    return softmax(z_s) - softmax(z_t)


@wrong("relative-entropy-reversed", "distill_gradient", source="KL(student, teacher)")
def relative_entropy_reversed(z_s: Array, z_t: Array, T: Array) -> Array:
    s, t = softmax(z_s / T), softmax(z_t / T)
    gap = np.log(s / t)
    return s * (gap - s @ gap) / T


@wrong("teacher-hardened", "distill_gradient", source="argmax of the teacher for a label")
def teacher_hardened(z_s: Array, z_t: Array, T: Array) -> Array:
    return (softmax(z_s / T) - np.eye(len(z_t))[z_t.argmax()]) / T


@wrong("scores-subtracted", "distill_gradient", source="the limit for large T, used for every T")
def scores_subtracted(z_s: Array, z_t: Array, T: Array) -> Array:
    gap = z_s - z_t
    return (gap - gap.mean()) / (len(gap) * T**2)


@wrong("scores-subtracted", "distill_gradient")
def scores_subtracted_and_t_squared(z_s: Array, z_t: Array, T: Array) -> Array:
    return scores_subtracted(z_s, z_t, T) * T**2


@wrong("scores-subtracted", "distill_gradient")
def scores_subtracted_with_their_means(z_s: Array, z_t: Array, T: Array) -> Array:
    return z_s - z_t


@wrong("multiplied-by-t", "distill_gradient", source="θ·T for θ/T")
def multiplied_by_t(z_s: Array, z_t: Array, T: Array) -> Array:
    return (softmax(z_s * T) - softmax(z_t * T)) * T


@wrong("mean-over-classes", "distill_gradient")
def distilled_mean(z_s: Array, z_t: Array, T: Array) -> Array:
    return distill_gradient(z_s, z_t, T) / len(z_s)


@wrong("sign-flipped", "distill_gradient")
def teacher_minus_student(z_s: Array, z_t: Array, T: Array) -> Array:
    return -distill_gradient(z_s, z_t, T)


# --- reinforce_gradient(theta, actions, rewards, baseline) ----------------------------------------


def _ways(theta: Array, actions: Array) -> Array:
    return np.eye(len(theta))[actions] - softmax(theta)


@wrong("sign-flipped", "reinforce_gradient")
def downhill(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return -reinforce_gradient(theta, actions, rewards, baseline)


@wrong(
    "probability-not-subtracted", "reinforce_gradient", source="reward times one-hot of the action"
)
def probability_not_subtracted(
    theta: Array, actions: Array, rewards: Array, baseline: Array
) -> Array:
    chosen = np.eye(len(theta))[actions]
    return np.mean((rewards - baseline)[:, np.newaxis] * chosen, axis=0)


@wrong(
    "baseline-of-the-action",
    "reinforce_gradient",
    source="a baseline that depends on the action: the mean reward of each",
)
def baseline_of_the_action(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    count = np.bincount(actions, minlength=len(theta))
    total = np.bincount(actions, weights=rewards, minlength=len(theta))
    means = total / np.maximum(count, 1)
    return reinforce_gradient(theta, actions, rewards - means[actions], 0.0)


@wrong("baseline-of-the-action", "reinforce_gradient")
def baseline_at_the_action_only(
    theta: Array, actions: Array, rewards: Array, baseline: Array
) -> Array:
    ways = rewards[:, np.newaxis] * _ways(theta, actions)
    return np.mean(ways - baseline * np.eye(len(theta))[actions], axis=0)


@wrong("baseline-ignored", "reinforce_gradient", source="r·(onehot − π) as in the first derivation")
def baseline_ignored(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return reinforce_gradient(theta, actions, rewards, 0.0)


@wrong("baseline-added", "reinforce_gradient", source="r + b")
def baseline_added(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return reinforce_gradient(theta, actions, rewards, -baseline)


@wrong(
    "baseline-after-the-product",
    "reinforce_gradient",
    source="r·(onehot − π) − b: the bracket lost",
)
def baseline_after_the_product(
    theta: Array, actions: Array, rewards: Array, baseline: Array
) -> Array:
    return reinforce_gradient(theta, actions, rewards, 0.0) - baseline


@wrong("rewards-standardised", "reinforce_gradient", source="(r − mean)/std, in many programs")
def rewards_standardised(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return reinforce_gradient(theta, actions, rewards, rewards.mean()) / rewards.std()


@wrong("rewards-standardised", "reinforce_gradient")
def rewards_less_their_mean(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return reinforce_gradient(theta, actions, rewards, rewards.mean())


@wrong("mean-forgotten", "reinforce_gradient")
def samples_added_up(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return len(rewards) * reinforce_gradient(theta, actions, rewards, baseline)


@wrong("classes-for-samples", "reinforce_gradient")
def divided_by_the_actions(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    return samples_added_up(theta, actions, rewards, baseline) / len(theta)


@wrong("stopped-at-s", "reinforce_gradient")
def stopped_at_pi(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    chosen = np.eye(len(theta))[actions] / softmax(theta)
    return np.mean((rewards - baseline)[:, np.newaxis] * chosen, axis=0)


@wrong(
    "weighted-again",
    "reinforce_gradient",
    source="the sum over actions and the samples, both at once",
)
def weighted_again(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    weights = (rewards - baseline) * softmax(theta)[actions]
    return np.mean(weights[:, np.newaxis] * _ways(theta, actions), axis=0)


# --- fit_temperature(theta, labels, held_out) -----------------------------------------------------


@wrong("fitted-on-training-data", "fit_temperature", source="T tuned where the weights were")
def fitted_on_training_data(theta: Array, labels: Array, held_out: Array) -> Array:
    return best_temperature(theta[~held_out], labels[~held_out])


@wrong("fitted-on-all-data", "fit_temperature", source="the mask of the held-out rows not used")
def fitted_on_all_data(theta: Array, labels: Array, held_out: Array) -> Array:
    return best_temperature(theta, labels)


@wrong("one-over-t-returned", "fit_temperature", source="scores multiplied, not divided, by T")
def one_over_t_returned(theta: Array, labels: Array, held_out: Array) -> Array:
    return 1 / fit_temperature(theta, labels, held_out)


@wrong("confidence-matched", "fit_temperature", source="mean confidence set equal to accuracy")
def confidence_matched(theta: Array, labels: Array, held_out: Array) -> Array:
    scores = theta[held_out]
    right = np.mean(scores.argmax(axis=1) == labels[held_out])
    low, high = np.log(1e-3), np.log(1e3)
    for _ in range(60):
        middle = (low + high) / 2
        sure = np.mean(softmax(np.exp(middle) * scores).max(axis=1))
        low, high = (middle, high) if sure < right else (low, middle)
    return np.exp(-(low + high) / 2)


@wrong("squared-error", "fit_temperature", source="the Brier score in the place of the loss")
def fitted_by_squared_error(theta: Array, labels: Array, held_out: Array) -> Array:
    scores, y = theta[held_out], np.eye(theta.shape[1])[labels[held_out]]

    def error(T: float) -> float:
        return float(np.mean(np.sum((softmax(scores / T) - y) ** 2, axis=1)))

    grid = np.exp(np.linspace(np.log(0.05), np.log(20), 800))
    return grid[np.argmin([error(T) for T in grid])]


# --- calibration_error(confidence, correct) -------------------------------------------------------


@wrong("bins-not-weighted", "calibration_error", source="the plain mean over the bins")
def bins_not_weighted(confidence: Array, correct: Array) -> Array:
    return np.mean(np.abs(gaps(confidence, correct)[0]))


@wrong("bins-not-weighted", "calibration_error")
def empty_bins_counted_too(confidence: Array, correct: Array) -> Array:
    return np.sum(np.abs(gaps(confidence, correct)[0])) / 10


@wrong("bins-not-weighted", "calibration_error")
def bins_added_up(confidence: Array, correct: Array) -> Array:
    return np.sum(np.abs(gaps(confidence, correct)[0]))


@wrong("gaps-cancel", "calibration_error", source="accuracy less mean confidence, in all")
def gaps_cancel(confidence: Array, correct: Array) -> Array:
    return abs(np.mean(correct) - np.mean(confidence))


@wrong("gaps-cancel", "calibration_error")
def gaps_with_their_sign(confidence: Array, correct: Array) -> Array:
    return np.mean(confidence) - np.mean(correct)


@wrong("gaps-cancel", "calibration_error")
def gaps_with_the_other_sign(confidence: Array, correct: Array) -> Array:
    return np.mean(correct) - np.mean(confidence)


@wrong("gap-of-each-sample", "calibration_error", source="|correct − confidence| without bins")
def gap_of_each_sample(confidence: Array, correct: Array) -> Array:
    return np.mean(np.abs(correct - confidence))


@wrong("largest-gap", "calibration_error", source="the maximum calibration error")
def largest_gap(confidence: Array, correct: Array) -> Array:
    return np.max(np.abs(gaps(confidence, correct)[0]))


@wrong("squared-error", "calibration_error")
def brier(confidence: Array, correct: Array) -> Array:
    return np.mean((correct - confidence) ** 2)


@wrong("squared-error", "calibration_error")
def squared_gaps(confidence: Array, correct: Array) -> Array:
    gap, count = gaps(confidence, correct)
    return gap**2 @ count / count.sum()


@wrong("squared-error", "calibration_error")
def root_of_squared_gaps(confidence: Array, correct: Array) -> Array:
    return np.sqrt(squared_gaps(confidence, correct))


@wrong("factor-two", "calibration_error")
def twice_the_error(confidence: Array, correct: Array) -> Array:
    return 2 * calibration_error(confidence, correct)


# --- weighted_gradient(theta, labels, weights) ----------------------------------------------------


def _s_minus_y(theta: Array, labels: Array) -> Array:
    return softmax(theta) - np.eye(theta.shape[1])[labels]


@wrong("divided-by-n", "weighted_gradient", source="mean() of weighted losses")
def divided_by_n(theta: Array, labels: Array, weights: Array) -> Array:
    return weights[labels][:, np.newaxis] * _s_minus_y(theta, labels) / len(theta)


@wrong("mean-forgotten", "weighted_gradient")
def not_divided(theta: Array, labels: Array, weights: Array) -> Array:
    return weights[labels][:, np.newaxis] * _s_minus_y(theta, labels)


@wrong("divided-by-the-weights-of-the-classes", "weighted_gradient", source="weights.sum()")
def divided_by_the_classes(theta: Array, labels: Array, weights: Array) -> Array:
    return not_divided(theta, labels, weights) / weights.sum()


@wrong("weights-ignored", "weighted_gradient", source="the gradient of lesson 4b")
def weights_ignored(theta: Array, labels: Array, weights: Array) -> Array:
    return _s_minus_y(theta, labels) / len(theta)


@wrong("weights-on-the-columns", "weighted_gradient", source="weights * (S − Y) by broadcasting")
def weights_on_the_columns(theta: Array, labels: Array, weights: Array) -> Array:
    return weights * _s_minus_y(theta, labels) / weights[labels].sum()


@wrong("weights-on-the-columns", "weighted_gradient")
def weights_on_the_columns_and_n(theta: Array, labels: Array, weights: Array) -> Array:
    return weights * _s_minus_y(theta, labels) / len(theta)


@wrong("weights-on-the-target-only", "weighted_gradient", source="S − w·Y: y weighted, S not")
def weights_on_the_target_only(theta: Array, labels: Array, weights: Array) -> Array:
    y = weights[labels][:, np.newaxis] * np.eye(theta.shape[1])[labels]
    return (softmax(theta) - y) / weights[labels].sum()


@wrong("weights-on-the-target-only", "weighted_gradient")
def weights_on_the_target_only_and_n(theta: Array, labels: Array, weights: Array) -> Array:
    y = weights[labels][:, np.newaxis] * np.eye(theta.shape[1])[labels]
    return (softmax(theta) - y) / len(theta)


@wrong("sign-flipped", "weighted_gradient")
def weighted_uphill(theta: Array, labels: Array, weights: Array) -> Array:
    return -weighted_gradient(theta, labels, weights)
