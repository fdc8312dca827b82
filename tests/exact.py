"""The same quantities straight from their definitions, to 400 digits, and errors counted in ulp.

With a margin of 700, 1 − S has its first digit in place 305: fifty digits would not see it.
"""

from collections.abc import Iterable, Sequence

import mpmath
import numpy as np

mp = mpmath.MPContext()
mp.dps = 400

Exact = list[mpmath.mpf]


def numbers(values: Iterable[float]) -> Exact:
    return [mp.mpf(float(value)) for value in values]


def softmax(theta: Sequence[float]) -> Exact:
    """S_i = e^{θ_i} / Σ_k e^{θ_k}."""
    e = [mp.exp(t) for t in numbers(theta)]
    total = mp.fsum(e)
    return [x / total for x in e]


def logsumexp(theta: Sequence[float]) -> mpmath.mpf:
    """ln Σ_k e^{θ_k}."""
    return mp.log(mp.fsum(mp.exp(t) for t in numbers(theta)))


def log_softmax(theta: Sequence[float]) -> Exact:
    """ln S_i = θ_i − ln Σ_k e^{θ_k}."""
    total = logsumexp(theta)
    return [t - total for t in numbers(theta)]


def jacobian(theta: Sequence[float]) -> list[Exact]:
    """J_ij = S_i (δ_ij − S_j)."""
    s = softmax(theta)
    return [[s[i] * ((i == j) - s[j]) for j in range(len(s))] for i in range(len(s))]


def jvp(theta: Sequence[float], v: Sequence[float]) -> Exact:
    """(J v)_i = S_i (v_i − Σ_k S_k v_k)."""
    s, v = softmax(theta), numbers(v)
    mean = mp.fsum(a * b for a, b in zip(s, v, strict=True))
    return [a * (b - mean) for a, b in zip(s, v, strict=True)]


def cross_entropy(theta: Sequence[float], y: Sequence[float]) -> mpmath.mpf:
    """L = −Σ_k y_k ln S_k."""
    return -mp.fsum(a * b for a, b in zip(numbers(y), log_softmax(theta), strict=True))


def gradient(theta: Sequence[float], y: Sequence[float]) -> Exact:
    """∂L/∂θ_j = S_j Σ_i y_i − y_j."""
    y = numbers(y)
    return [s * mp.fsum(y) - t for s, t in zip(softmax(theta), y, strict=True)]


def ulps(got: np.ndarray, exact: Sequence[mpmath.mpf] | mpmath.mpf) -> float:
    """The largest error in units in the last place of the exact value, rounded to got's dtype."""
    values = np.atleast_1d(got)
    trues = exact if isinstance(exact, list) else [exact]
    worst = 0.0
    for value, true in zip(values, trues, strict=True):
        unit = np.spacing(np.abs(values.dtype.type(float(true))))
        worst = max(worst, float(abs(mp.mpf(float(value)) - true) / mp.mpf(float(unit))))
    return worst
