"""Results that are had anew: a learner's functions, run in a sandbox below this lesson's checks."""

import json
from collections.abc import Mapping
from pathlib import Path

from ..collecting import (
    AmbiguousError,
    Lesson,
    NotReadableError,
    find_answers,
    read_cells,
    read_notebook,
    texts,
)
from ..words import message
from .classroom import Result, number_of
from .notebook import result_of
from .sandbox import Sandbox
from .untrusted import UnusableError

_PROGRAM = Path(__file__).with_name("inside.py")


class Rerun:
    """Runs the functions that learners wrote for the exercises of a lesson."""

    def __init__(self, lesson: Lesson, sandbox: Sandbox) -> None:
        self.lesson = lesson
        self.sandbox = sandbox

    def results(self, text: str, stored: Mapping[str, Result]) -> dict[str, Result]:
        """Return what the functions of a notebook are now, in the place of what is stored of them.

        Raises
        ------
        UnusableError
            The notebook answers an exercise twice, and differently, or is none.
        """
        release = self.lesson.release
        try:
            found = find_answers(release, read_cells(read_notebook(text)))
        except NotReadableError as error:
            raise UnusableError(str(error)) from None
        except AmbiguousError as error:
            told = {"exercise": error.exercise.called, "names": error.names}
            raise UnusableError(message("report.rerun.ambiguous", **told)) from None
        if not (found.placed or found.named):
            return {}
        written = texts(release, found)
        work = [
            {
                "number": exercise.number,
                "answer": written.get(exercise.grade_id, exercise.stub),
                "asked": self.lesson.asked[exercise.grade_id],
            }
            for exercise in release.exercises
        ]
        given = json.dumps({"given": self.lesson.given, "exercises": work})
        output = self.sandbox.run(_PROGRAM, given.encode("utf-8", "replace"))
        records = _records(output)
        results = {}
        for exercise in release.exercises:
            heading = self.lesson.headings[exercise.grade_id]
            before = next(
                (r for name, r in stored.items() if number_of(name) == exercise.number), None
            )
            name = before.exercise if before else heading
            # What has told nothing did not come to its end.
            new = records.get(str(exercise.number), Result(name, "error"))
            if before is None and new.state == "unwritten":
                continue
            attempts, rung = (before.attempts, before.rung) if before else (1, 0)
            results[name] = new._replace(exercise=name, attempts=attempts, rung=rung)
        return results


def _records(output: bytes) -> dict[str, Result]:
    """Return what the sandbox told, by the exercises' numbers. It is not believed either."""
    found: dict[str, Result] = {}
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            number, record = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            continue
        result = result_of(record, str(number))
        if result is not None:
            found[str(number)] = result
    return found
