"""A colour, a panel's name and a limit are written once, in facts.toml."""

import re

import pytest

from softmax_edu.explorer import Explorer
from softmax_edu.facts import facts
from softmax_edu.figures.explorer_figure import DRAWN
from softmax_edu.live import load_module, load_style, read
from softmax_edu.words import catalogue

PANELS, CONTROLS = facts()["panels"], facts()["controls"]
NAMES = [*PANELS["beside"], *PANELS["below"]]
COLOURS = {
    colour
    for group in ("palette", "page")
    for theme in ("light", "dark")
    for colour in facts()[group][theme].values()
    if isinstance(colour, str)
}
# A constant of such a name with a number of its own would be a second home of a limit.
LIMIT = re.compile(
    r"^(?:export )?(?:const )?_?[A-Z_]*(?:CLASSES|ANNOTATED|MANY|FEW|UNDO|HISTORY|SCORE|WIDEST"
    r"|COLDEST|HOTTEST|FULLEST|STRONGEST)[A-Z_]*(?:: (?:int|float))? = [\d.]+(?:;|$| +#)",
    re.MULTILINE,
)


@pytest.fixture
def sources(root):
    """The package's own text: a file's name, and what it says."""
    return {
        path.relative_to(root): path.read_text(encoding="utf-8")
        for path in sorted((root / "softmax_edu").rglob("*"))
        if path.suffix in {".py", ".js", ".css", ".html"}
    }


def spellings(colour):
    """The ways in which a colour #rrggbb may be written."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    short = "".join(colour[1::2]) if colour[1::2] == colour[2::2] else colour[1:]
    numbers = rf"\b{red}, ?{green}, ?{blue}\b"
    return re.compile(rf"#(?:{colour[1:]}|{short})\b|{numbers}", re.IGNORECASE)


@pytest.mark.checkout
def test_no_colour_is_written_a_second_time(sources):
    twice = [
        (str(path), colour)
        for path, text in sources.items()
        for colour in COLOURS
        if spellings(colour).search(text)
    ]
    assert not twice


@pytest.mark.parametrize("text", ["#C2640A", "#111", "rgb(194, 100, 10)", "(17,17,17)"])
def test_every_spelling_of_a_colour_is_found(text):
    assert any(spellings(colour).search(text) for colour in COLOURS)


@pytest.mark.checkout
def test_no_list_of_panels_or_controls_is_written_a_second_time(sources):
    lists = [PANELS["beside"], PANELS["below"], CONTROLS["usual"], CONTROLS["names"]]
    lists.append(PANELS["need_target"])
    wanted = [re.compile(r'",\s*"'.join(names)) for names in lists]
    twice = [str(path) for path, text in sources.items() if any(w.search(text) for w in wanted)]
    assert twice == ["softmax_edu/figures/explorer_figure.py"]  # its docstring says what there is


@pytest.mark.checkout
def test_no_limit_is_written_a_second_time(sources):
    assert not [
        (str(path), found[0]) for path, text in sources.items() if (found := LIMIT.search(text))
    ]


def test_every_panel_and_control_is_drawn_named_and_described():
    assert {*DRAWN, "jacobian"} == {*NAMES}  # it is drawn with what stands around it
    explorer = load_module("explorer")
    documented = Explorer.__doc__ or ""
    for name in NAMES:
        drawn = f"{name}: () =>" if name in PANELS["below"] else f'panels.includes("{name}")'
        assert drawn in explorer
        assert f'``"{name}"``' in documented
    for name in CONTROLS["names"]:
        assert f'"{name}")' in explorer
        assert f'``"{name}"``' in documented
    assert set(PANELS["usual"]) <= set(NAMES)
    assert set(PANELS["need_target"]) <= set(NAMES)
    assert set(CONTROLS["usual"]) <= set(CONTROLS["names"])
    assert catalogue("explorer")


def test_both_themes_have_every_colour_and_the_style_sheet_has_both():
    for group in ("palette", "page"):
        assert facts()[group]["light"].keys() == facts()[group]["dark"].keys()
    style = load_style("palette", "page")
    for theme, count in (("light", 2), ("dark", 3)):
        for name, value in facts()["palette"][theme].items():
            assert style.count(f"--{name}: {value};") >= count
    style += "".join(read(f"{name}.css") for name in ("explorer", "card", "site"))
    # Those that a view writes on an element: where a mark lies, and how long a bar is.
    placed = {"at", "s", "y", "g", "i", "j", "from", "length", "x", "strength", "k"}
    placed |= {"road", "small-part"}
    used = set(re.findall(r"var\(--([a-z-]+)\)", style))
    assert used - placed <= set(re.findall(r"--([a-z-]+):", style))
