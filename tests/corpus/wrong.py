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


# --- attention -----------------------------------------------------------------------------------


def shares(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@named("softmax_backward", "diagonal-only")
def slope_of_each_score(P, dP):
    return dP * (P - P**2)


@named("softmax_backward", "mean-not-subtracted")
def product_only(P, dP):
    return np.multiply(P, dP)


@named("softmax_backward", "mean-down-the-columns")
def sum_over_axis_0(P, dP):
    return P * (dP - (P * dP).sum(axis=0, keepdims=True))


@named("softmax_backward", "mean-not-kept-upright")
def without_keepdims(P, dP):
    D = (P * dP).sum(axis=1)
    return P * (dP - D)


@named("softmax_backward", "one-mean-for-all-rows")
def one_sum_of_all(P, dP):
    return P * dP - P * (P * dP).sum()


@named("softmax_backward", "plain-mean-subtracted")
def less_the_mean(P, dP):
    return P * (dP - dP.mean(1, keepdims=True))


@named("softmax_backward", "probability-not-in-front")
def bracket_only(P, dP):
    return dP - np.sum(P * dP, axis=1, keepdims=True)


@named("softmax_backward", "sign-flipped")
def d_first(P, dP):
    return P * ((P * dP).sum(axis=1, keepdims=True) - dP)


@unknown("softmax_backward")
def squared_probabilities(P, dP):
    return P**2 * (dP - (P * dP).sum(axis=1, keepdims=True))


@wrong("softmax_backward", "raised")
def matrix_product(P, dP):
    return P @ dP - P.T


@wrong("softmax_backward", "unwritten")
def softmax_backward_to_be_done(P, dP):
    raise NotImplementedError


def backward(Q, K, V, dO, mask, root=np.sqrt, step=None):
    P = shares(np.where(mask, Q @ K.T / root(Q.shape[1]), -1e30))
    dP = dO @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) if step is None else step(P, dP)
    return P, dS, root(Q.shape[1])


@named("attention_backward", "root-missing")
def without_a_root(Q, K, V, dO, mask):
    P, dS, _ = backward(Q, K, V, dO, mask, root=lambda d: 1)
    return dS @ K, dS.T @ Q, P.T @ dO


@named("attention_backward", "root-missing")
def without_a_root_on_the_way_back(Q, K, V, dO, mask):
    P, dS, _ = backward(Q, K, V, dO, mask)
    return dS @ K, dS.T @ Q, P.T @ dO


@named("attention_backward", "root-twice")
def d_in_the_place_of_its_root(Q, K, V, dO, mask):
    P, dS, d = backward(Q, K, V, dO, mask, root=lambda d: d)
    return dS @ K / d, dS.T @ Q / d, P.T @ dO


@named("attention_backward", "dk-untransposed")
def dk_by_the_line_above(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask)
    return dS @ K / root, dS @ Q / root, P.T @ dO


@named("attention_backward", "dv-untransposed")
def dv_by_the_forward_line(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask)
    return dS @ K / root, dS.T @ Q / root, P @ dO


@named("attention_backward", "diagonal-only")
def attention_with_the_diagonal(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask, step=slope_of_each_score)
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "mean-down-the-columns")
def attention_with_d_down_the_columns(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask, step=sum_over_axis_0)
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "mean-not-kept-upright")
def attention_without_keepdims(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask, step=without_keepdims)
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "zero-as-mask")
def scores_times_the_mask(Q, K, V, dO, mask):
    root = np.sqrt(Q.shape[1])
    P = shares(Q @ K.T * mask / root)
    dS = product_only(P, dO @ V.T) - P * (P * (dO @ V.T)).sum(axis=1, keepdims=True)
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "mask-after-softmax")
def probabilities_times_the_mask(Q, K, V, dO, mask):
    root = np.sqrt(Q.shape[1])
    P = shares(Q @ K.T / root) * mask
    dP = dO @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "mask-ignored")
def no_mask_at_all(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, np.ones_like(mask))
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@named("attention_backward", "mask-turned-round")
def hidden_where_true(Q, K, V, dO, mask):
    root = np.sqrt(Q.shape[1])
    with np.errstate(invalid="ignore"):
        P = shares(np.where(mask, -np.inf, Q @ K.T / root))
    dP = dO @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


@unknown("attention_backward")
def two_slips_at_once(Q, K, V, dO, mask):
    P, dS, _ = backward(Q, K, V, dO, np.ones_like(mask), step=slope_of_each_score)
    return dS @ K, dS.T @ Q, P.T @ dO


