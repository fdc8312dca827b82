"""From what a function answered to what it is.

A mistake is named only if no number speaks against it; what is not known is described, not named.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from . import facts
from .combining import with_softmax_of_a_batch
from .lines import Line
from .matching import (
    assumes_unit_sum,
    fits,
    found,
    found_in_softmax,
    found_where_it_ran,
    of_fault,
    pairs,
)
from .misconceptions import MISCONCEPTIONS
from .notation import symbol
from .observation import Observation
from .report import Report
from .running import Raised
from .task import ABOUT, RIGHT_TO
from .tasks import HOME, Array, Model
from .tasks import Kind as ProbeKind
from .unknown import of_its_formula
from .verdict import Finding, Kind, is_explained

# Beyond this, a right answer is called numerical.
EXACT_TO = 1e-12

# The faults that a function shows at probes of another kind than plain, in the order in which they
# are looked for.
_FAULTS: tuple[tuple[ProbeKind, str], ...] = (
    ("weights", "unit_sum"),
    ("extreme", "overflow"),
    ("integers", "integers"),
    ("batch", "batch"),
    ("far apart", "overflow"),
    ("masked", "nothing_to_see"),
)


# A method that is named and not called; an entry that is looked up by y.
_UNCALLED = re.compile(
    r"\.((?:arg)?(?:max|min|sort)|sum|mean|prod|std|copy|dot|reshape|flatten|ravel|astype)\b(?!\s*\()"
)
# What a common exception comes of, by its name and what it says.
_COMES_OF = (
    ("NameError", r"name 'e' is not defined", "no_name_e"),
    ("AxisError", "", "no_such_axis"),
    ("ValueError", r"^matmul: ", "product_of_tables"),
    ("TypeError", r"only .*converted to Python scalars|must be real number", "takes_one_number"),
    ("AttributeError", r"'list' object has no attribute", "list_has_no"),
)
_OVERFLOWS = ("OverflowError", "FloatingPointError")
_SHAPE = re.compile(r"\((\d+(?:,\d*)*)\)")
_INDEXED_BY_Y = re.compile(r"\[[^\]]*\by\w*")


class Own(NamedTuple):
    """The learner's own softmax where it is not right: its numbers, and what it is known as."""

    numbers: Model
    key: str | None


@np.errstate(all="ignore")
def judge(seen: Observation, own: Own | None = None) -> Report:
    """Say what a function is: the truth, a known mistake, two of them, or something else."""
    for k, outcome in seen.outcomes.items():
        if outcome.raised is not None and k in seen.required:
            if len(keys := found_where_it_ran(seen, k)) == 1:
                return _not_yet(seen, "misconception", *keys, raised=(outcome.raised, k))
            return _raised(seen, outcome.raised, k)
    if seen.outcomes[0].returned == "ellipsis":
        return _without_numbers(seen, "unwritten", Finding("returned_ellipsis"))
    if seen.changing:
        return _without_numbers(seen, "unknown", Finding("changing"))
    if seen.right:
        return _right(seen)
    return _zeros_or_ones(seen) if seen.constant in (0.0, 1.0) else _wrong(seen, own)


def stopped(seen: Observation, seconds: float, line: Line | None) -> Report:
    """Report a function that did not come back, and where it was."""
    found = [Finding("stopped", seen.task.probes[seen.at], values={"seconds": seconds})]
    if line is not None:
        kind = {"while": "stopped_in_loop", "for": "stopped_in_for"}.get(line.loop, "stopped_at")
        found.append(Finding(kind, values={"number": line.number, "line": line.text}))
    return _without_numbers(seen, "stopped", *found, where=Finding("called_as"))


def _raised(seen: Observation, raised: Raised, k: int) -> Report:
    found, called = [], Finding("called_as")
    if not raised.unwritten or raised.text:
        found.append(_exception(seen, raised, k))
    if raised.line and not raised.unwritten:
        found.append(_line(seen, raised.line))
    if (raised.name == "TypeError" and not raised.line) or not found:
        found.append(called)
    found += _meant(seen, raised, k)
    kind: Kind = "unwritten" if raised.unwritten else "raised"
    return _without_numbers(seen, kind, *found, where=_where_it_raised(seen, raised, k) or called)


