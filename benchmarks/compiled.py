"""What the checks make of functions that JAX computes: compiled once a shape, in float32.

    python -m pip install -e '.[bench]'
    python -m benchmarks.compiled

JAX 0.10.2 and NumPy 2.4.6, on two cores that eight others shared (load 8): every right function
passed, with the remark that its answer is held in float32. The slowest took 26 to 31 s, for each of
its eight shapes is compiled anew, and counted the seconds on screen. Before each shape was given
time of its own, four of these five were stopped. Numerical derivatives of JAX's float32 functions
are off by 5e-5 (central), 3e-4 (forward) and 9e-8 (complex step).
"""

import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from softmax_edu import (
    check_gradient,
    check_jacobian,
    check_softmax,
    numerical_gradient,
    numerical_jacobian,
    softmax_jacobian,
)

THETA = np.array([0.3, -0.2, 0.9])


def loss(theta: Any, y: Any) -> Any:
    return -jnp.sum(y * jax.nn.log_softmax(theta))


@jax.jit
def slow_to_compile(theta: Any) -> Any:
    e = jnp.exp(theta - theta.max())
    s = e / e.sum()
    for k in range(400):
        s = jnp.where(s > 2.0 + k, jnp.sin(s) * k + jnp.cos(s * k), s)
    return s


CHECKED: list[tuple[str, Callable[[Any], Any], Any]] = [
    ("softmax, op by op", check_softmax, jax.nn.softmax),
    ("softmax, compiled", check_softmax, jax.jit(jax.nn.softmax)),
    ("softmax, slow to compile", check_softmax, slow_to_compile),
    ("Jacobian, by jacfwd", check_jacobian, jax.jacfwd(jax.nn.softmax)),
    ("gradient, by grad", check_gradient, jax.jit(jax.grad(loss))),
    ("wrong sign", check_gradient, jax.jit(lambda theta, y: y - jax.nn.softmax(theta))),
    ("bfloat16", check_softmax, lambda theta: jax.nn.softmax(jnp.asarray(theta, jnp.bfloat16))),
]


def main() -> None:
    """Print a verdict and a time for each function, and how far numerical derivatives are off."""
    for name, check, f in CHECKED:
        began = time.monotonic()
        report = check(f)
        told = ", ".join((report.kind, *report.named, *report.faults))
        print(f"\r{name:26} {time.monotonic() - began:6.1f} s  {told}")
    J = softmax_jacobian(THETA)
    for method in ("forward", "central", "complex-step"):
        error = np.abs(numerical_jacobian(jax.nn.softmax, THETA, method) - J).max() / J.max()
        by_loss = numerical_gradient(lambda x: loss(x, jnp.eye(3)[1]), THETA, method)
        off = np.abs(by_loss - jax.nn.softmax(THETA) + np.eye(3)[1]).max()
        print(f"{method:12} Jacobian off by {error:.0e}, gradient by {off:.0e}")


if __name__ == "__main__":
    main()
