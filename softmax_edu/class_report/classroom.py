"""A class as counted: its learners, and what became of their exercises and predictions."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

MOST_EXERCISES = 40  # that are shown: a column and a bar each
MOST_QUESTIONS = 100
STUCK_FROM = 3  # the rung of the ladder at which the mistake has been named

# What is stale was the answer to code that is not there any more: nobody knows what it is now.
STATES = ("passed", "remark", "wrong", "error", "stale", "unwritten")


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


class Guess(NamedTuple):
    """What became of one prediction."""

    right: bool
    sure: bool


class Derivation(NamedTuple):
    """What became of one step that is filled in; unaided is at the first try, without help."""

    done: bool
    unaided: bool


@dataclass
class Learner:
    """All that one learner has handed in."""

    name: str
    results: dict[str, Result] = field(default_factory=dict)
    predictions: dict[str, Guess] = field(default_factory=dict)
    steps: dict[str, Derivation] = field(default_factory=dict)


@dataclass
class Class:
    """What a folder holds: the learners under the names to be shown, and what was left out.

    `skipped` names the files that were left out and why, of each learner the first few; `left_out`
    is how many there are; `unread` are the learners of whom nothing else came. `is_rerun` tells
    whether the functions were run anew.
    """

    is_rerun: bool = False
    learners: list[Learner] = field(default_factory=list)
    files: int = 0
    left_out: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def join_rows(self) -> None:
        """Give every exercise of one number the heading that most learners have above it.

        A translated or reworded heading is the same exercise.
        """
        headings: dict[str, Counter[str]] = {}
        for learner in self.learners:
            for exercise in learner.results:
                if number := number_of(exercise):
                    headings.setdefault(number, Counter())[exercise] += 1
        usual = {
            number: min(found, key=lambda each: (-found[each], each))
            for number, found in headings.items()
        }
        for learner in self.learners:
            joined: dict[str, Result] = {}
            for exercise, result in learner.results.items():
                name = usual.get(number_of(exercise) or "", exercise)
                joined.setdefault(name, result._replace(exercise=name))
            learner.results = joined

    @property
    def exercises(self) -> list[str]:
        """The exercises that most have run, those with a number first and in its order."""
        return self._exercises[0]

    @property
    def unshown(self) -> int:
        """How many more exercises there are, which fewer have run."""
        return self._exercises[1]

    @cached_property
    def _exercises(self) -> tuple[list[str], int]:
        run = Counter(name for learner in self.learners for name in learner.results)
        most = sorted((name for name, _ in run.most_common(MOST_EXERCISES)), key=_place)
        return most, len(run) - len(most)

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
        """Return the questions that most have answered.

        Each with how many answered, were right, and were sure and wrong.
        """
        answered, right, sure_and_wrong = Counter[str](), Counter[str](), Counter[str]()
        for learner in self.learners:
            for key, guess in learner.predictions.items():
                answered[key] += 1
                right[key] += guess.right
                sure_and_wrong[key] += guess.sure and not guess.right
        return [
            (key, count, right[key], sure_and_wrong[key])
            for key, count in sorted(answered.most_common(MOST_QUESTIONS))
        ]

    def steps(self) -> list[tuple[str, int, int, int]]:
        """Return the derivation steps that most have begun.

        Each with how many began it, came to its end, and did so at the first try and without help.
        """
        begun, done, unaided = Counter[str](), Counter[str](), Counter[str]()
        for learner in self.learners:
            for key, step in learner.steps.items():
                begun[key] += 1
                done[key] += step.done
                unaided[key] += step.done and step.unaided
        return [
            (key, count, done[key], unaided[key])
            for key, count in sorted(begun.most_common(MOST_QUESTIONS))
        ]


def number_of(exercise: str) -> str | None:
    """Return the number that an exercise's heading begins with, in whatever language it goes on."""
    number, dot, _ = exercise.partition(" · ")
    return number if dot and number.isascii() and number.isdigit() else None


def _place(exercise: str) -> tuple[int, str]:
    number = exercise.split(" ")[0]
    return (int(number) if number.isascii() and number.isdigit() else 1000, exercise)
