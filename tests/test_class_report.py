"""The overview of a class: true of what the files hold, deaf to whatever else is in them."""

import csv
import json
import os
import re
import stat
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu import (
    Ladder,
    check_gradient,
    check_jacobian,
    check_softmax,
    class_report,
    softmax,
    softmax_jacobian,
    words,
)
from softmax_edu.__main__ import main
from softmax_edu.checks.cell import code_mark
from softmax_edu.checks.misconceptions import MISCONCEPTIONS
from softmax_edu.class_report import Result, by_name, read_class, read_notebook
from tests import cohort


def diagonal(theta):
    return np.diag(softmax(theta) * (1 - softmax(theta)))


def unwritten(theta):
    return ...


def overflowing(theta):
    s = np.exp(theta) / np.exp(theta).sum()
    return np.diag(s) - np.outer(s, s)


def to_be_done(theta):
    raise NotImplementedError


def shown(value):
    """Return the output of a cell that ends on a value, as the kernel would store it."""
    return new_output("execute_result", data=value._repr_mimebundle_(), execution_count=1)


def said(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def notebook(*cells):
    """Return the text of a notebook of headings and outputs."""
    return nbformat.writes(
        new_notebook(
            cells=[
                new_markdown_cell(cell)
                if isinstance(cell, str)
                else new_code_cell("...", outputs=[cell])
                for cell in cells
            ]
        )
    )


def ladder(*functions):
    climbed = Ladder(check_jacobian)
    for f in functions:
        last = climbed.attempt(f)
    return shown(last)


def scaled(factor):
    return lambda theta: diagonal(theta) * factor


HEADING = "## 4 · The Jacobian, cell by cell"
NAME = HEADING.removeprefix("## ")


def test_an_attempt_tells_its_exercise_its_mistake_and_how_often():
    found = read_notebook(notebook(HEADING, ladder(scaled(2.0), scaled(3.0), diagonal)))
    assert found == [Result(NAME, "wrong", ("diagonal-only",), attempts=3, rung=3)]
    assert found[0].is_stuck


def test_the_mistake_is_known_before_its_learner_is_told():
    output = ladder(diagonal)
    assert "diagonal-only" not in json.dumps(output)
    [found] = read_notebook(notebook(HEADING, output))
    assert found.named == ("diagonal-only",)
    assert not found.is_stuck


@pytest.mark.parametrize(
    ("f", "state"),
    [
        (softmax_jacobian, "passed"),
        (overflowing, "remark"),
        (diagonal, "wrong"),
        (lambda theta: 1 / 0, "error"),
        (unwritten, "unwritten"),
        (to_be_done, "unwritten"),
    ],
)
def test_every_state(f, state):
    for output in (shown(check_jacobian(f)), ladder(f)):
        [found] = read_notebook(notebook(HEADING, output))
        assert (found.exercise, found.state) == (NAME, state)


@pytest.mark.parametrize("f", [softmax_jacobian, overflowing, diagonal, unwritten, to_be_done])
def test_a_translated_headline_changes_no_class_report(monkeypatch, f):
    """What was found is read from the record; the words are for people."""
    shows = check_jacobian, attempt
    before = [read_notebook(notebook(HEADING, shown(show(f)))) for show in shows]
    words._sentences.cache_clear()
    said = words._sentences("en")["checks"]
    monkeypatch.setitem(said, "headline", dict.fromkeys(said["headline"], "字字字"))
    monkeypatch.setitem(said["finding"], "returned_ellipsis", "字字字")
    after = [shown(show(f)) for show in shows]
    assert all("字字字" in output.data["text/plain"] for output in after)
    assert [read_notebook(notebook(HEADING, output)) for output in after] == before


def attempt(f):
    return Ladder(check_jacobian).attempt(f)


# What the first release stored: sentences, and in an attempt a record without remarks.
STATED = {
    "passed": "Right.\nIt agrees with the truth at all 6 test inputs.",
    "remark": "Right, with a remark.\nIt breaks for scores of hundreds. At θ = (800, 0, −800), "
    "∂S₀/∂θ₀ is nan in yours and 0 in truth. There your numbers equal “no-shift”.",
    "wrong": "Not yet.\nThe diagonal is right.\nYour numbers equal “diagonal-only”: what follows",
    "error": "It stopped with an error.\nAt θ = (0, ln 2, ln 5), it raises ZeroDivisionError.",
    "unwritten": "Not written yet.\nIt is called as jacobian(theta).",
}


@pytest.mark.parametrize("state", STATED)
def test_what_the_first_release_stored_still_counts(state):
    named = {"remark": ["no-shift"], "wrong": ["diagonal-only"]}.get(state, [])
    plain = said(f"check_jacobian: {STATED[state]}")
    record = {"task": "jacobian", "kind": "unknown", "named": named, "rung": 3, "number": 4}
    old = {"text/plain": STATED[state], "text/html": mark(record)}
    attempt = new_output("execute_result", data=old, execution_count=1)
    assert read_notebook(notebook(HEADING, plain)) == [Result(NAME, state, tuple(named))]
    assert read_notebook(notebook(HEADING, attempt)) == [Result(NAME, state, tuple(named), 4, 3)]


def test_a_placeholder_of_the_first_release_is_unwritten():
    told = "Not yet.\nIt returns ..., the placeholder: the body is still to be written."
    [found] = read_notebook(notebook(HEADING, said(f"check_jacobian: {told}\n∂Sᵢ/∂θⱼ")))
    assert found.state == "unwritten"


def test_a_check_outside_of_an_exercise_goes_by_its_own_name():
    [found] = read_notebook(notebook("## Your turn", shown(check_jacobian(diagonal))))
    assert (found.exercise, found.named) == ("check_jacobian", ("diagonal-only",))


def test_an_exercise_that_compares_by_itself_is_true_or_false():
    found = read_notebook(notebook("## 9 · A", said("True"), "## 10 · B", said("False")))
    assert [(each.exercise, each.state) for each in found] == [
        ("9 · A", "passed"),
        ("10 · B", "wrong"),
    ]


def test_the_last_run_counts():
    found = read_notebook(notebook(HEADING, ladder(diagonal), ladder(softmax_jacobian)))
    assert [each.state for each in found] == ["passed"]


def test_an_error_under_an_exercise_is_an_error():
    broken = new_output("error", ename="NameError", evalue="x", traceback=[])
    [found] = read_notebook(notebook(HEADING, broken))
    assert found.state == "error"


def test_an_error_of_a_cell_after_the_check_takes_nothing_from_what_the_check_found():
    """It may be that of a function which another exercise asks for."""
    broken = new_output("error", ename="NameError", evalue="loss", traceback=[])
    [found] = read_notebook(notebook(HEADING, ladder(softmax_jacobian), broken))
    assert found.state == "passed"


def test_the_shipped_exercises_are_all_unwritten(root):
    text = (root / "notebooks" / "09_exercises.ipynb").read_text(encoding="utf-8")
    found = read_notebook(text)
    assert [each.exercise.split(" ")[0] for each in found] == [str(n) for n in range(1, 13)]
    assert {each.state for each in found} == {"unwritten"}


def test_a_heading_without_a_number_ends_the_exercise():
    found = read_notebook(notebook("## 1 · A", said("True"), "## More", said("False")))
    assert [each.state for each in found] == ["passed"]


# --- a class -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def submissions():
    """Return what four learners have handed in, by the names of the files."""
    gradient = shown(check_gradient(lambda theta, y: -y * (1 - softmax(theta))))
    return {
        "heron.ipynb": notebook(HEADING, ladder(diagonal), "## 8 · The gradient", gradient),
        "lynx.ipynb": notebook(HEADING, ladder(scaled(2.0), scaled(3.0), diagonal)),
        "mole.ipynb": notebook(HEADING, ladder(softmax_jacobian)),
        "otter/week-1/exercises.ipynb": notebook(HEADING, ladder(unwritten)),
    }


@pytest.fixture
def room(submissions, tmp_path):
    """Return a folder with four learners."""
    folder = tmp_path / "submitted"
    (folder / "otter" / "week-1").mkdir(parents=True)
    for name, text in submissions.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def guess(right, confidence):
    return {
        "lesson": "02_jacobian",
        "guess": "zero",
        "confidence": confidence,
        "right": right,
        "time": "2026-11-22T16:50:38Z",
    }


def answers(**predictions):
    return json.dumps(
        {
            "format": "softmax-edu answers",
            "version": 1,
            "predictions": {key.replace("_", "-"): value for key, value in predictions.items()},
            "steps": {},
        }
    )


def test_the_class_is_counted(room):
    found = read_class(room)
    assert (len(found.learners), found.files, found.skipped) == (4, 4, [])
    assert found.exercises == [NAME, "8 · The gradient"]
    assert found.counts(NAME) == {"wrong": 2, "passed": 1, "unwritten": 1}
    assert found.mistakes() == [("diagonal-only", 2)]


def test_who_is_stuck_is_found_and_nobody_else(room):
    found = read_class(room, by_name)
    assert [(name, result.exercise) for name, result in found.stuck()] == [("lynx", NAME)]


def test_a_learner_is_a_file_or_a_folder(room):
    (room / "otter" / "softmax-answers.json").write_text(
        answers(off_diagonal=guess(False, "sure")), encoding="utf-8"
    )
    found = read_class(room, by_name)
    assert [learner.name for learner in found.learners] == ["heron", "lynx", "mole", "otter"]
    assert found.learners[3].predictions.keys() == {"off-diagonal"}


def test_predictions_are_counted_with_those_who_were_sure_and_wrong(room):
    for name, value in (
        ("heron", guess(True, "sure")),
        ("lynx", guess(False, "sure")),
        ("mole", guess(False, "unsure")),
    ):
        (room / f"{name}.json").write_text(answers(off_diagonal=value), encoding="utf-8")
    assert read_class(room).predictions() == [("off-diagonal", 3, 1, 1)]


def names_by_number(room, page):
    """Report on a class, and return who is meant by each pseudonym, as only the tests know."""
    assert class_report.run(room, page) == 0
    names = [path.stem for path in room.iterdir()]
    return {shown: name for name, shown in class_report.numbered_beside(page, names).items()}


def test_pseudonyms_are_kept_and_say_nothing_of_the_names(room, tmp_path, capsys):
    page = tmp_path / "page.html"
    before = names_by_number(room, page)
    assert before.keys() == {f"learner {n}" for n in (1, 2, 3, 4)}
    assert sorted(before.values()) == ["heron", "lynx", "mole", "otter"]
    # Names that come before and after all others, in any order of names or of their plain hashes.
    for name in ("aardvark", "zebra", *map(str, range(20))):
        (room / f"{name}.ipynb").write_bytes((room / "mole.ipynb").read_bytes())
    (room / "lynx.ipynb").unlink()
    after = names_by_number(room, page)
    assert after.items() >= before.items() - {
        (n, name) for n, name in before.items() if name == "lynx"
    }
    assert "lynx" not in after.values()
    assert len(after) == 25
    shown = capsys.readouterr().out + page.read_text(encoding="utf-8")
    assert not re.search("heron|lynx|mole|otter|aardvark|zebra", shown)


def test_pseudonyms_cannot_be_had_from_the_names_alone(room, tmp_path):
    """In two places the order differs: each has a salt of its own."""
    for name in map(str, range(40)):
        (room / f"{name}.ipynb").write_bytes((room / "mole.ipynb").read_bytes())
    (tmp_path / "elsewhere").mkdir()
    here = names_by_number(room, tmp_path / "page.html")
    assert names_by_number(room, tmp_path / "elsewhere" / "page.html") != here
    assert list(here.values()) != sorted(here.values())


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_the_salt_is_its_owners_alone_and_not_in_the_report(room, tmp_path, capsys):
    page = tmp_path / "page.html"
    names_by_number(room, page)
    kept = class_report.pseudonyms_file(page)
    assert kept.parent == page.parent
    assert kept.stat().st_mode & 0o777 == 0o600
    content = json.loads(kept.read_text(encoding="utf-8"))
    shown = capsys.readouterr().out + page.read_text(encoding="utf-8")
    assert not any(secret in shown for secret in (content["salt"], *content["learners"]))
    assert not re.search("heron|lynx|mole|otter", kept.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"salt": "", "learners": []}', b'{"salt": 1}', b"[" * 100_000, b"\xff"],
)
def test_pseudonyms_that_cannot_be_read_are_told_and_left(room, tmp_path, capsys, content):
    """Everyone would be numbered anew, and nobody would know."""
    page = tmp_path / "page.html"
    kept = class_report.pseudonyms_file(page)
    kept.write_bytes(content)
    assert class_report.run(room, page) == 1
    assert str(kept) in capsys.readouterr().err
    assert kept.read_bytes() == content
    assert not page.exists()
    assert class_report.run(room, page, names=True) == 0  # needs none


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("what", ["link", "loop", "pipe"])
def test_pseudonyms_are_not_kept_through_a_link(room, tmp_path, capsys, what):
    page = tmp_path / "page.html"
    kept = class_report.pseudonyms_file(page)
    if what == "pipe":
        os.mkfifo(kept)
    else:
        kept.symlink_to(kept if what == "loop" else tmp_path / "elsewhere")
    assert class_report.run(room, page) == 1
    assert str(kept) in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_the_page_shows_tables_and_bars_that_are_told_in_words(room):
    page = class_report.as_html(read_class(room))
    told = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert told[0] == f"{NAME}: 1 right, 2 not yet, 1 not written."
    assert MISCONCEPTIONS["diagonal-only"].computes in page.replace("&#x27;", "'")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)


