"""The exercises in nbgrader: five submissions get their marks, and hear which mistake they made.

nbgrader lives in an environment of its own (`make .venv-teach`), since it brings extensions of
JupyterLab along. The commands are those that a teacher types.
"""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.slow

NAME = "09_exercises.ipynb"

DIAGONAL = """\
def jacobian(theta):
    s = softmax(theta)
    return np.diag(s * (1 - s))
"""
SIGMOID = """\
def softmax(theta):
    return 1 / (1 + np.exp(-theta))
"""
TWICE = """\
def gradient(theta, y):
    return 2 * (softmax(theta) * y.sum() - y)
"""
SUMMED = """\
def batch_gradient(theta, y):
    return softmax(theta) * y.sum(axis=-1, keepdims=True) - y
"""

# What each learner writes in the place of the solution, by exercise; the others are right.
WRONG = {
    "diagonal": {"exercise-4": DIAGONAL, "exercise-5": DIAGONAL},
    "sigmoid": dict.fromkeys(("exercise-1", "exercise-2", "exercise-3"), SIGMOID),
    "factors": {"exercise-8": TWICE, "exercise-11": SUMMED},
}
NAMED = {
    "diagonal": {"diagonal-only"},
    "sigmoid": {"elementwise-sigmoid"},
    "factors": {"factor-two", "mean-forgotten"},
}


def sources(notebook):
    """Return the cells that learners write, by their names."""
    told = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return {key: cell for key, cell in told.items() if key and key.startswith("exercise-")}


@pytest.fixture(scope="session")
def course(root, tool, tmp_path_factory):
    """Return a course in which five submissions have been graded, and a function that asks it."""
    bin_folder = root / ".venv-teach" / ("Scripts" if sys.platform == "win32" else "bin")
    nbgrader = tool("nbgrader", folder=bin_folder)
    folder = tmp_path_factory.mktemp("course")
    path = os.pathsep.join([str(Path(nbgrader).parent), os.environ["PATH"]])

    def run(*command):
        done = subprocess.run(
            [nbgrader, *command],
            cwd=folder,
            env={**os.environ, "PATH": path, "JUPYTER_PLATFORM_DIRS": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done

    made = [sys.executable, root / "tools" / "exercises.py", "nbgrader", folder]
    subprocess.run(made, check=True)
    run("generate_assignment", "softmax", "--create")

    release = folder / "release" / "softmax" / NAME
    source = nbformat.read(folder / "source" / "softmax" / NAME, as_version=4)
    for learner in ("right", "empty", *WRONG):
        notebook = nbformat.read(release, as_version=4)
        for key, cell in sources(notebook).items():
            if learner != "empty":
                cell.source = WRONG.get(learner, {}).get(key, sources(source)[key].source)
        place = folder / "submitted" / learner / "softmax"
        place.mkdir(parents=True)
        nbformat.write(notebook, place / NAME)
    run("autograde", "softmax", "--create")
    run("generate_feedback", "softmax")
    run("export")
    return folder


@pytest.fixture(scope="session")
def marks(course):
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {float(row["max_score"]) for row in rows} == {12.0}
    return {row["student_id"]: float(row["score"]) for row in rows}


def feedback(course, learner):
    page = course / "feedback" / learner / "softmax" / NAME.replace("ipynb", "html")
    return page.read_text(encoding="utf-8")


def test_what_learners_get_holds_no_solution(course):
    release = nbformat.read(course / "release" / "softmax" / NAME, as_version=4)
    cells = sources(release)
    assert len(cells) == 12
    assert all("raise NotImplementedError" in cell.source for cell in cells.values())
    assert all("return" not in cell.source for cell in cells.values())
    assert "solution is folded" not in "".join(cell.source for cell in release.cells)


def test_the_right_one_gets_all_marks_and_the_empty_one_none(marks):
    assert marks["right"] == 12
    assert marks["empty"] == 0


def test_a_wrong_one_loses_the_marks_of_what_is_wrong(marks):
    """No exercise is compared with what was written in another one.

    With a wrong softmax there remain the loss, which does without it, and the nudging.
    """
    assert marks["diagonal"] == 12 - 2
    assert marks["factors"] == 12 - 2
    assert marks["sigmoid"] == 2


@pytest.mark.parametrize("learner", WRONG)
def test_the_feedback_names_the_mistakes(course, learner):
    told = set(re.findall(r"Your numbers equal “([a-z-]+)”", feedback(course, learner)))
    assert told == NAMED[learner]


def test_the_feedback_of_the_others_accuses_nobody(course):
    for learner in ("right", "empty"):
        assert "Your numbers equal" not in feedback(course, learner)
    assert "Not written yet." in feedback(course, "empty")
