"""The concept test before and after the course: what a class has gained, item by item.

A table has a row for each learner and a column for each item: ``right``, ``wrong`` or ``open``
(1, 0 or nothing are taken as well), and beside it, where that was asked, ``ITEM:sureness``. The
first column names the learner. A page that scores itself gives such a row; rows may be put together
with their headings, or the files of a class lie in a folder, or in what a platform exports.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import uploads
from .files import locked
from .files import read as read_file
from .words import listed, message
from .words.columns import columns
from .words.errors import reason
from .words.numbers import significant

MOST = 5_000_000  # bytes of a table
MOST_NAMES = 20  # of learners who are in one table only
_STATES = {
    "right": "right",
    "1": "right",
    "wrong": "wrong",
    "0": "wrong",
    "open": "open",
    "": "open",
}
_SURENESS = ":sureness"

Answers = Mapping[str, Mapping[str, tuple[str, bool]]]  # by learner and item: the state, and sure?


class TableError(ValueError):
    """A file that is no such table; the text says why."""


@dataclass(frozen=True)
class Gain:
    """What became of one item: shares of those who answered it, before and after.

    `gain` is the share that was gained of what there was to be gained,
    (after − before)/(1 − before); None where it was not asked before, or everybody had it right.
    """

    item: str
    before: float | None
    after: float
    learners: int
    sure_and_wrong: tuple[int | None, int]

    @property
    def gain(self) -> float | None:
        """The normalised gain."""
        if self.before is None or self.before == 1:
            return None
        return (self.after - self.before) / (1 - self.before)


def read_table(content: bytes) -> dict[str, dict[str, tuple[str, bool]]]:
    """Return what a table holds.

    Raises
    ------
    TableError
        It is no such table.
    """
    text = _decoded(content)
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
    if not rows or len(rows[0]) < 2:
        raise TableError(message("concept.no_items"))
    head = [name.strip() for name in rows[0]]
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells == head:
            continue
        if len(cells) != len(head):
            raise TableError(message("concept.cells", row=number, count=len(cells), due=len(head)))
        told = dict(zip(head, cells, strict=True))
        learner = told[head[0]]
        if learner in found:
            raise TableError(message("concept.twice", learner=learner))
        answers: dict[str, tuple[str, bool]] = {}
        for item in head[1:]:
            if item.endswith(_SURENESS):
                continue
            state = _STATES.get(told[item].lower())
            if state is None:
                raise TableError(message("concept.value", row=number, item=item, value=told[item]))
            answers[item] = state, told.get(item + _SURENESS, "") == "sure"
        found[learner] = answers
    if not found:
        raise TableError(message("concept.nobody"))
    return found


def _decoded(content: bytes) -> str:
    """Return the text of a table; a Chinese Excel writes another encoding unless it is told."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\ufeff", "")  # one a file that was joined
        except UnicodeDecodeError:
            continue
    raise TableError(message("report.reason.encoding"))


def read_class(place: Path) -> dict[str, dict[str, tuple[str, bool]]]:
    """Return what a table holds, or all tables in a folder or an archive, as one.

    Who has handed in a table more than once counts with the newest. A row without a name is that of
    whoever handed it in; two such rows may be two people's, and are refused.

    Raises
    ------
    TableError
        There is no such table, or one is none.
    OSError
        It cannot be read.
    """
    if place.suffix.lower() != ".zip" and not place.is_dir():
        return read_table(read_file(place, MOST))
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    with uploads.by_learner(place) as learners:
        for who, handed_in in learners.items():
            own: dict[str, dict[str, tuple[str, bool]]] = {}
            for upload in handed_in:  # the newest first
                if upload.kind != ".csv":
                    continue
                rows = _rows(upload)
                if "" in rows and "" in own:
                    raise TableError(message("concept.twice", learner=who))
                own = rows | own
            if "" in own:
                own[who] = own.pop("")
            for name in own:
                if name in found:
                    raise TableError(message("concept.twice", learner=name))
            found |= own
    if not found:
        raise TableError(message("concept.nobody"))
    return found


def _rows(upload: uploads.Upload) -> dict[str, dict[str, tuple[str, bool]]]:
    try:
        return read_table(upload.read(MOST))
    except TableError as error:
        raise TableError(message("concept.within", path=upload.path, reason=error)) from None


def gains(before: Answers, after: Answers) -> tuple[list[Gain], int]:
    """Return what became of every item, and how many learners are in both tables.

    Only these count; where there are none, as with tests without names, everybody does.
    """
    both = [learner for learner in before if learner in after]
    pre, post = (
        ({name: table[name] for name in both} if both else table) for table in (before, after)
    )
    items = list(next(iter(post.values())))
    found = []
    for item in items:
        earlier = [answers[item] for answers in pre.values() if item in answers]
        later = [answers[item] for answers in post.values()]
        found.append(
            Gain(
                item,
                _share(earlier) if earlier else None,
                _share(later),
                len(later),
                (_sure_and_wrong(earlier) if earlier else None, _sure_and_wrong(later)),
            )
        )
    return found, len(both)


def _share(answers: list[tuple[str, bool]]) -> float:
    return sum(state == "right" for state, _ in answers) / len(answers)


def _sure_and_wrong(answers: list[tuple[str, bool]]) -> int:
    return sum(state == "wrong" and sure for state, sure in answers)


def as_text(found: list[Gain], both: int, alone: Sequence[str] = ()) -> str:
    """Return the gains for a terminal; `alone` are the learners who are in one table only."""
    head = [message(f"concept.{name}") for name in ("item", "before", "after", "gain", "sure")]
    rows = [
        [
            each.item,
            _percent(each.before),
            _percent(each.after),
            "·" if each.gain is None else significant(each.gain, 2),
            message(
                "concept.sure_and_wrong",
                before="·" if each.sure_and_wrong[0] is None else each.sure_and_wrong[0],
                after=each.sure_and_wrong[1],
            ),
        ]
        for each in found
    ]
    note = message("concept.matched", count=both) if both else message("concept.unmatched")
    lines = [*columns([head, *rows]), "", note]
    if both and alone:
        names = listed("and", [*alone[:MOST_NAMES]])
        lines.append(message("concept.alone", count=len(alone), names=names))
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "·" if share is None else message("concept.percent", number=round(100 * share))


def run(before: Path, after: Path, picture: Path) -> int:
    """Do what ``softmax-edu concept`` does: print the gains, draw them, return the exit code."""
    from .figures.gains import gains_picture

    tables = []
    for path in (before, after):
        try:
            tables.append(read_class(path))
        except (TableError, OSError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            return _refused(message("concept.problem", path=path, reason=why))
    found, both = gains(*tables)
    print(as_text(found, both, sorted(set(tables[0]) ^ set(tables[1]))))
    drawn = gains_picture([(each.item, each.before, each.after) for each in found])
    try:
        with locked(picture.parent) as room:
            room.write(picture.name, drawn.png())
    except OSError as error:
        return _refused(message("concept.output", path=picture, reason=reason(error)))
    print(message("concept.written", path=picture))
    return 0


def _refused(told: str) -> int:
    import sys

    print(told, file=sys.stderr)
    return 1
