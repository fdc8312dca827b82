"""What one misconception is: its formulas under a name. What is said of them is in `words`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import wording
from ..comparison import Comparison, counter_example
from ..tasks import Model


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
        return wording.of_misconception(self.key, "computes")

    @property
    def tempting(self) -> str:
        """Why it is tempting: where it is right, or what it is mistaken for."""
        return wording.of_misconception(self.key, "tempting")

    @property
    def hint(self) -> str:
        """The principle that it breaks."""
        return wording.of_misconception(self.key, "hint")

    def stub(self, task: str) -> Model:
        """Return the wrong function as a learner would write it for `task`.

        Raises
        ------
        KeyError
            The misconception has no form in this task.
        """
        return self.models[task][0]

    def counter_example(self, task: str) -> Comparison:
        """Return the first entry, at the first probe, where the stub is not the truth."""
        return counter_example(task, self.stub(task))