def _where_it_raised(seen: Observation, raised: Raised, k: int) -> Finding | None:
    """Return where to look for what an exception comes of, if that is a line of the learner's."""
    if raised.name == "NameError":
        return Finding("name_where")
    if raised.line is None or raised.unwritten:
        return None
    return Finding("raised_where", seen.task.probes[k], values={"number": raised.line.number})


def _line(seen: Observation, line: Line) -> Finding:
    """Return the line at which it raised, and whose line it is, if it is another function's."""
    values = {"number": line.number, "line": line.text, "function": line.function}
    other = line.function.isidentifier() and line.function != seen.called
    return Finding("raised_line_in" if other else "raised_line", values=values)


def _meant(seen: Observation, raised: Raised, k: int) -> Iterator[Finding]:
    """Yield what an exception of NumPy's or Python's own comes of, where that is known."""
    line = raised.line.text if raised.line else ""
    for name, says, kind in _COMES_OF:
        if raised.name == name and re.search(says, raised.text):
            yield Finding(kind)
    if raised.name == "TypeError" and (method := _UNCALLED.search(line)):
        yield Finding("method_not_called", values={"name": method[1]})
    elif raised.line and raised.line.uncalled:
        yield Finding("function_not_called", values={"name": raised.line.uncalled})
    else:
        yield from _of_shapes(np.asarray(seen.task.probes[k].arguments[0]), raised)
    if raised.name in _OVERFLOWS:
        yield Finding("overflowed")
    if seen.right_for_batches:
        yield Finding("right_for_batches", values={"shape": seen.task.probes[0].arguments[0].shape})
    if seen.right_for_labels:
        yield Finding("right_for_labels")
    elif raised.name == "IndexError" and seen.task.takes_y and _INDEXED_BY_Y.search(line):
        yield Finding("y_is_no_index")


def _of_shapes(theta: Array, raised: Raised) -> Iterator[Finding]:
    """Yield what is wrong with the shapes that NumPy tells of, where that is known."""
    if raised.name not in ("IndexError", "ValueError"):
        return
    told = [tuple(map(int, re.findall(r"\d+", shape))) for shape in _SHAPE.findall(raised.text)]
    size = re.search(r"out of bounds for axis \d+ with size (\d+)", raised.text)
    if theta.ndim > 1 and {theta.shape, theta.shape[:-1]} <= {*told}:
        yield Finding("axis_not_kept", values={"lost": theta.shape[:-1]})
    elif theta.ndim == 1 and theta.size != HOME.size:
        for_home = any(HOME.size in shape and theta.size not in shape for shape in told)
        if for_home or (size and int(size[1]) == theta.size):
            yield Finding("that_many_classes", values={"count": theta.size})


def _zeros_or_ones(seen: Observation) -> Report:
    """Report an answer that is 0 everywhere, or 1: perhaps nothing was computed yet."""
    first, truth = seen.outcomes[0], seen.truths[0]
    if first.returned == "ndarray" and first.dtype.kind in "iu":
        cut = Finding("integer_array", values={"dtype": str(first.dtype)})
        return _without_numbers(seen, "unknown", cut)
    if seen.source is not None and seen.source.computes:
        everywhere = Finding("constant_at", values={"value": seen.constant})
        return _without_numbers(seen, "unknown", everywhere)
    found = [Finding("nothing_computed", values={"value": seen.constant})]
    if truth.ndim and first.value is not None and not first.value.ndim:
        shapes = {"yours": seen.constant, "truth": truth.shape}
        found.append(Finding("one_number", seen.task.probes[0], values=shapes))
    return _without_numbers(seen, "unwritten", *found)


def _without_numbers(
    seen: Observation, kind: Kind, *found: Finding, where: Finding | None = None
) -> Report:
    where = where or Finding("follow")
    return Report(
        seen.task.name,
        kind,
        facts=found,
        where=where,
        asked=_asked(seen),
        remarks=tuple(_mutation(seen)),
        fingerprint=seen.fingerprint,
    )


