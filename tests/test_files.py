"""What is written is whole, stays in its folder, and is lost to nobody."""

import errno
import os
import random
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path
from typing import get_args

import pytest

from softmax_edu import files
from softmax_edu.files import LOCK, Refusal, RefusedError, locked, read
from softmax_edu.words import catalogue
from softmax_edu.words.errors import reason

MOST = 1_000_000


@pytest.fixture(params=["open folders", "names"])
def folder(request, tmp_path, monkeypatch):
    """A folder, written as Linux and macOS do, and as Windows must: by names alone."""
    if request.param == "names":
        monkeypatch.setattr(files, "_RELATIVE", False)
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def write(folder, name="a.txt", content=b"new"):
    with locked(folder) as room:
        room.write(name, content)


def update(folder, content=b"new", old=b"old"):
    with locked(folder) as room:
        return room.update("a.txt", content, old.__eq__, MOST)


def refused(kind):
    return pytest.raises(RefusedError, match=f"^{kind}$")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def failing(error):
    def fail(*arguments, **more):
        raise error

    return fail


# ---- whole, and nothing else ----


def test_a_file_is_written_and_nothing_is_left_beside_it(folder):
    write(folder, content=b"one\r\n")
    write(folder, content=b"two\n")
    assert (folder / "a.txt").read_bytes() == b"two\n"
    assert names(folder) == ["a.txt"]


def test_folders_are_made_for_a_file_that_lies_in_them(folder):
    write(folder, "pictures/large/a.png")
    assert (folder / "pictures" / "large" / "a.png").read_bytes() == b"new"


@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_draft(folder, call, stop, monkeypatch):
    write(folder, content=b"old")
    monkeypatch.setattr(os, call, failing(stop))
    with pytest.raises(type(stop)):
        write(folder)
    assert (folder / "a.txt").read_bytes() == b"old"
    assert names(folder) == ["a.txt"]


def test_what_a_dead_process_left_is_taken_away_at_the_next_write(folder):
    (folder / "pictures").mkdir()
    left = [".softmax-edu.0123456789abcdef.part", "pictures/.softmax-edu.fedcba9876543210.part"]
    alike = [".softmax-edu.mine.part", ".softmax-edu.json"]
    for name in [*left, *alike, LOCK]:
        (folder / name).write_text("half")
    write(folder, "pictures/a.png")
    assert names(folder) == sorted([*alike, "pictures"])
    assert names(folder / "pictures") == ["a.png"]


# ---- mode and owner ----


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode(folder, mode):
    for change in (write, update):
        (folder / "a.txt").write_bytes(b"old")
        (folder / "a.txt").chmod(mode)
        change(folder)
        assert (folder / "a.txt").read_bytes() == b"new"
        assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == mode


def test_a_draft_of_a_private_file_is_at_no_moment_readable_by_others(folder, monkeypatch):
    (folder / "a.txt").write_bytes(b"old")
    (folder / "a.txt").chmod(0o640)
    seen = []
    fchmod = os.fchmod

    def look(descriptor, mode):
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fchmod(descriptor, mode)

    monkeypatch.setattr(os, "fchmod", look)
    previous = os.umask(0)
    try:
        write(folder)
    finally:
        os.umask(previous)
    assert seen == [0o600]


def test_a_secret_is_its_owners_alone_from_its_first_moment(folder):
    with locked(folder) as room:
        room.write("a.txt", b"secret", mode=0o600)
        assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_mode_that_its_account_gives_new_files(folder, umask, mode):
    previous = os.umask(umask)
    try:
        write(folder)
    finally:
        os.umask(previous)
    assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == mode


@pytest.mark.parametrize("change", [write, update])
def test_a_read_only_file_is_refused(folder, change):
    (folder / "a.txt").write_bytes(b"old")
    (folder / "a.txt").chmod(0o444)
    with refused("read_only"):
        change(folder)
    assert (folder / "a.txt").read_bytes() == b"old"
    assert names(folder) == ["a.txt"]


@pytest.fixture
def another_owner(monkeypatch):
    """Let the draft, in its writer's eyes, belong to another account than the file it replaces."""
    fstat = os.fstat
    given = []

    def shifted(descriptor):
        about = list(fstat(descriptor))
        about[stat.ST_UID] += 1
        return os.stat_result(about)

    monkeypatch.setattr(os, "fstat", shifted)
    monkeypatch.setattr(os, "fchown", lambda _, uid, gid: given.append((uid, gid)))
    return given


def test_a_file_that_is_replaced_keeps_its_owner(folder, another_owner):
    (folder / "a.txt").write_bytes(b"old")
    about = (folder / "a.txt").stat()
    write(folder)
    assert another_owner == [(about.st_uid, about.st_gid)]


