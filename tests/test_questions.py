"""Predictions, derivation steps, and the file in which answers outlive a kernel."""

import json
import os
import re
import stat
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import traitlets

import softmax_edu
from softmax_edu import (
    Explorer,
    answers,
    clear_answers,
    numerical_gradient,
    numerical_jacobian,
    predict,
    step,
)
from softmax_edu import words as words_package
from softmax_edu.activations import log_softmax, softmax
from softmax_edu.facts import facts
from softmax_edu.losses import cross_entropy
from softmax_edu.questions import AnswersFileError, answers_card, asked, store
from softmax_edu.questions.formula import blanks, html, pieces, plain
from softmax_edu.questions.wording import question_html, step_html
from softmax_edu.words import catalogue, speaking
from tests import races

PREDICTIONS = {key: asked.prediction(key) for key in asked.keys("predict")}
STEPS = {key: asked.step(key) for key in asked.keys("steps")}
KEY_PATTERN = re.compile(facts()["answers"]["patterns"]["key"])
LESSONS = [
    "01_softmax",
    "02_jacobian",
    "02b_jacobian_structure",
    "03_cross_entropy",
    "04_gradient",
    "04b_weights",
    "05_descent",
    "06_numerics",
    "07_gradient_check",
    "08_proofread",
]
GUESS = {
    "lesson": "01_softmax",
    "guess": "stays",
    "confidence": "sure",
    "right": False,
    "time": "2026-11-22T16:50:38Z",
}
PROGRESS = {
    "lesson": "02_jacobian",
    "filled": ["zero", "e-j", "s-j", None],
    "misses": 1,
    "hints": 0,
    "skipped": False,
    "done": False,
    "time": "2026-11-22T16:50:38Z",
}
KEY = "s0-when-theta1-rises"
STEP = "softmax-i-not-j"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---- what is asked ----


@pytest.mark.parametrize("key", PREDICTIONS)
def test_a_prediction_answers_every_guess_and_has_one_right_one(key):
    question = PREDICTIONS[key]
    keys = [option["key"] for option in question["options"]]
    assert len(set(keys)) == len(keys) >= 3
    assert question["right"] in keys
    for option in question["options"]:
        assert option["label"]
        assert len(plain(option["reveal"])) > 20
        # Whoever shows a label puts a full stop or a question mark behind it.
        assert plain(option["label"])[-1] not in ".?。？"
    assert all(KEY_PATTERN.fullmatch(name) for name in [key, *keys])
    assert ("measured" in question) == ("at" in question)


def test_every_lesson_asks_at_least_twice_before_it_tells():
    asked = Counter(question["lesson"] for question in PREDICTIONS.values())
    assert all(asked[lesson] >= 2 for lesson in LESSONS)


