"""Who handed in what: a folder of submissions, or what a learning platform exports, by learner.

A learner is a file in the folder, an archive, or a folder with all that is below. Platforms put
the learner's name, a number or a time, and the file's own name into one name (`_PLATFORMS`); what
belongs to one learner is put together again. An archive that holds the whole class is opened: one
that was named itself, that lies alone in the folder, or in which names of a platform are found.

Nothing is unpacked, and nothing is followed: links, pipes and whatever else is no ordinary file are
refused by `files` when they are read.
"""

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from .files import Folder, RefusedError, opened

MOST_ENTRIES = 20_000  # of an archive
MOST_CLASS, MOST_ARCHIVE = 500_000_000, 20_000_000  # bytes of an archive: a class's, a learner's
_DEEPEST = 2  # a platform's archive may hold a learner's, and that is all

_COPY = re.compile(r"(?P<name>.*) ?\((?P<number>\d{1,6})\)", re.DOTALL)
_AGAIN = re.compile(r"(?P<name>.*)-(?P<number>\d{1,3})", re.DOTALL)

# `who`, and perhaps a `number` of the person, an `upload` or a `time` that grows, and the `file`.
_PLATFORMS = (
    re.compile(
        r"(?P<who>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)",
        re.DOTALL,
    ),
    re.compile(
        r"(?P<who>[^\W_]+)(?:_LATE)?_(?P<number>\d{3,})_(?P<upload>\d{3,})_(?P<file>.+)",
        re.DOTALL | re.IGNORECASE,
    ),
    re.compile(
        r".*_(?P<who>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
    ),
    re.compile(r"\d+-\d+ - (?P<who>.+?) - (?P<time>[A-Z][a-z]{2} \d{1,2}, \d{4} \d{3,4} [AP]M)"),
)
_TIMES = ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p")


class Upload(NamedTuple):
    """A file that was handed in: where it lies, with archives as folders, and how it is read."""

    path: PurePosixPath
    time: tuple[float, float]  # by the platform's own mark, then by the file's time
    series: str  # what copies of one name have in common
    copy: int
    read: Callable[[int], bytes]

    @property
    def kind(self) -> str:
        """The ending of its name."""
        return self.path.suffix.lower()


class _Found(NamedTuple):
    """A file as it was found, before anyone knows whose it is."""

    parts: tuple[str, ...]
    time: float
    read: Callable[[int], bytes]


class _Named(NamedTuple):
    """What a platform has put into a name."""

    who: str
    number: str
    mark: float
    file: str


@contextmanager
def by_learner(place: Path) -> Iterator[dict[str, list[Upload]]]:
    """Give every learner's files, the newest first, by the learner's name. Hidden names are none.

    Raises
    ------
    OSError
        `place` is neither a folder nor an archive that can be read.
    """
    if place.suffix.lower() == ".zip" and not _is_folder(place):
        with opened(place.parent) as room:
            yield _learners(_class_in(_entries(room.read(place.name, MOST_CLASS))))
        return
    with opened(place) as room:
        tops = sorted(name for name in os.listdir(place) if not name.startswith("."))
        found: list[_Found] = []
        for top in tops:
            for file in _below(room, place, top):
                found += _opened(file, alone=tops == [top])
        yield _learners(found)


def _learners(found: Iterable[_Found]) -> dict[str, list[Upload]]:
    whose: dict[str, dict[str, list[Upload]]] = {}
    for file in found:
        top = file.parts[0]
        named = _named(top) or (_named(PurePosixPath(top).stem) if len(file.parts) == 1 else None)
        own = PurePosixPath(*file.parts)
        if named is None:
            named = _Named(own.stem if len(file.parts) == 1 else _without_zip(top), "", 0.0, "")
        whose.setdefault(named.who, {}).setdefault(named.number, []).append(_upload(file, named))
    learners = {}
    for who, numbers in whose.items():
        for number, uploads in numbers.items():
            # Two people of one name are told apart by the platform's number.
            name = f"{who} {number}" if number and len(numbers) > 1 else who
            learners[name] = _newest_first(uploads)
    return learners


def _named(name: str) -> _Named | None:
    for pattern in _PLATFORMS:
        if found := pattern.fullmatch(name):
            told = {"number": "", "upload": "", "time": "", "file": ""} | {
                key: value or "" for key, value in found.groupdict().items()
            }
            mark = float(told["upload"]) if told["upload"] else _moment(told["time"])
            return _Named(told["who"].strip(), told["number"], mark, told["file"])
    return None


