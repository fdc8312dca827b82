"""What no Chinese text of ours may hold: an English sentence, or a space typed between scripts."""

import re

FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)]*))?\)")
# What stays English in a Chinese text: names of papers, in slants, and of people and programs.
NAMES = re.compile(
    r"softmax-edu lab FOLDER|(?<!\*)\*(?!\*)[^*\n]+\*|Shift \+ Enter|BSD 3-Clause"
    r"|Add python\.exe to PATH"
)
IN_ENGLISH = re.compile(r"(?:[A-Za-z]{2,}[ ,;]+){2,}[A-Za-z]{2,}")
TYPED = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9$`]|[A-Za-z0-9$`] [\u4e00-\u9fff]")


def prose(text: str) -> str:
    """Return a text without its formulas, code, folded solutions, links and tags."""
    text = re.sub(r"(?m)^    .*$|<[^>]*>", "", text)
    return NAMES.sub("", LINK.sub("]", CODE.sub("码", FORMULA.sub("式", text))))


def faults(text: str) -> list[str]:
    """Return what a text holds of both; code that is indented may hold anything."""
    shown = re.sub(r"(?m)^    .*$", "", text)
    return IN_ENGLISH.findall(prose(text)) + TYPED.findall(shown)
