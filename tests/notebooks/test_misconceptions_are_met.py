"""Every misconception of the table is met in the lesson that the table names."""

import re
import tomllib
from pathlib import Path

import pytest

from softmax_edu import MISCONCEPTIONS

SOURCES = Path(__file__).parents[2] / "notebooks" / "source" / "en"
TABLE = tomllib.loads((SOURCES / "misconceptions.toml").read_text("utf-8"))["misconception"]
CODE = re.compile(r"^```python$.*?^```$", re.MULTILINE | re.DOTALL)


def spoken(lesson):
    """Return the prose of a lesson, without its code, in one line."""
    text = (SOURCES / f"{lesson}.md").read_text(encoding="utf-8")
    return " ".join(CODE.sub("", text).split())


def test_none_of_the_twenty_seven_is_missing():
    assert [entry["number"] for entry in TABLE] == list(range(1, 28))
    assert len({entry["belief"] for entry in TABLE}) == 27


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: str(entry["number"]))
def test_it_is_met_where_the_table_says(entry):
    assert entry.keys() == {"number", "belief", "lesson", "phrase", "checks"}
    assert len(entry["phrase"]) >= 20, "a phrase this short could stand anywhere"
    assert entry["phrase"] in spoken(entry["lesson"])


def test_only_a_belief_about_the_second_derivative_is_no_formula_of_a_check():
    assert [entry["number"] for entry in TABLE if not entry["checks"]] == [13]
    assert [key for entry in TABLE for key in entry["checks"] if key not in MISCONCEPTIONS] == []


def test_no_phrase_is_found_in_code_alone():
    """What nobody reads is not met: a code cell of lesson 2 does not count as its text."""
    assert "numerical" not in spoken("02_jacobian")
    assert "softmax_jacobian(theta)" not in spoken("02_jacobian")
