"""How fast: ours beside SciPy, scikit-learn, PyTorch and JAX, NumPy arrays in and NumPy arrays out.

    python -m pip install -e '.[bench]'
    python benchmarks/numerics.py              # about three minutes
    python benchmarks/numerics.py softmax      # one table: softmax, loss, jacobian or jvp

One thread and, where the system allows, one core. The contestants take turns within each round, so
that a busy machine slows all alike; each figure is the median over the rounds, in processor time.
Ratios are ours / theirs: below 1 ours is faster. "copy" and "exp" are the floor: one copy, one
np.exp.

What readability costs: the formulas are written to be read by learners, and to be right to 5 ulp. A
softmax that is written for speed stands here as "hurried": it checks nothing, works through blocks
of rows that fit the cache, and shifts nothing, for nothing overflows here. Ours takes 4 to 7 times
as long. Beside the package's own fast way, which checked and shifted only where it had to, softmax
takes 2.5 to 3 times as long on small arrays and 3 to 7 on large ones; the loss and its gradient
together, which are computed one after the other, 4 to 6 and 9 to 16 times what one fused pass took.
The bars: 2.5 times SciPy for softmax, 4 times SciPy for the pair.
"""

import os
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax  # noqa: E402 - the threads are set first
import numpy as np  # noqa: E402
import scipy.special  # noqa: E402
import torch  # noqa: E402
from sklearn._loss import HalfMultinomialLoss  # noqa: E402
from sklearn.utils.extmath import softmax as sklearn_softmax  # noqa: E402

import softmax_edu as ours  # noqa: E402

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(1)

SHAPES = [(5,), (1000,), (32, 10), (1024, 1000), (64, 50257), (1_000_000, 10)]
TYPES = [np.float64, np.float32]
RNG = np.random.default_rng(0)

Contestants = dict[str, Callable[[], object]]
Bars = dict[str, float]


def microseconds(contestants: Contestants, seconds: float = 0.8) -> dict[str, float]:
    """Median time of one call of each contestant, all taking turns for about `seconds` each."""
    loops = {}
    for name, call in contestants.items():
        call()
        once = []
        for _ in range(5):
            start = process_time()
            call()
            once.append(process_time() - start)
        loops[name] = max(1, int(2e-3 / min(once)))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    end = perf_counter() + seconds * len(contestants)
    while perf_counter() < end or len(times["ours"]) < 5:
        for name, call in contestants.items():
            start = process_time()
            for _ in range(loops[name]):
                call()
            times[name].append((process_time() - start) / loops[name])
    return {name: 1e6 * median(values) for name, values in times.items()}


def report(label: str, contestants: Contestants, bars: Bars) -> None:
    """Print one line: our time, each peer's, the ratio, and the bar where it is missed."""
    times = microseconds(contestants)
    cells = [f"{label:26} ours {times['ours']:10.1f} µs"]
    for name in list(times)[1:]:
        ratio = times["ours"] / times[name]
        missed = f" (bar {bars[name]})" if ratio > bars.get(name, np.inf) else ""
        cells.append(f"{name} {times[name]:.1f} → {ratio:.2f}{missed}")
    print(" | ".join(cells), flush=True)


