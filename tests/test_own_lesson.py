"""Questions, steps and checks of a teacher's own: checked when written, and the guide is true."""

import copy
import json
import re
import tomllib
from functools import partial

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from softmax_edu import MISCONCEPTIONS, Ladder, check, predict, set_language, softmax, step
from softmax_edu.__main__ import main
from softmax_edu.class_report import by_name, read_class
from softmax_edu.live import PAGE_KEY
from softmax_edu.questions import answers_card
from softmax_edu.questions.own import QuestionError
from softmax_edu.site import build_site

GUIDES = {"en": "own_lesson.md", "zh": "zh/own_lesson.md"}
# What one reads beside the guide's own sentences.
SAID = {
    "en": ("Predict. ", "Your numbers equal “square-missing”."),
    "zh": ("先猜。", "你的数等于“square-missing”。"),
}


def blocks(text):
    """Return a guide's blocks: the TOML by the file that it belongs into, and the code."""
    tables: dict[str, str] = {}
    for name, block in re.findall(r"```toml\n# (\S+)\n(.*?)```", text, re.DOTALL):
        tables[name] = tables.get(name, "") + block
    return tables, re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def tables(root):
    """Return the tables of the English guide by the file that they belong into."""
    return blocks((root / "teaching" / GUIDES["en"]).read_text(encoding="utf-8"))[0]


@pytest.fixture
def folder(tables, tmp_path, monkeypatch):
    """Return a folder with the guide's files, in which the test stands."""
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def question(tables):
    table = tomllib.loads(tables["my_questions.toml"])
    return {"key": "mean-of-doubled", **table["predict"]["mean-of-doubled"]}


@pytest.fixture
def blanks(tables):
    table = tomllib.loads(tables["my_questions.toml"])
    return {"key": "derivative-of-the-mean", **table["steps"]["derivative-of-the-mean"]}


# --- the guide -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=GUIDES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def text(root, language):
    return (root / "teaching" / GUIDES[language]).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def guide(text):
    return blocks(text)


@pytest.fixture(scope="module")
def exercise(text):
    """Return the heading that the guide gives its check."""
    return re.search(r"`## (3 · [^`]+)`", text)[1]


@pytest.fixture(scope="module")
def lesson(guide, exercise, tmp_path_factory):
    """Return a folder with the guide's lesson, run and saved as a learner would."""
    place = tmp_path_factory.mktemp("lesson")
    for name, table in guide[0].items():
        (place / name).write_text(table, encoding="utf-8")
    cells = [new_markdown_cell("# Means"), new_markdown_cell(f"## {exercise}")]
    cells += [new_code_cell(code) for code in guide[1]]
    book = new_notebook(cells=cells)
    NotebookClient(
        book, kernel_name="python3", resources={"metadata": {"path": str(place)}}
    ).execute()
    nbformat.write(book, place / "means.ipynb")
    return place


def test_the_guide_runs_and_its_check_names_the_mistake(lesson, guide, language):
    asked = tomllib.loads(guide[0]["my_questions.toml"])
    first, named = SAID[language]
    book = nbformat.read(lesson / "means.ipynb", as_version=4)
    shown = [cell.outputs[-1].data["text/plain"] for cell in book.cells if cell.cell_type == "code"]
    assert shown[0].startswith(first + asked["predict"]["mean-of-doubled"]["prompt"])
    assert asked["steps"]["derivative-of-the-mean"]["title"] in shown[1]
    assert named in shown[2]


def test_the_report_counts_what_is_ones_own(lesson, exercise, tmp_path):
    room = tmp_path / "in" / "heron"
    room.mkdir(parents=True)
    (room / "means.ipynb").write_bytes((lesson / "means.ipynb").read_bytes())
    guess = {
        "lesson": "mean",
        "guess": "stays",
        "confidence": "sure",
        "right": False,
        "time": "2026-11-22T16:50:38Z",
    }
    filled = {"lesson": "mean", "filled": ["one", None], "misses": 1, "hints": 0, "skipped": False}
    filled |= {"done": False, "time": "2026-11-22T16:52:11Z"}
    told = {"format": "softmax-edu answers", "version": 1}
    told["steps"] = {"derivative-of-the-mean": filled}
    told["predictions"] = {"mean-of-doubled": guess}
    (room / "softmax-answers.json").write_text(json.dumps(told), encoding="utf-8")
    found = read_class(tmp_path / "in", by_name)
    assert found.exercises == [exercise]
    assert found.mistakes() == [("square-missing", 1)]
    assert found.predictions() == [("mean-of-doubled", 1, 0, 1)]
    assert found.steps() == [("derivative-of-the-mean", 1, 0, 0)]


