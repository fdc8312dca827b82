"""A translated lesson is the same lesson, cell by cell: code, formulas, numbers, and none stale."""

import re
import subprocess
from urllib.parse import unquote

import pytest
import translations
from translations import lessons

from softmax_edu import words
from tests.chinese import CODE, LINK, faults
from tests.pseudo import entries

each = pytest.mark.parametrize("name", translations.translations())
each_page = pytest.mark.parametrize("name", translations.pages())
TRANSLATED = [*translations.translations(), *translations.pages()]
each_of_both = pytest.mark.parametrize("name", TRANSLATED)

# Decimals, and whole numbers of two digits and more: small ones may be words.
NUMBER = re.compile(r"(?<![A-Za-z\d_.])(?:\d+\.\d+|\d{2,}(?![A-Za-z\d_]|\.\d))")
# Written otherwise: the month of November, 2.5 billion and 67 million.
WRITTEN_OTHERWISE = {
    "zh/06_numerics": {"11"},
    "zh/09_exercises": {"2.5", "25"},
    "zh/12_attention": {"67", "6700"},
}


def texts(name):
    return [cell.source for cell in translations.cells_of(name) if cell.cell_type == "markdown"]


def pairs(name):
    """Return the text cells of a translation, each with the original's."""
    return list(zip(texts(name), texts(translations.original(name)), strict=True))


@each_of_both
def test_a_translation_has_the_cells_and_the_code_of_its_original(name):
    assert list(translations.differences(name)) == []


@each_of_both
def test_no_cell_of_a_translation_has_fallen_behind(name):
    """`python tools/translations.py --show` puts the two texts side by side."""
    assert [str(place) for place in translations.stale(name)] == []


@each_of_both
def test_every_number_of_a_cell_stands_in_its_translation(name):
    for ours, theirs in pairs(name):
        found, wanted = ({*NUMBER.findall(LINK.sub("", text))} for text in (ours, theirs))
        assert found ^ wanted <= WRITTEN_OTHERWISE.get(name, set()), ours


@each
def test_every_displayed_formula_stands_in_the_translation(name):
    """Words inside a formula are language; all else of it is mathematics."""
    for ours, theirs in pairs(name):
        found, wanted = (
            [
                re.sub(r"\\text\{[^}]*\}|\s|\\[,;:!]|\\\\quad|\\q?quad", "", formula)
                for formula in re.findall(r"\$\$.*?\$\$", text, re.DOTALL)
            ]
            for text in (ours, theirs)
        )
        assert found == wanted, ours


# --- the pages around the lessons ----------------------------------------------------------------

BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
# What chooses a language, or is in the folder of one.
CHOSEN = re.compile(r"SOFTMAX_EDU_LANGUAGE=zh |--language (?:zh|en) ?|(?<=pages/)zh/|\"(?:zh|en)\"")
# Sentences within a page's code.
SENTENCES = {
    *("heron.ipynb", "heron.json", "白鹭.ipynb", "白鹭.json"),
    *("## 3 · The variance", "## 3 · 方差", "{top | bottom}", "{分子 | 分母}"),
    "jupyterlab-language-pack-zh-CN",
}


def test_every_page_that_is_read_around_the_lessons_has_its_chinese():
    wanted = {"README.md", "docs/start.md", "teaching/README.md", "teaching/own_lesson.md"}
    chinese = [name for name in translations.pages() if "zh" in name]
    assert {translations.original(name) for name in chinese} == wanted


@each_page
def test_a_translated_page_has_the_headings_tables_blocks_and_commands_of_its_original(name):
    """A command may ask for the language besides; what stands in code is code in both."""
    for ours, theirs in pairs(name):
        found, wanted = map(built_of, (ours, theirs))
        assert found == wanted, ours


def built_of(text):
    """Return what a section of a page is built of, its sentences aside."""
    text = CHOSEN.sub("", text)
    blocks = BLOCK.findall(text)
    shells = [block for block in blocks if block.startswith("```console")]
    return {
        "heading": re.match(r"#*", text)[0],
        "rows": [row.count("|") for row in re.findall(r"^\|.*$", text, re.MULTILINE)],
        "blocks": [block.partition("\n")[0] for block in blocks],
        "commands": [[re.split("  +", line)[0] for line in each.split("\n")] for each in shells],
        "code": {code.strip("` ") for code in CODE.findall(BLOCK.sub("", text))} - SENTENCES,
    }


@pytest.mark.parametrize("name", [name for name in TRANSLATED if "zh" in re.split(r"\W", name)])
def test_a_chinese_lesson_or_page_has_no_english_sentence_and_no_space_between_the_scripts(name):
    for text in texts(name):
        assert faults(BLOCK.sub("", text)) == [], text


def test_the_package_speaks_chinese_and_no_english():
    for path, said in entries(words._tables("zh")):
        if not path[-1].startswith("answer"):  # that is code
            assert faults(said) == [], path


