"""Who handed in what: the exports of learning platforms, put together again by learner."""

import io
import os
import zipfile
from pathlib import PurePosixPath

import pytest

from softmax_edu.files import RefusedError
from softmax_edu.uploads import MOST_ENTRIES, by_learner

NOTEBOOK = "09_exercises.ipynb"

# A platform's names, flat or in folders, with whose they are. Content tells which upload it is.
EXPORTS = {
    "folders": {
        "Ada Lovelace_101_assignsubmission_file/09_exercises.ipynb": ("Ada Lovelace", 1),
        "Ada Lovelace_101_assignsubmission_file/softmax-answers.json": ("Ada Lovelace", 1),
        "Emmy Noether_102_assignsubmission_file_/09_exercises.ipynb": ("Emmy Noether", 1),
    },
    "flat": {
        "Ada Lovelace_101_assignsubmission_file_09_exercises.ipynb": ("Ada Lovelace", 1),
        "Ada Lovelace_101_assignsubmission_file_softmax-answers.json": ("Ada Lovelace", 1),
        "Emmy Noether_102_assignsubmission_file_09_exercises.ipynb": ("Emmy Noether", 1),
    },
    "numbers": {
        "lovelaceada_2001_70001_09_exercises.ipynb": ("lovelaceada", 1),
        "lovelaceada_2001_70009_09_exercises-1.ipynb": ("lovelaceada", 2),
        "lovelaceada_2001_70002_softmax-answers.json": ("lovelaceada", 1),
        "noetheremmy_LATE_2002_70003_09_exercises.ipynb": ("noetheremmy", 1),
    },
    "times": {
        "Week 3_alove_attempt_2026-11-01-09-00-00_09_exercises.ipynb": ("alove", 1),
        "Week 3_alove_attempt_2026-11-02-09-00-00_09_exercises.ipynb": ("alove", 2),
        "Week 3_alove_attempt_2026-11-02-09-00-00.txt": ("alove", 1),
    },
    "attempts": {
        "12345-678 - Ada Lovelace - Nov 1, 2026 930 AM/09_exercises.ipynb": ("Ada Lovelace", 1),
        "12345-678 - Ada Lovelace - Nov 1, 2026 1030 PM/09_exercises.ipynb": ("Ada Lovelace", 2),
    },
    "plain": {
        "heron.ipynb": ("heron", 1),
        "heron.json": ("heron", 1),
        "otter/week-1/09_exercises.ipynb": ("otter", 1),
        "week_3_2_more.ipynb": ("week_3_2_more", 1),
    },
}


def lay_out(folder, names):
    for name, (_, upload) in names.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(upload), encoding="utf-8")
        os.utime(path, (1, 1))  # an archive that was unpacked may give all files one time


def packed(names, around=""):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in names.items():
            archive.writestr(around + name, text)
    return content.getvalue()


def told(place):
    with by_learner(place) as learners:
        return {name: [upload.read(1000) for upload in own] for name, own in learners.items()}


def whose(names):
    return {
        who: sorted(str(n).encode() for w, n in names.values() if w == who)
        for who, _ in names.values()
    }


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize("form", ["folder", "archive", "archive in a folder", "archive around"])
def test_a_learner_is_one_learner_in_every_export(export, form, tmp_path):
    names = EXPORTS[export]
    if form == "folder":
        place = tmp_path / "handed-in"
        lay_out(place, names)
    else:
        around = "all of them/" if form == "archive around" else ""
        place = tmp_path / "handed-in" / "export.zip"
        place.parent.mkdir()
        place.write_bytes(packed({name: str(n) for name, (_, n) in names.items()}, around))
        if form == "archive in a folder":
            place = place.parent
    found = told(place)
    assert {name: sorted(own) for name, own in found.items()} == whose(names)


@pytest.mark.parametrize("export", ["numbers", "times", "attempts"])
def test_the_newest_is_told_by_the_exports_own_marks(export, tmp_path):
    lay_out(tmp_path, EXPORTS[export])
    with by_learner(tmp_path) as learners:
        [own] = [own for name, own in learners.items() if "ove" in name]
        notebooks = [upload.read(10) for upload in own if upload.kind == ".ipynb"]
    assert notebooks == [b"2", b"1"]


def test_an_archive_each_is_a_learner_each_beside_files(tmp_path):
    for who in ("heron", "lynx"):
        names = {f"work/{NOTEBOOK}": who, "__MACOSX/._x": "", ".DS_Store": ""}
        (tmp_path / f"{who}.zip").write_bytes(packed(names))
    (tmp_path / "mole.ipynb").write_text("mole")
    assert told(tmp_path) == {"heron": [b"heron"], "lynx": [b"lynx"], "mole": [b"mole"]}


def test_an_archive_in_the_classs_archive_is_its_learners(tmp_path):
    inner = packed({NOTEBOOK: "from within"})
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("Ada Lovelace_101_assignsubmission_file/mine.zip", inner)
        archive.writestr(f"Emmy Noether_102_assignsubmission_file/{NOTEBOOK}", "beside")
    (tmp_path / "all.zip").write_bytes(outer.getvalue())
    assert told(tmp_path) == {"Ada Lovelace": [b"from within"], "Emmy Noether": [b"beside"]}


def test_two_people_of_one_name_are_two(tmp_path):
    names = [f"Ada Lovelace_{n}_assignsubmission_file/{NOTEBOOK}" for n in (101, 103)]
    lay_out(tmp_path, dict.fromkeys(names, ("", 1)))
    assert told(tmp_path).keys() == {"Ada Lovelace 101", "Ada Lovelace 103"}


def test_a_broken_archive_is_refused_when_it_is_read(tmp_path):
    (tmp_path / "heron.zip").write_bytes(b"PK nothing")
    (tmp_path / "lynx.ipynb").write_text("1")
    with by_learner(tmp_path) as learners:
        [broken] = learners["heron"]
        assert broken.path == PurePosixPath("heron.zip")
        with pytest.raises(RefusedError, match="archive"):
            broken.read(10)


def test_what_an_archive_says_of_its_sizes_is_not_believed(tmp_path):
    (tmp_path / "heron.zip").write_bytes(packed({NOTEBOOK: "x" * 1_000_000}))
    (tmp_path / "lynx.ipynb").write_text("1")
    with by_learner(tmp_path) as learners:
        [bomb] = learners["heron"]
        with pytest.raises(RefusedError, match="large"):
            bomb.read(1000)


def test_an_archive_leads_out_of_nothing_and_floods_nothing(tmp_path):
    names = {"../../outside.ipynb": "1", "/root.ipynb": "1"}
    many = {f"{n}.ipynb": "" for n in range(MOST_ENTRIES + 10)}
    (tmp_path / "heron.zip").write_bytes(packed(names | many))
    (tmp_path / "lynx.ipynb").write_text("1")
    with by_learner(tmp_path) as learners:
        assert len(learners["heron"]) == MOST_ENTRIES - len(names)