def test_the_site_has_it_live_under_its_own_name(lesson, guide, tmp_path):
    about = tomllib.loads(guide[0]["site.toml"])
    prompt = tomllib.loads(guide[0]["my_questions.toml"])["predict"]["mean-of-doubled"]["prompt"]
    built = build_site([lesson / "means.ipynb"], tmp_path / "pages", shipped=False)
    page = (tmp_path / "pages" / "means.html").read_text(encoding="utf-8")
    assert built.left_out == []
    assert page.count('class="softmax-live"') == 2
    assert prompt in page
    assert "derivative-of-the-mean" in page
    for shown in (page, (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")):
        assert "<footer>" in shown
        assert "BSD" not in shown
        assert all(told in shown for told in about.values())


def test_the_guide_is_named_where_teachers_look(root, language):
    guide = root / "teaching" / GUIDES[language]
    assert f"]({guide.name})" in (guide.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("about", ["title = ", "titel = 'x'", "title = 3", "[author]"])
def test_what_a_folder_says_wrongly_about_itself_is_told(tmp_path, capsys, about):
    (tmp_path / "own").mkdir()
    nbformat.write(new_notebook(), tmp_path / "own" / "means.ipynb")
    (tmp_path / "own" / "site.toml").write_text(about, encoding="utf-8")
    command = ["site", str(tmp_path / "pages"), "--lessons", str(tmp_path / "own")]
    assert main(command) == 1
    assert "site.toml: " in capsys.readouterr().err
    assert not (tmp_path / "pages").exists()


# --- questions -----------------------------------------------------------------------------------


def test_a_table_a_file_and_a_json_file_give_one_card(folder, question):
    (folder / "one.json").write_text(json.dumps(question), encoding="utf-8")
    (folder / "all.json").write_text(
        json.dumps({"predict": {"mean-of-doubled": question}}), encoding="utf-8"
    )
    cards = [
        predict(question),
        predict("my_questions.toml"),
        predict(folder / "my_questions.toml", "mean-of-doubled"),
        predict("one.json"),
        predict("all.json"),
    ]
    assert {str(card) for card in cards} == {str(cards[0])}
    assert all(card.card == cards[0].card for card in cards)


def test_a_card_of_ones_own_keeps_its_answer_beside_the_notebook(folder, question):
    card = predict(question)
    card.answer = {
        "lesson": "mean",
        "guess": "doubles",
        "confidence": "sure",
        "right": True,
        "time": "2026-11-22T16:50:38Z",
    }
    kept = json.loads((folder / "softmax-answers.json").read_text(encoding="utf-8"))
    assert kept["predictions"].keys() == {"mean-of-doubled"}
    assert predict(question).answer == card.answer
    assert "mean-of-doubled" in answers_card().asked["predictions"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"right": "falls"}, "right: 'falls' is no option; there is stays, doubles, depends"),
        ({"promt": "?"}, "promt is not known; is 'prompt' meant?"),
        ({"prompt": ""}, "prompt is empty"),
        ({"prompt": 3}, "prompt is 3; it must be a text"),
        ({"key": "Mean of doubled"}, "lower-case words joined by hyphens"),
        ({"key": "off-diagonal"}, "one of the course's own"),
        ({"options": {"stays": {"label": "a", "reveal": "b"}}}, "two or more"),
        ({"right": "a", "options": {"a": {"label": "a"}, "b": {}}}, "options.a.reveal is missing"),
        (
            {"options": [{"key": "a", "label": "x", "reveal": "y"}] * 2, "right": "a"},
            "options has 'a' twice",
        ),
        ({"options": "a, b"}, "options is 'a, b'; it must be a table of tables"),
        ({"lesson": "My lesson"}, "lesson is 'My lesson'"),
        ({"measured": "{before.s.0}"}, "at is missing"),
        ({"measured": "{x.s.0}", "at": {"a": {"e": [1, 2]}}}, "'x' is no state in at"),
        ({"measured": "{a.t}", "at": {"a": {"e": [1, 2]}}}, "'t' is no quantity"),
        ({"measured": "{a.s}", "at": {"a": {"e": [1, 2], "y": 5}}}, "at.a: "),
        ({"measured": "{a.s}", "at": {"a": {"e": "12"}}}, "at.a: "),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_when_it_is_written(question, change, told):
    with pytest.raises(QuestionError) as caught:
        predict({**question, **change})
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        (
            ("blank", "top", "tile"),
            "two",
            "blank.top.tile: 'two' is no tile; there is zero, one, x",
        ),
        (("blank", "top", "wrong", "one"), "no", "'one' is the right tile"),
        (("blank", "top", "wrong", "q"), "no", "blank.top.wrong: 'q' is no tile"),
        (("blank", "spare"), {"tile": "one"}, "blank.spare must stand once in lines, as [spare]"),
        (("lines", 0, "formula"), "m = [mean]", "the blank [mean]: 'mean' is no table below blank"),
        (("lines",), [], "lines is empty"),
        (("kind",), "hard", "kind: 'hard' is no kind"),
        (("tiles",), ["zero", "nine"], "'nine' is no tile of the course"),
        (("blank", "top", "hnt"), "x", "blank.top.hnt is not known; is 'hint' meant?"),
    ],
)
def test_a_step_that_cannot_be_shown_is_refused_when_it_is_written(blanks, where, value, told):
    table = copy.deepcopy(blanks)
    *above, last = where
    node = table
    for name in above:
        node = node[name]
    node[last] = value
    with pytest.raises(QuestionError) as caught:
        step(table)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("none.toml", None, "cannot be read"),
        ("bad.toml", "a = ", "cannot be read"),
        ("bad.json", "[1]", "holds no table"),
        ("two.toml", "[predict.a]\n[predict.b]\n", "name one of a, b"),
    ],
)
def test_a_file_that_holds_no_question_is_told(tmp_path, monkeypatch, name, text, told):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=re.escape(told)):
        predict(name)