def sentences(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from sentences(value)


def test_the_sentences_keep_to_the_marks_that_are_read():
    """A mark that is not understood would stand in the text as a brace or a bracket."""
    for key, content in (catalogue("predict") | catalogue("steps")).items():
        told = {k: v for k, v in content.items() if k != "measured"}
        for text in sentences(told):
            assert not re.search(r"[{}|\[\]]", plain(pieces(text))), (key, text)
            assert not re.search(r"[\^_](?![(A-Za-z0-9θ−])", text), (key, text)
            assert not re.search(r"_[A-Za-z]{2}", text), (key, text)  # it would lower a whole word
            assert "!" not in text, (key, text)
            assert not re.search(r"(?<!\w)-\d|\d - \d", text), (key, text)


@pytest.mark.parametrize("key", STEPS)
def test_a_step_has_a_tile_and_a_hint_for_each_blank(key):
    content = STEPS[key]
    open_ = content["blank"]
    assert [name for line in content["lines"] for name in blanks(line["formula"])] == [*open_]
    assert (content["kind"] == "worked") == (not open_)
    tiles = content["tiles"]
    for blank in open_.values():
        group = [
            other["tile"] for other in open_.values() if other.get("group") == blank.get("group")
        ]
        right = group if "group" in blank else [blank["tile"]]
        assert set(right) <= set(tiles)
        assert len(plain(blank["hint"])) > 20
        assert not set("^_") & set(blank["name"])  # it is spoken
        assert set(blank["wrong"]) <= set(tiles) - set(right)
    # More tiles than blanks: the last blank cannot be filled by what is left over.
    assert len(tiles) > len(open_) or not open_


def test_every_tile_of_the_catalogue_is_used():
    assert asked.structure()["tiles"].keys() == {
        tile for content in STEPS.values() for tile in content["tiles"]
    }


def test_guidance_fades_within_each_series():
    kinds = ["worked", "fill", "alone"]
    series = {}
    for content in STEPS.values():
        series.setdefault((content["lesson"], content["of"]), []).append(content)
    for steps in series.values():
        for start in range(0, len(steps), steps[0]["of"]):
            one = steps[start : start + steps[0]["of"]]
            assert [content["number"] for content in one] == [*range(1, len(one) + 1)]
            order = [kinds.index(content["kind"]) for content in one]
            assert order == sorted(order)
            assert one[0]["kind"] == "worked"


# The tiles as numbers at a θ without pattern: what a filled last line says is what is measured.
THETA = np.array([0.3, -1.2, 0.8, 0.1])
Y = np.array([0.5, 1.0, 0.2, 0.4])
T = 1.7


def tile_values(theta, i, j):
    e, s = np.exp(theta), softmax(theta)
    return {
        "zero": 0.0,
        "one": 1.0,
        "e-i": e[i],
        "e-j": e[j],
        "et-i": e[i],
        "et-j": e[j],
        "v": e.sum(),
        "s-i": s[i],
        "s-j": s[j],
        "delta": float(i == j),
        "per-t": 1 / T,
        "t": T,
        "y-i": Y[i],
        "y-j": Y[j],
        "sum-y": Y.sum(),
        "sum-other-y": Y.sum() - Y[j],
    }


def in_blanks(key, theta, i, j):
    values = tile_values(theta, i, j)
    return {name: values[blank["tile"]] for name, blank in STEPS[key]["blank"].items()}


@pytest.mark.parametrize(("i", "j"), [(0, 1), (2, 0), (3, 2)])
def test_the_filled_lines_are_the_derivatives_that_are_measured(i, j):
    v = np.exp(THETA).sum()
    measured = numerical_jacobian(softmax, THETA)[i, j]
    b = in_blanks("softmax-i-not-j", THETA, i, j)
    assert (b["u"] * v - np.exp(THETA[i]) * b["v"]) / v**2 == pytest.approx(measured, abs=1e-9)
    assert -b["first"] * b["second"] == pytest.approx(measured, abs=1e-9)

    for at in (i, j):
        b = in_blanks("log-softmax", THETA, at, j)
        measured = numerical_jacobian(log_softmax, THETA)[at, j]
        assert b["own"] - b["inner"] / v == pytest.approx(measured, abs=1e-9)
        assert (at == j) - b["share"] == pytest.approx(measured, abs=1e-9)

    b = in_blanks("softmax-with-temperature", THETA / T, i, j)
    measured = numerical_jacobian(lambda theta: softmax(theta / T), THETA)[i, j]
    assert -b["first"] * b["second"] * b["third"] == pytest.approx(measured, abs=1e-9)
    vt = np.exp(THETA / T).sum()
    assert -np.exp(THETA[i] / T) * b["inner"] * b["outer"] / vt**2 == pytest.approx(
        measured, abs=1e-9
    )


def test_the_filled_gradient_is_the_one_that_is_measured():
    for j in range(4):
        measured = numerical_gradient(lambda theta: cross_entropy(theta, Y), THETA)[j]
        others = [in_blanks("gradient", THETA, i, j) for i in range(4) if i != j]
        b = others[0]
        summed = sum(other["weight"] * other["other"] for other in others)
        assert -Y[j] * (1 - b["own"]) + summed == pytest.approx(measured, abs=1e-9)
        assert -Y[j] + b["share"] * (Y[j] + b["rest"]) == pytest.approx(measured, abs=1e-9)
        assert b["share"] * b["total"] - b["target"] == pytest.approx(measured, abs=1e-9)


def test_a_question_that_does_not_exist_is_told_with_those_that_come_close():
    with pytest.raises(ValueError, match="off-diagonal"):
        predict("off-diagnal")
    with pytest.raises(ValueError, match="softmax-i-not-j"):
        step("softmax-i-not-i")


# ---- as text ----


@pytest.mark.parametrize("make", [lambda: predict(KEY), lambda: step(STEP), answers_card])
def test_a_card_shows_the_same_text_whoever_has_answered(make):
    data, _ = make()._repr_mimebundle_()
    store.keep("predictions", KEY, GUESS)
    store.keep("steps", STEP, PROGRESS)
    again, _ = make()._repr_mimebundle_()
    for kind in ("text/plain", "text/html"):
        assert data[kind] == again[kind]
    assert data["text/plain"].strip()
    assert "application/vnd.jupyter.widget-view+json" in data


def test_an_unrun_question_asks_and_folds_its_answers_away():
    card = predict(KEY)
    text, page = repr(card), card._repr_mimebundle_()[0]["text/html"]
    question = PREDICTIONS[KEY]
    assert plain(question["prompt"]) in text
    for option in question["options"]:
        assert plain(option["label"]) in text
        assert plain(option["reveal"]) not in text
    shown, _, folded = page.partition("<details>")
    assert html(question["options"][0]["reveal"]) in folded
    assert html(question["options"][0]["reveal"]) not in shown


def test_an_unrun_step_shows_open_blanks_and_folds_the_filled_lines_away():
    page = step_html(STEPS[STEP])
    shown, *folded = page.split("<details>")
    assert shown.count("□") == 4
    assert "[S" not in shown
    assert "[e<sup>θⱼ</sup>]" in folded[-1]
    assert repr(step(STEP)).count("□") == 4


def test_markup_in_a_question_is_text():
    hostile = "<img src=x onerror=alert(1)>"
    option = {"key": "a", "label": [hostile], "reveal": [hostile]}
    page = question_html({"prompt": [hostile], "right": "a", "options": [option]})
    assert "<img" not in page
    assert page.count("&lt;img") == 4


@pytest.mark.parametrize(
    ("text", "expected_plain", "expected_html"),
    [
        ("e^θᵢ v", "e^θᵢ v", "e<sup>θᵢ</sup> v"),
        ("e^(θᵢ/T)", "e^(θᵢ/T)", "e<sup>θᵢ/T</sup>"),
        ("−ln S_y.", "−ln S_y.", "−ln S<sub>y</sub>."),
        ("10^−16/h", "10^−16/h", "10<sup>−16</sup>/h"),
        ("{a b | v²} · {1 | T}", "(a b) / v² · 1 / T", "(a b) / v² · 1 / T"),
        ("a < b & [u]", "a < b & □", "a &lt; b &amp; □"),
        ("<b>^(<i>)", "<b>^(<i>)", "&lt;b&gt;<sup>&lt;i&gt;</sup>"),
        ("", "", ""),
    ],
)
def test_the_marks_as_text_and_as_html(text, expected_plain, expected_html):
    assert plain(pieces(text)) == expected_plain
    assert html(pieces(text)) == expected_html


def test_the_marks_are_read_once_into_pieces_of_json():
    text = "−ln S_y = {e^θᵢ [u] | v²} e^(θᵢ/T), <b>"
    found = pieces(text)
    assert found == [
        *("−ln S", {"sub": "y"}, " = "),
        {"fraction": [["e", {"sup": "θᵢ"}, " ", {"blank": "u"}], ["v²"]]},
        *(" e", {"sup": "θᵢ/T"}, ", <b>"),
    ]
    assert json.loads(json.dumps(found)) == found
    assert blanks(found) == ["u"]


# ---- answers ----


def lock(card, answer=GUESS):
    """Do what the browser does."""
    card.set_state({"answer": answer})


def test_a_locked_guess_is_in_the_file_and_in_the_next_kernels_card(folder):
    lock(predict(KEY))
    assert json.loads((folder / store.FILE).read_text(encoding="utf-8")) == {
        "format": "softmax-edu answers",
        "version": 1,
        "predictions": {KEY: GUESS},
        "steps": {},
    }
    assert answers() == {"predictions": {KEY: GUESS}, "steps": {}}
    assert predict(KEY).answer == GUESS
    assert predict("off-diagonal").answer is None


def test_nothing_is_written_before_something_is_locked(folder):
    predict(KEY), step(STEP), answers_card(), answers(), clear_answers()
    assert list(folder.iterdir()) == []


def test_a_locked_guess_cannot_be_changed():
    card = predict(KEY)
    lock(card)
    lock(card, GUESS | {"guess": "falls", "right": True})
    assert card.answer == GUESS
    assert answers()["predictions"][KEY] == GUESS
    with pytest.raises(traitlets.TraitError):
        lock(card, None)
    assert card.answer == GUESS


@pytest.mark.parametrize(
    "change",
    [
        {"guess": "falls"},
        {"right": True},
        {"guess": "unheard-of"},
        {"guess": "<b>"},
        {"confidence": None},
        {"guess": "unsure-yet"},
        {"lesson": "02_jacobian"},
        {"time": "now"},
        {"more": 1},
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(change, folder):
    card = predict(KEY)
    with pytest.raises(traitlets.TraitError):
        lock(card, GUESS | change)
    assert card.answer is None
    assert not (folder / store.FILE).exists()


def test_who_is_not_sure_yet_is_not_asked_how_sure():
    card = predict(KEY)
    lock(card, GUESS | {"guess": "unsure-yet", "confidence": None})
    assert card.problem == ""
    assert answers()["predictions"][KEY]["confidence"] is None


def test_a_step_may_go_on_until_it_is_done():
    card = step(STEP)
    lock(card, PROGRESS)
    done = PROGRESS | {"filled": ["zero", "e-j", "s-j", "s-i"], "done": True}
    lock(card, done)
    lock(card, PROGRESS)
    assert card.answer == done
    assert step(STEP).answer == done
    with pytest.raises(traitlets.TraitError):
        lock(step(STEP), done | {"filled": ["zero"]})


def test_two_cards_of_one_question_and_the_list_hear_of_the_same_answer():
    first, second, listed = predict(KEY), predict(KEY), answers_card()
    lock(first)
    assert second.answer == GUESS
    assert listed.answers["predictions"] == {KEY: GUESS}
    clear_answers()
    assert first.answer is None
    assert second.answer is None
    assert listed.answers == answers() == {"predictions": {}, "steps": {}}
    lock(second, GUESS | {"guess": "falls", "right": True})
    assert first.answer["guess"] == "falls"
    listed.set_state({"cleared": 1})
    assert first.answer is None


def test_another_notebooks_answers_are_kept():
    card = predict(KEY)
    store.keep("predictions", "off-diagonal", GUESS)
    store.keep("steps", "of-a-later-version", PROGRESS)
    lock(card)
    assert set(answers()["predictions"]) == {KEY, "off-diagonal"}
    assert set(answers()["steps"]) == {"of-a-later-version"}


def test_an_answer_to_a_question_that_has_changed_is_kept_but_not_shown():
    store.keep("predictions", KEY, GUESS | {"guess": "an-old-option"})
    assert predict(KEY).answer is None
    assert answers()["predictions"][KEY]["guess"] == "an-old-option"


def whole(**change):
    content = {"format": "softmax-edu answers", "version": 1, "predictions": {}, "steps": {}}
    return json.dumps(content | change).encode()


HOSTILE = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "not UTF-8": b"\xff\xfe{}",
    "another format": whole(format="x"),
    "a later version": whole(version=2),
    "True as a version": whole(version=True),
    "no table": whole(steps=None),
    "markup as a guess": whole(predictions={KEY: GUESS | {"guess": "<script>alert(1)</script>"}}),
    "markup as a key": whole(predictions={"<img src=x onerror=alert(1)>": GUESS}),
    "a number as a guess": whole(predictions={KEY: GUESS | {"guess": 7}}),
    "an unknown field": whole(predictions={KEY: GUESS | {"more": 1}}),
    "too deep": b"[" * 100_000,
    "too long": b" " * 1_000_001,
    "a strange step": whole(steps={STEP: PROGRESS | {"filled": ["zero", 1]}}),
    "too many blanks": whole(steps={STEP: PROGRESS | {"filled": [None] * 41}}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_answers_is_refused_and_left_as_it_is(name, folder):
    path = folder / store.FILE
    path.write_bytes(HOSTILE[name])
    with pytest.raises(AnswersFileError):
        answers()
    with pytest.raises(AnswersFileError):
        clear_answers()
    card = predict(KEY)
    assert card.answer is None
    assert store.FILE in card.problem
    lock(card)
    assert card.answer == GUESS  # locked all the same, until the kernel stops
    assert store.FILE in card.problem
    assert answers_card().problem
    assert path.read_bytes() == HOSTILE[name]
    assert list(folder.iterdir()) == [path]


def test_once_the_odd_file_is_out_of_the_way_answers_are_kept_again(folder):
    (folder / store.FILE).write_bytes(b"mine")
    first, second = predict(KEY), step(STEP)
    lock(first)
    (folder / store.FILE).rename(folder / "mine.txt")
    lock(second, PROGRESS)
    assert second.problem == ""
    assert answers()["steps"] == {STEP: PROGRESS}
    assert (folder / "mine.txt").read_bytes() == b"mine"


def test_something_else_in_the_files_place_is_left_alone(folder):
    (folder / store.FILE).mkdir()
    card = predict(KEY)
    lock(card)
    assert "not a file" in card.problem
    assert "Rename it" in card.problem
    assert (folder / store.FILE).is_dir()


def failing(error):
    def fail(*arguments, **more):
        raise error

    return fail


def test_a_write_that_fails_leaves_the_old_file(folder, monkeypatch):
    lock(predict(KEY))
    before = (folder / store.FILE).read_bytes()
    monkeypatch.setattr(os, "replace", failing(OSError(28, "No space left on device")))
    card = step(STEP)
    lock(card, PROGRESS)
    assert "No space left" in card.problem
    assert "Rename" not in card.problem  # that would make no room
    assert (folder / store.FILE).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [store.FILE]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("the share is gone"), "the share is gone"),
        (PermissionError(), "PermissionError"),
    ],
)
@pytest.mark.parametrize(("call", "what"), [("replace", "written"), ("stat", "read")])
def test_a_failure_is_told_by_its_reason(error, reason, call, what, monkeypatch):
    """Drivers of network folders raise errors that carry no number, and so no `strerror`."""
    store.keep("predictions", KEY, GUESS)
    monkeypatch.setattr(os, call, failing(error))
    with pytest.raises(AnswersFileError, match=f"^it cannot be {what}: {reason}$"):
        store.read() if what == "read" else store.keep("steps", STEP, PROGRESS)


def test_a_clean_up_that_fails_too_does_not_hide_what_went_wrong_first(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", failing(OSError(28, "No space left on device")))
    monkeypatch.setattr(os, "unlink", failing(OSError(5, "Input/output error")))
    with pytest.raises(AnswersFileError, match="No space left on device"):
        store.keep("predictions", KEY, GUESS)


@pytest.mark.parametrize("target", ["elsewhere/answers.json", "elsewhere/none.json", store.FILE])
def test_a_link_is_not_followed_and_stays(folder, target):
    """One to answers, one that dangles, one that leads to itself."""
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "answers.json").write_bytes(whole())
    (folder / store.FILE).symlink_to(target)
    card = predict(KEY)
    lock(card)
    assert "it is a link" in card.problem
    with pytest.raises(AnswersFileError, match="it is a link"):
        clear_answers()
    assert (folder / store.FILE).is_symlink()
    assert (folder / "elsewhere" / "answers.json").read_bytes() == whole()
    assert [path.name for path in (folder / "elsewhere").iterdir()] == ["answers.json"]


def test_a_pipe_in_the_files_place_is_not_waited_for(folder):
    os.mkfifo(folder / store.FILE)
    assert "not a file" in predict(KEY).problem


def test_a_read_only_file_is_left_and_a_private_one_stays_private(folder):
    store.keep("predictions", KEY, GUESS)
    path = folder / store.FILE
    for mode in (0o600, 0o444):
        path.chmod(mode)
        lock(card := step(STEP), PROGRESS)
        assert stat.S_IMODE(path.stat().st_mode) == mode
        assert ("it is read-only" in card.problem) == (mode == 0o444)
        clear_answers() if mode == 0o600 else None


def test_a_folder_that_is_gone_is_said_on_the_card(folder):
    (folder / "gone").mkdir()
    os.chdir(folder / "gone")
    (folder / "gone").rmdir()
    lock(card := predict(KEY))
    assert "cannot be written" in card.problem


def test_two_kernels_beside_one_file_lose_no_answer(tmp_path):
    races.two_kernels(tmp_path, rounds=25, seed=1)


def test_a_kill_loses_no_answer_that_was_kept_and_leaves_nothing_behind(tmp_path):
    races.kills(tmp_path, rounds=15, seed=1)


def test_the_same_answers_are_the_same_bytes():
    store.keep("predictions", "b", GUESS)
    store.keep("predictions", "a", GUESS)
    one = store.answers_path().read_bytes()
    clear_answers()
    store.keep("predictions", "a", GUESS)
    store.keep("predictions", "b", GUESS)
    assert store.answers_path().read_bytes() == one


def test_a_page_without_a_kernel_is_made_without_the_makers_answers():
    lock(predict(KEY))
    lock(step(STEP), PROGRESS)
    for card in (predict(KEY), step(STEP), answers_card()):
        state = json.dumps(card.page_state())
        assert json.loads(state)["store"] == "browser"
        assert GUESS["time"] not in state
        assert json.loads(state)["messages"]


# ---- in one language and in another ----


def test_a_card_keeps_the_language_in_which_it_was_made(pseudo_language, folder):
    (folder / store.FILE).write_bytes(b"mine")
    with speaking("en"):
        english = [predict(KEY), step(STEP), answers_card()]
    foreign = [predict(KEY), step(STEP), answers_card()]
    for ours, theirs in zip(english, foreign, strict=True):
        assert (ours.language, theirs.language) == ("en", pseudo_language)
        assert (ours.page_state()["language"], ours.get_state()["language"]) == ("en", "en")
        shown, other = (card._repr_mimebundle_()[0] for card in (ours, theirs))
        for kind in ("text/plain", "text/html"):
            assert re.search(r"Predict|Step 2 of 4|Your answers", shown[kind])
            assert not re.search(r"Predict|Step|Your", other[kind])
        assert "was left as it is, for it is not JSON" in ours.problem
        assert ours.problem != theirs.problem
    lock(english[0])
    assert "was left as it is" in english[0].problem


# ---- the house ----


def test_the_public_names_are_the_packages():
    assert {"predict", "step", "answers", "clear_answers"} <= set(softmax_edu.__all__)


def test_a_table_stands_in_one_message_file_only():
    """Two files with the same table would hide each other's sentences."""
    seen = Counter()
    for path in Path(words_package.__file__).parent.glob("en/*.toml"):
        seen.update(list(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert {"explorer", "questions", "predict", "steps"} <= seen.keys()
    assert set(seen.values()) == {1}


def test_of_two_kernels_that_lock_a_guess_the_first_ones_stands(folder):
    card = predict(KEY)
    other = GUESS | {"guess": "stays", "right": False}
    store.keep("predictions", KEY, other)  # the other kernel, after this card was shown
    lock(card)
    assert answers()["predictions"][KEY] == other
    assert card.answer == other


def test_a_step_goes_on_from_either_kernel_until_it_is_done(folder):
    card = step(STEP)
    lock(card, PROGRESS)
    done = PROGRESS | {"done": True, "filled": ["zero", "e-j", "s-j", "s-i"]}
    store.keep("steps", STEP, done)
    lock(card, PROGRESS | {"misses": PROGRESS["misses"] + 1})
    assert answers()["steps"][STEP] == card.answer == done


@pytest.mark.parametrize("told", [("SERVER_SOFTWARE", "voila/0.5.8"), ("VOILA_PREHEAT", "True")])
def test_each_visitor_of_a_served_page_has_answers_of_their_own(folder, monkeypatch, told):
    """Voilà gives each visitor a kernel, some before the visitor comes, and all one folder."""
    store.keep("predictions", KEY, GUESS)
    monkeypatch.setenv(*told)
    card, explorer = predict(KEY), Explorer([0, 1], y=0)
    assert (card.store, card.answer, card.place) == ("browser", None, "")
    assert explorer.place == ""
    assert answers_card().answers == answers() == store.no_answers()
    clear_answers()
    assert store.read()["predictions"] == {KEY: GUESS}  # whoever serves the page has still theirs


def test_a_place_is_one_folder_of_one_learner_and_tells_neither(folder, monkeypatch, tmp_path):
    here = predict(KEY).place
    assert here == step(STEP).place == Explorer([0, 1], y=0).place
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    hers = predict(KEY).place
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    places = {here, hers, predict(KEY).place}
    assert len(places) == 3
    assert not any(word in place for place in places for word in ("ada", "other"))