def hurried(theta: np.ndarray) -> np.ndarray:
    """Softmax for speed: see the top. Right as long as no e^θ overflows."""
    if theta.ndim == 1:
        u = np.exp(theta)
        u /= u.sum()
        return u
    result = np.empty(theta.shape, theta.dtype)
    ones = np.ones(theta.shape[-1], theta.dtype)
    rows = max(1, (1 << 21) // theta[0].nbytes)
    for start in range(0, len(theta), rows):
        block = np.exp(theta[start : start + rows], out=result[start : start + rows])
        block /= np.dot(block, ones)[:, np.newaxis]
    return result


def softmax() -> None:
    """Softmax over the last axis."""
    jitted = jax.jit(lambda x: jax.nn.softmax(x, axis=-1))
    for shape in SHAPES:
        for dtype in TYPES:
            x = RNG.standard_normal(shape).astype(dtype)
            rows = np.atleast_2d(x)
            contestants: Contestants = {
                "ours": lambda x=x: ours.softmax(x),
                "hurried": lambda x=x: hurried(x),
                "SciPy": lambda x=x: scipy.special.softmax(x, axis=-1),
                "scikit-learn": lambda rows=rows: sklearn_softmax(rows),
                "torch": lambda x=x: torch.softmax(torch.from_numpy(x), -1).numpy(),
                "JAX": lambda x=x: np.asarray(jitted(x)),
                "copy": x.copy,
                "exp": lambda x=x: np.exp(x),
            }
            report(f"softmax {shape} {x.dtype}", contestants, {"SciPy": 2.5})


def loss() -> None:
    """Cross-entropy of class indices, the loss of each sample and its gradient together."""

    def summed(theta: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
        log_s = jax.nn.log_softmax(theta, axis=-1)
        losses = -jax.numpy.take_along_axis(log_s, y[..., None], -1)[..., 0]
        return losses.sum(), losses

    jitted = jax.jit(jax.value_and_grad(summed, has_aux=True))

    def by_jax(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        (_, losses), gradient = jitted(x, y)
        return np.asarray(losses), np.asarray(gradient)

    def by_torch(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        theta = torch.from_numpy(x).requires_grad_()
        losses = torch.nn.functional.cross_entropy(theta, torch.from_numpy(y), reduction="none")
        losses.sum().backward()
        return losses.detach().numpy(), theta.grad.numpy()

    def by_scipy(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = y[..., np.newaxis]
        losses = -np.take_along_axis(scipy.special.log_softmax(x, axis=-1), at, -1)[..., 0]
        gradient = scipy.special.softmax(x, axis=-1)
        np.put_along_axis(gradient, at, np.take_along_axis(gradient, at, -1) - 1, -1)
        return losses, gradient

    for shape in SHAPES:
        for dtype in TYPES:
            x = RNG.standard_normal(shape).astype(dtype)
            y = RNG.integers(shape[-1], size=shape[:-1])
            rows, labels = np.atleast_2d(x), np.atleast_1d(y)
            floats = labels.astype(dtype)  # scikit-learn wants them so
            half = HalfMultinomialLoss(n_classes=shape[-1])
            contestants: Contestants = {
                "ours": lambda x=x, y=y: ours.cross_entropy_value_and_gradient(x, y),
                "SciPy": lambda x=x, y=y: by_scipy(x, y),
                "torch": lambda rows=rows, labels=labels: by_torch(rows, labels),
                "JAX": lambda x=x, y=y: by_jax(x, y),
                "scikit-learn": lambda rows=rows, labels=floats, half=half: half.loss_gradient(
                    labels, rows
                ),
                "copy": x.copy,
                "exp": lambda x=x: np.exp(x),
            }
            report(f"loss + gradient {shape} {x.dtype}", contestants, {"SciPy": 4})


def jacobian() -> None:
    """The whole Jacobian from the scores of one sample."""
    by_jax = jax.jit(jax.jacrev(jax.nn.softmax))
    by_torch = torch.func.jacrev(lambda t: torch.softmax(t, -1))
    for k in (3, 5, 10, 5000):
        x = RNG.standard_normal(k)
        contestants: Contestants = {
            "ours": lambda x=x: ours.softmax_jacobian(x),
            "torch": lambda x=x: by_torch(torch.from_numpy(x)).numpy(),
            "JAX": lambda x=x: np.asarray(by_jax(x)),
            "zeros + 1": lambda k=k: np.zeros((k, k)) + 1,
        }
        report(
            f"Jacobian K = {k}",
            contestants,
            dict.fromkeys(("torch", "JAX"), 0.5 if k <= 10 else 0.6),
        )


def jvp() -> None:
    """J v without the matrix, against the product with a matrix that is already there."""
    for k in (10, 1000, 5000):
        x, v = RNG.standard_normal((2, k))
        J = ours.softmax_jacobian(x)
        contestants: Contestants = {
            "ours": lambda x=x, v=v: ours.softmax_jvp(x, v),
            "J @ v": lambda matrix=J, v=v: matrix @ v,
            "softmax_jacobian(x) @ v": lambda x=x, v=v: ours.softmax_jacobian(x) @ v,
        }
        report(f"JVP K = {k}", contestants, {"J @ v": 0.01} if k == 5000 else {})


if __name__ == "__main__":
    tables = {table.__name__: table for table in (softmax, loss, jacobian, jvp)}
    for name in sys.argv[1:] or tables:
        tables[name]()
