"""One moment of the live view: θ, y, T and the picked cell, and all that follows from them.

Whoever shows something of a state (the explorer, a picture, an account in words) asks a `Moment`,
so that no two of them can differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import log_softmax, softmax, softmax_jacobian
from .losses import cross_entropy, cross_entropy_gradient

Vector: TypeAlias = NDArray[np.float64]


class ClassesError(ValueError):
    """The target is not one of θ's classes, or not one weight a class."""


@dataclass(frozen=True, eq=False, init=False)
class Moment:
    """A state that can be shown, with S, J, ∂L/∂θ and L of it.

    Every derivative is with respect to θ, so it carries the factor 1/T.

    Parameters
    ----------
    theta : array_like, shape (K,)
        The scores of one sample, K ≥ 2. A score of −inf takes its class out.
    y : int or array_like of shape (K,), optional
        The target: a class, or K weights that are 0 or more.
    temperature : float
        T > 0 of S = softmax(θ/T).
    cell : (int, int), optional
        The picked cell (i, j) of the Jacobian.

    Raises
    ------
    ValueError
        The state cannot be shown; the message says why.
    """

    theta: Vector
    y: int | Vector | None
    temperature: float
    cell: tuple[int, int] | None

    def __init__(
        self,
        theta: ArrayLike,
        y: int | ArrayLike | None = None,
        temperature: float = 1.0,
        cell: Iterable[int] | None = None,
    ) -> None:
        # A frozen dataclass is filled in through its dictionary.
        vars(self).update(
            theta=as_scores(theta),
            y=as_target(y),
            temperature=as_temperature(temperature),
            cell=as_cell(cell),
        )
        self._check()

    def _check(self) -> None:
        """Refuse values that are right one by one, and not together."""
        if isinstance(self.y, int) and self.y >= self.K:
            raise ClassesError(
                f"y is class {self.y}, but theta has {self.K} scores: "
                f"the classes are 0 to {self.K - 1}."
            )
        if isinstance(self.y, np.ndarray) and self.y.size != self.K:
            raise ClassesError(f"y has {self.y.size} weights, but theta has {self.K} scores.")
        if not np.array_equal(np.isfinite(self._quotient), np.isfinite(self.theta)):
            raise ValueError(
                f"theta / temperature leaves the range of float64 at temperature "
                f"{self.temperature}; set a larger temperature."
            )
        if self.cell is not None and not all(0 <= index < self.K for index in self.cell):
            raise ValueError(
                f"cell is {self.cell}; with {self.K} classes the classes are 0 to {self.K - 1}."
            )

    @cached_property
    def _quotient(self) -> Vector:
        with np.errstate(over="ignore"):
            quotient: Vector = self.theta / self.temperature
        return quotient

    @property
    def K(self) -> int:  # noqa: N802 - the number of classes, as in the formulas
        """How many classes there are."""
        return int(self.theta.size)

    @cached_property
    def s(self) -> Vector:
        """S = softmax(θ/T), shape (K,)."""
        s: Vector = softmax(self._quotient)
        return s

    @cached_property
    def rest(self) -> Vector:
        """1 − S, with its digits kept where S rounds to 1."""
        log_s: Vector = log_softmax(self._quotient)
        return np.asarray(-np.expm1(log_s), dtype=np.float64)

    @cached_property
    def jacobian(self) -> Vector:
        """J[i, j] = ∂S_i/∂θ_j = S_i (δ_ij − S_j)/T, shape (K, K)."""
        j: Vector = softmax_jacobian(self._quotient) / self.temperature
        return j

    @cached_property
    def eigenvalues(self) -> Vector:
        """The eigenvalues of J, the largest first."""
        values: Vector = np.linalg.eigvalsh(np.asarray(self.jacobian, dtype=np.float64))
        return values[::-1]

    @cached_property
    def weights(self) -> Vector:
        """The target as K weights; all 0 where there is none."""
        if isinstance(self.y, np.ndarray):
            return self.y
        weights = np.zeros(self.K)
        if self.y is not None:
            weights[self.y] = 1.0
        return weights

    @cached_property
    def weight(self) -> float:
        """Σy."""
        return fsum(self.weights)  # 1, and not 0.9999999999999999, as the browser finds too

    def require_target(self) -> Vector:
        """Return the target as weights, or refuse where there is none."""
        if self.y is None:
            raise ValueError("there is no target: set y to a class or K weights first.")
        return self.weights

    @cached_property
    def loss(self) -> float:
        """L = −Σ y_k ln S_k."""
        return float(cross_entropy(self._quotient, self.require_target()))

    @cached_property
    def gradient(self) -> Vector:
        """∂L/∂θ = (S·Σy − y)/T, shape (K,)."""
        g: Vector = cross_entropy_gradient(self._quotient, self.require_target()) / self.temperature
        return g

    @cached_property
    def upstream(self) -> Vector:
        """∂L/∂S_i = −y_i/S_i, shape (K,); 0 where y_i is, −inf where S_i alone is."""
        y = self.require_target()
        with np.errstate(divide="ignore", over="ignore"):
            return 0 - np.divide(y, self.s, out=np.zeros(self.K), where=y > 0)

    @property
    def column(self) -> int:
        """The column j whose terms are shown: the picked cell's, else the largest weight's."""
        return self.cell[1] if self.cell is not None else int(self.weights.argmax())

    @cached_property
    def terms(self) -> Vector:
        """The K terms (∂L/∂S_i)(∂S_i/∂θ_j) of that column, which add up to ∂L/∂θ_j.

        −y_i/S_i times S_i (δ_ij − S_j) is multiplied out, so that no S_i divides: y_i S_j for
        i ≠ j, and −y_j (1 − S_j) for i = j.
        """
        y, j = self.require_target(), self.column
        terms: Vector = y * self.s[j]
        terms[j] = 0 - y[j] * self.rest[j]
        return terms / self.temperature

    @property
    def watched(self) -> int | None:
        """The output S_i that is watched: the picked cell's row i."""
        return None if self.cell is None else self.cell[0]

    @property
    def nudged(self) -> int | None:
        """The score θ_j that is nudged: the picked cell's column j."""
        return None if self.cell is None else self.cell[1]

    @property
    def has_triangle(self) -> bool:
        """Whether the triangle of all S can be drawn: three classes, and a weight that is not 0."""
        return self.K == 3 and self.weight > 0

    @property
    def score_limits(self) -> tuple[float, float]:
        """The ends of the scale of θ: −5 … 5, or wider where scores are."""
        finite = self.theta[np.isfinite(self.theta)]
        return min(-5.0, float(np.floor(finite.min()))), max(5.0, float(np.ceil(finite.max())))

    @property
    def jacobian_limit(self) -> float:
        """The largest value that |J_ij| can take, since S (1 − S) ≤ 1/4."""
        return 0.25 / self.temperature

    @property
    def painted_limit(self) -> float:
        """The end of the colour scale of a J that is painted, or the sign of no entry is seen."""
        return min(0.25, 20 / self.K**2) / self.temperature

    @property
    def eigenvalue_limit(self) -> float:
        """The largest value that an eigenvalue can take.

        vᵀJv is a variance of K numbers that lie at most √2 |v| apart.
        """
        return 0.5 / self.temperature

    @property
    def gradient_limit(self) -> float:
        """The end of the gradient's scale, max(1, Σy)/T."""
        return max(1.0, self.weight) / self.temperature

    def descent(self, rate: float, steps: int) -> list["Moment"]:
        """Return what θ ← θ − rate · ∂L/∂θ visits, this moment first, as far as float64 reaches."""
        visited = [self]
        for _ in range(steps):
            now = visited[-1]
            try:
                now = Moment(now.theta - rate * now.gradient, self.y, self.temperature)
            except ValueError:
                break
            visited.append(now)
        return visited


