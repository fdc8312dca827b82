"""Frames of pages: templates in a folder beside the module that fills them."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .words import language, message


def frames(folder: Path) -> Environment:
    """Return the frames of a folder. What is filled in is escaped, unless it is marked as safe.

    They find ``message`` and ``language`` without being handed them.
    """
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    found.globals |= {"message": message, "language": language}
    return found
