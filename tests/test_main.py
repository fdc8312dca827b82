"""The command softmax-edu: whose work is whose, what is said, and how JupyterLab is started."""

import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

import softmax_edu
from softmax_edu import __main__ as command
from softmax_edu import files, lessons, words
from softmax_edu.__main__ import main
from softmax_edu.files import LOCK, RefusedError
from softmax_edu.lessons import MANIFEST, copy_lessons, lesson_folder
from softmax_edu.words import VARIABLE
from tests import races


@pytest.fixture
def shipped(tmp_path):
    """Two small lessons, and beside them what is no lesson."""
    folder = tmp_path / "shipped"
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "01_one.md").write_text("not for learners")
    (folder / "01_one.ipynb").write_text("first")
    (folder / "02_two.ipynb").write_text("second")
    return folder


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine"


@pytest.fixture
def lab(monkeypatch):
    """The arguments JupyterLab is started with, without starting it."""
    started = []
    monkeypatch.setattr("jupyterlab.labapp.main", lambda argv: started.append(argv))
    # What the command adds to the environment goes with the test.
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    return started


def outcomes(shipped, mine):
    return {lesson.name[:2]: lesson.outcome for lesson in copy_lessons(shipped, mine)}


def test_a_first_copy_holds_the_lessons_and_nothing_else(shipped, mine):
    assert outcomes(shipped, mine) == {"01": "new", "02": "new"}
    assert {path.name for path in mine.iterdir()} == {"01_one.ipynb", "02_two.ipynb", MANIFEST}
    assert (mine / "01_one.ipynb").read_text() == "first"


def test_a_second_copy_writes_nothing(shipped, mine):
    copy_lessons(shipped, mine)
    before = {path: path.stat().st_mtime_ns for path in mine.iterdir()}
    assert outcomes(shipped, mine) == {"01": "same", "02": "same"}
    assert {path: path.stat().st_mtime_ns for path in mine.iterdir()} == before


def test_an_update_renews_the_untouched_and_keeps_the_edited(shipped, mine):
    copy_lessons(shipped, mine)
    (mine / "01_one.ipynb").write_text("my own work")
    (shipped / "01_one.ipynb").write_text("first, better")
    (shipped / "02_two.ipynb").write_text("second, better")
    assert outcomes(shipped, mine) == {"01": "kept_newer", "02": "updated"}
    assert (mine / "01_one.ipynb").read_text() == "my own work"
    assert (mine / "02_two.ipynb").read_text() == "second, better"


def test_an_edit_is_still_kept_on_the_runs_after_the_one_that_found_it(shipped, mine):
    copy_lessons(shipped, mine)
    (mine / "01_one.ipynb").write_text("my own work")
    for _ in range(3):
        assert outcomes(shipped, mine)["01"] == "kept"
    (shipped / "01_one.ipynb").write_text("first, better")
    for _ in range(3):
        assert outcomes(shipped, mine)["01"] == "kept_newer"
    assert (mine / "01_one.ipynb").read_text() == "my own work"


@pytest.mark.parametrize("manifest", [None, "", "not json", "[1]", '{"01_one.ipynb": null}'])
def test_without_a_sound_manifest_every_differing_file_is_the_learners(shipped, mine, manifest):
    mine.mkdir()
    (mine / "01_one.ipynb").write_text("made by hand")
    if manifest is not None:
        (mine / MANIFEST).write_text(manifest)
    assert outcomes(shipped, mine) == {"01": "kept_newer", "02": "new"}
    assert (mine / "01_one.ipynb").read_text() == "made by hand"


def test_a_renamed_lesson_is_copied_afresh(shipped, mine):
    copy_lessons(shipped, mine)
    (mine / "01_one.ipynb").rename(mine / "01_one mine.ipynb")
    assert outcomes(shipped, mine)["01"] == "new"
    assert (mine / "01_one mine.ipynb").exists()


