"""What else the Jacobians of softmax and of its logarithm are taken for: wrong on purpose.

`softmax` can be the learner's own: a step is judged on the numbers it was built on.
"""

import numpy as np

from ..activations import softmax
from ._types import Array, Softmax

# --- jacobian(theta): the truth is diag(S) − S Sᵀ ------------------------------------------------


def diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s * (1 - s))


def diagonal_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s * (1 - s)


def sum_held_constant(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(softmax(theta))


def sum_held_constant_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 * softmax(theta)


def same_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(s, 1 - s)


def same_case_everywhere_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(1 - s, s)


def other_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.outer(s, s)


def off_diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s * s) - np.outer(s, s)


def sign_flipped(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.outer(s, s) - np.diag(s)


def plus_off_the_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s - 2 * s * s) + np.outer(s, s)


def plus_in_the_quotient_rule(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) + np.outer(s, s)


def v_not_squared(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.exp(theta).sum() * (np.diag(s) - np.outer(s, s))


def scores_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(theta) - np.outer(theta, theta)


def exponentials_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return np.diag(e) - np.outer(e, e)


def identity_for_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.outer(s, s)


def of_the_log(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - s


def of_the_log_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    return of_the_log(theta, softmax).T


def elementwise_square(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - s * s


def inner_product(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - s @ s


def summed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).sum(axis=0)


def elementwise_sigmoid(theta: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return np.diag(sigma * (1 - sigma))


def elementwise_sigmoid_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    sigma = 1 / (1 + np.exp(-theta))
    return sigma * (1 - sigma)


def of_argmax(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.zeros((len(theta), len(theta)))


def zeros(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.zeros((len(theta), len(theta)))


def applied_twice(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(softmax(theta))
    return np.diag(s) - np.outer(s, s)


def negated_scores(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(-theta)
    return np.diag(s) - np.outer(s, s)


# Right for one θ; a batch becomes one matrix over all its entries.


def batch_in_one_matrix(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta).reshape(-1)
    return np.diag(s) - np.outer(s, s)


# Right until e^θ leaves the range of floating point.


def no_shift(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


# Right until θ holds integers, and so does the matrix made like it.


def kept_as_integers(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)).astype(theta.dtype)


# --- log_softmax_jacobian(theta): the truth is I − 1 Sᵀ ------------------------------------------


def log_transposed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - s[:, np.newaxis]


def log_sign_flipped(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return s - np.eye(len(s))


def log_diagonal_only(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(1 - softmax(theta))


def log_diagonal_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 - softmax(theta)


def log_forgotten(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - np.outer(s, s)


def log_same_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return 1 - np.tile(s, (len(s), 1))


def log_other_case_everywhere(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return -np.tile(s, (len(s), 1))


def log_plus(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) + s


def log_stopped_at_s(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.diag(1 / softmax(theta))


def log_stopped_at_s_as_a_vector(theta: Array, softmax: Softmax = softmax) -> Array:
    return 1 / softmax(theta)


def log_identity_for_diagonal(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.outer(s, s)


def log_scores_for_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.eye(len(theta)) - theta


def log_of_probabilities(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - np.log(s)


def log_sum_held_constant(theta: Array, softmax: Softmax = softmax) -> Array:
    return np.eye(len(theta))


def log_summed(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.eye(len(s)) - s).sum(axis=0)


# Right until S rounds to 0 and 0/0 is asked for.


def log_divided_by_s(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.diag(s) - np.outer(s, s)) / s[:, np.newaxis]


def log_no_shift(theta: Array, softmax: Softmax = softmax) -> Array:
    e = np.exp(theta)
    return np.eye(len(e)) - e / e.sum()


def log_kept_as_integers(theta: Array, softmax: Softmax = softmax) -> Array:
    s = softmax(theta)
    return (np.eye(len(s)) - s).astype(theta.dtype)