def anchors(name):
    """Return the anchors of a lesson's headings, as Jupyter makes them."""
    headings = re.findall(r"^#+ (.*)$", "\n".join(texts(name)), re.MULTILINE)
    return [heading.strip().replace(" ", "-") for heading in headings]


@each
def test_a_link_leads_to_the_section_that_the_original_names(name):
    """Headings are translated, and so are the anchors that Jupyter makes of them."""
    edition = lessons.edition_of(name)
    for ours, theirs in pairs(name):
        found, wanted = ([*LINK.findall(text)] for text in (ours, theirs))
        assert sorted(page for page, _ in found) == sorted(page for page, _ in wanted)
        places = []
        for links, prefix, own in (
            (found, f"{edition}/", name),
            (wanted, "", translations.original(name)),
        ):
            places.append(
                sorted(
                    (page, anchors(f"{prefix}{page[:-6]}" if page else own).index(unquote(anchor)))
                    for page, anchor in links
                    if anchor
                )
            )
        assert places[0] == places[1]


# The tool, on a course of one small lesson.

ENGLISH = "# A lesson\n\n\nOne idea.\n\n\nAnother idea.\n\n```python\n1 + 1\n```\n"
CHINESE = "# 一课\n\n\n一个想法。\n\n\n另一个想法。\n\n```python\n1 + 1\n```\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Return a function that writes the source of a lesson and commits it."""
    monkeypatch.setattr(lessons, "LESSONS", tmp_path)
    monkeypatch.setattr(lessons, "SOURCES", tmp_path / "source")
    monkeypatch.setattr(translations, "ROOT", tmp_path)

    def git(*arguments):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def write(name, text):
        path = translations.source_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git("add", "."), git("commit", "--quiet", "--message", name)

    git("init", "--quiet")
    write("01_lesson", ENGLISH)
    write("zh/01_lesson", CHINESE)
    translations.settle("zh/01_lesson")
    return write


def test_what_is_settled_is_not_behind(course, capsys):
    assert translations.main([]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_changed_cell_is_named_and_shown_with_what_it_was(course, capsys):
    course("01_lesson", ENGLISH.replace("Another idea.", "A better idea."))
    assert translations.main([]) == 1
    assert "zh/01_lesson: cell 3, the English text has changed" in capsys.readouterr().err
    translations.main(["--show"])
    shown = capsys.readouterr().out
    assert "-Another idea." in shown
    assert "+A better idea." in shown
    assert "另一个想法。" in shown
    assert "一个想法。\n" not in shown.replace("另一个想法。\n", "")
    translations.main(["--settle"])
    assert translations.main([]) == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (ENGLISH.replace("One idea.", "One idea.\n\n\nA new one."), "before cell 3, the English"),
        (ENGLISH.replace("One idea.\n\n\n", ""), "cell 2 stands for a cell that is gone"),
        (ENGLISH.replace("1 + 1", "1 + 2"), "cell 4 has other code"),
    ],
)
def test_a_cell_that_came_or_went_is_named_and_cannot_be_settled(course, capsys, changed, said):
    course("01_lesson", changed)
    assert translations.main([]) == 1
    assert said in capsys.readouterr().err
    assert translations.main(["--settle"]) == 1
    assert translations.stale("zh/01_lesson")


def test_the_line_that_chooses_the_language_is_the_only_code_that_may_differ(course):
    line = '\n```python\nset_language("{}")\n```\n'
    course("01_lesson", ENGLISH + line.format("en"))
    course("zh/01_lesson", CHINESE + line.format("zh"))
    assert list(translations.differences("zh/01_lesson")) == []
    course("zh/01_lesson", CHINESE + line.format("zh") + "\n```python\n2\n```\n")
    assert list(translations.differences("zh/01_lesson")) != []


def test_a_page_is_kept_section_by_section_and_a_comment_in_its_code_begins_none(
    course, tmp_path, capsys
):
    first = "# A page\n\nOne.\n\n## More\n\n```toml\n# x.toml\na = 1\n```\n\n## Last\n\nTwo.\n"
    course("teaching/page.md", first)
    course(
        "teaching/zh/page.md",
        "# 一页\n\n一。\n\n## 还有\n\n```toml\n# x.toml\na = 1\n```\n\n## 最后\n\n二。\n",
    )
    assert translations.pages() == ["teaching/zh/page.md"]
    assert translations.main([]) == 1
    assert "teaching/zh/page.md: it has never been settled" in capsys.readouterr().err
    assert translations.main(["--settle", "teaching/zh/page.md"]) == 0
    assert translations.main([]) == 0
    course("teaching/page.md", first.replace("Two.", "Three."))
    assert translations.main([]) == 1
    assert "teaching/zh/page.md: cell 3, the English text has changed" in capsys.readouterr().err
    translations.main(["--show"])
    shown = capsys.readouterr().out
    assert "-Two.\n+Three." in shown
    assert "二。" in shown
    course("teaching/page.md", first + "\n## New\n")
    assert translations.main(["--settle"]) == 1
    assert "3 cells, in English 4" in capsys.readouterr().err
