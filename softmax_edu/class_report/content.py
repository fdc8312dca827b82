"""What the report says, as tables of text."""

from collections.abc import Sequence
from typing import NamedTuple

from ..checks import MISCONCEPTIONS
from ..words import catalogue, listed, message
from .classroom import STATES, Class, Result


class Table(NamedTuple):
    """One part of the report: a heading, the names of its columns, and its rows as text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    instead: str = ""


def tables(found: Class) -> list[Table]:
    """Return the report as tables, those that a whole class may see first."""
    words = catalogue("report")
    states = [words["state"][state] for state in STATES]
    stuck = [_stuck(name, result) for name, result in found.stuck()]
    return [
        Table(
            words["exercises"],
            [words["exercise"], *states],
            [
                [name, *(str(found.counts(name)[state] or "·") for state in STATES)]
                for name in found.exercises
            ],
            words["none"],
        ),
        Table(
            words["mistakes"],
            [words["mistake"], words["people"], words["computes"]],
            [[_named(key), str(n), MISCONCEPTIONS[key].computes] for key, n in found.mistakes()],
            words["none"],
        ),
        Table(words["stuck"], [], [[line] for line in stuck], words["nobody"]),
        Table(
            words["predictions"],
            [words["question"], words["answered"], words["right"], words["sure_and_wrong"]],
            [[key, *map(str, counts)] for key, *counts in found.predictions()],
            words["none"],
        ),
        Table(
            words["learners"],
            [words["learner"], *(name.split(" · ")[0] for name in found.exercises)],
            [
                [learner.name, *(_cell(learner.results.get(name)) for name in found.exercises)]
                for learner in found.learners
            ],
            words["nobody"],
        ),
        Table(
            words["skipped"],
            [],
            [[message("report.left_out", name=name, why=why)] for name, why in found.skipped],
            words["none"],
        ),
    ]


def _cell(result: Result | None) -> str:
    if result is None:
        return "·"
    if result.state == "wrong" and result.named:
        return listed("or", map(_named, result.named))
    return message(f"report.state.{result.state}")


def _stuck(learner: str, result: Result) -> str:
    told = {"learner": learner, "exercise": result.exercise, "attempts": result.attempts}
    if not result.named:
        return message("report.stuck_at", **told)
    names = listed("and", map(_named, result.named))
    return message("report.stuck_at_named", **told, names=names)


def _named(key: str) -> str:
    """Return a mistake's key as everywhere: a name in quotes, which is not translated."""
    return message("checks.say.named", key=key)


def counted(found: Class) -> str:
    """Return how much was read, as a sentence."""
    return message(
        "report.counted",
        learners=len(found.learners),
        files=found.files,
        skipped=len(found.skipped),
    )
