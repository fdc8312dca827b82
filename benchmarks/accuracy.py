"""How right: the largest error in ulp, ours beside SciPy, PyTorch, JAX and scikit-learn.

    python -m pip install -e '.[bench]'
    python -m benchmarks.accuracy        # about two minutes; run at the top of the checkout

The truth is the definition, evaluated with mpmath to 50 digits and more (tests/exact.py). One ulp
is the distance between neighbouring floating-point numbers at the exact value, in the precision of
the input. "lost" means that not one digit is right. Ours must not exceed `BAR` anywhere.
"""

from collections.abc import Callable, Sequence

import jax
import numpy as np
import scipy.special
import torch
from sklearn._loss import HalfMultinomialLoss
from sklearn.utils.extmath import softmax as sklearn_softmax

import softmax_edu as ours
from tests import exact

jax.config.update("jax_enable_x64", True)

Peer = Callable[..., np.ndarray]
RNG = np.random.default_rng(0)
COLUMNS = ("ours", "SciPy", "torch", "JAX", "scikit-learn")
BAR = 5


def by_sklearn(what: str) -> Peer:
    """Loss or gradient by scikit-learn, which knows neither one sample alone nor float16."""

    def call(theta: np.ndarray, y: int) -> np.ndarray:
        half = HalfMultinomialLoss(n_classes=len(theta))
        return getattr(half, what)(np.array([y], theta.dtype), theta[np.newaxis])[0]

    return call


def by_torch_gradient(theta: np.ndarray, y: int) -> np.ndarray:
    leaf = torch.from_numpy(theta).requires_grad_()
    torch.nn.functional.cross_entropy(leaf, torch.tensor(y)).backward()
    return leaf.grad.numpy()


def by_torch_jvp(theta: np.ndarray, v: np.ndarray) -> np.ndarray:
    share = lambda t: torch.softmax(t, -1)  # noqa: E731
    return torch.func.jvp(share, (torch.from_numpy(theta),), (torch.from_numpy(v),))[1].numpy()


def jax_loss(theta: jax.Array, y: int) -> jax.Array:
    return -jax.nn.log_softmax(theta)[y]


SOFTMAX: dict[str, Peer] = {
    "ours": ours.softmax,
    "SciPy": scipy.special.softmax,
    "torch": lambda x: torch.softmax(torch.from_numpy(x), -1).numpy(),
    "JAX": lambda x: np.asarray(jax.nn.softmax(x)),
    "scikit-learn": lambda x: sklearn_softmax(x[np.newaxis])[0],
}
LOG_SOFTMAX: dict[str, Peer] = {
    "ours": ours.log_softmax,
    "SciPy": scipy.special.log_softmax,
    "torch": lambda x: torch.log_softmax(torch.from_numpy(x), -1).numpy(),
    "JAX": lambda x: np.asarray(jax.nn.log_softmax(x)),
}
LOSS: dict[str, Peer] = {
    "ours": ours.cross_entropy,
    "SciPy": lambda x, y: -scipy.special.log_softmax(x)[y],
    "torch": lambda x, y: torch.nn.functional.cross_entropy(
        torch.from_numpy(x), torch.tensor(y)
    ).numpy(),
    "JAX": lambda x, y: np.asarray(jax_loss(x, y)),
    "scikit-learn": by_sklearn("loss"),
}
LOSS_OF_BOTH: dict[str, Peer] = {
    "ours": lambda x, y: ours.cross_entropy_value_and_gradient(x, y)[0],
    "scikit-learn": lambda x, y: HalfMultinomialLoss(n_classes=len(x)).loss_gradient(
        np.array([y], x.dtype), x[np.newaxis]
    )[0][0],
}
GRADIENT: dict[str, Peer] = {
    "ours": ours.cross_entropy_gradient,
    "SciPy": lambda x, y: scipy.special.softmax(x) - np.eye(len(x))[y],
    "torch": by_torch_gradient,
    "JAX": lambda x, y: np.asarray(jax.grad(jax_loss)(x, y)),
    "scikit-learn": by_sklearn("gradient"),
}
DIAGONAL: dict[str, Peer] = {
    "ours": lambda x: np.diag(ours.softmax_jacobian(x)),
    "SciPy": lambda x: scipy.special.softmax(x) * (1 - scipy.special.softmax(x)),
    "torch": lambda x: np.diag(
        torch.func.jacrev(lambda t: torch.softmax(t, -1))(torch.from_numpy(x)).numpy()
    ),
    "JAX": lambda x: np.diag(np.asarray(jax.jacrev(jax.nn.softmax)(x))),
}
JVP: dict[str, Peer] = {
    "ours": ours.softmax_jvp,
    "SciPy": lambda x, v: scipy.special.softmax(x) * (v - scipy.special.softmax(x) @ v),
    "torch": by_torch_jvp,
    "JAX": lambda x, v: np.asarray(jax.jvp(jax.nn.softmax, (x,), (v,))[1]),
}


