"""Submissions rebuilt from the release: every answer in its place, and nothing else of theirs."""

import io
import json
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu.__main__ import main
from softmax_edu.collecting import (
    AmbiguousError,
    NotReadableError,
    ReleaseError,
    read_release,
    rebuild,
)

NAME = "09_exercises.ipynb"
HEADING = re.compile(r"^## (?:(\d+) · )?", re.MULTILINE)


def teachers(root, folder, language):
    """Return the teacher's version in a language, with solutions."""
    tool = root / "tools" / "exercises.py"
    subprocess.run([sys.executable, tool, "--language", language, "nbgrader", folder], check=True)
    return nbformat.read(folder / "source" / "softmax" / NAME, as_version=4)


def stubbed(source):
    """Return the release as nbgrader makes it: a stub in the place of each solution."""
    release = nbformat.reads(nbformat.writes(source), 4)
    for cell in release.cells:
        cell.source = re.sub(
            r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION\n?",
            r"\1raise NotImplementedError\n",
            cell.source,
            flags=re.DOTALL | re.MULTILINE,
        )
    return nbformat.writes(release)


def solved(source):
    """Return each exercise's solution, by its number."""
    return {
        cell.metadata.nbgrader.grade_id.removeprefix("exercise-"): re.sub(
            r" *### (BEGIN|END) SOLUTION\n", "", f"{cell.source}\n"
        )
        for cell in source.cells
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.solution
    }


@pytest.fixture(scope="module")
def source(root, tmp_path_factory):
    return teachers(root, tmp_path_factory.mktemp("course"), "en")


@pytest.fixture(scope="module")
def handed_out(source):
    return stubbed(source)


@pytest.fixture(scope="module")
def release(handed_out):
    return read_release(handed_out.encode())


@pytest.fixture(scope="module")
def solutions(source):
    return solved(source)


@pytest.fixture
def learners(root):
    """Return the notebook that `softmax-edu lab` hands out."""
    return nbformat.read(root / "notebooks" / NAME, as_version=4)


def fill(notebook, answers):
    """Put answers into the learners' notebook, the call of the check below each."""
    number = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for found in HEADING.finditer(cell.source):
                number = found[1]
        elif "raise NotImplementedError" in cell.source and number in answers:
            _, rest = cell.source.split("\n\n\n", 1)
            cell.source = f"{answers[number].rstrip()}\n\n\n{rest}"
    return notebook


def book(*cells):
    """Return a notebook of headings and code."""
    made = [
        new_markdown_cell(cell) if cell.startswith("#") else new_code_cell(cell) for cell in cells
    ]
    return new_notebook(cells=made)


def built(release, notebook):
    """Return the rebuilt notebook and, by the exercise's number, what stands in its cell."""
    rebuilt = rebuild(release, nbformat.writes(notebook).encode())
    made = nbformat.reads(rebuilt.content.decode(), 4)
    nbformat.validate(made)
    told = {cell.metadata.nbgrader.grade_id: cell for cell in made.cells if cell.metadata}
    answers = {
        key.removeprefix("exercise-"): cell.source
        for key, cell in told.items()
        if key.startswith("exercise-")
    }
    return rebuilt, made, answers


def written(answers):
    return {number for number, text in answers.items() if "raise NotImplementedError" not in text}


SOFTMAX = "def softmax(theta):\n    e = np.exp(theta)\n    return e / e.sum()"
JACOBIAN = "def jacobian(theta):\n    s = softmax(theta)\n    return np.diag(s) - np.outer(s, s)"


def test_what_the_lesson_hands_out_is_placed_by_task(release, learners, solutions):
    rebuilt, made, answers = built(release, fill(learners, solutions))
    assert (rebuilt.answered, rebuilt.notes) == (12, [])
    assert written(answers) == set(solutions)
    for number, text in answers.items():
        assert text.strip() == solutions[number].strip()
    assert not any("attempt(" in text for text in answers.values())
    assert {len(cell.outputs) for cell in made.cells if cell.cell_type == "code"} == {0}


