"""Learners' functions run anew: only behind walls, and then as they are and not as they were."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu.__main__ import main
from softmax_edu.class_report import by_name, read_class, rerun, sandbox
from softmax_edu.collecting import read_lesson

RIGHT = "def softmax(theta):\n    e = np.exp(theta)\n    return e / e.sum()\n"
SIGMOID = "def softmax(theta):\n    return 1 / (1 + np.exp(-theta))\n"
CALL = "\n\nattempt(1, check_softmax, softmax)"


def notebook(code, told="True"):
    outputs = [new_output("execute_result", data={"text/plain": told}, execution_count=1)]
    cells = [new_markdown_cell("## 1 · Softmax"), new_code_cell(code + CALL, outputs=outputs)]
    return nbformat.writes(new_notebook(cells=cells))


@pytest.fixture
def room(tmp_path):
    folder = tmp_path / "handed-in"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def lesson(root):
    return read_lesson((root / "notebooks" / "09_exercises.ipynb").read_bytes())


def test_the_lesson_gives_every_exercise_with_what_it_asks(lesson):
    assert [exercise.number for exercise in lesson.release.exercises] == [
        str(n) for n in range(1, 13)
    ]
    assert all("attempt(" in asked for asked in lesson.asked.values())
    assert lesson.headings["exercise-4"].startswith("4 · ")


@pytest.mark.parametrize("how", ["no Linux", "no bubblewrap", "no leave"])
def test_without_walls_it_refuses_and_runs_nothing(room, tmp_path, monkeypatch, capsys, how):
    trace = tmp_path / "trace"
    (room / "heron.ipynb").write_text(notebook(f"open({str(trace)!r}, 'w')\n{RIGHT}"), "utf-8")
    page = tmp_path / "page.html"
    if how == "no Linux":
        monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    elif how == "no bubblewrap":
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        (tmp_path / "bwrap").write_text(
            "#!/bin/sh\necho 'no leave to make a namespace' >&2\nexit 1"
        )
        (tmp_path / "bwrap").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert main(["report", str(room), "--output", str(page), "--rerun"]) == 1
    told = capsys.readouterr().err
    assert "nothing was run" in told
    assert "Without --rerun, the report reads what is stored." in told
    assert ("no leave" in told) == (how == "no leave")
    assert not page.exists()
    assert not trace.exists()


def test_it_is_off_unless_it_is_asked_for(room, tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox.Sandbox, "__init__", lambda self: pytest.fail("something is run"))
    (room / "heron.ipynb").write_text(notebook(SIGMOID), "utf-8")
    assert main(["report", str(room), "--output", str(tmp_path / "page.html")]) == 0


# --- with bubblewrap -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walls(tool):
    if sys.platform != "linux":
        pytest.skip("bubblewrap is Linux's")
    bwrap = tool("bwrap")
    tried = [bwrap, "--ro-bind", "/", "/", "--unshare-all", "true"]
    if subprocess.run(tried, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let bubblewrap work")
    return sandbox.Sandbox()


@pytest.fixture(scope="module")
def again(lesson, walls):
    return rerun.Rerun(lesson, walls)


STORED_AND_TRUE = {
    "copied": (SIGMOID, "True", "wrong"),
    "unlucky": (RIGHT, "False", "remark"),
    "erased": ("def softmax(theta):\n    raise NotImplementedError\n", "True", "unwritten"),
    "broken": ("def softmax(theta):\n    return 1 / 0\n", "True", "error"),
}


def test_what_the_functions_are_counts_and_not_what_is_stored(room, again):
    for who, (code, told, _) in STORED_AND_TRUE.items():
        (room / f"{who}.ipynb").write_text(notebook(code, told), encoding="utf-8")
    found = read_class(room, by_name, again)
    states = {each.name: each.results["1 · Softmax"].state for each in found.learners}
    assert states == {who: state for who, (_, _, state) in STORED_AND_TRUE.items()}
    [named] = [
        each.results["1 · Softmax"].named for each in found.learners if each.name == "copied"
    ]
    assert named == ("elementwise-sigmoid",)
    assert found.is_rerun


def test_nothing_can_be_reached_from_within(walls, tmp_path):
    """Neither files nor the network nor other processes nor the teacher's variables."""
    secret = tmp_path / "secret"
    secret.write_text("s")
    probe = f"""
import json, os, socket, sys
told = {{}}
def attempt(name, f):
    try:
        told[name] = repr(f())
    except Exception as error:
        told[name] = type(error).__name__
attempt("secret", lambda: open({str(secret)!r}).read())
attempt("home", lambda: os.listdir(os.path.expanduser("~")))
attempt("write", lambda: open("/x", "w"))
attempt("tmp", lambda: open("/tmp/x", "w"))
attempt("package", lambda: open({str(sandbox._PACKAGE / "x")!r}, "w"))
attempt("shadow", lambda: open("/etc/shadow").read())
attempt("network", lambda: socket.create_connection(("192.0.2.1", 80), 1))
attempt("processes", lambda: len([n for n in os.listdir("/proc") if n.isdigit()]))
attempt("variables", lambda: sorted(os.environ))
print(json.dumps(told))
"""
    command = [*walls._walls(), sys.executable, "-I", "-c", probe]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    found = json.loads(told)
    for name in ("secret", "home", "write", "tmp", "package", "shadow", "network"):
        assert found[name] in {
            "FileNotFoundError",
            "OSError",
            "PermissionError",
            "NotADirectoryError",
        }
    assert int(found["processes"]) <= 2
    assert "PATH" not in found["variables"]


@pytest.mark.slow
def test_a_function_without_an_end_or_with_all_memory_is_stopped(walls, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 3.0)
    for code in ("while True:\n    pass", "x = [0] * 10**10", "print('x' * 10**9)"):
        work = {"given": "", "exercises": [{"number": "1", "answer": code, "asked": ""}]}
        output = walls.run(rerun._PROGRAM, json.dumps(work).encode())
        assert b"right" not in output
