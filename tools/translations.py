"""Tell which cells of a translated lesson were made from an English text that has changed since.

    python tools/translations.py            what has fallen behind, lesson and cell
    python tools/translations.py --show     the two texts there, and how the English one changed
    python tools/translations.py --settle zh/02_jacobian teaching/zh/README.md
                                            they say now what the English ones say

Beside a translated source, ``zh/NN_name.md``, lies ``zh/NN_name.made-from``: a line a cell, the id
of the English cell that it was made from. The two have the same cells in the same order, and the
same code but for the line that chooses the language.

The pages around the lessons are kept in the same way; their cells are their sections. A page of
``teaching/`` or ``docs/`` has its translation in the folder of a language there, the first page of
all, ``README.md``, in ``docs/README.LANGUAGE.md``.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

import lessons
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from softmax_edu.files import write
from softmax_edu.words import FIRST, languages

ROOT = lessons.PACKAGE.parent
ROOMS = ("docs", "teaching")  # whose pages are translated
FRONT = "README.md"
LANGUAGE = re.compile(r'set_language\("\w+"\)')
# A heading, unless it stands in a block of code.
SECTION = re.compile(r"^```.*?^```|^(?=#+ )", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Stale:
    """A place where a translation has fallen behind.

    `number` counts the translation's cells from 1; it is that of the cell before which a new one
    is due where `was` is None. `was` and `now` are the ids of the English cell. Both are None where
    nothing was ever put down about this lesson.
    """

    lesson: str
    number: int
    was: str | None
    now: str | None

    def __str__(self) -> str:
        if self.was is self.now is None:
            return f"{self.lesson}: it has never been settled"
        if self.was is None:
            return f"{self.lesson}: before cell {self.number}, the English text has a new cell"
        if self.now is None:
            return f"{self.lesson}: cell {self.number} stands for a cell that is gone"
        return f"{self.lesson}: cell {self.number}, the English text has changed"


def translations() -> list[str]:
    """Return the names of the translated lessons."""
    return [name for name in lessons.lesson_names() if lessons.edition_of(name) != FIRST]


def pages() -> list[str]:
    """Return the names of the translated pages: their places in the repository."""
    found = [
        path
        for room in ROOMS
        for path in (ROOT / room).glob("*/*.md")
        if path.parent.name in languages() and path.parent.name != FIRST
    ]
    found += (ROOT / ROOMS[0]).glob("README.*.md")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def original(name: str) -> str:
    """Return the name of the lesson, or of the page, that a translation was made from."""
    *above, folder, last = ["", *name.split("/")]
    if not last.endswith(".md"):
        return last
    return f"{above[-1]}/{last}" if folder in languages() else FRONT


def source_path(name: str) -> Path:
    """Return where the text of a lesson or a page stands."""
    return ROOT / name if name.endswith(".md") else lessons.source_path(name)


def record_path(name: str) -> Path:
    return source_path(name).with_suffix(".made-from")


def cells_of(name: str) -> list[NotebookNode]:
    """Return the cells of a source, solutions included; of a page, its sections."""
    path = source_path(name)
    if name.endswith(".md"):
        return sections(path.read_text(encoding="utf-8"))
    cells: list[NotebookNode] = lessons.read_source(path, solved=True).cells
    return cells


def sections(text: str) -> list[NotebookNode]:
    """Return the sections of a page as cells, each with an id of its text."""
    starts = [found.start() for found in SECTION.finditer(text) if not found[0]]
    parts = [text[a:b].strip() for a, b in zip([0, *starts], [*starts, None], strict=True)]
    return [
        new_markdown_cell(part, id=sha256(part.encode()).hexdigest()[:12]) for part in parts if part
    ]


def stale(name: str) -> list[Stale]:
    """Return where a translation has fallen behind its original, in the order of its cells."""
    path = record_path(name)
    if not path.is_file():
        return [Stale(name, 0, None, None)]
    before = path.read_text(encoding="utf-8").split()
    now = [cell.id for cell in cells_of(original(name))]
    found = []
    matcher = SequenceMatcher(a=before, b=now, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            continue
        for step, (old, new) in enumerate(zip_longest(before[start:end], now[first:last])):
            found.append(Stale(name, start + step + 1, old, new))
    return found


def differences(name: str) -> Iterator[str]:
    """Yield in what a translation is not its original cell by cell, its sentences aside."""
    ours, theirs = cells_of(name), cells_of(original(name))
    for number, (cell, first) in enumerate(zip(ours, theirs, strict=False), start=1):
        if cell.cell_type != first.cell_type:
            yield f"{name}: cell {number} is {cell.cell_type}, in English {first.cell_type}"
        elif cell.cell_type == "code" and _code(cell) != _code(first):
            yield f"{name}: cell {number} has other code than in English"
    if len(ours) != len(theirs):
        yield f"{name}: {len(ours)} cells, in English {len(theirs)}"


def _code(cell: NotebookNode) -> str:
    return LANGUAGE.sub("set_language", cell.source)


def settle(name: str) -> None:
    """Put down that every cell of a translation says now what the English one says.

    Raises
    ------
    lessons.LessonError
        The two are not the same cells in the same order.
    """
    if problems := list(differences(name)):
        raise lessons.LessonError("\n".join(problems))
    ids = "".join(f"{cell.id}\n" for cell in cells_of(original(name)))
    write(record_path(name), ids.encode())


def shown(name: str) -> Iterator[str]:
    """Yield, for each cell that has fallen behind, how the English changed and the translation."""
    ours = cells_of(name)
    theirs = {cell.id: cell.source for cell in cells_of(original(name))}
    places = stale(name)
    past = _past(name, {place.was for place in places if place.was is not None} - theirs.keys())
    for place in places:
        was = (past | theirs).get(place.was or "", "")
        now = theirs.get(place.now or "", "")
        change = unified_diff(was.splitlines(), now.splitlines(), "was", "is", lineterm="", n=99)
        text = ours[place.number - 1].source if place.was and place.number <= len(ours) else ""
        yield "\n".join([f"== {place}", *change, "-- the translation", text, ""])


def _past(name: str, wanted: set[str]) -> dict[str, str]:
    """Return the texts of English cells that are gone, by id, as far as git remembers them."""
    path = source_path(original(name))
    found: dict[str, str] = {}
    for revision in _git(path.parent, "log", "--format=%H", "--", path.name).split():
        if wanted <= found.keys():
            break
        text = _git(path.parent, "show", f"{revision}:./{path.name}")
        is_page = name.endswith(".md")
        cells = sections(text) if is_page else lessons.parsed(text, solved=True).cells
        found |= {cell.id: cell.source for cell in cells if cell.id in wanted}
    return found


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Tell where translations have fallen behind.")
    parser.add_argument("name", nargs="*", help="a lesson or a page; all by default")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--show", action="store_true", help="the texts, and the English change")
    action.add_argument("--settle", action="store_true", help="they say now what the English says")
    options = parser.parse_args(arguments)

    known = [*translations(), *pages()]
    if unknown := sorted(set(options.name) - set(known)):
        parser.error(f"no translation {', '.join(unknown)}; there are {', '.join(known)}")
    problems = []
    for name in options.name or known:
        if options.settle:
            try:
                settle(name)
            except lessons.LessonError as error:
                problems.append(str(error))
        elif options.show:
            print("\n".join(shown(name)))
        else:
            problems += [*differences(name), *map(str, stale(name))]
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    raise SystemExit(main())
