"""The one room that writes files: whole, never through a link, one writer at a time.

Whoever writes in a folder holds its lock (`locked`). It keeps out other processes and other
threads, falls with the process that held it, and lies in the folder as a hidden file only
meanwhile. A file is written as a draft beside its target, forced onto the disk, and put in the
target's place: a crash, a full disk or a kill leaves the old file or the new one. A draft that is
found under the lock is a dead process's, and is taken away.

The folder itself may be reached by links, for a person has named it. Nothing inside it is followed:
a link, or whatever else is no ordinary file, is refused, read or written, and left as it is. A file
that is replaced keeps its mode and its owner; one that is read-only, or whose owner cannot be kept,
is refused.

On Linux and macOS everything is done relative to the open folder, so that no name can be turned
into a link between a look and a deed. Windows has no such calls: there the names are looked at
first; nothing can be replaced while another program has it open; modes are the read-only bit alone.
A file system without locks (some network drives) is written all the same, one file at a time whole,
but two processes are then not kept apart. Access lists beyond the mode are not copied.
"""

import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EBADF, EINVAL, EMLINK, ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP, EPERM
from pathlib import Path
from typing import Literal

if sys.platform == "win32":
    import msvcrt

    def _lock_now(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock_now(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


Refusal = Literal["archive", "busy", "large", "link", "outside", "owner", "read_only", "special"]

LOCK = ".softmax-edu.lock"
PATIENCE = 10.0  # seconds that another writer is waited for

# A draft, or the file that is being replaced, put aside; the latter's name follows.
_DRAFT = re.compile(r"\.softmax-edu\.[0-9a-f]{16}\.(?:part|old-(?P<name>.+))", re.DOTALL)
_LATE = 0.02  # seconds in which a save that had begun before a replacement becomes visible
_RELATIVE = {os.open, os.stat, os.unlink, os.mkdir, os.rename, os.link} <= os.supports_dir_fd
_NO_LOCKS = {EBADF, EINVAL, ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP}
_NO_LINKS = {EMLINK, ENOSYS, ENOTSUP, EOPNOTSUPP, EPERM}
_OPEN = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put in a file's place is not waited for
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class RefusedError(OSError):
    """A file that is not read or not written, although the system might let it; see `kind`.

    The kinds are ``"link"``, ``"special"`` (no ordinary file), ``"large"``, ``"read_only"``,
    ``"owner"`` (it belongs to another account and would not any more), ``"outside"`` (the name
    leads out of the folder), ``"busy"`` (another process has been writing here for too long) and
    ``"archive"`` (what an archive holds cannot be read).
    """

    def __init__(self, kind: Refusal) -> None:
        super().__init__(kind)
        self.kind = kind


class Folder:
    """An open folder. The names of files are relative to it, their parts divided by ``/``."""

    def __init__(self, path: str, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor
        self._is_alone = False

    # ---- what callers do ----

    def read(self, name: str, most: int) -> bytes:
        """Return what an ordinary file of at most `most` bytes holds."""
        with self._parent(name, make=False) as (folder, last):
            return folder._read(last, most)

    def exists(self, name: str) -> bool:
        """Return whether anything has this name, be it a link that leads nowhere."""
        try:
            with self._parent(name, make=False) as (folder, last):
                return folder._about(last) is not None
        except FileNotFoundError:
            return False

    def write(self, name: str, content: bytes, mode: int = 0o666) -> None:
        """Write a file whole, in the place of the one that is there, if any; make its folders.

        A new file has `mode`, less what the process's umask takes away.
        """
        with self._parent(name, make=True) as (folder, last):
            draft = folder._draft(content, folder._replaceable(last), mode)
            try:
                folder._replace(draft, last)
            except BaseException:
                folder._drop(draft)
                raise

    def create(self, name: str, content: bytes) -> bool:
        """Write a new file whole; return False, and leave it, where anything has its name."""
        with self._parent(name, make=True) as (folder, last):
            draft = folder._draft(content, None)
            try:
                return folder._put(draft, last)
            finally:
                folder._drop(draft)

    def update(self, name: str, content: bytes, ours: Callable[[bytes], bool], most: int) -> bool:
        """Replace a file if what it holds is `ours`; return whether it was replaced.

        Other programs, which know nothing of the lock, may save the file at the same moment,
        whether into the file or by putting another in its place. Theirs wins: the file is put
        aside first, looked at there, and comes back if it has changed. Only a kill in the moment in
        which such a save goes into the file put aside can lose it.
        """
        with self._parent(name, make=False) as (folder, last):
            return folder._update(last, content, ours, most)

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        try:
            with self._parent(name, make=False) as (folder, last):
                if folder._replaceable(last) is not None:
                    folder._unlink(last)
        except FileNotFoundError:
            pass

    # ---- replacing what others may be writing ----

    def _update(self, name: str, content: bytes, ours: Callable[[bytes], bool], most: int) -> bool:
        about = self._replaceable(name)
        if about is None:
            raise FileNotFoundError(name)
        if not ours(self._read(name, most)):
            return False
        draft = self._draft(content, about)
        aside = _new_name(f"old-{name}")
        try:
            if not self._set_aside(name, aside):
                return False
            if self._holds(aside, ours, most) and self._put(draft, name):
                time.sleep(_LATE)
                if self._holds(aside, ours, most):
                    return True
                # The save went into the file put aside. One that is newer still stands.
                if self._holds(name, content.__eq__, len(content)):
                    self._replace(aside, name)
            return False
        finally:
            # Nothing in the file's place: it comes back. Something: that is newer, or ours.
            self._restore(aside, name)
            self._drop(draft)

    def _holds(self, name: str, wanted: Callable[[bytes], bool], most: int) -> bool:
        try:
            return wanted(self._read(name, most))
        except (RefusedError, FileNotFoundError):
            return False

    def _set_aside(self, name: str, aside: str) -> bool:
        try:
            self._replace(name, aside)
        except FileNotFoundError:
            return False  # renamed or removed by its owner, a moment ago
        except PermissionError:
            if os.name != "nt":
                raise
            return False  # another program has it open
        return True

    def _restore(self, aside: str, name: str) -> None:
        if self._about(aside) is not None and not self._put(aside, name):
            self._drop(aside)

    # ---- drafts ----

    def _draft(self, content: bytes, old: os.stat_result | None, mode: int = 0o666) -> str:
        """Write a draft with the mode and the owner of the old file, and return its name."""
        name = _new_name("part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        # What was for its owner's eyes only is at no moment for others'.
        descriptor = self._open(name, flags, mode if old is None else 0o600)
        try:
            with open(descriptor, "wb") as file:
                if old is not None:
                    _make_alike(descriptor, old)
                file.write(content)
                file.flush()
                os.fsync(descriptor)
        except BaseException:
            self._drop(name)
            raise
        return name

    def _clear(self) -> None:
        """Take away what dead processes have left; give back what they had put aside."""
        self._is_alone = True
        for name in os.listdir(self._path if self._descriptor is None else self._descriptor):
            if found := _DRAFT.fullmatch(name):
                if found["name"]:
                    self._restore(name, found["name"])
                else:
                    self._drop(name)

    # ---- the system's calls, each relative to this folder, none through a link ----

    @contextmanager
    def _parent(self, name: str, *, make: bool) -> Iterator[tuple["Folder", str]]:
        """Give the folder in which the last part of a name lies, and that part."""
        *folders, last = parts = name.split("/")
        if any(part in ("", ".", "..") or os.path.basename(part) != part for part in parts):
            raise RefusedError("outside")
        here = self
        try:
            for part in folders:
                inner = here._child(part, make=make)
                here._close_below(self)
                here = inner
            yield here, last
        finally:
            here._close_below(self)

    def _close_below(self, top: "Folder") -> None:
        if self is not top and self._descriptor is not None:
            os.close(self._descriptor)

    def _child(self, name: str, *, make: bool) -> "Folder":
        if make:
            with suppress(FileExistsError):
                os.mkdir(self._at(name), dir_fd=self._descriptor)
        about = self._stat(name)
        if _is_link(about):
            raise RefusedError("link")
        if not stat.S_ISDIR(about.st_mode):
            raise RefusedError("special")
        path = os.path.join(self._path, name)
        flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
        child = Folder(path, self._open(name, flags) if self._descriptor is not None else None)
        if self._is_alone:
            child._clear()
        return child

    def _read(self, name: str, most: int) -> bytes:
        _check_ordinary(self._stat(name))  # opening a device may already do something
        with open(self._open(name, os.O_RDONLY), "rb") as file:
            about = os.fstat(file.fileno())
            _check_ordinary(about)
            if about.st_size > most:
                raise RefusedError("large")
            # Asked for `most`, Python would make room for as much.
            content = file.read(about.st_size)
            if more := file.read(1):  # it has grown meanwhile
                content += more + file.read(most - len(content))
        if len(content) > most:
            raise RefusedError("large")
        return content

    def _replaceable(self, name: str) -> os.stat_result | None:
        """Return what is known of the file that would be replaced; None where there is none."""
        about = self._about(name)
        if about is not None:
            _check_ordinary(about)
            if not about.st_mode & stat.S_IWUSR:
                raise RefusedError("read_only")
        return about

    def _put(self, draft: str, name: str) -> bool:
        """Give a file a name that nothing has, in one step; return False where something has it."""
        here, there = self._at(draft), self._at(name)
        try:
            if os.name == "nt":
                os.rename(here, there)
                return True
            where = self._descriptor
            os.link(here, there, src_dir_fd=where, dst_dir_fd=where, follow_symlinks=False)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if self._about(name) is not None:
                return False
            self._replace(draft, name)
            return True
        self._unlink(draft)
        return True

    def _replace(self, draft: str, name: str) -> None:
        where = self._descriptor
        for last in (False,) * 20 + (True,):
            try:
                os.replace(self._at(draft), self._at(name), src_dir_fd=where, dst_dir_fd=where)
            except PermissionError:
                if last or os.name != "nt":
                    raise
                time.sleep(0.02)  # somebody is reading it
            else:
                return

    def _drop(self, name: str) -> None:
        # What is told is why the work was left unfinished, not what its clean-up met.
        with suppress(OSError):
            self._unlink(name)

    def _unlink(self, name: str) -> None:
        os.unlink(self._at(name), dir_fd=self._descriptor)

    def _stat(self, name: str) -> os.stat_result:
        return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)

    def _about(self, name: str) -> os.stat_result | None:
        try:
            return self._stat(name)
        except FileNotFoundError:
            return None

    def _open(self, name: str, flags: int, mode: int = 0o666) -> int:
        return os.open(self._at(name), flags | _OPEN, mode, dir_fd=self._descriptor)

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else os.path.join(self._path, name)

    # ---- the lock ----

    @contextmanager
    def _held(self, patience: float) -> Iterator[None]:
        """Hold the lock file. It is taken away under the lock, so whoever gets it looks again."""
        until = time.monotonic() + patience
        while (descriptor := self._lock()) is None:
            if time.monotonic() > until:
                raise RefusedError("busy")
            time.sleep(0.002 + secrets.randbelow(4) / 1000)
        try:
            yield
        finally:
            if os.name == "nt":  # what is open cannot be taken away, here or by another process
                os.close(descriptor)
                self._drop(LOCK)
            else:
                self._drop(LOCK)
                os.close(descriptor)

    def _lock(self) -> int | None:
        """Try once to lock the file; return its descriptor, or None while another has it."""
        try:
            descriptor = self._open_lock()
        except PermissionError:
            if os.name == "nt":
                return None  # it is being taken away at this moment
            raise
        try:
            taken = _locked(descriptor)
            # A lock on a file that has lost its name meanwhile keeps nobody out.
            there = self._about(LOCK)
            if taken is not False and there and os.path.samestat(there, os.fstat(descriptor)):
                if taken:
                    self._clear()
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    def _open_lock(self) -> int:
        if (about := self._about(LOCK)) is not None:
            _check_ordinary(about)
        try:
            return self._open(LOCK, os.O_RDWR | os.O_CREAT)
        except PermissionError as refused:
            try:
                return self._open(LOCK, os.O_RDONLY)  # another account's, which died holding it
            except FileNotFoundError:
                raise refused from None


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[Folder]:
    """Give a folder to write in, while nobody else who asks for it may.

    Raises
    ------
    RefusedError
        Others have been writing for `patience` seconds; or what was asked of the folder would
        leave it, or follow a link.
    OSError
        The folder cannot be opened or written.
    """
    with opened(path) as folder, folder._held(patience):
        yield folder


def write(path: Path, content: bytes) -> None:
    """Write one file whole, in the place of the one that is there, if any.

    Raises
    ------
    RefusedError
        What is there is a link, no ordinary file, read-only or another account's; or others have
        been writing in the folder for too long.
    OSError
        It cannot be written.
    """
    with locked(path.parent) as folder:
        folder.write(path.name, content)


def is_passing(name: str) -> bool:
    """Return whether a name is that of the lock or a draft, which the next writer takes away."""
    return name == LOCK or _DRAFT.fullmatch(name) is not None


def read(path: Path, most: int) -> bytes:
    """Return what an ordinary file of at most `most` bytes holds; wait for nobody.

    Raises
    ------
    RefusedError
        It is a link, no ordinary file, or longer.
    OSError
        It cannot be read.
    """
    with opened(path.parent) as folder:
        return folder.read(path.name, most)


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """Give a folder to read in; who writes asks for it `locked`."""
    if not _RELATIVE:
        yield Folder(str(path), None)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield Folder(str(path), descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool | None:
    """Lock an open file; False while another has it, None where there are no locks."""
    try:
        _lock_now(descriptor)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def _make_alike(descriptor: int, old: os.stat_result) -> None:
    if os.name == "nt":
        return
    about = os.fstat(descriptor)
    if (about.st_uid, about.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except OSError:
            raise RefusedError("owner") from None
    if (about.st_mode ^ old.st_mode) & 0o777:
        os.fchmod(descriptor, old.st_mode & 0o777)


def _check_ordinary(about: os.stat_result) -> None:
    if _is_link(about):
        raise RefusedError("link")
    if not stat.S_ISREG(about.st_mode):
        raise RefusedError("special")


def _is_link(about: os.stat_result) -> bool:
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    is_junction = junction is not None and getattr(about, "st_reparse_tag", 0) == junction
    return stat.S_ISLNK(about.st_mode) or is_junction


def _new_name(ending: str) -> str:
    return f".softmax-edu.{secrets.token_hex(8)}.{ending}"