def test_the_order_of_options_and_tiles_outlives_the_notebook(question, blanks):
    """A notebook sorts the keys of its tables when it is saved."""
    for make, table in ((predict, question), (step, blanks)):
        card = make(table)
        [stored] = card._repr_mimebundle_()[1][PAGE_KEY].values()
        again = make(json.loads(json.dumps(stored["card"], sort_keys=True)))
        assert json.dumps(again.card) == json.dumps(card.card)
    assert [option["key"] for option in predict(question).card["options"]] == list(
        question["options"]
    )


def test_tiles_of_the_course_can_be_taken(blanks):
    blanks["tiles"] = ["zero", "one", "x"]
    assert step(blanks).card["tiles"]["one"] == {"symbol": ["1"], "name": "one"}


def test_a_page_reads_no_file_that_a_notebook_names(folder, question, tmp_path):
    card = predict(question)
    data, metadata = card._repr_mimebundle_()
    stored = metadata[PAGE_KEY]["question"]
    assert predict(stored["card"]).card == card.card
    hostile = [
        {"key": "my_questions.toml", "language": "en"},
        {"key": "x", "language": "en", "card": {**question, "right": "<b>"}},
        {"key": "x", "language": "en", "card": "my_questions.toml"},
    ]
    for n, state in enumerate(hostile):
        output = {
            "output_type": "display_data",
            "data": {"text/plain": data["text/plain"]},
            "metadata": {PAGE_KEY: {"question": state}},
        }
        book = new_notebook(cells=[new_code_cell("x", outputs=[nbformat.from_dict(output)])])
        nbformat.write(book, tmp_path / f"h{n}.ipynb")
        build_site([tmp_path / f"h{n}.ipynb"], tmp_path / f"pages{n}", shipped=False)
        page = (tmp_path / f"pages{n}" / f"h{n}.html").read_text(encoding="utf-8")
        assert "softmax-live" not in page


# --- checks --------------------------------------------------------------------------------------

INPUTS = [np.array([1.0, 2.0, 6.0]), np.array([-1.0, 0.5]), np.array([4.0, 4.5, 9.0])]
WRONG = {"half-the-sum": lambda x: np.sum(x) / 2, "middle": np.median}
mean = partial(check, truth=np.mean, inputs=INPUTS, wrong=WRONG)


def test_a_function_is_right_known_or_unknown():
    assert mean(lambda x: x.sum() / len(x)).passed
    assert mean(np.median).misconception == "middle"
    unknown = mean(lambda x: x[0])
    assert (unknown.kind, unknown.misconception) == ("unknown", None)
    assert "none of the wrong formulas" in str(unknown)
    assert len(unknown.rungs) == 3
    alone = check(lambda x: x[0], truth=np.mean, inputs=INPUTS)
    assert len(alone.rungs) == 2


def test_a_check_is_called_after_the_truth_or_the_function_where_that_has_no_name():
    def entropy(s):
        return -np.sum(s)

    assert check(entropy, truth=lambda s: np.sum(s), inputs=INPUTS).task == "entropy"
    assert check(lambda s: s, truth=lambda s: np.sum(s), inputs=INPUTS).task == "own"


