"""The derivation that lesson 8 has proofread, line by line as numbers.

Each line is taken at its word and stands beside what is measured, at any scores. The slips are
therefore in this file, and not in the lesson, where a reader who has not found them would see them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import log_softmax, softmax
from .losses import cross_entropy
from .numdiff import numerical_gradient, numerical_jacobian
from .words import message

Array = NDArray[np.float64]

#: The scores of all lessons.
THETA = np.array([0, np.log(2), np.log(5)])
# Round 1 ends with a certain target, round 3 has labels that disagree.
CERTAIN = np.array([0.0, 1.0, 0.0])
LABELS = np.array([0.2, 0.5, 0.3])
# Scores at which a computer rounds one share to 1 and the others to 0.
FAR = np.array([0.0, 0.0, 800.0])

# The table of round 2, each cell as (output, score), and with its first slip mended.
AS_WRITTEN = (((0, 0), (1, 0), (2, 0)), ((0, 1), (1, 1), (2, 0)), ((0, 2), (1, 2), (2, 2)))
MENDED = (((0, 0), (1, 0), (2, 0)), ((0, 1), (1, 1), (2, 1)), ((0, 2), (1, 2), (2, 2)))


@dataclass(frozen=True)
class Trial:
    """What one line says, and what is measured. Its text has both."""

    line: int
    said: Any
    measured: Any

    @property
    def holds(self) -> bool:
        """Whether the two are the same: as many numbers, and the same ones."""
        said, measured = np.asarray(self.said), np.asarray(self.measured)
        return said.shape == measured.shape and bool(np.allclose(said, measured, atol=1e-6))

    def __repr__(self) -> str:
        return message("proofread.trial", line=self.line, said=self.said, measured=self.measured)


def trial(number: int, line: int, theta: ArrayLike = THETA) -> Trial:
    """Put a line on trial.

    Parameters
    ----------
    number : int
        The round: 1, 2 or 3.
    line : int
        The line: 1 to 7.
    theta : array_like, shape (3,)
        The scores.

    Returns
    -------
    Trial
        What the line says and what is measured.

    Raises
    ------
    ValueError
        There is no such line.
    """
    if number not in ROUNDS or line not in LINES:
        raise ValueError(message("proofread.no_line", rounds=len(ROUNDS), lines=len(LINES)))
    said, measured = ROUNDS[number](np.asarray(theta, dtype=float))[line]
    return Trial(line, said, measured)


def table(derivatives: Array, *, mended: bool = False) -> Array:
    """Return the nine derivatives ``[output, score]`` as line 2 of round 2 lays them out."""
    cells = MENDED if mended else AS_WRITTEN
    return np.array([[derivatives[cell] for cell in row] for row in cells])


def _scores_and_loss(theta: Array) -> Mapping[int, tuple[Any, Any]]:
    K, s, far = len(theta), softmax(theta), softmax(FAR)
    return {
        1: (len(range(0, K + 1)), K),
        2: (np.exp(theta) / sum(np.exp(theta) for _ in range(K)), s),
        3: (1.0, round(float(s.sum()), 12)),
        4: (softmax(theta + 7), s),
        5: ([True, True, True], ((far > 0) & (far < 1)).tolist()),
        6: (
            numerical_gradient(lambda t: CERTAIN @ log_softmax(t), theta),
            numerical_gradient(lambda t: cross_entropy(t, CERTAIN), theta),
        ),
        7: (1, int(np.count_nonzero(CERTAIN * np.log(s)))),
    }


def _matrix(theta: Array) -> Mapping[int, tuple[Any, Any]]:
    K, s = len(theta), softmax(theta)
    measured = numerical_jacobian(softmax, theta)
    u = np.exp(theta)
    v, dv, du = u.sum(), u, np.diag(u)
    return {
        1: (measured.shape, (K, K)),
        2: (table(measured), measured),
        3: ((du * v - np.outer(u, dv)) / v**2, measured),
        4: (dv, numerical_gradient(lambda t: np.exp(t).sum(), theta)),
        5: (s * (1 - s), np.diag(measured)),
        6: (np.round(-s[0] * s[1], 6), measured[0, 1].round(6)),
        7: (np.diag(s * (1 - s)), measured),
    }


def _chain_rule(theta: Array) -> Mapping[int, tuple[Any, Any]]:
    K, s, y = len(theta), softmax(theta), LABELS
    gradient = numerical_gradient(lambda t: cross_entropy(t, y), theta)
    jacobian = numerical_jacobian(softmax, theta)

    def others(j: int) -> list[int]:
        return [i for i in range(K) if i != j]

    def line_4(j: int) -> float:
        rest = sum(-y[i] / s[j] * (-s[i] * s[j]) for i in others(j))
        return float(-y[j] / s[j] * s[j] * (1 - s[j]) + rest)

    def line_5(j: int) -> float:
        return float(-y[j] * (1 - s[j]) + sum(y[i] * s[i] for i in others(j)))

    def line_6(_: int) -> float:
        total = 0.0
        for i in range(K):
            total += y[i]
        # The i in front of the sum is the one that the sum has left behind.
        return float(s[i] * total - y[i])

    return {
        1: (-y / s, numerical_gradient(lambda p: -y @ np.log(p), s)),
        2: ((-y / s)[:, np.newaxis] * jacobian, gradient),
        3: (1 + len(others(0)), K),
        4: (np.array([line_4(j) for j in range(K)]), gradient),
        5: (np.array([line_5(j) for j in range(K)]), gradient),
        6: (np.array([line_6(j) for j in range(K)]), gradient),
        7: (s - y, gradient),
    }


LINES = range(1, 8)  # of each round
ROUNDS: Mapping[int, Callable[[Array], Mapping[int, tuple[Any, Any]]]] = {
    1: _scores_and_loss,
    2: _matrix,
    3: _chain_rule,
}
