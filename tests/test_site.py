"""The pages: every lesson is there and whole, nothing of a notebook can run, no work is lost."""

import base64
import cProfile
import gzip
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tracemalloc
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from ipywidgets import FloatLogSlider, FloatRangeSlider, FloatSlider, Play
from ipywidgets.widgets.widget import _instances
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from benchmarks.notebooks import course
from softmax_edu import Explorer
from softmax_edu.__main__ import lesson_folder, main
from softmax_edu.figures import explorer_figure
from softmax_edu.files import RefusedError
from softmax_edu.live import FOREIGN, PAGE_KEY, scripts
from softmax_edu.live.scripts import MAIN, PARTS, digest, load_plain, parts_of
from softmax_edu.live.widget import LiveWidget
from softmax_edu.moment import Moment
from softmax_edu.night import at_night
from softmax_edu.questions import predict
from softmax_edu.site import EXPLORE, NotOursError, build_site, notebooks_in, translations_in
from softmax_edu.site.needs import file_of
from softmax_edu.site.page import POLICY
from softmax_edu.site.text import Markdown, clean, formula, formulas, is_readable
from softmax_edu.words import catalogue, message, speaking
from tools import minify

LESSONS = notebooks_in(lesson_folder())
MOST_BYTES = 300_000
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n of no matter").decode()


class Page(HTMLParser):
    """A page as a browser's parser sees it: its elements, and the text of some."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.within = ""
        self.whole = path.read_text(encoding="utf-8")
        self.feed(self.whole)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.within = tag

    def handle_data(self, data):
        self.text[self.within] = self.text.get(self.within, "") + data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def live(self):
        return [json.loads(found["data-live"]) for found in self.all("div") if "data-live" in found]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    build_site(LESSONS, folder)
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path.name: Page(path) for path in sorted(site.glob("*.html"))}


@pytest.fixture
def page_of(tmp_path):
    """Return a function that makes a page of some cells."""

    def make(*cells, name="mine"):
        (tmp_path / "in").mkdir(exist_ok=True)
        path = tmp_path / "in" / f"{name}.ipynb"
        path.write_text(writes(new_notebook(cells=list(cells))), encoding="utf-8")
        build_site([path], tmp_path / "out", shipped=False)
        return Page(tmp_path / "out" / f"{name}.html")

    return make


def shown(data, metadata=None, source="x"):
    """Return a cell of code with one output."""
    output = new_output("display_data", data=data, metadata=metadata or {})
    return new_code_cell(source, outputs=[output])


def test_every_lesson_is_a_page_and_the_first_page_leads_to_all(pages):
    assert {*pages} == {"index.html", EXPLORE, *(f"{path.stem}.html" for path in LESSONS)}
    links = {link["href"] for link in pages["index.html"].all("a")}
    assert links >= {f"{path.stem}.html" for path in LESSONS}


def test_one_page_is_one_view_and_nothing_else(pages):
    page = pages[EXPLORE]
    assert [one["module"] for one in page.live()] == ["explorer"]
    assert page.all("a") == page.all("header") == page.all("footer") == []


def test_every_page_names_itself(pages):
    titles, descriptions = [], []
    for page in pages.values():
        assert page.all("html")[0]["lang"] == "en"
        assert len(page.all("h1")) == 1
        assert all(picture["alt"].strip() for picture in page.all("img"))
        titles.append(page.text["title"])
        descriptions += [
            meta["content"] for meta in page.all("meta") if meta.get("name") == "description"
        ]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)
    assert all(20 < len(description) <= 300 for description in descriptions)


def test_headings_leave_out_no_rank(pages):
    for page in pages.values():
        ranks = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert ranks[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_every_link_inside_the_site_arrives(pages):
    """Lessons link to each other by notebook and by Jupyter's anchors; pages must have both."""
    anchors = {
        name: {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
        for name, page in pages.items()
    }
    for name, page in pages.items():
        for link in page.all("a"):
            address = urlsplit(link["href"])
            if address.scheme:
                assert address.scheme == "https"
                continue
            target = unquote(address.path) or name
            assert target in pages, link["href"]
            assert not address.fragment or unquote(address.fragment) in anchors[target], link[
                "href"
            ]


def test_a_page_asks_for_nothing_outside_its_folder(site, pages):
    for page in pages.values():
        asked = [script["src"] for script in page.all("script")]
        asked += [link["href"] for link in page.all("link")]
        asked += [picture["src"] for picture in page.all("img")]
        for address in asked:
            assert (site / unquote(address)).is_file(), address
        (policy,) = (
            meta["content"]
            for meta in page.all("meta")
            if meta.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
    style = (site / "softmax.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_the_readme_gives_the_policy_of_the_pages(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    assert f"Content-Security-Policy: {POLICY}\n" in text


def test_the_first_page_and_the_first_lesson_are_light(site, pages):
    for name in ("index.html", "01_softmax.html"):
        pictures = [picture["src"] for picture in pages[name].all("img")]
        scripts = [script["src"] for script in pages[name].all("script")]
        files = [name, *scripts, "softmax.css", "icon.svg", *pictures]
        size = sum(len(gzip.compress((site / file).read_bytes())) for file in files)
        print(f"{name}: {size / 1000:.0f} kB compressed, pictures included")
        assert size <= MOST_BYTES


def test_a_page_brings_no_more_script_than_its_views_need(pages):
    for name, page in pages.items():
        scripts = [script["src"] for script in page.all("script")]
        assert scripts[-1] == "softmax.js"
        wanted = {file_of(part) for view in page.live() for part in parts_of(view)}
        assert {*scripts} - {"softmax.js", "softmax-course.js"} == wanted
        assert ("softmax-course.js" in scripts) == (name == "index.html")


@pytest.mark.checkout
def test_a_published_page_carries_a_hundred_kilobytes_of_script_at_most(pages, root, tool):
    """And a little more on the two pages that show almost everything."""
    tool("esbuild", folder=root / "node_modules" / ".bin")
    minified = minify.minified()
    plain = {file_of(part): script for part, script in load_plain().items()}
    assert minified.keys() == {digest(script) for script in plain.values()}
    most = {"04_gradient.html": 117_000, "04b_weights.html": 105_500}
    for name, page in pages.items():
        texts = [plain[script["src"]] for script in page.all("script")]
        size = sum(len(minified[digest(text)].encode()) for text in texts)
        print(f"{name}: {size / 1000:.1f} kB of script")
        assert size <= most.get(name, 100_000), name


@pytest.mark.checkout
def test_only_a_minified_script_of_these_very_modules_is_used(monkeypatch, tmp_path):
    plain = scripts.load_plain()
    monkeypatch.setattr(scripts, "files", lambda _: tmp_path)
    told = {scripts.digest(plain[MAIN]): "small;", scripts.digest("an older one"): "old;"}
    (tmp_path / scripts.MINIFIED).write_text(json.dumps(told), encoding="utf-8")
    scripts.load_parts.cache_clear()
    try:
        assert scripts.load_parts() == {**plain, MAIN: "small;"}
    finally:
        scripts.load_parts.cache_clear()


def test_every_formula_of_the_lessons_is_mathml(pages, site):
    for path in LESSONS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        written = [latex for source in sources for latex in formulas(source)]
        assert [(path.stem, latex) for latex in written if not is_readable(latex)] == []
        text = (site / f"{path.stem}.html").read_text(encoding="utf-8")
        shown = re.sub(r"<(pre|code).*?</\1>", "", text, flags=re.DOTALL)
        assert shown.count("<math") >= len(written)
        # Whatever the converter did not know would stand there as text.
        visible = html.unescape(re.sub(r"<[^>]*>", "", shown))
        assert re.findall(r"\\[a-zA-Z]+|\$\$|\[1ex\]", visible) == []


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\tfrac14", '<mfrac displaystyle="false"><mn>1</mn><mn>4</mn></mfrac>'),
        (r"\boxed{x}", '<menclose notation="box"><mi>x</mi></menclose>'),
        (r"\begin{aligned}a&=b\\[1ex]&=c\end{aligned}", '<mtd class="to-right"><mi>a</mi></mtd>'),
        (r"\underbrace{x}_{y}", "<munder><munder"),
        (
            r"\begin{pmatrix}a&b\end{pmatrix}",
            "<mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>",
        ),
    ],
)
def test_a_formula_keeps_its_structure_through_the_cleaning(latex, expected):
    assert expected in clean(formula(latex, block=True))


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("let $a$, then", [("", ",")]),
        ("so ($a$), then", [("(", "),")]),
        ("数列（$a$），以及$b$。", [("（", "），"), ("", "。")]),
        ("“$a$”和$b$ & c", [("“", "”")]),
        ("$a$ and b", []),
    ],
)
def test_no_line_breaks_between_a_formula_and_its_marks(source, held):
    text = Markdown().render(source)
    found = re.findall(r'<span class="held[^"]*">(.*?)<math.*?</math>(.*?)</span>', text)
    assert found == held
    told = html.unescape(re.sub(r"<math.*?</math>", "", text))
    assert re.sub(r"<[^>]*>", "", told).strip() == re.sub(r"\$.\$", "", source).strip()


