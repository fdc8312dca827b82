"""Frames of pages: templates in a folder beside the module that fills them."""

from functools import reduce
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .words import catalogue, language, message


def frames(folder: Path) -> Environment:
    """Return the frames of a folder. What is filled in is escaped, unless it is marked as safe.

    They find ``message``, ``sentences`` and ``language`` without being handed them.
    """
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    found.globals |= {"message": message, "sentences": sentences, "language": language}
    return found


def sentences(*parts: str) -> Markup:
    """Return sentences one after the other; what is not marked as safe is escaped."""
    joined = Markup(catalogue("list")["sentence"])
    escaped = (Markup.escape(part) for part in parts)
    return reduce(lambda first, second: joined.format(first=first, second=second), escaped)
