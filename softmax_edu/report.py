"""A class at a glance, from a folder of submitted notebooks or files of answers.

Only what the files hold is read, and nothing of it is run or believed: every file may be broken,
huge or hostile, and is then named and left out. What reaches the page is escaped; a mistake's name
is shown only if it is one of `MISCONCEPTIONS`.

A learner is a file in the folder, or a folder in it with all that is below. Learners go by
pseudonyms, numbered in an order that says nothing of their names.
"""

import json
import os
import re
import stat
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .messages import catalogue, message
from .misconceptions import MISCONCEPTIONS

if TYPE_CHECKING:
    from .figures import Picture

MEGABYTES = 20
MOST_FILES = 5_000
MOST_RESULTS = 100
MOST_CHARACTERS = 60
STUCK_FROM = 3  # the rung of the ladder at which the mistake has been named

STATES = ("passed", "remark", "wrong", "error", "unwritten")

_RECORD = re.compile(r'data-record="([A-Za-z0-9+/=]{1,4000})"')
_CHECK = re.compile(r"check_([a-z_]{1,40}): ")
_NAMED = re.compile(r"“([a-z0-9-]{1,60})”")
# Possessive: a line of a million spaces must not be tried from each of them.
_HEADING = re.compile(r"^#{1,6} ++(?:(\d{1,3}) · )?([^\n]{1,200})$", re.MULTILINE)


