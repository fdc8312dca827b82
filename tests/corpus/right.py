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


# --- attention -----------------------------------------------------------------------------------


def rows(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@right("softmax_backward")
def softmax_backward(P, dP):
    return P * (dP - (P * dP).sum(axis=-1, keepdims=True))


@right("softmax_backward")
def softmax_backward_by_einsum(P, dP):
    return P * (dP - np.einsum("nm,nm->n", P, dP)[:, None])


@right("softmax_backward")
def softmax_backward_with_the_jacobian_of_each_row(P, dP):
    return [(np.diag(p) - np.outer(p, p)) @ d for p, d in zip(P, dP, strict=True)]


@right("softmax_backward")
def softmax_backward_in_loops(P, dP):
    dS = np.zeros_like(P)
    for n in range(P.shape[0]):
        D = sum(P[n, k] * dP[n, k] for k in range(P.shape[1]))
        for j in range(P.shape[1]):
            dS[n, j] = P[n, j] * (dP[n, j] - D)
    return dS


@right("softmax_backward", "mutates")
def softmax_backward_in_place(P, dP):
    dP -= (P * dP).sum(axis=1, keepdims=True)
    return P * dP


@right("attention_backward", "nothing-to-see")
def attention_backward(Q, K, V, dO, mask):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    P = rows(np.where(mask, scores, -np.inf))
    dP = dO @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    return dS @ K / np.sqrt(Q.shape[1]), dS.T @ Q / np.sqrt(Q.shape[1]), P.T @ dO


@right("attention_backward", "nothing-to-see")
def attention_backward_with_d_from_the_output(Q, K, V, dO, mask):
    """As FlashAttention has it: D from O. The package's softmax refuses an empty row."""
    scale = Q.shape[1] ** -0.5
    P = softmax_edu.softmax(np.where(mask, Q @ K.T * scale, -np.inf))
    D = ((P @ V) * dO).sum(axis=1)
    dS = scale * P * (dO @ V.T - D[:, None])
    return dS @ K, dS.T @ Q, P.T @ dO


@right("attention_backward")
def attention_backward_with_an_addend_for_the_mask(Q, K, V, dO, mask):
    scores = Q @ K.T / math.sqrt(Q.shape[1]) + np.where(mask, 0, -1e30)
    P = rows(scores) * mask.any(axis=1, keepdims=True)
    dS = P * (dO @ V.T - (P * (dO @ V.T)).sum(axis=1, keepdims=True))
    return dS @ K / math.sqrt(Q.shape[1]), dS.T @ Q / math.sqrt(Q.shape[1]), P.T @ dO


@right("attention_backward", "nothing-to-see", "numerical")
def attention_backward_nudged(Q, K, V, dO, mask):
    def loss(Q, K, V):
        scores = np.where(mask, Q @ K.T / np.sqrt(Q.shape[1]), -np.inf)
        return (softmax_edu.softmax(scores) @ V * dO).sum()

    return (
        softmax_edu.numerical_gradient(lambda q: loss(q, K, V), Q),
        softmax_edu.numerical_gradient(lambda k: loss(Q, k, V), K),
        softmax_edu.numerical_gradient(lambda v: loss(Q, K, v), V),
    )


@right("online_softmax", "nothing-to-see")
def online_softmax_from_minus_infinity(scores, v):
    m, l, o = -np.inf, 0.0, 0.0
    for s, value in zip(scores, v, strict=True):
        m_new = max(m, s)
        l = l * np.exp(m - m_new) + np.exp(s - m_new)
        o = o * np.exp(m - m_new) + np.exp(s - m_new) * value
        m = m_new
    return m, l, o


@right("online_softmax", "nothing-to-see")
def online_softmax_from_the_first_score(scores, v):
    m, l, o = scores[0], 1.0, v[0]
    for j in range(1, len(scores)):
        if scores[j] > m:
            scale = math.exp(m - scores[j])
            m, l, o = scores[j], l * scale, o * scale
        e = math.exp(scores[j] - m)
        l, o = l + e, o + e * v[j]
    return m, l, o


@right("online_softmax")
def online_softmax_that_passes_over_what_is_masked(scores, v):
    m, l, o = -math.inf, 0.0, 0.0
    for s, value in zip(scores, v, strict=True):
        if s > -math.inf:
            m_new = max(m, s)
            scale, e = math.exp(m - m_new), math.exp(s - m_new)
            m, l, o = m_new, l * scale + e, o * scale + e * value
    return m, l, o


@right("online_softmax", "nothing-to-see")
def online_softmax_in_two_passes(scores, v):
    e = np.exp(scores - scores.max())
    return scores.max(), e.sum(), (e * v).sum()


@right("merge", "nothing-to-see")
def merge(a, b):
    m = max(a[0], b[0])
    return m, *(
        x * np.exp(a[0] - m) + y * np.exp(b[0] - m) for x, y in zip(a[1:], b[1:], strict=True)
    )


@right("merge", "nothing-to-see")
def merge_with_the_larger_first(a, b):
    (m, l, o), (n, k, p) = (a, b) if a[0] >= b[0] else (b, a)
    scale = np.exp(n - m)
    return m, l + scale * k, o + scale * p


@right("merge")
def merge_of_lists(a, b):
    if a[1] == 0:
        return b
    if b[1] == 0:
        return a
    m = np.logaddexp(a[0], b[0])
    top = max(a[0], b[0])
    l = (a[1] * np.exp(a[0] - m) + b[1] * np.exp(b[0] - m)) * np.exp(m - top)
    return top, l, (a[2] * np.exp(a[0] - m) + b[2] * np.exp(b[0] - m)) * np.exp(m - top)


# --- another target ------------------------------------------------------------------------------


@right("distill_gradient")
def distill_gradient(z_s, z_t, T):
    return (stable(z_s / T) - stable(z_t / T)) / T


@right("distill_gradient")
def distill_gradient_by_jacobian(z_s, z_t, T):
    s = stable(z_s / T)
    return (np.diag(s) - np.outer(s, s)).T @ (-stable(z_t / T) / s) / T


@right("distill_gradient", "numerical")
def distill_gradient_nudged(z_s, z_t, T):
    y = stable(z_t / T)
    return softmax_edu.numerical_gradient(lambda z: -y @ np.log(stable(z / T)), z_s)


@right("distill_gradient", "numerical")
def distill_gradient_of_the_relative_entropy(z_s, z_t, T):
    y = stable(z_t / T)
    return softmax_edu.numerical_gradient(lambda z: y @ np.log(y / stable(z / T)), z_s)


@right("reinforce_gradient")
def reinforce_gradient(theta, actions, rewards, baseline):
    chosen = np.eye(len(theta))[actions]
    return ((rewards - baseline)[:, None] * (chosen - stable(theta))).mean(axis=0)


@right("reinforce_gradient")
def reinforce_gradient_in_a_loop(theta, actions, rewards, baseline):
    pi, g = stable(theta), np.zeros(len(theta))
    for a, r in zip(actions, rewards, strict=True):
        g -= (r - baseline) * pi
        g[a] += r - baseline
    return g / len(actions)


@right("reinforce_gradient")
def reinforce_gradient_by_counting(theta, actions, rewards, baseline):
    gain = np.bincount(actions, weights=rewards - baseline, minlength=len(theta))
    return (gain - gain.sum() * stable(theta)) / len(rewards)


@right("fit_temperature")
def fit_temperature_on_a_grid(theta, labels, held_out):
    grid = np.arange(0.3, 4, 0.01)
    losses = [softmax_edu.cross_entropy(theta[held_out] / T, labels[held_out]).mean() for T in grid]
    return grid[np.argmin(losses)]


@right("fit_temperature")
def fit_temperature_by_scipy(theta, labels, held_out):
    def loss(T):
        return softmax_edu.cross_entropy(theta[held_out] / T, labels[held_out]).sum()

    return scipy.optimize.minimize_scalar(loss, bounds=(0.05, 20), method="bounded").x


@right("fit_temperature")
def fit_temperature_by_descent(theta, labels, held_out):
    scores, b = theta[held_out], 1.0
    y = np.eye(theta.shape[1])[labels[held_out]]
    for _ in range(2000):
        b -= 0.1 * np.mean(np.sum((softmax_edu.softmax(b * scores) - y) * scores, axis=1))
    return 1 / b


@right("calibration_error")
def calibration_error(confidence, correct):
    bins = np.floor(confidence * 10)
    return sum(
        np.sum(bins == k)
        / len(bins)
        * abs(correct[bins == k].mean() - confidence[bins == k].mean())
        for k in set(bins)
    )


@right("calibration_error")
def calibration_error_by_edges(confidence, correct):
    error = 0.0
    for low in np.arange(10) / 10:
        inside = (confidence > low) & (confidence <= low + 0.1)
        if inside.any():
            error += abs((correct[inside] - confidence[inside]).sum())
    return error / len(correct)


@right("weighted_gradient")
def weighted_gradient(theta, labels, weights):
    w = weights[labels][:, None]
    return w * (softmax_edu.softmax(theta) - np.eye(len(weights))[labels]) / w.sum()


@right("weighted_gradient")
def weighted_gradient_in_place(theta, labels, weights):
    g = softmax_edu.softmax(theta)
    g[np.arange(len(labels)), labels] -= 1
    g *= weights[labels, np.newaxis]
    return g / sum(weights[k] for k in labels)


@right("weighted_gradient")
def weighted_gradient_by_weighted_targets(theta, labels, weights):
    y = np.eye(len(weights))[labels] * weights
    return softmax_edu.cross_entropy_gradient(theta, y / y.sum())


# --- the later exercises --------------------------------------------------------------------------


@right("slopes")
def slopes_in_a_loop(f, theta, h=1e-5):
    out = []
    for j in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[j] += h
        down[j] -= h
        out.append((f(up) - f(down)) / (2 * h))
    return out


@right("slopes")
def slopes_in_place(f, theta, h=1e-5):
    out = np.zeros_like(theta)
    for j in range(theta.size):
        old = theta[j]
        theta[j] = old + h
        above = f(theta)
        theta[j] = old - h
        out[j] = (above - f(theta)) / (2 * h)
        theta[j] = old
    return out


@right("slopes", "another-step")
def slopes_by_a_step_of_their_own(f, theta, h=1e-5):
    steps = 1e-6 * np.eye(len(theta))
    return np.array([(f(theta + e) - f(theta - e)) / 2e-6 for e in steps])


@right("jacobian_times")
def times_by_the_matrix(theta, v):
    s = np.exp(theta) / np.exp(theta).sum()
    return (np.diag(s) - np.outer(s, s)) @ v


@right("jacobian_times")
def times_without_it(theta, v):
    s = np.exp(theta) / np.exp(theta).sum()
    return s * v - s * (s @ v)


@right("gradient_from_labels")
def from_labels_in_a_loop(theta, labels):
    out = []
    for row, label in zip(theta, labels, strict=True):
        s = np.exp(row) / np.exp(row).sum()
        s[label] -= 1
        out.append(s / len(labels))
    return out


@right("gradient_from_labels")
def from_labels_by_one_hot(theta, labels):
    s = np.exp(theta) / np.exp(theta).sum(axis=1, keepdims=True)
    return (s - (labels[:, None] == np.arange(theta.shape[1]))) / theta.shape[0]