def test_the_pages_policy_allows_its_style_and_nothing_else(room):
    """Were markup of a learner's to get through, it could still run, load and send nothing."""
    page = class_report.as_html(read_class(room))
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    before, style, after = re.split("<style>|</style>", page)
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    # A policy holds for what stands below it.
    assert not re.search("<(?:link|img|body|title)", before.partition(policy)[0])
    assert not re.search(" style=| src=", after)


def test_the_bars_hold_the_numbers_and_have_their_lengths(room):
    found = read_class(room)
    [first, second] = class_report.bars(found)
    assert (first.exercise, second.exercise) == (NAME, "8 · The gradient")
    assert first.parts == [("passed", 1, 0), ("wrong", 2, 1), ("unwritten", 1, 3)]
    assert second.parts == [("wrong", 1, 0)]
    page = class_report.as_html(found)
    drawn = re.findall(r'<rect class="(\w+)" x="([\d.]+)%" width="([\d.]+)%"', page)
    assert drawn == [
        *[("passed", "0.0", "25.0"), ("wrong", "25.0", "50.0"), ("unwritten", "75.0", "25.0")],
        ("wrong", "0.0", "25.0"),
    ]
    assert re.findall(r'<text class="(\w+)" x="([\d.]+)%" y="72%">(\d+)<', page)[1] == (
        *("wrong", "50.0"),
        "2",
    )


