"""The concept test outside of paper: exported for platforms, and compared before and after."""

import io
import json
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import matplotlib.image
import pytest
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

from softmax_edu.__main__ import main
from softmax_edu.concept import TableError, as_text, gains, read_class, read_table
from softmax_edu.figures.gains import gains_picture
from softmax_edu.words import speaking
from tools import handouts

sys.path.insert(0, str(handouts.ROOT / "tools"))  # as when it is run
import exports

FORMS = [(form, language) for form in ("pre", "post") for language in handouts.languages()]
each_form = pytest.mark.parametrize(("form", "language"), FORMS)
QTI = {"q": exports.QTI_21}

# What may stand in what, in which order: the part of both standards that is used here.
IN_QTI_12 = {
    "questestinterop": "assessment",
    "assessment": "section",
    "section": "item+",
    "item": "presentation resprocessing itemfeedback+",
    "presentation": "material response_lid",
    "response_lid": "render_choice",
    "render_choice": "response_label+",
    "response_label": "material",
    "resprocessing": "outcomes respcondition+",
    "outcomes": "decvar",
    "respcondition": "conditionvar setvar? displayfeedback",
    "conditionvar": "varequal",
    "itemfeedback": "flow_mat",
    "flow_mat": "material",
    "material": "mattext",
}
IN_QTI_21 = {
    "assessmentItem": "responseDeclaration outcomeDeclaration+ itemBody responseProcessing",
    "responseDeclaration": "correctResponse",
    "correctResponse": "value",
    "outcomeDeclaration": "defaultValue?",
    "defaultValue": "value",
    "itemBody": "choiceInteraction",
    "choiceInteraction": "prompt simpleChoice+",
    "simpleChoice": "feedbackInline",
    "responseProcessing": "responseCondition setOutcomeValue",
    "responseCondition": "responseIf",
    "responseIf": "match setOutcomeValue",
    "match": "variable correct",
    "setOutcomeValue": "variable|baseValue",
    "manifest": "metadata organizations resources",
    "metadata": "schema schemaversion",
    "resources": "resource+",
    "resource": "file",
}


def misplaced(root, order):
    """Return the elements whose children are not those that the standard asks for, in its order."""
    found = []
    for element in root.iter():
        tag, *below = (each.tag.rpartition("}")[2] for each in (element, *element))
        due = re.sub(r"([\w|]+)([+?]?) ?", r"(?:(?:\1),)\2", order.get(tag, ""))
        if not re.fullmatch(due, "".join(f"{name}," for name in below)):
            found.append((tag, below))
    return found


# --- exports -------------------------------------------------------------------------------------


@each_form
def test_the_exports_ask_what_the_forms_ask_and_hold_the_key(form, language):
    test, key = (handouts.read(name, language) for name in ("concept_test.toml", "answer_key.toml"))
    _, asked = exports.questions(form, language)
    assert [question.stem for question in asked] == [
        item["stem"] for item in handouts.items(test, form)
    ]
    for question in asked:
        [right] = [option for option in question.options if option.right]
        assert right.key == key[question.key]["right"]
        assert question.options[-1].text == test["page"]["not_yet"]
        assert all(option.says for option in question.options)


