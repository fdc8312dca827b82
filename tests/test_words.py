"""Every sentence by key, in the language of whoever reads it."""

import locale
import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from softmax_edu import set_language, words
from softmax_edu.questions.asked import structure
from softmax_edu.words import catalogue, language, languages, message, speaking
from tests.pseudo import LANGUAGE, entries, foreign, forget_languages

PLACEHOLDER = re.compile(r"\{[^{}|]*\}")


@pytest.fixture
def unchosen(monkeypatch):
    monkeypatch.setattr(words, "_chosen", None)
    monkeypatch.delenv(words.VARIABLE, raising=False)


@pytest.fixture
def two_languages(monkeypatch):
    monkeypatch.setattr(words, "languages", lambda: ("en", "xx"))


def test_a_language_or_table_that_does_not_exist_is_named(unchosen):
    with pytest.raises(ValueError, match="tlh"):
        set_language("tlh")
    with pytest.raises(ValueError, match="tlh"), speaking("tlh"):
        pass
    with pytest.raises(KeyError, match="nonsense"):
        catalogue("nonsense")


def test_what_is_spoken_beats_the_choice_the_variable_and_the_locale(
    unchosen, two_languages, monkeypatch
):
    monkeypatch.setattr(locale, "getlocale", lambda: ("xx_YY", "UTF-8"))
    assert language() == "xx"
    monkeypatch.setenv(words.VARIABLE, "en")
    assert language() == "en"
    set_language("xx")
    assert language() == "xx"
    with speaking("en"):
        assert language() == "en"
    assert language() == "xx"


@pytest.mark.parametrize("asked", ["xx", "xx_YY", "xx-YY", "xx_YY.UTF-8", "XX"])
def test_the_country_of_a_language_is_left_aside(unchosen, two_languages, monkeypatch, asked):
    monkeypatch.setenv(words.VARIABLE, asked)
    assert language() == "xx"
    set_language(asked)
    assert language() == "xx"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chinese (Simplified)_China", "zh"),
        ("Chinese (Traditional)_Taiwan", "zh"),
        ("German_Germany", "de"),
        ("Portuguese_Brazil", "pt"),
        ("Vietnamese_Vietnam", "vi"),
        ("English_United States", "en"),
        ("Hungarian_Hungary", "en"),
        ("zh_CN", "zh"),
        ("pt_BR", "pt"),
        ("C", "en"),
    ],
)
def test_a_locale_is_understood_as_windows_names_it(unchosen, monkeypatch, name, expected):
    monkeypatch.setattr(words, "languages", lambda: ("de", "en", "pt", "vi", "zh"))
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "cp936"))
    assert language() == expected


def test_a_locale_without_sentences_reads_english(unchosen, monkeypatch):
    monkeypatch.setattr(locale, "getlocale", lambda: ("tlh_KX", "UTF-8"))
    assert language() == "en"
    monkeypatch.setattr(locale, "getlocale", lambda: (None, None))
    assert language() == "en"


def test_a_variable_that_names_no_language_is_told_at_the_first_sentence_and_not_at_the_import():
    code = (
        "import os; os.environ['SOFTMAX_EDU_LANGUAGE'] = 'tlh'\n"
        "import softmax_edu; print(softmax_edu.softmax([0, 0]))\n"
        "from softmax_edu import predict\n"
        "try: predict('off-diagonal')\n"
        "except ValueError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert "[0.5 0.5]\nSOFTMAX_EDU_LANGUAGE: there is no language 'tlh'; there is en" in run.stdout


def differences(first, other):
    """Return in which keys and placeholders two languages differ."""
    ours, theirs = (
        {path: Counter(PLACEHOLDER.findall(sentence)) for path, sentence in entries(tables)}
        for tables in (first, other)
    )
    return {path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)}


def tables(name):
    return words._tables(name)


def test_all_languages_have_the_same_keys_and_placeholders(pseudo_language):
    assert {"en", LANGUAGE} <= {*languages()}
    for name in languages():
        assert differences(tables("en"), tables(name)) == set()


@pytest.mark.parametrize("change", [{"b": "{n}"}, {"a": "{m}"}, {"a": "–"}, {"a": ["{n}"]}, {}])
def test_a_missing_or_changed_key_or_placeholder_is_found(change):
    first = {"table": {"a": "{n} of {m}", "list": ["x", "{y}"]}}
    assert differences(first, first) == set()
    other = {"table": first["table"] | change}
    if not change:
        other["table"] = {"a": "{m} von {n}", "list": ["x"]}
    assert differences(first, other)


def test_a_draft_of_three_sentences_is_spoken_and_what_it_lacks_is_said_in_english(
    unchosen, tmp_path, monkeypatch
):
    shutil.copytree(words.HOME, tmp_path, dirs_exist_ok=True)
    (tmp_path / "eo").mkdir()
    (tmp_path / "eo" / "package.toml").write_text(
        '[explorer]\nreset = "rekomenci"\ndial.weight = "Σy, la sumo de la pezoj"\n'
        '[questions]\nlock = "Ŝlosu"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(words, "HOME", tmp_path)
    forget_languages()
    with speaking("eo"):
        assert message("questions.lock") == "Ŝlosu"
        dial = catalogue("explorer")["dial"]
        assert dial == {"temperature": "T, the temperature", "weight": "Σy, la sumo de la pezoj"}
        assert message("explorer.reset") == "rekomenci"
        assert message("explorer.undo") == "undo"
    monkeypatch.undo()
    forget_languages()


def shape(said, built):
    """Return what a table of sentences holds beside each question, as the structure has it."""
    predictions = {
        key: (set(one["option"]), "measured" in one) for key, one in said["predict"].items()
    }
    steps = {
        key: (
            len(one["why"]),
            {name: set(blank.get("wrong", ())) for name, blank in one.get("blank", {}).items()},
        )
        for key, one in said["steps"].items()
    }
    assert predictions == {
        key: (set(one["options"]), "at" in one) for key, one in built["predict"].items()
    }
    assert steps == {
        key: (
            len(one["lines"]),
            {name: set(blank.get("wrong", ())) for name, blank in one.get("blank", {}).items()},
        )
        for key, one in built["steps"].items()
    }
    assert said["questions"]["tile"].keys() == built["tiles"].keys()


@pytest.mark.parametrize("name", languages())
def test_every_question_has_its_sentences_and_no_others(name):
    said, built = tables(name), structure()
    shape(said, built)
    for key, question in said["predict"].items():
        moments = set(re.findall(r"[{-](\w+)\.", question.get("measured", "")))
        assert moments == set(built["predict"][key].get("at", {})), key


def test_the_structure_of_the_questions_holds_no_sentence():
    for path, text in entries(structure()):
        if path[-2:-1] == ("lines",) or path[0] == "tiles":
            assert foreign(text) == text, path
        else:
            assert re.fullmatch(r"[a-z0-9_-]+", text), path


def test_a_sentence_is_made_in_the_language_of_its_moment(pseudo_language):
    with speaking("en"):
        assert message("questions.lock") == "Lock it in"
    assert message("questions.lock") == foreign("Lock it in") != "Lock it in"