def test_a_file_whose_owner_cannot_be_kept_is_left_alone(folder, another_owner, monkeypatch):
    (folder / "a.txt").write_bytes(b"old")
    monkeypatch.setattr(os, "fchown", failing(PermissionError(errno.EPERM, "not permitted")))
    with refused("owner"):
        write(folder)
    assert (folder / "a.txt").read_bytes() == b"old"
    assert names(folder) == ["a.txt"]


# ---- never through a link, never outside ----


@pytest.fixture
def outside(folder):
    """A folder beside the one that was named."""
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside" / "a.txt").write_bytes(b"theirs")
    return folder.parent / "outside"


@pytest.mark.parametrize("target", ["../outside/a.txt", "../outside/new.txt", "a.txt"])
@pytest.mark.parametrize("name", ["a.txt", LOCK])
def test_a_link_in_a_files_place_is_refused_and_left(folder, outside, name, target):
    """One to a file, one that dangles, one that leads to itself; also where the lock belongs."""
    (folder / name).symlink_to(target if target != "a.txt" else name)
    with refused("link"):
        write(folder)
    assert (folder / name).is_symlink()
    assert names(folder) == [name]
    assert names(outside) == ["a.txt"]
    assert (outside / "a.txt").read_bytes() == b"theirs"


@pytest.mark.parametrize("act", ["write", "create", "update", "remove", "read"])
def test_a_folder_inside_that_is_a_link_is_refused(folder, outside, act):
    (folder / "pictures").symlink_to(outside, target_is_directory=True)
    more = {
        "write": [b"new"],
        "create": [b"new"],
        "update": [b"new", lambda _: True, MOST],
        "read": [MOST],
    }
    with locked(folder) as room, refused("link"):
        getattr(room, act)("pictures/a.txt", *more.get(act, []))
    assert names(outside) == ["a.txt"]
    assert (outside / "a.txt").read_bytes() == b"theirs"


