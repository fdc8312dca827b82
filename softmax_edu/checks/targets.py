"""The tasks of S − y with another y: a teacher's, a sampled action's, a measured frequency.

``z_s`` and ``z_t`` are the scores of a student and of its teacher. Actions and labels are numbers
of classes, one a sample. A measured temperature divides all scores.
"""

from collections.abc import Iterable

import numpy as np

from ..activations import softmax
from .task import Array, Kind, Probe, Task, looked_at, random_numbers

BINS = 10
# A temperature is as good as the grid that it was looked for on.
NEAR_ENOUGH = 1e-2
_HALVINGS = 60

# --- the truth -----------------------------------------------------------------------------------


def distill_gradient(z_s: Array, z_t: Array, T: Array) -> Array:
    """Return the derivative by z_s of the cross-entropy of both softmaxes at temperature T."""
    return (softmax(z_s / T) - softmax(z_t / T)) / T


def reinforce_gradient(theta: Array, actions: Array, rewards: Array, baseline: Array) -> Array:
    """Return the estimate of the gradient of the expected reward from sampled actions: ascent."""
    ways = np.eye(len(theta))[actions] - softmax(theta)
    return np.mean((rewards - baseline)[:, np.newaxis] * ways, axis=0)


def best_temperature(theta: Array, labels: Array) -> Array:
    """Return the T at which the mean loss of softmax(θ/T) is lowest.

    The loss bends upwards in 1/T, and its slope there is the mean of (S − y)·θ: it is halved in.
    """
    y = np.eye(theta.shape[1])[labels]
    low, high = np.log(1e-3), np.log(1e3)  # of 1/T
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slope = np.sum((softmax(np.exp(middle) * theta) - y) * theta)
        low, high = (middle, high) if slope < 0 else (low, middle)
    return np.exp(-(low + high) / 2)


def fit_temperature(theta: Array, labels: Array, held_out: Array) -> Array:
    """Return the best temperature for the rows that were held out of training."""
    return best_temperature(theta[held_out], labels[held_out])


def gaps(confidence: Array, correct: Array) -> tuple[Array, Array]:
    """Return mean(correct) − mean(confidence) of every bin that is not empty, and how many."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    count = np.bincount(bins, minlength=BINS)
    seen = count > 0
    off = np.bincount(bins, weights=correct - confidence, minlength=BINS)
    return off[seen] / count[seen], count[seen]


def calibration_error(confidence: Array, correct: Array) -> Array:
    """Return the mean of the gaps, each bin counting as often as it has samples."""
    gap, count = gaps(confidence, correct)
    return np.abs(gap) @ count / count.sum()


def weighted_gradient(theta: Array, labels: Array, weights: Array) -> Array:
    """Return the gradient of Σ w L / Σ w, the sample's weight being that of its class."""
    w = weights[labels]
    y = np.eye(theta.shape[1])[labels]
    return w[:, np.newaxis] * (softmax(theta) - y) / w.sum()


# --- the points ----------------------------------------------------------------------------------


def _distill_probes() -> Iterable[Probe]:
    def at(kind: Kind, z_s: Array, z_t: Array, T: float) -> tuple[Probe, ...]:
        return looked_at(kind, ("z_s", "z_t", "T"), 1, np.array(z_s), np.array(z_t), T)

    yield from at("plain", [0.0, 1.0, 3.0], [2.0, 1.0, 0.0], 2.0)
    yield from at("plain", [0.3, -1.2, 0.8, 0.1], [1.5, 0.2, -0.4, 2.5], 4.0)
    yield from at("plain", [1.3, -0.4], [-0.7, 1.1], 0.5)
    yield from at("plain", [0.5, 0.0, -1.0, 2.0, 0.7], [1.5, 1.0, 0.0, 3.0, 1.8], 3.0)
    yield from at("plain", [-0.7, 1.9, 0.4, -2.3, 0.6], [3.0, 0.1, -0.5, 1.4, -1.1], 1.0)
    for classes, T in ((4, 1.7), (6, 2.5)):
        yield from at("fresh", random_numbers(classes), random_numbers(classes, 2)[:, 1], T)


def _reinforce_probes() -> Iterable[Probe]:
    names = ("theta", "actions", "rewards", "baseline")

    def at(
        kind: Kind, theta: Array, actions: list[int], rewards: Array, baseline: float
    ) -> tuple[Probe, ...]:
        return looked_at(
            kind, names, 1, np.array(theta), np.array(actions), np.array(rewards), baseline
        )

    yield from at("plain", np.log([1.0, 2.0, 5.0]), [1, 2, 2, 0], [1.0, 0.5, 2.0, 3.0], 0.5)
    yield from at("plain", [0.3, -1.2, 0.8, 0.1], [3, 0, 2], [2.0, -1.0, 0.7], 1.1)
    yield from at("plain", [1.3, -0.4], [0, 0, 1, 0, 1], [1.0, 0.3, 0.9, 2.2, -0.4], -0.6)
    yield from at("plain", [0.2, 0.1, -0.5], [2], [1.5], 0.4)
    yield from at("plain", [0.7, -0.3, 0.2], [1, 1, 0, 2, 1], [0.1, 1.0, 2.0, 0.6, 0.4], 0.0)
    for classes, count in ((4, 7), (5, 3)):
        drawn = np.random.default_rng([classes, count]).integers(classes, size=count)
        rewards = random_numbers(count, classes)[:, 0] + 1
        yield from at("fresh", random_numbers(classes), drawn.tolist(), rewards, 0.3)