@pytest.mark.parametrize(
    ("source", "bare"),
    [("看$a$，", "held from"), ("（$a$）", "held"), ("（$a$是", "held to"), ("看$a$是", None)],
)
def test_a_formula_knows_on_which_side_no_mark_stands(source, bare):
    """There the style sheet of a Chinese page sets it off from the character."""
    found = re.search(r'<span class="([^"]*)">', Markdown().render(source))
    assert (found and found[1]) == bare


def test_a_formula_that_cannot_be_read_stays_as_it_was_written():
    assert formula(r"\nosuch{<b>}", block=False) == r"<code>\nosuch{&lt;b&gt;}</code>"


DEEP = """
import sys
from softmax_edu.site.text import formula
for line in sys.stdin:
    before, after = line.rstrip("\\n").split(" ")
    for n in (100, 1000, 6000, 60000):
        assert formula(f"{before * n}x{after * n}", block=True)
print("whole")
"""


@pytest.mark.slow
def test_no_formula_is_so_deep_that_the_process_ends():
    """In a process of its own: where the converter runs out of stack, no exception is raised."""
    forms = [
        *("{ }", "{ ", r"\sqrt ", r"\frac1 ", r"\left( \right)", r"\begin{matrix} \end{matrix}"),
        *(r"\begin{matrix} ", r"\overset{a} ", r"\color{red} ", r"x^{ }", r"\mathbf{ }", "( )"),
    ]
    told = {"input": "\n".join(forms), "capture_output": True, "text": True}
    assert subprocess.run([sys.executable, "-c", DEEP], **told).stdout == "whole\n"