def test_a_link_or_a_folder_in_a_lessons_place_is_left_alone(shipped, mine):
    mine.mkdir()
    (mine / "01_one.ipynb").mkdir()
    (mine / "02_two.ipynb").symlink_to("nowhere")
    assert set(outcomes(shipped, mine).values()) == {"kept_newer"}
    assert (mine / "02_two.ipynb").is_symlink()


DISK_FULL = OSError(28, "No space left on device")


def known(mine):
    """The hashes that the manifest holds of each lesson."""
    found = json.loads((mine / MANIFEST).read_text())
    return {name: [some] if isinstance(some, str) else some for name, some in found.items()}


@pytest.mark.parametrize("writes", range(5))
def test_a_full_disk_leaves_whole_lessons_no_draft_and_a_manifest_that_is_true(
    writes, shipped, mine, monkeypatch
):
    """The disk is full after some writes: of the manifest, of a lesson, of the manifest at last."""
    copy_lessons(shipped, mine)
    old = {"01_one.ipynb": "first", "02_two.ipynb": "second"}
    for name, text in old.items():
        (shipped / name).write_text(f"{text}, better")
    fsync, left = os.fsync, [None] * writes

    def until_full(descriptor):
        if not left:
            raise DISK_FULL
        left.pop()
        fsync(descriptor)

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", until_full)
        if writes == 0:
            with pytest.raises(OSError, match="No space"):
                copy_lessons(shipped, mine)
        else:
            report = copy_lessons(shipped, mine)
            done = min(writes - 1, 2)
            expected = ["updated"] * done + ["failed"] * (2 - done)
            assert [lesson.outcome for lesson in report] == expected
            assert [lesson.error for lesson in report] == [None] * done + [DISK_FULL] * (2 - done)
    assert {path.name for path in mine.iterdir()} == {*old, MANIFEST}
    for name, text in old.items():
        content = (mine / name).read_bytes()
        assert content.decode() in (text, f"{text}, better")
        assert hashlib.sha256(content).hexdigest() in known(mine)[name]
    assert set(outcomes(shipped, mine).values()) <= {"updated", "same"}
    assert {path.read_text() for path in mine.glob("*.ipynb")} == {
        "first, better",
        "second, better",
    }


@pytest.mark.parametrize("writes", range(4))
def test_a_run_that_is_killed_leaves_lessons_that_the_next_one_still_updates(
    writes, shipped, mine, monkeypatch
):
    class KilledError(BaseException):
        """Nothing after it is done."""

    copy_lessons(shipped, mine)
    for name in ("01_one.ipynb", "02_two.ipynb"):
        (shipped / name).write_text("second edition")
    draft, left = files.Folder._draft, [None] * writes

    def until_killed(*arguments):
        if not left:
            raise KilledError
        left.pop()
        return draft(*arguments)

    with monkeypatch.context() as killed:
        killed.setattr(files.Folder, "_draft", until_killed)
        with pytest.raises(KilledError):
            copy_lessons(shipped, mine)
    (shipped / "01_one.ipynb").write_text("third edition")
    (shipped / "02_two.ipynb").write_text("third edition")
    assert outcomes(shipped, mine) == {"01": "updated", "02": "updated"}
    assert all(len(hashes) == 1 for hashes in known(mine).values())


def test_one_lesson_that_cannot_be_read_stops_no_other_and_is_told(
    shipped, mine, monkeypatch, capsys
):
    read = files.Folder._read

    def guarded(room, name, most):
        if name == "01_one.ipynb":
            raise PermissionError(13, "Permission denied")
        return read(room, name, most)

    copy_lessons(shipped, mine)
    (shipped / "02_two.ipynb").write_text("second, better")
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.setattr(files.Folder, "_read", guarded)
    assert main(["copy", str(mine)]) == 1
    said = capsys.readouterr()
    assert re.search(r"01_one\.ipynb +not copied\n", said.out)
    assert re.search(r"02_two\.ipynb +brought up to date\n", said.out)
    assert said.err == "softmax-edu: 01_one.ipynb cannot be copied: Permission denied\n"
    assert (mine / "02_two.ipynb").read_text() == "second, better"


