"""docs/venues.md and docs/hub/ lead to what is there, and name no test that is not."""

import re
import shlex
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from softmax_edu import words
from softmax_edu.__main__ import main


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
    assert len(links) == 4
    for link in map(urlsplit, links):
        _, found, lesson = link.path.rpartition("/user-redirect/lab/tree/softmax-lessons/")
        if found:
            assert (root / "notebooks" / lesson).is_file()
            continue
        question = parse_qs(link.query)
        [repository], [opened] = question["repo"], question["urlpath"]
        clone = repository.rpartition("/")[2]
        assert (root / opened.removeprefix(f"lab/tree/{clone}/")).is_file()


def test_a_hub_in_chinese_opens_what_its_learners_get(root, tmp_path, monkeypatch):
    """The recipe's two lines, with the command that its spawner runs."""
    [block] = re.findall(
        r"```python\n(c\.Spawner\.environment.*?)```", read(root / "docs/hub/README.md"), re.DOTALL
    )
    c = SimpleNamespace(Spawner=SimpleNamespace())
    exec(block, {"c": c})
    monkeypatch.setattr(words, "_chosen", None)
    for name, value in c.Spawner.environment.items():
        monkeypatch.setenv(name, value)
    assert main(["copy", str(tmp_path)]) == 0
    opened = c.Spawner.default_url.removeprefix("/lab/tree/softmax-lessons/")
    assert (tmp_path / opened).is_file()
    assert "从得分到概率" in read(tmp_path / opened)


def test_the_cell_for_colab_upgrades_nothing(root):
    [cell] = re.findall(
        r"%pip install (.*)", read(root / "docs" / "venues.md").partition("## JupyterLite")[0]
    )
    words = shlex.split(cell)
    assert "--no-deps" in words
    assert not {"-U", "--upgrade", "--force-reinstall"} & set(words)
