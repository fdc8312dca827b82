"""What learners are asked to write, and the points at which one formula parts from another.

Here are the tasks of the derivation, which take θ, and y perhaps; those of lesson 9 that go
further are in `exercises`, those of the last two lessons in `attention` and `targets`.
"""

import numpy as np

from ..activations import softmax, softmax_jacobian
from ..losses import cross_entropy, cross_entropy_gradient
from . import attention, exercises, targets
from .task import Array, Kind, Model, Probe, Softmax, Task, evaluate, random_numbers

__all__ = ["HOME", "TASKS", "Array", "Kind", "Model", "Probe", "Softmax", "Task", "evaluate"]

# --- the points ----------------------------------------------------------------------------------

# The course's probe point: S = (1/8, 1/4, 5/8), and every derivative is a fraction of 64ths.
HOME = np.log([1.0, 2.0, 5.0])
_FOUR = np.array([0.3, -1.2, 0.8, 0.1])
_FIVE = np.array([-0.7, 1.9, 0.4, -2.3, 0.6])
_TWO = np.array([1.3, -0.4])
_TIED = np.array([0.7, 0.7, 0.7])
_NEGATIVE = np.array([-1.1, -2.5, -0.2])

_OVERFLOWS = np.array([800.0, 0.0, -800.0])
_UNDERFLOWS = np.array([-1000.0, -1001.0, -1002.0])
_OVERFLOWS_IF_RAISED = np.array([400.0, 399.0, 0.0])
_OVERFLOWS_IF_LOW_IS_ZERO = np.array([0.0, -500.0, -1000.0])
_EXTREMES = (_OVERFLOWS, _UNDERFLOWS, _OVERFLOWS_IF_RAISED, _OVERFLOWS_IF_LOW_IS_ZERO)

_ROWS = np.stack([HOME, [0.3, -1.2, 0.8], [1.1, 0.2, -0.4], [-0.7, 0.5, 0.5]])
_MORE_ROWS = np.array(
    [
        [0.3, -1.2, 0.8, 0.1],
        [-0.7, 1.9, 0.4, -2.3],
        [1.5, 0.2, 0.2, -0.6],
        [0.9, -0.3, -1.4, 0.5],
        [2.1, 0.4, -0.8, 1.2],
    ]
)
_WIDE_ROWS = np.array(
    [
        [-0.7, 1.9, 0.4, -2.3, 0.6],
        [0.2, 0.1, -0.5, 1.4, -1.1],
        [0.8, 0.8, 0.8, 0.8, 0.8],
    ]
)
_FAR_APART = np.array([[0.0, 1.0, 3.0], [1000.0, 1001.0, 1003.0], [-1000.0, -1001.0, -1002.0]])


def _one_hot(index: int | list[int], classes: int) -> Array:
    return np.eye(classes)[index]


def _thetas() -> tuple[Probe, ...]:
    plain = (HOME, _FOUR, _FIVE, _TWO, _TIED, _NEGATIVE)
    return (
        *(Probe("plain", (theta,)) for theta in plain),
        *(Probe("extreme", (theta,)) for theta in _EXTREMES),
        Probe("integers", (np.array([0, 1, 3]),)),
        Probe("batch", (_ROWS,)),
        *(Probe("fresh", (random_numbers(classes),)) for classes in (4, 6)),
    )


def _thetas_and_targets() -> tuple[Probe, ...]:
    plain = (
        (HOME, _one_hot(1, 3)),
        (HOME, np.array([0.2, 0.5, 0.3])),
        (_FOUR, _one_hot(3, 4)),
        (_FIVE, np.array([0.1, 0.2, 0.3, 0.15, 0.25])),
        (_TWO, _one_hot(0, 2)),
        (_TIED, _one_hot(2, 3)),
        (_NEGATIVE, np.array([0.6, 0.0, 0.4])),
    )
    weights = (
        (HOME, np.array([0.0, 2.0, 0.0])),
        (_FOUR, np.array([0.5, 1.5, 0.25, 1.0])),
        (_FIVE, np.array([0.0, 0.3, 0.0, 0.2, 0.0])),
    )
    extreme = ((theta, _one_hot(i, 3)) for theta in _EXTREMES for i in (2, 0))
    return (
        *(Probe("plain", pair) for pair in plain),
        *(Probe("weights", pair) for pair in weights),
        *(Probe("extreme", pair) for pair in extreme),
        Probe("integers", (np.array([0, 1, 3]), np.array([0, 1, 0]))),
        *(Probe("fresh", (random_numbers(k), np.abs(random_numbers(k)))) for k in (4, 6)),
    )


