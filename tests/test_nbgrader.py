"""From release to marks: submissions as they come, collected, marked and told their mistakes.

nbgrader lives in an environment of its own (`make .venv-teach`), since it brings extensions of
JupyterLab along. The commands are those that a teacher types.
"""

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu.class_report import by_name, read_class

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


# What the marks must be, of twelve. Who is not here has handed in nothing that can be used.
MARKS = {
    "right": 12,  # handed in under another name
    "empty": 0,
    "diagonal": 12 - 2,
    "sigmoid": 2,
    "factors": 12 - 2,
    "half": 6,
    "loop": 12,  # below its functions runs a loop without an end
    "old": 12,
    "own": 12 - 1,  # one softmax for exercises 1 to 3, one jacobian for 4 and 5; 7 is not there
    "copied": 0,
    "deleted": 12 - 1,
    "redefined": 12 - 6,
}
REFUSED = "corrupt"


def sources(notebook):
    """Return the cells that learners write, by their names."""
    told = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return {key: cell for key, cell in told.items() if key and key.startswith("exercise-")}


def with_answers(notebook, answers):
    """Write answers into a notebook of nbgrader's."""
    for key, cell in sources(notebook).items():
        cell.source = answers.get(key, cell.source)
    return notebook


def in_the_lesson(notebook, answers):
    """Write answers into the notebook of `softmax-edu lab`, which knows nothing of nbgrader."""
    key = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.match(r"## (\d+) · ", cell.source)):
            key = f"exercise-{found[1]}"
        elif "raise NotImplementedError" in cell.source and key in answers:
            cell.source = f"{answers[key].strip()}\n\n\n" + cell.source.split("\n\n\n", 1)[1]
    return notebook


def of_an_old_version(answers):
    """Return a notebook as an older lesson may have been: plain checks under other headings."""
    cells = [new_code_cell("import numpy as np\nfrom softmax_edu import *")]
    for key, source in answers.items():
        number = key.removeprefix("exercise-")
        cells += [new_markdown_cell(f"### {number} · Of old"), new_code_cell(source)]
    return new_notebook(cells=cells)


def of_ones_own(answers):
    """Return a notebook without headings, and each function in it once."""
    named = {re.search(r"def (\w+)", source)[1]: source for source in answers.values()}
    named.pop("loss")
    return new_notebook(cells=[new_code_cell(source) for source in named.values()])


def redefining(notebook, answers):
    """Keep six answers, and let the first one bring checks along that let everything pass."""
    forged = (
        "class _Passed:\n    passed = True\n\n\n"
        "def check_softmax(*each, **more):\n    return _Passed()\n\n\n"
        "check_jacobian = check_log_softmax_jacobian = check_loss = check_softmax\n"
        "check_gradient = check_batch_gradient = check_softmax\n\n\n"
    )
    keep = {f"exercise-{n}": answers[f"exercise-{n}"] for n in range(1, 7)}
    return with_answers(notebook, keep | {"exercise-1": forged + keep["exercise-1"]})


def with_result(notebook, keys, record):
    """Lay the output of a check that passed under the cells of these exercises."""
    for key, cell in sources(notebook).items():
        if key in keys:
            cell.outputs = [
                new_output("execute_result", data={"text/plain": record}, execution_count=1)
            ]
    return notebook


def handed_in(release, lesson, answers):
    """Return the submissions, by learner: the file's name, and its text."""

    def fresh(text=release):
        return nbformat.reads(text, as_version=4)

    def wrong(learner):
        return with_answers(fresh(), answers | WRONG[learner])

    half = {key: answers[key] for key in list(answers)[:6]}
    looping = {key: f"{text}\n\nwhile True:\n    pass" for key, text in answers.items()}
    books = {
        "right": with_answers(fresh(), answers),
        "empty": fresh(),
        **{learner: wrong(learner) for learner in WRONG},
        "half": in_the_lesson(fresh(lesson), half),
        "loop": with_answers(fresh(), looping),
        "old": of_an_old_version(answers),
        "own": of_ones_own(answers),
        "copied": with_result(fresh(), answers, "Right."),
        "deleted": with_result(
            with_answers(fresh(), answers | {"exercise-8": ""}), ["exercise-8"], "Right."
        ),
        "redefined": redefining(fresh(), answers),
    }
    names = dict.fromkeys(books, NAME) | {"right": "my exercises (1).ipynb", "old": "old.ipynb"}
    texts = {who: (names[who], nbformat.writes(book)) for who, book in books.items()}
    return texts | {REFUSED: (NAME, texts["right"][1][:5000])}


@pytest.fixture(scope="session")
def course(root, tool, tmp_path_factory):
    """Return a course in which the submissions have been collected and graded."""
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

    # All of the path with what the guide installs for it, and nothing else.
    python = tool("python", folder=bin_folder)
    made = [python, root / "tools" / "exercises.py", "nbgrader", folder]
    subprocess.run(made, check=True)
    run("generate_assignment", "softmax", "--create")

    release = (folder / "release" / "softmax" / NAME).read_text(encoding="utf-8")
    source = nbformat.read(folder / "source" / "softmax" / NAME, as_version=4)
    lesson = (root / "notebooks" / NAME).read_text(encoding="utf-8")
    answers = {
        key: re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
        for key, cell in sources(source).items()
    }
    export = folder / "export.zip"
    with zipfile.ZipFile(export, "w") as archive:
        for who, (name, text) in handed_in(release, lesson, answers).items():
            archive.writestr(f"{who}_1000_assignsubmission_file/{name}", text)

    command = [python, "-m", "softmax_edu", "collect", export, folder]
    collected = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert collected.returncode == 1, collected.stderr  # one was refused
    (folder / "told.txt").write_text(collected.stderr, encoding="utf-8")
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
    told = "".join(cell.source for cell in release.cells)
    assert "solution is folded" not in told
    assert "grows with your attempts" not in told  # there each run tells all


def test_the_class_report_reads_what_was_handed_out_and_run(course):
    found = read_class(course / "autograded", by_name)
    [right] = [each for each in found.learners if each.name == "right"]
    assert {result.state for result in right.results.values()} <= {"passed", "remark"}
    assert len(right.results) == 12
    [diagonal] = [each for each in found.learners if each.name == "diagonal"]
    assert NAMED["diagonal"] <= {
        name for result in diagonal.results.values() for name in result.named
    }


def test_every_submission_gets_the_marks_of_what_its_functions_are(marks):
    """No exercise is compared with what was written in another one, and no check is its learner's.

    With a wrong softmax there remain the loss, which does without it, and the nudging.
    """
    assert marks == MARKS


def test_what_cannot_be_read_is_refused_and_gets_no_silent_zero(course, marks):
    assert f"{REFUSED}: not taken." in (course / "told.txt").read_text(encoding="utf-8")
    assert REFUSED not in marks


@pytest.mark.parametrize("learner", WRONG)
def test_the_feedback_names_the_mistakes(course, learner):
    told = set(re.findall(r"Your numbers equal “([a-z-]+)”", feedback(course, learner)))
    assert told == NAMED[learner]


def test_the_feedback_of_the_others_accuses_nobody(course):
    for learner in ("right", "empty"):
        assert "Your numbers equal" not in feedback(course, learner)
    assert "Not written yet." in feedback(course, "empty")