def test_a_private_lesson_stays_private_and_a_read_only_one_is_the_learners(shipped, mine):
    copy_lessons(shipped, mine)
    for name, mode in (("01_one.ipynb", 0o600), ("02_two.ipynb", 0o444)):
        (mine / name).chmod(mode)
        (shipped / name).write_text("better")
    assert outcomes(shipped, mine) == {"01": "updated", "02": "kept_newer"}
    assert (mine / "02_two.ipynb").read_text() == "second"
    for name, mode in (("01_one.ipynb", 0o600), ("02_two.ipynb", 0o444)):
        assert stat.S_IMODE((mine / name).stat().st_mode) == mode


@pytest.mark.parametrize("link", [".01_one.ipynb.part", MANIFEST, LOCK])
def test_copying_writes_through_no_link(link, shipped, mine, tmp_path):
    mine.mkdir()
    (tmp_path / "outside").write_text("not the lessons'")
    (mine / link).symlink_to(tmp_path / "outside")
    with suppress(RefusedError):
        copy_lessons(shipped, mine)
    assert (tmp_path / "outside").read_text() == "not the lessons'"
    assert (mine / link).is_symlink()


@pytest.mark.parametrize("manifest", ["deep", "pipe"])
def test_a_manifest_that_cannot_be_read_stops_nobody_who_has_all(manifest, shipped, mine):
    copy_lessons(shipped, mine)
    (mine / MANIFEST).unlink()
    if manifest == "deep":
        (mine / MANIFEST).write_text("[" * 100_000)
    else:
        os.mkfifo(mine / MANIFEST)
    assert outcomes(shipped, mine) == {"01": "same", "02": "same"}


def test_a_folder_that_is_up_to_date_need_not_be_one_that_can_be_written(
    shipped, mine, monkeypatch
):
    copy_lessons(shipped, mine)
    monkeypatch.setattr(lessons, "locked", None)
    assert outcomes(shipped, mine) == {"01": "same", "02": "same"}


def test_runs_at_once_all_end_well(shipped, mine):
    (shipped / "03_three.ipynb").write_text("third")
    copy = "import sys; from pathlib import Path; from softmax_edu.lessons import copy_lessons; "
    copy += "print(*(lesson.outcome for lesson in copy_lessons(*map(Path, sys.argv[1:]))))"
    for edition in range(4):
        for path in shipped.glob("*.ipynb"):
            path.write_text(f"{path.stem}, edition {edition}")
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", copy, str(shipped), str(mine)], stdout=subprocess.PIPE
            )
            for _ in range(3)
        ]
        done = [run.communicate(timeout=60)[0].decode().split() for run in runs]
        assert [run.returncode for run in runs] == [0, 0, 0]
        assert sorted(done)[:2] == [["same"] * 3] * 2 or edition == 0
        assert len(list(mine.iterdir())) == 4


def test_a_save_during_an_update_is_never_lost(tmp_path):
    races.saves(tmp_path, rounds=40, seed=1)


def test_the_folder_of_another_account_is_not_taken_unasked(shipped, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / command.DEFAULT_FOLDER
    mine.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: mine.stat().st_uid + 1)
    assert main([]) == 1
    assert "belongs to another account" in capsys.readouterr().err
    assert list(mine.iterdir()) == []