def _moment(time: str) -> float:
    for form in _TIMES:
        try:
            return datetime.strptime(time, form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    return 0.0


def _upload(file: _Found, named: _Named) -> Upload:
    path = PurePosixPath(*file.parts)
    own = PurePosixPath(named.file) if named.file and len(file.parts) == 1 else path
    copy = _COPY.fullmatch(own.stem)
    if copy is None and named.mark and len(file.parts) == 1:
        copy = _AGAIN.fullmatch(own.stem)  # so a platform numbers what is handed in once more
    name, number = (copy["name"].rstrip(), int(copy["number"])) if copy else (own.stem, 0)
    series = str(own.with_name(f"{name}{own.suffix}")) if name else str(own)
    return Upload(path, (named.mark, file.time), series, number, file.read)


def _newest_first(uploads: Iterable[Upload]) -> list[Upload]:
    """Order files by the platform's mark, then by their time; "name (1)" follows "name".

    Browsers and learning platforms number the uploads of one name, and unpacking an archive may
    give all files one time.
    """
    series: dict[str, list[Upload]] = {}
    for upload in uploads:
        series.setdefault(upload.series, []).append(upload)
    ordered = sorted(series.values(), key=lambda each: max(upload.time for upload in each))

    def place(upload: Upload) -> tuple[float, int, float, PurePosixPath]:
        return (upload.time[0], upload.copy, upload.time[1], upload.path)

    return [one for each in reversed(ordered) for one in sorted(each, key=place, reverse=True)]


def _below(room: Folder, place: Path, top: str) -> Iterator[_Found]:
    """Yield the files in a folder and below, links to folders too, or the file itself."""
    waiting = [place / top]
    while waiting:
        path = waiting.pop()
        if _is_folder(path):
            try:
                inside = sorted(os.listdir(path), reverse=True)
            except OSError:
                pass
            else:
                waiting += [path / name for name in inside if not name.startswith(".")]
                continue
        own = path.relative_to(place).as_posix()
        yield _Found(PurePosixPath(own).parts, _time(path), partial(room.read, own))


def _opened(file: _Found, *, alone: bool = False, depth: int = 1) -> list[_Found]:
    """Return what an archive holds, under the archive's name; or the file, if it is none.

    The archive of a whole class gives its learners as if they lay beside it.
    """
    if not file.parts[-1].lower().endswith(".zip") or depth > _DEEPEST:
        return [file]
    try:
        inside = _entries(file.read(MOST_CLASS if alone else MOST_ARCHIVE), depth)
    except OSError as error:
        return [file._replace(read=_refuses(error))]
    if len(file.parts) == 1 and (alone or any(_named(entry.parts[0]) for entry in inside)):
        return _class_in(inside)
    return [entry._replace(parts=(*file.parts, *entry.parts)) for entry in inside]


def _class_in(inside: list[_Found]) -> list[_Found]:
    """Return the files of a class's archive; one folder around all learners is taken away."""
    tops = {entry.parts[0] for entry in inside}
    below = {entry.parts[1] for entry in inside if len(entry.parts) > 1}
    if len(tops) == 1 and len(below) > 1 and not _named(tops.pop()):
        return [entry._replace(parts=entry.parts[1:]) for entry in inside]
    return inside


def _entries(content: bytes, depth: int = 1) -> list[_Found]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError("archive") from None
    found: list[_Found] = []
    for entry in archive.infolist()[:MOST_ENTRIES]:
        parts = PurePosixPath(entry.filename).parts
        if entry.is_dir() or any(part.startswith((".", "/", "__MACOSX")) for part in parts):
            continue
        time = datetime(1980, 1, 1, tzinfo=UTC).timestamp()
        with suppress(ValueError):
            time = datetime(*entry.date_time, tzinfo=UTC).timestamp()
        file = _Found(parts, time, partial(_unpacked, archive, entry))
        found += _opened(file, depth=depth + 1)
    return found


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return what an archive's file holds; what it says of its size is not believed."""
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise RefusedError("archive") from None
    except Exception as error:  # zlib's own, which is no kind of OSError
        raise RefusedError("archive") from error
    if len(content) > most:
        raise RefusedError("large")
    return content


def _refuses(error: OSError) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        raise error

    return read


def _without_zip(name: str) -> str:
    return name[:-4] if name.lower().endswith(".zip") else name


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _time(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
