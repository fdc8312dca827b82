"""A class as counted: its learners, and what became of their exercises and predictions."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

STUCK_FROM = 3  # the rung of the ladder at which the mistake has been named

STATES = ("passed", "remark", "wrong", "error", "unwritten")


class Result(NamedTuple):
    """What became of one exercise in one submission, when it was last run."""

    exercise: str
    state: str
    named: tuple[str, ...] = ()
    attempts: int = 1
    rung: int = 0

    @property
    def is_stuck(self) -> bool:
        """Whether the ladder's feedback has named the mistake, and it is still there."""
        return self.state in ("wrong", "error") and self.rung >= STUCK_FROM


@dataclass
class Learner:
    """All that one learner has handed in."""

    name: str
    results: dict[str, Result] = field(default_factory=dict)
    predictions: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Class:
    """What a folder holds: the learners under the names to be shown, and the files left out."""

    learners: list[Learner]
    files: int
    skipped: list[tuple[str, str]]

    @property
    def exercises(self) -> list[str]:
        """The exercises that anyone has run, those with a number first and in its order."""
        found = dict.fromkeys(name for learner in self.learners for name in learner.results)
        return sorted(found, key=_place)

    def counts(self, exercise: str) -> Counter[str]:
        """Return how many learners are in which state."""
        return Counter(
            learner.results[exercise].state
            for learner in self.learners
            if exercise in learner.results
        )

    def mistakes(self) -> list[tuple[str, int]]:
        """Return the names of mistakes, each with the number of learners who have it, most first.

        A formula that is right, with a remark, is no mistake here.
        """
        found = Counter(
            name
            for learner in self.learners
            for name in {
                name
                for result in learner.results.values()
                if result.state == "wrong"
                for name in result.named
            }
        )
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def stuck(self) -> list[tuple[str, Result]]:
        """Return who is stuck where."""
        return [
            (learner.name, learner.results[name])
            for learner in self.learners
            for name in self.exercises
            if name in learner.results and learner.results[name].is_stuck
        ]

    def predictions(self) -> list[tuple[str, int, int, int]]:
        """Return each question with how many answered, were right, and were sure and wrong."""
        found: dict[str, list[dict[str, Any]]] = {}
        for learner in self.learners:
            for key, guess in learner.predictions.items():
                found.setdefault(key, []).append(guess)
        return [
            (
                key,
                len(guesses),
                sum(guess["right"] for guess in guesses),
                sum(not guess["right"] and guess["confidence"] == "sure" for guess in guesses),
            )
            for key, guesses in sorted(found.items())
        ]


def _place(exercise: str) -> tuple[int, str]:
    number = exercise.split(" ")[0]
    return (int(number) if number.isascii() and number.isdigit() else 1000, exercise)