@unknown("attention_backward")
def only_dq(Q, K, V, dO, mask):
    _, dS, root = backward(Q, K, V, dO, mask)
    return dS @ K / root


@unknown("attention_backward")
def in_another_order(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask)
    return P.T @ dO, dS.T @ Q / root, dS @ K / root


@named("attention_backward", "root-missing")
def one_root_forgotten(Q, K, V, dO, mask):
    P, dS, root = backward(Q, K, V, dO, mask)
    return dS @ K / root, dS.T @ Q, P.T @ dO


def running(scores, v, m, l, o, scale_l, scale_o, largest=max):
    for s, value in zip(scores, v, strict=True):
        m_new = largest(m, s)
        e = np.exp(s - m_new)
        l = l * scale_l(m, m_new) + e
        o = o * scale_o(m, m_new) + e * value
        m = m_new
    return m, l, o


def shrink(m, m_new):
    return np.exp(m - m_new)


def grow(m, m_new):
    return np.exp(m_new - m)


def stay(m, m_new):
    return 1.0


@named("online_softmax", "o-not-rescaled")
def only_l_shrinks(scores, v):
    return running(scores, v, -np.inf, 0.0, 0.0, shrink, stay)


@named("online_softmax", "l-not-rescaled")
def only_o_shrinks(scores, v):
    return running(scores, v, -np.inf, 0.0, 0.0, stay, shrink)


@named("online_softmax", "nothing-rescaled")
def nothing_shrinks(scores, v):
    return running(scores, v, -np.inf, 0.0, 0.0, stay, stay)


@named("online_softmax", "rescaled-upside-down")
def grows_from_the_first_score(scores, v):
    return running(scores[1:], v[1:], scores[0], 1.0, v[0], grow, grow)


@named("online_softmax", "rescaled-upside-down")
def grows_from_minus_infinity(scores, v):
    with np.errstate(all="ignore"):
        return running(scores, v, -np.inf, 0.0, 0.0, grow, grow)


@named("online_softmax", "started-from-zero")
def from_zero(scores, v):
    return running(scores, v, 0.0, 0.0, 0.0, shrink, shrink)


@named("online_softmax", "first-counted-twice")
def the_first_twice(scores, v):
    return running(scores, v, scores[0], 1.0, v[0], shrink, shrink)


@named("online_softmax", "first-left-out")
def without_the_first(scores, v):
    return running(scores[1:], v[1:], scores[0], 0.0, 0.0, shrink, shrink)


@named("online_softmax", "divided-already")
def the_average(scores, v):
    m, l, o = running(scores, v, -np.inf, 0.0, 0.0, shrink, shrink)
    return m, l, o / l


@named("online_softmax", "no-shift")
def plain_sums(scores, v):
    return max(scores), np.exp(scores).sum(), np.exp(scores) @ v


@unknown("online_softmax")
def only_the_average(scores, v):
    return S(scores) @ v


@unknown("online_softmax")
def new_terms_from_the_old_largest(scores, v):
    m, l, o = scores[0], 1.0, v[0]
    for s, value in zip(scores[1:], v[1:], strict=True):
        m_new = max(m, s)
        l = l * np.exp(m - m_new) + np.exp(s - m)
        o = o * np.exp(m - m_new) + np.exp(s - m) * value
        m = m_new
    return m, l, o


@named("merge", "blocks-added-up")
def sums_added(a, b):
    return max(a[0], b[0]), a[1] + b[1], a[2] + b[2]


@named("merge", "o-not-rescaled")
def sums_of_o_added(a, b):
    m = max(a[0], b[0])
    return m, a[1] * np.exp(a[0] - m) + b[1] * np.exp(b[0] - m), a[2] + b[2]


@named("merge", "rescaled-upside-down")
def blocks_grow(a, b):
    m = max(a[0], b[0])
    of_a, of_b = np.exp(m - a[0]), np.exp(m - b[0])
    return m, of_a * a[1] + of_b * b[1], of_a * a[2] + of_b * b[2]


@named("merge", "one-block-rescaled")
def only_a_shrinks(a, b):
    m = max(a[0], b[0])
    return m, np.exp(a[0] - m) * a[1] + b[1], np.exp(a[0] - m) * a[2] + b[2]


@named("merge", "divided-already")
def average_of_both(a, b):
    m = max(a[0], b[0])
    of_a, of_b = np.exp(a[0] - m), np.exp(b[0] - m)
    l = of_a * a[1] + of_b * b[1]
    return m, l, (of_a * a[2] + of_b * b[2]) / l


@unknown("merge")
def mean_of_the_averages(a, b):
    m = max(a[0], b[0])
    return m, (a[1] + b[1]) / 2, (a[2] / a[1] + b[2] / b[1]) / 2


