"""What is true of a wrong function's answers, whatever formula they come from."""

from collections.abc import Iterator

import numpy as np

from .comparison import RIGHT_TO, Comparison, Index, first_of
from .observation import Observation
from .running import Outcome
from .tasks import TASKS, Array, Probe
from .unknown import of_unknown
from .verdict import Finding

# The gradients by scores: whose entries add up to 0.
_SUM_TO_0 = {"gradient", "batch_gradient", "distill_gradient", "reinforce_gradient"}

# What a method is called that was not called itself.
_METHODS = {"builtin_function_or_method", "method", "function"}


def parting(compared: Comparison) -> Finding:
    """Return the first entry in which an answer and the truth differ, or their shapes."""
    return _two(compared, compared.first, "parted")


def of_wrong(seen: Observation, compared: Comparison | None, kind: str) -> Iterator[Finding]:
    """Yield what can be said without naming a mistake."""
    if seen.right_for_labels:
        yield Finding("right_for_labels")
    if len(names := seen.task.parts) > 1:
        if len(seen.outcomes[0].parts) != len(names):
            yield Finding("parts_due", values={"count": len(names), "names": names})
            return
        if unread := [n for n, part in enumerate(seen.outcomes[0].parts) if part is None]:
            yield Finding("parts_unread", values={"names": [names[n] for n in unread]})
            return
        yield from _right_parts(seen)
    if seen.outcomes[0].value is None or compared is None:
        if several := [*_several(seen)]:
            yield from several
            return
        none = [seen.outcomes[k] for k in seen.answered if seen.outcomes[k].value is None]
        yield from map(_not_numbers, [outcome for outcome in none if outcome.raised is None][:1])
        return
    at, yours, truth = compared.probe, compared.yours, compared.truth
    if not compared.same_shape:
        if truth.ndim and not yours.ndim:
            yield Finding("one_number", at, values={"yours": float(yours), "truth": truth.shape})
            return
        if several := [*_several(seen)]:
            yield from several
            return
        if _hands_back(seen):
            yield Finding("argument_returned")
        kind = "shape_wrong" if truth.ndim else "shape_of_a_number"
        yield Finding(kind, at, values={"yours": yours.shape, "truth": truth.shape})
        yield from _but_for_the_shape(compared)
        return
    if _hands_back(seen):
        yield Finding("argument_returned")
    if (dtype := seen.outcomes[0].dtype) is not None and kind == "unknown":
        if dtype.kind == "b":
            yield Finding("true_or_false")
        elif dtype.kind in "iu":
            kind = "integer_array" if truth.ndim else "whole_number"
            yield Finding(kind, values={"dtype": str(dtype)})
    if truth.ndim:
        yield Finding("shape_right", values={"shape": truth.shape})
    asked = [k for k in seen.required if k in seen.outcomes]
    right = [k for k in asked if seen.is_right(k)]
    if right and len(seen.task.parts) < 2:
        count = {"right": len(right), "count": len(asked)}
        one = seen.task.probes[right[0]] if len(right) == 1 else None
        yield Finding("right_at_one" if one else "right_at", one, values=count)
    if not np.all(np.isfinite(yours)):
        where = first_of(~np.isfinite(yours))
        yield Finding("not_finite", at, where, {"what": float(yours[where])})
    else:
        yield from _broken(seen.task.name, compared)
    yield _two(compared, compared.largest, "largest_gap")
    if kind == "unknown":
        yield from of_unknown(seen, compared)


def _hands_back(seen: Observation) -> bool:
    """Whether the answer is the first argument, as it came in."""
    answers = ((seen.outcomes[k].value, seen.task.probes[k].arguments[0]) for k in seen.answered)
    return all(value is not None and np.array_equal(value, theta) for value, theta in answers)


def _but_for_the_shape(compared: Comparison) -> Iterator[Finding]:
    """Yield how the numbers are the right ones, in a shape that is not."""
    yours, truth = compared.yours, compared.truth
    if yours.shape == truth.shape[::-1] and _near(yours.T, truth):
        yield Finding("shape_transposed")
    elif yours.size == truth.size and _near(yours.reshape(truth.shape), truth):
        yield Finding("shape_only")
    elif yours.ndim and yours.size < truth.size:
        yield from _part_of(compared)


def _part_of(compared: Comparison) -> Iterator[Finding]:
    """Yield which entries of the truth the answer consists of, where these lie side by side."""
    yours, truth = compared.yours, compared.truth
    entries = np.stack([*np.indices(truth.shape)], axis=-1)
    cuts: list[tuple[int | slice, ...]] = []
    if truth.ndim > 1:
        cuts += [(n,) for n in range(len(truth))]
        cuts += [(slice(None), n) for n in range(truth.shape[-1])]
    cuts += [(slice(a, b),) for a in range(len(truth)) for b in range(a + 1, len(truth) + 1)]
    for cut in cuts:
        if truth[cut].shape == yours.shape and _near(yours, truth[cut]):
            found = tuple(tuple(map(int, index)) for index in entries[cut].reshape(-1, truth.ndim))
            yield Finding("part_only", compared.probe, values={"entries": found})
            return


