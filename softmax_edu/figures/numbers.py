"""The numbers of one moment: what a panel draws, computed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import EllipsisType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_classes, as_scores, as_weights, is_weights
from ..activations import log_softmax, softmax, softmax_jacobian
from ..losses import cross_entropy, cross_entropy_gradient
from ..words.numbers import exact, fixed, product, significant, subscript

Array: TypeAlias = NDArray[np.floating[Any]]
Target: TypeAlias = int | ArrayLike | None
Cell: TypeAlias = Sequence[int] | None


@dataclass(frozen=True, eq=False)
class Numbers:
    """θ, the target, T and the picked cell, with S, J, the gradient and the loss that follow.

    All derivatives are with respect to θ, so J and the gradient carry the factor 1/T.
    """

    theta: Array
    target: int | Array | None
    temperature: float
    cell: tuple[int, int] | None

    @classmethod
    def of(cls, theta: ArrayLike, y: Target, temperature: float, cell: Cell) -> "Numbers":
        """Check what a caller gave, and take copies of it."""
        scores = np.array(as_scores(theta), dtype=float)
        if scores.ndim != 1 or scores.size < 2:
            raise ValueError(
                f"theta must hold the K ≥ 2 scores of one sample; got shape {scores.shape}."
            )
        if not (np.isfinite(temperature) and temperature > 0):
            raise ValueError(f"temperature is {temperature}; it must be a finite number above 0.")
        return cls(scores, _target(y, scores), float(temperature), _cell(cell, scores.size))

    def moved(
        self,
        theta: ArrayLike,
        y: Target | EllipsisType = ...,
        temperature: float | EllipsisType = ...,
        cell: Cell | EllipsisType = ...,
    ) -> "Numbers":
        """Return the numbers at another θ; what is left out (``...``) stays as it is."""
        now = Numbers.of(
            theta,
            self.target if y is ... else y,
            self.temperature if temperature is ... else temperature,
            self.cell if cell is ... else cell,
        )
        if now.K != self.K:
            raise ValueError(f"theta has {now.K} scores; this picture is of {self.K} classes.")
        return now

    @property
    def K(self) -> int:  # noqa: N802 - the number of classes, as in the formulas
        """How many classes there are."""
        return int(self.theta.size)

    @cached_property
    def y(self) -> Array:
        """The target as K weights; all 0 where there is none."""
        if isinstance(self.target, np.ndarray):
            return self.target
        weights = np.zeros(self.K)
        if self.target is not None:
            weights[self.target] = 1.0
        return weights

    @cached_property
    def weight(self) -> float:
        """Σy."""
        return float(self.y.sum())

    @cached_property
    def s(self) -> Array:
        """S = softmax(θ/T)."""
        return softmax(self.theta / self.temperature)

    @cached_property
    def rest(self) -> Array:
        """1 − S, with its digits kept where S rounds to 1."""
        log_s: Array = log_softmax(self.theta / self.temperature)
        return -np.expm1(log_s)

    @cached_property
    def jacobian(self) -> Array:
        """J_ij = S_i (δ_ij − S_j) / T."""
        J: Array = softmax_jacobian(self.theta / self.temperature)
        return J / self.temperature

    @cached_property
    def gradient(self) -> Array:
        """∂L/∂θ = (S·Σy − y) / T."""
        gradient: Array = cross_entropy_gradient(self.theta / self.temperature, self.y)
        return gradient / self.temperature

    @cached_property
    def loss(self) -> float:
        """L = −Σ y_k ln S_k."""
        return float(cross_entropy(self.theta / self.temperature, self.y))

    @property
    def watched(self) -> int | None:
        """The output S_i that is watched: the picked cell's row i."""
        return None if self.cell is None else self.cell[0]

    @property
    def nudged(self) -> int | None:
        """The score θ_j that is nudged: the picked cell's column j."""
        return None if self.cell is None else self.cell[1]

    @property
    def jacobian_limit(self) -> float:
        """The largest value that |J_ij| can take, since S (1 − S) ≤ 1/4."""
        return 0.25 / self.temperature

    @property
    def gradient_limit(self) -> float:
        """The end of the gradient's scale, max(1, Σy)/T."""
        return max(1.0, self.weight) / self.temperature

    def softmax_head(self) -> str:
        """Return the formula over S."""
        return "S = softmax(θ)" if self.temperature == 1 else "S = softmax(θ/T)"

    def jacobian_head(self) -> str:
        """Return the formula over J."""
        return "J = ∂Sᵢ/∂θⱼ" if self.temperature == 1 else "J = Sᵢ(δᵢⱼ − Sⱼ)/T"

    def gradient_formula(self) -> str:
        """Return the right side of the formula over the gradient."""
        # Weights such as 0.1 + 0.2 + 0.7 sum to 1 but for rounding.
        formula = "S − y" if abs(self.weight - 1) < 1e-9 else "S·Σy − y"
        return formula if self.temperature == 1 else f"({formula})/T"

    def loss_text(self) -> str:
        """Return the loss as a formula and a number."""
        formula = (
            f"−ln S{subscript(self.target)}" if isinstance(self.target, int) else "−Σ yₖ ln Sₖ"
        )
        return f"L = {formula} = {fixed(self.loss)}"

    def case_text(self) -> str:
        """Return the picked cell's case of the derivation with this θ's numbers in it."""
        if self.cell is None:
            return ""
        i, j = self.cell
        si, sj = f"S{subscript(i)}", f"S{subscript(j)}"
        over = ("", "") if self.temperature == 1 else ("/T", f" / {exact(self.temperature)}")
        if i == j:
            minus, formula, second = "", f"{si} (1 − {si}){over[0]}", self.rest[i]
        else:
            minus, formula, second = "−", f"−{si} {sj}{over[0]}", self.s[j]
        # Significant digits, for most cells of a saturated J would be 0.000.
        factors, result = product(
            [float(self.s[i]), float(second)], self.temperature, lambda v: significant(v, 4)
        )
        first, result = (text if text == "0" else minus + text for text in (factors[0], result))
        return f"∂{si}/∂θ{subscript(j)} = {formula} = {first} × {factors[1]}{over[1]} = {result}"


def _target(y: Target, theta: Array) -> int | Array | None:
    if y is None:
        return None
    if is_weights(y, theta):
        return np.array(as_weights(y, theta))
    return int(as_classes(y, theta)[0])


def _cell(cell: Cell, K: int) -> tuple[int, int] | None:
    if cell is None:
        return None
    i, j = (int(index) for index in cell)
    if not (0 <= i < K and 0 <= j < K):
        raise ValueError(f"cell is ({i}, {j}); with {K} classes i and j go from 0 to {K - 1}.")
    return i, j