def test_a_terminals_columns_stand_below_each_other_in_any_script(room, monkeypatch):
    words._sentences.cache_clear()
    said = words._sentences("en")["report"]
    monkeypatch.setitem(said, "mistake", "错误")  # two characters that take two columns each
    lines = class_report.as_text(read_class(room)).splitlines()
    at = lines.index(said["mistakes"]) + 1
    assert lines[at].index("learners") + len("错误") == lines[at + 1].index("2 ")


# --- whatever else people hand in ----------------------------------------------------------------


def mark(record):
    return f'<div data-record="{b64encode(json.dumps(record).encode()).decode()}">'


def forged(**changes):
    """Return an output with a record that no check has made."""
    record = {"task": "jacobian", "named": [], "rung": 1, "number": 1} | changes
    return new_output("display_data", data={"text/plain": "Not yet.", "text/html": mark(record)})


@pytest.mark.parametrize(
    "changes",
    [
        {"task": "<b>"},
        {"task": None},
        {"named": ["<script>alert(1)</script>"]},
        {"named": "diagonal-only"},
        {"kind": ["right"]},
        {"remarks": "none"},
        {"rung": 10**9},
        {"rung": "5"},
        {"number": True},
        {"number": -1},
    ],
)
def test_a_forged_record_is_no_record(changes):
    assert len(read_notebook(notebook(forged(), HEADING, forged(**changes)))) == 1


