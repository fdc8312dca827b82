"""One view as one file: nothing is fetched, nothing but its own script and style is allowed."""

import json
import math
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from softmax_edu import Explorer
from softmax_edu.__main__ import main
from softmax_edu.embed import StateError, read_state


class Markup(HTMLParser):
    """The tags of a page with their attributes, and what stands in script and style."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.inside, self.open = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = tag if tag in ("script", "style") else None

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, data):
        if self.open:
            self.inside[self.open] = self.inside.get(self.open, "") + data


@pytest.fixture
def saved(tmp_path):
    explorer = Explorer(np.log([1, 2, 5]), y=1, cell=(0, 1), labels=("</script>", "b", "c"))
    place = explorer.save(tmp_path / "x.html", title="Scores & <shares>")
    return place.read_text(encoding="utf-8")


def test_the_policy_allows_its_script_and_style_by_hash_and_nothing_else(saved):
    page = Markup(saved)
    [policy] = [each["content"] for tag, each in page.tags if "http-equiv" in each]
    digests = {
        name: f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for name, text in page.inside.items()
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {digests['script']}",
        f"style-src {digests['style']}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert saved.index(policy) < saved.index("<style>")


def test_nothing_is_fetched_and_no_style_stands_in_the_markup(saved):
    page = Markup(saved)
    for _, attributes in page.tags:
        assert not attributes.keys() & {"style", "onclick", "onload", "srcset"}
        for name in ("src", "href"):
            assert attributes.get(name, "data:").startswith("data:")
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "Scores &amp; &lt;shares&gt;" in saved
    assert saved.count("</script>") == 1


def test_the_state_and_the_picture_are_in_it(saved):
    page = Markup(saved)
    [live] = [json.loads(each["data-live"]) for _, each in page.tags if "data-live" in each]
    origin = live["models"]["origin"]
    assert origin["theta"] == pytest.approx([0, math.log(2), math.log(5)])
    assert (origin["y"], origin["cell"]) == (1, [0, 1])
    [picture] = [each for tag, each in page.tags if tag == "img"]
    assert "Softmax of 3 scores." in unescape(picture["alt"])
    assert re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=\n]{1000,}", picture["src"])


def test_a_linked_view_is_saved_with_its_own_panels(tmp_path):
    explorer = Explorer([0, 1, 2], y=1, mask="off-diagonal")
    text = explorer.view(panels=("jacobian",)).save(tmp_path / "v.html").read_text("utf-8")
    [live] = [json.loads(e["data-live"]) for _, e in Markup(text).tags if "data-live" in e]
    assert live["models"]["view"]["panels"] == ["jacobian"]
    assert live["models"]["origin"]["mask"] is None  # its question is not on the page


# --- a state in a line ---------------------------------------------------------------------------


def test_a_line_gives_a_state():
    state = read_state("#theta=0,ln2,ln 5&y=1&cell=0,1&T=1/2")
    assert state["theta"] == pytest.approx([0, math.log(2), math.log(5)])
    assert (state["y"], state["cell"], state["temperature"]) == (1, (0, 1), 0.5)
    assert read_state("theta=−1,.5,1e-3&y=0.2,0.5,0.3") == {
        "theta": [-1, 0.5, 1e-3],
        "y": [0.2, 0.5, 0.3],
    }


@pytest.mark.parametrize(
    "line",
    [
        "",
        "y=1",
        "theta=",
        "theta=a",
        "theta=1,2&theta=3",
        "theta=1,2&z=3",
        "theta=ln0,1",
        "theta=1,2&T=1,2",
        "theta=1,2&cell=1",
        "theta=__import__",
    ],
)
def test_a_line_that_gives_none_is_told(line):
    with pytest.raises(StateError):
        read_state(line)


def test_the_command_writes_a_page(tmp_path, capsys):
    place = tmp_path / "x.html"
    command = ["embed", str(place), "theta=1,2&y=0", "--panels", "softmax,jacobian"]
    assert main([*command, "--controls", "latex", "--title", "Two"]) == 0
    assert str(place) in capsys.readouterr().out
    text = place.read_text(encoding="utf-8")
    assert "<title>Two</title>" in text
    [live] = [json.loads(e["data-live"]) for _, e in Markup(text).tags if "data-live" in e]
    view = live["models"]["view"]
    assert (view["panels"], view["controls"]) == (["softmax", "jacobian"], ["latex"])


@pytest.mark.parametrize(
    "arguments", [["theta=1"], ["theta=1,2&y=7"], ["theta=1,2", "--panels", "none"], ["hello"]]
)
def test_what_cannot_be_shown_is_told_and_nothing_is_written(tmp_path, capsys, arguments):
    assert main(["embed", str(tmp_path / "x.html"), *arguments]) == 1
    assert capsys.readouterr().err.startswith("softmax-edu: ")
    assert not (tmp_path / "x.html").exists()
    assert main(["embed", str(tmp_path)]) == 1
