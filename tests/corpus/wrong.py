"""Wrong implementations, each with the verdict it must get.

`named` are the keys that the report is to name: one for a misconception, several where they cannot
be told apart or are two at once, none for what is unknown. Never a key that does not fit.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.special

random = np.random.default_rng(0)
calls = itertools.count()


@dataclass(frozen=True)
class Wrong:
    task: str
    f: Callable[..., Any]
    kind: str
    named: frozenset[str]
    name: str
    options: dict[str, Any] = field(default_factory=dict)


WRONG: list[Wrong] = []


def wrong(task, kind, *named, name=None, **options):
    def keep(f):
        WRONG.append(Wrong(task, f, kind, frozenset(named), name or f.__name__, options))
        return f

    return keep


def named(task, key, **options):
    return wrong(task, "misconception", key, **options)


def unknown(task, **options):
    return wrong(task, "unknown", **options)


def S(theta):
    e = np.exp(theta - np.max(theta))
    return e / np.sum(e)


# --- softmax -------------------------------------------------------------------------------------


@named("softmax", "no-exponential")
def scores_over_their_sum(theta):
    total = sum(theta)
    return [t / total for t in theta]


@named("softmax", "elementwise-sigmoid")
def sigmoid_of_each(theta):
    return [1 / (1 + math.exp(-t)) for t in theta]


@named("softmax", "argmax")
def winner_takes_all(theta):
    return [1.0 if i == np.argmax(theta) else 0.0 for i in range(len(theta))]


@named("softmax", "applied-twice")
def softmax_of_softmax(theta):
    return S(S(theta))


@named("softmax", "negated-scores")
def boltzmann(theta):
    return np.exp(-theta) / np.exp(-theta).sum()


@named("softmax", "not-normalised")
def exponentials_alone(theta):
    return [math.exp(t) for t in theta]


@wrong("softmax", "ambiguous", "not-normalised", "divided-by-the-largest")
def shifted_exponentials_alone(theta):
    return np.exp(theta - theta.max())


@named("softmax", "log-of-softmax")
def log_softmax_by_mistake(theta):
    return scipy.special.log_softmax(theta)


@named("softmax", "half-shifted")
def shift_above_only(theta):
    return np.exp(theta - max(theta)) / np.sum(np.exp(theta))


@named("softmax", "scaled-scores")
def scale_for_a_shift(theta):
    return S(theta / np.max(theta))


@named("softmax", "one-score-at-a-time")
def sum_over_the_wrong_thing(theta):
    return np.array([np.exp(t) / np.sum(np.exp(t)) for t in theta])


@named("softmax", "divided-by-the-count")
def mean_for_sum(theta):
    return np.exp(theta) / len(theta)


@named("softmax", "base-two")
def powers_of_two(theta):
    return np.exp2(theta) / np.exp2(theta).sum()


@wrong("softmax", "unwritten")
def zeros_never_filled(theta):
    out = np.zeros(len(theta))
    for value in out:
        value = math.exp(value)
    return out


@unknown("softmax")
def uniform(theta):
    return np.full(len(theta), 1 / len(theta))


@unknown("softmax")
def always_the_same_three(theta):
    return np.array([0.125, 0.25, 0.625])


@unknown("softmax")
def looked_up(theta):
    if len(theta) == 3 and theta[0] == 0:
        return np.array([1 / 8, 1 / 4, 5 / 8])
    return np.full(len(theta), 1 / len(theta))


@unknown("softmax")
def not_a_number(theta):
    return theta * np.nan


@unknown("softmax")
def nothing(theta):
    np.exp(theta) / np.exp(theta).sum()


@unknown("softmax")
def a_word(theta):
    return "softmax"


@unknown("softmax")
def noise(theta):
    s = random.random(len(theta))
    return s / s.sum()


@unknown("softmax")
def right_and_a_little_noise(theta):
    return S(theta) + 0.01 * random.standard_normal(len(theta))


@unknown("softmax")
def rounded(theta):
    return np.round(S(theta), 2)


@unknown("softmax")
def in_the_wrong_order(theta):
    return np.sort(S(theta))


@unknown("softmax")
def as_a_column(theta):
    return S(theta)[:, None]


@unknown("softmax")
def as_a_dict(theta):
    return dict(enumerate(S(theta)))


@unknown("softmax")
def one_entry_short(theta):
    return S(theta)[1:]


@unknown("softmax")
def twice_the_scores(theta):
    return S(2 * theta)


@unknown("softmax")
def ragged(theta):
    return [[0.5], [0.25, 0.25]]


@unknown("softmax")
def right_but_for_ties(theta):
    s = S(theta)
    return s if len(set(theta)) == len(theta) else 0.5 * s


@unknown("softmax")
def right_every_other_time(theta):
    return S(theta) if next(calls) % 2 else theta


@wrong("softmax", "raised")
def misspelt(theta):
    return np.expp(theta)


@wrong("softmax", "raised")
def two_arguments(theta, axis):
    return S(theta)


@wrong("softmax", "unwritten")
def not_yet(theta):
    raise NotImplementedError


@wrong("softmax", "raised")
def without_an_end(theta):
    return without_an_end(theta)


@wrong("softmax", "raised")
def leaves_the_program(theta):
    raise SystemExit(1)


@wrong("softmax", "stopped", seconds=0.04)
def for_ever(theta):
    total = 0.0
    while total < 1:
        total += 0.0
    return theta


@wrong("softmax", "stopped", seconds=0.04)
def for_ever_whatever_comes(theta):
    while True:
        try:
            float("x")
        except Exception:
            continue


# --- jacobian ------------------------------------------------------------------------------------


@named("jacobian", "diagonal-only")
def diagonal_in_a_loop(theta):
    s = S(theta)
    J = np.zeros((len(s), len(s)))
    for i in range(len(s)):
        J[i, i] = s[i] * (1 - s[i])
    return J


@named("jacobian", "diagonal-only")
def diagonal_as_a_vector(theta):
    s = S(theta)
    return s * (1 - s)


@named("jacobian", "diagonal-only", name="diagonal_without_a_shift")
def _(theta):
    s = np.exp(theta) / np.exp(theta).sum()
    return np.diag(s - s**2)


@named("jacobian", "sign-flipped")
def outer_minus_diagonal(theta):
    s = S(theta)
    return np.outer(s, s) - np.diag(s)


@named("jacobian", "plus-off-the-diagonal")
def plus_for_minus(theta):
    s = S(theta)
    n = len(s)
    return [[s[i] * (1 - s[i]) if i == j else s[i] * s[j] for j in range(n)] for i in range(n)]


@named("jacobian", "same-case-everywhere")
def no_delta(theta):
    s = S(theta)
    return s[:, None] * (1 - s[None, :])


@named("jacobian", "same-case-everywhere")
def no_delta_by_columns(theta):
    s = S(theta)
    return s - np.outer(s, s)


@named("jacobian", "other-case-everywhere")
def outer_product_only(theta):
    s = S(theta)
    return -s[:, None] * s


@named("jacobian", "scores-for-probabilities")
def with_the_scores(theta):
    return theta[:, None] * (np.eye(len(theta)) - theta[None, :])


@named("jacobian", "of-the-log")
def of_the_logarithm(theta):
    return np.eye(len(theta)) - S(theta)


@named("jacobian", "summed-jacobian")
def rows_added_up(theta):
    s = S(theta)
    return np.sum(np.diag(s) - np.outer(s, s), axis=1)


@named("jacobian", "elementwise-product")
def star_for_outer(theta):
    s = S(theta)
    return np.diag(s) - s * s.T


@named("jacobian", "inner-product")
def at_for_outer(theta):
    s = S(theta)
    return np.diag(s) - s @ s.T


@named("jacobian", "sum-held-constant")
def derivative_of_the_numerator(theta):
    return np.diag(S(theta))


@named("jacobian", "plus-in-the-quotient-rule")
def product_rule(theta):
    e = np.exp(theta)
    v = e.sum()
    return [
        [((i == j) * e[i] * v + e[i] * e[j]) / v**2 for j in range(len(e))] for i in range(len(e))
    ]


@named("jacobian", "v-not-squared")
def divided_by_v(theta):
    e = np.exp(theta)
    v = e.sum()
    return (np.diag(e) * v - np.outer(e, e)) / v


@named("jacobian", "elementwise-sigmoid")
def of_sigmoids(theta):
    a = scipy.special.expit(theta)
    return np.diag(a * (1 - a))


@named("jacobian", "identity-for-diagonal")
def eye_minus_outer(theta):
    s = S(theta)
    return np.eye(len(s)) - np.outer(s, s)


@wrong("jacobian", "unwritten")
def never_filled(theta):
    return np.zeros((theta.size, theta.size))


@wrong("jacobian", "both", "diagonal-only", "sign-flipped")
def diagonal_with_the_wrong_sign(theta):
    s = S(theta)
    return np.diag(s * (s - 1))


@wrong("jacobian", "both", "plus-off-the-diagonal", "factor-two")
def two_mistakes_plus_and_twice(theta):
    s = S(theta)
    return 2 * (np.diag(s * (1 - 2 * s)) + np.outer(s, s))


@wrong("jacobian", "consistent", softmax=lambda theta: np.exp(theta))
def right_on_exponentials(theta):
    e = np.exp(theta)
    return np.diag(e) - np.outer(e, e)


@wrong("jacobian", "consistent", softmax=lambda theta: S(2 * theta))
def right_on_an_unknown_softmax(theta):
    s = S(2 * theta)
    return np.diag(s) - np.outer(s, s)


@named("jacobian", "diagonal-only", softmax=lambda theta: S(-theta))
def diagonal_on_a_wrong_softmax(theta):
    s = S(-theta)
    return np.diag(s * (1 - s))


@named("jacobian", "negated-scores")
def on_negated_scores(theta):
    s = S(-theta)
    return np.diag(s) - np.outer(s, s)


@unknown("jacobian")
def diagonal_and_half(theta):
    s = S(theta)
    return np.diag(s) - 0.5 * np.outer(s, s)


@named("jacobian", "scores-in-the-slope")
def two_mistakes_scores_and_diagonal(theta):
    return np.diag(theta * (1 - theta))


@named("jacobian", "elementwise-sigmoid")
def two_mistakes_sigmoid_and_outer(theta):
    a = scipy.special.expit(theta)
    return np.diag(a) - np.outer(a, a)


@unknown("jacobian")
def coarse_difference(theta):
    h = 0.1
    return np.stack([(S(theta + h * d) - S(theta)) / h for d in np.eye(len(theta))], axis=1)


@unknown("jacobian")
def one_triangle(theta):
    s = S(theta)
    return np.triu(np.diag(s) - np.outer(s, s))


@unknown("jacobian")
def returns_its_argument(theta):
    return theta


@unknown("jacobian")
def returns_a_function(theta):
    return lambda: theta


@wrong("jacobian", "raised")
def shapes_that_do_not_fit(theta):
    return np.diag(theta) - np.ones((7, 7))


@wrong("jacobian", "raised")
def divides_by_zero_at_ties(theta):
    return (
        1 / (0 if theta[0] == theta[1] else 1) * (np.diag(S(theta)) - np.outer(S(theta), S(theta)))
    )


# --- log_softmax_jacobian ------------------------------------------------------------------------


@named("log_softmax_jacobian", "transposed")
def rows_for_columns(theta):
    return np.eye(len(theta)) - S(theta)[:, None]


@named("log_softmax_jacobian", "log-forgotten")
def jacobian_of_softmax(theta):
    s = S(theta)
    return np.diag(s) - np.outer(s, s)


@named("log_softmax_jacobian", "transposed")
def divided_down_the_columns(theta):
    s = S(theta)
    return (np.diag(s) - np.outer(s, s)) / s


@named("log_softmax_jacobian", "diagonal-only")
def one_minus_s(theta):
    return np.diag(1 - S(theta))


@named("log_softmax_jacobian", "stopped-at-s")
def one_over_s(theta):
    return np.diag(1 / S(theta))


@named("log_softmax_jacobian", "sign-flipped")
def s_minus_delta(theta):
    return S(theta)[None, :] - np.eye(len(theta))


# --- loss ----------------------------------------------------------------------------------------


@named("loss", "sign-flipped")
def without_the_minus(theta, y):
    return np.sum(y * np.log(S(theta)))


@named("loss", "another-base")
def in_bits(theta, y):
    return -np.sum(y * np.log2(S(theta)))


@named("loss", "mean-over-classes")
def averaged(theta, y):
    return np.mean(-y * np.log(S(theta)))


@named("loss", "largest-y-only")
def by_label(theta, y):
    return -math.log(S(theta)[int(np.argmax(y))])


@named("loss", "squared-error")
def squares(theta, y):
    return 0.5 * np.sum((S(theta) - y) ** 2)


@named("loss", "binary-cross-entropy")
def class_by_class(theta, y):
    s = S(theta)
    return -(y * np.log(s) + (1 - y) * np.log(1 - s)).sum()


@named("loss", "log-of-the-sum")
def log_last(theta, y):
    return -np.log(S(theta) @ y)


@named("loss", "applied-twice")
def softmax_inside_and_outside(theta, y):
    return -np.sum(y * np.log(S(S(theta))))


@named("loss", "shift-not-added-back")
def shifted_log_sum_exp(theta, y):
    return np.log(np.exp(theta - theta.max()).sum()) - np.dot(y, theta)


@named("loss", "sum-missing")
def a_vector(theta, y):
    return -y * np.log(S(theta))


@named("loss", "unit-sum-assumed", weights=True)
def weights_forgotten(theta, y):
    return scipy.special.logsumexp(theta) - y @ theta


@wrong("loss", "both", "another-base", "sign-flipped")
def bits_without_the_minus(theta, y):
    return np.sum(y * np.log2(S(theta)))


@wrong("loss", "unwritten")
def always_one(theta, y):
    return 1.0


@unknown("loss")
def a_bool(theta, y):
    return bool(np.argmax(theta) == np.argmax(y))


@unknown("loss")
def sum_of_scores(theta, y):
    return sum(theta)


# --- gradient ------------------------------------------------------------------------------------


@named("gradient", "sign-flipped")
def y_minus_s(theta, y):
    return y - S(theta)


@named("gradient", "diagonal-only")
def diagonal_in_the_chain_rule(theta, y):
    s = S(theta)
    return (-y / s) * s * (1 - s)


@named("gradient", "factor-two")
def doubled(theta, y):
    return 2 * (S(theta) - y)


@named("gradient", "stopped-at-s")
def first_factor_only(theta, y):
    return -y / S(theta)


@named("gradient", "one-over-s-dropped")
def jacobian_times_y(theta, y):
    s = S(theta)
    return (np.diag(s) - np.outer(s, s)) @ y


@named("gradient", "elementwise-product")
def star_for_at(theta, y):
    s = S(theta)
    return (np.diag(s) - np.outer(s, s)) * (-y / s)


@named("gradient", "y-ignored")
def s_alone(theta, y):
    return S(theta)


@named("gradient", "off-by-one-class")
def labels_from_one(theta, y):
    g = S(theta)
    for k in range(len(y)):
        g[k - 1] -= y[k]
    return g


@named("gradient", "squared-error-delta")
def delta_of_a_sigmoid_layer(theta, y):
    a = S(theta)
    return (a - y) * a * (1 - a)


@named("gradient", "indices-mixed")
def s_of_the_wrong_index(theta, y):
    s = S(theta)
    return [
        -y[j] * (1 - s[j]) + sum(y[i] * s[i] for i in range(len(s)) if i != j)
        for j in range(len(s))
    ]


@named("gradient", "unit-sum-assumed", weights=True)
def s_minus_y_where_weights_were_asked(theta, y):
    return S(theta) - y


@named("gradient", "y-taken-for-ones")
def one_everywhere(theta, y):
    return S(theta) - 1


@named("gradient", "mean-over-classes")
def divided_by_k(theta, y):
    return (S(theta) - y) / len(y)


@wrong("gradient", "ambiguous", "upstream-of-ones", "summed-jacobian")
def upstream_of_ones(theta, y):
    s = S(theta)
    return np.ones(len(s)) @ (np.diag(s) - np.outer(s, s))


@wrong("gradient", "both", "diagonal-only", "sign-flipped")
def diagonal_and_sign(theta, y):
    return y * (1 - S(theta))


@wrong("gradient", "both", "diagonal-only", "factor-two")
def diagonal_and_twice(theta, y):
    return -2 * y * (1 - S(theta))


@wrong("gradient", "both", "not-normalised", "sign-flipped")
def exponentials_and_sign(theta, y):
    return y - np.exp(theta)


@wrong("gradient", "consistent", softmax=scipy.special.expit)
def right_on_sigmoids(theta, y):
    return scipy.special.expit(theta) * y.sum() - y


@unknown("gradient")
def half(theta, y):
    return (S(theta) - y) / 2


@wrong("gradient", "both", "sign-flipped", "factor-two")
def minus_two_times_the_truth(theta, y):
    return -2 * (S(theta) * y.sum() - y)


@unknown("gradient")
def two_mistakes_argmax_and_squared_error(theta, y):
    s = np.eye(len(theta))[np.argmax(theta)]
    return (s - y) * s * (1 - s) + 0.1


@unknown("gradient")
def right_for_one_hot_only(theta, y):
    return S(theta) - y**2


@unknown("gradient")
def random_direction(theta, y):
    return random.standard_normal(len(theta))


@unknown("gradient")
def a_matrix(theta, y):
    return np.outer(S(theta), y)


# --- batch_gradient ------------------------------------------------------------------------------


def rows(theta):
    return scipy.special.softmax(theta, axis=1)


@named("batch_gradient", "mean-forgotten")
def sum_for_mean(theta, y):
    return rows(theta) - y


@named("batch_gradient", "mean-taken-twice")
def divided_twice(theta, y):
    n = len(theta)
    return (rows(theta) - y) / n / n


@named("batch_gradient", "classes-for-samples")
def divided_by_shape_one(theta, y):
    return (rows(theta) - y) / theta.shape[1]


@named("batch_gradient", "mean-over-classes")
def divided_by_size(theta, y):
    return (rows(theta) - y) / theta.size


@named("batch_gradient", "wrong-axis")
def down_the_columns(theta, y):
    return (scipy.special.softmax(theta, axis=0) - y) / len(theta)


@named("batch_gradient", "one-sum-for-the-batch")
def one_sum(theta, y):
    e = np.exp(theta)
    return (e / e.sum() - y) / len(theta)


@named("batch_gradient", "added-over-the-batch")
def averaged_away(theta, y):
    return np.mean(rows(theta) - y, axis=0)


@named("batch_gradient", "sign-flipped")
def uphill(theta, y):
    return (y - rows(theta)) / len(theta)


@named("batch_gradient", "diagonal-only")
def diagonal_in_every_row(theta, y):
    return -y * (1 - rows(theta)) / len(theta)


@named("batch_gradient", "weights-of-the-whole-batch")
def one_weight_for_all(theta, y):
    return (rows(theta) * y.sum() - y) / len(theta)


@wrong("batch_gradient", "unknown")
def only_the_last_row(theta, y):
    g = np.zeros(theta.shape)
    for n in range(len(theta)):
        g = np.zeros(theta.shape)
        g[n] = (S(theta[n]) - y[n]) / len(theta)
    return g


@unknown("batch_gradient")
def transposed_batch(theta, y):
    return ((rows(theta) - y) / len(theta)).T


@wrong("batch_gradient", "both", "mean-forgotten", "sign-flipped")
def uphill_and_no_mean(theta, y):
    return y - rows(theta)