def test_a_translation_is_handed_out_and_collected_like_the_first_edition(root, tmp_path, source):
    """Its text is another; its cells, their marks and their code are the same."""
    theirs = teachers(root, tmp_path, "zh")
    for ours, cell in zip(source.cells, theirs.cells, strict=True):
        assert (ours.cell_type, ours.metadata) == (cell.cell_type, cell.metadata)
        if ours.cell_type == "code":
            assert ours.source == cell.source.replace('set_language("zh")', 'set_language("en")')
    assert "折着一种解法" not in "".join(cell.source for cell in theirs.cells)
    learners = nbformat.read(root / "notebooks" / "zh" / NAME, as_version=4)
    handed_in = fill(learners, solved(theirs))
    rebuilt, _, answers = built(read_release(stubbed(theirs).encode()), handed_in)
    assert (rebuilt.answered, rebuilt.notes) == (12, [])
    assert {number: text.strip() for number, text in answers.items()} == {
        number: text.strip() for number, text in solved(theirs).items()
    }


def test_what_nbgrader_hands_out_is_placed_by_its_cells(release, handed_out, solutions):
    notebook = nbformat.reads(handed_out, 4)
    for cell in notebook.cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if key.startswith("exercise-"):
            cell.source = solutions[key.removeprefix("exercise-")]
        cell.pop("id", None)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]  # no headings
    notebook.nbformat_minor = 4
    rebuilt, _, answers = built(release, notebook)
    assert rebuilt.answered == 12
    assert answers["4"].strip() == solutions["4"].strip()


def test_all_but_the_answers_is_the_release(release, handed_out, learners, solutions):
    _, made, _ = built(release, fill(learners, solutions))
    before = nbformat.reads(handed_out, 4)
    pairs = list(zip(before.cells, made.cells, strict=True))
    changed = [ours.metadata for ours, theirs in pairs if ours.source != theirs.source]
    assert all(metadata.nbgrader.solution for metadata in changed)
    assert [ours.metadata for ours, _ in pairs] == [theirs.metadata for _, theirs in pairs]


def test_a_translated_heading_is_found_by_its_number(release):
    _, _, answers = built(release, book("## 4 · 逐格写出雅可比矩阵", JACOBIAN))
    assert written(answers) == {"4"}


def test_a_function_without_any_heading_is_found_by_its_name(release):
    rebuilt, _, answers = built(release, book(SOFTMAX, "def loss(theta, y):\n    return 1"))
    assert written(answers) == {"1", "2", "3", "7"}
    assert (rebuilt.found.placed, rebuilt.found.named) == (0, 4)


@pytest.mark.parametrize(
    "cells",
    [
        ("## 4 · The Jacobian", JACOBIAN, "def jacobian(theta):\n    return 0"),
        ("## 4 · The Jacobian", "jacobian = 1\nif", JACOBIAN),
        (JACOBIAN, "def jacobian(theta):\n    return 0"),
    ],
)
def test_two_answers_to_one_exercise_are_refused(release, cells):
    with pytest.raises(AmbiguousError) as caught:
        built(release, book(*cells))
    assert caught.value.exercise.number == "4"


@pytest.mark.parametrize(
    "cells",
    [
        (JACOBIAN, JACOBIAN.replace("    s =", "    s  =")),  # the same twice
        ("def jacobian(theta):\n    raise NotImplementedError", JACOBIAN),
        (JACOBIAN, "def jacobian(theta):\n    ..."),
        ("x = 1", JACOBIAN, "print(jacobian([1, 2]))"),
        (JACOBIAN, "attempt(4, check_jacobian, jacobian)"),
    ],
)
def test_what_is_no_second_answer_is_not_ambiguous(release, cells):
    rebuilt, _, answers = built(release, book("## 4 · The Jacobian", *cells))
    assert rebuilt.answered == 1
    assert "np.outer(s, s)" in answers["4"]


def test_what_a_function_needs_comes_along_and_nothing_else(release):
    cells = [
        "from math import exp\nimport random",
        "## 1 · Softmax",
        "BASE = 2\nunused = exp(1)\n\n\ndef total(x):\n    # their comment\n    return sum(x)",
        "def softmax(theta):\n    e = [exp(t) for t in theta]\n    return np.array(e) / total(e)",
        "softmax([1, 2])\nwhile True:\n    pass",
    ]
    _, _, answers = built(release, book(*cells))
    assert answers["1"] == (
        "from math import exp\n\n\n"
        "def total(x):\n    # their comment\n    return sum(x)\n\n\n"
        "def softmax(theta):\n    e = [exp(t) for t in theta]\n    return np.array(e) / total(e)\n"
    )


