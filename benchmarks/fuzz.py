"""Random calls of every function of scores against 50 digits: what the docstrings promise, held.

    python -m benchmarks.fuzz               # 250,000 calls, about three minutes
    python -m benchmarks.fuzz 10000 7       # so many calls, and another seed

Scores of every size, ties, masked classes, subnormal numbers, weights from 1e-320 to 1e300, three
precisions. An error is counted in ulp of the number that its docstring names: of the result itself,
or of the larger of the two terms whose difference it is. Beside `BARS` of these it may be off by
what numbers below the smallest normal one cannot hold (`floor`). Ends with 1 if any is more.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import mpmath
import numpy as np

import softmax_edu as ours

BARS = {"jacobian": 12, "hessian, weights": 12, "hessian, label": 12}
BAR = 8  # of all others
CALLS = 250_000
# Half precision is computed in single.
LARGEST = {np.dtype(t): float(np.finfo(t).max) for t in (np.float32, np.float64)}
LARGEST[np.dtype(np.float16)] = LARGEST[np.dtype(np.float32)]
mp = mpmath.MPContext()
mp.dps = 50

Number = mpmath.mpf
ONE = mp.mpf(1)


@dataclass(frozen=True)
class Entry:
    """What one number should be, what it is measured against, and what it is a product of."""

    true: Number
    scale: Number
    factor: Number = ONE  # a subnormal S has lost digits; so has its product with this


def difference(a: Number, b: Number, factor: Number = ONE) -> Entry:
    """a − b, measured against the larger of the two."""
    return Entry(a - b, max(abs(a), abs(b)), factor)


def itself(a: Number, factor: Number = ONE) -> Entry:
    return Entry(a, abs(a), factor)


class Exact:
    """All quantities of one row of scores, with nothing subtracted that could cancel."""

    def __init__(self, theta: np.ndarray) -> None:
        self.dtype = theta.dtype
        self.top = int(np.argmax(theta))
        finite = [mp.mpf(float(t)) if np.isfinite(t) else None for t in theta]
        self.theta_top = finite[self.top]
        self.shifted = [None if t is None else t - self.theta_top for t in finite]
        # Whatever is below e^-5000 is 0 in every precision here, with any weight.
        e = [mp.zero if d is None or d < -5000 else mp.exp(d) for d in self.shifted]
        self.rest = mp.fsum(x for k, x in enumerate(e) if k != self.top)
        self.total = 1 + self.rest
        self.s = [x / self.total for x in e]
        self.one_minus_s = [self.others(self.s, k) for k in range(len(e))]

    @staticmethod
    def others(a: list[Number], j: int) -> Number:
        return mp.fsum(x for k, x in enumerate(a) if k != j)

    def softmax(self) -> list[Entry]:
        return [itself(s) for s in self.s]

    def log_s(self) -> list[Number]:
        log_total = mp.log1p(self.rest)
        return [-mp.inf if d is None else d - log_total for d in self.shifted]

    def log_softmax(self) -> list[Entry]:
        lost = mp.mpf(len(self.s))
        return [itself(value, lost) for value in self.log_s()]

    def logsumexp(self) -> list[Entry]:
        return [difference(self.theta_top, -mp.log1p(self.rest))]

    def jacobian(self, weight: Number = ONE) -> list[Entry]:
        s, n = self.s, range(len(self.s))
        lost = weight * len(s)
        products = [[s[i] * (self.one_minus_s[i] if i == j else -s[j]) for j in n] for i in n]
        return [itself(weight * p, lost) for line in products for p in line]

    def jvp(self, v: list[Number]) -> list[Entry]:
        c = v[int(np.argmax([float(s) for s in self.s]))]
        moved = [x - c for x in v]
        lost = 1 + len(v) * max(abs(x) for x in moved)
        mean = mp.fsum(s * x for s, x in zip(self.s, moved, strict=True))
        size = mp.fsum(s * abs(x) for s, x in zip(self.s, moved, strict=True))
        return [
            Entry(s * (x - mean), s * max(abs(x), size), lost)
            for s, x in zip(self.s, moved, strict=True)
        ]

    def loss(self, y: list[Number]) -> list[Entry]:
        logs = [-mp.inf if log_s < -LARGEST[self.dtype] else log_s for log_s in self.log_s()]
        terms = [a * b for a, b in zip(y, logs, strict=True) if a]
        return [itself(-mp.fsum(terms), 1 + len(y) * mp.fsum(y))]

    def gradient(self, y: list[Number]) -> list[Entry]:
        lost = 1 + len(y) * mp.fsum(y)
        return [
            difference(self.s[j] * self.others(y, j), y[j] * self.one_minus_s[j], lost)
            for j in range(len(y))
        ]


def scores(rng: np.random.Generator, dtype: type) -> np.ndarray:
    """One row of scores: small, large, far apart, close to a limit, tied, masked."""
    k = int(rng.choice([1, 2, 2, 2, 3, 3, 5, 8, 40], p=[0.02, *[0.14] * 6, 0.12, 0.02]))
    spreads = [1e-300, 1e-9, 1e-3, 1, 1, 10, 30, 100, 300, 720, 1e5, 1e300]
    theta = rng.normal(size=k) * rng.choice(spreads)
    kind = rng.integers(8)
    if kind == 0:  # one class ahead
        theta[rng.integers(k)] += rng.choice([10, 37, 50, 300, 700, 709, 745])
    elif kind == 1:  # far from 0
        theta += rng.choice([1e3, -1e3, 1e8, -1e8, 1e300])
    elif kind == 2:  # ties
        theta = np.round(theta)
    elif kind == 3:  # at the edge of what is normal, and of what is subnormal
        theta -= rng.choice([0, 0, 87, 103, 708, 744], size=k)
    bound = float(np.finfo(dtype).max)
    theta = np.clip(theta, -bound, bound).astype(dtype)
    if kind == 4:
        theta[rng.random(k) < 0.3] = -np.inf
        theta[rng.integers(k)] = 0
    return theta


def weights(rng: np.random.Generator, theta: np.ndarray) -> np.ndarray:
    """Weights for it: even, one-hot, smoothed, of all sizes, subnormal, or close to S."""
    k, info = len(theta), np.finfo(theta.dtype)
    kind = rng.integers(7)
    if kind == 0:
        y = rng.uniform(size=k)
    elif kind == 1:
        y = rng.dirichlet(np.ones(k))
    elif kind == 2:  # smoothed labels
        y = np.full(k, rng.choice([0, 1e-17, 1e-10, 1e-6, 1e-2]))
        y[rng.integers(k)] = 1 - y[0] * (k - 1)
    elif kind == 3:  # of all sizes
        low, high = np.log10(float(info.tiny)), np.log10(float(info.max)) - 2
        y = 10 ** rng.uniform(low - 3, high, size=k)
    elif kind == 4:  # one of them nearly all
        y = 10 ** rng.uniform(-30, -10, size=k)
        y[rng.integers(k)] = 1
    elif kind == 5:
        y = ours.softmax(theta).astype(float) * (1 + rng.normal(size=k) * 1e-12)
    else:
        y = np.where(rng.random(k) < 0.5, 0, rng.uniform(0, 3, size=k))
    return np.clip(y, 0, float(info.max) / 100).astype(theta.dtype)


def directions(rng: np.random.Generator, theta: np.ndarray) -> np.ndarray:
    """Directions: ordinary, huge, tiny, all alike but for a little."""
    info = np.finfo(theta.dtype)
    sizes = [1, 1, 1, float(info.max) / 100, float(info.tiny), 1e-3]
    v = rng.normal(size=len(theta))
    if rng.random() < 0.2:
        v = 3 + 1e-3 * v
    return (v * rng.choice(sizes)).astype(theta.dtype)


def numbers(values: np.ndarray) -> list[Number]:
    return [mp.mpf(float(value)) for value in values]


Case = tuple[str, tuple, np.ndarray, Callable[[], list[Entry]]]


def calls(rng: np.random.Generator) -> Iterator[Case]:
    """Endless calls: the name, the arguments, what came back, and how to get what should have."""
    while True:
        dtype = rng.choice([np.float64, np.float64, np.float64, np.float32, np.float16])
        theta = scores(rng, dtype)
        y, v, label = weights(rng, theta), directions(rng, theta), int(rng.integers(len(theta)))
        true, one_hot = Exact(theta), np.eye(len(theta))[label]
        wy, wv, wl = numbers(y), numbers(v), numbers(one_hot)
        yield "softmax", (theta,), ours.softmax(theta), true.softmax
        yield "log_softmax", (theta,), ours.log_softmax(theta), true.log_softmax
        yield "logsumexp", (theta,), ours.logsumexp(theta), true.logsumexp
        yield "jacobian", (theta,), ours.softmax_jacobian(theta), true.jacobian
        yield "jvp", (theta, v), ours.softmax_jvp(theta, v), partial(true.jvp, wv)
        for of, target, exact in (("weights", y, wy), ("label", label, wl)):
            args, total = (theta, target), mp.fsum(exact)
            yield f"loss, {of}", args, ours.cross_entropy(*args), partial(true.loss, exact)
            gradient = ours.cross_entropy_gradient(*args)
            yield f"gradient, {of}", args, gradient, partial(true.gradient, exact)
            hessian = ours.cross_entropy_hessian(*args)
            yield f"hessian, {of}", args, hessian, partial(true.jacobian, total)


def error(got: np.ndarray, entries: list[Entry]) -> float:
    """The largest error in ulp of its scale, after what a subnormal number cannot hold."""
    values = np.atleast_1d(got).ravel()
    info = np.finfo(values.dtype)
    # Half precision is computed in single: its products lose what single cannot hold.
    floor = float(np.finfo(np.float32 if info.bits == 16 else values.dtype).smallest_subnormal)
    worst = 0.0
    for value, entry in zip(values, entries, strict=True):
        if not np.isfinite(value):
            right = abs(entry.true) > float(info.max) and (value > 0) == (entry.true > 0)
            worst = max(worst, 0.0 if right else np.inf)
            continue
        unit = np.spacing(values.dtype.type(min(entry.scale, float(info.max))))
        off = abs(mp.mpf(float(value)) - entry.true) - floor * entry.factor
        worst = max(worst, float(off / mp.mpf(float(unit))))
    return worst


def main(count: int = CALLS, seed: int = 0) -> dict[str, tuple[float, tuple]]:
    """Make so many calls; give the worst error of each function and the arguments it came from."""
    worst: dict[str, tuple[float, tuple]] = {}
    cases = calls(np.random.default_rng(seed))
    with np.errstate(all="ignore"):  # subnormal numbers are meant here
        for _ in range(count):
            name, arguments, got, true = next(cases)
            off = error(got, true())
            if off >= worst.get(name, (-1.0,))[0]:
                worst[name] = off, arguments
    return worst


if __name__ == "__main__":
    worst = main(*map(int, sys.argv[1:]))
    for name, (off, arguments) in worst.items():
        bar = BARS.get(name, BAR)
        print(f"{name:18} {off:6.3g} ulp" + f"  ← MORE THAN {bar}: {arguments}" * (off > bar))
    sys.exit(any(off > BARS.get(name, BAR) for name, (off, _) in worst.items()))
