"""A language "xx" made of the English one: every word becomes Chinese characters of its length.

What is filled in, what is a formula, and what is a key stays. Whatever English word is still seen
after that was written into the code.
"""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from softmax_edu import words

# A word of English; single letters are mathematics.
WORD = re.compile(r"[A-Za-z][a-z’']+|[A-Z]{2,}")
FIRST, COUNT = 0x4E00, 2000


def foreign(sentence: str) -> str:
    """Return the sentence with Chinese characters for its words, {placeholders} and names kept."""
    parts = re.split(r"(\{[^{}|]*\}|`[^`]*`|</?[a-z]+>)", sentence)
    return "".join(
        part if k % 2 else WORD.sub(lambda word: _characters(word[0]), part)
        for k, part in enumerate(parts)
    )


def _characters(word: str) -> str:
    return "".join(chr(FIRST + (ord(letter) * 37 + k * 11) % COUNT) for k, letter in enumerate(word))
