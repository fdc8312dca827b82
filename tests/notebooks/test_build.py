"""The lessons' own build: the same source gives the same bytes, and a broken lesson gives none."""

import json
import re

import nbformat
import pytest

from softmax_edu.live import FOREIGN, PAGE_KEY
from tools import lessons

LESSON = """\
# A lesson

One idea.


Another idea.

```python
from IPython.display import display


class Shown:
    def _repr_mimebundle_(self, **options):
        data = {
            "text/plain": "exact",
            "image/png": "aGVsbG8=",
            "application/vnd.jupyter.widget-view+json": {"model_id": "0"},
        }
        return data, {"image/png": {"alt": "a picture"}}


Shown()
```

```python
print(1)
print(2)
display(Shown())
1 + 1
```
"""


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return the build script, working on a course of one small lesson in a folder of its own."""
    monkeypatch.setattr(lessons, "LESSONS", tmp_path)
    monkeypatch.setattr(lessons, "SOURCES", tmp_path / "source")
    (lessons.SOURCES / "en").mkdir(parents=True)
    lessons.source_path("01_lesson").write_text(LESSON, encoding="utf-8")
    return lessons


def test_two_runs_give_the_same_bytes(build):
    """Otherwise every `make notebooks` would be a change to review."""
    assert build.main([]) == 0
    first = build.notebook_path("01_lesson").read_bytes()
    assert build.main(["01_lesson"]) == 0
    assert build.notebook_path("01_lesson").read_bytes() == first


def runs(capsys):
    """Return the lessons that were run, as the build tells while it goes on."""
    return re.findall(r"^(\S+) …", capsys.readouterr().err, re.MULTILINE)


def test_only_what_has_changed_is_run_again(build, capsys, monkeypatch, tmp_path):
    """A sentence costs no run, a line of code its own lesson's, a change of the package all."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("1")
    monkeypatch.setattr(build, "PACKAGE", package)
    build.source_path("02_lesson").write_text(LESSON, encoding="utf-8")
    assert build.main([]) == 0
    assert runs(capsys) == ["01_lesson", "02_lesson"]
    first = build.notebook_path("01_lesson").read_bytes()

    build.source_path("01_lesson").write_text(LESSON.replace("One idea", "My idea"), "utf-8")
    assert build.main([]) == 0
    assert runs(capsys) == []
    assert build.main(["--check"]) == 0
    changed = build.notebook_path("01_lesson").read_bytes()
    build.source_path("01_lesson").write_text(LESSON, encoding="utf-8")
    build.main([])
    assert build.notebook_path("01_lesson").read_bytes() == first != changed

    build.source_path("01_lesson").write_text(LESSON.replace("1 + 1", "1 + 2"), encoding="utf-8")
    capsys.readouterr()
    build.main([])
    assert runs(capsys) == ["01_lesson"]
    (package / "a.py").write_text("2")
    build.main([])
    assert runs(capsys) == ["01_lesson", "02_lesson"]


def test_a_notebook_that_was_not_built_here_is_run_again(build, capsys):
    build.main([])
    path = build.notebook_path("01_lesson")
    path.write_text(path.read_text("utf-8").replace('"exact"', '"forged"'), encoding="utf-8")
    capsys.readouterr()
    build.main([])
    assert runs(capsys) == ["01_lesson"]
    assert "forged" not in path.read_text("utf-8")


def test_keeps_only_what_a_page_without_a_kernel_can_show(build):
    """A stored widget view shows an error on a static page; the picture and its words do not."""
    build.main([])
    notebook = nbformat.read(build.notebook_path("01_lesson"), as_version=4)
    nbformat.validate(notebook)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "markdown", "code", "code"]
    code = notebook.cells[2:]
    assert [cell.execution_count for cell in code] == [1, 2]
    shown = code[0].outputs[0]
    assert set(shown.data) == {"text/plain", "image/png"}
    assert shown.data["text/plain"] == "exact"
    assert shown.data["image/png"].strip() == "aGVsbG8="
    # A page says of a widget that is not ours that it needs Python: the mark tells it which is one.
    assert shown.metadata == {"image/png": {"alt": "a picture"}, PAGE_KEY: FOREIGN}
    assert [output.output_type for output in code[1].outputs] == [
        "stream",
        "display_data",
        "execute_result",
    ]
    assert code[1].outputs[0].text == "1\n2\n"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(cell.metadata == {} for cell in notebook.cells)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import warnings\n\nwarnings.warn('look out')", "look out"),
        ("object()", "an address in memory"),
    ],
)
def test_a_cell_that_cannot_be_stored_is_named_and_nothing_is_written(
    build, capsys, source, reason
):
    """Half a course, or a lesson that ends in the middle, must never reach a learner."""
    build.source_path("02_broken").write_text(f"```python\n{source}\n```\n", encoding="utf-8")
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert reason in next(line for line in said.splitlines() if line.startswith("02_broken: "))
    assert source in said
    assert reason in said
    assert list(build.LESSONS.glob("*.ipynb")) == []


@pytest.mark.parametrize("text", [r"So $\fracc{1}{2}$ it is.", "$$\n\\frac{1}{2\n$$"])
def test_a_formula_that_cannot_be_set_is_named_in_the_first_line(build, capsys, text):
    build.source_path("02_broken").write_text(f"# A lesson\n\n\n{text}\n", encoding="utf-8")
    assert build.main([]) == 1
    first, *_ = (line for line in capsys.readouterr().err.splitlines() if "…" not in line)
    assert first.startswith("02_broken: this formula cannot be set: \\frac")
    assert list(build.LESSONS.glob("*.ipynb")) == []


def test_check_sees_a_source_and_a_notebook_drift_apart(build, capsys):
    """An edit of either side alone leaves outputs that belong to other code."""
    build.main([])
    assert build.main(["--check"]) == 0

    stored = build.notebook_path("01_lesson").read_text(encoding="utf-8")
    build.source_path("01_lesson").write_text(LESSON.replace("1 + 1", "1 + 2"), encoding="utf-8")
    assert build.main(["--check"]) == 1
    assert "01_lesson: cell 4" in capsys.readouterr().err

    build.source_path("01_lesson").write_text(LESSON + "\n\nThe end.\n", encoding="utf-8")
    assert build.main(["--check"]) == 1
    assert "4 cells, the source has 5" in capsys.readouterr().err

    build.source_path("01_lesson").write_text(LESSON, encoding="utf-8")
    changed = json.loads(stored)
    changed["metadata"]["widgets"] = {}
    build.notebook_path("01_lesson").write_text(json.dumps(changed), encoding="utf-8")
    assert build.main(["--check"]) == 1
    assert "metadata" in capsys.readouterr().err


def test_check_sees_a_notebook_without_a_source_and_a_source_without_a_notebook(build, capsys):
    assert build.main(["--check"]) == 1
    assert "no notebook 01_lesson.ipynb" in capsys.readouterr().err
    build.main([])
    build.notebook_path("01_lesson").rename(build.notebook_path("09_stray"))
    assert build.main(["--check", "09_stray"]) == 1
    assert "no source 09_stray.md" in capsys.readouterr().err


def test_an_unknown_lesson_is_refused_with_those_that_exist(build, capsys):
    with pytest.raises(SystemExit):
        build.main(["02_jacobean"])
    assert "no lesson 02_jacobean; there are 01_lesson" in capsys.readouterr().err
