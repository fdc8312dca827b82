"""Right implementations, as learners and libraries write them. Every one of them must pass.

`faults` is what the report is to remark on, although the mathematics is right.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce
from typing import Any

import mpmath
import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats

import softmax_edu


@dataclass(frozen=True)
class Right:
    task: str
    f: Callable[..., Any]
    faults: frozenset[str]
    name: str


RIGHT: list[Right] = []


def right(task, *faults, name=None):
    def keep(f):
        RIGHT.append(Right(task, f, frozenset(faults), name or getattr(f, "__name__", str(f))))
        return f

    return keep


def stable(theta):
    e = np.exp(theta - np.max(theta))
    return e / np.sum(e)


# --- softmax -------------------------------------------------------------------------------------


@right("softmax", "overflow", "batch")
def softmax_by_the_definition(theta):
    return np.exp(theta) / np.sum(np.exp(theta))


@right("softmax", "batch")
def softmax_shifted(theta):
    e = np.exp(theta - np.max(theta))
    return e / np.sum(e)


@right("softmax")
def softmax_along_the_last_axis(theta):
    e = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@right("softmax", "overflow")
def softmax_in_loops(theta):
    total = 0.0
    for t in theta:
        total += math.exp(t)
    out = []
    for t in theta:
        out.append(math.exp(t) / total)  # noqa: PERF401 - as learners write it
    return out


@right("softmax")
def softmax_as_one_over_a_sum_of_differences(theta):
    return [1 / sum(math.exp(min(700.0, other - own)) for other in theta) for own in theta]


@right("softmax", "batch")
def softmax_by_logarithms(theta):
    return np.exp(theta - np.logaddexp.reduce(theta))


@right("softmax", "dtype", "batch", "overflow")
def softmax_in_single_precision(theta):
    e = np.exp(theta.astype(np.float32))
    return e / e.sum()


@right("softmax", "dtype", "batch")
def softmax_in_half_precision(theta):
    e = np.exp((theta - theta.max()).astype(np.float16))
    return e / e.sum()


@right("softmax", "dtype")
def softmax_in_decimal(theta):
    e = [Decimal(float(t)).exp() for t in theta]
    return [x / sum(e) for x in e]


@right("softmax", "dtype")
def softmax_in_mpmath(theta):
    e = [mpmath.exp(float(t)) for t in theta]
    return [x / mpmath.fsum(e) for x in e]


@right("softmax", "mutates", "batch", "integers")
def softmax_in_place(theta):
    theta -= theta.max()
    np.exp(theta, out=theta)
    theta /= theta.sum()
    return theta


@right("softmax", "integers", "batch")
def softmax_filled_into_a_copy(theta):
    out = np.zeros_like(theta)
    for i in range(len(theta)):
        out[i] = np.exp(theta[i] - theta.max()) / np.exp(theta - theta.max()).sum()
    return out


@right("softmax", "batch")
def softmax_as_a_tuple(theta):
    return tuple(stable(theta))


@right("softmax")
def softmax_as_a_gradient_of_log_sum_exp(theta):
    # The sigmoid of each score against the log-sum-exp of the others.
    rest = [np.logaddexp.reduce(np.delete(theta, i)) for i in range(len(theta))]
    return scipy.special.expit(theta - np.array(rest))


right("softmax", name="scipy.special.softmax")(partial(scipy.special.softmax, axis=-1))
right("softmax", name="softmax_edu.softmax")(softmax_edu.softmax)


@right("softmax", "batch")
def softmax_that_prints(theta):
    print("theta is", theta)
    return stable(theta)


class Softmax:
    def __call__(self, theta):
        return scipy.special.softmax(theta, axis=-1)


right("softmax", name="an object with __call__")(Softmax())

# --- jacobian ------------------------------------------------------------------------------------


@right("jacobian")
def jacobian_as_a_difference_of_matrices(theta):
    s = stable(theta)
    return np.diag(s) - np.outer(s, s)


@right("jacobian")
def jacobian_in_loops(theta):
    s = stable(theta)
    J = np.zeros((len(s), len(s)))
    for i in range(len(s)):
        for j in range(len(s)):
            if i == j:
                J[i, j] = s[i] * (1 - s[i])
            else:
                J[i, j] = -s[i] * s[j]
    return J


@right("jacobian")
def jacobian_by_kronecker(theta):
    s = stable(theta)
    return [[s[i] * ((i == j) - s[j]) for j in range(len(s))] for i in range(len(s))]


@right("jacobian")
def jacobian_by_broadcasting(theta):
    s = stable(theta)
    return s[:, None] * (np.eye(len(s)) - s[None, :])


@right("jacobian")
def jacobian_transposed_is_the_same(theta):
    s = stable(theta)
    return (s[None, :] * (np.eye(len(s)) - s[:, None])).copy()


@right("jacobian", "batch")
def jacobian_of_columns(theta):
    s = scipy.special.softmax(theta, axis=-1).reshape(-1, 1)
    return np.diagflat(s) - s @ s.T


@right("jacobian")
def jacobian_by_einsum(theta):
    s = scipy.special.softmax(theta, axis=-1)
    return np.einsum("...i,ij->...ij", s, np.eye(s.shape[-1])) - np.einsum("...i,...j->...ij", s, s)


@right("jacobian", "overflow")
def jacobian_by_the_quotient_rule(theta):
    e = np.exp(theta)
    v = e.sum()
    J = -np.outer(e, e) / v**2
    J[np.diag_indices(len(e))] = (e * v - e * e) / v**2
    return J


@right("jacobian", "numerical")
def jacobian_by_forward_differences(theta):
    h = 1e-6
    columns = []
    for j in range(len(theta)):
        step = np.zeros(len(theta))
        step[j] = h
        columns.append((stable(theta + step) - stable(theta)) / h)
    return np.array(columns).T


@right("jacobian", "numerical")
def jacobian_by_central_differences(theta):
    h = 1e-4
    steps = h * np.eye(len(theta))
    return np.stack([(stable(theta + d) - stable(theta - d)) / (2 * h) for d in steps], axis=1)


@right("jacobian", "overflow")
def jacobian_by_the_complex_step(theta):
    h = 1e-30
    out = []
    for j in range(len(theta)):
        z = theta.astype(complex)
        z[j] += 1j * h
        e = np.exp(z)
        out.append((e / e.sum()).imag / h)
    return np.array(out).T


right("jacobian", name="softmax_edu.softmax_jacobian")(softmax_edu.softmax_jacobian)


@right("jacobian", "numerical")
def jacobian_by_scipy(theta):
    return scipy.optimize.approx_fprime(theta.astype(float), stable, 1e-7)


@right("jacobian")
def jacobian_as_a_covariance(theta):
    s = stable(theta)
    return scipy.stats.multinomial(1, s).cov()


# --- log_softmax_jacobian ------------------------------------------------------------------------


@right("log_softmax_jacobian")
def log_jacobian_by_broadcasting(theta):
    return np.eye(len(theta)) - stable(theta)


@right("log_softmax_jacobian", "overflow")
def log_jacobian_by_the_chain_rule(theta):
    s = stable(theta)
    return np.diag(1 / s) @ (np.diag(s) - np.outer(s, s))


@right("log_softmax_jacobian")
def log_jacobian_with_ones(theta):
    K = len(theta)
    return np.identity(K) - np.ones((K, 1)) @ stable(theta)[None, :]


@right("log_softmax_jacobian", "numerical")
def log_jacobian_by_central_differences(theta):
    f = partial(scipy.special.log_softmax, axis=-1)
    steps = 1e-5 * np.eye(len(theta))
    return np.stack([(f(theta + d) - f(theta - d)) / 2e-5 for d in steps], axis=1)


# --- loss ----------------------------------------------------------------------------------------


@right("loss", "overflow")
def loss_by_the_definition(theta, y):
    return -np.sum(y * np.log(stable(theta)))


@right("loss", "overflow")
def loss_in_a_loop(theta, y):
    s = stable(theta)
    total = 0
    for k in range(len(s)):
        if y[k] > 0:
            total = total - y[k] * math.log(s[k])
    return total


@right("loss")
def loss_from_log_softmax(theta, y):
    return -y @ scipy.special.log_softmax(theta)


@right("loss")
def loss_from_log_sum_exp(theta, y):
    return y.sum() * scipy.special.logsumexp(theta) - np.dot(y, theta)


@right("loss", "unit-sum")
def loss_from_log_sum_exp_for_probabilities(theta, y):
    return scipy.special.logsumexp(theta) - np.dot(y, theta)


@right("loss", "overflow", "numerical")
def loss_with_a_guard(theta, y):
    return -np.sum(y * np.log(stable(theta) + 1e-9))


@right("loss", "overflow")
def loss_clipped(theta, y):
    return -np.sum(y * np.log(np.clip(stable(theta), 1e-12, 1.0)))


@right("loss", "shape")
def loss_as_an_array_of_one(theta, y):
    return np.array([-y @ scipy.special.log_softmax(theta)])


@right("loss", "overflow")
def loss_by_scipy(theta, y):
    return scipy.special.xlogy(-y, stable(theta)).sum()


@right("loss", "unit-sum")
def loss_as_a_distance_of_distributions(theta, y):
    if not np.isclose(y.sum(), 1):
        raise ValueError("y must be a distribution")
    return scipy.special.entr(y).sum() + np.sum(
        [
            p * (np.log(p) - q)
            for p, q in zip(y, scipy.special.log_softmax(theta), strict=True)
            if p > 0
        ]
    )


right("loss", name="softmax_edu.cross_entropy")(
    lambda theta, y: softmax_edu.cross_entropy(theta, y.astype(float))
)


@right("loss", "overflow")
def loss_by_reduce(theta, y):
    s = stable(theta)
    return reduce(lambda total, k: total - (y[k] * np.log(s[k]) if y[k] else 0), range(len(y)), 0.0)


# --- gradient ------------------------------------------------------------------------------------


@right("gradient", "unit-sum")
def gradient_as_everybody_writes_it(theta, y):
    return stable(theta) - y


@right("gradient")
def gradient_with_weights(theta, y):
    return stable(theta) * y.sum() - y


@right("gradient", "overflow")
def gradient_by_the_chain_rule(theta, y):
    s = stable(theta)
    J = np.diag(s) - np.outer(s, s)
    return J.T @ (-y / s)


@right("gradient")
def gradient_as_a_sum_over_classes(theta, y):
    s = stable(theta)
    out = []
    for j in range(len(s)):
        g = -y[j] * (1 - s[j])
        for i in range(len(s)):
            if i != j:
                g += y[i] * s[j]
        out.append(g)
    return out


@right("gradient", "unit-sum", "overflow")
def gradient_without_a_shift(theta, y):
    e = np.exp(theta)
    return e / e.sum() - y


@right("gradient", "unit-sum", "mutates")
def gradient_subtracted_in_place(theta, y):
    y -= stable(theta).astype(y.dtype) if y.dtype.kind == "f" else 0
    return -y if y.dtype.kind == "f" else stable(theta) - y


@right("gradient", "unit-sum")
def gradient_by_index(theta, y):
    s = stable(theta)
    for k, weight in enumerate(y):
        s[k] -= weight
    return s


@right("gradient", "numerical")
def gradient_by_central_differences(theta, y):
    def loss(t):
        return -y @ scipy.special.log_softmax(t)

    h = 1e-5
    return [(loss(theta + h * d) - loss(theta - h * d)) / (2 * h) for d in np.eye(len(theta))]


@right("gradient", "dtype", "unit-sum")
def gradient_in_single_precision(theta, y):
    return (stable(theta) - y).astype(np.float32)


right("gradient", name="softmax_edu.cross_entropy_gradient")(
    lambda theta, y: softmax_edu.cross_entropy_gradient(theta, y.astype(float))
)

# --- batch_gradient ------------------------------------------------------------------------------


@right("batch_gradient", "unit-sum")
def batch_gradient_as_everybody_writes_it(theta, y):
    return (scipy.special.softmax(theta, axis=1) - y) / theta.shape[0]


@right("batch_gradient")
def batch_gradient_with_weights(theta, y):
    s = scipy.special.softmax(theta, axis=1)
    return (s * y.sum(axis=1, keepdims=True) - y) / len(y)


@right("batch_gradient", "unit-sum")
def batch_gradient_row_by_row(theta, y):
    return [
        [(p - t) / len(y) for p, t in zip(stable(scores), target, strict=True)]
        for scores, target in zip(theta, y, strict=True)
    ]


@right("batch_gradient")
def batch_gradient_by_einsum(theta, y):
    s = scipy.special.softmax(theta, axis=-1)
    J = s[:, :, None] * (np.eye(s.shape[1]) - s[:, None, :])
    with np.errstate(all="ignore"):
        upstream = np.where(s > 0, -y / np.where(s > 0, s, 1), 0)
    tiny = (y * (s == 0)).sum(axis=1, keepdims=True)  # classes that 1/S cannot see
    return (np.einsum("nij,ni->nj", J, upstream) + s * tiny - y * (s == 0)) / len(s)


@right("batch_gradient", "unit-sum", "overflow")
def batch_gradient_shifted_by_one_number(theta, y):
    e = np.exp(theta - theta.max())
    return (e / e.sum(axis=1, keepdims=True) - y) / len(y)


@right("batch_gradient", "numerical")
def batch_gradient_by_central_differences(theta, y):
    def mean_loss(t):
        return -(y * scipy.special.log_softmax(t, axis=1)).sum() / len(y)

    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        step = np.zeros_like(theta)
        step[index] = 1e-5
        gradient[index] = (mean_loss(theta + step) - mean_loss(theta - step)) / 2e-5
    return gradient


right("batch_gradient", name="softmax_edu, a batch at once")(
    lambda theta, y: softmax_edu.cross_entropy_gradient(theta, y.astype(float)) / len(theta)
)
