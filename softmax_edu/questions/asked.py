"""What is asked: the structure from ``questions.toml``, with its sentences in one language.

Sentences with formulas in them come as pieces (`formula.pieces`), as they are drawn here and in the
browser.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ..words import catalogue
from .formula import pieces


@cache
def structure() -> dict[str, Any]:
    """Return the tables ``tiles``, ``predict`` and ``steps``, which hold no sentence."""
    path = files("softmax_edu") / "questions.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def keys(table: str) -> list[str]:
    """Return the keys of all predictions (``predict``) or of all ``steps``, in their order."""
    return list(structure()[table])


def prediction(key: str) -> dict[str, Any]:
    """Return a prediction with its sentences in the language of this moment."""
    built, said = structure()["predict"][key], catalogue("predict")[key]
    options = [
        {"key": option, **{name: pieces(text) for name, text in said["option"][option].items()}}
        for option in built["options"]
    ]
    measured = {"measured": said["measured"]} if "at" in built else {}
    return {**built, "prompt": pieces(said["prompt"]), "options": options, **measured}


def tiles() -> list[str]:
    """Return the names of all tiles."""
    return list(structure()["tiles"])


def tile(name: str) -> dict[str, Any]:
    """Return a tile with its name in the language of this moment."""
    said = catalogue("questions")["tile"]
    return {"symbol": pieces(structure()["tiles"][name]), "name": said[name]}


def step(key: str) -> dict[str, Any]:
    """Return a derivation step with its sentences in the language of this moment."""
    built, said = structure()["steps"][key], catalogue("steps")[key]
    return {
        **built,
        "title": said["title"],
        "tiles": {name: tile(name) for name in built.get("tiles", ())},
        "lines": [
            {"formula": pieces(formula), "why": pieces(why)}
            for formula, why in zip(built["lines"], said["why"], strict=True)
        ],
        "blank": {
            name: {
                **blank,
                "name": said["blank"][name]["name"],
                "hint": pieces(said["blank"][name]["hint"]),
                "wrong": {
                    tile: pieces(text)
                    for tile, text in said["blank"][name].get("wrong", {}).items()
                },
            }
            for name, blank in built.get("blank", {}).items()
        },
        "done": pieces(said["done"]),
    }