def error(got: np.ndarray, true: exact.Exact) -> float:
    """The largest error in ulp; infinite where it is as large as the number itself."""
    values = np.atleast_1d(got)
    smallest = float(np.finfo(values.dtype).tiny)  # below it, 0 may be the right answer
    pairs = zip(values, true, strict=True)
    if any(abs(exact.mp.mpf(float(v)) - t) >= abs(t) > smallest for v, t in pairs):
        return np.inf
    return exact.ulps(values, true)


def row(label: str, peers: dict[str, Peer], cases: Sequence[tuple]) -> None:
    """Print the largest error over the cases; each is (arguments, exact result[, entries])."""
    cells = []
    for name in COLUMNS:
        worst = -1.0
        for arguments, true, *entries in cases if name in peers else ():
            try:
                got = np.asarray(peers[name](*arguments))
            except (TypeError, ValueError):  # scikit-learn takes no float16
                worst = -1.0
                break
            if entries:
                got = got[entries[0]]
            worst = max(worst, error(got, true))
        cells.append("–" if worst < 0 else "lost" if worst == np.inf else f"{worst:.3g}")
    missed = "" if cells[0] != "lost" and float(cells[0]) <= BAR else "  ← MISSED"
    print(f"{label:44} " + " ".join(f"{c:>12}" for c in cells) + missed, flush=True)


def random_scores() -> None:
    """Random scores: softmax, ln S and the loss."""
    for dtype in (np.float64, np.float32, np.float16):
        for spread in (1, 30, 300):
            for k in (2, 10, 1000, 50_257):
                thetas = [
                    (RNG.standard_normal(k) * spread).astype(dtype)
                    for _ in range(1 if k > 10_000 else max(5, 400 // k))
                ]
                label = f"N(0, {spread}), K = {k}, {np.dtype(dtype)}"
                cases = [((x,), exact.softmax(x)) for x in thetas]
                row(f"softmax {label}", SOFTMAX, cases)
                logs = [exact.log_softmax(x) for x in thetas]
                cases = [((x,), log) for x, log in zip(thetas, logs, strict=True)]
                row(f"log_softmax {label}", LOG_SOFTMAX, cases)
                labels = [int(RNG.integers(k)) for _ in thetas]
                cases = [
                    ((x, y), [-log[y]]) for x, log, y in zip(thetas, logs, labels, strict=True)
                ]
                row(f"cross_entropy {label}", LOSS, cases)


def clear_winners() -> None:
    """A right class that leads by a margin."""
    for margin in (1, 10, 37, 40, 100, 300, 700):
        thetas = [np.array([0.3, margin, -0.2]), np.array([0.1, margin + 0.1])]
        one_hots = [np.eye(len(x))[1] for x in thetas]
        logs = [((x,), [exact.log_softmax(x)[1]], [1]) for x in thetas]
        row(f"log_softmax, margin {margin}", LOG_SOFTMAX, logs)
        losses = [((x, 1), [-exact.log_softmax(x)[1]]) for x in thetas]
        row(f"loss, margin {margin}", LOSS, losses)
        row(f"loss with gradient, margin {margin}", LOSS_OF_BOTH, losses)
        cases = [((x, 1), exact.gradient(x, y)) for x, y in zip(thetas, one_hots, strict=True)]
        row(f"gradient, margin {margin}", GRADIENT, cases)
        cases = [((x,), [line[i] for i, line in enumerate(exact.jacobian(x))]) for x in thetas]
        row(f"Jacobian diagonal, margin {margin}", DIAGONAL, cases)
        cases = [
            ((x, v), exact.jvp(x, v))
            for x in thetas
            for v in (np.eye(len(x))[0], np.eye(len(x))[1])
        ]
        row(f"JVP, margin {margin}", JVP, cases)


def many_classes() -> None:
    """A million classes, and a hundred thousand in half precision, judged at 1000 of them."""
    for k, dtype in ((1_000_000, np.float64), (1_000_000, np.float32), (100_000, np.float16)):
        x = RNG.standard_normal(k).astype(dtype)
        at = RNG.integers(k, size=1000)
        with exact.mp.workdps(50):
            numbers = exact.numbers(x)
            total = exact.mp.fsum(exact.mp.exp(t) for t in numbers)
            shares = [exact.mp.exp(numbers[i]) / total for i in at]
            logs = [numbers[i] - exact.mp.log(total) for i in at]
        row(f"softmax K = {k}, {np.dtype(dtype)}", SOFTMAX, [((x,), shares, at)])
        row(f"log_softmax K = {k}, {np.dtype(dtype)}", LOG_SOFTMAX, [((x,), logs, at)])


if __name__ == "__main__":
    print(f"{'largest error in ulp':44} " + " ".join(f"{c:>12}" for c in COLUMNS))
    with np.errstate(all="ignore"):
        clear_winners()
        random_scores()
        many_classes()