def _asked(seen: Observation) -> str:
    asked = [about for kind, about in ABOUT.items() if kind in seen.asked]
    return asked[-1] if asked else ""


def _right(seen: Observation) -> Report:
    """Report a function that is right, and what is wrong with it all the same."""
    remarks = [*_faults(seen), *_manners(seen)]
    keys = [remark.values["key"] for remark in remarks if "key" in remark.values]
    return Report(
        seen.task.name,
        "right",
        named=tuple(dict.fromkeys(keys)),
        facts=(Finding("right_everywhere", values={"count": seen.count_of(seen.required)}),),
        remarks=tuple(remarks),
        fingerprint=seen.fingerprint,
    )


def _wrong(seen: Observation, own: Own | None) -> Report:
    """Report a function that is wrong: as what is known, or as unknown."""
    notes: list[Finding] = []
    if own is not None and (consistent := _consistent(seen, own)) is not None:
        return _not_yet(seen, "consistent", notes=consistent)
    if seen.constant is not None:
        return _not_yet(seen, "unknown")
    known = found(seen)
    if not known and own is not None and (known := found(seen, own.numbers)):
        notes = [Finding("on_own"), _about(own)]
    if not known and len(keys := found_in_softmax(seen)) == 1:
        return _not_yet(seen, "misconception", *keys, notes=[Finding("in_softmax")])
    if not known:
        two = pairs(seen)
        if len(two) == 1:
            return _not_yet(seen, "both", *_in_order(two.pop()))
        return _not_yet(seen, "unknown")
    if len(known) > 1:
        return _not_yet(seen, "ambiguous", *known)
    [(key, model)] = known.items()
    if assumes_unit_sum(seen, key, model):
        notes.append(Finding("also_unit_sum"))
    return _not_yet(seen, "misconception", key, notes=notes)


def _consistent(seen: Observation, own: Own) -> list[Finding] | None:
    """Return what there is to note if the step is right on the learner's own softmax."""
    if (from_s := seen.task.from_s) is None:
        return None
    forms: list[tuple[Model, ...]] = [(from_s, own.numbers)]
    if seen.task.name == "batch_gradient":
        forms.append((with_softmax_of_a_batch(own.numbers)(from_s),))
    for form in forms:
        if fits(seen, seen.required, *form):
            whole = fits(seen, seen.ordinary, *form)
            return [_about(own)] if whole else [_about(own), Finding("also_unit_sum")]
    return None


def _in_order(keys: frozenset[str]) -> list[str]:
    """Return the keys in the order of the derivation."""
    return [key for key in MISCONCEPTIONS if key in keys]


def _about(own: Own) -> Finding:
    if own.key is None:
        return Finding("own_unknown")
    return Finding("own_named", values={"key": own.key})


def _not_yet(
    seen: Observation,
    kind: Kind,
    *named: str,
    notes: list[Finding] | None = None,
    raised: tuple[Raised, int] | None = None,
) -> Report:
    """Report a wrong function: the facts, where to look, and what was found out.

    What it `raised`, and at which probe, is told too, if its numbers up to there were known.
    """
    compared = next(
        (
            seen.comparison(k)
            for k in seen.answered
            if seen.outcomes[k].value is not None and not seen.is_right(k)
        ),
        None,
    )
    told = list(facts.of_wrong(seen, compared, kind))
    if raised is not None:
        told.append(_exception(seen, *raised))
        if (line := raised[0].line) is not None:
            told.append(_line(seen, line))
    task = seen.task.name
    where, example, measured = Finding("follow"), None, None
    if compared is not None and compared.first is None:
        shape = compared.truth.shape
        where = Finding("which_shape" if shape else "which_number", values={"shape": shape})
    elif compared is not None:
        where = Finding("question", compared.probe, compared.first)
    if kind == "unknown":
        if not is_explained(told):
            notes = [*(notes or ()), *of_its_formula(seen, compared)]
    elif compared is not None:
        example = facts.parting(compared)
        if compared.first is not None:
            measured = facts.measured(task, compared.probe, compared.first)
    return Report(
        task,
        kind,
        named=named,
        facts=tuple(told),
        where=where,
        asked=_asked(seen),
        notes=tuple(notes or ()),
        remarks=tuple(_mutation(seen)),
        example=example,
        measured=measured,
        comparison=compared,
        fingerprint=seen.fingerprint,
    )