def run(folder: str, output: str, *, names: bool = False) -> int:
    """Do what ``softmax-edu report`` does: print the tables, write the page, return the exit code.

    0 if any file could be used, 1 if none could or the page cannot be written.
    """
    source = Path(folder).expanduser().absolute()
    page = Path(output).expanduser().absolute()
    try:
        found = read_class(source, names=names)
    except OSError:
        print(message("report.error.folder", folder=source), file=sys.stderr)
        return 1
    print(as_text(found))
    if not found.learners:
        print(message("report.error.nothing", folder=source), file=sys.stderr)
        return 1
    try:
        page.write_text(as_html(found), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        print(message("report.error.output", path=page, reason=reason), file=sys.stderr)
        return 1
    print()
    print(message("report.written", path=page))
    return 0


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


# --- reading -------------------------------------------------------------------------------------


class UnusableError(Exception):
    """A file that is left out; the text is the reason."""


def read_class(folder: Path, *, names: bool = False) -> Class:
    """Read a folder of submissions; `names` shows them by the names of their files.

    Raises
    ------
    OSError
        `folder` is no folder that can be read.
    """
    found: dict[str, Learner] = {}
    skipped: list[tuple[str, str]] = []
    files = 0
    os.listdir(folder)  # os.walk would take a folder that cannot be read for an empty one
    for path in _paths(folder):
        shown = _plain(str(path.relative_to(folder)))
        if files + len(skipped) >= MOST_FILES:
            skipped.append((shown, message("report.reason.many", count=MOST_FILES)))
            break
        name = _learner(path.relative_to(folder))
        learner = found.get(name, Learner(name))
        try:
            _read(path, learner)
        except UnusableError as error:
            skipped.append((shown, str(error)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            skipped.append((shown, message("report.reason.unreadable", reason=reason)))
        else:
            files += 1
            found[name] = learner
    learners = sorted(found.values(), key=lambda learner: _digest(learner.name))
    if names:
        learners.sort(key=lambda learner: learner.name)
    for number, learner in enumerate(learners, start=1):
        learner.name = _plain(learner.name) if names else message("report.pseudonym", number=number)
    return Class(learners, files, skipped)


def _paths(folder: Path) -> Iterator[Path]:
    """Yield what lies in the folder and below, in order; hidden names are no submissions."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(Path(place, name))]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted([*links, *files]) if name[0] != ".")


def _learner(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else path.stem


def _digest(name: str) -> bytes:
    return sha256(name.encode("utf-8", "surrogateescape")).digest()


def _read(path: Path, learner: Learner) -> None:
    """Add what a file holds to a learner.

    Raises
    ------
    UnusableError, OSError
        The file is left out.
    """
    text = _text(path)
    if path.suffix == ".ipynb":
        results = read_notebook(text)
        learner.results |= {result.exercise: result for result in results}
    else:
        # Loaded here, for it brings the widgets along.
        from .questions.store import AnswersFileError, parse

        try:
            learner.predictions |= parse(text)["predictions"]
        except AnswersFileError as error:
            reason = _plain(str(error))
            raise UnusableError(message("report.reason.answers", reason=reason)) from None


def _text(path: Path) -> str:
    """Return the text of an ordinary file of ordinary size, and open nothing else."""
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode):
        raise UnusableError(message("report.reason.link"))
    if not stat.S_ISREG(about.st_mode):
        raise UnusableError(message("report.reason.special"))
    if path.suffix not in (".ipynb", ".json"):
        raise UnusableError(message("report.reason.other"))
    if about.st_size == 0:
        raise UnusableError(message("report.reason.empty"))
    if about.st_size > MEGABYTES * 1_000_000:
        raise UnusableError(message("report.reason.large", megabytes=MEGABYTES))
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UnusableError(message("report.reason.encoding")) from None


def read_notebook(text: str) -> list[Result]:
    """Return the last result of every exercise whose check a notebook holds the answer of.

    An exercise is a heading such as ``## 4 · The Jacobian``; a check elsewhere goes by its own
    name.

    Raises
    ------
    UnusableError
        The text is no notebook, or no check has been run in it.
    """
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise UnusableError(message("report.reason.deep")) from None
    except ValueError:
        raise UnusableError(message("report.reason.json")) from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise UnusableError(message("report.reason.notebook"))
    results: dict[str, Result] = {}
    heading = ""
    for cell in _list(notebook.get("cells")):
        if not isinstance(cell, dict):
            continue
        if cell.get("cell_type") == "markdown":
            for number, title in _HEADING.findall(_joined(cell.get("source"))):
                heading = _plain(f"{number} · {title.strip()}") if number else ""
            continue
        for output in _list(cell.get("outputs")):
            result = _result(output, heading) if isinstance(output, dict) else None
            if result is not None and (result.exercise in results or len(results) < MOST_RESULTS):
                results[result.exercise] = result
    if not results:
        raise UnusableError(message("report.reason.unchecked"))
    return list(results.values())


def _result(output: Mapping[str, Any], heading: str) -> Result | None:
    """Return what an output tells of an exercise, or None if it is not the output of a check."""
    if output.get("output_type") == "error":
        return Result(heading, "error") if heading else None
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    told = _joined(data.get("text/plain"))
    attempt = _record(_joined(data.get("text/html")))
    if attempt is not None:
        return _judged(heading or f"check_{attempt['task']}", told, attempt)
    check = _CHECK.match(told)
    if check is not None:
        named = tuple(name for name in _NAMED.findall(told) if name in MISCONCEPTIONS)
        return _judged(heading or f"check_{check[1]}", told[check.end() :], {"named": named})
    compared = {"True": "passed", "False": "wrong", "'unwritten'": "unwritten"}
    return Result(heading, compared[told]) if heading and told in compared else None


def _judged(exercise: str, told: str, record: Mapping[str, Any]) -> Result:
    words = catalogue("checks")
    said = {text: key for key, text in words["headline"].items()}
    headline = said.get(told.partition("\n")[0], "not_yet")
    if words["fact"]["returned_ellipsis"] in told.splitlines():
        headline = "unwritten"
    state = {
        "right": "passed",
        "right_with_remarks": "remark",
        "unwritten": "unwritten",
        "raised": "error",
        "stopped": "error",
    }.get(headline, "wrong")
    named = tuple(dict.fromkeys(record["named"]))
    return Result(exercise, state, named, record.get("number", 1), record.get("rung", 0))


def _record(html: str) -> dict[str, Any] | None:
    """Return the record of an attempt, if it is one in every part."""
    coded = _RECORD.search(html[:2000])
    if coded is None:
        return None
    try:
        record = json.loads(b64decode(coded[1], validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    named, task = record.get("named"), record.get("task")
    fits = (
        isinstance(task, str)
        and re.fullmatch(r"[a-z_]{1,40}", task) is not None
        and isinstance(named, list)
        and all(isinstance(name, str) and name in MISCONCEPTIONS for name in named)
        and all(type(record.get(key)) is int for key in ("rung", "number"))
        and 0 <= record["rung"] <= 5
        and 1 <= record["number"] < 10_000
    )
    return record if fits else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(value: object) -> str:
    """Return the text of a notebook's field: a string, or a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Return a text of someone else's as one short line: nothing that steers a terminal."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - 1] + "…"


# --- showing -------------------------------------------------------------------------------------


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
    stuck = [
        message(
            "report.stuck_at",
            learner=name,
            exercise=result.exercise,
            attempts=result.attempts,
            named=message("report.named", names=", ".join(result.named)) if result.named else "",
        )
        for name, result in found.stuck()
    ]
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
            [[key, str(n), MISCONCEPTIONS[key].computes] for key, n in found.mistakes()],
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
            words["skipped"], [], [[f"{name}: {why}"] for name, why in found.skipped], words["none"]
        ),
    ]


def _cell(result: Result | None) -> str:
    if result is None:
        return "·"
    state = str(message(f"report.state.{result.state}"))
    return " or ".join(result.named) if result.state == "wrong" and result.named else state


def _counted(found: Class) -> str:
    return message(
        "report.counted",
        learners=len(found.learners),
        files=found.files,
        skipped=len(found.skipped),
    )


def as_text(found: Class) -> str:
    """Return the report for a terminal, without the table of learners, which may be wide."""
    parts = [message("report.title"), _counted(found), message("report.note")]
    for table in tables(found):
        if table.title == message("report.learners"):
            continue
        rows = [table.columns, *table.rows] if table.columns else table.rows
        widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
        parts += ["", table.title]
        if not table.rows:
            parts.append(f"  {table.instead}")
            continue
        for row in rows:
            padded = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
            parts.append("  " + "  ".join(padded or row).rstrip())
    return "\n".join(parts)


_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.2rem 1.2rem 0.2rem 0; vertical-align: top; }
div { overflow-x: auto; }
img { max-width: 100%; height: auto; }
"""


def as_html(found: Class) -> str:
    """Return the report as a page of its own: nothing is loaded, and there is no script in it."""
    title = escape(message("report.title"))
    parts = [
        f"<h1>{title}</h1><p>{escape(_counted(found))} {escape(message('report.note'))}</p>",
        _figure(found),
    ]
    for table in tables(found):
        parts.append(f"<h2>{escape(table.title)}</h2>")
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in table.rows
        )
        head = f"<tr>{heads}</tr>" if heads else ""
        body = f"<div><table>{head}{rows}</table></div>"
        parts.append(body if table.rows else f"<p>{escape(table.instead)}</p>")
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n{''.join(parts)}\n</html>\n"
    )


def _figure(found: Class) -> str:
    if not found.exercises:
        return ""
    picture = picture_of(found)
    width, height = picture.size
    png = b64encode(picture.png()).decode("ascii")
    return (
        f'<img alt="{escape(picture.alt)}" width="{width}" height="{height}" '
        f'src="data:image/png;base64,{png}">'
    )


def picture_of(found: Class) -> "Picture":
    """Draw one bar an exercise, a part for each state; every part holds its number."""
    # matplotlib is loaded here, and only when a class is looked at.
    from .figures.picture import Picture, new_figure
    from .figures.style import (
        BACKGROUND,
        DIM,
        FOREGROUND,
        LINE,
        NEGATIVE,
        POSITIVE,
        SMALL,
        add_box,
        add_text,
        prepare,
        text_width,
    )

    colours = dict(zip(STATES, (NEGATIVE, "#7fa3d1", POSITIVE, DIM, LINE), strict=True))
    dark = {"passed", "wrong", "error"}
    states, row, top, unit = catalogue("report")["state"], 34.0, 46.0, 480.0
    left = 16 + max(text_width(name, 14.0) for name in found.exercises)
    width, height = left + unit + 16, top + row * len(found.exercises) + 8
    figure = new_figure(width, height)
    ax = figure.add_axes((0, 0, 1, 1))
    prepare(ax, width, height)
    x = 8.0
    for state in STATES:
        add_box(ax, x, 10, 14, 14, colour=colours[state])
        add_text(ax, x + 20, 22, states[state], size=SMALL)
        x += 40 + text_width(states[state], SMALL)
    bars = []
    for n, name in enumerate(found.exercises):
        y, x, counts = top + n * row, left, found.counts(name)
        add_text(ax, 8, y + 18, name)
        for state in STATES:
            length = unit * counts[state] / len(found.learners)
            if length:
                add_box(ax, x, y, length, row - 8, colour=colours[state])
                ink = BACKGROUND if state in dark else FOREGROUND
                add_text(ax, x + length / 2, y + 18, str(counts[state]), colour=ink, align="center")
            x += length
        parts = ", ".join(
            message("report.alt_part", count=counts[state], state=states[state])
            for state in STATES
            if counts[state]
        )
        bars.append(message("report.alt_bar", exercise=name, parts=parts))
    return Picture(figure, message("report.alt", bars=" ".join(bars)))
