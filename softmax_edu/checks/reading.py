"""Read a formula off numbers that no known formula gives.

What a learner writes is mostly a short sum of what stands at hand: S, y and θ, their products and
logarithms. Which few of these, and how often each, follows from many answers by least squares. Only
what gives every answer to the last digits, with plain fractions in front, is a formula.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import numpy as np

from ..activations import softmax
from .notation import number
from .observation import Observation
from .tasks import Array, Probe

Terms: TypeAlias = dict[str, Array]

_EXACT = 1e-7
_MOST_TERMS = 3
_LARGEST_DENOMINATOR = 12


@dataclass(frozen=True)
class Reading:
    """A formula: which part of the answer it is of, as which entry, and what is right there."""

    part: str  # "whole", "diagonal" or "off_diagonal"
    entry: str
    formula: str
    right: str


@np.errstate(all="ignore")
def read(seen: Observation) -> tuple[Reading, ...]:
    """Return the formulas of the parts that are wrong, as far as they can be read off."""
    probes = [(seen.task.probes[k], seen.outcomes[k].value, seen.truths[k]) for k in seen.telling]
    if any(v is None or v.shape != t.shape or not np.isfinite(v).all() for _, v, t in probes):
        return ()
    return tuple(_READERS[seen.task.name](probes))


Answers: TypeAlias = list[tuple[Probe, Array, Array]]

# --- one entry of each task, in what stands at hand -----------------------------------------------


def _softmax(answers: Answers) -> Iterator[Reading]:
    right = "e^θᵢ / Σₖ e^θₖ"
    answers = [each for each in answers if np.ndim(each[1]) == 1]  # a batch says the same again
    thetas = [probe.arguments[0] for probe, _, _ in answers]
    yours = [value for _, value, _ in answers]
    functions = [_functions(theta) for theta in thetas]
    shares = all(np.all(value > 0) and abs(value.sum() - 1) < _EXACT for value in yours)
    if shares and (formula := _share(yours, functions)):
        yield Reading("whole", "softmax(θ)ᵢ", formula, right)
        return
    terms = [each | _of_s(softmax(theta)) for each, theta in zip(functions, thetas, strict=True)]
    if formula := _sum_of(np.concatenate(yours), _joined(terms), most=2):
        yield Reading("whole", "softmax(θ)ᵢ", formula, right)


def _share(yours: list[Array], functions: list[Terms]) -> str | None:
    """Read off of what outputs that add up to 1 are the shares."""
    centred = [{name: g - g.mean() for name, g in each.items()} for each in functions]
    logs = np.concatenate([np.log(value) - np.log(value).mean() for value in yours])
    for most in (1, 2):
        if power := _sum_of(logs, _joined(centred), most):
            below = power.replace("ᵢ", "ₖ")
            return "1/K" if power == "0" else f"e^({power}) / Σₖ e^({below})"
        for name in functions[0]:
            shares = [each[name] / each[name].sum() for each in functions]
            pairs = zip(yours, shares, strict=True)
            if all(np.allclose(value, share, rtol=_EXACT) for value, share in pairs):
                return f"{name} / Σₖ {name.replace('ᵢ', 'ₖ')}"
    return None


def _functions(theta: Array) -> Terms:
    return {
        "θᵢ": theta,
        "θᵢ²": theta**2,
        "|θᵢ|": np.abs(theta),
        "max(θᵢ, 0)": np.maximum(theta, 0),
        "θᵢ³": theta**3,
        "√|θᵢ|": np.abs(theta) ** 0.5,
        "e^θᵢ": np.exp(theta),
        "1/(1 + e^(−θᵢ))": 1 / (1 + np.exp(-theta)),
        "ln(1 + e^θᵢ)": np.log1p(np.exp(theta)),
        "θᵢ/K": theta / theta.size,
        "θᵢ/√(Σₖ(θₖ − θ̄)²/K)": theta / max(theta.std(), 1e-300) if np.ptp(theta) else 0 * theta,
        "θᵢ − min θ": theta - theta.min(),
        "Sᵢ": softmax(theta),
    }


def _of_s(s: Array) -> Terms:
    return {
        "1": np.ones(s.shape),
        "1/K": np.full(s.shape, 1 / s.size),
        "Sᵢ²": s**2,
        "√Sᵢ": s**0.5,
        "ln Sᵢ": np.log(s),
        "Sᵢ ln Sᵢ": s * np.log(s),
        "Sᵢ/K": s / s.size,
    }


def _jacobian(
    answers: Answers, right: tuple[str, str], entry: str = "∂S{}/∂θ{}"
) -> Iterator[Reading]:
    parts: dict[str, list[tuple[Array, ...]]] = {"diagonal": [], "off_diagonal": []}
    for probe, value, truth in answers:
        [theta] = probe.arguments
        on = np.eye(theta.size, dtype=bool)
        for part, where in (("diagonal", on), ("off_diagonal", ~on)):
            i, j = np.nonzero(where)
            parts[part].append((theta, i, j, value[where], truth[where]))
    for (part, pieces), formula_right in zip(parts.items(), right, strict=True):
        values, truths = (np.concatenate([piece[n] for piece in pieces]) for n in (3, 4))
        if np.allclose(values, truths, rtol=_EXACT, atol=_EXACT):
            continue
        make = _on_the_diagonal if part == "diagonal" else _off_the_diagonal
        terms = [make(theta, i, j) for theta, i, j, _, _ in pieces]
        if formula := _sum_of(values, _joined(terms), most=2):
            named = entry.format("ᵢ", "ᵢ" if part == "diagonal" else "ⱼ")
            yield Reading(part, named, formula, formula_right)


def _on_the_diagonal(theta: Array, i: Array, j: Array) -> Terms:
    return (
        {"θᵢ": theta, "θᵢ²": theta**2}
        | _of_s(s := softmax(theta))
        | {
            "Sᵢ": s,
            "Sᵢ³": s**3,
            "1/Sᵢ": 1 / s,
            "e^θᵢ": np.exp(theta),
            "e^(2θᵢ)": np.exp(2 * theta),
            "Sᵢθᵢ": s * theta,
            "Σₖ Sₖ²": np.full(s.shape, s @ s),
        }
    )


def _off_the_diagonal(theta: Array, i: Array, j: Array) -> Terms:
    s = softmax(theta)
    a, b, at, bt = s[i], s[j], theta[i], theta[j]
    return {
        "1": np.ones(a.shape),
        "SᵢSⱼ": a * b,
        "SᵢSⱼ/K": a * b / s.size,
        "Sᵢ": a,
        "Sⱼ": b,
        "Sᵢ²": a**2,
        "Sⱼ²": b**2,
        "Sᵢ²Sⱼ": a * a * b,
        "SᵢSⱼ²": a * b * b,
        "Sᵢ²Sⱼ²": a * a * b * b,
        "Sᵢ/Sⱼ": a / b,
        "Sⱼ/Sᵢ": b / a,
        "Sᵢ^Sⱼ": a**b,
        "Sⱼ^Sᵢ": b**a,
        "√(SᵢSⱼ)": (a * b) ** 0.5,
        "ln Sᵢ": np.log(a),
        "ln Sⱼ": np.log(b),
        "Sᵢ ln Sⱼ": a * np.log(b),
        "Sⱼ ln Sᵢ": b * np.log(a),
        "Σₖ Sₖ²": np.full(a.shape, s @ s),
        "θᵢ": at,
        "θⱼ": bt,
        "θᵢθⱼ": at * bt,
        "Sᵢθⱼ": a * bt,
        "θᵢSⱼ": at * b,
        "e^θᵢ": np.exp(at),
        "e^θⱼ": np.exp(bt),
        "e^(θᵢ + θⱼ)": np.exp(at + bt),
        "1/K": np.full(a.shape, 1 / s.size),
    }


def _gradient(answers: Answers) -> Iterator[Reading]:
    terms = [_of_s_and_y(*probe.arguments) for probe, _, _ in answers]
    values = np.concatenate([value for _, value, _ in answers])
    if formula := _sum_of(values, _joined(terms)):
        yield Reading("whole", "∂L/∂θⱼ", formula, "Sⱼ Σy − yⱼ")


def _batch_gradient(answers: Answers) -> Iterator[Reading]:
    rows = [
        (theta, y, value, np.full(theta.size, float(len(thetas))))
        for probe, values, _ in answers
        for thetas in probe.arguments[:1]
        for theta, y, value in zip(thetas, probe.arguments[1], values, strict=True)
    ]
    values, sizes = (np.concatenate([row[n] for row in rows]) for n in (2, 3))
    terms = _joined([_of_s_and_y(theta, y) for theta, y, _, _ in rows])
    right = "(Sⱼ Σy − yⱼ)/N"
    for factor, over in (
        (sizes, "/N"),
        (sizes**0.5, "/√N"),
        (sizes**2, "/N²"),
        (sizes - 1, "/(N − 1)"),
        (1 / sizes, " · N"),
    ):
        if formula := _sum_of(values * factor, terms):
            yield Reading("whole", "∂L/∂θⱼ", f"({formula}){over}", right)
            return
    divided = {f"{name}/N": terms[name] / sizes for name in ("Sⱼ", "Sⱼ Σy", "yⱼ")}
    if formula := _sum_of(values, divided | terms):
        yield Reading("whole", "∂L/∂θⱼ", formula, right)


def _of_s_and_y(theta: Array, y: Array) -> Terms:
    s, w = softmax(theta), np.asarray(y, dtype=float)
    whole = np.ones(s.shape)
    return {
        "Sⱼ Σy": s * w.sum(),
        "yⱼ": w,
        "Sⱼ": s,
        "Sⱼyⱼ": s * w,
        "Sⱼ²": s**2,
        "yⱼ²": w**2,
        "Sⱼ²yⱼ": s * s * w,
        "Sⱼyⱼ²": s * w * w,
        "Sⱼ³": s**3,
        "yⱼ/Sⱼ": w / s,
        "√yⱼ": w**0.5,
        "√Sⱼ": s**0.5,
        "ln Sⱼ": np.log(s),
        "yⱼ ln Sⱼ": w * np.log(s),
        "Sⱼ ln Sⱼ": s * np.log(s),
        "Sⱼ Σᵢ yᵢSᵢ": s * (w @ s),
        "Σᵢ yᵢSᵢ": whole * (w @ s),
        "|Sⱼ − yⱼ|": np.abs(s - w),
        "θⱼ": theta * whole,
        "θⱼyⱼ": theta * w,
        "Sⱼθⱼ": s * theta,
        "e^θⱼ": np.exp(theta),
        "1": whole,
        "1/K": whole / s.size,
        "max(Sⱼ − yⱼ, 0)": np.maximum(s - w, 0),
    }


def _loss(answers: Answers) -> Iterator[Reading]:
    terms = [_sums(*probe.arguments) for probe, _, _ in answers]
    values = np.array([float(value) for _, value, _ in answers])
    if formula := _sum_of(values, _joined(terms), most=2):
        yield Reading("whole", "L", formula, "−Σₖ yₖ ln Sₖ")


def _sums(theta: Array, y: Array) -> Terms:
    s, w = softmax(theta), np.asarray(y, dtype=float)
    log_s = np.log(s)
    each = {
        "Σₖ yₖ ln Sₖ": w * log_s,
        "Σₖ yₖSₖ ln Sₖ": w * s * log_s,
        "Σₖ yₖ(1 − Sₖ)² ln Sₖ": w * (1 - s) ** 2 * log_s,
        "Σₖ yₖ² ln Sₖ": w * w * log_s,
        "Σₖ yₖ (ln Sₖ)²": w * log_s**2,
        "Σₖ Sₖ ln Sₖ": s * log_s,
        "Σₖ ln Sₖ": log_s,
        "Σₖ yₖ ln(1 − Sₖ)": w * np.log1p(-s),
        "Σₖ (1 − yₖ) ln(1 − Sₖ)": (1 - w) * np.log1p(-s),
        "Σₖ (1 − yₖ) ln Sₖ": (1 - w) * log_s,
        "Σₖ yₖSₖ": w * s,
        "Σₖ yₖ/Sₖ": w / s,
        "Σₖ yₖSₖ²": w * s * s,
        "Σₖ yₖ√Sₖ": w * s**0.5,
        "Σₖ Sₖ²": s * s,
        "Σₖ yₖ²": w * w,
        "Σₖ |Sₖ − yₖ|": np.abs(s - w),
        "Σₖ yₖθₖ": w * theta,
        "Σₖ θₖ": theta,
        "Σₖ e^θₖ": np.exp(theta),
        "Σₖ yₖe^θₖ": w * np.exp(theta),
        "Σy": w,
    }
    sums = {name: np.array([terms.sum()]) for name, terms in each.items()}
    log_v = np.log(np.exp(theta).sum())
    return sums | {
        "ln Σₖ e^θₖ": np.array([log_v]),
        "Σy ln Σₖ e^θₖ": np.array([log_v * w.sum()]),
        "ln Σₖ yₖSₖ": np.array([np.log(w @ s)]),
        "max θ": np.array([theta.max()]),
        "max S": np.array([s.max()]),
        "ln max S": np.array([np.log(s.max())]),
        "y[0] ln S[0]": np.array([w[0] * log_s[0]]),
        "y[K − 1] ln S[K − 1]": np.array([w[-1] * log_s[-1]]),
        "1": np.ones(1),
        "K": np.array([float(s.size)]),
    }


_READERS = {
    "softmax": _softmax,
    "jacobian": lambda answers: _jacobian(answers, ("Sᵢ(1 − Sᵢ)", "−SᵢSⱼ")),
    "log_softmax_jacobian": lambda answers: _jacobian(answers, ("1 − Sᵢ", "−Sⱼ"), "∂ ln S{}/∂θ{}"),
    "loss": _loss,
    "gradient": _gradient,
    "batch_gradient": _batch_gradient,
}

# --- which few terms, and how often each ----------------------------------------------------------


def _joined(terms: list[Terms]) -> Terms:
    return {name: np.concatenate([each[name] for each in terms]) for name in terms[0]}


def _sum_of(values: Array, terms: Terms, most: int = _MOST_TERMS) -> str | None:
    """Return the shortest sum of terms that gives all values, as text; None if there is none."""
    if np.allclose(values, 0, atol=_EXACT):
        return "0"
    usable = [name for name, term in terms.items() if np.isfinite(term).all() and term.any()]
    for count in range(1, most + 1):
        for names in combinations(usable, count):
            columns = np.stack([terms[name] for name in names], axis=1)
            if len(values) < count + 4:
                return None
            amounts = np.linalg.lstsq(columns, values, rcond=None)[0]
            plain = [_plain(float(amount)) for amount in amounts]
            if None in plain:
                continue
            if np.allclose(columns @ np.array(plain), values, rtol=_EXACT, atol=_EXACT):
                return _written(dict(zip(names, plain, strict=True)))
    return None


_LOGARITHMS = (1 / np.log(2), 1 / np.log(10), np.log(2))


def _plain(amount: float) -> float | None:
    """Return the short fraction, or one over a logarithm, that an amount is; None if it is none."""
    fraction = float(Fraction(amount).limit_denominator(_LARGEST_DENOMINATOR))
    for candidate in (fraction, *(np.copysign(each, amount) for each in _LOGARITHMS)):
        if candidate and abs(amount - candidate) < _EXACT * max(1.0, abs(amount)) * 10:
            return float(candidate)
    return None


def _written(amounts: Mapping[str, float | None]) -> str:
    """Write a sum: the terms with a plus first, no 1 before a term."""
    text = ""
    for name, amount in sorted(amounts.items(), key=lambda pair: (pair[1] or 0) < 0):
        size = number(abs(amount or 0))
        times = "" if size.isdecimal() and name[0] in "Sθye" else " · "
        written = size if name == "1" else name if size == "1" else f"{size}{times}{name}"
        sign = "−" if (amount or 0) < 0 else "+"
        text += f" {sign} {written}" if text else written if sign == "+" else f"−{written}"
    return text
