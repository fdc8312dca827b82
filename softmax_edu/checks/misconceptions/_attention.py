"""What else the softmax of attention is taken for, forward and backward: wrong on purpose.

dS = P·(∂P − D) in each row, with D = Σ P·∂P; and a running softmax of (m, l, o).
"""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from ...activations import softmax
from ..attention import Block, attention_backward, rows_of_softmax, softmax_backward
from ..attention import merge as merged
from ..task import Array
from .registry import wrong

# --- softmax_backward(P, dP) ----------------------------------------------------------------------


@wrong("diagonal-only", "softmax_backward")
def diagonal_only(P: Array, dP: Array) -> Array:
    return P * (1 - P) * dP


@wrong("mean-not-subtracted", "softmax_backward", source="P * dP, the first half of P * (dP − D)")
def mean_not_subtracted(P: Array, dP: Array) -> Array:
    return P * dP


@wrong("mean-down-the-columns", "softmax_backward", source="axis=0 where queries are the rows")
def mean_down_the_columns(P: Array, dP: Array) -> Array:
    return P * (dP - np.sum(P * dP, axis=0))


@wrong("mean-not-kept-upright", "softmax_backward", source="sum(axis=-1) without keepdims")
def mean_not_kept_upright(P: Array, dP: Array) -> Array:
    return P * (dP - np.sum(P * dP, axis=-1))


@wrong("one-mean-for-all-rows", "softmax_backward", source="np.sum without an axis")
def one_mean_for_all_rows(P: Array, dP: Array) -> Array:
    return P * (dP - np.sum(P * dP))


@wrong("plain-mean-subtracted", "softmax_backward", source="dP − dP.mean(), as in a layer norm")
def plain_mean_subtracted(P: Array, dP: Array) -> Array:
    return P * (dP - dP.mean(axis=-1, keepdims=True))


@wrong("plain-mean-subtracted", "softmax_backward")
def plain_sum_subtracted(P: Array, dP: Array) -> Array:
    return P * (dP - dP.sum(axis=-1, keepdims=True))


@wrong("mean-not-weighted-again", "softmax_backward", source="P·∂P − D: the bracket lost")
def mean_not_weighted_again(P: Array, dP: Array) -> Array:
    return P * dP - np.sum(P * dP, axis=-1, keepdims=True)


@wrong("probability-not-in-front", "softmax_backward", source="∂P − D returned")
def probability_not_in_front(P: Array, dP: Array) -> Array:
    return dP - np.sum(P * dP, axis=-1, keepdims=True)


@wrong("mean-added", "softmax_backward", source="the minus of J's second case lost")
def mean_added(P: Array, dP: Array) -> Array:
    return P * (dP + np.sum(P * dP, axis=-1, keepdims=True))


@wrong("sign-flipped", "softmax_backward")
def turned(P: Array, dP: Array) -> Array:
    return -softmax_backward(P, dP)


@wrong("factor-two", "softmax_backward")
def doubled(P: Array, dP: Array) -> Array:
    return 2 * softmax_backward(P, dP)


@wrong("applied-twice", "softmax_backward")
def softmax_of_probabilities(P: Array, dP: Array) -> Array:
    return softmax_backward(softmax(P), dP)


# --- attention_backward(Q, K, V, dO, mask) --------------------------------------------------------

Backward: TypeAlias = Callable[[Array, Array], Array]
Three: TypeAlias = tuple[Array, Array, Array]


def _masked(scores: Array, mask: Array) -> Array:
    return rows_of_softmax(np.where(mask, scores, -np.inf))


def _plainly(scores: Array) -> Array:
    u = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return u / u.sum(axis=-1, keepdims=True)


def _attention(
    Q: Array,
    K: Array,
    V: Array,
    dO: Array,
    mask: Array,
    *,
    forward: float = 0.5,
    back: float = 0.5,
    probabilities: Callable[[Array, Array], Array] = _masked,
    backward: Backward = softmax_backward,
) -> Three:
    """Run attention with the scores divided by d^forward, and dQ and dK by d^back."""
    d = Q.shape[-1]
    P = probabilities(Q @ K.T / d**forward, mask)
    dS = backward(P, dO @ V.T)
    return dS @ K / d**back, dS.T @ Q / d**back, P.T @ dO


def _keep(key: str, source: str = "", **changes: object) -> None:
    wrong(key, "attention_backward", source=source)(partial(_attention, **changes))  # type: ignore[arg-type]