@wrong("merge", "raised")
def blocks_as_arrays(a, b):
    m = max(a.m, b.m)
    return m, a.l + b.l, a.o + b.o


# --- another target ------------------------------------------------------------------------------


@named("distill_gradient", "one-over-t-lost")
def student_less_teacher(z_s, z_t, T):
    return S(z_s / T) - S(z_t / T)


@named("distill_gradient", "one-over-t-twice")
def divided_by_t_squared(z_s, z_t, T):
    return (S(z_s / T) - S(z_t / T)) / T**2


@named("distill_gradient", "t-squared-included")
def with_the_factor_of_the_paper(z_s, z_t, T):
    return T * (S(z_s / T) - S(z_t / T))


@named("distill_gradient", "t-on-one-side")
def soft_teacher_hard_student(z_s, z_t, T):
    return S(z_s) - S(z_t / T)


@named("distill_gradient", "t-on-one-side")
def soft_student_only(z_s, z_t, T):
    return (S(z_s / T) - S(z_t)) / T


@named("distill_gradient", "relative-entropy-reversed")
def the_other_divergence(z_s, z_t, T):
    s, y = S(z_s / T), S(z_t / T)
    upstream = np.log(s / y) + 1
    return (np.diag(s) - np.outer(s, s)) @ upstream / T


@named("distill_gradient", "teacher-hardened")
def best_class_of_the_teacher(z_s, z_t, T):
    y = np.zeros(len(z_t))
    y[np.argmax(z_t)] = 1
    return (S(z_s / T) - y) / T


@named("distill_gradient", "scores-subtracted")
def limit_of_large_t(z_s, z_t, T):
    return ((z_s - z_s.mean()) - (z_t - z_t.mean())) / len(z_s)


@named("distill_gradient", "sign-flipped")
def teacher_less_student(z_s, z_t, T):
    return (S(z_t / T) - S(z_s / T)) / T


@unknown("distill_gradient")
def half_soft_labels(z_s, z_t, T):
    return (S(z_s / T) - 0.5 * S(z_t / T) - 0.5 * S(z_t)) / T


def ways(theta, actions):
    return np.eye(len(theta))[actions] - S(theta)


@named("reinforce_gradient", "sign-flipped")
def pi_less_the_action(theta, actions, rewards, baseline):
    return ((rewards - baseline)[:, None] * -ways(theta, actions)).mean(axis=0)


@named("reinforce_gradient", "baseline-of-the-action")
def mean_of_each_action(theta, actions, rewards, baseline):
    b = np.array([rewards[actions == a].mean() for a in actions])
    return ((rewards - b)[:, None] * ways(theta, actions)).mean(axis=0)


@named("reinforce_gradient", "baseline-of-the-action")
def baseline_taken_from_the_action(theta, actions, rewards, baseline):
    g = rewards[:, None] * ways(theta, actions)
    g[np.arange(len(actions)), actions] -= baseline
    return g.mean(axis=0)


@named("reinforce_gradient", "baseline-ignored")
def no_baseline(theta, actions, rewards, baseline):
    return (rewards[:, None] * ways(theta, actions)).mean(axis=0)


@named("reinforce_gradient", "probability-not-subtracted")
def rewards_of_the_actions(theta, actions, rewards, baseline):
    g = np.zeros(len(theta))
    for a, r in zip(actions, rewards, strict=True):
        g[a] += r - baseline
    return g / len(actions)


@named("reinforce_gradient", "mean-forgotten")
def sum_of_the_samples(theta, actions, rewards, baseline):
    return (rewards - baseline) @ ways(theta, actions)


@named("reinforce_gradient", "rewards-standardised")
def centred_rewards(theta, actions, rewards, baseline):
    return ((rewards - np.mean(rewards))[:, None] * ways(theta, actions)).mean(axis=0)


@unknown("reinforce_gradient")
def positive_rewards_only(theta, actions, rewards, baseline):
    return (np.maximum(rewards - baseline, 0)[:, None] * ways(theta, actions)).mean(axis=0)


@wrong("reinforce_gradient", "raised")
def actions_as_one_hot(theta, actions, rewards, baseline):
    return ((rewards - baseline)[:, None] * (actions - S(theta))).mean(axis=0)


def best_on(theta, labels):
    y = np.eye(theta.shape[1])[labels]
    grid = np.exp(np.linspace(-3, 3, 1201))
    scaled = np.array([-np.mean(np.sum(y * np.log(shares(theta / T) + 1e-300), 1)) for T in grid])
    return grid[scaled.argmin()]


