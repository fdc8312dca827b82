"""No sentence is written in the code: in a language of Chinese characters no English is seen.

What may stay is on the list `STAYS` of `tests.pseudo`, each with its reason. The same is done with
what moves in a browser by `tests/browser/test_pseudo_language.py`.
"""

import asyncio
import errno
import os
import re
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.text import Text
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tornado.web import HTTPError

from softmax_edu import (
    Explorer,
    Ladder,
    __main__,
    files,
    lessons,
    predict,
    softmax,
    softmax_jacobian,
    step,
    words,
)
from softmax_edu.checks import check_jacobian
from softmax_edu.checks.answers import answer
from softmax_edu.checks.tasks import TASKS
from softmax_edu.class_report import as_html, as_text, read_class
from softmax_edu.facts import facts
from softmax_edu.figures import Curves, digits_picture, explorer_figure, simplex_picture
from softmax_edu.frames import frames
from softmax_edu.jupyter import serving
from softmax_edu.jupyter.dashboard import dashboard
from softmax_edu.jupyter.saving import HTML, VIEW, put_aside
from softmax_edu.jupyter.serving import FewKernels
from softmax_edu.questions import answers_card, asked, store
from softmax_edu.site import build_site
from softmax_edu.words import catalogue, message
from softmax_edu.words.errors import reason
from tests.corpus.right import RIGHT
from tests.corpus.wrong import WRONG
from tests.pseudo import LANGUAGE, english, foreign, seen
from tests.test_checks import check
from tools import handouts

PANELS = [*facts()["panels"]["beside"], *facts()["panels"]["below"]]
CONTROLS = facts()["controls"]["names"]
THETA = np.log([1, 2, 5])
TEN, MANY = np.linspace(-2, 2.5, 10), np.linspace(-3, 3, 30)

pytestmark = pytest.mark.usefixtures("pseudo_language")


def test_english_is_found_and_what_may_stay_is_not():
    assert english("Lock it in") == ["Lock", "in", "it"]
    assert english(seen('<p title="Hello">S<b>now</b></p>')) == ["Hello", "now"]
    assert english(foreign("Name it, {name}: 3 of np.exp(theta), e^θ")) == ["name"]
    assert english("“no-shift”: check_softmax(f), softmax-edu site --lessons") == []


def test_what_is_joined_as_in_english_is_found():
    here, there = foreign("Lock it in"), foreign("Choose first.")
    assert english(foreign("Lock it in: choose. Then (A, b), or θ = {values}.")) == ["values"]
    for glue in (" ", ", ", ": ", "; ", ". "):
        assert len(english(f"{here}{glue}{there}")) == 1
    assert english(f"{here}\n{there}  {there} (0.5, 1) {here}") == []


def without(said, theirs):
    """Return what is said but for what others have written."""
    for text in sorted(filter(None, theirs), key=len, reverse=True):
        said = said.replace(text, "")
    return said


# --- checks --------------------------------------------------------------------------------------


def without_their_own(report):
    """Return all that a report says but what its learner wrote, and what Python says of that."""
    said = "\n".join((str(report), *report.rungs, seen(report.html())))
    findings = (*report.facts, *report.remarks)
    values = [each.values for each in (*findings, *(f.example for f in findings if f.example))]
    own = ("text", "line", "name", "of", "function", "type", "dtype")
    theirs = [v[key] for v in values for key in own if key in v]
    theirs.append(answer(report.task, report.asked))
    said = without(said, theirs)
    if parts := TASKS[report.task].parts:
        names = "|".join((*TASKS[report.task].names, *parts))
        said = re.sub(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])", "", said)  # names in code
    return said


@pytest.mark.slow
@pytest.mark.parametrize("one", [*WRONG, *RIGHT], ids=lambda one: f"{one.task}-{one.name}")
def test_a_report_and_an_attempt_at_every_rung(one):
    report = check(one.task, one.f, **getattr(one, "options", {}))
    assert english(without_their_own(report)) == []