BAD = {
    "empty.ipynb": (b"", "empty"),
    "words.ipynb": (b"hello", "no JSON"),
    "half.ipynb": (notebook(HEADING).encode()[:100], "no JSON"),
    "latin.ipynb": (b"\xff\xfe\x00", "no UTF-8 text"),
    "list.ipynb": (b"[]", "no notebook of format 4"),
    "old.ipynb": (b'{"nbformat": 3, "worksheets": []}', "no notebook of format 4"),
    "deep.ipynb": (b"[" * 200_000, "nested too deeply"),
    "number.ipynb": (b"9" * 50_000, "no JSON"),
    "nothing-run.ipynb": (notebook(HEADING).encode(), "no check has been run in it"),
    "odd.ipynb": (
        b'{"nbformat": 4, "cells": [1, {"cell_type": 7, "outputs": {"a": 1}}, {"outputs": [3]}]}',
        "no check has been run in it",
    ),
    "other.json": (b'{"format": "something else"}', "no file of answers"),
    "deep.json": (b"[" * 200_000, "no file of answers"),
    "essay.docx": (b"PK", "neither a notebook nor a file of answers"),
    "run-me.py": (b"raise SystemExit(7)", "neither a notebook nor a file of answers"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_left_out(room, name):
    content, reason = BAD[name]
    (room / name).write_bytes(content)
    found = read_class(room, by_name)
    assert len(found.learners) == 4
    [(left_out, why)] = found.skipped
    assert left_out == name
    assert reason in why
    assert name in class_report.as_text(found)


def test_who_goes_by_a_pseudonym_is_not_told_by_the_name_of_a_file(room):
    (room / "Dora Finch_40214_assignsubmission_file_").mkdir()
    (room / "Dora Finch_40214_assignsubmission_file_" / "09.ipynb").write_bytes(b"junk")
    found = read_class(room)
    [(left_out, _)] = found.skipped
    assert left_out in {f"learner {number}" for number in range(1, 6)}
    assert left_out not in [learner.name for learner in found.learners]
    assert "Finch" not in class_report.as_text(found) + class_report.as_html(found)


def test_a_huge_file_is_not_opened(room):
    with (room / "huge.ipynb").open("wb") as file:
        file.truncate(class_report.MEGABYTES * 1_000_000 + 1)
    assert read_class(room, by_name).skipped == [("huge.ipynb", "larger than 20 MB")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_links_and_pipes_are_not_followed(room, tmp_path):
    """A link may lead to any file of the teacher's, and a pipe keeps its reader waiting."""
    (tmp_path / "secret.ipynb").write_text(notebook(HEADING, said("True")), encoding="utf-8")
    (room / "link.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (room / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(room / "pipe.ipynb")
    found = read_class(room, by_name)
    assert [name for name, _ in found.skipped] == ["elsewhere", "link.ipynb", "pipe.ipynb"]
    assert len(found.learners) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_link_that_appears_after_the_look_is_not_followed_either(room, tmp_path, monkeypatch):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.ipynb").write_text(notebook(HEADING, said("True")), encoding="utf-8")
    (room / "elsewhere").symlink_to(outside, target_is_directory=True)
    (room / "zero.ipynb").symlink_to("/dev/zero")
    monkeypatch.setattr("softmax_edu.uploads.os.path.islink", lambda path: False)
    found = read_class(room, by_name)
    told = [(name, "links are not followed" in why) for name, why in found.skipped]
    assert told == [("elsewhere/secret.ipynb", True), ("zero.ipynb", True)]
    assert len(found.learners) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such paths")
def test_a_deep_folder_stops_nothing(room):
    place, made = room / "otter", []
    for _ in range(1200):
        place = place / "d"
        place.mkdir()
        made.append(place)
    (place / "exercises.ipynb").write_bytes((room / "mole.ipynb").read_bytes())
    assert read_class(room).files == 5
    (place / "exercises.ipynb").unlink()
    for place in reversed(made):
        place.rmdir()


def test_hidden_files_are_no_submissions(room):
    (room / ".ipynb_checkpoints").mkdir()
    (room / ".ipynb_checkpoints" / "heron-checkpoint.ipynb").write_text("x", encoding="utf-8")
    (room / ".DS_Store").write_bytes(b"x")
    assert read_class(room).skipped == []


def test_what_a_learner_wrote_steers_neither_page_nor_terminal(room):
    hostile = "## 7 · <script>alert(1)</script>\x1b[2J$x$"
    name = "a.ipynb" if sys.platform == "win32" else "a\x1b[31m<b>.ipynb"  # Windows refuses it
    (room / name).write_text(notebook(hostile, said("False")), encoding="utf-8")
    found = read_class(room, by_name)
    page, text = class_report.as_html(found), class_report.as_text(found)
    assert "<script" not in page
    assert "<b>" not in page
    assert "\x1b" not in page + text


def test_a_long_heading_stays_within_bounds(room):
    (room / "long.ipynb").write_text(
        notebook(f"## 1 · {'x' * 150}", said("True")), encoding="utf-8"
    )
    assert max(map(len, read_class(room).exercises)) <= class_report.MOST_CHARACTERS


def test_a_heading_of_spaces_alone_is_soon_read(room):
    """Tried from each of its spaces, this line would take minutes."""
    cells = (f"#{' ' * 15_000_000}{'x' * 201}", said("True"), HEADING, said("True"))
    (room / "spaces.ipynb").write_text(notebook(*cells), encoding="utf-8")
    [learner] = [found for found in read_class(room, by_name).learners if found.name == "spaces"]
    assert learner.results.keys() == {NAME}


def test_the_page_is_written_through_no_link_and_keeps_its_mode(room, tmp_path, capsys):
    page = room / "class-report.html"
    (tmp_path / "outside").write_text("not the report's")
    page.symlink_to(tmp_path / "outside")
    assert class_report.run(room, page) == 1
    assert "it is a link" in capsys.readouterr().err
    assert (tmp_path / "outside").read_text() == "not the report's"
    page.unlink()
    page.write_text("of last week")
    page.chmod(0o600)
    assert class_report.run(room, page) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_nothing_in_a_submission_is_run(room, tmp_path):
    """Neither its code, nor what its outputs hold: not as JavaScript, nor as a pickle."""
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w')"
    cell = new_code_cell(code, outputs=[said("True")], metadata={"run": code})
    book = new_notebook(cells=[new_markdown_cell("## 1 · A"), cell], metadata={"init": code})
    (room / "runner.ipynb").write_text(nbformat.writes(book), encoding="utf-8")
    assert class_report.run(room, tmp_path / "page.html") == 0
    assert not trace.exists()


# --- no one crowds out the others ----------------------------------------------------------------


def test_exercises_that_one_learner_invents_crowd_out_nobodys(tmp_path):
    cohort.honest(tmp_path, learners=5, seed=1)
    cohort.headings(tmp_path, learners=4, exercises=100)
    found = read_class(tmp_path, by_name)
    assert {len(learner.results) for learner in found.learners[:4]} == {class_report.MOST_RESULTS}
    assert set(cohort.EXERCISES) <= set(found.exercises)
    assert len(found.exercises) == class_report.MOST_EXERCISES
    said_of = dict(found.skipped)
    assert said_of["inventor-0"].startswith(str(100 - class_report.MOST_RESULTS))
    unshown = 4 * class_report.MOST_RESULTS + len(cohort.EXERCISES) - class_report.MOST_EXERCISES
    assert f"{unshown} that fewer learners have run are not shown" in class_report.as_text(found)


def test_files_of_no_use_crowd_out_nobody(tmp_path):
    cohort.honest(tmp_path, learners=3, seed=1)
    cohort.junk(tmp_path, files=200)  # before the others, in the order of names
    found = read_class(tmp_path, by_name)
    assert [learner.name for learner in found.learners] == ["learner-0", "learner-1", "learner-2"]
    assert (found.files, found.left_out) == (3, 200)
    *first, (who, rest) = found.skipped
    assert len(first) == 5
    assert (who, rest) == ("collector", "195 files more")


def test_of_one_learner_the_newest_files_are_read(room):
    for n in range(class_report.MOST_FILES + 3):
        path = room / "otter" / f"{n}.ipynb"
        path.write_text(notebook(f"## {n} · A", said("True")), encoding="utf-8")
        os.utime(path, (2_000_000_000 + n, 2_000_000_000 + n))
    found = read_class(room, by_name)
    assert (found.files, found.left_out) == (3 + class_report.MOST_FILES, 4)
    [*_, otter] = found.learners
    numbers = [int(name.split(" ")[0]) for name in otter.results]
    assert numbers == list(range(class_report.MOST_FILES + 2, 2, -1))


def test_the_bars_are_bounded(tmp_path):
    cohort.headings(tmp_path, learners=3, exercises=100)
    assert len(class_report.bars(read_class(tmp_path))) == class_report.MOST_EXERCISES


@pytest.mark.parametrize(("size", "files"), [(100_000, 4), (5_000, 5)])
def test_answers_of_a_hundred_thousand_keys_do_not_flood_the_terminal(room, size, files):
    many = {f"k{n}": guess(True, "sure") for n in range(size)}
    (room / "flood.json").write_text(answers(**many), encoding="utf-8")
    found = read_class(room, by_name)
    assert found.files == files
    assert len(found.predictions()) <= class_report.MOST_QUESTIONS
    [(name, why)] = found.skipped
    assert name in ("flood", "flood.json")
    assert why in (
        "larger than 1 MB",
        "4900 more exercises or answers than are counted of one learner",
    )
    assert class_report.as_text(found).count("\n") < 150


def test_a_flood_of_bad_files_does_not_flood_the_terminal(room):
    for n in range(300):
        (room / f"{n}.ipynb").write_bytes(b"junk")
    found = read_class(room, by_name)
    told = class_report.as_text(found)
    assert told.count("\n") < 60
    assert "… and 280 more" in told
    assert "299.ipynb" in class_report.as_html(found)


def test_json_that_takes_many_times_its_size_is_not_read(room):
    (room / "lists.ipynb").write_bytes(b"[" + b"[]," * class_report.MOST_PARTS + b"0]")
    [(name, why)] = read_class(room, by_name).skipped
    assert (name, "parts" in why) == ("lists.ipynb", True)


def test_the_cost_grows_as_what_is_handed_in(tmp_path):
    """Counted in calls, which no other program on the machine changes."""

    def calls(write, learners):
        folder = tmp_path / f"{write.__name__}-{learners}"
        write(folder, learners, 30)
        count = 0

        def called(frame, event, argument):
            nonlocal count
            count += event in ("call", "c_call")

        found = read_class(folder)
        sys.setprofile(called)
        try:
            found = read_class(folder)
            class_report.as_text(found)
            class_report.as_csv(found)
            class_report.as_html(found)
        finally:
            sys.setprofile(None)
        return count

    for write in (cohort.honest, cohort.headings):
        base, small, large = (calls(write, learners) for learners in (20, 40, 120))
        assert large - base < 5.5 * (small - base)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell")
@pytest.mark.parametrize("unkind", ["exercises", "parts"])
def test_memory_is_bounded(tmp_path, unkind):
    """Thirty notebooks of 100 exercises took 5.6 GB, when each had its bar in the picture."""
    folder = tmp_path / "class"
    cohort.honest(folder, 20, seed=3)
    if unkind == "exercises":
        cohort.headings(folder, 30, 100)
    else:
        cohort.heavy(folder, class_report.MEGABYTES, class_report.MOST_PARTS)
    _, megabytes = cohort.cost(folder, tmp_path / "page.html")
    assert megabytes < 300


# --- which upload counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("older", "newer", "times"),
    [
        ("09_exercises.ipynb", "09_exercises (1).ipynb", (1, 1)),
        ("09_exercises (2).ipynb", "09_exercises (10).ipynb", (2, 1)),
        ("09_exercises.ipynb", "09_exercises(1).ipynb", (2, 1)),
        ("z.ipynb", "a.ipynb", (1, 2)),
        ("a.ipynb", "z.ipynb", (1, 2)),
    ],
)
def test_the_newest_upload_wins(room, older, newer, times):
    for name, time, told in zip((older, newer), times, ("False", "True"), strict=True):
        path = room / "otter" / name
        path.write_text(notebook(HEADING, said(told)), encoding="utf-8")
        os.utime(path, (2_000_000_000 + time, 2_000_000_000 + time))
    [*_, otter] = read_class(room, by_name).learners
    assert otter.results[NAME].state == "passed"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "# my work",
        "def f(x):\n    raise NotImplementedError\n\n\nf(1)",
        "def f(x):\n    # no\n    ...",
    ],
)
def test_a_result_without_the_code_that_gave_it_is_stale(code):
    book = nbformat.reads(notebook(HEADING, shown(check_jacobian(softmax_jacobian))), 4)
    book.cells[1].source = code
    [found] = read_notebook(nbformat.writes(book))
    assert found.state == "stale"


@pytest.mark.parametrize(
    "code", ["check(f)", "def f(x):\n    return x\n\n\ndef g(x):\n    ...\n\n\ncheck(f)"]
)
def test_a_result_below_its_code_is_not_stale(code):
    book = nbformat.reads(notebook(HEADING, shown(check_jacobian(softmax_jacobian))), 4)
    book.cells[1].source = code
    [found] = read_notebook(nbformat.writes(book))
    assert found.state == "passed"


def other_code(source):
    """Return a notebook with a result that a cell with this code gave, under another cell."""
    record = check_jacobian(softmax_jacobian).record() | {"code": code_mark(source)}
    output = new_output("display_data", data={"text/html": mark(record)})
    return notebook(HEADING, output)


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ("...", "passed"),
        ("# why\n\n...  \n", "passed"),
        ("def f(): ...", "stale"),
        ("....", "stale"),
    ],
)
def test_a_result_that_another_code_gave_is_stale(source, state):
    [found] = read_notebook(other_code(source))
    assert found.state == state


