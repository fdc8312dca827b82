"""Find what was written for an exercise, and lift it out with what it needs, and no more."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .code import bound, is_unwritten, needed, reaching, source_of, without_imports_of
from .notebook import Cell
from .release import Exercise, Release

Notes = list[tuple[str, str, str]]  # the exercise, a key of `collect.note`, and what it is about


class AmbiguousError(Exception):
    """Two cells answer one exercise differently."""

    def __init__(self, exercise: Exercise, names: str) -> None:
        super().__init__(exercise, names)
        self.exercise, self.names = exercise, names


@dataclass(frozen=True)
class Answer:
    """What goes into an exercise's cell; None where nothing was written."""

    text: str | None
    uses: frozenset[str] = frozenset()


@dataclass
class Found:
    """The answers of one submission, by grade_id."""

    answers: dict[str, Answer] = field(default_factory=dict)
    placed: int = 0  # by what belongs to an exercise, written or not
    named: int = 0  # by the function's name alone
    notes: Notes = field(default_factory=list)


def find_answers(release: Release, cells: list[Cell]) -> Found:
    """Return what a submission holds for every exercise.

    Raises
    ------
    AmbiguousError
        Which of two cells is the answer cannot be told.
    """
    found = Found()
    for exercise in release.exercises:
        answer = Answer(None)
        for how, candidates in _candidates(exercise, cells):
            if candidates:
                found.named += how == "name"
                found.placed += how != "name"
            written = [cell for cell in candidates if _is_written(cell, exercise)]
            if not written:
                continue
            if len({_essence(cell, exercise) for cell in written}) > 1:
                raise AmbiguousError(exercise, ", ".join(sorted(exercise.names)))
            answer = _lifted(written[-1], exercise, release, cells, found.notes)
            break
        found.answers[exercise.grade_id] = answer
    return found


def _candidates(exercise: Exercise, cells: list[Cell]) -> Iterable[tuple[str, list[Cell]]]:
    """Yield the cells that may hold the answer, those that say so most plainly first."""
    own = [cell for cell in cells if exercise.names & _names(cell)]
    yield "grade_id", [cell for cell in own if cell.grade_id == exercise.grade_id]
    rest = [cell for cell in own if not _is_graded(cell)]
    if exercise.number is not None:
        yield "attempt", [cell for cell in rest if cell.attempted == exercise.number]
        headed = [cell for cell in rest if cell.attempted is None]
        yield "heading", [cell for cell in headed if cell.number == exercise.number]
    yield "name", [cell for cell in rest if cell.attempted is None and cell.number is None]


def _is_graded(cell: Cell) -> bool:
    return isinstance(cell.grade_id, str) and cell.grade_id != ""


def _names(cell: Cell) -> set[str]:
    if cell.problem is not None:
        found = re.findall(r"^(?:def ++(\w++)|(\w++) *=(?!=))", cell.source, re.MULTILINE)
        return {first or second for first, second in found}
    return {name for node in cell.statements for name in bound(node)}


def _own(cell: Cell, exercise: Exercise) -> list[ast.stmt]:
    return [node for node in cell.statements if bound(node) & exercise.names]


def _is_written(cell: Cell, exercise: Exercise) -> bool:
    return cell.problem is not None or not all(map(is_unwritten, _own(cell, exercise)))


def _essence(cell: Cell, exercise: Exercise) -> str:
    """Return what two cells have in common if they are one answer, whatever the layout."""
    if cell.problem is not None:
        return cell.source.strip()
    return "\n".join(ast.dump(node) for node in _own(cell, exercise))


def _lifted(
    main: Cell, exercise: Exercise, release: Release, cells: list[Cell], notes: Notes
) -> Answer:
    if main.problem is not None:
        notes.append((exercise.called, "no_python", main.problem))
        commented = "".join(f"# {line}\n" for line in main.source.splitlines())
        return Answer(f"{exercise.stub.rstrip()}\n\n\n{commented}")
    others = frozenset(name for each in release.exercises for name in each.names)
    kept: dict[tuple[int, int], ast.stmt] = {}
    wanted, done = set(exercise.names), set[str]()
    while waiting := wanted - done:
        name = min(waiting)
        done.add(name)
        for place, node in _bindings(name, main, cells, own=name not in others):
            if place in kept:
                continue
            node = without_imports_of(node, release.protected)
            if isinstance(node, ast.Pass):
                continue
            if hit := bound(node) & release.protected:
                notes.append((exercise.called, "protected", min(hit)))
                continue
            if reached := reaching(node, release.protected):
                notes.append((exercise.called, "reaching", reached))
                continue
            kept[place] = node
            wanted |= needed(node)
    if not any(bound(node) & exercise.names for node in kept.values()):
        return Answer(None)
    written = {cell.place: cell for cell in cells}
    parts = [
        source_of(kept[place, line], written[place].source, written[place].statements)
        for place, line in sorted(kept)
    ]
    return Answer("\n\n\n".join(parts) + "\n", frozenset(wanted & others - exercise.names))


def _bindings(
    name: str, main: Cell, cells: list[Cell], *, own: bool
) -> list[tuple[tuple[int, int], ast.stmt]]:
    """Return the statements that bind a name: the main cell's, else the nearest cell's before it.

    A function that another exercise asks for is that exercise's answer, unless it stands here.
    """
    here = _in(main, name)
    if here or not own:
        return here
    before = [found for cell in cells if cell.place < main.place and (found := _in(cell, name))]
    after = [found for cell in cells if cell.place > main.place and (found := _in(cell, name))]
    return before[-1] if before else after[0] if after else []


def _in(cell: Cell, name: str) -> list[tuple[tuple[int, int], ast.stmt]]:
    return [
        ((cell.place, line), node)
        for line, node in enumerate(cell.statements)
        if name in bound(node)
    ]