_keep("root-missing", "Q Kᵀ without √d, forward, backward, or both", back=0.0)
_keep("root-missing", forward=0.0)
_keep("root-missing", forward=0.0, back=0.0)
_keep("root-twice", "d for √d; or √d in Q and again in the scores", back=1.0)
_keep("root-twice", forward=1.0)
_keep("root-twice", forward=1.0, back=1.0)
_keep("diagonal-only", backward=diagonal_only)
_keep("mean-not-subtracted", backward=mean_not_subtracted)
_keep("mean-down-the-columns", backward=mean_down_the_columns)
_keep("mean-not-kept-upright", backward=mean_not_kept_upright)
_keep("one-mean-for-all-rows", backward=one_mean_for_all_rows)
_keep("plain-mean-subtracted", backward=plain_mean_subtracted)
_keep("mean-not-weighted-again", backward=mean_not_weighted_again)
_keep("probability-not-in-front", backward=probability_not_in_front)
_keep(
    "zero-as-mask",
    "masks that multiply the scores; a score of 0 is a score",
    probabilities=lambda scores, mask: rows_of_softmax(np.where(mask, scores, 0.0)),
)
_keep(
    "mask-after-softmax",
    "probabilities multiplied by the mask, and not shared out again",
    probabilities=lambda scores, mask: rows_of_softmax(scores) * mask,
)
_keep(
    "mask-ignored",
    "the mask of the forward step left out of the backward one",
    probabilities=lambda scores, mask: rows_of_softmax(scores),
)
_keep(
    "mask-turned-round",
    "True for a key that is hidden, as in torch.nn.MultiheadAttention",
    probabilities=lambda scores, mask: rows_of_softmax(np.where(mask, -np.inf, scores)),
)
_keep(
    "mask-turned-round",
    probabilities=lambda scores, mask: _plainly(np.where(mask, -np.inf, scores)),
)