def stuck(theta):
    while True:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("f", [lambda theta: 1 / 0, lambda theta: ..., stuck])
def test_a_report_of_what_gives_no_answer(f):
    assert english(without_their_own(check_jacobian(f, seconds=0.3))) == []


def test_an_attempt_is_told_as_its_report_is():
    ladder = Ladder(check_jacobian)
    for rung in range(1, 6):
        attempt = ladder.attempt(lambda theta, at=rung: np.diag(softmax(theta)) * at)
        assert attempt.rung == rung
        told = str(attempt) + seen(attempt.html())
        assert english(told.replace(answer("jacobian"), "")) == []


def test_a_call_in_the_place_of_a_function_is_told():
    with pytest.raises(TypeError) as told:
        check_jacobian(np.eye(3))
    assert english(str(told.value).replace("ndarray", "")) == []


def overflowing(theta):
    s = np.exp(theta) / np.exp(theta).sum()
    return np.diag(s) - np.outer(s, s)


# --- questions -----------------------------------------------------------------------------------

CARDS = [
    *((predict, key) for key in asked.keys("predict")),
    *((step, key) for key in asked.keys("steps")),
]


def told(widget):
    """Return what an output says where nothing runs, in all of its forms."""
    data, metadata = widget._repr_mimebundle_()
    alt = metadata.get("image/png", {}).get("alt", "")
    return "\n".join((data["text/plain"], seen(data["text/html"]), alt, repr(widget)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "key"), CARDS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_card_where_nothing_runs(make, key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert english(told(make(key))) == []


def test_the_list_of_answers_and_why_they_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / store.FILE).write_text("[]", encoding="utf-8")
    card = answers_card()
    assert english(told(card)) == []
    assert card.problem
    assert english(card.problem) == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"format": "softmax-edu answers", "version": 2}',
        '{"format": "softmax-edu answers", "version": 1, "predictions": []}',
        '{"format": "softmax-edu answers", "version": 1, "predictions": {"a": 1}, "steps": {}}',
    ],
)
def test_why_a_file_is_no_file_of_answers(text):
    with pytest.raises(store.AnswersFileError) as told:
        store.parse(text)
    # What Python's reader of JSON says, and the names of tables as they stand in the file.
    theirs = (str(told.value.details.get("detail", "")), "predictions", "steps")
    assert english(without(str(told.value), theirs)) == []


# --- the explorer, pictures ----------------------------------------------------------------------


def drawn(picture):
    """Return what is written in a picture."""
    return "\n".join(text.get_text() for text in picture.fig.findobj(Text) if text.get_visible())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theta", "y", "cell"),
    [
        (THETA, 1, (0, 1)),
        (THETA, [1, 0.5, 2], (2, 2)),
        (TEN, 3, (0, 0)),
        (MANY, 29, (3, 4)),
        (MANY, MANY**2, (3, 3)),
    ],
)
@pytest.mark.parametrize("temperature", [1, 2.5])
def test_an_explorer_where_nothing_runs(theta, y, cell, temperature):
    panels = [name for name in PANELS if name != "simplex" or len(theta) == 3]
    explorer = Explorer(
        theta, y, cell=cell, panels=panels, controls=CONTROLS, temperature=temperature
    )
    assert english(told(explorer)) == []
    picture = explorer_figure(explorer.moment, panels)
    assert english(drawn(picture)) == []


def test_a_picture_of_a_lesson_has_no_words_but_those_it_is_given(tmp_path):
    steps = np.linspace(1, 2, 5)
    curves = {"x_name": "h", "y_name": "y", "mark": 1.5}
    rows = np.full((2, 3), 1 / 3)
    for picture in (
        Curves(steps, {"a": steps, "b": steps**2}, **curves),
        Curves(steps, {"a": steps}, log=True, **curves),
        simplex_picture({"a": rows, "b": rows}, [1, 0, 0]),
        digits_picture(np.zeros((1, 64)), [3]),
        digits_picture(np.zeros((2, 64)), [3, 4]),
    ):
        assert english(drawn(picture)) == []
        assert english(told(picture)) == []


