"""Read a folder of submissions, learner by learner. What cannot be used is named and left out."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ..files import Folder, RefusedError, opened
from ..words import message
from ..words.errors import reason
from .classroom import Class, Guess, Learner
from .notebook import read_notebook
from .pseudonyms import numbered
from .untrusted import (
    MEGABYTES,
    MOST_ANSWERS,
    MOST_FILES,
    MOST_NOTES,
    MOST_PARTS,
    MOST_RESULTS,
    UnusableError,
    plain,
)

_T = TypeVar("_T")
_COPY = re.compile(r"(?P<name>.*) ?\((?P<number>\d{1,6})\)", re.DOTALL)


def read_class(
    folder: Path, called: Callable[[Collection[str]], dict[str, str]] = numbered
) -> Class:
    """Read a folder of submissions; `called` gives the names to be shown, in order.

    Raises
    ------
    OSError
        `folder` is no folder that can be read.
    """
    found = Class()
    with opened(folder) as room:
        for name, paths in _by_learner(folder):
            handed_in = _HandedIn(Learner(name))
            handed_in.read(room, paths)
            found.files += handed_in.files
            found.left_out += handed_in.left_out
            found.skipped += handed_in.told()
            if handed_in.files:
                found.learners.append(handed_in.learner)
    shown = called([learner.name for learner in found.learners])
    place = {name: n for n, name in enumerate(shown)}
    found.learners.sort(key=lambda learner: place[learner.name])
    for learner in found.learners:
        learner.name = shown[learner.name]
    return found


@dataclass
class _HandedIn:
    """What one learner has handed in, counted up to the limits of one learner."""

    learner: Learner
    files: int = 0
    left_out: int = 0
    uncounted: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)

    def read(self, room: Folder, times: dict[Path, float]) -> None:
        """Read the newest files, and of each exercise the newest answer."""
        usable = {path: times[path] for path in times if path.suffix in (".ipynb", ".json")}
        for path in times.keys() - usable.keys():
            self._leave_out(path, message("report.reason.other"))
        newest = _newest_first(usable)
        for path in newest[:MOST_FILES]:
            try:
                self._add(path, _text(room, path))
                self.files += 1
            except UnusableError as error:
                self._leave_out(path, str(error))
            except OSError as error:
                why = reason(error)
                self._leave_out(path, message("report.reason.unreadable", reason=why))
        for path in newest[MOST_FILES:]:
            self._leave_out(path, message("report.reason.many", count=MOST_FILES))

    def told(self) -> list[tuple[str, str]]:
        """Return what was left out, in few lines."""
        more, name = self.left_out - len(self.notes), plain(self.learner.name)
        if more:
            self.notes.append((name, message("report.reason.more", count=more)))
        if self.uncounted:
            why = message("report.reason.uncounted", count=self.uncounted)
            self.notes.append((name, why))
        return self.notes

    def _leave_out(self, path: Path, why: str) -> None:
        self.left_out += 1
        if len(self.notes) < MOST_NOTES:
            self.notes.append((plain(path.as_posix()), why))

    def _add(self, path: Path, text: str) -> None:
        if path.suffix == ".ipynb":
            results = {result.exercise: result for result in read_notebook(text)}
            self.uncounted += _add_new(self.learner.results, results, MOST_RESULTS)
        else:
            self.uncounted += _add_new(self.learner.predictions, _guesses(text), MOST_ANSWERS)


def _add_new(kept: dict[str, _T], found: dict[str, _T], most: int) -> int:
    """Keep what is not there yet, up to a number in all; return how much was one too many."""
    fresh = [key for key in found if key not in kept]
    taken = fresh[: most - len(kept)]
    kept |= {key: found[key] for key in taken}
    return len(fresh) - len(taken)


def _by_learner(folder: Path) -> Iterator[tuple[str, dict[Path, float]]]:
    """Yield each learner's files, relative to the folder, with the times of their last change.

    Hidden names are no submissions.
    """
    tops: dict[str, list[str]] = {}
    for top in sorted(os.listdir(folder)):
        if not top.startswith("."):
            name = top if _is_folder(folder / top) else Path(top).stem
            tops.setdefault(name, []).append(top)
    for name, own in tops.items():
        paths = (path for top in own for path in _below(folder / top))
        yield name, {path.relative_to(folder): _time(path) for path in paths}


def _below(top: Path) -> Iterator[Path]:
    """Yield the files in a folder and below, links to folders too, or the file itself."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        if not _is_folder(path):
            yield path
            continue
        try:
            inside = sorted(os.listdir(path), reverse=True)
        except OSError:
            yield path
        else:
            waiting += [path / name for name in inside if not name.startswith(".")]


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _time(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _newest_first(times: dict[Path, float]) -> list[Path]:
    """Order files by the time of their last change; of copies, "name (1)" follows "name".

    Browsers and learning platforms number the uploads of one name, and unpacking an archive may
    give all files one time.
    """
    copies: dict[Path, list[tuple[int, float, Path]]] = {}
    for path, time in times.items():
        copy = _COPY.fullmatch(path.stem)
        name, number = (copy["name"].rstrip(), int(copy["number"])) if copy else (path.stem, 0)
        one = path.with_name(f"{name}{path.suffix}")
        copies.setdefault(one, []).append((number, time, path))
    series = sorted(copies.values(), key=lambda each: max(time for _, time, _ in each))
    return [path for each in reversed(series) for *_, path in sorted(each, reverse=True)]


def _guesses(text: str) -> dict[str, Guess]:
    # Loaded here, for it brings the widgets along.
    from ..questions.store import AnswersFileError, parse

    try:
        found = parse(text)["predictions"]
    except AnswersFileError as error:
        why = plain(str(error))
        raise UnusableError(message("report.reason.answers", reason=why)) from None
    return {
        key: Guess(guess["right"], guess["confidence"] == "sure") for key, guess in found.items()
    }


def _text(room: Folder, path: Path) -> str:
    """Return the text of an ordinary file of ordinary size, and open nothing else."""
    # What the cards write is never longer than a megabyte: they refuse it themselves.
    megabytes = MEGABYTES if path.suffix == ".ipynb" else 1
    try:
        text = room.read(path.as_posix(), megabytes * 1_000_000).decode()
    except RefusedError as error:
        if error.kind != "large":
            raise
        raise UnusableError(message("report.reason.large", megabytes=megabytes)) from None
    except UnicodeDecodeError:
        raise UnusableError(message("report.reason.encoding")) from None
    if not text:
        raise UnusableError(message("report.reason.empty"))
    if sum(map(text.count, "[{,")) > MOST_PARTS:
        raise UnusableError(message("report.reason.parts", count=MOST_PARTS))
    return text
