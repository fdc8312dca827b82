"""docs/venues.md and docs/hub/ lead to what is there, and name no test that is not."""

import re
import shlex
from urllib.parse import parse_qs, urlsplit

import pytest


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/venues.md", "docs/hub/README.md"])
def test_every_link_within_the_repository_leads_somewhere(page, root):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", read(root / page))
    inside = [link for link in links if not urlsplit(link).scheme]
    assert inside
    assert [link for link in inside if not (root / page).parent.joinpath(link).exists()] == []


def test_the_links_for_hubs_open_lessons_that_exist(root):
    links = re.findall(
        r"https://\S+/hub/user-redirect/\S+", read(root / "docs" / "hub" / "README.md")
    )
    direct, pulled = (urlsplit(link) for link in sorted(links, key=len))
    lesson = direct.path.rpartition("/user-redirect/lab/tree/softmax-lessons/")[2]
    assert (root / "notebooks" / lesson).is_file()
    question = parse_qs(pulled.query)
    [repository], [opened] = question["repo"], question["urlpath"]
    clone = repository.rpartition("/")[2]
    assert (root / opened.removeprefix(f"lab/tree/{clone}/")).is_file()


def test_the_cell_for_colab_upgrades_nothing(root):
    [cell] = re.findall(
        r"%pip install (.*)", read(root / "docs" / "venues.md").partition("## JupyterLite")[0]
    )
    words = shlex.split(cell)
    assert "--no-deps" in words
    assert not {"-U", "--upgrade", "--force-reinstall"} & set(words)
