"""A language "xx" made of the English one: every word becomes Chinese characters of its length.

What is filled in, formulas, names and code stay. An English word that is still seen after that was
written into the code. So was what joins two texts in the English way: in this language commas and
full stops are full-width, and no space stands between words.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from softmax_edu import words

LANGUAGE = "xx"
# Two letters or more; single ones are mathematics, and so are these.
WORD = re.compile(r"[A-Za-z](?:[’'-]?[A-Za-z])+")
MATHEMATICS = {
    "diag",
    "dia",
    "exp",
    "ln",
    "log",
    "max",
    "min",
    "nan",
    "softmax",
    "tr",
    "SSᵀ",
    "XW",
    "np",
    "theta",
}
KEPT = re.compile(
    r"\w+_\{\w+\}(?:\(\{\w+\}\))?|\{[^{}]*\}|\[[a-z]+\]|</?[a-z]+>|https?://\S+|\b\w+\.(?:toml|json|html|csv|ipynb)\b|\b\w+\.\w+\(.*?\)|(?<!\w)-{1,2}[a-z-]+"
)
FIRST, COUNT = 0x4E00, 2000  # the most usual Chinese characters
WIDE = {",": "，", ".": "。", ":": "：", ";": "；"}
JOINS = re.compile(r"\W*(?:\{\w+\}\W*)+")  # an entry of nothing but places and signs
CHINESE = "[一-鿿，。：；]"
GLUE = re.compile(rf"{CHINESE}(?:[,.:;](?=\s|$|{CHINESE})| (?={CHINESE}))|[,:;] {CHINESE}")


def foreign(sentence: str) -> str:
    """Return the sentence with Chinese characters for its words."""
    parts, end = [], 0
    for kept in KEPT.finditer(sentence):
        parts += [WORD.sub(_characters, sentence[end : kept.start()]), kept[0]]
        end = kept.end()
    text = "".join([*parts, WORD.sub(_characters, sentence[end:])])
    if not re.search(CHINESE, text) and not JOINS.fullmatch(text):
        return text  # a formula
    for sign, wide in WIDE.items():
        text = re.sub(rf"(?<=\S){re.escape(sign)}(?: +|$)", wide, text, flags=re.MULTILINE)
    return re.sub(rf" *({CHINESE}) *|(?<=}}) (?={{)", r"\1", text)


def _characters(word: re.Match[str]) -> str:
    if word[0] in MATHEMATICS:
        return word[0]
    return "".join(chr(FIRST + (ord(sign) * 37 + k * 11) % COUNT) for k, sign in enumerate(word[0]))


def entries(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every sentence of a table with its path; those of a list by their places."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from entries(value, (*path, str(key)))


def use_pseudo_language(folder: Path, monkeypatch: Any) -> None:
    """Let the package find its languages in `folder`, "xx" beside them; and speak it."""
    shutil.copytree(words.HOME, folder, dirs_exist_ok=True)
    (folder / LANGUAGE).mkdir()
    for path in (folder / words.FIRST).glob("*.toml"):
        lines = _lines(tomllib.loads(path.read_text(encoding="utf-8")))
        (folder / LANGUAGE / path.name).write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(words, "HOME", folder)
    monkeypatch.setattr(words, "_chosen", LANGUAGE)
    forget_languages()


def forget_languages() -> None:
    """Let the package look for its languages anew."""
    words.languages.cache_clear()
    words._tables.cache_clear()
    words._sentences.cache_clear()


def _lines(node: dict[str, Any], path: str = "") -> Iterator[str]:
    for key, value in node.items():
        place = path + json.dumps(key)
        if isinstance(value, dict):
            yield from _lines(value, f"{place}.")
        else:
            told = value if key == "answer" else _foreign_value(value)  # an answer is code
            yield f"{place} = {json.dumps(told, ensure_ascii=False)}"


def _foreign_value(value: str | list[str]) -> str | list[str]:
    return foreign(value) if isinstance(value, str) else [foreign(part) for part in value]


# What stays as it is in every language, and why. Nothing else may.
STAYS = {
    "a mistake's key: a name, in quotes, by which a class speaks of it": r"“[a-z0-9-]+”",
    "a name in code, with what it is called with": r"\b[a-z]\w*\([^()\n]*\)",
    "a name of several parts, in code or of a file": r"\b\w+(?:[_./]\w+)+\b|\b_\w+|\w+_\b",
    "an option of a command, and what it is joined to": r"(?<![\w-])--?[a-z][a-z-]*",
    "what a file of answers calls itself": r"softmax-edu answers",
    "a command of ours": (
        r"\bsoftmax-edu\b(?: (?:lab|copy|report|collect|concept|embed|site|dashboard)\b)?"
    ),
    "our own name, and those of other projects": r"\b(?:JupyterLab|NumPy|Binder|GitHub|Python)\b",
}
_STAYS = re.compile("|".join(STAYS.values()), re.ASCII)  # a Chinese character ends a name


def english(text: str) -> list[str]:
    """Return what is English in a text: words, and places where it joins what is Chinese."""
    found = WORD.findall(_STAYS.sub(" ", text))
    return sorted({word for word in found if word not in MATHEMATICS}) + glued(text)


def glued(text: str) -> list[str]:
    """Return the places in a text where Chinese is joined as in English."""
    return [text[max(0, at.start() - 12) : at.end() + 12] for at in GLUE.finditer(text)]


class _Reader(HTMLParser):
    """Gathers what a page shows or tells: its text, and the attributes that are read out."""

    TOLD = ("alt", "title", "aria-label", "placeholder", "aria-description")
    UNSEEN = ("style", "script", "code")  # code is Python in every language

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.unseen += tag in self.UNSEEN
        self.found += [str(told[name]) for name in self.TOLD if name in told]
        if tag == "meta" and told.get("name") == "description":
            self.found.append(str(told["content"]))

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in self.UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(data)


def seen(html: str) -> str:
    """Return all that a page shows or tells as text."""
    reader = _Reader()
    reader.feed(html)
    return "\n".join(reader.found)
