"""A film's moments are wound up without loss, and what no film could have given is refused."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softmax_edu.reel import as_reel, unwind, wind

MARKS = [
    ["line", "0,0 1.5,-2", "fg", 1, "4 3", "butt"],
    ["dots", "1,2", ["#aabbcc", "#112233"], 8, "o", 0],
    ["box", 0, 0, 5.5, 2, None, "line", 1],
    ["text", 1, 2, "S_y", 14, "dim", "middle", False],
]


def reel(**changes):
    told = {
        "size": [100, 50],
        "dials": [{"name": "T", "places": ["1", "2"], "at": 1}],
        "parts": MARKS,
        "frames": [[0, 4], [1, 2]],
        "alts": ["one", "two"],
    }
    return {"language": "en", "reel": json.dumps(told | changes)}


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), max_size=12))
def test_every_moment_comes_back_and_no_part_is_kept_twice(moments):
    parts, frames = wind(moments)
    assert [unwind(parts, runs) for runs in frames] == moments
    assert len(parts) == len(set(parts))


def test_what_a_film_gives_is_taken():
    assert as_reel(reel())["parts"] == MARKS
    texts = as_reel(reel(size=None, parts=["a", "b", "c", "d"]))
    assert texts["parts"] == ["a", "b", "c", "d"]


def changed(at, value):
    marks = deepcopy(MARKS)
    marks[at[0]][at[1]] = value
    return {"parts": marks}


@pytest.mark.parametrize(
    "changes",
    [
        {"size": [0, 5]},
        {"size": [1, 1e9]},
        {"dials": [{"name": "T", "places": ["1", "2"], "at": 2}]},
        {"dials": []},
        {"frames": [[0, 4]]},
        {"frames": [[0, 4], [3, 2]]},
        {"alts": ["one"]},
        {"size": None},
        {"parts": ["a", "b", "c", "d"]},
        changed((0, 0), "script"),
        changed((0, 1), "url(x)"),
        changed((0, 2), "url(//e.example)"),
        changed((1, 2), ["#aabbcc", "red"]),
        changed((1, 4), "star"),
        changed((2, 3), "5"),
        changed((2, 3), float("nan")),
        changed((3, 6), "left"),
        changed((0, 4), "4 x"),
    ],
)
def test_what_no_film_could_have_given_is_refused(changes):
    with pytest.raises((KeyError, TypeError, ValueError)):
        as_reel(reel(**changes))