def as_scores(value: ArrayLike) -> Vector:
    """Take θ as the scores of one sample, read-only: writing into it would change no picture."""
    theta = _numbers(value, "theta must be a list of numbers, one a class")
    if theta.ndim != 1:
        raise ValueError(
            f"theta has shape {theta.shape}; what is shown is one sample, K scores. "
            "Pass one row of a batch."
        )
    if theta.size < 2:
        raise ValueError(f"theta has {theta.size} scores; there must be 2 classes or more.")
    bad = ~np.isfinite(theta) & (theta != -np.inf)
    if bad.any():
        index = int(np.argmax(bad))
        raise ValueError(f"theta[{index}] is {theta[index]}; a score must be a finite number.")
    if not np.isfinite(theta).any():
        raise ValueError("theta is −inf in every class; at least one class must be left.")
    theta.flags.writeable = False
    return theta


def as_target(value: Any) -> int | Vector | None:
    """Take y as a class index, as K weights (read-only), or as nothing."""
    if value is None:
        return None
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"y is {value}; give a class index such as 0, or K weights.")
    if isinstance(value, int | np.integer):
        if value < 0:
            raise ValueError(f"y is {value}; class indices start at 0.")
        return int(value)
    y = _numbers(value, "y must be a class index or K weights")
    if y.ndim != 1:
        raise ValueError(
            f"y is {value!r}; give a class index (an integer such as 0) or a list of K weights."
        )
    bad = ~((y >= 0) & (y < np.inf))
    if bad.any():
        index = int(np.argmax(bad))
        raise ValueError(f"y[{index}] is {y[index]}; a weight is a finite number, 0 or more.")
    y.flags.writeable = False
    return y


def as_temperature(value: Any) -> float:
    """Take T as a finite number above 0."""
    try:
        temperature = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"temperature must be a finite number above 0: {error}.") from error
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature is {temperature}; it must be a finite number above 0.")
    return temperature


def as_cell(value: Any) -> tuple[int, int] | None:
    """Take the picked cell as a pair of class indices, or as nothing."""
    if value is None:
        return None
    indices = tuple(value) if isinstance(value, Iterable) else (value,)
    if len(indices) != 2 or not all(
        isinstance(index, int | np.integer) and not isinstance(index, bool) for index in indices
    ):
        raise ValueError(f"cell is {value!r}; give a pair (i, j) of class indices, or None.")
    return int(indices[0]), int(indices[1])


def _numbers(value: ArrayLike, refusal: str) -> Vector:
    """Copy what is numbers; refuse what would be lost in silence, and the rest with its reason."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{refusal}: it is a masked array, and its mask would be ignored.")
    if np.iscomplexobj(value):
        raise ValueError(f"{refusal}: it is complex, and imaginary parts would be dropped.")
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{refusal}: {error}") from error