def test_a_report_speaks_the_language_of_the_moment_that_it_is_shown_in():
    report = mean(np.median)
    english = str(report)
    set_language("zh")
    try:
        assert str(report).splitlines()[0] == "检查mean：还不对。"
    finally:
        set_language("en")
    assert str(report) == english


def test_a_name_needs_all_its_numbers():
    report = mean(lambda x: np.sum(x) / 2 if len(x) == 3 else 0.0)
    assert report.kind == "unknown"


@pytest.mark.parametrize(
    ("f", "kind", "told"),
    [
        (lambda x: ..., "unwritten", "placeholder"),
        (lambda x: None, "unknown", "returns nothing"),
        (
            lambda x: 1 / 0,
            "raised",
            "For (1, 2, 6) it raises ZeroDivisionError: division by zero",
        ),
        (lambda x: x, "unknown", "the shape is (3,); it should be ()"),
        (lambda x: "no", "unknown", "something of the type str"),
    ],
)
def test_whatever_it_does_is_told(f, kind, told):
    report = mean(f)
    assert report.kind == kind
    assert told in str(report)


def test_a_function_without_an_end_is_stopped():
    def forever(x):
        while True:
            pass

    assert mean(forever, seconds=0.02).kind == "stopped"


def test_the_ladder_says_the_name_on_its_third_rung():
    ladder = Ladder(mean)
    told = [
        str(ladder.attempt(partial(lambda x, k: np.median(x) + k, k=k))) for k in (2.0, 1.0, 0.0)
    ]
    assert "middle" not in told[0] + told[1]
    assert "Your numbers equal “middle”." in told[2]
    assert 'data-record="' in ladder.attempts[-1].html()


def test_several_arguments_and_arrays_of_any_shape():
    inputs = [(np.eye(2), np.array([1.0, 2.0])), (np.array([[0.0, 1.0], [2.0, 3.0]]), np.ones(2))]
    product = partial(check, truth=lambda a, x: a @ x, inputs=inputs, name="A times x")
    assert product(lambda a, x: a.dot(x)).passed
    report = product(lambda a, x: x @ a)
    assert report.record()["task"] == "a_times_x"
    assert "entry 0 is 2 in yours and 1 in truth" in str(report)


def test_wrong_formulas_of_the_course_are_said_in_its_words():
    ours = {key: m.stub("softmax") for key, m in MISCONCEPTIONS.items() if "softmax" in m.models}
    telling = [np.array([0.3, -1.2, 0.8]), np.array([1.3, -0.4])]
    few = {key: ours[key] for key in ("elementwise-sigmoid", "no-exponential")}
    own = {"mine": lambda theta: np.exp(theta)}
    asked = partial(check, truth=softmax, inputs=telling, wrong=few | own)
    report = asked(lambda theta: 1 / (1 + np.exp(-theta)))
    assert report.misconception == "elementwise-sigmoid"
    assert MISCONCEPTIONS["elementwise-sigmoid"].hint in str(report)
    assert asked(np.exp).misconception == "mine"


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"inputs": []}, ValueError, "inputs is empty"),
        ({"inputs": ["a"]}, ValueError, "does not hold numbers"),
        ({"wrong": {"A name": np.sum}}, ValueError, "lower-case words joined by hyphens"),
        ({"wrong": {"same": np.average}}, ValueError, "'same' is the truth at every input"),
        (
            {"wrong": {"one": np.sum, "two": lambda x: sum(x)}},
            ValueError,
            "'two' and 'one' are the same at every input",
        ),
        ({"wrong": {"none": 3}}, TypeError, "wrong['none'] must be a function"),
        ({"truth": lambda x: 1 / 0}, ValueError, "truth raises ZeroDivisionError"),
        ({"truth": lambda x: np.nan}, ValueError, "not finite"),
    ],
)
def test_a_check_that_could_tell_nothing_is_refused_when_it_is_written(change, error, told):
    with pytest.raises(error, match=re.escape(told)):
        check(np.mean, **{"truth": np.mean, "inputs": INPUTS, **change})
    with pytest.raises(TypeError, match="without parentheses"):
        mean(3.0)


def test_a_truth_without_a_name_lends_the_check_the_learners():
    def spread(x):
        return np.max(x) - np.min(x)

    report = check(spread, truth=lambda x: np.ptp(x), inputs=[np.array([1.0, 2.0, 6.0])])
    assert report.passed
    assert "lambda" not in str(report)
    assert "spread" in str(report)