@wrong("root-missing", "attention_backward")
def root_missing_in_dq(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    dQ, dK, dV = attention_backward(Q, K, V, dO, mask)
    return dQ * np.sqrt(Q.shape[-1]), dK, dV


@wrong("root-missing", "attention_backward")
def root_missing_in_dk(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    dQ, dK, dV = attention_backward(Q, K, V, dO, mask)
    return dQ, dK * np.sqrt(Q.shape[-1]), dV


@wrong("sign-flipped", "attention_backward")
def attention_turned(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    dQ, dK, dV = attention_backward(Q, K, V, dO, mask)
    return -dQ, -dK, dV


@wrong("dk-untransposed", "attention_backward", source="dS @ Q beside dS @ K: it runs if N = M")
def dk_untransposed(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    dQ, _, dV = attention_backward(Q, K, V, dO, mask)
    root = np.sqrt(Q.shape[-1])
    dS = softmax_backward(_masked(Q @ K.T / root, mask), dO @ V.T)
    return dQ, dS @ Q / root, dV


@wrong("dv-untransposed", "attention_backward", source="P @ dO beside P @ V: it runs if N = M")
def dv_untransposed(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    dQ, dK, _ = attention_backward(Q, K, V, dO, mask)
    return dQ, dK, _masked(Q @ K.T / np.sqrt(Q.shape[-1]), mask) @ dO


# --- online_softmax(scores, v) and merge(a, b) ----------------------------------------------------


def _one_by_one(scores: Array, v: Array, add: Callable[[Block, Block], Block]) -> Block:
    """Meet the scores in turn, each a block of its own, and add it to what is there."""
    first, *rest = zip(scores, np.ones_like(v), v, strict=True)
    kept: Block = first
    for block in rest:
        kept = add(kept, block)
    return kept


Add: TypeAlias = Callable[[Block, Block], Block]


def wrong_in_steps(key: str, *, source: str = "") -> Callable[[Add], Add]:
    """Keep a wrong way to add up two blocks, and what comes of it one score at a time."""

    def keep(add: Add) -> Add:
        wrong(key, "online_softmax", source=source)(partial(_one_by_one, add=add))
        wrong(key, "merge")(add)
        return add

    return keep


def _scales(a: Block, b: Block) -> Three:
    m = np.maximum(a[0], b[0])
    return m, np.exp(a[0] - m), np.exp(b[0] - m)


@wrong_in_steps("o-not-rescaled", source="the line for ℓ written, the same line for o forgotten")
def o_not_rescaled(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] * of_a + b[1] * of_b, a[2] + b[2] * of_b


@wrong_in_steps("l-not-rescaled", source="the line for o written, the same line for ℓ forgotten")
def l_not_rescaled(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] + b[1] * of_b, a[2] * of_a + b[2] * of_b


@wrong_in_steps("nothing-rescaled", source="m replaced, and what was summed so far left as it was")
def nothing_rescaled(a: Block, b: Block) -> Block:
    m, _, of_b = _scales(a, b)
    return m, a[1] + b[1] * of_b, a[2] + b[2] * of_b


@wrong_in_steps("rescaled-upside-down", source="e^(m_new − m_old)")
def rescaled_upside_down(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] / of_a + b[1] * of_b, a[2] / of_a + b[2] * of_b


@wrong("rescaled-upside-down", "online_softmax")
def upside_down_from_minus_infinity(scores: Array, v: Array) -> Block:
    return scores.max(), np.float64(np.nan), np.float64(np.nan)  # e^(m − (−∞)) · 0


@wrong("o-not-rescaled", "merge")
def neither_o_rescaled(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] * of_a + b[1] * of_b, a[2] + b[2]


@wrong("l-not-rescaled", "merge")
def neither_l_rescaled(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] + b[1], a[2] * of_a + b[2] * of_b


@wrong("rescaled-upside-down", "merge")
def both_upside_down(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] / of_a + b[1] / of_b, a[2] / of_a + b[2] / of_b


@wrong_in_steps("largest-of-the-newest", source="m = s in the loop: no maximum is taken")
def largest_of_the_newest(a: Block, b: Block) -> Block:
    of_a = np.exp(a[0] - b[0])
    return b[0], a[1] * of_a + b[1], a[2] * of_a + b[2]


@wrong("one-block-rescaled", "merge", source="only the first block brought to the new m")
def one_block_rescaled(a: Block, b: Block) -> Block:
    m, of_a, _ = _scales(a, b)
    return m, a[1] * of_a + b[1], a[2] * of_a + b[2]


@wrong("blocks-added-up", "merge", source="(max, +, +): right if both have the same m")
def blocks_added_up(a: Block, b: Block) -> Block:
    return np.maximum(a[0], b[0]), a[1] + b[1], a[2] + b[2]


@wrong("divided-already", "online_softmax", source="o / ℓ kept in the place of o")
def divided_already(scores: Array, v: Array) -> Block:
    m, total, o = _one_by_one(scores, v, merged)
    return m, total, o / total


@wrong("divided-already", "merge")
def merged_and_divided(a: Block, b: Block) -> Block:
    m, total, o = merged(a, b)
    return m, total, o / total


@wrong("started-from-zero", "online_softmax", source="m = 0: right if a score is above 0")
def started_from_zero(scores: Array, v: Array) -> Block:
    m = np.maximum(scores.max(), 0.0)
    e = np.exp(scores - m)
    return m, e.sum(), e @ v


@wrong("first-counted-twice", "online_softmax", source="m = scores[0], looped over all")
def first_counted_twice(scores: Array, v: Array) -> Block:
    return merged((scores[0], np.float64(1.0), v[0]), _one_by_one(scores, v, merged))


@wrong("first-left-out", "online_softmax", source="m = scores[0], ℓ = o = 0, looped over the rest")
def first_left_out(scores: Array, v: Array) -> Block:
    m = scores.max()
    e = np.exp(scores - m)
    return m, e[1:].sum(), e[1:] @ v[1:]


@wrong("no-shift", "online_softmax")
def not_shifted(scores: Array, v: Array) -> Block:
    e = np.exp(scores)
    return scores.max(), e.sum(), e @ v


@wrong("minus-infinity-from-itself", "online_softmax", source="−∞ − (−∞) is no number")
def minus_infinity_from_itself(scores: Array, v: Array) -> Block:
    kept: Block = (np.float64(-np.inf), np.float64(0.0), np.float64(0.0))
    for block in zip(scores, np.ones_like(v), v, strict=True):
        m, of_a, of_b = _scales(kept, block)
        kept = (m, kept[1] * of_a + block[1] * of_b, kept[2] * of_a + block[2] * of_b)
    return kept


@wrong("minus-infinity-from-itself", "merge")
def merged_from_minus_infinity(a: Block, b: Block) -> Block:
    m, of_a, of_b = _scales(a, b)
    return m, a[1] * of_a + b[1] * of_b, a[2] * of_a + b[2] * of_b


@wrong("minus-infinity-from-itself", "attention_backward")
def a_row_of_minus_infinity(Q: Array, K: Array, V: Array, dO: Array, mask: Array) -> Three:
    def masked(scores: Array, mask: Array) -> Array:
        return _plainly(np.where(mask, scores, -np.inf))

    return _attention(Q, K, V, dO, mask, probabilities=masked)
