"""Read a folder of submissions. Whatever cannot be used is named and left out."""

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ..words import message
from .classroom import Class, Learner
from .notebook import read_notebook
from .untrusted import UnusableError, plain

MEGABYTES = 20
MOST_FILES = 5_000


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
        shown = plain(str(path.relative_to(folder)))
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
        learner.name = plain(learner.name) if names else message("report.pseudonym", number=number)
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
        from ..questions.store import AnswersFileError, parse

        try:
            learner.predictions |= parse(text)["predictions"]
        except AnswersFileError as error:
            reason = plain(str(error))
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
