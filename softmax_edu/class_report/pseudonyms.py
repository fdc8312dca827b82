"""Numbers for names: the same learner keeps the same one, and it tells nothing of the name.

Beside the report lies a hidden file with a random salt and, in the order of the numbers, the salted
hashes of the names. With it in hand, names could be tried one by one: so it is for its owner's eyes
alone, and nothing of it is in the report.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from hmac import HMAC
from pathlib import Path
from secrets import token_hex
from typing import Any

from ..files import locked
from ..words import message
from ..words.errors import reason
from .untrusted import plain

_MOST_BYTES = 50_000_000


class PseudonymsError(Exception):
    """The file beside the report cannot be used; the text says why. It was left as it is."""


def numbered(names: Iterable[str]) -> dict[str, str]:
    """Return the names with pseudonyms, in the order of these, for this once."""
    return _numbered(names, token_hex(16), [])


def numbered_beside(report: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the names with the pseudonyms that they have in `report`; new ones get the next.

    Raises
    ------
    PseudonymsError
    """
    name = pseudonyms_file(report).name
    try:
        with locked(report.parent) as room:
            salt, hashes = token_hex(16), list[str]()
            if room.exists(name):
                salt, hashes = _parsed(room.read(name, _MOST_BYTES))
            before = len(hashes)
            numbers = _numbered(names, salt, hashes)
            if len(hashes) > before:
                kept = json.dumps({"salt": salt, "learners": hashes}, indent=0)
                room.write(name, kept.encode(), mode=0o600)
    except OSError as error:
        raise PseudonymsError(reason(error)) from error
    return numbers


def by_name(names: Iterable[str]) -> dict[str, str]:
    """Return the names as they can be shown, in their order."""
    return {name: plain(name) for name in sorted(names)}


def pseudonyms_file(report: Path) -> Path:
    """Return where the pseudonyms of a report are kept."""
    return report.with_name(f".{report.name}.pseudonyms")


def _numbered(names: Iterable[str], salt: str, hashes: list[str]) -> dict[str, str]:
    """Add to the hashes those that are new, in an order that only the salt knows."""
    known = {_hash(salt, name): name for name in names}
    hashes += sorted(known.keys() - set(hashes))
    return {
        known[each]: message("report.pseudonym", number=number)
        for number, each in enumerate(hashes, start=1)
        if each in known
    }


def _hash(salt: str, name: str) -> str:
    content = name.encode("utf-8", "surrogateescape")
    return HMAC(salt.encode(), content, sha256).hexdigest()[:32]


def _parsed(content: bytes) -> tuple[str, list[str]]:
    try:
        found: Any = json.loads(content)
        salt, hashes = found["salt"], found["learners"]
        if all(isinstance(text, str) for text in (salt, *hashes)) and len(salt) >= 32:
            return salt, list(hashes)
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise PseudonymsError(message("report.reason.pseudonyms"))