@pytest.fixture
def parsed(tool, root):
    """Return a function that reads GIFT as the grammar of its own parser does."""
    node = tool("node", "nodejs")
    tool("pegjs", folder=root / "node_modules" / ".bin")

    def read(text):
        code = "require('gift-pegjs').parse(require('fs').readFileSync(0, 'utf8'))"
        done = subprocess.run(
            [node, "-p", f"JSON.stringify({code})"],
            input=text,
            capture_output=True,
            encoding="utf-8",
            cwd=root,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


@pytest.mark.checkout  # the parser is one of the checkout's tools
@each_form
def test_gift_is_read_back_as_it_was_meant(parsed, form, language):
    title, asked = exports.questions(form, language)
    found = parsed(exports.gift(title, asked))
    assert [each["type"] for each in found] == ["MC"] * len(asked)
    for each, question in zip(found, asked, strict=True):
        assert (each["title"], each["stem"]["text"]) == (question.key, question.stem)
        told = [
            (choice["text"]["text"], choice["feedback"]["text"], choice["isCorrect"])
            for choice in each["choices"]
        ]
        assert told == [(o.text, o.says, o.right) for o in question.options]


@pytest.mark.checkout
def test_tex_and_every_sign_of_gift_are_escaped(parsed):
    hard = r"$\frac{e^{\theta_i}}{\sum_k e^{\theta_k}} = S_i$ ~ # : {a} \\ =x"
    options = (
        exports.Option("a", hard, hard, right=True),
        exports.Option("b", "=%50%x", "~", right=False),
    )
    [found] = parsed(exports.gift("t", [exports.Question("k", hard, options)]))
    assert found["stem"]["text"] == hard
    assert found["choices"][0]["text"]["text"] == hard
    assert [choice["isCorrect"] for choice in found["choices"]] == [True, False]


@each_form
def test_qti_1_2_names_its_schema_and_scores_the_right_one(form, language):
    title, asked = exports.questions(form, language)
    root = ElementTree.fromstring(exports.qti12(title, asked))
    assert root.get(f"{{{exports.XSI}}}schemaLocation") == exports.QTI_12_SCHEMA
    assert misplaced(root, IN_QTI_12) == []
    q = {"q": exports.QTI_12}
    items = root.findall(".//q:item", q)
    assert [item.get("ident") for item in items] == [question.key for question in asked]
    for item, question in zip(items, asked, strict=True):
        labels = item.findall(".//q:response_label", q)
        assert [label.get("ident") for label in labels] == [o.key for o in question.options]
        scored = [
            c for c in item.findall(".//q:respcondition", q) if c.find("q:setvar", q) is not None
        ]
        [right] = [c.find(".//q:varequal", q).text for c in scored]
        assert right == next(o.key for o in question.options if o.right)
        shown = {f.get("linkrefid") for f in item.findall(".//q:displayfeedback", q)}
        assert shown == {f.get("ident") for f in item.findall("q:itemfeedback", q)}


@pytest.mark.parametrize("change", ["removed", "doubled", "turned round"])
def test_what_stands_where_the_standard_does_not_want_it_is_found(change):
    root = ElementTree.fromstring(exports.qti12(*exports.questions("pre")))
    processing = root.find(".//{*}resprocessing")
    outcomes = processing[0]
    processing.remove(outcomes)
    if change == "doubled":
        processing.insert(0, outcomes)
        processing.insert(0, outcomes)
    elif change == "turned round":
        processing.append(outcomes)
    [(tag, _)] = misplaced(root, IN_QTI_12)
    assert tag == "resprocessing"


@each_form
def test_qti_2_1_is_a_package_whose_manifest_names_every_item(form, language):
    title, asked = exports.questions(form, language)
    content = exports.qti21(title, asked)
    assert content == exports.qti21(title, asked)  # the same bytes each time
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
        files = manifest.findall(".//{*}resource")
        assert manifest.get(f"{{{exports.XSI}}}schemaLocation") == exports.PACKAGE_SCHEMA
        assert misplaced(manifest, IN_QTI_21) == []
        assert {each.get("href") for each in files} | {"imsmanifest.xml"} == set(archive.namelist())
        for each, question in zip(files, asked, strict=True):
            item = ElementTree.fromstring(archive.read(each.get("href")))
            assert item.get(f"{{{exports.XSI}}}schemaLocation") == exports.QTI_21_SCHEMA
            assert misplaced(item, IN_QTI_21) == []
            names = [each.get("identifier") for each in item.iter() if each.get("identifier")]
            assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in names)
            right = item.find("q:responseDeclaration/q:correctResponse/q:value", QTI).text
            assert right == next(o.key for o in question.options if o.right)
            choices = item.findall(".//q:simpleChoice", QTI)
            assert [(c.get("identifier"), c.text.strip()) for c in choices] == [
                (option.key, option.text) for option in question.options
            ]


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_the_tool_writes_what_was_asked_for(tmp_path, kind):
    assert exports.main([kind, "pre", str(tmp_path / "test")]) == 0
    assert (tmp_path / "test").stat().st_size > 1000


# --- before and after ----------------------------------------------------------------------------

PRE = """learner,a,a:sureness,b,b:sureness
heron,right,sure,wrong,sure
lynx,wrong,sure,open,unsure
mole,0,,1,
gone,right,sure,right,sure
"""
POST = """learner,a,a:sureness,b,b:sureness,c,c:sureness
heron,right,sure,right,sure,wrong,sure
learner,a,a:sureness,b,b:sureness,c,c:sureness
lynx,right,unsure,wrong,guessing,right,sure
mole,1,,1,,1,
new,right,sure,right,sure,right,sure
"""


def table(text):
    return read_table(text.encode())


def test_the_gain_is_the_part_of_what_there_was_to_be_gained():
    found, both = gains(table(PRE), table(POST))
    assert both == 3  # heron, lynx and mole; whoever is in one table alone does not count
    by_item = {each.item: each for each in found}
    assert list(by_item) == ["a", "b", "c"]
    a, b, c = by_item.values()
    assert (a.before, a.after, a.gain) == (pytest.approx(1 / 3), 1, 1)
    assert (b.before, b.after) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert b.gain == pytest.approx(1 / 2)
    assert (c.before, c.after, c.gain) == (None, pytest.approx(2 / 3), None)
    assert [each.sure_and_wrong for each in found] == [(1, 0), (1, 0), (None, 1)]
    assert "67 %" in as_text(found, both)