def _temperature_probes() -> Iterable[Probe]:
    names = ("theta", "labels", "held_out")
    sizes = ((40, 3, 2.5), (60, 4, 0.6), (50, 2, 1.6), (45, 5, 3.0), (70, 3, 1.3))
    for number, (count, classes, T) in enumerate(sizes):
        rng = np.random.default_rng(number)
        theta = (3 * rng.standard_normal((count, classes))).round(2)
        held_out = np.arange(count) % 3 != 0
        # What was trained on is surer than what was not, and still not always right.
        true = theta / np.where(held_out, T, T / 2)[:, np.newaxis]
        chosen = (softmax(true).cumsum(axis=1) > rng.random((count, 1))).argmax(axis=1)
        kind: Kind = "plain" if number < 3 else "fresh"
        yield Probe(kind, (theta, chosen, held_out), names, right_to=NEAR_ENOUGH)


def _calibration_probes() -> Iterable[Probe]:
    names = ("confidence", "correct")
    yield from looked_at("plain", names, 1, [0.93, 0.97, 0.85, 0.91], [1.0, 1.0, 0.0, 1.0])
    yield from looked_at("plain", names, 1, [0.42, 0.48, 0.85, 0.31], [0.0, 1.0, 1.0, 0.0])
    yield from looked_at("plain", names, 1, [0.77], [0.0])
    for number, (kind, count) in enumerate((("plain", 30), ("plain", 55), ("fresh", 40))):
        rng = np.random.default_rng(number)
        sure = rng.beta(3, 1, size=count).round(3)
        # No confidence lies on the edge of a bin, where one may be put to either side.
        sure = np.where(np.isclose(sure * BINS % 1, 0), sure - 0.004, sure)
        # Too sure in one bin, too timid in the next: bins that are put together show.
        often = np.where((sure * BINS).astype(int) % 2, sure**3, sure**0.3)
        correct = (rng.random(count) < often).astype(float)
        yield from looked_at(kind, names, 1, sure, correct)  # type: ignore[arg-type]


def _weighted_probes() -> Iterable[Probe]:
    names = ("theta", "labels", "weights")

    def at(kind: Kind, theta: Array, labels: list[int], weights: Array) -> tuple[Probe, ...]:
        return looked_at(kind, names, 1, np.array(theta), np.array(labels), np.array(weights))

    yield from at("plain", [np.log([1.0, 2.0, 5.0]), [0.3, -1.2, 0.8]], [1, 0], [1.0, 3.0, 0.5])
    yield from at(
        "plain",
        [[0.3, -1.2, 0.8, 0.1], [-0.7, 1.9, 0.4, -2.3], [1.5, 0.2, 0.2, -0.6]],
        [3, 0, 1],
        [2.0, 1.0, 0.25, 4.0],
    )
    yield from at("plain", [[1.3, -0.4]], [1], [0.5, 3.0])
    yield from at(
        "plain",
        [[0.2, 0.1, -0.5], [0.8, 0.8, 0.8], [1.1, 0.2, -0.4], [-0.7, 0.5, 0.5], [0.0, 1.0, 3.0]],
        [0, 2, 2, 1, 0],
        [0.2, 1.0, 5.0],
    )
    yield from at("plain", [[0.6, -0.1], [0.2, 0.9], [-1.0, 0.4]], [0, 0, 1], [1.5, 0.7])
    for count, classes in ((6, 4), (4, 3)):
        drawn = np.random.default_rng([count, classes]).integers(classes, size=count)
        weights = np.abs(random_numbers(classes)) + 0.2
        yield from at("fresh", random_numbers(count, classes), drawn.tolist(), weights)


TASKS = (
    Task("distill_gradient", distill_gradient, None, tuple(_distill_probes()), ("dz_s",)),
    Task("reinforce_gradient", reinforce_gradient, None, tuple(_reinforce_probes()), ("g",)),
    Task("fit_temperature", fit_temperature, None, tuple(_temperature_probes()), ("T",)),
    Task("calibration_error", calibration_error, None, tuple(_calibration_probes()), ("error",)),
    Task("weighted_gradient", weighted_gradient, None, tuple(_weighted_probes()), ("G",)),
)