def calls(source):
    """Count the calls that it takes to render a cell: the same on any machine."""
    profile = cProfile.Profile()
    profile.runcall(Markdown().render, source)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    "line",
    ["# T\n\n", "$$ a\n\n", "$$a\n", "- $$ a\n", "> $$ a\n>\n", "$$a $b ", "[", "**a _b ", "<b>"],
)
def test_the_work_on_a_cell_grows_as_its_length_does(line):
    assert calls(line * 800) < 2.5 * calls(line * 400)


def test_a_line_that_ends_between_chinese_characters_leaves_no_space():
    markdown = Markdown()
    text = markdown.render("# 标题\n\n先猜，\n再看。A\nb 和\n$x$\n结果。")
    assert "先猜，再看。A\nb 和\n<math" in text
    assert markdown.description == "先猜，再看。A b 和 x 结果。"


def test_repeated_headings_are_numbered_around_those_that_have_a_number_already():
    rendered = Markdown().render("## T\n\n## T-2\n\n## T\n\n## T\n\n## T-2\n")
    assert re.findall(r'id="([^"]*)"', rendered) == ["T", "T-2", "T-3", "T-4", "T-2-2"]


def test_the_pages_hold_every_explorer_that_the_notebooks_show(pages):
    for path in LESSONS:
        stored = [
            output["metadata"][PAGE_KEY]
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", ())
            if output.get("metadata", {}).get(PAGE_KEY, FOREIGN) != FOREIGN
        ]
        live = pages[f"{path.stem}.html"].live()
        assert [one["module"] for one in live] == [next(iter(what)) for what in stored]
        for one, what in zip(live, stored, strict=True):
            if one["module"] == "explorer":
                number = what["explorer"]["number"]
                state = one["models"][f"explorer-{number}"]
                assert state["theta"] == what["explorer"]["theta"]
                assert one["models"][one["model"]]["panels"] == what["explorer"]["panels"]


def bundle(widget, **more):
    """Return the cell that shows a widget, as it is stored."""
    data, metadata = widget._repr_mimebundle_()
    kept = {mime: value for mime, value in data.items() if "widget" not in mime}
    return shown(kept, json.loads(json.dumps(metadata)), **more)


def test_an_explorers_whole_state_is_on_the_page_and_no_widget_is_made_for_it(page_of):
    controls = ("temperature", "weight", "reset")
    explorer = Explorer(
        [0, 1, 2.0], y=[0.25, 0.5, 0.25], controls=controls, labels="abc", temperature=2
    )
    explorer.cell, explorer.mask, explorer.temperature = (0, 1), "jacobian-sign", 3.5
    cell, before = bundle(explorer), set(_instances)
    (live,) = page_of(cell).live()
    assert set(_instances) == before
    view = dict(live["models"][live["model"]])
    assert view.pop("origin") == f"IPY_MODEL_explorer-{explorer._number}"
    state = live["models"][f"explorer-{explorer._number}"]
    stored = json.loads(json.dumps(explorer.page_state()))
    assert {**state, **view, "number": stored["number"]} == stored
    assert state["initial"]["temperature"] == 2


def test_the_pages_of_the_course_are_made_without_a_widget(monkeypatch, tmp_path):
    def never(widget, **traits):
        raise AssertionError("a widget was made")

    monkeypatch.setattr(LiveWidget, "__init__", never)
    build_site(LESSONS[:2], tmp_path / "out")
    for name in ("index", *(path.stem for path in LESSONS[:2])):
        assert "softmax-live" in (tmp_path / "out" / f"{name}.html").read_text("utf-8")


def test_a_linked_view_shows_its_explorers_model(page_of):
    explorer = Explorer([0, 1.0], y=1, panels=("softmax",))
    first, second = page_of(bundle(explorer), bundle(explorer.view(panels=("gradient",)))).live()
    (origin,) = first["models"].keys() & second["models"].keys()
    assert first["models"][origin] == second["models"][origin]
    assert second["models"][second["model"]]["origin"] == f"IPY_MODEL_{origin}"
    assert second["models"][second["model"]]["panels"] == ["gradient"]


@pytest.mark.parametrize("kind", [FloatSlider, FloatLogSlider, FloatRangeSlider, Play])
def test_a_control_that_only_python_moves_is_said_to_be_one(page_of, kind):
    slider = kind(description="h")
    live = slider._repr_mimebundle_()
    stored = shown({"text/plain": repr(slider)}, {PAGE_KEY: FOREIGN})  # as lessons are built
    for cell in (shown(live), stored):
        page = page_of(cell)
        assert ("p", {"class": "needs-python"}) in page.elements
        assert kind.__name__ not in page.text.get("pre", "")
    plain = page_of(shown({"text/plain": "Fraction(1, 2)"}))
    assert ("p", {"class": "needs-python"}) not in plain.elements
    assert plain.text["pre"].strip() == "Fraction(1, 2)"


def test_a_question_is_asked_without_anyones_answer(page_of):
    card = predict("s0-when-theta1-rises")
    card.answer = None if card.answer is None else card.answer
    (live,) = page_of(bundle(card)).live()
    state = live["models"][live["model"]]
    assert (live["module"], state["key"]) == ("question", "s0-when-theta1-rises")
    assert state["store"] == "browser"
    assert state["answer"] is None