def test_a_parameters_name_brings_no_variable_of_that_name_along(release):
    rebuilt, _, answers = built(release, book("## 1 · A", f"theta = np.zeros(3)\n{SOFTMAX}"))
    assert (answers["1"].strip(), rebuilt.notes) == (SOFTMAX, [])


HOSTILE = {
    "check": "def check_softmax(f, **more):\n    return print",
    "import": "from types import SimpleNamespace as check_softmax",
    "print": "print = None",
    "agree": "agree = lambda *each: True",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_check_that_is_redefined_stays_behind(release, name):
    _, made, answers = built(release, book("## 1 · Softmax", f"{HOSTILE[name]}\n\n\n{SOFTMAX}"))
    assert answers["1"].strip() == SOFTMAX
    assert HOSTILE[name] not in "".join(cell.source for cell in made.cells)


REACHING = {
    "a global": "    global check_softmax\n    check_softmax = None",
    "a module": "    import softmax_edu\n    softmax_edu.check_softmax = None",
    "NumPy": "    np.allclose = lambda *each: True",
    "frames": "    import sys\n    sys._getframe(1).f_globals['report'] = None",
    "modules": "    import sys\n    sys.modules['softmax_edu'] = None",
    "setattr": "    setattr(np, 'exp', None)",
    "builtins": "    __import__('builtins').print = None",
    "code": "    exec('check_softmax = None')",
    "files": "    open('x', 'w')",
    "shell": "    import subprocess",
}


@pytest.mark.parametrize("name", REACHING)
def test_a_function_that_reaches_for_the_checks_is_left_out_and_told(release, name):
    cell = f"def softmax(theta):\n{REACHING[name]}\n    return theta"
    rebuilt, _, answers = built(release, book("## 1 · Softmax", cell))
    assert written(answers) == set()
    [(exercise, kind, _)] = rebuilt.notes
    assert (exercise, kind) == ("1", "reaching")


def test_a_name_of_the_checks_that_a_function_needs_is_told(release):
    told = "def report(x):\n    return x\n\n\ndef softmax(theta):\n    return report(theta)"
    rebuilt, _, answers = built(release, book("## 1 · Softmax", told))
    assert "def report" not in answers["1"]
    assert rebuilt.notes == [("1", "protected", "report")]


def test_of_an_import_what_the_release_has_stays_behind(release):
    summed = SOFTMAX.replace("e.sum()", "math.fsum(e)")
    cell = f"import numpy as np, math\nimport numpy as np\n{summed}"
    rebuilt, _, answers = built(release, book("## 1 · Softmax", cell))
    assert answers["1"].startswith("import math\n\n\n")
    assert rebuilt.notes == []


def test_what_is_no_python_stands_as_a_comment_below_the_stub(release):
    broken = "def softmax(theta):\n    return np.exp(theta"
    rebuilt, _, answers = built(release, book("## 1 · Softmax", broken))
    assert answers["1"].startswith("def softmax(theta):\n    raise NotImplementedError")
    assert "# def softmax(theta):\n#     return np.exp(theta\n" in answers["1"]
    [(exercise, kind, _)] = rebuilt.notes
    assert (exercise, kind) == ("1", "no_python")


def test_magics_do_not_make_an_answer_unreadable(release):
    cell = f"%matplotlib inline\n{SOFTMAX}\n\n!pip list"
    _, _, answers = built(release, book("## 1 · Softmax", cell))
    assert answers["1"].strip() == SOFTMAX


def test_whoever_leaves_an_exercise_out_keeps_the_function_of_the_one_before(release):
    """The stub of exercise 2 must not take the softmax of exercise 1 away from exercise 4."""
    _, _, answers = built(release, book("## 1 · A", SOFTMAX, "## 4 · D", JACOBIAN))
    assert written(answers) == {"1", "4"}
    assert answers["4"].strip() == f"{SOFTMAX}\n\n\n{JACOBIAN}"


def test_stored_outputs_count_for_nothing(release):
    right = new_output("execute_result", data={"text/plain": "Right."}, execution_count=1)
    notebook = book("## 4 · The Jacobian", "")
    notebook.cells[1].outputs = [right]
    rebuilt, made, _ = built(release, notebook)
    assert rebuilt.answered == 0
    assert "Right." not in nbformat.writes(made)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"[]",
        b'{"nbformat": 3}',
        b'{"nbformat": 4, "cells": 1}',
        b"[" * 99_999,
        b"\xff",
    ],
)
def test_what_is_no_notebook_is_refused(release, content):
    with pytest.raises(NotReadableError):
        rebuild(release, content)


