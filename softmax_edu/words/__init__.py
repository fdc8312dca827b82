"""Every sentence that the package shows to a learner, by key, in the learner's language.

One folder a language (``en/``), of TOML files whose tables are named after the module that speaks.
Numbers as a learner reads them are in `words.numbers`. Errors raised for a programmer are not here:
they stand beside the code that raises them.

The language is found when a sentence is made. What `speaking` says inside its block comes first,
then `set_language`, then the variable ``SOFTMAX_EDU_LANGUAGE``, then the locale, then English.
A folder with a few sentences is a draft of a language: what it does not say is said in English.
"""

import locale
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

FIRST = "en"  # the language that all others are made from
HOME: Traversable = files(__name__)
VARIABLE = "SOFTMAX_EDU_LANGUAGE"


class UnknownLanguageError(ValueError):
    """There are no sentences in the language that was asked for."""


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_chosen: str | None = None


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are."""
    folders = (path for path in HOME.iterdir() if path.is_dir())
    return tuple(sorted(path.name for path in folders if path.joinpath("package.toml").is_file()))


def set_language(language: str) -> None:
    """Choose the language of everything that is shown from here on.

    Parameters
    ----------
    language : str
        Such as ``"en"``; a country, as in ``"en_GB"``, is left aside. It counts before the variable
        ``SOFTMAX_EDU_LANGUAGE``, and that before the locale. What is on the page already keeps the
        language it was made in.

    Raises
    ------
    UnknownLanguageError
        A ValueError: there are no sentences in this language; it names those that there are.
    """
    global _chosen
    _chosen = _known(language)


def language() -> str:
    """Return the language in which a sentence would be made now."""
    if (spoken := _spoken.get() or _chosen) is not None:
        return spoken
    if asked := os.environ.get(VARIABLE):
        return _known(asked, f"{VARIABLE}: ")
    here = _of_locale(locale.getlocale()[0] or FIRST)
    return here if here in languages() else FIRST


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make all sentences of the block in one language, whatever was chosen elsewhere."""
    token = _spoken.set(_known(language))
    try:
        yield
    finally:
        _spoken.reset(token)


# What Windows calls languages that Python's own table of names lacks.
_WINDOWS = {
    "chinese": "zh",
    "hindi": "hi",
    "indonesian": "id",
    "persian": "fa",
    "ukrainian": "uk",
    "vietnamese": "vi",
}


def _of_locale(name: str) -> str:
    """Return the language of ``zh_CN``, or of what Windows calls ``Chinese (Simplified)_China``."""
    first = re.split(r"[-_. ]", name, maxsplit=1)[0].lower()
    return _WINDOWS.get(first) or _without_country(locale.normalize(first))


def _without_country(language: str) -> str:
    return re.split(r"[-_.]", language, maxsplit=1)[0].lower()


def _known(asked: str, where: str = "") -> str:
    there = languages()
    if (language := _without_country(asked)) not in there:
        known = ", ".join(there)
        raise UnknownLanguageError(f"{where}there is no language {asked!r}; there is {known}.")
    return language


@cache
def _tables(language: str) -> dict[str, Any]:
    """Return all tables of a language, from all of its files; a table is in one of them only."""
    tables: dict[str, Any] = {}
    for path in sorted(HOME.joinpath(language).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            more = tomllib.loads(path.read_text(encoding="utf-8"))
            if twice := tables.keys() & more.keys():
                raise ValueError(f"{path.name} repeats the tables {', '.join(sorted(twice))}")
            tables |= more
    return tables


@cache
def _sentences(language: str) -> dict[str, Any]:
    """Return all tables of a language; what a draft has not said yet is said as in the first."""
    return over(_tables(FIRST), _tables(language))


def over(first: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a table in which the entries of another count before its own, at every depth."""
    said = {
        key: over(first[key], value) if isinstance(value, dict) and key in first else value
        for key, value in other.items()
    }
    return first | said


def catalogue(table: str) -> dict[str, Any]:
    """Return one table of the sentences, by key, in the language of this moment.

    Raises
    ------
    KeyError
        No such table; the message lists those that exist.
    """
    tables = _sentences(language())
    if table not in tables:
        raise KeyError(f"no table of sentences {table!r}; there are {', '.join(sorted(tables))}")
    return dict(tables[table])


def listed(how: str, parts: Iterable[str]) -> str:
    """Return the parts as one text, two at a time by the sentence ``list.how``."""
    return reduce(lambda first, second: message(f"list.{how}", first=first, second=second), parts)


def message(key: str, /, **values: object) -> str:
    """Return the sentence ``table.key`` with its ``{placeholders}`` filled in."""
    table, _, name = key.partition(".")
    node: Any = catalogue(table)
    for part in name.split("."):
        node = node[part]
    return str(node).format(**values)
