"""The tasks of the later exercises: slopes by nudging, J v without J, a gradient from labels.

The function of the slopes takes another function. It is tried on f(t) = (Σ aₖ tₖ)³ with many a: no
nudge of one entry leaves the slope by another as it was, so one that is not taken back shows.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activations import softmax, softmax_jvp
from ..words.numbers import exact, subscript
from .task import Array, Kind, Probe, Task, random_numbers

_H = 0.01


@dataclass(frozen=True)
class Cube:
    """f(t) = (Σ aₖ tₖ)³, which says its formula."""

    a: tuple[float, ...]

    def __call__(self, t: Array) -> Any:
        """Return (Σ aₖ tₖ)³."""
        return np.dot(self.a, t) ** 3

    def __str__(self) -> str:
        terms = (f"{exact(value)}t{subscript(k)}" for k, value in enumerate(self.a))
        ones = (re.sub(r"^(−?)1t", r"\1t", term) for term in terms)
        return f"({' + '.join(ones).replace('+ −', '− ')})³"


def slopes(f: Callable[[Array], Any], theta: Array, h: float) -> Array:
    """Return (f(θ + h eⱼ) − f(θ − h eⱼ))/(2h) for each j."""
    nudges = h * np.eye(len(theta))
    return np.array([f(theta + nudge) - f(theta - nudge) for nudge in nudges]) / (2 * h)


def jacobian_times(theta: Array, v: Array) -> Array:
    """Return J v: S_i (v_i − Σ S_k v_k)."""
    return softmax_jvp(theta, v)


def gradient_from_labels(theta: Array, labels: Array) -> Array:
    """Return the gradient of the mean loss: each row of S less 1 at its label, over N."""
    return (softmax(theta) - np.eye(theta.shape[-1])[labels]) / len(theta)


def _slopes_probes() -> Iterable[Probe]:
    def at(kind: Kind, a: Iterable[float], theta: Array) -> Probe:
        f = np.array(Cube(tuple(map(float, a))), dtype=object)
        return Probe(kind, (f, np.array(theta), np.array(_H)), ("f", "theta", "h"))

    yield at("plain", [1, 2, -1], [0.5, 1.0, 0.25])
    yield at("plain", [2, 1], [1.0, -0.5])
    yield at("plain", [0.5, -1.5, 1, 2], [0.3, -1.2, 0.8, 0.1])
    yield at("plain", [1, 1, 1], [0.7, 0.7, 0.7])
    for k in (4, 6):
        yield at("fresh", random_numbers(k) + 1, random_numbers(k, 2)[:, 0])


def _times_probes() -> Iterable[Probe]:
    def at(kind: Kind, theta: Array, v: Array) -> Probe:
        return Probe(kind, (np.array(theta), np.array(v)), ("theta", "v"))

    yield at("plain", np.log([1.0, 2.0, 5.0]), [1.0, 0.0, 2.0])
    yield at("plain", [1.3, -0.4], [2.0, -1.0])
    yield at("plain", [0.3, -1.2, 0.8, 0.1], [1.0, -2.0, 0.5, 3.0])
    yield at("plain", [-0.7, 1.9, 0.4, -2.3, 0.6], [1.0, 1.0, 1.0, 1.0, 2.0])
    for k in (4, 6):
        yield at("fresh", random_numbers(k), random_numbers(k, 2)[:, 1])


def _labels_probes() -> Iterable[Probe]:
    # More samples than classes: a label that is taken for a row is still one of the rows.
    def at(kind: Kind, theta: Array, labels: list[int]) -> Probe:
        return Probe(kind, (np.array(theta), np.array(labels)), ("theta", "labels"))

    rows = [np.log([1.0, 2.0, 5.0]), [0.3, -1.2, 0.8], [1.1, 0.2, -0.4], [-0.7, 0.5, 0.5]]
    yield at("plain", rows, [1, 2, 0, 1])
    yield at("plain", random_numbers(5, 4), [3, 0, 3, 1, 2])
    yield at("plain", random_numbers(3, 2), [0, 0, 1])
    yield at("plain", random_numbers(7, 5), [4, 0, 2, 2, 1, 3, 4])
    for n, k in ((6, 4), (8, 3)):
        yield at("fresh", random_numbers(n, k), [(2 * i + 1) % k for i in range(n)])


TASKS = (
    Task("slopes", slopes, None, tuple(_slopes_probes()), ("slopes",)),
    Task("jacobian_times", jacobian_times, None, tuple(_times_probes()), ("Jv",)),
    Task("gradient_from_labels", gradient_from_labels, None, tuple(_labels_probes()), ("g",)),
)
