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
# A constant of such a name with a number of its own would be a second home of a limit, and so would
# a comparison of a number of classes with one.
LIMIT = re.compile(
    r"^ *(?:export )?(?:const )?_?[A-Z_]*(?:CLASSES|ANNOTATED|MANY|FEW|UNDO|HISTORY|SCORE|WIDEST"
    r"|COLDEST|HOTTEST|FULLEST|STRONGEST|MAPPED|SLOPE|PACE)[A-Z_]*(?:: (?:int|float))? = [\d.]+"
    r"(?:;|$| +#)|\b(?:K|count|size|length|classes) ?(?:[<>]=?|[!=]==?) ?(?:10|11|100|101)\b",
    re.MULTILINE,
)
LISTS = [PANELS["beside"], PANELS["below"], PANELS["need_target"], NAMES]
LISTS += [CONTROLS["usual"], CONTROLS["names"]]
LITERAL = re.compile(r"""[\[({]\s*(?:["'`][\w-]+["'`]\s*,?\s*){2,}[\])}]""")


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


def colours_in(text):
    """Every colour of ours that is written in a text."""
    return [colour for colour in COLOURS if spellings(colour).search(text)]


def lists_in(text):
    """Every list of panels or controls that is written in a text, in whatever order."""
    lists = (re.findall(r"[\w-]+", literal) for literal in LITERAL.findall(text))
    return [names for names in lists if any(set(names) == set(known) for known in LISTS)]


def limits_in(text):
    """Every limit that is written in a text."""
    return [found[0] for found in LIMIT.finditer(text)]


@pytest.mark.checkout
@pytest.mark.parametrize("found_in", [colours_in, lists_in, limits_in])
def test_no_colour_list_of_panels_or_limit_is_written_a_second_time(found_in, sources):
    assert [(str(path), twice) for path, text in sources.items() if (twice := found_in(text))] == []


@pytest.mark.parametrize(
    ("found_in", "text"),
    [
        (colours_in, 'EDGE = "#C2640A"'),
        (colours_in, "const edge = '#111';"),
        (colours_in, "a { color: rgb(194, 100, 10); }"),
        (colours_in, "fill='(17,17,17)'"),
        (lists_in, 'PANELS = ("softmax", "jacobian", "gradient")'),
        (lists_in, "const BLOCKS = ['spectrum', 'roads',\n  'simplex'];"),
        (lists_in, "const needy = new Set([`gradient`, `simplex`, `roads`]);"),
        (lists_in, f"names = {CONTROLS['names']}"),
        (limits_in, "    _MOST_CLASSES: int = 100"),
        (limits_in, "export const MANY = 10; // classes"),
        (limits_in, "HOTTEST = 10.0  # T"),
        (limits_in, "if moment.K <= 10:"),
        (limits_in, "numbers.s.length > 10 ? a : b"),
    ],
)
def test_a_second_home_is_found_however_it_is_written(found_in, text):
    assert len(found_in(text)) == 1


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
    placed |= {"road", "small-part", "bar", "number", "weight", "curve", "paper"}
    used = set(re.findall(r"var\(--([a-z-]+)\)", style))
    assert used - placed <= set(re.findall(r"--([a-z-]+):", style))
