"""What was handed out: the exercises, and the names that the checks stand on."""

import ast
from dataclasses import dataclass
from typing import Any

from ..words import message
from .code import bound, is_unwritten, loaded
from .notebook import NotReadableError, read_cells, read_notebook, traits


class ReleaseError(Exception):
    """What was handed out cannot be told; the text is the reason."""


@dataclass(frozen=True)
class Exercise:
    """A cell that learners write: its place in the release, and the functions it asks for."""

    place: int
    grade_id: str
    number: str | None
    names: frozenset[str]
    stub: str

    @property
    def called(self) -> str:
        """The exercise as a person calls it."""
        return self.number or self.grade_id


@dataclass(frozen=True)
class Release:
    """The notebook as it was handed out."""

    notebook: dict[str, Any]
    exercises: tuple[Exercise, ...]
    protected: frozenset[str]  # what the checks use or define, and no answer may


@dataclass(frozen=True)
class Lesson:
    """The exercises as the lesson has them: a cell holds what is written and what is then asked."""

    release: Release
    given: str  # what stands before all exercises
    asked: dict[str, str]  # by grade_id
    headings: dict[str, str]


def read_lesson(content: bytes) -> Lesson:
    """Return the lesson of exercises, each under the grade_id that nbgrader would know it by."""
    notebook = read_notebook(content)
    exercises: list[Exercise] = []
    given, asked, headings, names = "", {}, {}, set()
    for cell in read_cells(notebook):
        stubs = [node for node in cell.statements if is_unwritten(node)]
        if not (stubs and cell.attempted):
            names |= {name for node in cell.statements for name in bound(node) | loaded(node)}
            given += "" if exercises else f"{cell.source}\n"
            continue
        rest = [node for node in cell.statements if node not in stubs]
        names |= {name for node in rest for name in bound(node) | loaded(node)}
        key = f"exercise-{cell.attempted}"
        own = frozenset(name for node in stubs for name in bound(node))
        stub = "\n".join(map(ast.unparse, stubs))
        exercises.append(Exercise(cell.place, key, cell.attempted, own, stub))
        asked[key] = "\n".join(map(ast.unparse, rest))
        headings[key] = cell.heading
    answers = frozenset(name for exercise in exercises for name in exercise.names)
    release = Release(notebook, tuple(exercises), frozenset(names) - answers)
    return Lesson(release, given, asked, headings)


def read_release(content: bytes) -> Release:
    """Return what was handed out.

    Raises
    ------
    ReleaseError
        It is no notebook of nbgrader's, or one with solutions in it.
    """
    try:
        notebook = read_notebook(content)
    except NotReadableError as error:
        raise ReleaseError(str(error)) from None
    exercises, names = [], set()
    for cell in read_cells(notebook):
        told = traits(notebook["cells"][cell.place])
        if told.get("solution") and not told.get("grade"):
            asked = frozenset(name for node in cell.statements for name in bound(node))
            if not all(is_unwritten(node) for node in cell.statements):
                raise ReleaseError(message("collect.solved"))
            key = str(cell.grade_id)
            exercises.append(Exercise(cell.place, key, cell.number, asked, cell.source))
        else:
            for node in cell.statements:
                names |= bound(node) | loaded(node)
    if not exercises:
        raise ReleaseError(message("collect.no_exercises"))
    answers = frozenset(name for exercise in exercises for name in exercise.names)
    return Release(notebook, tuple(exercises), frozenset(names) - answers)