HOSTILE = """<script>window.hacked=1</script><img src=x onerror="window.hacked=1">
[click](javascript:window.hacked=1) <a href="javascript:window.hacked=1">a</a> ![t](https://e.example/x.png)
<svg onload="window.hacked=1"></svg><iframe src="https://e.example"></iframe><style>*{display:none}</style>
<div class="softmax-live" data-live="{}" style="position:fixed" onclick="window.hacked=1">d</div>
<form action="https://e.example"><input autofocus onfocus="window.hacked=1"></form>
<base href="https://e.example/"><meta http-equiv="refresh" content="0;url=https://e.example">
<noscript><p title="</noscript><img src=x onerror=window.hacked=1>"></noscript>
<math><mtext><table><mglyph><style><img src=x onerror="window.hacked=1"></style></mglyph></table>
$\\href{javascript:window.hacked=1}{x}$ $<img src=x onerror=window.hacked=1>$
"""


def dangers(page):
    """What must not be on a page that was made of someone's notebook."""
    found = [
        tag
        for tag, _ in page.elements
        if tag in {"iframe", "svg", "form", "input", "style", "base", "object"}
    ]
    for tag, attributes in page.elements:
        found += [
            f"{tag} {name}" for name in attributes if name.startswith("on") or name == "style"
        ]
        for name in ("href", "src"):
            address = (attributes.get(name) or "").strip().lower()
            if tag == "img" and address.startswith("data:image/svg+xml;base64,"):
                continue  # drawn as a picture, which runs nothing
            if address.startswith(("javascript:", "data:", "//")) or (
                name == "src" and address.startswith("http")
            ):
                found.append(f"{tag} {address}")
    names = [script.get("src") for script in page.all("script")]
    allowed = [{"src": name, "defer": None, "blocking": "render"} for name in names]
    ours = {file_of(part) for part in PARTS}
    if page.all("script") != allowed or names[-1] != "softmax.js" or not {*names[:-1]} <= ours:
        found.append("script")
    if any(meta.get("http-equiv") == "refresh" for meta in page.all("meta")):
        found.append("refresh")
    return found


def test_nothing_of_a_notebook_becomes_script_or_style_or_a_request(page_of):
    markup = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    page = page_of(
        new_markdown_cell(f"# T {HOSTILE}"),
        new_markdown_cell(HOSTILE),
        new_code_cell(
            markup,
            outputs=[
                new_output("stream", name="stdout", text=markup),
                new_output("error", ename="E", evalue=markup, traceback=[f"\x1b[31m{markup}"]),
            ],
        ),
        shown({"text/html": HOSTILE}),
        shown({"text/plain": markup, "image/svg+xml": "<svg onload='window.hacked=1'/>"}),
        shown({"text/html": f'<a title="<img src=x>" href="data:text/html,{markup}">a</a>'}),
        shown({"text/html": f"<a href=' da\tta:text/html,{markup}'>a</a><image src=//e.example>"}),
        shown({"image/png": PNG, "text/plain": markup}, {"image/png": {"alt": f'">{markup}'}}),
        shown({"image/png": base64.b64encode(b"no picture").decode(), "text/plain": "x"}),
        bundle(Explorer([0, 1.0], labels=[markup, '"><b>'])),
        name="a & 'c'",
    )
    assert dangers(page) == []
    # What is no picture is none, and nobody else's is.
    *within, drawing, ours, explorer = page.all("img")
    assert len(within) == 3
    assert all(one["src"].startswith("data:image/svg+xml;base64,") for one in within)
    assert drawing["alt"] == markup
    assert ours["alt"] == f'">{markup}'
    assert explorer["src"] == "pictures/a%20%26%20%27c%27-2.png"
    (live,) = page.live()
    assert [state["labels"][0] for state in live["models"].values() if "labels" in state] == [
        markup
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"theta": [0, float("nan")]},
        {"theta": "alert(1)"},
        {"theta": [0.0] * 1000},
        {"y": 7},
        {"temperature": -1},
        {"panels": ["softmax", "constructor"]},
        {"controls": [{}]},
        {"initial": None},
        {"initial": {"theta": [0.0, 1.0], "y": 0, "temperature": 0}},
        {"labels": ["a"]},
        {"mask": 3},
        {"y": None},
        {"number": "1-2"},
    ],
)
def test_a_stored_state_that_no_explorer_can_have_is_not_put_on_the_page(page_of, change):
    cell = bundle(Explorer([0, 1.0], y=0))
    cell.outputs[0].metadata[PAGE_KEY]["explorer"].update(change)
    page = page_of(cell)
    assert page.live() == []
    assert len(page.all("img")) == 1


@pytest.mark.parametrize(
    "stored",
    [None, 3, [], {}, {"question": "no-such"}, {"question": 3}, {"__proto__": {}}, {"explorer": 3}],
)
def test_a_state_of_another_kind_is_left_alone(page_of, stored):
    page = page_of(shown({"text/plain": "what it was"}, {PAGE_KEY: stored}))
    assert page.live() == []
    assert page.text["pre"].strip() == "what it was"


def test_only_a_folder_of_its_own_is_written(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "index.html").write_text("mine")
    with pytest.raises(NotOursError):
        build_site([], folder)
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


