"""What ``softmax-edu collect`` does."""

import re
import sys
from pathlib import Path

from ..files import Folder, locked
from ..files import read as read_file
from ..uploads import Upload, by_learner
from ..words import listed, message
from ..words.errors import reason
from .answers import AmbiguousError
from .notebook import NotReadableError
from .release import Release, ReleaseError, read_release
from .submission import Rebuilt, rebuild

_MOST = 50_000_000  # bytes of a notebook


class _RefusedError(Exception):
    """A submission that is not taken; the text is the reason."""


def run(folder: Path, course: Path, *, assignment: str | None = None) -> int:
    """Rebuild all submissions in a folder or an archive for an nbgrader course; return 0 if all.

    Each becomes ``submitted/LEARNER/ASSIGNMENT/NOTEBOOK`` in the course. What is refused is not in
    it, and is told in a sentence.
    """
    try:
        handed_out = _handed_out(course, assignment)
        release = read_release(read_file(handed_out, _MOST))
    except (ReleaseError, OSError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        print(message("collect.error.release", course=course, reason=why), file=sys.stderr)
        return 1
    refused = 0
    try:
        with by_learner(folder) as learners, locked(course) as room:
            names = _student_names(learners)
            for learner, uploads in sorted(learners.items()):
                path = f"submitted/{names[learner]}/{handed_out.parent.name}/{handed_out.name}"
                refused += not _collect(room, path, names[learner], release, uploads)
    except OSError as error:
        print(message("collect.error.folder", folder=folder, reason=reason(error)), file=sys.stderr)
        return 1
    print(message("collect.done", count=len(learners) - refused, folder=course / "submitted"))
    before = (course / "submitted").glob(f"*/{handed_out.parent.name}/{handed_out.name}")
    left = sorted({path.parts[-3] for path in before} - set(names.values()))
    if left:
        print(message("collect.left_over", names=listed("and", left)), file=sys.stderr)
    if refused:
        print(message("collect.refused_count", count=refused), file=sys.stderr)
    return int(refused > 0 or not learners)


def _handed_out(course: Path, assignment: str | None) -> Path:
    """Return the notebook that was handed out."""
    notebooks = sorted((course / "release").glob(f"{assignment or '*'}/[!.]*.ipynb"))
    if not notebooks:
        raise ReleaseError(message("collect.no_release"))
    if len(notebooks) > 1:
        named = ", ".join(path.relative_to(course / "release").as_posix() for path in notebooks)
        raise ReleaseError(message("collect.several", names=named))
    return notebooks[0]


def _student_names(learners: dict[str, list[Upload]]) -> dict[str, str]:
    """Return names as nbgrader takes them for folders, each learner's own."""
    names: dict[str, str] = {}
    for learner in learners:
        base = re.sub(r"[^\w.-]+", "_", learner).strip("._") or "_"
        name, number = base, 1
        while name in names.values():
            number += 1
            name = f"{base}-{number}"
        names[learner] = name
    return names


def _collect(
    room: Folder, path: str, learner: str, release: Release, uploads: list[Upload]
) -> bool:
    """Rebuild one learner's submission and say what became of it; return whether it was taken."""
    try:
        upload, rebuilt = _best(release, uploads)
    except _RefusedError as error:
        room.remove(path)  # what an earlier run took must not be marked in its place
        print(message("collect.refused", learner=learner, reason=error), file=sys.stderr)
        return False
    room.write(path, rebuilt.content)
    told = {"learner": learner, "file": upload.path.as_posix(), "of": len(release.exercises)}
    print(message("collect.taken", **told, count=rebuilt.answered))
    for exercise, kind, about in rebuilt.notes:
        print("  " + message(f"collect.note.{kind}", exercise=exercise, about=about))
    return True


def _best(release: Release, uploads: list[Upload]) -> tuple[Upload, Rebuilt]:
    """Return the newest of a learner's notebooks that holds the exercises, rebuilt."""
    by_name: tuple[Upload, Rebuilt] | None = None
    problem: str | None = None
    for upload in uploads:
        if upload.kind not in (".ipynb", ".zip"):
            continue
        try:
            rebuilt = rebuild(release, upload.read(_MOST))
        except AmbiguousError as error:
            told = {"exercise": error.exercise.called, "names": error.names}
            why = message("collect.ambiguous", file=upload.path.as_posix(), **told)
            raise _RefusedError(why) from None
        except (NotReadableError, OSError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            problem = problem or message(
                "collect.unreadable", file=upload.path.as_posix(), reason=why
            )
            continue
        if problem is None and rebuilt.found.placed:
            return upload, rebuilt
        if rebuilt.found.placed:
            break  # an older one, below a newer one that cannot be read
        if rebuilt.found.named and by_name is None:
            by_name = upload, rebuilt
    if problem is not None:
        raise _RefusedError(problem)
    if by_name is None:
        raise _RefusedError(message("collect.nothing"))
    return by_name
