"""What a picture shows, in words and numbers, for those who cannot see it."""

from collections.abc import Sequence

import numpy as np

from ..words import message
from ..words.numbers import exact, fixed, signed, significant, subscript
from .numbers import Array, Numbers
from .rows import MOST_ANNOTATED
from .structure import contributions, shown_column, spectrum


def describe(
    numbers: Numbers,
    panels: Sequence[str],
    labels: Sequence[str] | None = None,
    case: bool = True,
) -> str:
    """Return the alternative text of the explorer's picture."""
    few = numbers.K <= MOST_ANNOTATED
    sentences = [message("figures.scores", K=numbers.K)]
    if labels:
        sentences.append(message("figures.labels", names=", ".join(labels)))
    if few:
        theta = vector([_short(float(score)) for score in numbers.theta])
        sentences.append(message("figures.theta", values=theta))
    if numbers.temperature != 1:
        sentences.append(message("figures.temperature", value=exact(numbers.temperature)))
    if numbers.target is not None:
        sentences.append(_target(numbers))
    for panel in panels:
        sentences += DESCRIBED[panel](numbers, few)
    if case and numbers.cell is not None and "jacobian" in panels:
        i, j = numbers.cell
        sentences.append(message("figures.cell", i=i, j=j, case=numbers.case_text()))
    return " ".join(sentences)


def vector(texts: Sequence[str]) -> str:
    """Return numbers as a vector."""
    return f"({', '.join(texts)})"


def _short(value: float) -> str:
    """Return a number in the fewest digits that give it back, six at most."""
    return exact(float(f"{value:.6g}"))


def _target(numbers: Numbers) -> str:
    if isinstance(numbers.target, int):
        return message("figures.target_class", k=numbers.target)
    weighted = np.flatnonzero(numbers.y)
    if numbers.K > MOST_ANNOTATED:
        return message("figures.target_many", count=weighted.size, sum=exact(numbers.weight))
    values = vector([_short(float(weight)) for weight in numbers.y])
    return message("figures.target_weights", values=values)


def _softmax(numbers: Numbers, few: bool) -> list[str]:
    s = numbers.s
    if few:
        return [message("figures.s", values=vector([fixed(float(v)) for v in s]))]
    k = int(s.argmax())
    return [message("figures.s_largest", name=f"S{subscript(k)}", value=fixed(float(s[k])))]


def _jacobian(numbers: Numbers, few: bool) -> list[str]:
    J = numbers.jacobian
    sentences = []
    if few:
        diagonal = vector([signed(float(v)) for v in np.diag(J)])
        sentences.append(message("figures.diagonal", K=numbers.K, values=diagonal))
    else:
        k = int(np.diag(J).argmax())
        sentences.append(
            message("figures.diagonal_largest", K=numbers.K, k=k, value=signed(float(J[k, k])))
        )
    beside = np.where(np.eye(numbers.K, dtype=bool), np.inf, J)
    i, j = (int(index) for index in np.unravel_index(beside.argmin(), J.shape))
    value = significant(float(J[i, j]), 3)
    sentences.append(message("figures.off_diagonal", i=i, j=j, value=value))
    return sentences


def _gradient(numbers: Numbers, few: bool) -> list[str]:
    g = numbers.gradient
    loss = message("figures.loss", formula=numbers.loss_text())
    formula = numbers.gradient_formula()
    if few:
        values = vector([signed(float(v)) for v in g])
        return [message("figures.gradient", formula=formula, values=values), loss]
    j = int(np.abs(g).argmax())
    value = signed(float(g[j]))
    return [message("figures.gradient_largest", formula=formula, j=j, value=value), loss]


def _contributions(numbers: Numbers, few: bool) -> list[str]:
    j = shown_column(numbers)
    total = signed(float(numbers.gradient[j]))
    if few:
        values = vector([signed(float(term)) for term in contributions(numbers, j)])
        return [message("figures.contributions", j=j, values=values, total=total)]
    return [message("figures.contributions_many", j=j, total=total)]


def _spectrum(numbers: Numbers, few: bool) -> list[str]:
    eigenvalues = [fixed(float(value)) for value in spectrum(numbers)]
    if few:
        return [message("figures.spectrum", values=vector(eigenvalues))]
    ends = {"largest": eigenvalues[0], "smallest": eigenvalues[-1]}
    return [message("figures.spectrum_many", K=numbers.K, **ends)]


def _simplex(numbers: Numbers, few: bool) -> list[str]:
    return [message("figures.simplex", s=point(numbers.s), y=point(numbers.y / numbers.weight))]


def point(s: Array) -> str:
    """Return a point of the triangle as text."""
    return vector([fixed(float(value)) for value in s])


DESCRIBED = {
    "softmax": _softmax,
    "jacobian": _jacobian,
    "gradient": _gradient,
    "simplex": _simplex,
    "contributions": _contributions,
    "spectrum": _spectrum,
}
