"""Where a wrong formula and the right one part."""

from dataclasses import dataclass

import numpy as np

from ..words import message
from ._types import Array, Model, Softmax
from .notation import number, place, sentence
from .tasks import TASKS, Probe


@dataclass(frozen=True)
class CounterExample:
    """A call at which the wrong formula and the right one part, and the first entry that differs.

    `index` is None where the two answers do not even have the same shape.
    """

    task: str
    probe: Probe
    wrong: Array
    right: Array
    index: tuple[int, ...] | None

    @property
    def place(self) -> str:
        """The name of the entry, such as ∂S₀/∂θ₁; empty where the shapes differ."""
        return "" if self.index is None else place(self.task, self.index)

    def __str__(self) -> str:
        if self.index is None:
            return sentence(
                message(
                    "misconceptions.counter_shape",
                    at=self.probe,
                    wrong=self.wrong.shape,
                    right=self.right.shape,
                )
            )
        return sentence(
            message(
                "misconceptions.counter_example",
                at=self.probe,
                place=self.place,
                wrong=number(float(self.wrong[self.index])),
                right=number(float(self.right[self.index])),
            )
        )


def evaluate(model: Model, probe: Probe, *own: Softmax) -> Array:
    """Return what a model answers to a probe, NaN and infinities included."""
    with np.errstate(all="ignore"):
        answer = model(*(argument.copy() for argument in probe.arguments), *own)
    return np.asarray(answer, dtype=np.float64)


def counter_example(task: str, model: Model) -> CounterExample:
    """Return where `model` first parts from the truth, in the order of the task's probes."""
    of = TASKS[task]
    for probe, right in zip(of.probes, of.truths, strict=True):
        wrong = evaluate(model, probe)
        if wrong.shape != right.shape:
            return CounterExample(task, probe, wrong, right, None)
        parts = ~np.isclose(wrong, right, rtol=1e-6, atol=1e-9)
        if parts.any():
            index = tuple(int(i) for i in np.argwhere(parts)[0])
            return CounterExample(task, probe, wrong, right, index)
    raise ValueError(f"this is the truth: {model}")
