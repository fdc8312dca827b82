"""The report of a check of one's own: its verdict, and the sentences that are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..words import catalogue, message
from . import card, notation, wording
from .misconceptions import MISCONCEPTIONS
from .verdict import Finding, Verdict


@dataclass(frozen=True, repr=False)
class OwnReport(card.Shown, Verdict):
    """What a check of one's own found out about a learner's function.

    Its attributes are those of a `Verdict`; beside them:

    Attributes
    ----------
    said : mapping of str to str
        What whoever wrote the check has to say of each wrong formula; may be empty.
    """

    said: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The feedback as a ladder: facts, where to look, and the mistake's name."""
        first = "\n".join((wording.headline_of(self.kind), *self._facts()))
        if self.where is None:
            return (first,)
        explained = self._explanation()
        return (first, _say(self.where), *(["\n".join(explained)] if explained else []))

    def record(self) -> dict[str, Any]:
        """Return what a teacher's overview needs, as plain data."""
        return super().record() | {"own": True}

    def __str__(self) -> str:
        headline = wording.headline_of(self.kind)
        first = message("own.first", title=self._title(), headline=headline)
        return "\n".join((first, *self._facts(), *self._explanation()))

    def html(self) -> str:
        """Return the report as a card that carries the record. What a learner wrote is escaped."""
        return card.of_own(self._title(), self.rungs, self.record())

    def _title(self) -> str:
        return message("own.title", task=self.task)

    def _facts(self) -> list[str]:
        return [_say(fact) for fact in self.facts]

    def _explanation(self) -> list[str]:
        named = [line for key in self.named for line in _named(key, self.said[key])]
        return named + [_say(note) for note in self.notes]


def _named(key: str, sentence: str) -> list[str]:
    if not sentence and key in MISCONCEPTIONS:
        computes, hint = (wording.of_misconception(key, what) for what in ("computes", "hint"))
        return [message("checks.say.equal", key=key, computes=computes), hint]
    return [message("own.equal", key=key), *([sentence] if sentence else [])]


def _say(finding: Finding) -> str:
    """Say one thing that was found, in words of its own or in those of the course's checks."""
    table = "own" if finding.kind in catalogue("own") else "checks.finding"
    filled = {name: _shown(value) for name, value in finding.values.items()}
    if finding.probe is not None:
        filled["at"] = notation.arguments(finding.probe)
    if finding.index is not None:
        filled["place"] = ", ".join(map(str, finding.index))
    return message(f"{table}.{finding.kind}", **filled)


def _shown(value: Any) -> str:
    return notation.number(value) if isinstance(value, float) else str(value)