def test_a_kernels_results_carry_the_mark_of_their_cell():
    """So the copy of another's output, or one whose code was changed since, does not count."""
    code = "from softmax_edu import Ladder, check_softmax, softmax\n"
    cells = [
        new_markdown_cell("## 1 · A"),
        new_code_cell(f"{code}check_softmax(softmax)"),
        new_markdown_cell("## 2 · B"),
        new_code_cell(f"{code}Ladder(check_softmax).attempt(softmax)"),
    ]
    book = NotebookClient(new_notebook(cells=cells), kernel_name="python3").execute()
    assert [each.state for each in read_notebook(nbformat.writes(book))] == ["passed"] * 2
    for cell in book.cells[1::2]:
        cell.source += "\nsoftmax = None"
    assert [each.state for each in read_notebook(nbformat.writes(book))] == ["stale"] * 2


def test_a_translated_heading_does_not_split_a_row(room):
    for n in range(3):
        text = notebook("## 4 · 逐格写出雅可比矩阵", ladder(softmax_jacobian))
        (room / f"zh{n}.ipynb").write_text(text, encoding="utf-8")
    found = read_class(room, by_name)
    assert found.exercises == [NAME, "8 · The gradient"]
    assert found.counts(NAME)["passed"] == 4


# --- the command ---------------------------------------------------------------------------------


