"""Many moments of one view, wound up for a page on which nothing computes.

A moment is a list of parts: the marks of a picture, or the lines of a text. Most parts are the same
from moment to moment. So each stands once, and a moment is told as runs through the list of them.
"""

import json
import re
from collections.abc import Iterable
from math import isfinite, prod
from typing import Any

_NAME = re.compile(r"[a-z]{1,20}")
_HEX = re.compile(r"#[0-9a-f]{6}")
_POINTS = re.compile(r"(?:-?[\d.]+,-?[\d.]+ ?)+")
_MOST_FRAMES = 2000


def wind(moments: Iterable[list[Any]]) -> tuple[list[Any], list[list[int]]]:
    """Return the parts, each once, and for each moment its runs: where one starts, how long it is.

    Examples
    --------
    >>> wind([["a", "b", "c"], ["a", "d", "c"]])
    (['a', 'b', 'c', 'd'], [[0, 3], [0, 1, 3, 1, 2, 1]])
    """
    places: dict[str, int] = {}
    parts: list[Any] = []
    frames = []
    for moment in moments:
        runs: list[int] = []
        for part in moment:
            at = places.setdefault(json.dumps(part), len(parts))
            if at == len(parts):
                parts.append(part)
            if runs and runs[-2] + runs[-1] == at:
                runs[-1] += 1
            else:
                runs += [at, 1]
        frames.append(runs)
    return parts, frames


def unwind(parts: list[Any], runs: list[int]) -> list[Any]:
    """Return the parts of one moment."""
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return [part for start, length in pairs for part in parts[start : start + length]]


def as_reel(stored: Any) -> dict[str, Any]:
    """Take the state that a film gave; refuse what none could have given.

    Raises
    ------
    KeyError, TypeError, ValueError
        It is of another version, or was tampered with.
    """
    language, stored = str(stored["language"]), json.loads(stored["reel"])
    size, parts = stored["size"], list(stored["parts"])
    if size is not None:
        width, height = (float(side) for side in size)
        size = [width, height]
        if not all(0 < side < 10_000 for side in size):
            raise ValueError("a film has no such size.")
    dials = [_as_dial(dial) for dial in stored["dials"]]
    frames = [[int(number) for number in runs] for runs in stored["frames"]]
    if len(frames) != prod(len(dial["places"]) for dial in dials) or len(frames) > _MOST_FRAMES:
        raise ValueError("there is not one moment for each place of the sliders.")
    if not all(len(unwind(parts, runs)) == sum(runs[1::2]) for runs in frames):
        raise ValueError("a moment has parts that are not there.")
    if not all(_is_mark(part) if size else isinstance(part, str) for part in parts):
        raise ValueError("a part is no mark of ours.")
    alts = [str(alt) for alt in stored["alts"]]
    if len(alts) != len(frames):
        raise ValueError("a moment has no words.")
    return {
        "language": language,
        "size": size,
        "dials": dials,
        "parts": parts,
        "frames": frames,
        "alts": alts,
    }


def _as_dial(stored: Any) -> dict[str, Any]:
    places, at = [str(place) for place in stored["places"]], int(stored["at"])
    if not 0 <= at < len(places):
        raise ValueError("a slider stands nowhere.")
    return {"name": str(stored["name"]), "places": places, "at": at}


def _is_mark(part: Any) -> bool:
    match part:
        case ["line", str(points), colour, width, str(dashes), "butt" | "round" | "projecting"]:
            rest, colours = [width, *map(float, dashes.split())], [colour]
        case ["dots", str(points), colour, size, "o" | "x", edge]:
            rest, colours = [size, edge], [colour]
        case ["box", x, y, width, height, fill, edge, edge_width]:
            points, rest, colours = "0,0", [x, y, width, height, edge_width], [fill, edge]
        case ["text", x, y, str(_), size, colour, "start" | "middle" | "end", bool(_)]:
            points, rest, colours = "0,0", [x, y, size], [colour]
        case _:
            return False
    return (
        _POINTS.fullmatch(points) is not None
        and all(type(number) in (int, float) and isfinite(number) for number in rest)
        and all(_is_colour(colour) for colour in colours)
    )


def _is_colour(colour: Any) -> bool:
    match colour:
        case None:
            return True
        case str(name):
            return _NAME.fullmatch(name) is not None
        case [str(light), str(dark)]:
            return all(_HEX.fullmatch(one) is not None for one in (light, dark))
    return False
