"""What is known once: the tables of ``facts.toml``, for Python and for the browser's half."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def facts() -> dict[str, Any]:
    """Return all tables. Nothing in them is a sentence."""
    path = files(__package__) / "facts.toml"
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found
