"""The index of the pages: what is asked in every lesson, and what a search looks through."""

import html
import json
import re

import pytest

from softmax_edu.lessons import lesson_folder
from softmax_edu.site import build_site, notebooks_in

LESSONS = notebooks_in(lesson_folder())[:3]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    build_site(LESSONS, folder)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}


def test_the_index_names_the_questions_and_steps_of_every_lesson(pages):
    """So it can say how far its reader is, from the answers that the browser keeps."""
    listed = re.findall(r'<li data-keys="([^"]*)">', pages["index.html"])
    assert len(listed) == len(LESSONS)
    for path, keys in zip(LESSONS, listed, strict=True):
        shown = re.findall(r'data-live="([^"]*)"', pages[f"{path.stem}.html"])
        live = [json.loads(html.unescape(told)) for told in shown]
        cards = [
            one["models"][one["model"]]["key"]
            for one in live
            if one["module"] in ("question", "steps")
        ]
        assert cards
        assert keys.split() == cards


def test_the_sections_of_a_lesson_can_be_found_from_the_index(pages):
    index = pages["index.html"]
    for path in LESSONS:
        page = pages[f"{path.stem}.html"]
        [around] = re.findall(r'<nav class="sections".*?</nav>', page, re.DOTALL)
        for place, title in re.findall(r'<a href="#([^"]*)">(.*?)</a>', around):
            assert f'<a href="{path.stem}.html#{place}">{title}</a>' in index


def test_what_a_script_shows_is_hidden_until_it_runs(pages):
    index = pages["index.html"]
    for name in ("go-on", "search", "progress", "found"):
        assert re.search(rf'class="{name}" hidden', index)
