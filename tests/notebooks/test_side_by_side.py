"""Two runs of nbval in one folder at once: neither finds the other, nor anybody's answers."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from softmax_edu.questions import store

KEY, STEP = "s0-when-theta1-rises", "softmax-i-not-j"
CELLS = (
    "from softmax_edu import Explorer, predict, step",
    f"predict('{KEY}')",
    f"step('{STEP}')",
    f"Explorer([1.2, 0.4], y=0, cell=(0, 1), mask='{KEY}')",
    "from softmax_edu.questions import answers_card\nanswers_card()",
)
GUESS = {
    "lesson": "01_softmax",
    "guess": "stays",
    "confidence": "sure",
    "right": False,
    "time": "2026-11-22T16:50:38Z",
}


@pytest.mark.slow
def test_two_runs_in_a_folder_with_answers_give_what_one_gave_without(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(made, kernel_name="python3", store_widget_state=False).execute()
    nbformat.write(made, tmp_path / "lesson.ipynb")
    store.keep("predictions", KEY, GUESS)
    before = (tmp_path / store.FILE).read_bytes()
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--rootdir=."]
    command += ["-q", "-p", "no:cacheprovider", "lesson.ipynb"]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    printed = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], "\n".join(printed)
    assert all(f"{len(CELLS)} passed" in text for text in printed)
    assert (tmp_path / store.FILE).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lesson.ipynb", store.FILE]
