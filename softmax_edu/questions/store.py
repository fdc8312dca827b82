"""The file of answers: read with suspicion, written in one piece, never destroyed.

What stands in the file is described in the docstring of `softmax_edu.questions`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

from .. import files
from ..facts import facts
from ..words import message
from ..words.errors import reason

Table = Literal["predictions", "steps"]
Answers = dict[str, dict[str, dict[str, Any]]]

_SCHEMA = facts()["answers"]
_PATTERNS = {name: re.compile(pattern) for name, pattern in _SCHEMA["patterns"].items()}
FILE: str = _SCHEMA["file"]


class AnswersFileError(ValueError):
    """The file of answers cannot be read or written. It was left as it is.

    Parameters
    ----------
    key : str
        That of a sentence among ``questions.refused``, made when the error is told.
    """

    def __init__(self, key: str, **details: object) -> None:
        super().__init__(key, details)
        self.key = key
        self.details = details

    @property
    def is_in_the_way(self) -> bool:
        """Whether a file stands there that answers may be kept beside, once it is renamed."""
        error = self.details.get("detail")
        if isinstance(error, files.RefusedError):
            return error.kind in ("large", "link", "owner", "read_only", "special")
        return not isinstance(error, OSError)

    def __str__(self) -> str:
        told = {
            name: reason(detail) if isinstance(detail, OSError) else detail
            for name, detail in self.details.items()
        }
        return message(f"questions.refused.{self.key}", **told)


def answers_path() -> Path:
    """Return where the answers are kept: beside the notebook, its kernel's working directory."""
    return Path.cwd() / FILE


def no_answers() -> Answers:
    """Return what is kept before anything is answered."""
    return {table: {} for table in _SCHEMA["fields"]}


def is_key(text: str) -> bool:
    """Return whether a text can be the key of a question, an option or a tile."""
    return _PATTERNS["key"].fullmatch(text) is not None


def is_lesson(text: str) -> bool:
    """Return whether a text can be the name of a lesson."""
    return _PATTERNS["lesson"].fullmatch(text) is not None


def is_answer(table: Table, value: Any) -> bool:
    """Return whether a value is an answer as this table of the file holds them."""
    fields = _SCHEMA["fields"][table]
    return (
        isinstance(value, dict)
        and value.keys() == fields.keys()
        and all(_fits(value[name], kind) for name, kind in fields.items())
    )


def _fits(value: Any, kind: str | list[str]) -> bool:
    match kind:
        case list():
            return value is None or value in kind
        case "flag":
            return type(value) is bool
        case "count":
            return type(value) is int and 0 <= value < _SCHEMA["most_count"]
        case "tiles":
            return (
                isinstance(value, list)
                and len(value) <= _SCHEMA["most_blanks"]
                and all(tile is None or _fits(tile, "key") for tile in value)
            )
        case _:
            return isinstance(value, str) and _PATTERNS[kind].fullmatch(value) is not None


def parse(text: str) -> Answers:
    """Read a text of answers, and refuse whatever is not one.

    Raises
    ------
    AnswersFileError
        The message says why.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnswersFileError("not_json", detail=str(error)) from error
    if not isinstance(found, dict) or found.get("format") != _SCHEMA["format"]:
        raise AnswersFileError("format", format=_SCHEMA["format"])
    version = found.get("version")
    if type(version) is not int or version != _SCHEMA["version"]:
        raise AnswersFileError("version", version=_SCHEMA["version"])
    answers = no_answers()
    for table in get_args(Table):
        entries = found.get(table)
        if not isinstance(entries, dict):
            raise AnswersFileError("no_table", table=table)
        for key, value in entries.items():
            if not _fits(key, "key") or not is_answer(table, value):
                raise AnswersFileError("entry", entry=f"{table}.{key[:80]}")
        answers[table] = entries
    return answers


def write_out(answers: Answers) -> str:
    """Return the text of the file; the same answers give the same text."""
    content: dict[str, Any] = {name: _SCHEMA[name] for name in ("format", "version")}
    content |= {table: dict(sorted(entries.items())) for table, entries in answers.items()}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read() -> Answers:
    """Return what the file holds; nothing where there is no file.

    Raises
    ------
    AnswersFileError
        There is something else in its place, or its content is not answers.
    """
    try:
        return parse(files.read(answers_path(), _SCHEMA["most_text"]).decode())
    except FileNotFoundError:
        return no_answers()
    except UnicodeDecodeError as error:
        raise AnswersFileError("not_utf8") from error
    except OSError as error:
        raise AnswersFileError("not_read", detail=error) from error


@contextmanager
def _written() -> Iterator[Answers]:
    """Give what the file holds, and write what becomes of it; other kernels wait meanwhile."""
    try:
        with files.locked(answers_path().parent) as folder:
            answers = read()
            yield answers
            folder.write(FILE, write_out(answers).encode())
    except OSError as error:
        raise AnswersFileError("not_written", detail=error) from error


def keep(
    table: Table,
    key: str,
    record: dict[str, Any],
    may_replace: Callable[[dict[str, Any]], bool] = lambda kept: True,
) -> Answers:
    """Add one answer to the file, beside what other notebooks have written meanwhile.

    `may_replace` looks at the answer with this key that is there already, and may let it stand.
    """
    with _written() as answers:
        kept = answers[table].get(key)
        if kept is None or may_replace(kept):
            answers[table][key] = record
    return answers


def clear() -> None:
    """Take all answers away. A file that cannot be read is left as it is, and said so."""
    if any(read().values()):
        with _written() as answers:
            answers |= no_answers()