# --- pages ---------------------------------------------------------------------------------------


def shown(value):
    """Return what a notebook keeps of an output."""
    bundle = value._repr_mimebundle_()
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    kept = {mime: text for mime, text in data.items() if "widget" not in mime}
    return new_output("display_data", data=kept, metadata=metadata)


def lesson(*outputs, heading="## 4 · 雅"):
    cells = [new_markdown_cell(f"# 数\n\n学\n\n{heading}")]
    cells += [new_code_cell("check_jacobian(f)", outputs=[output]) for output in outputs]
    return new_notebook(cells=cells)


def test_the_pages_of_the_site(tmp_path, monkeypatch):
    """What stands around a lesson, and in the place of what is live until it is."""
    monkeypatch.chdir(tmp_path)
    stock = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}
    slider = new_output("display_data", data=stock)
    picture = new_output(
        "display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": ""}, metadata={}
    )
    live = [shown(widget) for widget in (Explorer(THETA, 1), *(make(key) for make, key in CARDS))]
    for name in ("a", "b", "c"):
        nbformat.write(lesson(slider, picture, *live), tmp_path / f"{name}.ipynb")
    notebooks = [tmp_path / f"{name}.ipynb" for name in ("a", "b", "c")]
    build_site(notebooks, tmp_path / "pages", shipped=True)
    assert message("site.needs_python") in (tmp_path / "pages" / "a.html").read_text("utf-8")
    for page in (tmp_path / "pages").glob("*.html"):
        assert english(seen(page.read_text(encoding="utf-8"))) == [], page.name