def _batches() -> tuple[Probe, ...]:
    soft = np.array(
        [
            [0.1, 0.2, 0.3, 0.4],
            [0.7, 0.1, 0.1, 0.1],
            [0.0, 0.5, 0.0, 0.5],
            [0.25, 0.25, 0.25, 0.25],
            [0.4, 0.3, 0.2, 0.1],
        ]
    )
    plain = (
        (_ROWS, _one_hot([1, 2, 0, 1], 3)),
        (_MORE_ROWS, soft),
        (_WIDE_ROWS, _one_hot([3, 0, 4], 5)),
    )
    weights = (
        (_ROWS, np.array([[0.0, 2.0, 0.0], [0.5, 0.25, 1.0], [1.0, 0.0, 0.0], [0.1, 0.0, 0.2]])),
        (_WIDE_ROWS, _one_hot([3, 0, 4], 5) * np.array([[0.5], [3.0], [2.0]])),
    )
    targets = _one_hot([2, 0, 2, 1], 3)
    whole = np.array([[0, 1, 3], [2, 0, 1], [1, 1, 0], [0, 2, 0]])
    return (
        *(Probe("plain", pair) for pair in plain),
        *(Probe("weights", pair) for pair in weights),
        *(Probe("extreme", (np.stack([theta] * 4), targets)) for theta in _EXTREMES),
        Probe("integers", (whole, targets.astype(int))),
        Probe("far apart", (_FAR_APART, targets[:3])),
        *(
            Probe("fresh", (random_numbers(n, k), np.abs(random_numbers(n, k))))
            for n, k in ((4, 3), (3, 6))
        ),
    )


# --- the truth -----------------------------------------------------------------------------------


def _log_softmax_jacobian(theta: Array) -> Array:
    return np.asarray(np.eye(len(theta)) - softmax(theta))


def _batch_gradient(theta: Array, y: Array) -> Array:
    return np.asarray(cross_entropy_gradient(theta, y.astype(float)) / len(theta))


def _gradient(theta: Array, y: Array) -> Array:
    return np.asarray(cross_entropy_gradient(theta, y.astype(float)))


def _loss(theta: Array, y: Array) -> Array:
    return np.asarray(cross_entropy(theta, y.astype(float)))


def _s_itself(theta: Array, softmax: Softmax) -> Array:
    return softmax(theta)


def _jacobian_from_s(theta: Array, softmax: Softmax) -> Array:
    s = softmax(theta)
    return np.diag(s) - np.outer(s, s)


def _log_softmax_jacobian_from_s(theta: Array, softmax: Softmax) -> Array:
    s = softmax(theta)
    return np.eye(len(s)) - s


def _loss_from_s(theta: Array, y: Array, softmax: Softmax) -> Array:
    return np.asarray(-np.sum(y * np.log(softmax(theta))))


def _gradient_from_s(theta: Array, y: Array, softmax: Softmax) -> Array:
    return softmax(theta) * y.sum() - y


def _batch_gradient_from_s(theta: Array, y: Array, softmax: Softmax) -> Array:
    rows = [_gradient_from_s(row, w, softmax) for row, w in zip(theta, y, strict=True)]
    return np.stack(rows) / len(theta)


def _softmax_probes() -> tuple[Probe, ...]:
    # Three axes tell the last axis from axis 1.
    stacked = np.stack([_ROWS[:2], _ROWS[2:] - 1])
    return (*_thetas(), Probe("batch", (stacked,)), Probe("far apart", (_FAR_APART,)))


TASKS = {
    task.name: task
    for task in (
        Task("softmax", softmax, _s_itself, _softmax_probes()),
        Task("jacobian", softmax_jacobian, _jacobian_from_s, _thetas()),
        Task(
            "log_softmax_jacobian",
            _log_softmax_jacobian,
            _log_softmax_jacobian_from_s,
            tuple(p for p in _thetas() if p.kind != "batch"),
        ),
        Task("loss", _loss, _loss_from_s, _thetas_and_targets()),
        Task("gradient", _gradient, _gradient_from_s, _thetas_and_targets()),
        Task("batch_gradient", _batch_gradient, _batch_gradient_from_s, _batches()),
        *exercises.TASKS,
        *attention.TASKS,
        *targets.TASKS,
    )
}
