"""Wrong functions that have no name, each with what its report must say to show the mistake.

Written as learners slip: an index, a bracket, a line within a loop or after it. A clue is what a
reader who has not seen the function needs to point at the line; None where no report shows it yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Unnamed:
    task: str
    f: Callable[..., Any]
    name: str
    clue: str | None


UNNAMED: list[Unnamed] = []


def unnamed(task, clue):
    def keep(f):
        UNNAMED.append(Unnamed(task, f, f.__name__, clue))
        return f

    return keep


def S(theta):
    e = np.exp(theta - np.max(theta, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# --- softmax -------------------------------------------------------------------------------------


@unnamed("softmax", "(1, 3, 8) stands below")
def running_total(theta):
    out, total = [], 0
    for t in theta:
        total += np.exp(t)
        out.append(np.exp(t) / total)
    return out


@unnamed("softmax", "e^θ is (1, 2, 5). If that stands above in yours, 3 stands below")
def last_one_left_out_of_the_sum(theta):
    e = np.exp(theta)
    return e / sum(e[k] for k in range(len(e) - 1))


@unnamed("softmax", "9 stands below. The sum is 8")
def one_more_in_the_sum(theta):
    e = np.exp(theta)
    return e / (1 + e.sum())


@unnamed("softmax", "these entries are 0 in yours and not in truth: S₂")
def last_one_never_written(theta):
    e, out = np.exp(theta), np.zeros(len(theta))
    for i in range(len(theta) - 1):
        out[i] = e[i] / e.sum()
    return out


@unnamed("softmax", "softmax(θ)ᵢ = e^(2θᵢ)")
def at_half_the_temperature(theta):
    return S(theta / 0.5)


@unnamed("softmax", "e^(θᵢ/√(Σₖ(θₖ − θ̄)²/K))")
def standardised(theta):
    return S((theta - theta.mean()) / (theta.std() + 1e-12))


@unnamed("softmax", "1/(1 + e^(−θᵢ)) / Σₖ 1/(1 + e^(−θₖ))")
def sigmoids_shared_out(theta):
    a = 1 / (1 + np.exp(-theta))
    return a / a.sum()


@unnamed("softmax", "e^θ is (1, 2, 5). If that stands above in yours, 17/10 stands below")
def minus_in_the_sum_only(theta):
    return np.exp(theta) / np.exp(-theta).sum()


@unnamed("softmax", "64 stands below. The sum is 8")
def divided_by_the_square(theta):
    e = np.exp(theta)
    return e / e.sum() ** 2


@unnamed("softmax", "softmax(θ)ᵢ = Sᵢ²")
def squared_at_the_end(theta):
    return S(theta) ** 2


@unnamed("softmax", "e^(max(θᵢ, 0))")
def of_what_is_positive(theta):
    return S(np.maximum(theta, 0))


@unnamed("softmax", "softmax(θ)ᵢ = Sᵢ/K")
def divided_twice(theta):
    s = S(theta)
    return s / len(s)


@unnamed("softmax", "the true ones, in another order")
def ranked(theta):
    return S(theta)[np.argsort(theta)]


@unnamed("softmax", "rounded to 2 digits")
def to_three_digits(theta):
    return [round(p, 2) for p in S(theta)]


@unnamed("softmax", "the true ones of S₀. All others are missing")
def returned_within_the_loop(theta):
    out = []
    for t in theta:
        out.append(np.exp(t) / np.exp(theta).sum())
        return out
    return out


# --- jacobian ------------------------------------------------------------------------------------


@unnamed("jacobian", "∂Sᵢ/∂θᵢ = Sᵢ − 2Sᵢ²")
def outer_of_the_diagonal(theta):
    s = S(theta)
    return np.diag(s * (1 - s)) - np.outer(s, s)


@unnamed("jacobian", "∂Sᵢ/∂θⱼ = −Sᵢ²")
def square_of_i(theta):
    s = S(theta)
    return np.array(
        [
            [s[i] * (1 - s[i]) if i == j else -s[i] * s[i] for j in range(len(s))]
            for i in range(len(s))
        ]
    )


@unnamed("jacobian", "∂Sᵢ/∂θᵢ = Sᵢ²")
def one_minus_left_out(theta):
    s = S(theta)
    return np.diag(s * s) - np.outer(s, s) + np.diag(s * s)


@unnamed("jacobian", "0 in yours and not in truth: ∂S₁/∂θ₀, ∂S₂/∂θ₀, ∂S₂/∂θ₁")
def upper_half_only(theta):
    s, K = S(theta), len(theta)
    J = np.zeros((K, K))
    for i in range(K):
        for j in range(i, K):
            J[i, j] = s[i] * ((i == j) - s[j])
    return J


@unnamed("jacobian", "∂Sᵢ/∂θⱼ = −Sᵢ²")
def column_times_column(theta):
    s = S(theta).reshape(-1, 1)
    return np.diagflat(s) - s * s


@unnamed("jacobian", "∂Sᵢ/∂θⱼ = −SᵢSⱼ/K")
def divided_by_k(theta):
    s = S(theta)
    return np.diag(s) - np.outer(s, s) / len(s)


@unnamed("jacobian", "∂Sᵢ/∂θᵢ = Sᵢ − Sᵢ³")
def other_bracket(theta):
    s = S(theta)
    return np.diag(s) * (1 - np.outer(s, s))


@unnamed("jacobian", "∂Sᵢ/∂θⱼ = −Sᵢ − Sⱼ")
def sums_for_products(theta):
    s = S(theta)
    return np.diag(s) - (s[:, None] + s[None, :])


@unnamed("jacobian", "differences over a step of 1/10")
def long_steps(theta):
    return np.array([(S(theta + d) - S(theta - d)) / 0.2 for d in 0.1 * np.eye(len(theta))]).T


@unnamed("jacobian", "0 in yours and not in truth: ∂S₀/∂θ₀, ∂S₀/∂θ₁, ∂S₀/∂θ₂")
def first_row_skipped(theta):
    s, K = S(theta), len(theta)
    J = np.zeros((K, K))
    for i in range(1, K):
        for j in range(K):
            J[i, j] = s[i] * ((i == j) - s[j])
    return J


@unnamed("jacobian", "∂Sᵢ/∂θⱼ = SᵢSⱼ − Sᵢ")
def delta_inside_out(theta):
    s = S(theta)
    return s[:, None] * (s[None, :] - 1) + np.eye(len(s))


@unnamed("log_softmax_jacobian", "∂ ln Sᵢ/∂θⱼ = −2SᵢSⱼ")
def product_with_s(theta):
    s = S(theta)
    return np.eye(len(s)) - np.outer(s, s) / s.sum() * 2


@unnamed("log_softmax_jacobian", "∂ ln Sᵢ/∂θᵢ = 1 + Sᵢ")
def plus_on_the_diagonal(theta):
    s = S(theta)
    return np.where(np.eye(len(s)) == 1, 1 + s, -s)


# --- loss ----------------------------------------------------------------------------------------


@unnamed("loss", "L = −ln max S")
def of_what_was_predicted(theta, y):
    return -np.log(S(theta).max())


@unnamed("loss", "S₁ is 7/20 there. It is 1/4")
def a_tenth_against_zero(theta, y):
    return -np.sum(y * np.log(S(theta) + 0.1))


@unnamed("loss", "L = −Σₖ yₖ(1 − Sₖ)² ln Sₖ")
def focal(theta, y):
    s = S(theta)
    return -np.sum(y * (1 - s) ** 2 * np.log(s))


@unnamed("loss", "L = Σₖ yₖ (ln Sₖ)²")
def squared_surprise(theta, y):
    return np.sum(y * np.log(S(theta)) ** 2)


@unnamed("loss", "L = y[K − 1] ln S[K − 1] − Σₖ yₖ ln Sₖ")
def last_class_forgotten(theta, y):
    s, total = S(theta), 0
    for k in range(len(s) - 1):
        total -= y[k] * np.log(s[k])
    return total


@unnamed("loss", "L = −Σₖ (1 − yₖ) ln Sₖ")
def the_others_only(theta, y):
    return -np.sum((1 - y) * np.log(S(theta)))


@unnamed("loss", "L = Σₖ |Sₖ − yₖ|")
def absolute_differences(theta, y):
    return np.abs(S(theta) - y).sum()


@unnamed("loss", "L = −y[K − 1] ln S[K − 1]")
def overwritten_in_the_loop(theta, y):
    for p, w in zip(S(theta), y, strict=True):
        total = -w * np.log(p)
    return total


@unnamed("loss", "It returns True or False")
def is_it_right(theta, y):
    return np.argmax(theta) == np.argmax(y)


# --- gradient ------------------------------------------------------------------------------------


@unnamed("gradient", "∂L/∂θⱼ = Sⱼ − Sⱼyⱼ")
def product_for_difference(theta, y):
    return S(theta) * (1 - y)


@unnamed("gradient", "∂L/∂θⱼ = Sⱼyⱼ − yⱼ²")
def times_y(theta, y):
    return (S(theta) - y) * y


@unnamed("gradient", "∂L/∂θⱼ = 1 − yⱼ/Sⱼ")
def divided_by_s(theta, y):
    return (S(theta) - y) / S(theta)


@unnamed("gradient", "∂L/∂θⱼ = Sⱼ − yⱼ²")
def squared_y(theta, y):
    return S(theta) - y**2


@unnamed("gradient", "∂L/∂θⱼ = |Sⱼ − yⱼ|")
def without_a_sign(theta, y):
    return np.abs(S(theta) - y)


@unnamed("gradient", "∂L/∂θⱼ = yⱼ + Sⱼ")
def plus_y(theta, y):
    return S(theta) + y


@unnamed("gradient", "running sums of the true ones")
def accumulated(theta, y):
    return np.cumsum(S(theta) - y)


@unnamed("gradient", None)
def softmax_of_the_difference(theta, y):
    return S(theta - y)


@unnamed("gradient", "0 in yours and not in truth: ∂L/∂θ₀, ∂L/∂θ₂")
def true_class_only(theta, y):
    g = np.zeros(len(theta))
    k = np.argmax(y)
    g[k] = S(theta)[k] - y[k]
    return g


@unnamed("gradient", "∂L/∂θⱼ = Sⱼ² − yⱼ")
def slope_of_s_squared(theta, y):
    s = S(theta)
    return s**2 - y


@unnamed("gradient", "these entries are −1 times the true ones: ∂L/∂θ₀, ∂L/∂θ₂")
def minus_one_everywhere_else(theta, y):
    s = S(theta)
    return np.where(y > 0, s - y, -s)


@unnamed("gradient", "∂L/∂θⱼ = 1/2 · Sⱼ − 1/2 · yⱼ")
def half_of_it(theta, y):
    return 0.5 * (S(theta) - y)


@unnamed("gradient", "(3/10, 1/2, 1/5) is taken from it in the place of y = (1/5, 1/2, 3/10)")
def reversed_target(theta, y):
    return S(theta) - y[::-1]


# --- batch_gradient ------------------------------------------------------------------------------


@unnamed(
    "batch_gradient", "these entries are right: ∂L/∂θ₀ of row 0, ∂L/∂θ₁ of row 0, ∂L/∂θ₂ of row 0"
)
def first_row_only(theta, y):
    g = np.zeros(theta.shape)
    g[0] = (S(theta)[0] - y[0]) / len(theta)
    return g


@unnamed("batch_gradient", "0 in yours and not in truth: ∂L/∂θ₀ of row 3")
def last_row_skipped(theta, y):
    g = np.zeros(theta.shape)
    for n in range(len(theta) - 1):
        g[n] = (S(theta[n]) - y[n]) / len(theta)
    return g


@unnamed("batch_gradient", "∂L/∂θⱼ = (Sⱼ − yⱼ)/(N − 1)")
def divided_by_n_minus_one(theta, y):
    return (S(theta) - y) / (len(theta) - 1)


@unnamed("batch_gradient", "(1/4, 1/2, 1/4) is taken from it in the place of y = (0, 1, 0)")
def mean_target(theta, y):
    return (S(theta) - y.mean(axis=0)) / len(theta)


@unnamed("batch_gradient", "∂L/∂θⱼ = Sⱼ/N − yⱼ")
def only_s_divided(theta, y):
    return S(theta) / len(theta) - y


@unnamed(
    "batch_gradient",
    "row 1: if the S in yours is right, (1, 0, 0) is taken from it in the place of y = (0, 0, 1)",
)
def targets_upside_down(theta, y):
    return (S(theta) - y[::-1]) / len(theta)


@unnamed("batch_gradient", "4 times the true ones: ∂L/∂θ₀ of row 0")
def divided_by_the_row(theta, y):
    g = np.zeros(theta.shape)
    for n in range(len(theta)):
        g[n] = (S(theta[n]) - y[n]) / (n + 1)
    return g


@unnamed("batch_gradient", "the shape is (4,); it should be (4, 3)")
def summed_over_the_classes(theta, y):
    return np.sum(S(theta) - y, axis=1) / len(theta)
