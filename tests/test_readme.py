"""The pages in front of the house are true: their numbers, commands, links and pictures."""

import doctest
import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

import softmax_edu
from softmax_edu.facts import facts

READMES = ["README.md", "docs/README.zh-CN.md"]
# Where a reader comes in, and the same in Chinese.
FRONT_PAGES = {
    "README.md": "docs/README.zh-CN.md",
    "docs/start.md": "docs/zh/start.md",
    "teaching/README.md": "teaching/zh/README.md",
}
OWN_LESSON = ("teaching/own_lesson.md", "teaching/zh/own_lesson.md")
PAGES = [
    *FRONT_PAGES,
    *FRONT_PAGES.values(),
    *OWN_LESSON,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    ".github/SECURITY.md",
    ".github/CODE_OF_CONDUCT.md",
]


def read(path):
    return path.read_text(encoding="utf-8")


def targets(root):
    """Return the Makefile's commands, and the files it makes that are no hidden stamps."""
    return set(re.findall(r"^([a-z_-]+):", read(root / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", READMES)
def test_the_readmes_lines_print_what_they_say(page, root):
    result = doctest.testfile(str(root / page), module_relative=False, encoding="utf-8")
    assert result.attempted == 10
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_repository_leads_somewhere(page, root):
    text = re.sub(r"`[^`\n]+`", "", read(root / page))
    links = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r"(?:src|srcset)=\"([^\"]+)\"", text)
    inside = [link for link in links if not urlsplit(link).scheme]
    assert [link for link in inside if not (root / page).parent.joinpath(link).exists()] == []


def test_the_first_thing_said_is_where_nothing_need_be_installed(root):
    """To move the site is to change one fact, and the pages that this test then names."""
    address = facts()["site"]["address"]
    for page, translated in FRONT_PAGES.items():
        for name, place, promise in (
            (page, address, "othing to install"),
            (translated, f"{address}zh/", "什么也不用装"),
        ):
            text = read(root / name)
            first = re.search(r"https?://[^)\s]+", text)
            assert first[0] == place, name
            published = re.findall(r"https://[\w.-]+\.github\.io/[^)\s]*", text)
            assert set(published) == {place}, name
            assert promise in text.partition(place)[0]


@pytest.mark.parametrize(("page", "translated"), [*FRONT_PAGES.items(), OWN_LESSON])
def test_a_page_and_its_translation_lead_to_each_other_first(page, translated, root):
    for here, there in ((page, translated), (translated, page)):
        link = re.search(r"\]\(([^)]+)\)", read(root / here))[1]
        assert (root / here).parent.joinpath(link).resolve() == root / there


@pytest.mark.parametrize(
    "page", ["README.md", "docs/start.md", "docs/README.zh-CN.md", "docs/zh/start.md"]
)
def test_what_a_learner_is_told_to_install_is_the_lean_extra(page, root):
    commands = re.findall(r"pip install (.*)", read(root / page))
    learners = [each for each in commands if "softmax-edu" in each]
    assert '"softmax-edu[lab]"' in learners[0]
    assert not any("[test]" in each for each in learners)


@pytest.mark.parametrize("page", READMES)
def test_the_binder_badge_opens_a_lesson_that_exists(page, root):
    badge = re.search(r"https://mybinder\.org/v2/[^)]+", read(root / page))
    [path] = parse_qs(urlsplit(badge.group()).query)["urlpath"]
    assert path.startswith("lab/tree/notebooks/")
    assert (root / path.removeprefix("lab/tree/")).is_file()


@pytest.mark.parametrize("page", READMES)
def test_the_readmes_pictures_have_words(page, root):
    text = read(root / page)
    pictures = re.findall(r"<img\b[^>]*>", text)
    assert pictures
    assert all(re.search(r'alt="[^"]{40,}"', picture) for picture in pictures)
    assert "![](" not in text


def test_every_command_of_the_makefile_is_in_the_table_and_no_other(root):
    named = re.findall(r"`make (?:PYTHON=\S+ )?([a-z_-]+)`", read(root / "CONTRIBUTING.md"))
    assert set(named) == targets(root)
    assert set(re.findall(r"^make (\w+)$", read(root / "README.md"), re.MULTILINE)) <= targets(root)


@pytest.mark.checkout
def test_the_root_is_read_at_a_glance_and_each_room_is_named(root):
    """A newcomer sees the root first: few entries, and what is in a room said in one place."""
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a clone")
    tracked = {path.split("/")[0] for path in listed.stdout.splitlines()}
    assert len(tracked) <= 18
    rooms = {name for name in tracked if (root / name).is_dir() and not name.startswith(".")}
    table = read(root / "CONTRIBUTING.md").partition("## The rooms")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)/` \|", table, re.MULTILINE)) == rooms


@pytest.mark.checkout
def test_every_fact_has_one_home_and_every_home_exists(root):
    table = (
        read(root / "CONTRIBUTING.md").partition("## Where a fact lives")[2].partition("\n## ")[0]
    )
    facts = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.MULTILINE)[1:]
    assert len(facts) == len(dict(facts)) >= 10
    homes = {home for _, said in facts for home in re.findall(r"`([\w/.]+[/.]\w*)`", said)}
    rooms = (root, root / "softmax_edu")
    assert [home for home in homes if not any((room / home).exists() for room in rooms)] == []


def test_the_python_that_the_readme_asks_for_is_that_of_the_package(root):
    asked = re.search(r"Python (3\.\d+) or newer", read(root / "README.md"))
    assert f'requires-python = ">={asked[1]}"' in read(root / "pyproject.toml")


def test_the_citation_and_the_changelog_know_the_version(root):
    assert f"\nversion: {softmax_edu.__version__}\n" in read(root / "CITATION.cff")
    changes = re.findall(r"^## \[([^\]]+)\]", read(root / "CHANGELOG.md"), re.MULTILINE)
    assert changes[0] in ("Unreleased", softmax_edu.__version__)
