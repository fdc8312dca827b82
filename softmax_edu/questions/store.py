"""The file of answers: read with suspicion, written in one piece, never destroyed.

What stands in the file is described in the docstring of `softmax_edu.questions`.
"""

import json
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

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

# ipykernel may run the handlers of two cards in two threads.
_LOCK = threading.Lock()


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
    path = answers_path()
    try:
        if not path.exists():
            return no_answers()
        if not path.is_file():
            raise AnswersFileError("it is not a file")
        if path.stat().st_size > _MOST_BYTES:
            raise AnswersFileError("it is longer than a million bytes")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AnswersFileError("it is not UTF-8") from error
    except OSError as error:
        raise AnswersFileError(f"it cannot be read: {_reason(error)}") from error
    return parse(text)


def _write(answers: Answers) -> None:
    # A link is followed, and its file replaced in one piece: a crash leaves the old one.
    path = answers_path().resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(write_out(answers))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        # Whether or not the part can be taken away: what is told is why it was left unfinished.
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise AnswersFileError(f"it cannot be written: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    # Only an error of the system's own has a strerror.
    return error.strerror or str(error) or type(error).__name__


def keep(table: Table, key: str, record: dict[str, Any]) -> Answers:
    """Add one answer to the file, beside what other notebooks have written meanwhile."""
    with _LOCK:
        answers = read()
        answers[table][key] = record
        _write(answers)
    return answers


def clear() -> None:
    """Take all answers away. A file that cannot be read is left as it is, and said so."""
    with _LOCK:
        if any(read().values()):
            _write(no_answers())
