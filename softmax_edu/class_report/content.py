"""What the report says, as tables of text."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from ..checks import MISCONCEPTIONS
from ..words import catalogue, listed, message
from .classroom import STATES, Class, Result

_T = TypeVar("_T")


class Table(NamedTuple):
    """One part of the report: a heading, the names of its columns, and its rows as text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    instead: str = ""


def tables(found: Class, most: int) -> list[Table]:
    """Return the report as tables of at most so many rows, those for a whole class first."""
    words = catalogue("report")
    states = [words["state"][state] for state in STATES]
    skipped = list(found.skipped)
    if found.unshown:
        skipped.append((words["exercises"], message("report.unshown", count=found.unshown)))
    return [
        Table(
            words["exercises"],
            [words["exercise"], *states],
            [
                [name, *(str(counts[state] or "·") for state in STATES)]
                for name, counts in ((name, found.counts(name)) for name in found.exercises)
            ],
            words["none"],
        ),
        Table(
            words["mistakes"],
            [words["mistake"], words["people"], words["computes"]],
            [[_named(key), str(n), _computes(key)] for key, n in found.mistakes()],
            words["none"],
        ),
        Table(words["stuck"], [], _lines(found.stuck(), _stuck, most), words["nobody"]),
        Table(
            words["predictions"],
            [words["question"], words["answered"], words["right"], words["sure_and_wrong"]],
            [[key, *map(str, counts)] for key, *counts in found.predictions()],
            words["none"],
        ),
        Table(
            words["steps"],
            [words["step"], words["begun"], words["done"], words["unaided"]],
            [[key, *map(str, counts)] for key, *counts in found.steps()],
            words["none"],
        ),
        Table(words["skipped"], [], _lines(skipped, _left_out, most), words["none"]),
    ]


def learner_table(found: Class) -> Table:
    """Return the table with a row for each learner."""
    return Table(
        message("report.learners"),
        [message("report.learner"), *(name.split(" · ")[0] for name in found.exercises)],
        [
            [learner.name, *(_cell(learner.results.get(name)) for name in found.exercises)]
            for learner in found.learners
        ],
        message("report.nobody"),
    )


def _lines(items: Sequence[_T], told: Callable[[_T], str], most: int) -> list[list[str]]:
    """Return a line for each of the first items, and one for the rest."""
    lines = [[told(item)] for item in items[:most]]
    if len(items) > most:
        lines.append([message("report.more", count=len(items) - most)])
    return lines


def _cell(result: Result | None) -> str:
    if result is None:
        return "·"
    if result.state == "wrong" and result.named:
        return listed("or", map(_named, result.named))
    return message(f"report.state.{result.state}")


def _left_out(file: tuple[str, str]) -> str:
    name, why = file
    return message("report.left_out", name=name, why=why)


def _stuck(who: tuple[str, Result]) -> str:
    learner, result = who
    told = {"learner": learner, "exercise": result.exercise, "attempts": result.attempts}
    if not result.named:
        return message("report.stuck_at", **told)
    names = listed("and", map(_named, result.named))
    return message("report.stuck_at_named", **told, names=names)


def _computes(key: str) -> str:
    """Return what a mistake computes; of one of a teacher's own, only its name is known."""
    return MISCONCEPTIONS[key].computes if key in MISCONCEPTIONS else "·"


def _named(key: str) -> str:
    """Return a mistake's key as everywhere: a name in quotes, which is not translated."""
    return message("checks.say.named", key=key)


def counted(found: Class) -> str:
    """Return how much was read, as a sentence."""
    return message(
        "report.counted",
        learners=len(found.learners),
        files=found.files,
        skipped=found.left_out,
    )


def note(found: Class) -> str:
    """Return what the numbers rest on, as sentences."""
    return message("report.note_rerun" if found.is_rerun else "report.note")
