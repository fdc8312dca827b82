"""Small formulas in sentences: what is marked in a text, as pieces that anyone can draw.

``e^θᵢ`` and ``e^(θᵢ/T)`` are raised, ``S_y`` is lowered, ``{top | bottom}`` is a fraction, and
``[name]`` is a blank. Whatever else stands in a text, markup too, is text.

A piece is a string, or a table with one of the keys ``sup``, ``sub``, ``fraction`` (two lists of
pieces) and ``blank``. Pieces are JSON: the browser draws the same ones (``live/card_text.js``).
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

Piece = str | dict[str, Any]
Pieces = list[Piece]

_SIMPLE = r"[−+]?[A-Za-z0-9θ₀-₉ᵢⱼₖₙ]+"
_MARK = re.compile(
    r"\{(?P<top>[^{}|]*)\|(?P<bottom>[^{}|]*)\}"
    r"|\[(?P<blank>[a-z]+)\]"
    rf"|(?P<way>[\^_])(?:\((?P<group>[^()]*)\)|(?P<simple>{_SIMPLE}))"
)
_WAY = {"^": "sup", "_": "sub"}
_SIGN = {kind: sign for sign, kind in _WAY.items()}
_OPEN = "□"


def pieces(text: str) -> Pieces:
    """Return the pieces of a sentence or of a line of a formula."""
    found: Pieces = []
    end = 0
    for mark in _MARK.finditer(text):
        found += [text[end : mark.start()], _marked(mark)]
        end = mark.end()
    return [piece for piece in [*found, text[end:]] if piece]


def _marked(mark: re.Match[str]) -> Piece:
    if mark["top"] is not None:
        return {"fraction": [pieces(mark["top"].strip()), pieces(mark["bottom"].strip())]}
    if mark["blank"] is not None:
        return {"blank": mark["blank"]}
    return {_WAY[mark["way"]]: mark["group"] or mark["simple"]}


def blanks(formula: Iterable[Piece]) -> list[str]:
    """Return the names of the blanks in the order in which they are read."""
    names: list[str] = []
    for piece in formula:
        if isinstance(piece, dict):
            for part in piece.get("fraction", ()):
                names += blanks(part)
            names += [piece["blank"]] if "blank" in piece else []
    return names


def plain(formula: Iterable[Piece], filled: Mapping[str, Pieces] | None = None) -> str:
    """Return the pieces on one line of text, their blanks open or filled."""
    return "".join(_plain(piece, filled) for piece in formula)


def _plain(piece: Piece, filled: Mapping[str, Pieces] | None) -> str:
    if isinstance(piece, str):
        return piece
    ((kind, content),) = piece.items()
    if kind == "fraction":
        return " / ".join(_in_brackets(plain(part, filled)) for part in content)
    if kind == "blank":
        return _OPEN if filled is None else f"[{plain(filled[content])}]"
    return _SIGN[kind] + (content if re.fullmatch(_SIMPLE, content) else f"({content})")


def html(formula: Iterable[Piece], filled: Mapping[str, Pieces] | None = None) -> str:
    """Return the same as HTML."""
    return "".join(_html(piece, filled) for piece in formula)


def _html(piece: Piece, filled: Mapping[str, Pieces] | None) -> str:
    if isinstance(piece, str):
        return escape(piece, quote=False)
    ((kind, content),) = piece.items()
    if kind == "fraction":
        return " / ".join(_in_brackets(html(part, filled)) for part in content)
    if kind == "blank":
        return _OPEN if filled is None else f"[{html(filled[content])}]"
    return f"<{kind}>{escape(content, quote=False)}</{kind}>"


def _in_brackets(part: str) -> str:
    return f"({part})" if re.search(r"\s", part) else part
