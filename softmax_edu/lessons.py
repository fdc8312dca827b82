"""A learner's folder of lessons: copied, brought up to date, never overwritten.

A hidden manifest in the folder holds the hash of each lesson as it was copied; a lesson whose bytes
are still those may be brought up to date, any other is kept.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import NamedTuple

MANIFEST = ".softmax-edu.json"

_PACKAGE = Path(__file__).resolve().parent


class NoLessonsError(Exception):
    """Neither the wheel nor a checkout holds a lesson."""


class Copied(NamedTuple):
    """What became of one lesson: a key of the message table ``main.outcome``."""

    name: str
    outcome: str


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


def copy_lessons(source: Path, folder: Path) -> list[Copied]:
    """Copy every lesson of `source` into `folder`; overwrite nothing that a learner touched.

    Returns
    -------
    list of Copied
        One entry a lesson, in the order of the course. The outcome is ``"new"``, ``"same"``,
        ``"updated"`` (the learner had not touched it), ``"kept"`` (the learner's own), or
        ``"kept_newer"`` (the learner's own, and the lesson has changed since it was copied).

    Raises
    ------
    OSError
        `folder` cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    before = _read_manifest(manifest)
    after = dict(before)
    report = []
    for lesson in sorted(source.glob("*.ipynb")):
        shipped = lesson.read_bytes()
        target = folder / lesson.name
        outcome = _outcome(_hash(shipped), before.get(lesson.name), target)
        if outcome in ("new", "updated"):
            _write_whole(target, shipped)
        if outcome in ("new", "updated", "same"):
            after[lesson.name] = _hash(shipped)
        report.append(Copied(lesson.name, outcome))
    if after != before:
        _write_whole(manifest, json.dumps(after, indent=1, sort_keys=True).encode() + b"\n")
    return report


def _outcome(shipped: str, copied: str | None, target: Path) -> str:
    if not os.path.lexists(target):
        return "new"
    found = _hash(target.read_bytes()) if target.is_file() else None
    if found == shipped:
        return "same"
    if found == copied and copied is not None:
        return "updated"
    return "kept" if copied == shipped else "kept_newer"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(path: Path) -> dict[str, str]:
    """Return the hashes of what was copied; unreadable, everything counts as the learner's."""
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return hashes if isinstance(hashes, dict) else {}


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one, never a half."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
