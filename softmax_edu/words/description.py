"""What a picture shows, in words and moment, for those who cannot see it."""

from collections.abc import Sequence

import numpy as np

from ..moment import Moment, Vector
from . import listed, message
from .account import FEW
from .formulas import case_formula, gradient_formula, loss_formula
from .numbers import entry, exact, fixed, probability, signed, significant, subscript, trimmed


def describe(
    moment: Moment,
    panels: Sequence[str],
    labels: Sequence[str] | None = None,
    case: bool = True,
) -> str:
    """Return the alternative text of the explorer's picture."""
    few = moment.K <= FEW
    sentences = [message("figures.scores", K=moment.K)]
    if labels:
        sentences.append(message("figures.labels", names=listed("and", labels)))
    if few:
        theta = vector([trimmed(float(score), 6) for score in moment.theta])
        sentences.append(message("figures.theta", values=theta))
    if moment.temperature != 1:
        sentences.append(message("figures.temperature", value=exact(moment.temperature)))
    if moment.y is not None:
        sentences.append(_target(moment))
    for panel in panels:
        sentences += DESCRIBED[panel](moment, few)
    if case and moment.cell is not None and "jacobian" in panels:
        i, j = moment.cell
        sentences.append(message("figures.cell", i=i, j=j, case=case_formula(moment)))
    return listed("sentence", sentences)


def vector(texts: Sequence[str]) -> str:
    """Return moment as a vector."""
    return f"({', '.join(texts)})"


def _target(moment: Moment) -> str:
    if isinstance(moment.y, int):
        return message("figures.target_class", k=moment.y)
    weighted = np.flatnonzero(moment.weights)
    if moment.K > FEW:
        return message("figures.target_many", count=weighted.size, sum=exact(moment.weight))
    values = vector([trimmed(float(weight), 6) for weight in moment.weights])
    return message("figures.target_weights", values=values)


def _softmax(moment: Moment, few: bool) -> list[str]:
    told = [
        probability(value, rest=rest)
        for value, rest in zip(moment.s.tolist(), moment.rest.tolist(), strict=True)
    ]
    if few:
        return [message("figures.s", values=vector(told))]
    k = int(moment.s.argmax())
    return [message("figures.s_largest", name=f"S{subscript(k)}", value=told[k])]


def _jacobian(moment: Moment, few: bool) -> list[str]:
    J = moment.jacobian
    sentences = []
    if few:
        diagonal = vector([entry(float(v)) for v in np.diag(J)])
        sentences.append(message("figures.diagonal", K=moment.K, values=diagonal))
    else:
        k = int(np.diag(J).argmax())
        sentences.append(
            message("figures.diagonal_largest", K=moment.K, k=k, value=entry(float(J[k, k])))
        )
    beside = np.where(np.eye(moment.K, dtype=bool), np.inf, J)
    i, j = (int(index) for index in np.unravel_index(beside.argmin(), J.shape))
    value = significant(float(J[i, j]), 3)
    sentences.append(message("figures.off_diagonal", i=i, j=j, value=value))
    return sentences


def _gradient(moment: Moment, few: bool) -> list[str]:
    g = moment.gradient
    loss = message("figures.loss", formula=loss_formula(moment))
    formula = gradient_formula(moment)
    if few:
        values = vector([entry(float(v)) for v in g])
        return [message("figures.gradient", formula=formula, values=values), loss]
    j = int(np.abs(g).argmax())
    value = entry(float(g[j]))
    return [message("figures.gradient_largest", formula=formula, j=j, value=value), loss]


def _roads(moment: Moment, few: bool) -> list[str]:
    j = moment.column
    total = signed(float(moment.gradient[j]))
    if few:
        values = vector([signed(float(term)) for term in moment.terms])
        return [message("figures.roads", j=j, values=values, total=total)]
    return [message("figures.roads_many", j=j, total=total)]


def _spectrum(moment: Moment, few: bool) -> list[str]:
    eigenvalues = [fixed(float(value)) for value in moment.eigenvalues]
    if few:
        return [message("figures.spectrum", values=vector(eigenvalues))]
    ends = {"largest": eigenvalues[0], "smallest": eigenvalues[-1]}
    return [message("figures.spectrum_many", K=moment.K, **ends)]


def _simplex(moment: Moment, few: bool) -> list[str]:
    return [message("figures.simplex", s=point(moment.s), y=point(moment.weights / moment.weight))]


def point(s: Vector) -> str:
    """Return a point of the triangle as text."""
    return vector([fixed(float(value)) for value in s])


DESCRIBED = {
    "softmax": _softmax,
    "jacobian": _jacobian,
    "gradient": _gradient,
    "simplex": _simplex,
    "roads": _roads,
    "spectrum": _spectrum,
}
