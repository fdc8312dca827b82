"""A film shows at each place of its sliders what Python shows there, and needs no kernel for it."""

import json

import numpy as np
import pytest

from softmax_edu import Film, set_language
from softmax_edu.facts import facts
from softmax_edu.figures import Curves, RunningSoftmax
from softmax_edu.figures.marks import marks_of
from softmax_edu.night import dark
from softmax_edu.reel import as_reel, unwind


@pytest.fixture
def curves():
    x = np.arange(1, 6) / 5
    return Curves(x, {"−ln x": -np.log(x)}, x_name="x_y", y_name="L")


def test_each_place_has_the_marks_and_the_words_of_that_moment(curves):
    film = Film(curves.move, {"x": [0.2, 0.4, 1.0]}, at=[0.4])
    assert film.dials == [{"name": "x", "places": ["0.2", "0.4", "1"], "at": 1}]
    for place, x in enumerate([0.2, 0.4, 1.0]):
        curves.move(x)
        assert unwind(film.parts, film.frames[place]) == marks_of(curves)
        assert film.alts[place] == curves.alt


def test_the_last_slider_is_the_fastest_and_the_first_moment_is_what_a_still_shows():
    film = Film(
        lambda a, b: f"{a} < {b}\n!", {"a": {"one": 1, "two": 2}, "b": [3, 4, 5]}, at=(2, 4)
    )
    told = ["\n".join(unwind(film.parts, runs)) for runs in film.frames]
    assert told == [f"{a} < {b}\n!" for a in (1, 2) for b in (3, 4, 5)]
    data, metadata = film._instead()
    assert data == {"text/plain": "2 < 4\n!", "text/html": "<pre>2 &lt; 4\n!</pre>"}
    assert repr(film) == "2 < 4\n!"
    assert as_reel(json.loads(json.dumps(metadata["softmax-edu"]["film"])))["dials"] == film.dials


def test_a_still_is_the_picture_at_the_first_places(curves):
    film = Film(curves.move, {"x": [0.2, 1.0]})
    curves.move(0.2)
    data, metadata = film._instead()
    expected, _ = curves._repr_mimebundle_()
    assert data == expected
    assert metadata["image/png"]["alt"] == curves.alt


def test_powers_of_ten_are_named_so():
    film = Film(str, {"h": [1e-15, 1e-3, 0.01, 2e-4, 1.0, 1e6]})
    assert film.dials[0]["places"] == ["10⁻¹⁵", "10⁻³", "0.01", "0.0002", "1", "10⁶"]


def test_marks_keep_places_colours_and_texts(curves):
    curves.move(0.2)
    marks = marks_of(curves)
    texts = {mark[3]: mark for mark in marks if mark[0] == "text"}
    assert texts["x_{y}"][6] == "middle"
    [point] = [mark for mark in marks if mark[0] == "dots"]
    place = [float(curves._across(0.2)), float(curves._down(-np.log(0.2)))]
    np.testing.assert_allclose([float(n) for n in point[1].split(",")], place, atol=0.006)
    assert point[2:] == ["pos", 9, "o", 0]
    # Nothing of another theme: a colour is the palette's, or comes with its dark counterpart.
    shades = [
        mark[5] for mark in marks_of(RunningSoftmax([1, 2], [3, 4], met=2)) if mark[0] == "box"
    ]
    blends = [shade for shade in shades if isinstance(shade, list)]
    assert blends
    assert all(dark(light) == night for light, night in blends)
    assert all(shade in facts()["palette"]["light"] for shade in shades if isinstance(shade, str))


def test_what_is_not_visible_is_no_mark(curves):
    with_mark = len(marks_of(curves.move(0.5)))
    # The line, its point, and the number in the legend.
    assert with_mark - len(marks_of(curves.move(None))) == 3


def test_a_film_speaks_the_language_in_which_it_was_made(curves):
    set_language("zh")
    film = Film(Curves([0, 1], {"a": [0, 1]}, x_name="x", y_name="y").move, {"x": [0.5]})
    set_language("en")
    assert film.language == "zh"
    assert "x" in film.alts[0]
    assert (
        film.alts[0]
        != Film(Curves([0, 1], {"a": [0, 1]}, x_name="x", y_name="y").move, {"x": [0.5]}).alts[0]
    )


def test_a_name_that_is_lowered_within_a_longer_one_is_sent_without_the_marks_of_tex():
    picture = Curves([0.5, 1], {"−ln S_y": [1, 0]}, x_name="S_y", y_name="L")
    told = [part for mark in marks_of(picture) for part in mark if isinstance(part, str)]
    assert "−ln S_{y}" in told
    assert "S_{y}" in told
    assert not any("$" in part for part in told)
