"""Every sentence that the package shows to a learner, by key.

One TOML file a language; its tables are named after the module that speaks. Errors raised for a
programmer are not here: they stand beside the code that raises them.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGE = "en"


@cache
def catalogue(table: str, language: str = LANGUAGE) -> dict[str, Any]:
    """Return one table of the message file: the sentences of one module, by key.

    Raises
    ------
    KeyError
        No such table, or no such language; the message lists those that exist.
    """
    path = files(__name__) / f"{language}.toml"
    if not path.is_file():
        raise KeyError(f"no messages for language {language!r}")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    if table not in tables:
        raise KeyError(f"no message table {table!r}; there are {', '.join(sorted(tables))}")
    return dict(tables[table])


def message(key: str, /, **values: object) -> str:
    """Return the sentence ``table.key`` with its ``{placeholders}`` filled in."""
    table, _, name = key.partition(".")
    node: Any = catalogue(table)
    for part in name.split("."):
        node = node[part]
    return str(node).format(**values)