def _near(some: Array, other: Array) -> bool:
    return bool(np.allclose(some, other, rtol=RIGHT_TO, atol=RIGHT_TO))


def measured(task: str, probe: Probe, index: Index) -> Finding | None:
    """Return what the truth does at an entry: nudge θ_j by 0.1 and measure, or show S."""
    if not TASKS[task].of_scores:
        return None
    theta, *y = probe.arguments
    s = np.asarray(TASKS["softmax"].truth(theta))
    if task == "softmax":
        return Finding("measured", probe, index, {"truth": s[index[:-1]]})
    if task == "loss":
        return Finding("measured", probe, index, {"s": s, "surprise": -np.log(s)})
    nudged = np.array(theta, dtype=np.float64)
    nudged[index if task == "batch_gradient" else index[-1]] += 0.1
    after_s = np.asarray(TASKS["softmax"].truth(nudged))
    if task in ("jacobian", "log_softmax_jacobian"):
        before, after = s[index[0]], after_s[index[0]]
        if task == "log_softmax_jacobian":
            before, after = np.log(before), np.log(after)
    else:
        before, after = (np.mean(TASKS["loss"].truth(point, y[0])) for point in (theta, nudged))
    return Finding("measured", probe, index, {"before": float(before), "after": float(after)})


def _two(compared: Comparison, index: Index | None, kind: str) -> Finding:
    """Return a finding that holds both answers at an entry, or both shapes."""
    yours, truth = compared.yours, compared.truth
    if index is None:
        shapes = {"wrong": yours.shape, "right": truth.shape}
        kind = "parted_shape" if truth.ndim else "parted_number"
        return Finding(kind, compared.probe, values=shapes)
    both = {"wrong": float(yours[index]), "right": float(truth[index])}
    return Finding(kind, compared.probe, index, both)


def _not_numbers(outcome: Outcome) -> Finding:
    if outcome.returned == "NoneType":
        return Finding("printed_only" if outcome.printed else "returned_none")
    if outcome.returned == "ellipsis":
        return Finding("returned_ellipsis")
    if outcome.dtype is not None and outcome.dtype.kind == "V":
        return Finding("too_few_digits", values={"dtype": str(outcome.dtype)})
    if outcome.returned in _METHODS:
        return Finding("returned_method")
    return Finding("returned_other", values={"type": outcome.returned})


def _several(seen: Observation) -> Iterator[Finding]:
    """Yield that a tuple was returned, and which of its things is the answer."""
    if (count := len(seen.outcomes[0].parts)) == 1:
        yield Finding("returned_in_a_tuple")
    elif count:
        yield Finding("returned_several", values={"count": count})
        for n in range(count):
            if all(_part_is_right(seen, k, n) for k in seen.required):
                yield Finding("part_right", values={"number": n})


def _right_parts(seen: Observation) -> Iterator[Finding]:
    """Yield which of several things that are due are right in every call."""
    parts, calls = seen.task.parts, [k for k in seen.answered if not seen.outcomes[k].raised]
    of_part = {
        name: [k for k in calls if seen.task.probes[k].part == n] for n, name in enumerate(parts)
    }
    right = tuple(name for name, probes in of_part.items() if all(map(seen.is_right, probes)))
    if right:
        yield Finding("parts_right", values={"names": right})


def _part_is_right(seen: Observation, k: int, n: int) -> bool:
    parts, truth = seen.outcomes[k].parts, seen.truths[k]
    if n >= len(parts) or (part := parts[n]) is None or part.shape != truth.shape:
        return False
    return bool(np.allclose(part, truth, rtol=RIGHT_TO, atol=RIGHT_TO))


def _broken(task: str, compared: Comparison) -> Iterator[Finding]:
    """Yield properties of the truth that the answer does not have; right parts of a Jacobian."""
    at, yours, truth = compared.probe, compared.yours, compared.truth
    total = float(yours.sum())
    if task == "softmax":
        sums = np.reshape(yours.sum(axis=-1), -1)
        wrong = sums[np.abs(sums - 1) > RIGHT_TO]
        if wrong.size:
            yield Finding("sum_wrong", at, values={"sum": float(wrong[0])})
        if np.any(yours < 0):
            yield Finding("negative_output", at)
    elif task in ("jacobian", "log_softmax_jacobian", "softmax_backward"):
        right = np.asarray(np.isclose(yours, truth, rtol=RIGHT_TO, atol=RIGHT_TO))
        if task != "softmax_backward" and np.all(np.diag(right)):
            yield Finding("diagonal_right")
        if task != "softmax_backward" and np.all(right[~np.eye(len(truth), dtype=bool)]):
            yield Finding("off_diagonal_right")
        sums = yours.sum(axis=1)
        row = int(np.argmax(np.abs(sums) > RIGHT_TO))
        if abs(sums[row]) > RIGHT_TO:
            yield Finding("row_sums_wrong", at, values={"row": row, "sum": float(sums[row])})
    elif task == "loss":
        if yours < 0:
            yield Finding("negative_loss", at, values={"loss": float(yours)})
    elif task in _SUM_TO_0 and abs(total) > RIGHT_TO:
        yield Finding("gradient_sum_wrong", at, values={"sum": total})
