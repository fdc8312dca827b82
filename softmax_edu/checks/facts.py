"""What is true of a wrong function's answers, whatever formula they come from."""

from collections.abc import Iterator

import numpy as np

from .comparison import RIGHT_TO, Comparison, Index
from .observation import Observation
from .report import Finding
from .running import Outcome
from .tasks import TASKS, Probe
from .unknown import of_unknown

# What a method is called that was not called itself.
_METHODS = {"builtin_function_or_method", "method", "function"}


def parting(compared: Comparison) -> Finding:
    """Return the first entry in which an answer and the truth differ, or their shapes."""
    return _two(compared, compared.first, "parted")


def of_wrong(seen: Observation, compared: Comparison | None, kind: str) -> Iterator[Finding]:
    """Yield what can be said without naming a mistake."""
    if seen.right_for_labels:
        yield Finding("right_for_labels")
    if seen.outcomes[0].value is None or compared is None:
        none = [seen.outcomes[k] for k in seen.ordinary if seen.outcomes[k].value is None]
        yield from map(_not_numbers, [outcome for outcome in none if outcome.raised is None][:1])
        yield from _several(seen)
        return
    at, yours, truth = compared.probe, compared.yours, compared.truth
    if not compared.same_shape:
        if truth.ndim and not yours.ndim:
            yield Finding("one_number", at, values={"yours": float(yours), "truth": truth.shape})
            return
        yield from _several(seen)
        yield Finding("shape_wrong", at, values={"yours": yours.shape, "truth": truth.shape})
        if yours.size == truth.size and np.allclose(
            yours.reshape(truth.shape), truth, rtol=RIGHT_TO, atol=RIGHT_TO
        ):
            yield Finding("shape_only")
        return
    if truth.ndim:
        yield Finding("shape_right", values={"shape": truth.shape})
    if right := sum(map(seen.is_right, seen.ordinary)):
        yield Finding("right_at", values={"right": right, "count": len(seen.ordinary)})
    if not np.all(np.isfinite(yours)):
        what = float(yours[~np.isfinite(yours)].flat[0])
        yield Finding("not_finite", at, values={"what": what})
    else:
        yield from _broken(seen.task.name, compared)
    yield _two(compared, compared.largest, "largest_gap")
    if kind == "unknown":
        yield from of_unknown(seen, compared)


def measured(task: str, probe: Probe, index: Index) -> Finding:
    """Return what the truth does at an entry: nudge θ_j by 0.1 and measure, or show S."""
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
        return Finding("parted_shape", compared.probe, values=shapes)
    both = {"wrong": float(yours[index]), "right": float(truth[index])}
    return Finding(kind, compared.probe, index, both)


def _not_numbers(outcome: Outcome) -> Finding:
    if outcome.returned == "NoneType":
        return Finding("printed_only" if outcome.printed else "returned_none")
    if outcome.returned == "ellipsis":
        return Finding("returned_ellipsis")
    if outcome.returned in _METHODS:
        return Finding("returned_method")
    return Finding("returned_other", values={"type": outcome.returned})


def _several(seen: Observation) -> Iterator[Finding]:
    """Yield that a tuple was returned, and which of its things is the answer."""
    if count := len(seen.outcomes[0].parts):
        yield Finding("returned_several", values={"count": count})
        for n in range(count):
            if all(_part_is_right(seen, k, n) for k in seen.ordinary):
                yield Finding("part_right", values={"number": n})


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
    elif task in ("jacobian", "log_softmax_jacobian"):
        right = np.asarray(np.isclose(yours, truth, rtol=RIGHT_TO, atol=RIGHT_TO))
        if np.all(np.diag(right)):
            yield Finding("diagonal_right")
        if np.all(right[~np.eye(len(truth), dtype=bool)]):
            yield Finding("off_diagonal_right")
        sums = yours.sum(axis=1)
        row = int(np.argmax(np.abs(sums) > RIGHT_TO))
        if abs(sums[row]) > RIGHT_TO:
            yield Finding("row_sums_wrong", at, values={"row": row, "sum": float(sums[row])})
    elif task == "loss":
        if yours < 0:
            yield Finding("negative_loss", at, values={"loss": float(yours)})
    elif abs(total) > RIGHT_TO:
        yield Finding("gradient_sum_wrong", at, values={"sum": total})
