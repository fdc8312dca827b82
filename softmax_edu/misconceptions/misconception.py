"""What one misconception is: its formulas under a name, and what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..words import message
from ._types import Model
from .counter_examples import CounterExample, counter_example
from .notation import number
from .tasks import TASKS


@dataclass(frozen=True)
class Misconception:
    """A wrong formula under a name.

    Attributes
    ----------
    key : str
        Its name in plain words, such as ``"diagonal-only"``.
    source : str
        Where it was seen, or what it grows from.
    models : mapping of str to tuple of functions
        What comes of it in each task (`jacobian`, `gradient`, ...). The first function is the stub;
        the others are the same idea in another shape or scale.
    """

    key: str
    source: str
    models: Mapping[str, tuple[Model, ...]] = field(repr=False)

    @property
    def computes(self) -> str:
        """What is computed, as a phrase."""
        return self._say("computes")

    @property
    def tempting(self) -> str:
        """Why it is tempting: where it is right, or what it is mistaken for."""
        return self._say("tempting")

    @property
    def hint(self) -> str:
        """The principle that it breaks."""
        return self._say("hint")

    def stub(self, task: str) -> Model:
        """Return the wrong function as a learner would write it for `task`.

        Raises
        ------
        KeyError
            The misconception has no form in this task.
        """
        return self.models[task][0]

    def counter_example(self, task: str) -> CounterExample:
        """Return the first entry, at the first probe, where the stub is not the truth."""
        return counter_example(task, self.stub(task))

    def _say(self, what: str) -> str:
        return message(f"misconceptions.{self.key}.{what}", **_spoken_numbers())


def _spoken_numbers() -> dict[str, str]:
    """Return S, J and the gradient at the probe point, as hints speak of them: {s0}, {j01}."""
    theta, y = TASKS["gradient"].probes[0].arguments
    s, jacobian = TASKS["softmax"].truths[0], TASKS["jacobian"].truths[0]
    spoken = {f"s{i}": number(float(s[i])) for i in range(len(theta))}
    spoken |= {f"y{i}": number(float(y[i])) for i in range(len(y))}
    spoken |= {f"g{i}": number(float(g)) for i, g in enumerate(TASKS["gradient"].truths[0])}
    spoken |= {f"j{i}{j}": number(float(cell)) for (i, j), cell in np.ndenumerate(jacobian)}
    return spoken