def test_without_names_in_common_everybody_counts():
    found, both = gains(
        table(PRE), table(POST.replace("heron", "1").replace("lynx", "2").replace("mole", "3"))
    )
    assert (both, found[0].before, found[0].after) == (0, 1 / 2, 1)
    assert "everybody is counted" in as_text(found, both)


def test_in_chinese_the_columns_stand_below_each_other_and_the_picture_has_no_box(monkeypatch):
    """A Chinese character is as wide as two letters."""
    found, both = gains(table(PRE), table(POST))
    with speaking("zh"):
        head, *rows = as_text(found, both).splitlines()[:4]
        monkeypatch.setattr(fontManager, "ttflist", [])
        picture = gains_picture([(each.item, each.before, each.after) for each in found])
        picture.png()  # a box is a warning, and that an error
        assert "%" in {text.get_text() for text in picture.fig.findobj(Text)}
        assert picture.alt.startswith("答对")
    starts = [head.index(name) for name in ("课前", "课后", "提高", "有把握却不对")]
    wide = [sum(1 + (ord(letter) > 0x2E80) for letter in head[:start]) for start in starts]
    assert wide == [row.index(cell) for row in rows[:1] for cell in ("33%", "100%", "1.0", "1 →")]


def test_what_was_right_for_all_before_has_no_gain():
    found, _ = gains(table("learner,a\nx,1\n"), table("learner,a\nx,0\n"))
    assert found[0].gain is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "first row"),
        ("learner\nx\n", "first row"),
        ("learner,a\n", "no learner"),
        ("learner,a\nx,yes\n", "row 2, a: “yes”"),
        ("learner,a\nx,1,1\n", "row 2 has 3 cells"),
        ("learner,a\nx,1\nx,0\n", "x is in it twice"),
    ],
)
def test_a_table_that_is_none_is_told(text, told):
    with pytest.raises(TableError, match=told):
        table(text)
    with pytest.raises(TableError):
        read_table(b"\xff\xfe")


def test_a_chinese_spreadsheet_may_write_its_own_encoding():
    assert set(read_table("学号,a\n鹭02,1\n".encode("gb18030"))) == {"鹭02"}


def test_a_spreadsheet_may_write_semicolons_and_a_mark_of_its_own():
    assert table("\ufefflearner;a\nx;Right\n") == {"x": {"a": ("right", False)}}


def test_the_command_prints_and_draws(tmp_path, capsys):
    for name, text in (("pre.csv", PRE), ("post.csv", POST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    picture = tmp_path / "gain.png"
    command = ["concept", str(tmp_path / "pre.csv"), str(tmp_path / "post.csv")]
    assert main([*command, "--output", str(picture)]) == 0
    told = capsys.readouterr().out
    assert "Learners in both tables: 3." in told
    assert "In one table only (2): gone, new." in told
    assert str(picture) in told
    drawn = matplotlib.image.imread(picture)
    assert drawn.shape[0] > 100
    assert drawn.min() < 0.3  # something dark is on it
    (tmp_path / "post.csv").write_text("nothing")
    assert main([*command, "--output", str(picture)]) == 1
    assert "post.csv cannot be used" in capsys.readouterr().err


def row(name, state):
    return f"learner,a\r\n{name},{state}\r\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_class_is_a_folder_or_what_a_platform_exports(tmp_path, packed):
    files = {
        "Ann_11_assignsubmission_file_/heron-before.csv": row("heron", "right"),
        "Bob_12_assignsubmission_file_/before.csv": row("", "wrong"),
        "Bob_12_assignsubmission_file_/notes.txt": "nothing",
        "Eve_13_assignsubmission_file_/before.csv": row("lynx", "wrong"),
        "Eve_13_assignsubmission_file_/before (1).csv": row("lynx", "right"),
    }
    place = tmp_path / ("in.zip" if packed else "in")
    if packed:
        with zipfile.ZipFile(place, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
    else:
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
    states = {name: answers["a"][0] for name, answers in read_class(place).items()}
    assert states == {"heron": "right", "Bob": "wrong", "lynx": "right"}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"one.csv": row("heron", 1), "two.csv": row("heron", 0)}, "heron is in it twice"),
        ({"ann/one.csv": row("", 1), "ann/two.csv": row("", 0)}, "ann is in it twice"),
        ({"one.csv": row("heron", "yes")}, "one.csv: row 2, a: “yes”"),
        ({"one.txt": "nothing"}, "no learner"),
    ],
)
def test_nobody_of_a_class_is_counted_wrongly(tmp_path, files, told):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=told):
        read_class(tmp_path)
