"""What a check found, as data: no sentence is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .comparison import Comparison, Index
from .tasks import Probe

Kind = Literal[
    "right",
    "misconception",
    "ambiguous",
    "both",
    "consistent",
    "unwritten",
    "raised",
    "stopped",
    "unknown",
]

# The facts that say what was done to the true numbers.
_EXPLAINED = {"rounded", "reordered", "running_sums", "coarse_step"}

# The remarks that are no faults: what was asked for is done.
_NO_FAULTS = {"one_at_a_time", "alias"}
_FAULTS = {
    "objects": "dtype",
    "complex": "dtype",
    "one_entry": "shape",
    "overflow_in_exp": "overflow",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was found: what, where, and its numbers.

    Attributes
    ----------
    kind : str
        Such as ``"row_sums_wrong"``.
    probe, index : Probe, tuple of int; or None
        The call at which it shows, and the entry of the answer.
    values : mapping
        Numbers, shapes, keys of `MISCONCEPTIONS`, and words of the learner's own, by name.
    example : Finding or None
        What shows it.
    """

    kind: str
    probe: Probe | None = None
    index: Index | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    example: "Finding | None" = None


def is_explained(facts: Iterable[Finding]) -> bool:
    """Whether one of the facts says what was done to the true numbers: nothing is left to find."""
    return any(fact.kind in _EXPLAINED for fact in facts)


@dataclass(frozen=True, repr=False)
class Verdict:
    """What was found out about a learner's function.

    Attributes
    ----------
    task : str
        What was asked for: ``"jacobian"``, ...
    kind : str
        ``"right"``; ``"misconception"``, exactly one; ``"ambiguous"``, several that give the same
        numbers; ``"both"``, two at once; ``"consistent"`` with the learner's own wrong softmax;
        ``"unwritten"``; ``"raised"``; ``"stopped"``; ``"unknown"``.
    passed : bool
        Whether the function is right at every ordinary θ. It may still have `faults`.
    named : tuple of str
        The keys of `MISCONCEPTIONS` that the numbers equal: one, or several that are ambiguous or
        two at once. In a report that passed they are the names of its faults, where these have one.
    misconception : str or None
        The key of a wrong function that is exactly one misconception.
    faults : tuple of str
        What is wrong beside the formula: ``"overflow"``, ``"unit-sum"``, ``"integers"``,
        ``"batch"``, ``"mutates"``, ``"dtype"``, ``"numerical"``, ``"another-step"``,
        ``"shape"``.
    facts, notes, remarks : tuple of Finding
        What is true of the answers; of the formula that they equal; and what there is to remark on.
    where : Finding or None
        Where to look.
    asked : str
        What must hold besides the formula: ``"large"`` scores, ``"rows"`` at once, or nothing.
    example, measured : Finding or None
        The first wrong entry, and what the truth does there.
    comparison : Comparison or None
        The learner's numbers beside the true ones, at the first call that is wrong.
    fingerprint : str
        The same for functions that behave the same.
    """

    task: str
    kind: Kind
    named: tuple[str, ...] = ()
    facts: tuple[Finding, ...] = ()
    where: Finding | None = None
    asked: str = ""
    notes: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    example: Finding | None = None
    measured: Finding | None = None
    comparison: Comparison | None = field(default=None, compare=False)
    fingerprint: str = field(default="", compare=False)

    @property
    def passed(self) -> bool:
        """Whether the function is right at every ordinary θ."""
        return self.kind == "right"

    @property
    def misconception(self) -> str | None:
        """The one key of `MISCONCEPTIONS` that a wrong function's numbers equal, or None."""
        return self.named[0] if self.kind == "misconception" else None

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong beside the formula."""
        kinds = (remark.kind for remark in self.remarks if remark.kind not in _NO_FAULTS)
        return tuple(_FAULTS.get(kind, kind.replace("_", "-")) for kind in kinds)

    def record(self) -> dict[str, Any]:
        """Return what a teacher's overview needs, as plain data."""
        return {
            "task": self.task,
            "kind": self.kind,
            "passed": self.passed,
            "named": list(self.named),
            "faults": list(self.faults),
            "remarks": [remark.kind for remark in self.remarks],
        }
