"""The learner's numbers beside the true ones: where they part, and where they part most."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .task import RIGHT_TO, Array, Model, Probe, evaluate
from .tasks import TASKS

__all__ = ["RIGHT_TO", "Comparison", "Index", "counter_example", "first_of"]

Index = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two answers to one call. The indices are None where they do not even have one shape."""

    probe: Probe
    yours: Array
    truth: Array

    @property
    def same_shape(self) -> bool:
        """Whether the two can be compared entry by entry."""
        return bool(self.yours.shape == self.truth.shape)

    @cached_property
    def largest(self) -> Index | None:
        """The entry of the largest gap; of equal ones the first, rounding aside."""
        if not self.same_shape:
            return None
        return first_of(self._gaps >= self._gaps.max() * (1 - 1e-9))

    @cached_property
    def first(self) -> Index | None:
        """The first entry, in reading order, that is wrong."""
        return first_of(self._wrong) if self.same_shape else None

    @property
    def differs(self) -> bool:
        """Whether the two are not the same, rounding and coarse steps aside."""
        return not self.same_shape or bool(self._wrong.any())

    @property
    def error(self) -> float:
        """The largest gap, relative to the true number where that is large."""
        return float(np.max(self._gaps / (1 + np.abs(self.truth))))

    @cached_property
    def _gaps(self) -> Array:
        with np.errstate(invalid="ignore"):
            gaps = np.abs(self.yours - self.truth)
        return np.where(np.isfinite(gaps), gaps, np.inf)

    @property
    def _wrong(self) -> Array:
        return self._gaps > self.probe.right_to * (1 + np.abs(self.truth))


def counter_example(task: str, model: Model) -> Comparison:
    """Return where a wrong formula first parts from the truth, in the order of the probes."""
    of = TASKS[task]
    for probe, truth in zip(of.probes, of.truths, strict=True):
        compared = Comparison(probe, evaluate(model, probe), truth)
        if compared.differs:
            return compared
    raise ValueError(f"this is the truth: {model}")


def first_of(marked: Array) -> Index:
    """Return the first marked entry in reading order."""
    return tuple(int(i) for i in np.argwhere(marked)[0])