# --- what is wrong beside the formula ------------------------------------------------------------


def _faults(seen: Observation) -> Iterator[Finding]:
    """Look at the other kinds of probes: what breaks there, and which formula breaks like that."""
    task = seen.task
    for kind, fault in _FAULTS:
        probes = task.of_kind(kind)
        if kind in seen.asked:
            continue
        # Far-apart rows tell nothing where a batch, or large scores, are trouble anyway.
        if kind == "far apart" and not all(map(seen.is_right, task.of_kind("batch", "extreme"))):
            continue
        bad = [k for k in probes if not seen.is_right(k)]
        if not bad:
            continue
        raised = seen.outcomes[bad[0]].raised
        if kind == "batch" and raised is not None:
            # One θ at a time is what was asked for.
            if task.name == "softmax":
                yield Finding("one_at_a_time", values={"name": raised.name})
            continue
        keys = of_fault(seen, probes)
        if raised is not None and raised.name in _OVERFLOWS:
            keys = {"no-shift"}
        if kind == "batch" and task.name != "softmax" and not keys:
            continue
        values = {"key": keys.pop()} if len(keys) == 1 else {}
        if fault == "overflow" and not values and _is_not_finite(seen, bad[0]):
            fault = "overflow_in_exp"
        yield Finding(fault, values=values, example=_example(seen, bad[0]))


def _is_not_finite(seen: Observation, k: int) -> bool:
    value = seen.outcomes[k].value
    return value is not None and not np.all(np.isfinite(value))


def _manners(seen: Observation) -> Iterator[Finding]:
    """Look at what is not mathematics: the type, the shape, an argument that was changed."""
    yield from _mutation(seen)
    dtype = seen.outcomes[0].dtype
    if seen.packed is not None:
        yield Finding("one_entry", values={"shape": seen.packed})
    if dtype in (np.float32, np.float16):
        digits = np.finfo(dtype).precision
        yield Finding("dtype", values={"dtype": str(dtype), "digits": digits})
        return
    if dtype is not None and dtype.kind in "Oc":
        yield Finding("objects" if dtype.kind == "O" else "complex", values={"dtype": str(dtype)})
        return
    exact = [k for k in seen.required if seen.task.probes[k].right_to == RIGHT_TO]
    error = max((seen.comparison(k).error for k in exact), default=0.0)
    if error > EXACT_TO and seen.task.name == "slopes":
        yield Finding("another_step")  # with h as it comes in they are the same sums
    elif error > EXACT_TO:
        yield Finding("numerical", values={"exponent": int(np.ceil(np.log10(error)))})


def _mutation(seen: Observation) -> Iterator[Finding]:
    if touched := {k for outcome in seen.outcomes.values() for k in outcome.mutated}:
        name = seen.task.names[min(touched) // seen.task.probes[0].grouped]
        yield Finding("mutates", values={"argument": symbol(name), "name": name})
    if seen.source is not None and (alias := seen.source.alias) is not None and not seen.right:
        yield Finding("alias", values={"name": alias.name, "of": alias.of})
    if names := {name for outcome in seen.outcomes.values() for name in outcome.replaced}:
        yield Finding("patches", values={"name": min(names)})


def _example(seen: Observation, k: int) -> Finding:
    """Return what happens at probe k: the numbers, or what came instead of them."""
    outcome = seen.outcomes[k]
    if outcome.raised is not None:
        return _exception(seen, outcome.raised, k)
    if outcome.value is None:
        return Finding("not_numbers", seen.task.probes[k])
    return facts.parting(seen.comparison(k))


def _exception(seen: Observation, raised: Raised, k: int) -> Finding:
    kind = "raised_saying" if raised.text else "raised"
    return Finding(kind, seen.task.probes[k], values={"name": raised.name, "text": raised.text})