def test_the_folder_that_was_named_may_be_a_link(folder):
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    write(folder.parent / "link")
    assert (folder / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../outside/a.txt", "/a.txt", "b/../a.txt", "b//a.txt", ".", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(folder, outside, name):
    with locked(folder) as room, refused("outside"):
        room.write(name, b"new")
    assert (outside / "a.txt").read_bytes() == b"theirs"


def test_a_file_with_a_second_name_elsewhere_is_not_written_through_it(folder, outside):
    (folder / "a.txt").hardlink_to(outside / "a.txt")
    write(folder)
    assert (outside / "a.txt").read_bytes() == b"theirs"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_ordinary_file_is_refused_and_left(folder, make):
    make(folder / "a.txt")
    with refused("special"):
        write(folder)
    with refused("special"):
        read(folder / "a.txt", MOST)
    assert names(folder) == ["a.txt"]


def test_a_pipe_where_the_lock_belongs_is_refused(folder):
    os.mkfifo(folder / LOCK)
    with refused("special"):
        write(folder)


# ---- reading ----


def test_reading_gives_the_bytes_and_makes_nothing(folder):
    (folder / "a.txt").write_bytes(b"one\r\n")
    assert read(folder / "a.txt", 5) == b"one\r\n"
    assert names(folder) == ["a.txt"]


def test_reading_has_a_bound(folder):
    (folder / "a.txt").write_bytes(b"12345")
    with refused("large"):
        read(folder / "a.txt", 4)


def test_reading_makes_no_room_for_more_than_there_is(folder):
    (folder / "a.txt").write_bytes(b"12345")
    tracemalloc.start()
    assert read(folder / "a.txt", 200_000_000) == b"12345"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_reading_has_a_bound_also_where_the_system_tells_no_size(folder, monkeypatch):
    (folder / "a.txt").write_bytes(b"12345")
    fstat = os.fstat

    def unsized(descriptor):
        about = list(fstat(descriptor))
        about[stat.ST_SIZE] = 0
        return os.stat_result(about)

    monkeypatch.setattr(os, "fstat", unsized)
    with refused("large"):
        read(folder / "a.txt", 4)


def test_a_device_and_a_link_are_not_read(folder):
    with refused("special"):
        read(Path("/dev/zero"), MOST)
    (folder / "a.txt").symlink_to("/dev/zero")
    with refused("link"):
        read(folder / "a.txt", MOST)


@pytest.mark.parametrize("swap", [os.mkfifo, lambda path: path.symlink_to("../outside/a.txt")])
def test_what_is_put_in_a_files_place_between_the_look_and_the_reading_is_not_read(
    folder, outside, swap, monkeypatch
):
    (folder / "a.txt").write_bytes(b"old")
    look = files.Folder._stat

    def look_and_swap(room, name):
        seen = look(room, name)
        (folder / "a.txt").unlink()
        swap(folder / "a.txt")
        return seen

    monkeypatch.setattr(files.Folder, "_stat", look_and_swap)
    with pytest.raises(OSError, match=r"special|symbolic links"):
        read(folder / "a.txt", MOST)


def test_what_is_not_there_is_not_found(folder):
    with pytest.raises(FileNotFoundError):
        read(folder / "a.txt", MOST)
    with locked(folder) as room:
        assert not room.exists("pictures/a.txt")
        room.remove("pictures/a.txt")
        (folder / "a.txt").symlink_to("nowhere")
        assert room.exists("a.txt")


def test_a_file_is_removed_but_not_what_a_link_leads_to(folder, outside):
    with locked(folder) as room:
        room.write("a.txt", b"new")
        room.remove("a.txt")
        (folder / "a.txt").symlink_to(outside / "a.txt")
        with refused("link"):
            room.remove("a.txt")
    assert (outside / "a.txt").exists()


# ---- one writer at a time ----


def test_threads_take_turns(folder):
    (folder / "a.txt").write_bytes(b"0")

    def count():
        for _ in range(10):
            with locked(folder) as room:
                room.write("a.txt", str(int(room.read("a.txt", MOST)) + 1).encode())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (folder / "a.txt").read_bytes() == b"40"
    assert names(folder) == ["a.txt"]


COUNT = """
import sys
from pathlib import Path
from softmax_edu.files import locked
for _ in range(60):
    with locked(Path(sys.argv[1])) as room:
        room.write("a.txt", str(int(room.read("a.txt", 100)) + 1).encode())
"""


def test_processes_take_turns(folder):
    (folder / "a.txt").write_bytes(b"0")
    counts = [subprocess.Popen([sys.executable, "-c", COUNT, str(folder)]) for _ in range(2)]
    assert [process.wait(60) for process in counts] == [0, 0]
    assert (folder / "a.txt").read_bytes() == b"120"


def test_another_writer_is_not_waited_for_without_end(folder):
    with locked(folder) as room:
        with refused("busy"), locked(folder, patience=0.05):
            pytest.fail("two writers at once")
        room.write("a.txt", b"new")
    write(folder)


def test_a_lock_that_cannot_be_opened_for_writing_is_taken_all_the_same(folder, monkeypatch):
    """As another account left it when it was killed."""
    (folder / LOCK).write_text("")
    open_ = os.open

    def guarded(path, flags, *more, **where):
        if os.path.basename(path) == LOCK and flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return open_(path, flags, *more, **where)

    monkeypatch.setattr(os, "open", guarded)
    write(folder)
    assert names(folder) == ["a.txt"]
    with pytest.raises(PermissionError):  # the folder itself cannot be written
        write(folder)


def test_where_there_are_no_locks_files_are_whole_and_no_others_draft_is_touched(
    folder, monkeypatch
):
    monkeypatch.setattr(files.fcntl, "flock", failing(OSError(errno.ENOLCK, "No locks")))
    draft = folder / ".softmax-edu.0123456789abcdef.part"
    draft.write_text("of a process that lives")
    write(folder)
    assert (folder / "a.txt").read_bytes() == b"new"
    assert draft.exists()


# ---- replacing what others may be saving ----


def test_an_update_replaces_what_is_ours_alone(folder):
    (folder / "a.txt").write_bytes(b"old")
    assert update(folder)
    assert (folder / "a.txt").read_bytes() == b"new"
    assert not update(folder)
    (folder / "a.txt").write_bytes(b"theirs")
    assert not update(folder)
    assert (folder / "a.txt").read_bytes() == b"theirs"
    assert names(folder) == ["a.txt"]


def test_a_new_file_takes_nobodys_place(folder):
    with locked(folder) as room:
        assert room.create("a.txt", b"new")
        assert not room.create("a.txt", b"newer")
        (folder / "b.txt").symlink_to("nowhere")
        assert not room.create("b.txt", b"new")
    assert (folder / "a.txt").read_bytes() == b"new"
    assert names(folder) == ["a.txt", "b.txt"]


def into(path):
    path.write_bytes(b"theirs")


def in_its_place(path):
    (path.parent / "theirs").write_bytes(b"theirs")
    (path.parent / "theirs").replace(path)


@pytest.mark.parametrize("save", [into, in_its_place])
@pytest.mark.parametrize("moment", ["_draft", "_set_aside", "_put"])
def test_a_save_at_any_moment_of_an_update_wins(folder, save, moment, monkeypatch):
    """After the look at the file, before or after it is put aside, after the new one is there."""
    (folder / "a.txt").write_bytes(b"old")
    step = getattr(files.Folder, moment)

    def meanwhile(*arguments):
        done = step(*arguments)
        if arguments[-1] == "a.txt" or moment != "_put":
            save(folder / "a.txt")
            monkeypatch.setattr(files.Folder, moment, step)
        return done

    monkeypatch.setattr(files.Folder, moment, meanwhile)
    monkeypatch.setattr(files.time, "sleep", lambda _: replaced.append(True))
    replaced = []
    update(folder)
    # What is not ours is not replaced for a moment either, in which a kill would lose it.
    assert replaced == ([True] if moment == "_put" else [])
    assert (folder / "a.txt").read_bytes() == b"theirs"
    assert names(folder) == ["a.txt"]


def test_a_save_that_began_before_an_update_and_ends_after_it_wins(folder, monkeypatch):
    (folder / "a.txt").write_bytes(b"old")
    with open(folder / "a.txt", "r+b") as saving:
        monkeypatch.setattr(
            files.time, "sleep", lambda _: (saving.write(b"theirs"), saving.flush())
        )
        assert not update(folder)
        saving.write(b", to the end")
    assert (folder / "a.txt").read_bytes() == b"theirs, to the end"
    assert names(folder) == ["a.txt"]


def test_of_two_saves_during_an_update_the_later_one_stands(folder, monkeypatch):
    (folder / "a.txt").write_bytes(b"old")
    with open(folder / "a.txt", "r+b") as saving:

        def twice(_):
            saving.write(b"earlier")
            saving.flush()
            (folder / "a.txt").write_bytes(b"later")

        monkeypatch.setattr(files.time, "sleep", twice)
        assert not update(folder)
    assert (folder / "a.txt").read_bytes() == b"later"
    assert names(folder) == ["a.txt"]


def test_an_update_that_fails_gives_the_file_back(folder, monkeypatch):
    (folder / "a.txt").write_bytes(b"old")
    monkeypatch.setattr(files.Folder, "_put", failing(OSError(errno.ENOSPC, "No space left")))
    with pytest.raises(OSError, match="No space left"), locked(folder) as room:
        room.update("a.txt", b"new", b"old".__eq__, MOST)
    monkeypatch.undo()
    write(folder, "b.txt")
    assert (folder / "a.txt").read_bytes() == b"old"
    assert names(folder) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_a_killed_update_had_put_aside_comes_back(folder, there):
    (folder / ".softmax-edu.0123456789abcdef.old-a.txt").write_bytes(b"old")
    if there:
        (folder / "a.txt").write_bytes(b"new")
    write(folder, "b.txt")
    assert (folder / "a.txt").read_bytes() == (b"new" if there else b"old")
    assert names(folder) == ["a.txt", "b.txt"]


def test_without_hard_links_nothing_is_lost_either(folder, monkeypatch):
    monkeypatch.setattr(os, "link", failing(OSError(errno.EPERM, "Operation not permitted")))
    (folder / "a.txt").write_bytes(b"old")
    assert update(folder)
    with locked(folder) as room:
        assert not room.create("a.txt", b"newer")
        assert room.create("b.txt", b"new")
    assert (folder / "a.txt").read_bytes() == b"new"
    assert names(folder) == ["a.txt", "b.txt"]


def test_updates_of_a_file_that_does_not_rest_lose_no_save(folder):
    """A thread saves at moments of its own, in both ways, while the file is updated."""
    dice = random.Random(3)
    path = folder / "a.txt"
    for number in range(25):
        path.write_bytes(b"old")
        mine = f"save {number}".encode()
        pause, way = dice.uniform(0, 0.01), dice.choice([into, in_its_place])

        def save(mine=mine, pause=pause, way=way):
            time.sleep(pause)
            (folder / "mine").write_bytes(mine)
            if way is into:
                path.write_bytes(mine)
            else:
                (folder / "mine").replace(path)

        saving = threading.Thread(target=save)
        saving.start()
        update(folder)
        saving.join()
        assert path.read_bytes() == mine


# ---- in words ----


def test_every_refusal_and_every_error_of_the_system_has_its_words():
    assert catalogue("files").keys() - {"system"} == set(get_args(Refusal))
    assert all(hasattr(errno, name) for name in catalogue("files")["system"])
    assert reason(RefusedError("read_only")) == "it is read-only"
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "No space left on device"
    assert reason(OSError("the share is gone")) == "the share is gone"
    assert reason(PermissionError()) == "PermissionError"
