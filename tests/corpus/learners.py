"""Formulas, right and wrong, in the styles that learners write: two hundred functions and more.

Each formula stands once, as the rule for one entry; each style is a way to write a function around
a rule: loops that append, arrays that are filled, one-liners, classes with forward and backward,
habits of torch. A function is a formula in a style.

`python -m tests.corpus` prints how many of them are passed, named, misnamed, and left unknown.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Learner:
    """A function, and what it is to be called: nothing where it is right."""

    task: str
    f: Callable[..., Any]
    name: str
    keys: frozenset[str]

    @property
    def right(self) -> bool:
        return not self.keys

    def judged(self, report) -> str:
        """Return what a report makes of it: passed, named, unknown, or misnamed."""
        if report.passed:
            return "passed"
        if report.kind in ("misconception", "ambiguous", "both"):
            return "named" if set(report.named) == self.keys else "misnamed"
        return "unknown"


UNKNOWN = "unknown"  # no formula of ours, alone or with another

LEARNERS: list[Learner] = []


def learners(task, styles, rules):
    for rule, *keys in rules:
        for style in styles:
            name = f"{task}-{len(LEARNERS)}-{rule.__name__.strip('<>')}-{style.__name__}"
            LEARNERS.append(Learner(task, style(rule), name, frozenset(keys)))


def probabilities(theta):
    top = max(theta)
    e = [math.exp(t - top) for t in theta]
    return [x / sum(e) for x in e]


# --- softmax: a rule for S_i ----------------------------------------------------------------------


def appended(rule):
    def softmax(theta):
        out = []
        for i in range(len(theta)):
            out.append(rule(theta, i))  # noqa: PERF401 - as learners write it
        return out

    return softmax


def filled(rule):
    def softmax(theta):
        out = np.zeros(len(theta))
        for i in range(len(theta)):
            out[i] = rule(theta, i)
        return out

    return softmax


def one_liner(rule):
    return lambda theta: np.array([rule(theta, i) for i, _ in enumerate(theta)])


def called_object(rule):
    class Softmax:
        def forward(self, x):
            self.out = np.asarray([rule(x, i) for i in range(x.shape[-1])])
            return self.out

        __call__ = forward

    return Softmax()


def mapped(rule):
    def softmax(theta):
        return list(map(functools.partial(rule, theta), range(len(theta))))

    return softmax


def share(theta, i):
    return np.exp(theta[i] - theta.max()) / np.exp(theta - theta.max()).sum()


def share_of_one(theta, i):
    return 1 / sum(np.exp(t - theta[i]) for t in theta)


def share_by_logs(theta, i):
    return math.exp(theta[i] - np.logaddexp.reduce(theta))


def rest(theta, i):
    return np.logaddexp.reduce([t for k, t in enumerate(theta) if k != i])


def squashed(theta, i):
    return 1 / (1 + np.exp(-theta[i]))


def over_the_scores(theta, i):
    return np.exp(theta[i]) / np.sum(theta)


def over_the_mean(theta, i):
    return np.exp(theta[i]) / np.mean(np.exp(theta))


def over_the_others(theta, i):
    return np.exp(theta[i]) / (sum(np.exp(theta)) - np.exp(theta[i]))


learners(
    "softmax",
    [appended, filled, one_liner, called_object, mapped],
    [
        (share,),
        (share_of_one,),
        (share_by_logs,),
        (lambda theta, i: 0.5 * (1 + math.tanh((theta[i] - rest(theta, i)) / 2)),),
        (lambda theta, i: share(theta - np.mean(theta), i),),
        (squashed, "elementwise-sigmoid"),
        (over_the_scores, "sum-of-scores-below"),
        (over_the_mean, "divided-by-the-mean"),
        (over_the_others, "sum-without-itself"),
        (lambda theta, i: np.exp(theta[i] ** 2) / np.exp(theta**2).sum(), UNKNOWN),
    ],
)

# --- jacobian: a rule for entry i, j --------------------------------------------------------------


def nested_lists(rule):
    def jacobian(theta):
        s, rows = probabilities(theta), []
        for i in range(len(s)):
            row = []
            for j in range(len(s)):
                row.append(rule(s, i, j))  # noqa: PERF401 - as learners write it
            rows.append(row)
        return rows

    return jacobian


def filled_matrix(rule):
    def jacobian(theta):
        s = np.array(probabilities(theta))
        J = np.empty((s.size, s.size))
        for i, j in np.ndindex(J.shape):
            J[i, j] = rule(s, i, j)
        return J

    return jacobian


def comprehension(rule):
    return lambda theta: [
        [rule(s, i, j) for j in range(len(s))]
        for s in [probabilities(theta)]
        for i in range(len(s))
    ]


def backward_of_a_class(rule):
    class Layer:
        def forward(self, x):
            self.a = np.exp(x - x.max()) / np.exp(x - x.max()).sum()
            return self.a

        def backward(self):
            K = self.a.shape[0]
            return np.array([rule(self.a, i, j) for i in range(K) for j in range(K)]).reshape(K, -1)

    def jacobian(theta):
        layer = Layer()
        layer.forward(theta)
        return layer.backward()

    return jacobian


def from_function(rule):
    def jacobian(theta):
        s = np.array(probabilities(theta))
        entry = np.vectorize(lambda i, j: rule(s, int(i), int(j)), otypes=[float])
        return np.fromfunction(entry, (len(s), len(s)))

    return jacobian


def both_cases(s, i, j):
    return s[i] * (1 - s[i]) if i == j else -s[i] * s[j]


def with_delta(s, i, j):
    return s[i] * (int(i == j) - s[j])


def on_the_diagonal(s, i, j):
    return s[i] * (1 - s[i]) if i == j else 0.0


def plus_elsewhere(s, i, j):
    return s[i] * (1 - s[i]) if i == j else s[i] * s[j]


def first_case(s, i, j):
    return s[i] * (1 - s[j])


def second_case(s, i, j):
    return -s[i] * s[j]


def turned(s, i, j):
    return s[i] * s[j] - (s[i] if i == j else 0)


learners(
    "jacobian",
    [nested_lists, filled_matrix, comprehension, backward_of_a_class, from_function],
    [
        (both_cases,),
        (with_delta,),
        (lambda s, i, j: min(s[i], s[j]) * (1 - max(s[i], s[j])) if i == j else -(s[j] * s[i]),),
        (lambda s, i, j: [-s[i] * s[j], s[i] - s[i] * s[j]][i == j],),
        (lambda s, i, j: s[i] * (i == j) - s[i] * s[j],),
        (on_the_diagonal, "diagonal-only"),
        (plus_elsewhere, "plus-off-the-diagonal"),
        (first_case, "same-case-everywhere"),
        (second_case, "other-case-everywhere"),
        (turned, "sign-flipped"),
        (lambda s, i, j: s[i] * (1 - s[i]) if i == j else -(s[i] ** s[j]), UNKNOWN),
    ],
)

# --- loss: a rule for the term of class k ---------------------------------------------------------


def counted_up(rule):
    def loss(theta, y):
        s, total = probabilities(theta), 0
        for k in range(len(s)):
            total += rule(s[k], y[k])
        return total

    return loss


def generated(rule):
    return lambda theta, y: sum(rule(p, w) for p, w in zip(probabilities(theta), y, strict=True))


def exactly_summed(rule):
    return lambda theta, y: math.fsum(map(rule, probabilities(theta), y))


def criterion(rule):
    class Criterion:
        def __init__(self, reduction="sum"):
            self.reduce = {"sum": np.sum, "mean": np.mean}[reduction]

        def __call__(self, logits, target):
            return self.reduce([rule(*pair) for pair in zip(probabilities(logits), target)])  # noqa: B905

    return Criterion()


def accumulated(rule):
    def loss(theta, y):
        terms = zip(probabilities(theta), y, strict=True)
        return functools.reduce(lambda total, pair: total + rule(*pair), terms, 0.0)

    return loss


def ln(p):
    return math.log(p) if p > 0 else -math.inf


def surprise(p, w):
    return -w * ln(p) if w else 0.0


def surprise_of_the_inverse(p, w):
    return w * math.log(1 / max(p, 1e-300)) if w > 0 else 0.0


def without_minus(p, w):
    return w * ln(p) if w else 0.0


def bits(p, w):
    return -w * ln(p) / math.log(2) if w else 0.0


def no_log(p, w):
    return -w * p


def two_sided(p, w):
    return -(w * ln(p) + (1 - w) * ln(1 - p))


def squared(p, w):
    return (p - w) ** 2


def exchanged(p, w):
    return -p * ln(p)


learners(
    "loss",
    [counted_up, generated, exactly_summed, criterion, accumulated],
    [
        (surprise,),
        (surprise_of_the_inverse,),
        (lambda p, w: w and -w * ln(p),),
        (lambda p, w: -sum([w * ln(p)]) if w > 0 else 0,),
        (lambda p, w: -math.log(p**w),),
        (without_minus, "sign-flipped"),
        (bits, "another-base"),
        (no_log, "log-missing"),
        (two_sided, "binary-cross-entropy"),
        (squared, "squared-error"),
        (exchanged, "entropy-of-s"),
        (lambda p, w: -w * p * ln(p), UNKNOWN),
    ],
)

# --- gradient: a rule for entry j -----------------------------------------------------------------


def collected(rule):
    def gradient(theta, y):
        s, g = probabilities(theta), []
        for j in range(len(s)):
            g.append(rule(s, y, j))  # noqa: PERF401 - as learners write it
        return g

    return gradient


def written_into(rule):
    def gradient(theta, y):
        s = np.array(probabilities(theta))
        g = np.zeros(s.shape)
        for j in range(s.shape[0]):
            g[j] += rule(s, y, j)
        return g

    return gradient


def short(rule):
    return lambda theta, y: np.array([rule(probabilities(theta), y, j) for j in range(len(y))])


def backward(rule):
    class SoftmaxWithLoss:
        def forward(self, x, t):
            self.y, self.t = np.array(probabilities(x)), t

        def backward(self, dout=1):
            return dout * np.array([rule(self.y, self.t, j) for j in range(self.t.size)])

    def gradient(theta, y):
        layer = SoftmaxWithLoss()
        layer.forward(theta, y)
        return layer.backward()

    return gradient


def pairs_of(s, y):
    return list(enumerate(zip(s, y, strict=True)))


def difference(s, y, j):
    return s[j] - y[j]


def with_weights(s, y, j):
    return s[j] * sum(y) - y[j]


def two_paths(s, y, j):
    return -y[j] * (1 - s[j]) + sum(y[i] * s[j] for i in range(len(s)) if i != j)


def one_path(s, y, j):
    return -y[j] * (1 - s[j])


def uphill(s, y, j):
    return y[j] - s[j]


def twice_as_much(s, y, j):
    return 2 * (s[j] - y[j])


def stopped(s, y, j):
    return -y[j] / s[j]


def slope_too_many(s, y, j):
    return (s[j] - y[j]) * s[j] * (1 - s[j])


def binary(s, y, j):
    return (s[j] - y[j]) / (s[j] * (1 - s[j]))


def label_only(s, y, j):
    return s[j] - (1 if j == int(np.argmax(y)) else 0)


def label_uphill(s, y, j):
    return -label_only(s, y, j)


RIGHT_GRADIENTS = [(difference,), (with_weights,), (two_paths,)]
learners(
    "gradient",
    [collected, written_into, short, backward],
    [
        *RIGHT_GRADIENTS,
        (lambda s, y, j: sum(y[i] * (s[j] - (i == j)) for i in range(len(y))),),
        (lambda s, y, j: -y[j] + s[j] * np.sum(y),),
        (lambda s, y, j: sum(-w / p * p * ((k == j) - s[j]) for k, (p, w) in pairs_of(s, y)),),
        (one_path, "diagonal-only"),
        (uphill, "sign-flipped"),
        (twice_as_much, "factor-two"),
        (stopped, "stopped-at-s"),
        (slope_too_many, "squared-error-delta"),
        (binary, "binary-slope"),
        (label_only, "largest-y-only"),
        (lambda s, y, j: s[j] * y[j], UNKNOWN),
        (label_uphill, "largest-y-only", "sign-flipped"),
    ],
)

# --- batch_gradient: a rule for entry j of a row, and N -------------------------------------------


def row_by_row(rule):
    def batch_gradient(theta, y):
        out = np.zeros(theta.shape)
        for n in range(len(theta)):
            s = probabilities(theta[n])
            for j in range(len(s)):
                out[n, j] = rule(s, y[n], j, len(theta))
        return out

    return batch_gradient


def nested(rule):
    return lambda theta, y: [
        [rule(probabilities(row), target, j, len(y)) for j in range(len(row))]
        for row, target in zip(theta, y, strict=True)
    ]


def batch_only(rule):
    """Whole columns at a time: nothing of it works for one row."""

    def batch_gradient(logits, targets):
        e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        s = e / np.sum(e, axis=1, keepdims=True)
        columns = range(logits.shape[1])
        return np.stack([rule(s.T, targets.T, j, logits.shape[0]) for j in columns], axis=1)

    return batch_gradient


def mean_difference(s, y, j, n):
    return (s[j] - y[j]) / n


def mean_with_weights(s, y, j, n):
    return (s[j] * sum(y) - y[j]) / n


def no_mean(s, y, j, n):
    return s[j] - y[j]


def mean_twice(s, y, j, n):
    return (s[j] - y[j]) / n**2


def mean_over_k(s, y, j, n):
    return (s[j] - y[j]) / len(s)


def uphill_mean(s, y, j, n):
    return (y[j] - s[j]) / n


def no_mean_and_one_path(s, y, j, n):
    return -y[j] * (1 - s[j])


def no_mean_and_uphill(s, y, j, n):
    return y[j] - s[j]


learners(
    "batch_gradient",
    [row_by_row, nested, batch_only],
    [
        (mean_difference,),
        (mean_with_weights,),
        (lambda s, y, j, n: s[j] / n - y[j] / n,),
        (lambda s, y, j, n: 1 / n * (s[j] - y[j]),),
        (lambda s, y, j, n: -(y[j] - s[j] * sum(y)) / n,),
        (no_mean, "mean-forgotten"),
        (mean_twice, "mean-taken-twice"),
        (mean_over_k, "classes-for-samples"),
        (uphill_mean, "sign-flipped"),
        (no_mean_and_one_path, "mean-forgotten", "diagonal-only"),
        (lambda s, y, j, n: (s[j] - y[j]) / n**0.5, UNKNOWN),
        (no_mean_and_uphill, "mean-forgotten", "sign-flipped"),
    ],
)
