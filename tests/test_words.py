"""Every sentence by key, in the language of whoever reads it."""

import locale

import pytest

from softmax_edu import set_language, words
from softmax_edu.words import catalogue, language, speaking


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


def test_a_locale_without_sentences_reads_english(unchosen, monkeypatch):
    monkeypatch.setattr(locale, "getlocale", lambda: ("tlh_KX", "UTF-8"))
    assert language() == "en"
    monkeypatch.setattr(locale, "getlocale", lambda: (None, None))
    assert language() == "en"
