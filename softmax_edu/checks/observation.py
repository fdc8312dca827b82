"""What a learner's function answers, probe by probe. Nothing is judged here but right or not."""

from dataclasses import dataclass, field, replace
from hashlib import sha256

import numpy as np

from .comparison import Comparison
from .running import Outcome, Runner
from .source import Source, source_of
from .tasks import Array, Kind, Task

# float16 holds three digits.
RIGHT_TO_HALF = 5e-3

# The first call may have to wait for a compiler: so many times as long as all others together.
PATIENCE = 12
# What it prints in the first call is shown, up to so many characters.
_SHOWN = 10_000


@dataclass
class Observation:
    """The answers of one function, by the number of the probe.

    Attributes
    ----------
    asked : tuple of str
        The kinds of probes, beside ``plain``, that the task has told the learner of.
    at : int
        The probe that was called last.
    changing : bool
        Whether two calls with the same arguments gave different numbers.
    packed : tuple of int or None
        The shape in which a loss came, if it was an array of one entry. It is taken for its number.
    right_for_labels : bool
        Whether the function is right when y is the number of the true class, not a vector.
    right_for_batches : bool
        Whether a function that raises is right for a batch of one row.
    source : Source or None
        What its code says.
    called : str
        The name that the learner gave it.
    """

    task: Task
    asked: tuple[Kind, ...] = ()
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    at: int = 0
    changing: bool = False
    packed: tuple[int, ...] | None = None
    right_for_labels: bool = False
    right_for_batches: bool = False
    source: Source | None = None
    called: str = ""

    def __post_init__(self) -> None:
        # What is true is computed before the learner's code runs.
        self.truths = self.task.truths

    @property
    def required(self) -> tuple[int, ...]:
        """The probes at which a function must be right to pass."""
        return self.task.of_kind("plain", *self.asked)

    @property
    def ordinary(self) -> tuple[int, ...]:
        """The probes at which a named mistake must fit."""
        return self.task.of_kind("plain", "weights", *self.asked)

    @property
    def answered(self) -> tuple[int, ...]:
        """Those of the ordinary probes that were called before one of them raised."""
        return tuple(k for k in self.ordinary if k in self.outcomes)

    def count_of(self, probes: tuple[int, ...]) -> int:
        """Count the calls behind these probes: one call serves all parts of what it returns."""
        return len(probes) // max(1, len(self.task.parts))

    @property
    def constant(self) -> float | None:
        """The one number that every entry of every answer is, exactly; None if there is none."""
        asked = self.ordinary + self.task.of_kind("extreme")
        values = [self.outcomes[k].value for k in asked if k in self.outcomes]
        if not values or any(value is None or not value.size for value in values):
            return None
        entries = {float(entry) for value in values for entry in np.asarray(value).flat}
        return entries.pop() if len(entries) == 1 else None

    @property
    def telling(self) -> tuple[int, ...]:
        """All probes at which a named mistake must fit: the ordinary ones, and fresh ones."""
        return self.ordinary + self.task.of_kind("fresh")

    @property
    def right(self) -> bool:
        """Whether the function is right wherever it must be."""
        return all(k in self.outcomes and self.is_right(k) for k in self.required)

    def run(self, f: Runner, seconds: float) -> None:
        """Call the function at all probes that can tell anything about it."""
        self.source = source_of(f.f)
        self.called = str(getattr(f.f, "__name__", ""))
        f.watchdog.allow(PATIENCE * seconds)
        for k in self.required:
            self.outcomes[k] = self._call(f, k)
            if k == 0:
                f.watchdog.allow(seconds)
            if self.outcomes[k].raised is not None:
                self._try_labels(f)
                self._try_a_batch(f)
                return
            if k == 0:
                first, again = self.outcomes[0].value, self._call(f, 0).value
                self.changing = first is not None and not self._equal(again, first, 0)
                if self.changing:
                    return
        everywhere = self.right or self.constant is not None
        for k in range(len(self.task.probes)) if everywhere else self.telling:
            if k not in self.outcomes:
                self.outcomes[k] = self._call(f, k)
        if not self.right:
            self._try_labels(f)

    def _try_labels(self, f: Runner) -> None:
        """Find out whether the function wants class numbers for y."""
        if not self.task.takes_y:
            return
        answers = []
        for k in self.task.of_kind("plain"):
            theta, y = self.task.probes[k].arguments
            if np.array_equal(y.max(axis=-1), y.sum(axis=-1)):  # one-hot
                value = f.call((theta, y.argmax(axis=-1))).value
                answers.append(self._equal(value, self.truths[k], 0))
        self.right_for_labels = all(answers)

    def _try_a_batch(self, f: Runner) -> None:
        """Find out whether the function takes one row at a time for a batch of one row."""
        if not self.task.of_scores:
            return
        answers = []
        for k in self.required:
            rows = tuple(argument[np.newaxis] for argument in self.task.probes[k].arguments)
            value, truth = f.call(rows).value, self.truths[k]
            if value is None or value.size != truth.size:
                return
            answers.append(self._equal(value.reshape(truth.shape), truth, -1))
        self.right_for_batches = all(answers)

    def is_right(self, k: int) -> bool:
        """Whether the answer to probe k is the truth."""
        return self.equals(self.truths[k], k)

    def equals(self, other: Array, k: int) -> bool:
        """Whether the answer to probe k equals other numbers, as exactly as its type holds them."""
        return self._equal(self.outcomes[k].value, other, k)

    def comparison(self, k: int) -> Comparison:
        """Return the answer to probe k beside the truth."""
        return Comparison(self.task.probes[k], self.outcomes[k].value, self.truths[k])

    @property
    def fingerprint(self) -> str:
        """A short mark of what the function does: the same for the same behaviour."""
        seen = sha256()
        for k, outcome in sorted(self.outcomes.items()):
            if outcome.value is not None:
                numbers = " ".join(f"{v:.5g}" for v in outcome.value.reshape(-1)[:1000] + 0.0)
                seen.update(f"{k} {outcome.value.shape} {numbers}".encode())
            else:
                seen.update(f"{k} {outcome.returned} {outcome.raised}".encode())
        return seen.hexdigest()[:16]

    def _call(self, f: Runner, k: int) -> Outcome:
        self.at = k
        room, probe = 0 if self.outcomes else _SHOWN, self.task.probes[k]
        outcome = f.call(probe.arguments, room, probe.grouped)
        value = outcome.value
        if probe.part is not None:
            whole = len(outcome.parts) == len(self.task.parts)
            value = outcome.parts[probe.part] if whole else None
            outcome = replace(outcome, value=value)
        if value is not None and value.ndim and value.size == 1 and not self.truths[k].ndim:
            self.packed = value.shape
            return replace(outcome, value=value.reshape(()))
        return outcome

    def _equal(self, value: Array | None, other: Array, k: int) -> bool:
        if value is None or value.shape != other.shape:
            return False
        half = k in self.outcomes and self.outcomes[k].dtype == np.float16
        to = RIGHT_TO_HALF if half else self.task.probes[k].right_to
        if value.size and abs(value.item(-1) - other.item(-1)) > 2 * to * (1 + abs(other.item(-1))):
            return False  # thousands of formulas part from a function here, and quickly
        with np.errstate(all="ignore"):
            return bool(np.allclose(value, other, rtol=to, atol=to, equal_nan=True))