@named("fit_temperature", "fitted-on-training-data")
def where_it_was_trained(theta, labels, held_out):
    return best_on(theta[~held_out], labels[~held_out])


@named("fit_temperature", "fitted-on-all-data")
def everywhere(theta, labels, held_out):
    return best_on(theta, labels)


@named("fit_temperature", "one-over-t-returned")
def the_factor(theta, labels, held_out):
    return 1 / best_on(theta[held_out], labels[held_out])


@unknown("fit_temperature")
def the_best_accuracy(theta, labels, held_out):
    grid = np.linspace(0.5, 5, 46)
    right = [np.mean((theta[held_out] / T).argmax(1) == labels[held_out]) for T in grid]
    return grid[np.argmax(right)]


@named("calibration_error", "bins-not-weighted")
def every_bin_alike(confidence, correct):
    bins = (confidence * 10).astype(int)
    gaps = [abs(correct[bins == k].mean() - confidence[bins == k].mean()) for k in set(bins)]
    return np.mean(gaps)


@named("calibration_error", "gaps-cancel")
def one_gap(confidence, correct):
    return abs(confidence.mean() - correct.mean())


@named("calibration_error", "largest-gap")
def the_worst_bin(confidence, correct):
    bins = (confidence * 10).astype(int)
    return max(abs(correct[bins == k].mean() - confidence[bins == k].mean()) for k in set(bins))


@unknown("calibration_error")
def five_bins(confidence, correct):
    bins = (confidence * 5).astype(int)
    return sum(abs((correct - confidence)[bins == k].sum()) for k in set(bins)) / len(correct)


@named("weighted_gradient", "divided-by-n")
def mean_of_weighted_rows(theta, labels, weights):
    g = weights[labels][:, None] * (shares(theta) - np.eye(len(weights))[labels])
    return g / len(labels)


@named("weighted_gradient", "weights-on-the-columns")
def weights_by_broadcasting(theta, labels, weights):
    return weights * (shares(theta) - np.eye(len(weights))[labels]) / len(theta)


@named("weighted_gradient", "weights-ignored")
def every_sample_alike(theta, labels, weights):
    return (shares(theta) - np.eye(len(weights))[labels]) / len(labels)


@named("weighted_gradient", "divided-by-the-weights-of-the-classes")
def divided_by_all_weights(theta, labels, weights):
    g = weights[labels][:, None] * (shares(theta) - np.eye(len(weights))[labels])
    return g / np.sum(weights)


@named("weighted_gradient", "weights-on-the-target-only")
def heavier_targets(theta, labels, weights):
    return (shares(theta) - weights * np.eye(len(weights))[labels]) / len(labels)


@unknown("weighted_gradient")
def roots_of_the_weights(theta, labels, weights):
    w = np.sqrt(weights[labels])[:, None]
    return w * (shares(theta) - np.eye(len(weights))[labels]) / w.sum()


# --- the later exercises --------------------------------------------------------------------------


@named("slopes", "all-nudged-at-once")
def added_to_all(f, theta, h=1e-5):
    return [(f(theta + h) - f(theta - h)) / (2 * h) for _ in theta]


@named("slopes", "one-sided")
def one_nudge_each(f, theta, h=1e-5):
    out = []
    for j in range(len(theta)):
        nudged = theta.copy()
        nudged[j] += h
        out.append((f(nudged) - f(theta)) / h)
    return np.array(out)


@named("slopes", "multiplied-by-h")
def brackets_forgotten(f, theta, h=1e-5):
    return np.array([f(theta + e) - f(theta - e) for e in h * np.eye(len(theta))]) / 2 * h


@unknown("slopes")
def of_the_loss_squared(f, theta, h=1e-5):
    return np.array([f(theta + e) ** 2 - f(theta - e) ** 2 for e in h * np.eye(len(theta))]) / h


@named("jacobian_times", "plain-mean-subtracted")
def centred(theta, v):
    s = np.exp(theta) / np.exp(theta).sum()
    return s * (v - np.mean(v))


@named("jacobian_times", "diagonal-only")
def slope_of_each(theta, v):
    s = np.exp(theta) / np.exp(theta).sum()
    return (s - s**2) * v


@named("gradient_from_labels", "label-in-every-row")
def every_row(theta, labels):
    g = np.exp(theta) / np.exp(theta).sum(axis=1, keepdims=True)
    g[:, labels] -= 1
    return g / len(labels)


@named("gradient_from_labels", "labels-for-rows")
def rows_of_labels(theta, labels):
    g = np.exp(theta) / np.exp(theta).sum(axis=1, keepdims=True)
    g[labels] -= 1
    return g / len(labels)
