"""Read a folder of submissions, learner by learner. What cannot be used is named and left out."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ..files import RefusedError
from ..uploads import Upload, by_learner
from ..words import message
from ..words.errors import reason
from .classroom import Class, Derivation, Guess, Learner, Result
from .notebook import UncheckedError, read_notebook
from .pseudonyms import numbered
from .rerun import Rerun
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


def read_class(
    folder: Path,
    called: Callable[[Collection[str]], dict[str, str]] = numbered,
    rerun: Rerun | None = None,
) -> Class:
    """Read a folder of submissions; `called` gives the names to be shown, in order.

    Whoever is called otherwise than in the folder is not told by the names of files either.
    With `rerun`, what learners wrote for the exercises is run anew, and nothing that is stored of
    these counts.

    Raises
    ------
    OSError
        `folder` is no folder that can be read.
    """
    found = Class(is_rerun=rerun is not None)
    skipped: dict[str, list[tuple[str, str]]] = {}
    with by_learner(folder) as learners:
        for name, uploads in learners.items():
            handed_in = _HandedIn(Learner(name), rerun)
            handed_in.read(uploads)
            found.files += handed_in.files
            found.left_out += handed_in.left_out
            skipped[name] = handed_in.told()
            if handed_in.files:
                found.learners.append(handed_in.learner)
    found.join_rows()
    read = {learner.name for learner in found.learners}
    shown = called([name for name, notes in skipped.items() if notes or name in read])
    for name, notes in skipped.items():
        for path, why in notes:
            told = path if shown[name] == plain(name) else shown[name]
            found.skipped.append((told, why))
    found.unread = [called_so for name, called_so in shown.items() if name not in read]
    place = {name: n for n, name in enumerate(shown)}
    found.learners.sort(key=lambda learner: place[learner.name])
    for learner in found.learners:
        learner.name = shown[learner.name]
    return found


@dataclass
class _HandedIn:
    """What one learner has handed in, counted up to the limits of one learner."""

    learner: Learner
    rerun: Rerun | None = None
    files: int = 0
    left_out: int = 0
    uncounted: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)

    def read(self, uploads: list[Upload]) -> None:
        """Read the newest files, and of each exercise the newest answer."""
        newest = []
        for upload in uploads:
            if upload.kind in (".ipynb", ".json"):
                newest.append(upload)
            elif upload.kind == ".zip":  # what it holds would stand here in its place
                self._leave_out(upload, message("files.archive"))
            else:
                self._leave_out(upload, message("report.reason.other"))
        for upload in newest[:MOST_FILES]:
            try:
                self._add(upload, _text(upload))
                self.files += 1
            except UnusableError as error:
                self._leave_out(upload, str(error))
            except OSError as error:
                why = reason(error)
                self._leave_out(upload, message("report.reason.unreadable", reason=why))
        for upload in newest[MOST_FILES:]:
            self._leave_out(upload, message("report.reason.many", count=MOST_FILES))

    def told(self) -> list[tuple[str, str]]:
        """Return what was left out, in few lines."""
        more, name = self.left_out - len(self.notes), plain(self.learner.name)
        if more:
            self.notes.append((name, message("report.reason.more", count=more)))
        if self.uncounted:
            why = message("report.reason.uncounted", count=self.uncounted)
            self.notes.append((name, why))
        return self.notes

    def _leave_out(self, upload: Upload, why: str) -> None:
        self.left_out += 1
        if len(self.notes) < MOST_NOTES:
            self.notes.append((plain(upload.path.as_posix()), why))

    def _add(self, upload: Upload, text: str) -> None:
        if upload.kind == ".ipynb":
            results = self._results(text)
            self.uncounted += _add_new(self.learner.results, results, MOST_RESULTS)
        else:
            guesses, steps = _answers(text)
            self.uncounted += _add_new(self.learner.predictions, guesses, MOST_ANSWERS)
            self.uncounted += _add_new(self.learner.steps, steps, MOST_ANSWERS)

    def _results(self, text: str) -> dict[str, Result]:
        try:
            stored = {result.exercise: result for result in read_notebook(text)}
        except UncheckedError:
            stored = {}
            if self.rerun is None:
                raise
        again = self.rerun.results(text, stored) if self.rerun else {}
        if again:
            self.rerun = None  # an older upload has nothing more to say of the exercises
        if not (stored or again):
            raise UncheckedError(message("report.reason.unchecked"))
        return stored | again


def _add_new(kept: dict[str, _T], found: dict[str, _T], most: int) -> int:
    """Keep what is not there yet, up to a number in all; return how much was one too many."""
    fresh = [key for key in found if key not in kept]
    taken = fresh[: most - len(kept)]
    kept |= {key: found[key] for key in taken}
    return len(fresh) - len(taken)


def _answers(text: str) -> tuple[dict[str, Guess], dict[str, Derivation]]:
    # Loaded here, for it brings the widgets along.
    from ..questions.store import AnswersFileError, parse

    try:
        found = parse(text)
    except AnswersFileError as error:
        why = plain(str(error))
        raise UnusableError(message("report.reason.answers", reason=why)) from None
    guesses = {
        key: Guess(guess["right"], guess["confidence"] == "sure")
        for key, guess in found["predictions"].items()
    }
    steps = {
        key: Derivation(step["done"], not (step["misses"] or step["hints"] or step["skipped"]))
        for key, step in found["steps"].items()
    }
    return guesses, steps


def _text(upload: Upload) -> str:
    """Return the text of an ordinary file of ordinary size, and open nothing else."""
    # What the cards write is never longer than a megabyte: they refuse it themselves.
    megabytes = MEGABYTES if upload.kind == ".ipynb" else 1
    try:
        text = upload.read(megabytes * 1_000_000).decode()
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