def test_a_second_run_takes_away_what_it_no_longer_writes_and_nothing_else(tmp_path):
    build_site(LESSONS[:2], tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    mark = tmp_path / "out" / ".softmax-edu-site"
    (tmp_path / "outside.txt").write_text("not the site's")
    more = "../outside.txt\n\npictures\n"  # a file outside, an empty line, a folder
    mark.write_text(mark.read_text(encoding="utf-8") + more, encoding="utf-8")
    build_site(LESSONS[:1], tmp_path / "out")
    assert not (tmp_path / "out" / f"{LESSONS[1].stem}.html").exists()
    assert (tmp_path / "out" / f"{LESSONS[0].stem}.html").exists()
    assert (tmp_path / "out" / "notes.txt").exists()
    assert (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("link", ["index.html", "softmax.js", "01.html", "pictures", "icon.svg"])
def test_nothing_is_written_through_a_link(link, tmp_path):
    lesson = tmp_path / "01.ipynb"
    lesson.write_bytes(LESSONS[0].read_bytes())
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("not the site's")
    build_site([lesson], tmp_path / "out")
    place = tmp_path / "out" / link
    if place.is_dir():
        shutil.rmtree(place)
        place.symlink_to(tmp_path / "outside")
    else:
        place.unlink()
        place.symlink_to(tmp_path / "outside" / "file")
    with pytest.raises(RefusedError, match="link"):
        build_site([lesson], tmp_path / "out")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["file"]
    assert (tmp_path / "outside" / "file").read_text() == "not the site's"


def test_a_mark_that_is_a_link_or_a_pipe_is_not_the_sites_own(tmp_path):
    (tmp_path / "out").mkdir()
    mark = tmp_path / "out" / ".softmax-edu-site"
    mark.symlink_to(tmp_path / "outside")
    with pytest.raises(NotOursError):
        build_site(LESSONS[:1], tmp_path / "out")
    assert not (tmp_path / "outside").exists()
    mark.unlink()
    os.mkfifo(mark)
    with pytest.raises(NotOursError):
        build_site(LESSONS[:1], tmp_path / "out")


KILLED = """
import os, sys
from pathlib import Path
from softmax_edu.site import build_site

def until_killed(descriptor, left=[None] * int(sys.argv[3])):
    left.pop() if left else os._exit(9)

os.fsync = until_killed
build_site([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("writes", [0, 1, 4])
def test_a_first_run_that_is_killed_leaves_a_folder_that_the_next_one_takes(writes, tmp_path):
    arguments = [LESSONS[0], tmp_path / "out", str(writes)]
    assert subprocess.run([sys.executable, "-c", KILLED, *arguments]).returncode == 9
    build_site(LESSONS[:1], tmp_path / "out")
    assert not [path for path in (tmp_path / "out").rglob("*") if "softmax-edu." in path.name]


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path):
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    cell = {"cell_type": "code", "source": "", "outputs": [output]}
    paths = [tmp_path / f"{n}.ipynb" for n in range(16)]
    for path in paths:
        path.write_text(json.dumps({"nbformat": 4, "cells": [cell]}), encoding="utf-8")
    peaks = []
    build_site(paths[:1], tmp_path / "first", shipped=False)
    for count in (4, 16):
        tracemalloc.start()
        built = build_site(paths[:count], tmp_path / f"{count}", shipped=False)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(built.pages) == count + 1
    assert peaks[0] < 20_000_000
    assert peaks[1] < peaks[0] + 3_000_000  # where twelve pages more have twelve million letters


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_notebook_that_is_no_ordinary_file_is_not_published(kind, tmp_path):
    if kind == "link":
        (tmp_path / "01.ipynb").symlink_to(LESSONS[0])
    else:
        os.mkfifo(tmp_path / "01.ipynb")
    built = build_site([tmp_path / "01.ipynb"], tmp_path / "out")
    assert built.left_out == [
        ("01.ipynb", message(f"files.{'special' if kind == 'pipe' else kind}"))
    ]


def test_a_mark_that_cannot_be_read_is_not_the_sites_own(tmp_path):
    build_site(LESSONS[:1], tmp_path / "out")
    (tmp_path / "out" / ".softmax-edu-site").write_bytes(b"\xff\xfe")
    with pytest.raises(NotOursError):
        build_site(LESSONS[:1], tmp_path / "out")


def test_a_lesson_that_is_called_index_in_any_case_does_not_take_the_first_page(tmp_path):
    lesson = tmp_path / "Index.ipynb"
    lesson.write_bytes(LESSONS[0].read_bytes())
    build_site([lesson], tmp_path / "out")
    names = [path.name.casefold() for path in (tmp_path / "out").glob("*.html")]
    assert sorted(names) == [EXPLORE, "index-lesson.html", "index.html"]


@pytest.mark.parametrize("text", ["", "[]", "3", "not JSON", '{"cells": 3, "nbformat": 4}', "\x00"])
def test_what_is_no_notebook_is_named_and_nothing_is_written(tmp_path, text):
    (tmp_path / "bad.ipynb").write_text(text)
    built = build_site([tmp_path / "bad.ipynb"], tmp_path / "out")
    ((name, why),) = built.left_out
    assert name == "bad.ipynb"
    assert why in catalogue("site")["reason"].values()
    assert not (tmp_path / "out").exists()


def test_what_is_no_notebook_stops_no_other_and_the_exit_code_says_so(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.ipynb").touch()
    (tmp_path / "in" / "2.ipynb").write_text(writes(new_notebook()), encoding="utf-8")
    (tmp_path / "in" / "3.ipynb").write_text("x")
    assert main(["site", str(tmp_path / "out"), "--lessons", str(tmp_path / "in")]) == 1
    said = capsys.readouterr()
    assert [line.split(":")[1] for line in said.err.splitlines()] == [
        " there is no page of 1.ipynb",
        " there is no page of 3.ipynb",
    ]
    assert "2 pages in" in said.out
    assert (tmp_path / "out" / "2.html").exists()


def raw(**more):
    cells = [{"cell_type": "markdown", "metadata": {}, "id": "a", "source": "# It is whole"}]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}


def with_output(**more):
    output = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}, **more}
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [output]}
    return raw(cells=[*raw()["cells"], cell])


def nested(levels):
    return {"a": nested(levels - 1)} if levels else {}


@pytest.mark.parametrize(
    "notebook",
    [
        raw(nbformat_minor=4),  # with the ids of 4.5
        raw(nbformat=4.0),
        raw(metadata=[]),
        raw(metadata=nested(900)),
        raw(metadata={"a": 10**400, "b": float("inf")}),
        raw(cells=[*raw()["cells"], 3, None, {}, {"cell_type": "code"}]),
        with_output(metadata=[]),
        with_output(metadata={"image/png": 3}, data={"image/png": PNG}),
        with_output(metadata={"image/png": {"alt": 3, "width": True}}, data={"image/png": PNG}),
        with_output(data={"image/png": "é", "text/plain": "\ud800"}),
        with_output(data=3),
        with_output(data={"text/plain": {"a": 1}, "text/html": None}),
        with_output(
            metadata={PAGE_KEY: {"explorer": {"initial": {"theta": [10**400, 0], "y": 0}}}}
        ),
        with_output(metadata={PAGE_KEY: {"question": {"language": "en", "key": "\udc00"}}}),
        with_output(output_type="stream", text=["a", 3]),
        with_output(output_type="error", traceback=3),
        with_output(output_type="another"),
    ],
)
def test_a_notebook_that_keeps_to_no_schema_is_a_page(tmp_path, notebook):
    text = json.dumps(notebook).replace("Infinity", "1e999")
    (tmp_path / "odd.ipynb").write_text(text, encoding="utf-8")
    built = build_site([tmp_path / "odd.ipynb"], tmp_path / "out", shipped=False)
    assert built.left_out == []
    assert Page(tmp_path / "out" / "odd.html").text["h1"].strip() == "It is whole"


def test_no_two_notebooks_share_a_page_or_a_picture(tmp_path):
    """Nor where the system tells names apart neither by case nor by how a letter is composed."""
    names = ["index", "Index", "index-lesson", "A", "a", "a-2", "\u00e9", "e\u0301", "n\nm", "n_m"]
    picture = shown({"image/png": PNG})
    for place, name in enumerate(names):
        lesson = new_notebook(cells=[new_markdown_cell(f"# {place}"), picture])
        (tmp_path / f"{name}.ipynb").write_text(writes(lesson), encoding="utf-8")
    paths = [tmp_path / f"{name}.ipynb" for name in names]
    built = build_site(paths, tmp_path / "out", shipped=False)
    made = [unicodedata.normalize("NFC", name).casefold() for name in built.sizes]
    assert len(set(made)) == len(made)
    assert all(name.isprintable() for name in made)
    pages = [Page(tmp_path / "out" / name) for name in built.pages[1:]]
    assert [page.text["h1"].strip() for page in pages] == [
        str(place) for place in range(len(names))
    ]
    pictures = {unquote(page.all("img")[0]["src"]) for page in pages}
    assert len(pictures) == len(names)
    assert pictures <= built.sizes.keys()
    links = [unquote(link["href"]) for link in Page(tmp_path / "out" / "index.html").all("a")]
    assert set(links) >= set(built.pages[1:])


def test_a_name_with_a_line_end_lets_the_next_run_take_away_nothing_else(tmp_path):
    odd = tmp_path / "a\nnotes.ipynb"
    odd.write_text(writes(new_notebook()), encoding="utf-8")
    build_site([odd], tmp_path / "out", shipped=False)
    (tmp_path / "out" / "notes.html").write_text("mine")
    build_site([], tmp_path / "out", shipped=False)
    assert (tmp_path / "out" / "notes.html").read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such name")
def test_a_name_that_is_no_utf8_has_a_page(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.ipynb"))
    path.write_text(writes(new_notebook()), encoding="utf-8")
    built = build_site([path], tmp_path / "out", shipped=False)
    assert built.pages == ["index.html", "caf_.html"]
    assert Page(tmp_path / "out" / "caf_.html").text["h1"].strip() == "caf_"


def test_the_notebooks_of_a_strange_course_become_pages_and_none_is_lost(tmp_path):
    """Of every output type, size and damage: more of them by ``python -m benchmarks.notebooks``."""
    sound = {path.name for path, is_sound in course(tmp_path / "in", 60, seed=1) if is_sound}
    paths = notebooks_in(tmp_path / "in")
    built = build_site(paths, tmp_path / "out", shipped=False)
    assert not sound & {name for name, _ in built.left_out}
    assert len(built.pages) - 1 + len(built.left_out) == len(paths)
    assert len(list((tmp_path / "out").glob("*.html"))) == len(built.pages)
    for name in built.pages:
        assert dangers(Page(tmp_path / "out" / name)) == []
    assert not any(b"secret" in file.read_bytes() for file in (tmp_path / "out").rglob("*.png"))


def test_pages_of_other_notebooks_claim_nothing_of_ours(page_of, tmp_path):
    page = page_of(new_markdown_cell("Theirs."), new_code_cell("check_out(1)"))
    first = Page(tmp_path / "out" / "index.html")
    ours = [message(f"site.{key}") for key in ("slogan", "description", "licence", "live", "name")]
    for text in (page.whole, first.whole):
        assert [claim for claim in ours if claim in text] == []
    assert first.live() == []
    assert ("p", {"class": "needs-python"}) not in page.elements
    live = page_of(bundle(Explorer([0, 1.0])))
    assert message("site.live") in live.whole


def test_a_dark_page_shows_our_pictures_in_dark_colours_and_nobody_elses(page_of, tmp_path):
    ours = explorer_figure(Moment([0.0, 1.0], 0, cell=(0, 1)))._repr_mimebundle_()
    page = page_of(shown(*ours), shown({"image/png": PNG, "text/plain": "a plot"}))
    (dark,) = page.all("source")
    assert dark["media"] == "(prefers-color-scheme: dark)"
    light, plot = page.all("img")
    files = tmp_path / "out"
    png = base64.b64decode(ours[0]["image/png"])
    assert (files / light["src"]).read_bytes() == png
    assert (files / dark["srcset"]).read_bytes() == at_night(png)
    assert (files / plot["src"]).read_bytes() == base64.b64decode(PNG)


def test_drawings_and_pictures_of_other_kinds_are_on_the_page(page_of):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    jpeg = base64.b64encode(b"\xff\xd8\xff of no matter").decode()
    page = page_of(
        shown({"image/svg+xml": svg, "text/plain": "a drawing"}),
        shown({"image/jpeg": jpeg, "text/plain": "a photograph"}),
        shown({"text/html": f'<img alt="inside" width="30" src="data:image/png;base64,{PNG}">'}),
        shown({"text/markdown": "# *a*"}),
        shown({"text/latex": r"$\displaystyle \frac12$"}),
        shown({"application/pdf": "JVBERi0="}),
    )
    drawing, photograph, inside = page.all("img")
    assert base64.b64decode(drawing["src"].partition(",")[2]) == svg.encode()
    assert drawing["alt"] == "a drawing"
    assert (photograph["src"], photograph["alt"]) == ("pictures/mine-1.jpg", "a photograph")
    assert (inside["src"], inside["alt"]) == ("pictures/mine-2.png", "inside")
    assert inside["width"] == "30"
    assert page.text["em"].strip() == "a"
    assert page.all("mfrac")
    assert message("site.no_form") in page.whole
    assert len(page.all("h1")) == 2  # the name of the notebook, and what it gave


def test_a_drawing_in_html_is_a_picture_and_runs_nothing(page_of):
    drawing = (
        '<svg width="40px" height="20" viewBox="0 0 4 2" onload="alert(1)"><title>a "b"</title>'
        '<script>alert(1)</script><image xlink:href="https://example.org/1.png"/><path d="M0 0h4"/>'
        "</svg>"
    )
    for cell in (
        shown({"text/html": f"<p>before{drawing}after</p>"}),
        new_markdown_cell(f"text {drawing} text"),
    ):
        page = page_of(cell)
        (picture,) = (attributes for name, attributes in page.elements if name == "img")
        told = {name: picture[name] for name in ("alt", "width", "height")}
        assert told == {"alt": 'a "b"', "width": "40", "height": "20"}
        content = base64.b64decode(picture["src"].removeprefix("data:image/svg+xml;base64,"))
        assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
        assert dangers(page) == []
        assert not [attributes for _, attributes in page.elements if "onload" in attributes]
    broken = page_of(shown({"text/html": "<b>x</b><svg aria-label='mine'><g></svg><i>y</i><svg>"}))
    assert f"<b>x</b>{message('site.no_picture', name='mine')}<i>y</i>" in broken.whole
    assert not [name for name, _ in broken.elements if name == "img"]


def test_pictures_of_texts_are_on_the_page_or_said_to_be_missing(page_of, tmp_path):
    content = base64.b64decode(PNG)
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a b.png").write_bytes(content + b"1")
    (tmp_path / "outside.png").write_bytes(content + b"secret")
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "outside.png")
    missing = ["../outside.png", "link.png", "gone.png", "//e.example/a.png", "mine.ipynb", ""]
    cell = new_markdown_cell(
        "![one](sub/a%20b.png) <img src='./sub/a b.png' alt=two> ![three](attachment:x.png)\n\n"
        "<img alt='four' src='attachment:x.png'>\n\n![five](https://e.example/a.png)\n\n"
        + "\n\n".join(f"![missing]({address})" for address in missing)
    )
    cell.attachments = {"x.png": {"image/png": PNG}}
    page = page_of(cell)
    assert [picture["alt"] for picture in page.all("img")] == ["one", "two", "three", "four"]
    files = [tmp_path / "out" / unquote(picture["src"]) for picture in page.all("img")]
    assert [file.read_bytes() for file in files] == [content + b"1"] * 2 + [content] * 2
    assert page.whole.count(message("site.no_picture", name="missing")) == len(missing)
    assert {"href": "https://e.example/a.png", "rel": "noopener noreferrer"} in page.all("a")
    first = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<img" not in first


def test_every_page_leads_to_its_translation_and_each_edition_speaks_its_language(
    tmp_path, pseudo_language
):
    """The switch knows the ids of the other page's headings, and stays at the section."""
    notebook = json.loads(LESSONS[0].read_text(encoding="utf-8"))
    for name in ("01_softmax", "02_only_here"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    first = notebook["cells"][0]
    first["source"] = ["# 1 · 从得分到概率\n"]
    other = tmp_path / pseudo_language
    other.mkdir()
    (other / "01_softmax.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    folder = tmp_path / "pages"
    with speaking("en"):
        built = build_site(
            notebooks_in(tmp_path), folder, editions={pseudo_language: notebooks_in(other)}
        )
    assert f"{pseudo_language}/01_softmax.html" in built.pages
    pages = {name: Page(folder / name) for name in built.pages}

    ours, theirs = pages["01_softmax.html"], pages[f"{pseudo_language}/01_softmax.html"]
    assert [page.all("html")[0]["lang"] for page in (ours, theirs)] == [
        "en",
        pseudo_language,
    ]
    [there] = [link for link in ours.all("a") if "data-places" in link]
    [back] = [link for link in theirs.all("a") if "data-places" in link]
    assert there["href"] == f"{pseudo_language}/01_softmax.html"
    assert back["href"] == "../01_softmax.html"
    headings = [
        [part["id"] for rank in ("h1", "h2", "h3") for part in page.all(rank) if "id" in part]
        for page in (theirs, ours)
    ]
    assert [sorted(json.loads(link["data-places"])) for link in (there, back)] == [
        sorted(ids) for ids in headings
    ]
    assert {link["hreflang"] for link in theirs.all("link") if "hreflang" in link} == {
        "en",
        pseudo_language,
    }
    assert [link["href"] for link in theirs.all("link") if link.get("rel") == "stylesheet"] == [
        "../softmax.css"
    ]
    for picture in theirs.all("img"):
        assert (folder / pseudo_language / picture["src"]).is_file()
    assert not any("data-places" in link for link in pages["02_only_here.html"].all("a"))


def test_the_same_notebooks_give_the_same_bytes(tmp_path, site):
    build_site(LESSONS, tmp_path / "again")
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(site)).read_bytes()


@pytest.mark.slow
def test_the_command_says_what_it_did_and_how_it_failed(tmp_path, capsys):
    assert main(["site", str(tmp_path / "out")]) == 0
    # Each edition has a page a lesson, and two more.
    count = (1 + len(translations_in(lesson_folder()))) * (len(LESSONS) + 2)
    assert f"{count} pages in {tmp_path / 'out'}" in capsys.readouterr().out
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert main(["site", str(tmp_path / "full")]) == 1
    assert "did not write" in capsys.readouterr().err
    assert main(["site", str(tmp_path / "new"), "--lessons", str(tmp_path / "full")]) == 1
    assert "no notebook" in capsys.readouterr().err
    (tmp_path / "full" / "bad.ipynb").write_text("x")
    assert main(["site", str(tmp_path / "new"), "--lessons", str(tmp_path / "full")]) == 1
    assert "bad.ipynb" in capsys.readouterr().err
    (tmp_path / "a_file").touch()
    assert main(["site", str(tmp_path / "a_file" / "out")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(("command", "module"), [("site", "nh3"), ("dashboard", "voila")])
def test_a_command_whose_extra_is_missing_names_it(command, module, tmp_path):
    """In an interpreter of its own, where the module cannot be found."""
    code = (
        f"import sys; sys.modules[{module!r}] = None; "
        "from softmax_edu.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = [str(tmp_path / "out")] if command == "site" else ["--no-browser"]
    run = subprocess.run(
        [sys.executable, "-c", code, command, *arguments], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert f"softmax-edu[{command}]" in run.stderr
    assert module in run.stderr


@pytest.mark.checkout
@pytest.mark.slow
def test_an_installed_wheel_makes_the_site_without_the_checkout_and_without_node(tmp_path, root):
    pip = [sys.executable, "-m", "pip"]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "-w", tmp_path, root]
    subprocess.run(wheel, check=True, capture_output=True, text=True)
    (built,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    install = [*pip, "install", "--quiet", "--no-deps", "--target", installed, built]
    subprocess.run(install, check=True, capture_output=True, text=True)
    run = subprocess.run(
        [sys.executable, "-m", "softmax_edu", "site", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert {path.name for path in (tmp_path / "out").glob("[0-9]*.html")} == {
        f"{path.stem}.html" for path in LESSONS
    }
    # It carries the minified scripts that `make dist` made, and writes them.
    there = [folder / "softmax_edu" / "live" / scripts.MINIFIED for folder in (root, installed)]
    assert there[0].is_file() == there[1].is_file()
    for part, text in scripts.load_parts().items():
        assert (tmp_path / "out" / file_of(part)).read_text(encoding="utf-8") == text


def test_the_first_page_is_at_the_probe_point(pages):
    (live,) = pages["index.html"].live()
    (state,) = (state for state in live["models"].values() if "theta" in state)
    np.testing.assert_array_equal(state["theta"], np.log([1, 2, 5]))