def test_odd_cells_stop_nothing(release):
    odd = {"cells": [1, {"cell_type": 7}, {"cell_type": "code", "metadata": 3, "source": [2]}]}
    assert rebuild(release, json.dumps({"nbformat": 4, **odd}).encode()).answered == 0


def test_a_release_with_solutions_in_it_is_refused(source):
    with pytest.raises(ReleaseError, match="solutions"):
        read_release(nbformat.writes(source).encode())


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def course(handed_out, tmp_path):
    folder = tmp_path / "course"
    (folder / "release" / "softmax").mkdir(parents=True)
    (folder / "release" / "softmax" / NAME).write_text(handed_out, encoding="utf-8")
    return folder


def taken(course):
    return {path.parts[-3] for path in course.glob("submitted/*/softmax/*.ipynb")}


def test_a_class_is_rebuilt_and_what_is_refused_is_said(course, tmp_path, capsys, learners):
    export = io.BytesIO()
    answered = nbformat.writes(fill(learners, {"1": SOFTMAX, "4": JACOBIAN}))
    twice = nbformat.writes(book("## 4 · D", JACOBIAN, "def jacobian(theta):\n    return 1"))
    other = nbformat.writes(book("# My lesson", "x = 1"))
    with zipfile.ZipFile(export, "w") as archive:
        for who, name, text in [
            ("Ada Lovelace_1", "renamed by me.ipynb", answered),
            ("Ada Lovelace_1", "softmax-answers.json", "{}"),
            ("Emmy Noether_2", NAME, twice),
            ("Sophie Germain_3", NAME, answered[:500]),
            ("Mary Somerville_4", "other.ipynb", other),
        ]:
            archive.writestr(f"{who}_assignsubmission_file/{name}", text)
    (tmp_path / "all.zip").write_bytes(export.getvalue())
    (course / "submitted" / "Sophie_Germain" / "softmax").mkdir(parents=True)
    (course / "submitted" / "Sophie_Germain" / "softmax" / NAME).write_text("of last week")
    assert main(["collect", str(tmp_path / "all.zip"), str(course)]) == 1
    told = capsys.readouterr()
    assert taken(course) == {"Ada_Lovelace"}
    assert "Ada_Lovelace: 2 of 12 exercises written" in told.out
    assert "Emmy_Noether: not taken." in told.err
    assert "answers exercise 4 (jacobian) in two cells" in told.err
    assert "Sophie_Germain: not taken." in told.err
    assert "no JSON" in told.err
    assert "None of the exercises is in what was handed in." in told.err
    assert "Not taken: 3." in told.err
    assert "From an earlier time" not in told.err

    # Who goes by another name the next time would be marked twice.
    (course / "submitted" / "Ada_Lovelace").rename(course / "submitted" / "Augusta")
    main(["collect", str(tmp_path / "all.zip"), str(course)])
    assert "still to be marked: Augusta." in capsys.readouterr().err


def test_the_notebook_with_the_exercises_is_found_among_others(course, tmp_path, learners):
    folder = tmp_path / "in" / "heron"
    folder.mkdir(parents=True)
    (folder / "01_softmax.ipynb").write_text(nbformat.writes(book(SOFTMAX)), encoding="utf-8")
    (folder / "a.ipynb").write_text(nbformat.writes(fill(learners, {"4": JACOBIAN})), "utf-8")
    assert main(["collect", str(tmp_path / "in"), str(course)]) == 0
    text = (course / "submitted" / "heron" / "softmax" / NAME).read_text("utf-8")
    assert "np.outer" in text
    assert "e / e.sum()" not in text


@pytest.mark.parametrize("what", ["no release", "two", "nobody", "no folder"])
def test_a_course_that_cannot_be_collected_for_is_told(course, tmp_path, capsys, what):
    if what == "no release":
        (course / "release" / "softmax" / NAME).unlink()
    if what == "two":
        (course / "release" / "softmax" / "b.ipynb").write_text("{}")
    if what != "no folder":
        (tmp_path / "in").mkdir()
    assert main(["collect", str(tmp_path / "in"), str(course)]) == 1
    assert "Traceback" not in capsys.readouterr().err
