"""The file of answers: read with suspicion, written in one piece, never destroyed.

What stands in the file is described in the docstring of `softmax_edu.questions`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from .. import files
from ..words.errors import reason

FILE = "softmax-answers.json"
FORMAT = "softmax-edu answers"
VERSION = 1

Table = Literal["predictions", "steps"]
Answers = dict[str, dict[str, dict[str, Any]]]

_MOST_BYTES = 1_000_000
_MOST_BLANKS = 40
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LESSON = re.compile(r"[a-z0-9_]{1,80}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class AnswersFileError(ValueError):
    """The file of answers cannot be read or written. It was left as it is."""


def answers_path() -> Path:
    """Return where the answers are kept: beside the notebook, its kernel's working directory."""
    return Path.cwd() / FILE


def no_answers() -> Answers:
    """Return what is kept before anything is answered."""
    return {"predictions": {}, "steps": {}}


def _matches(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1_000_000


def is_guess(value: Any) -> bool:
    """Return whether a value is a locked prediction, as the file holds it."""
    return (
        isinstance(value, dict)
        and value.keys() == {"lesson", "guess", "confidence", "right", "time"}
        and _matches(value["lesson"], _LESSON)
        and _matches(value["guess"], _KEY)
        and value["confidence"] in ("sure", "unsure", None)
        and type(value["right"]) is bool
        and _matches(value["time"], _TIME)
    )


def is_progress(value: Any) -> bool:
    """Return whether a value is what was done of a derivation step, as the file holds it."""
    return (
        isinstance(value, dict)
        and value.keys() == {"lesson", "filled", "misses", "hints", "skipped", "done", "time"}
        and _matches(value["lesson"], _LESSON)
        and isinstance(value["filled"], list)
        and len(value["filled"]) <= _MOST_BLANKS
        and all(tile is None or _matches(tile, _KEY) for tile in value["filled"])
        and _is_count(value["misses"])
        and _is_count(value["hints"])
        and type(value["skipped"]) is bool
        and type(value["done"]) is bool
        and _matches(value["time"], _TIME)
    )


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
        raise AnswersFileError(f"it is not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise AnswersFileError(f'its format is not "{FORMAT}"')
    if type(found.get("version")) is not int or found["version"] != VERSION:
        raise AnswersFileError(f"its version is not {VERSION}")
    answers = no_answers()
    rules: tuple[tuple[Table, Callable[[Any], bool]], ...] = (
        ("predictions", is_guess),
        ("steps", is_progress),
    )
    for table, fits in rules:
        entries = found.get(table)
        if not isinstance(entries, dict):
            raise AnswersFileError(f"it has no table {table}")
        for key, value in entries.items():
            if not _matches(key, _KEY) or not fits(value):
                raise AnswersFileError(f"its entry {table}.{key[:80]} is not an answer")
        answers[table] = entries
    return answers


def write_out(answers: Answers) -> str:
    """Return the text of the file; the same answers give the same text."""
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
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
        return parse(files.read(answers_path(), _MOST_BYTES).decode())
    except FileNotFoundError:
        return no_answers()
    except UnicodeDecodeError as error:
        raise AnswersFileError("it is not UTF-8") from error
    except OSError as error:
        raise AnswersFileError(f"it cannot be read: {reason(error)}") from error


@contextmanager
def _written() -> Iterator[Answers]:
    """Give what the file holds, and write what becomes of it; other kernels wait meanwhile."""
    try:
        with files.locked(answers_path().parent) as folder:
            answers = read()
            yield answers
            folder.write(FILE, write_out(answers).encode())
    except OSError as error:
        raise AnswersFileError(f"it cannot be written: {reason(error)}") from error


def keep(table: Table, key: str, record: dict[str, Any]) -> Answers:
    """Add one answer to the file, beside what other notebooks have written meanwhile."""
    with _written() as answers:
        answers[table][key] = record
    return answers


def clear() -> None:
    """Take all answers away. A file that cannot be read is left as it is, and said so."""
    if any(read().values()):
        with _written() as answers:
            answers |= no_answers()