@pytest.fixture
def submitted(tmp_path):
    """A folder with a learner in every state, one who is stuck, and files of all wrong kinds."""
    states = {
        "right": softmax_jacobian,
        "remark": overflowing,
        "wrong": lambda theta: np.eye(3),
        "error": lambda theta: 1 / 0,
        "unwritten": lambda theta: ...,
    }
    folder = tmp_path / "submitted"
    folder.mkdir()
    for name, f in states.items():
        nbformat.write(lesson(shown(check_jacobian(f))), folder / f"{name}.ipynb")
    ladder = Ladder(check_jacobian)
    for factor in (2.0, 3.0, 1.0):
        last = ladder.attempt(lambda t, by=factor: np.diag(softmax(t) * (1 - softmax(t))) * by)
    nbformat.write(lesson(shown(last)), folder / "stuck.ipynb")
    nbformat.write(new_notebook(cells=[new_markdown_cell("# 数")]), folder / "none.ipynb")
    guess = {"lesson": "02_jacobian", "guess": "zero", "confidence": "sure", "right": False}
    guesses = {"off-diagonal": guess | {"time": "2026-11-22T16:50:38Z"}}
    kept = store.write_out({"predictions": guesses, "steps": {}})
    for name, text in {
        "answers.json": kept,
        "refused.json": "[]",
        "empty.ipynb": "",
        "broken.ipynb": "{",
        "old.ipynb": "{}",
        "deep.ipynb": "[" * 100_000,
        "other.txt": "x",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bytes.json").write_bytes(b"\xff")
    (folder / "link.ipynb").symlink_to(folder / "stuck.ipynb")
    return folder


def test_the_report_of_a_class(submitted):
    found = read_class(submitted)
    assert len(found.skipped) == 9
    page, text = as_html(found), as_text(found)
    theirs = (*(path.name for path in submitted.iterdir()), "off-diagonal", "check_jacobian")
    for said in (seen(page), text):
        assert english(without(said, theirs)) == []
        assert "雅" in said


# --- handouts, the command -----------------------------------------------------------------------


def translated(node):
    """Return a source of the handouts with its sentences in the pseudo-language."""
    if isinstance(node, list):
        return [translated(value) for value in node]
    if not isinstance(node, dict):
        return foreign(node) if isinstance(node, str) else node
    names = {"key", "forms", "lesson"} | (
        {"right"} if isinstance(node.get("wrong"), dict) else set()
    )
    return {
        key: value if key in names and not isinstance(value, dict) else translated(value)
        for key, value in node.items()
    }


def test_the_frames_of_the_handouts(monkeypatch):
    read = handouts.read
    monkeypatch.setattr(handouts, "read", lambda *asked: translated(read(*asked)))
    monkeypatch.setattr(handouts, "_title", foreign)  # the lessons say their own titles
    for name, page in handouts.pages().items():
        assert english(seen(page)) == [], name


# What argparse says by itself, and what a command is called with.
ARGPARSE = ("usage:", "positional arguments:", "options:", "show this help message and exit")
NAMES = (
    *(
        "LANGUAGE",
        "COMMAND",
        "FOLDER",
        "FILE",
        "OUT",
        "COURSE",
        "NAMES",
        "PRE",
        "POST",
        "NAME",
        "STATE",
        "TITLE",
        ", ".join(sorted([*words.languages(), LANGUAGE])),
    ),
    *(f"    {name} " for name in __main__.RUN),
    *(
        __main__.DEFAULT_FOLDER,
        __main__.DEFAULT_REPORT,
        __main__.DEFAULT_STATE,
        __main__.DEFAULT_CONCEPT,
    ),
    *(",".join(facts()[name]["usual"]) for name in ("panels", "controls")),
)


@pytest.mark.parametrize("command", ["", *__main__.RUN])
def test_the_help_of_a_command(command, capsys, monkeypatch):
    monkeypatch.setenv(words.VARIABLE, "en")  # what the command sets goes with the test
    monkeypatch.setattr(words, "_chosen", None)
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        __main__.main([*filter(None, [command]), "--help", "--language", LANGUAGE])
    said = capsys.readouterr().out
    assert foreign("Move the scores") in said or command
    assert english(without(said, (*ARGPARSE, *NAMES))) == []


@pytest.fixture
def said(capsys, monkeypatch, tmp_path):
    """Return a function that runs the command in the pseudo-language and returns what it says."""
    monkeypatch.setenv(words.VARIABLE, "en")  # what the command sets goes with the test
    monkeypatch.setattr(words, "_chosen", None)
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        more = arguments.index("--") if "--" in arguments else len(arguments)
        asked = [*arguments[:more], "--language", LANGUAGE, *arguments[more:]]
        try:
            found = __main__.main(list(map(str, asked)))
        except SystemExit as error:
            found = error.code
        last = found if isinstance(found, str) else ""  # the interpreter prints it, and ends with 1
        assert (1 if last else found) == code
        return "".join((*capsys.readouterr(), last))

    return run


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Lessons to copy."""
    folder = tmp_path / "1"
    folder.mkdir()
    for name in ("01_one", "02_two", "03_three", "04_four", "05_five"):
        (folder / f"{name}.ipynb").write_text("1", encoding="utf-8")
    monkeypatch.setattr(__main__, "lesson_folder", lambda: folder)
    return folder


def test_what_becomes_of_lessons_that_are_copied(said, shipped, tmp_path, monkeypatch):
    mine, ours = tmp_path / "2", (str(tmp_path), *(f"{n:02}_{name}.ipynb" for n, name in NUMBERS))
    first = said("copy", mine)
    (mine / "01_one.ipynb").write_text("2", encoding="utf-8")
    (mine / "02_two.ipynb").write_text("2", encoding="utf-8")
    for name in ("02_two", "03_three", "04_four"):
        (shipped / f"{name}.ipynb").write_text("3", encoding="utf-8")
    read = files.Folder._read

    def guarded(room, name, most):
        if name == "04_four.ipynb":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(room, name, most)

    monkeypatch.setattr(files.Folder, "_read", guarded)
    second = said("copy", mine, code=1)
    for outcome in ("new", "kept", "kept_newer", "updated", "failed", "same"):
        assert message(f"main.outcome.{outcome}") in first + second
    assert english(without(first + second, ours)) == []


NUMBERS = [(1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five")]


def test_what_is_said_before_jupyterlab_and_the_dashboard_speak(
    said, shipped, tmp_path, monkeypatch
):
    ours = (str(tmp_path), *(f"{n:02}_{name}.ipynb" for n, name in NUMBERS))
    monkeypatch.setattr("jupyterlab.labapp.main", lambda argv: None)
    monkeypatch.setattr("softmax_edu.jupyter.serving.Dashboard.launch_instance", lambda argv: None)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    started = said("lab", "3", "--no-browser") + said("dashboard", "--no-browser")
    for key in ("main.no_browser", "main.as_root", "main.starting", "dashboard.starting"):
        assert message(key) in started
    (tmp_path / __main__.DEFAULT_FOLDER).mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(tmp_path).st_uid + 1)
    assert english(without(started + said(code=1), (*ours, __main__.DEFAULT_FOLDER))) == []


@pytest.mark.parametrize("kind", ["link", "file", "no home", "no lessons", "no extra", "passed on"])
def test_why_a_command_did_nothing(kind, said, shipped, tmp_path, monkeypatch):
    place, code = tmp_path / "2", 1
    arguments = ["copy", place]
    if kind == "link":
        place.mkdir()
        (place / files.LOCK).symlink_to(tmp_path / "3")
    elif kind == "file":
        place.touch()
    elif kind == "no home":
        arguments = ["copy", "~0"]
    elif kind == "no lessons":
        for path in shipped.iterdir():
            path.unlink()
        monkeypatch.setattr(lessons, "_PACKAGE", tmp_path / "3")
        monkeypatch.setattr(__main__, "lesson_folder", lessons.lesson_folder)
    elif kind == "no extra":
        monkeypatch.setitem(sys.modules, "softmax_edu.site.command", None)
        arguments = ["site", place]
    else:
        arguments, code = ["copy", "2", "--", "-b"], 2
    told = without(said(*arguments, code=code), (str(place), str(tmp_path), "usage:"))
    assert re.search("[一-鿿]", told)
    theirs = ("LANGUAGE", "FOLDER", "COMMAND", "error:", "softmax_edu.site.command", "site")
    assert english(without(told, theirs)) == []


def test_what_the_command_says_of_pages(said, tmp_path):
    own, out = tmp_path / "1", tmp_path / "2"
    own.mkdir()
    ours = (str(tmp_path), "index.html", "kB")
    told = [said("site", out, "--lessons", own, code=1)]
    for name, text in {"2": "", "3": "x", "4": "[" * 100_000, "5": "{}"}.items():
        (own / f"{name}.ipynb").write_text(text, encoding="utf-8")
    (own / "6.ipynb").write_bytes(b"\xff")
    os.mkfifo(own / "7.ipynb")
    markup = new_markdown_cell("# 数\n\n![](http://example.org/1.png) ![](2.png)\n\n字" * 20)
    unshown = new_output("display_data", data={"application/x": "1"})
    cells = [markup, new_code_cell("", outputs=[unshown])]
    for name in ("1", "8"):
        nbformat.write(new_notebook(cells=cells), own / f"{name}.ipynb")
    told.append(said("site", out, "--lessons", own, code=1))
    told.append(said("site", own, "--lessons", own, code=1))
    told.append(said("site", own / "2.ipynb", "--lessons", own, code=1))
    assert english(without("\n".join(told), ours)) == []
    pages = {path.name: seen(path.read_text(encoding="utf-8")) for path in out.glob("*.html")}
    assert set(pages) == {"index.html", "1.html", "8.html"}
    for name, page in pages.items():
        assert english(without(page, ("http://example.org/1.png",))) == [], name
    for key in ("site.no_form", "site.all_notebooks"):
        assert message(key) in pages["1.html"]


def test_what_the_command_says_of_a_class(said, submitted, tmp_path, monkeypatch):
    monkeypatch.setattr("softmax_edu.class_report.submissions.MOST_FILES", 1)
    monkeypatch.setattr("softmax_edu.class_report.submissions.MOST_NOTES", 1)
    monkeypatch.setattr("softmax_edu.class_report.submissions.MOST_ANSWERS", 0)
    monkeypatch.setattr("softmax_edu.class_report.submissions.MOST_PARTS", 30_000)
    monkeypatch.setattr("softmax_edu.class_report.classroom.MOST_EXERCISES", 0)
    monkeypatch.setattr("softmax_edu.class_report.terminal.MOST_ROWS", 3)
    monkeypatch.setattr("softmax_edu.class_report.page.MOST_ROWS", 3)
    (submitted / "many").mkdir()
    for name in ("1", "2", "3"):
        (submitted / "many" / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    with (submitted / "large.json").open("w") as file:
        file.truncate(1_000_001)
    page = tmp_path / "1.html"
    told = [said("report", submitted, "--output", page, "--csv", tmp_path / "1.csv")]
    told.append(seen(page.read_text(encoding="utf-8")))
    told.append((tmp_path / "1.csv").read_text(encoding="utf-8"))
    told.append(said("report", submitted, "--output", page / "2.html", code=1))
    told.append(said("report", tmp_path / "3", code=1))
    (tmp_path / "4").mkdir()
    told.append(said("report", tmp_path / "4", code=1))
    (tmp_path / ".1.html.pseudonyms").write_text("{}", encoding="utf-8")
    told.append(said("report", submitted, "--output", page, code=1))
    names = [path.name for path in submitted.rglob("*")]
    theirs = (
        str(tmp_path),
        *names,
        *(stem for n in names if not (stem := Path(n).stem).isdigit()),
        "off-diagonal",
        "check_jacobian",
    )
    for text in told:
        assert english(without(text, theirs)) == []
        assert re.search("[一-鿿]", text)


# --- what Jupyter shows --------------------------------------------------------------------------


def test_the_dashboard_and_its_refusal():
    shown = dashboard()
    told = [*shown.titles, *(each.description for each in shown.children[0].children[:1])]
    assert english("\n".join(told)) == []
    assert re.search("[一-鿿]", told[0])
    kernels = FewKernels(most=0)
    with pytest.raises(HTTPError) as refused:
        asyncio.run(kernels.start_kernel())
    frame = frames(Path(serving.__file__).with_name("frames")).get_template("503.html")
    page = seen(frame.render(status_code=503, message=refused.value.log_message))
    assert english(page) == []
    assert refused.value.log_message in page


def test_what_a_saved_notebook_says_of_its_views():
    for widget in (Explorer(THETA, 1), predict(asked.keys("predict")[0])):
        data, metadata = widget._repr_mimebundle_()
        data[VIEW] = {"model_id": "1"}
        output = new_output("display_data", data=data, metadata=metadata)
        notebook = new_notebook(cells=[new_code_cell("f()", outputs=[output])])
        put_aside(notebook, {})
        [kept] = notebook.cells[0].outputs
        assert (
            message("saving.picture") in kept.data[HTML]
            or message("saving.card") in kept.data[HTML]
        )
        assert english(seen(kept.data[HTML])) == []


@pytest.mark.parametrize("number", sorted(catalogue("files")["system"]))
def test_what_the_system_refuses_is_told_in_the_language(number):
    error = OSError(getattr(errno, number), os.strerror(getattr(errno, number)))
    assert english(reason(error)) == []
    with words.speaking(words.FIRST):
        assert reason(error) == error.strerror
