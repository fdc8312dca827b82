"""Every sentence that the package shows to a learner, by key.

One set of TOML files a language: ``en.toml``, and beside it files such as ``questions.en.toml`` for
a module that has much to say. Their tables are named after the module that speaks. Errors raised
for a programmer are not here: they stand beside the code that raises them.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGE = "en"


@cache
def _tables(language: str) -> dict[str, Any]:
    """Return all tables of a language, from all of its files; a table is in one of them only."""
    tables: dict[str, Any] = {}
    for path in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if path.name == f"{language}.toml" or path.name.endswith(f".{language}.toml"):
            more = tomllib.loads(path.read_text(encoding="utf-8"))
            if twice := tables.keys() & more.keys():
                raise ValueError(f"{path.name} repeats the tables {', '.join(sorted(twice))}")
            tables |= more
    return tables


def catalogue(table: str, language: str = LANGUAGE) -> dict[str, Any]:
    """Return one table of the messages: the sentences of one module, by key.

    Raises
    ------
    KeyError
        No such table, or no such language; the message lists those that exist.
    """
    tables = _tables(language)
    if not tables:
        raise KeyError(f"no messages for language {language!r}")
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