def test_the_command_prints_and_writes(room, tmp_path, capsys):
    (room / "empty.ipynb").write_bytes(b"")
    page = tmp_path / "class.html"
    assert class_report.run(room, page) == 0
    told = capsys.readouterr().out
    assert "Learners: 4. Files read: 4. Left out: 1." in told
    assert "diagonal-only" in told
    assert re.search(r"learner \d: empty", told)
    assert str(page) in told
    assert 'role="img"' in page.read_text("utf-8")


def test_it_is_a_subcommand(room, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(room), "--names"]) == 0
    assert "lynx: 4 ·" in capsys.readouterr().out
    assert (tmp_path / "class-report.html").is_file()


def test_it_can_be_piped_where_the_code_page_has_no_greek(room, tmp_path):
    """As on Windows, where Python's UTF-8 mode is off: a table with θ in it stops nothing."""
    squares = shown(check_softmax(lambda theta: theta**2 / (theta**2).sum()))
    (room / "heron.ipynb").write_text(notebook(HEADING, squares), encoding="utf-8")
    assert "θ" in class_report.as_text(read_class(room))
    run = subprocess.run(
        [sys.executable, "-m", "softmax_edu", "report", room, "--output", tmp_path / "page.html"],
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert b"Learners: 4." in run.stdout
    assert (tmp_path / "page.html").is_file()


def test_a_folder_without_anything_of_use_is_an_error(tmp_path, capsys):
    (tmp_path / "nobody").mkdir()
    assert class_report.run(tmp_path / "nobody", tmp_path / "page.html") == 1
    assert class_report.run(tmp_path / "missing", tmp_path / "page.html") == 1
    assert not (tmp_path / "page.html").exists()
    assert "no folder that can be read" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told(room, tmp_path, capsys):
    assert class_report.run(room, tmp_path) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_the_table_of_learners_goes_into_a_spreadsheet_without_formulas(
    room, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (room / "=cmd()").mkdir()
    (room / "=cmd()" / "a.ipynb").write_bytes((room / "mole.ipynb").read_bytes())
    (room / "stoat").mkdir()
    (room / "stoat" / "essay.docx").write_bytes(b"PK")
    assert main(["report", str(room), "--names", "--csv", "class.csv"]) == 0
    with Path("class.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["learner", NAME, "8 · The gradient"],
        ["'=cmd()", "right", "·"],
        ["heron", "“diagonal-only”", "“diagonal-only”"],
        ["lynx", "“diagonal-only”", "·"],
        ["mole", "right", "·"],
        ["otter", "not written", "·"],
        ["stoat", "", ""],  # nothing of theirs could be read
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells of a closed pipe otherwise")
def test_a_reader_who_has_seen_enough_is_left_quietly(room, tmp_path):
    page = tmp_path / "page.html"
    command = [sys.executable, "-m", "softmax_edu", "report", room, "--output", page]
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (run.stderr, run.returncode) == (b"", 1)
    assert page.is_file()
