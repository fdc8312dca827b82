"""A picture of ours as a dark page shows it: the same pixels in the palette's dark colours."""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .facts import facts

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INDEXED = 3  # the colour type of a PNG with a palette
_SIGNS = ("pos", "neg")

Colours = NDArray[np.float64]


def at_night(png: bytes) -> bytes | None:
    """Return a picture of this package in dark colours; None for any other picture.

    Ours are indexed, and hold the palette's ink and paper as they are. Only the list of colours is
    written anew, so that it costs no drawing, and shapes are the same to the pixel.
    """
    try:
        chunks = list(_chunks(png))
    except (struct.error, ValueError):
        return None
    found = dict(chunks)
    if b"PLTE" not in found or len(found.get(b"IHDR", b"")) != 13 or found[b"IHDR"][9] != _INDEXED:
        return None
    colours = np.frombuffer(found[b"PLTE"], dtype=np.uint8).reshape(-1, 3)
    light = facts()["palette"]["light"]
    listed = {tuple(colour) for colour in colours.tolist()}
    if not {tuple(_rgb(light[name])) for name in ("fg", "bg")} <= listed:
        return None
    night = np.array([_dark(tuple(colour)) for colour in colours.tolist()], dtype=np.uint8)
    return _SIGNATURE + b"".join(
        _chunk(name, night.tobytes() if name == b"PLTE" else data) for name, data in chunks
    )


def dark(colour: str) -> str:
    """Return the counterpart of a light page's colour, ``#rrggbb``, on a dark one."""
    return "#{:02x}{:02x}{:02x}".format(*_dark(_rgb(colour)))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    at = len(_SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def _palettes() -> tuple[list[str], Colours, Colours]:
    """Return the names of the colours that pictures are made of, and both sets of them."""
    themes = facts()["palette"]
    names = [name for name, value in themes["light"].items() if str(value).startswith("#")]
    light, dark = (
        np.array([_rgb(themes[theme][name]) for name in names], dtype=np.float64)
        for theme in ("light", "dark")
    )
    return names, light, dark


@cache
def _dark(colour: tuple[int, ...]) -> tuple[int, int, int]:
    """Return the dark counterpart of a colour, which is one of the palette's or a blend of them.

    A tint, a sign's colour on paper, is as much thinner as in the live view: numbers stand on it.
    """
    names, light, dark = _palettes()
    wanted = np.array(colour, dtype=np.float64)
    exact = np.flatnonzero((light == wanted).all(axis=1))
    if exact.size:
        return _whole(dark[exact[0]])
    best, shares, chosen = np.inf, np.zeros(3), (0, 0, 0)
    for three in combinations(range(len(names)), 3):
        corners = light[list(three)]
        weights, *_ = np.linalg.lstsq(
            np.vstack([corners.T, 1e3 * np.ones(3)]), np.append(wanted, 1e3), rcond=None
        )
        weights = np.clip(weights, 0, None)
        weights /= weights.sum() or 1
        off = float(np.abs(weights @ corners - wanted).max())
        if off < best - 0.25:
            best, shares, chosen = off, weights, three
    ink: float = facts()["palette"]["dark"]["ink"]
    thinned = [ink if names[index] in _SIGNS else 1.0 for index in chosen]
    blend = shares * thinned
    paper = dark[names.index("bg")] * (1 - blend.sum())
    return _whole(blend @ dark[list(chosen)] + paper)


def _whole(colour: Colours) -> tuple[int, int, int]:
    red, green, blue = np.clip(np.rint(colour), 0, 255).astype(int).tolist()
    return red, green, blue
