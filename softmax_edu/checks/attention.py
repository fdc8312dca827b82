"""The tasks of attention: backward through its softmax, and a softmax that meets scores in turn.

``P`` are the probabilities of a row, ``dP`` the derivative of the loss by them. A mask is True
where a key may be seen. A block is ``(m, l, o)``: the largest score in it, Σ e^(score − m), and the
same sum with each term times its value.
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from .task import Array, Kind, Probe, Task, looked_at, random_numbers

Block: TypeAlias = tuple[Array, Array, Array]

# --- the truth -----------------------------------------------------------------------------------


def rows_of_softmax(scores: Array) -> Array:
    """Take softmax in each row; a row with nothing to see, −∞ everywhere, gives zeros."""
    largest = scores.max(axis=-1, keepdims=True)
    u = np.exp(scores - np.where(np.isfinite(largest), largest, 0.0))
    total = u.sum(axis=-1, keepdims=True)
    return u / np.where(total > 0, total, 1.0)


def softmax_backward(P: Array, dP: Array) -> Array:
    """Take dP = ∂L/∂P back to the scores: Jᵀ dP of each row, without J."""
    return P * (dP - np.sum(P * dP, axis=-1, keepdims=True))


def attention_backward(
    Q: Array, K: Array, V: Array, dO: Array, mask: Array
) -> tuple[Array, Array, Array]:
    """Return ∂L/∂Q, ∂L/∂K and ∂L/∂V of O = softmax(Q Kᵀ/√d) V, from dO = ∂L/∂O."""
    root = np.sqrt(Q.shape[-1])
    P = rows_of_softmax(np.where(mask, Q @ K.T / root, -np.inf))
    dS = softmax_backward(P, dO @ V.T)
    return dS @ K / root, dS.T @ Q / root, P.T @ dO


def online_softmax(scores: Array, v: Array) -> Block:
    """Return the block of all scores: their largest, Σ e^(score − m), Σ e^(score − m) v."""
    m = scores.max()
    if m == -np.inf:
        return m, np.float64(0.0), np.float64(0.0)
    e = np.exp(scores - m)
    return m, e.sum(), e @ v


def merge(a: Block, b: Block) -> Block:
    """Return the block of all scores of both."""
    m = np.maximum(a[0], b[0])
    if m == -np.inf:
        return a
    of_a, of_b = np.exp(a[0] - m), np.exp(b[0] - m)
    return m, a[1] * of_a + b[1] * of_b, a[2] * of_a + b[2] * of_b


# --- the points ----------------------------------------------------------------------------------


def _probabilities(*shape: int) -> Array:
    return rows_of_softmax(random_numbers(*shape))


def _backward_probes() -> Iterable[Probe]:
    names = ("P", "dP")

    def at(kind: Kind, P: Array, dP: Array) -> tuple[Probe, ...]:
        return looked_at(kind, names, 1, np.array(P), np.array(dP))

    # As many rows as columns first: a sum that has lost its axis still runs there.
    yield from at("plain", [[0.25, 0.75], [0.5, 0.5]], [[2.0, -1.0], [3.0, 0.5]])
    yield from at("plain", [[0.125, 0.25, 0.625]], [[4.0, -2.0, 1.0]])
    yield from at(
        "plain",
        [[0.5, 0.25, 0.25], [0.125, 0.25, 0.625]],
        [[1.0, -2.0, 0.5], [0.3, 2.0, -1.0]],
    )
    # Masked cells are 0, and a block may be one column wide.
    yield from at(
        "plain",
        [[1.0, 0.0, 0.0], [0.4, 0.6, 0.0], [0.2, 0.5, 0.3], [0.0, 0.0, 0.0]],
        [[1.0, 5.0, -2.0], [-1.0, 0.5, 3.0], [2.0, -0.5, 0.7], [1.0, 1.0, 2.0]],
    )
    yield from at("plain", [[1.0], [1.0], [1.0]], [[2.0], [-1.0], [0.5]])
    yield from at("plain", _probabilities(3, 3), random_numbers(3, 3) + 1)
    for n, m in ((4, 6), (5, 3)):
        yield from at("fresh", _probabilities(n, m), random_numbers(m, n).T)


def _attention_probes() -> Iterable[Probe]:
    names = ("Q", "K", "V", "dO", "mask")

    def at(kind: Kind, n: int, m: int, d: int, e: int, mask: Array = True) -> tuple[Probe, ...]:
        Q, K = random_numbers(n, d), 1.5 * random_numbers(m, d, 1)[..., 0]
        V, dO = random_numbers(m, e, 2)[..., 0], random_numbers(n, e, 3)[..., 0]
        return looked_at(kind, names, 3, Q, K, V, dO, np.broadcast_to(mask, (n, m)).copy())

    past = np.tri(4, 4, dtype=bool)
    # As many queries as keys first: a transpose that was forgotten still runs there.
    yield from at("plain", 3, 3, 2, 2)
    yield from at("plain", 4, 4, 2, 3, past)
    yield from at("plain", 2, 4, 3, 2)
    yield from at("plain", 4, 3, 2, 5, past[:, :3])
    yield from at("plain", 3, 1, 2, 2)
    yield from at("plain", 1, 5, 4, 3, [True, False, True, True, False])
    yield from at("masked", 3, 4, 2, 2, [[True] * 4, [False] * 4, [True, True, False, True]])
    yield from at("fresh", 5, 4, 3, 2, np.tri(5, 4, dtype=bool))
    yield from at("fresh", 2, 6, 5, 4)


def _online_probes() -> Iterable[Probe]:
    def at(kind: Kind, scores: Array, v: Array) -> tuple[Probe, ...]:
        return looked_at(kind, ("scores", "v"), 3, np.array(scores), np.array(v))

    yield from at("plain", [1.0, 2.0, 5.0, 3.0], [10.0, 20.0, 30.0, 40.0])
    yield from at("plain", [2.0, 1.0, 0.5], [1.0, -2.0, 4.0])  # falling
    yield from at("plain", [-3.0, -2.5, -1.0, -0.2, 0.3], [2.0, 1.0, -1.0, 3.0, 0.5])  # rising
    yield from at("plain", [-2.0, -1.5, -4.0], [3.0, 1.0, 2.0])
    yield from at("plain", [1.5], [7.0])
    yield from at("plain", [0.3, 0.3, 0.3, -1.0], [1.0, 2.0, 4.0, 8.0])
    yield from at("plain", [-1000.0, -1001.0, -999.0], [1.0, 2.0, 3.0])
    yield from at("plain", [0.5, -np.inf, 1.5], [1.0, 2.0, 3.0])
    yield from at("masked", [-np.inf, 1.0, -np.inf, 2.0], [1.0, 2.0, 3.0, 4.0])
    yield from at("masked", [-np.inf, -np.inf], [1.0, 2.0])
    yield from at("fresh", random_numbers(6), random_numbers(6, 2)[:, 1])
    yield from at("fresh", random_numbers(9) - 2, random_numbers(9, 2)[:, 1])


def _merge_probes() -> Iterable[Probe]:
    def at(kind: Kind, a: Block, b: Block) -> tuple[Probe, ...]:
        return looked_at(kind, ("a", "b"), 3, *a, *b, grouped=3)

    def block(scores: Array, v: Array) -> Block:
        return online_softmax(np.array(scores), np.array(v))

    nothing = (-np.inf, 0.0, 0.0)
    yield from at("plain", (2.0, 1.5, 20.0), (3.0, 1.25, 40.0))
    yield from at("plain", (1.0, 2.0, -3.0), (0.5, 1.0, 2.0))
    yield from at("plain", block([1.0, 2.0], [10.0, 20.0]), block([5.0, 3.0], [30.0, 40.0]))
    yield from at("plain", block([-4.0], [1.0]), block([-3.0, -5.0], [2.0, 3.0]))
    yield from at("plain", (0.7, 1.0, 5.0), (0.7, 1.0, -1.0))
    yield from at("plain", (-1000.0, 1.2, 3.0), (-999.0, 1.0, 1.0))
    yield from at("plain", (1.5, 1.3, 2.0), nothing)
    yield from at("plain", (0.0, 1.5, [1.0, 2.0]), (1.0, 1.25, [-1.0, 0.5]))  # rows of values
    yield from at("masked", nothing, nothing)
    three, four = block(random_numbers(3), [1.0, 2.0, 3.0]), block(random_numbers(4), [4, 3, 2, 1])
    yield from at("fresh", three, four)
    yield from at("fresh", block(random_numbers(5), [3.0, 1, 4, 1, 5]), (-0.3, 1.7, 2.2))


TASKS = (
    Task("softmax_backward", softmax_backward, None, tuple(_backward_probes()), ("dtheta",)),
    Task(
        "attention_backward",
        attention_backward,
        None,
        tuple(_attention_probes()),
        ("dQ", "dK", "dV"),
    ),
    Task("online_softmax", online_softmax, None, tuple(_online_probes()), ("m", "l", "o")),
    Task("merge", merge, None, tuple(_merge_probes()), ("m", "l", "o")),
)
