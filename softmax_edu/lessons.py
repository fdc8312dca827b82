"""A learner's folder of lessons: copied, brought up to date, never overwritten.

A hidden manifest in the folder holds the hashes of each lesson as it was copied; a lesson whose
bytes have one of them may be brought up to date, any other is kept. A hash is put down before its
lesson is written, so that a run that is cut short leaves no lesson that nobody knows.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .files import Folder, RefusedError, locked, opened

MANIFEST = ".softmax-edu.json"

_PACKAGE = Path(__file__).resolve().parent
_MOST = 50_000_000  # bytes: a longer file is not a lesson as it was copied
_PATIENCE = 60.0  # seconds, for another run that copies the lessons to a slow drive


class NoLessonsError(Exception):
    """Neither the wheel nor a checkout holds a lesson."""


class Copied(NamedTuple):
    """What became of one lesson: a key of the message table ``main.outcome``, and why it failed."""

    name: str
    outcome: str
    error: OSError | None = None


def lesson_folder() -> Path:
    """Return the folder that holds the lessons: in the wheel, or beside the package in a checkout.

    Raises
    ------
    NoLessonsError
        Neither of them holds a lesson.
    """
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise NoLessonsError


def edition(lessons: Path, language: str) -> str:
    """Return where below a folder of lessons those in this language are: itself, if it has none."""
    return language if any(lessons.joinpath(language).glob("*.ipynb")) else ""


def is_anothers(folder: Path) -> bool:
    """Return whether a folder is there and belongs to another account (never so on Windows)."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return False
    try:
        return folder.stat().st_uid != os.geteuid()
    except FileNotFoundError:
        return False


def copy_lessons(source: Path, folder: Path) -> list[Copied]:
    """Copy every lesson of `source` into `folder`; overwrite nothing that a learner touched.

    Returns
    -------
    list of Copied
        One entry a lesson, in the order of the course. The outcome is ``"new"``, ``"same"``,
        ``"updated"`` (the learner had not touched it), ``"kept"`` (the learner's own, be it by a
        save during this call, or made read-only), ``"kept_newer"`` (the learner's own, and the
        lesson has changed since it was copied) or ``"failed"`` (with the error).

    Raises
    ------
    OSError
        `folder` cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with opened(folder) as room:
        plan = _Plan(room, source)
    if plan.has_work:  # otherwise the folder need not even be one that can be written
        with locked(folder, _PATIENCE) as room:
            plan = _Plan(room, source)  # another run may have worked meanwhile
            plan.carry_out(room)
    return list(plan.report.values())


class _Plan:
    """What is to be done to bring a folder up to date."""

    def __init__(self, room: Folder, source: Path) -> None:
        self.before = _read_manifest(room)
        self.shipped: dict[str, bytes] = {}
        self.report: dict[str, Copied] = {}
        for lesson in sorted(source.glob("*.ipynb")):
            name = lesson.name
            try:
                self.shipped[name] = lesson.read_bytes()
                copied = self.before.get(name, [])
                self.report[name] = _planned(room, name, self.shipped[name], copied)
            except OSError as error:
                self.report[name] = Copied(name, "failed", error)

    @property
    def has_work(self) -> bool:
        return bool(self._with("new", "updated")) or self._settled() != self.before

    def carry_out(self, room: Folder) -> None:
        todo = self._with("new", "updated")
        for name, _, _ in todo:
            copied = self.before.setdefault(name, [])
            if (new := _hash(self.shipped[name])) not in copied:
                copied.append(new)
        if todo:
            _write_manifest(room, self.before)
        for name, outcome, _ in todo:
            copied = self.before[name]
            self.report[name] = _done(room, name, outcome, self.shipped[name], copied)
        if (settled := self._settled()) != self.before:
            with suppress(OSError):  # what stands in it is true as well, only longer
                _write_manifest(room, settled)

    def _with(self, *outcomes: str) -> list[Copied]:
        return [lesson for lesson in self.report.values() if lesson.outcome in outcomes]

    def _settled(self) -> dict[str, list[str]]:
        """Return the manifest of what is in the folder once all is done."""
        done = self._with("new", "updated", "same")
        return self.before | {name: [_hash(self.shipped[name])] for name, _, _ in done}


def _planned(room: Folder, name: str, shipped: bytes, copied: list[str]) -> Copied:
    if not room.exists(name):
        return Copied(name, "new")
    kept = "kept" if copied == [_hash(shipped)] else "kept_newer"
    try:
        found = room.read(name, _MOST)
    except RefusedError:
        return Copied(name, kept)
    if found == shipped:
        return Copied(name, "same")
    return Copied(name, "updated" if _hash(found) in copied else kept)


def _done(room: Folder, name: str, outcome: str, shipped: bytes, copied: list[str]) -> Copied:
    """Write a lesson. Whatever is saved under its name meanwhile is the learner's, and stays."""
    try:
        if outcome == "new":
            written = room.create(name, shipped)
        else:
            written = room.update(name, shipped, lambda found: _hash(found) in copied, _MOST)
    except RefusedError:
        written = False
    except OSError as error:
        return Copied(name, "failed", error)
    return Copied(name, outcome if written else "kept_newer")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(room: Folder) -> dict[str, list[str]]:
    """Return the hashes of what was copied; unreadable, everything counts as the learner's."""
    try:
        found = json.loads(room.read(MANIFEST, 1_000_000))
    except (FileNotFoundError, RefusedError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    # One hash, unless a run was cut short.
    hashes = {name: [some] if isinstance(some, str) else some for name, some in found.items()}
    return {name: some for name, some in hashes.items() if isinstance(some, list)}


def _write_manifest(room: Folder, hashes: dict[str, list[str]]) -> None:
    told = {name: some[0] if len(some) == 1 else some for name, some in hashes.items()}
    room.write(MANIFEST, json.dumps(told, indent=1, sort_keys=True).encode() + b"\n")
