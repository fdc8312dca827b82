"""What a check found, as it is shown: sentences are made of the verdict there and then."""

from dataclasses import dataclass

from . import card, wording
from .verdict import Verdict


@dataclass(frozen=True, repr=False)
class Report(card.Shown, Verdict):
    """What a check found out about a learner's function.

    Shown as text (`str`) and as a card (`html`), in the language of the moment. Its attributes are
    those of a `Verdict`.
    """

    @property
    def rungs(self) -> tuple[str, ...]:
        """The feedback as a ladder: facts, where, principle and name, a similar step, the answer.

        A report that passed has one rung. Nothing of a higher rung is said on a lower one.
        """
        return wording.rungs(self)

    def __str__(self) -> str:
        return wording.whole(self)

    def html(self) -> str:
        """Return the report as a card that carries the record, with a mark of the cell that is run.

        What a learner wrote is escaped.
        """
        return card.of_report(self)