def test_copy_says_what_became_of_each_lesson(shipped, mine, monkeypatch, capsys):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    copy_lessons(shipped, mine)
    (mine / "01_one.ipynb").write_text("my own work")
    assert main(["copy", str(mine)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"01_one\.ipynb +yours, kept\n", said)
    assert re.search(r"02_two\.ipynb +as it was\n", said)


def test_a_folder_that_cannot_be_is_an_error_in_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert main(["copy", str(tmp_path / "file")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(tmp_path / "file") in said.err


def test_no_lessons_is_an_error_not_an_empty_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "_PACKAGE", tmp_path / "package")
    assert main(["copy", str(tmp_path / "mine")]) == 1
    assert "holds no lessons" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "argv", [["labb"], ["copy"], ["copy", "a", "b"], ["lab", "--nope"], ["copy", "a", "--", "-b"]]
)
def test_what_is_not_understood_exits_with_2_and_touches_nothing(argv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argv", [["--help"], ["lab", "--help"], ["copy", "--help"]])
def test_help_names_the_folder_and_that_work_is_safe(argv, capsys):
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "never overwritten" in said
    assert "{" not in said


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_command_speaks_the_language_that_it_is_asked_for(
    place, shipped, mine, monkeypatch, capsys, pseudo_language
):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.setenv(VARIABLE, pseudo_language)  # what the command sets goes with the test
    asked = ["--language", "en_GB"]
    main([*asked, "copy", str(mine)] if place == "before" else ["copy", str(mine), *asked])
    assert "Lessons in" in capsys.readouterr().out
    assert os.environ[VARIABLE] == "en"  # kernels that are started from here hear of it
    main(["copy", str(mine)])
    assert "Lessons in" not in capsys.readouterr().out


def test_lab_opens_the_lessons_in_the_language_that_is_asked_for(
    shipped, mine, pseudo_language, monkeypatch, lab
):
    """Each edition lives in a folder of its own; a language without lessons reads the first."""
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.setenv(VARIABLE, "en")  # what the command sets goes with the test
    asked = ["--language", pseudo_language, "lab", str(mine), "--no-browser"]
    assert main(asked) == 0
    assert f"--ServerApp.root_dir={mine}" in lab[-1]
    (shipped / pseudo_language).mkdir()
    (shipped / pseudo_language / "01_one.ipynb").write_text("unua")
    assert main(asked) == 0
    assert f"--ServerApp.root_dir={mine / pseudo_language}" in lab[-1]
    assert (mine / pseudo_language / "01_one.ipynb").read_text() == "unua"
    assert main(["--language", "en", "copy", str(mine)]) == 0
    assert (mine / "01_one.ipynb").read_text() == "first"


def test_a_language_that_does_not_exist_is_an_error_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(words, "_chosen", None)
    monkeypatch.setenv(VARIABLE, "tlh")
    assert main(["--version"]) == 2
    assert capsys.readouterr().err.startswith(f"softmax-edu: {VARIABLE}: there is no language")
    assert main(["--language", "tlh", "--version"]) == 2
    assert capsys.readouterr().err.startswith("softmax-edu: there is no language 'tlh'")


def test_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip() == softmax_edu.__version__


@pytest.mark.parametrize("argv", [[], ["lab"], ["--no-browser"], ["lab", "--no-browser"]])
def test_lab_is_what_happens_by_default(argv, shipped, tmp_path, monkeypatch, lab):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 0
    assert f"--ServerApp.root_dir={tmp_path / 'softmax-lessons'}" in lab[0]
    assert "--LabApp.default_url=/lab/tree/01_one.ipynb" in lab[0]


def test_lab_passes_on_what_follows_the_dashes(shipped, mine, monkeypatch, lab):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    assert main(["lab", str(mine), "--", "--port", "9999", "--", "x"]) == 0
    assert lab[0][-4:] == ["--port", "9999", "--", "x"]


@pytest.mark.parametrize(
    ("platform", "variables", "opens"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "w3m"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_where_there_can_be_one(
    platform, variables, opens, shipped, mine, monkeypatch, lab, capsys
):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(["lab", str(mine)])
    assert ("--no-browser" not in lab[0]) == opens
    assert ("copy the address" not in capsys.readouterr().out) == opens


@pytest.mark.parametrize("user", [0, 1000])
def test_only_root_is_warned_and_let_in(user, shipped, mine, monkeypatch, lab, capsys):
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    main(["lab", str(mine)])
    assert ("--allow-root" in lab[0]) == (user == 0)
    assert ("root" in capsys.readouterr().err) == (user == 0)


def test_nothing_opens_lab_to_others(shipped, mine, monkeypatch, lab):
    """Localhost and a token are JupyterLab's defaults; the command must not touch them."""
    monkeypatch.setattr(command, "lesson_folder", lambda: shipped)
    main(["lab", str(mine)])
    assert not [word for word in lab[0] if re.search(r"ip=|token|password|origin|xsrf", word)]


@pytest.fixture
def served(shipped, mine):
    """A real JupyterLab on one lesson, started as a learner starts it; its address."""
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (shipped / "01_one.ipynb").write_text(json.dumps(notebook))
    start = (
        "import sys; from pathlib import Path; from softmax_edu import __main__ as command; "
        "command.lesson_folder = lambda: Path(sys.argv[1]); "
        "sys.exit(command.main(['lab', sys.argv[2], '--no-browser']))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", start, str(shipped), str(mine)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    try:
        for line in server.stdout:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\S+", line):
                break
        else:
            pytest.fail("no address was printed:\n" + "".join(lines))
        yield found.group(), "".join(lines)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def get(address):
    """Return the page; a server prints its address a moment before it listens."""
    for _ in range(50):
        try:
            return urllib.request.urlopen(address, timeout=30).read().decode()
        except urllib.error.URLError as error:
            refused = error
            time.sleep(0.2)
    raise refused


@pytest.mark.slow
def test_lab_prints_an_address_with_a_token_that_opens_lesson_one_without_pop_ups(served):
    address, printed = served
    assert re.search(r"/lab/tree/01_one\.ipynb\?token=[0-9a-f]{32,}$", address)
    settings = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', get(address), re.DOTALL)
    disabled = json.loads(settings[1])["disabledExtensions"]
    assert "@jupyterlab/apputils-extension:announcements" in disabled
    # A package.json that says "type": "module" breaks the yarn inside an environment below it.
    assert "yarn" not in printed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    checkout = Path(__file__).parents[1]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, checkout],
        check=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.checkout
@pytest.mark.slow
def test_the_wheel_holds_every_lesson_and_no_source_of_one(wheel, tmp_path):
    """Unpacked anywhere, the package finds the same lessons as this checkout does."""
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel],
        check=True,
    )
    subprocess.run(
        [sys.executable, "-m", "softmax_edu", "copy", tmp_path / "mine"],
        check=True,
        cwd=site,  # -m looks here first
    )
    copied = {path.name: path.read_bytes() for path in (tmp_path / "mine").glob("*.ipynb")}
    assert copied == {path.name: path.read_bytes() for path in lesson_folder().glob("*.ipynb")}
    held = [path for path in (site / "softmax_edu" / "notebooks").rglob("*") if path.is_file()]
    assert {path.suffix for path in held} == {".ipynb"}
    stored = [path for path in lesson_folder().rglob("[0-9]*.ipynb") if "." not in path.parts[-2]]
    assert len(held) == len(stored)  # in every language
    assert not (site / "notebooks").exists()
    assert (
        site / "softmax_edu" / "jupyter" / "settings" / "labconfig" / "page_config.json"
    ).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["lab", "~nosuchuser"],
        ["copy", "~nosuchuser/lessons"],
        ["report", "~nosuchuser"],
        ["report", ".", "--output", "~nosuchuser/page.html"],
        ["report", ".", "--csv", "~nosuchuser/class.csv"],
        ["site", "~nosuchuser"],
        ["site", "out", "--lessons", "~nosuchuser"],
    ],
)
def test_a_home_that_is_not_there_is_one_line(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(r"softmax-edu: ~nosuchuser.*\n", told.err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")
@pytest.mark.parametrize(
    "command", ["lab", "lab {}/x", "copy x", "report x", "site x", "dashboard"]
)
def test_a_working_folder_that_was_deleted_is_one_line(command, tmp_path, monkeypatch, capsys, lab):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(command.format(tmp_path).split()) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(r"softmax-edu: .*\n", told.err)
    assert lab == []
