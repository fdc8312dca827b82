"""What a folder of somebody's own lessons says about itself, in ``site.toml``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..facts import facts
from ..files import read as read_file
from ..words import message

FILE: str = facts()["about"]["file"]
_FIELDS = ("title", "author", "licence")
_MOST = 100_000  # bytes


class AboutError(Exception):
    """What stands in the file cannot be used; the text says why."""


@dataclass(frozen=True)
class About:
    """The name of a site, who made its lessons, and how they may be used. Plain text."""

    title: str = ""
    author: str = ""
    licence: str = ""


def read_about(folder: Path) -> About:
    """Return what the folder says about itself; nothing where the file is missing.

    Raises
    ------
    AboutError
        The file is no TOML, or holds anything but texts for `title`, `author` and `licence`.
    OSError
        It cannot be read.
    """
    try:
        text = read_file(folder / FILE, _MOST).decode()
    except FileNotFoundError:
        return About()
    except UnicodeDecodeError:
        raise AboutError(message("report.reason.encoding")) from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AboutError(message("site.about.no_toml", detail=error)) from None
    for name, value in found.items():
        if name not in _FIELDS or not isinstance(value, str):
            raise AboutError(message("site.about.field", name=name, names=", ".join(_FIELDS)))
    return About(**found)
