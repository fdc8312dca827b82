"""The teacher's kit: every number of the concept test is true, and no learner is handed the key."""

import itertools
import re
import subprocess
import sys
import tomllib
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

import numpy as np
import pytest

from softmax_edu import cross_entropy, numerical_gradient, numerical_jacobian, softmax
from softmax_edu.site.page import index_page
from softmax_edu.words import FIRST, message, speaking
from tests.chinese import faults
from tests.pseudo import entries, foreign
from tests.test_words import differences
from tools import handouts

FORMS = ["pre", "post"]


@pytest.fixture(scope="module", params=handouts.languages())
def language(request):
    return request.param


@pytest.fixture(scope="module")
def test(language):
    return handouts.read("concept_test.toml", language)


@pytest.fixture(scope="module")
def key(language):
    return handouts.read("answer_key.toml", language)


@pytest.fixture(scope="module")
def page(language):
    """Return a function that gives a page of a language by its name."""
    folder = "" if language == FIRST else f"{language}/"
    return lambda name: handouts.pages()[folder + name]


def value(text):
    """Return the number, or the array of numbers, that an option writes."""
    parts = [
        float(top) / float(bottom or 1)
        for top, bottom in re.findall(r"([-+]?[\d.]+)(?:/(\d+))?", text.replace("−", "-"))
    ]
    return np.array(parts) if text.startswith("(") else parts[0]


def built(name):
    return tomllib.loads((handouts.TEACHING / name).read_text(encoding="utf-8"))


def said(name, language):
    path = handouts.TEACHING / "words" / language / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def walk(table, path):
    """Return what a table holds along a path; nothing where it ends."""
    for step in path:
        table = table.get(step, {})
    return table


def option(test, form, item, name):
    [found] = [each for each in handouts.items(test, form) if each["key"] == item]
    return value({each["key"]: each["text"] for each in found["options"]}[name])


def theta(test, form):
    return np.log(test["forms"][form]["e"])


def slope(t, y):
    """Return the gradient, measured: an oracle that knows none of the formulas."""
    return numerical_gradient(lambda x: cross_entropy(x, y), t)


@pytest.mark.parametrize("form", FORMS)
def test_the_probabilities_that_are_stated_are_those_of_the_scores(test, form):
    stated = [
        value(found)
        for item in handouts.items(test, form)
        for found in re.findall(r"S = (\([^)]*\))", item["stem"])
    ]
    assert len(stated) == {"pre": 1, "post": 4}[form]
    assert all(np.allclose(s, softmax(theta(test, form)), atol=1e-12) for s in stated)


@pytest.mark.parametrize("form", FORMS)
def test_raising_one_score_lowers_the_other_share(test, key, form):
    t = theta(test, form)
    assert softmax(t + np.array([0, 0.5, 0]))[0] < softmax(t)[0]
    assert key["one-score-rises"]["right"] == "falls"


@pytest.mark.parametrize("form", FORMS)
def test_the_entry_off_the_diagonal(test, key, form):
    J = numerical_jacobian(softmax, theta(test, form))
    there = {
        name: option(test, form, "off-diagonal-entry", name)
        for name in ("right", "plus", "zero", "other-case")
    }
    expected = {"right": J[0, 1], "plus": -J[0, 1], "zero": 0, "other-case": J[0, 0]}
    assert there == pytest.approx(expected, abs=1e-8)
    assert key["off-diagonal-entry"]["right"] == "right"


@pytest.mark.parametrize("form", FORMS)
def test_of_the_score_lists_only_the_right_one_has_the_same_softmax(test, key, form):
    [item] = [each for each in handouts.items(test, form) if each["key"] == "same-softmax"]
    asked = softmax(value(re.search(r"\([^)]*\)", item["stem"])[0]))
    same = [
        each["key"]
        for each in item["options"]
        if each["key"] != "none" and np.allclose(softmax(value(each["text"])), asked)
    ]
    assert same == [key["same-softmax"]["right"]] == ["shifted"]


@pytest.mark.parametrize("form", FORMS)
def test_two_classes(test, key, form):
    [item] = [each for each in handouts.items(test, form) if each["key"] == "two-classes"]
    scores = value(re.search(r"\([^)]*\)", item["stem"])[0])
    asked = "₀₁".index(re.findall(r"S([₀₁])", item["stem"])[0])
    truth = softmax(scores)[asked]
    options = {each["key"]: each["text"] for each in item["options"]}
    told = {name: re.search(r"σ\((\d)\) ≈ (0\.\d{3})", options[name]) for name in options}
    for name in ("difference", "alone"):
        x, y = float(told[name][1]), float(told[name][2])
        assert y == pytest.approx(softmax(np.array([x, 0.0]))[0], abs=5e-4)
    assert float(told["difference"][2]) == pytest.approx(truth, abs=5e-4)
    assert float(told["alone"][1]) == scores[asked]
    assert value(options["no-exponential"]) == pytest.approx(scores[asked] / scores.sum())
    assert scores.argmax() == asked
    assert key["two-classes"]["right"] == "difference"


def test_the_derivative_of_the_sum(test, key):
    t = theta(test, "post")
    J = numerical_jacobian(softmax, t)
    assert key["derivative-of-the-sum"]["right"] == "zero"
    assert J[:, 1].sum() == pytest.approx(0, abs=1e-8)
    own = option(test, "post", "derivative-of-the-sum", "own")
    assert own == pytest.approx(J[1, 1], abs=1e-8)


def test_the_gradient_and_what_mistakes_make_of_it(test, key):
    t, y = theta(test, "post"), np.array([0.0, 1.0, 0.0])
    J, s = numerical_jacobian(softmax, t), softmax(t)
    upstream = numerical_gradient(lambda p: -y @ np.log(p), s)
    expected = {
        "right": slope(t, y),
        "sign": -slope(t, y),
        "stopped": upstream,
        "diagonal": np.diag(J) * upstream,
        "one-over-s": J.T @ -y,
    }
    for name, numbers in expected.items():
        assert option(test, "post", "gradient", name) == pytest.approx(numbers, abs=1e-7)
    assert key["gradient"]["right"] == "right"


def test_the_gradient_with_a_weight_of_two(test, key):
    t, y = theta(test, "post"), np.array([0.0, 2.0, 0.0])
    J, s = numerical_jacobian(softmax, t), softmax(t)
    expected = {
        "right": slope(t, y),
        "ignored": slope(t, y / 2),
        "unit-sum": s - y,
        "diagonal": np.diag(J) * numerical_gradient(lambda p: -y @ np.log(p), s),
    }
    for name, numbers in expected.items():
        told = option(test, "post", "weight-of-two", name)
        assert told == pytest.approx(numbers, abs=1e-7)
    assert key["weight-of-two"]["right"] == "right"


def test_where_the_entry_of_the_true_class_goes(key):
    entries = [slope(np.array([0.0, -x, 0.0]), np.array([0, 1, 0]))[1] for x in (5, 10, 15)]
    assert np.abs(np.array(entries) + 1).tolist() == sorted(np.abs(np.array(entries) + 1))[::-1]
    assert entries[-1] == pytest.approx(-1, abs=1e-6)
    assert key["true-class-vanishes"]["right"] == "minus-one"


@pytest.mark.parametrize("form", FORMS)
def test_no_two_options_of_an_item_say_the_same(test, form):
    for item in handouts.items(test, form):
        texts = [each["text"] for each in item["options"]]
        assert len(set(texts)) == len(texts)
        assert "{" not in "".join([item["stem"], *texts])


def test_items_5_to_8_are_asked_after_the_course_only(test):
    assert [len(handouts.items(test, form)) for form in FORMS] == [4, 8]
    assert [item["forms"] for item in test["item"].values()] == [FORMS] * 4 + [["post"]] * 4


def test_the_second_form_permutes_the_probabilities(test):
    pre, post = (test["forms"][form]["e"] for form in FORMS)
    assert sorted(pre) == sorted(post)
    assert all(a != b for a, b in zip(pre, post, strict=True))


def test_where_the_right_option_stands_gives_nothing_away(test, key):
    """No place holds the right one more than half of the time, and most change theirs."""
    places = {
        form: {
            item["key"]: [option["key"] for option in item["options"]].index(
                key[item["key"]]["right"]
            )
            for item in handouts.items(test, form)
        }
        for form in FORMS
    }
    for form in FORMS:
        counts = [list(places[form].values()).count(place) for place in range(5)]
        assert max(counts) <= len(places[form]) / 2
    assert sum(places["pre"][name] != places["post"][name] for name in places["pre"]) >= 3


def test_the_key_answers_every_option_and_names_beliefs_that_exist(test, key, root):
    sources = root / "notebooks" / "source" / "en"
    table = tomllib.loads((sources / "misconceptions.toml").read_text(encoding="utf-8"))
    numbers = {entry["number"] for entry in table["misconception"]}
    assert set(key) == {"page", "scored", *test["item"]}
    for name, item in test["item"].items():
        answer = key[name]
        assert set(answer["wrong"]) | {answer["right"]} == set(item["option"])
        for wrong in answer["wrong"].values():
            assert set(wrong.get("met", ())) <= numbers
            assert wrong.get("met") or (sources / f"{wrong['lesson']}.md").is_file()


def test_the_forms_do_not_tell_what_is_right(test, key, page):
    for form in FORMS:
        shown = page(f"{form}_test.html")
        assert "checked" not in shown
        assert "class=" not in shown.replace('class="sureness"', "").replace('class="line"', "")
        for item in handouts.items(test, form):
            assert key[item["key"]]["why"].format(**handouts.numbers([1, 2, 5])) not in shown


def test_every_option_can_be_left_open_and_every_answer_has_its_sureness(test, page):
    for form in FORMS:
        shown = page(f"{form}_test.html")
        count = len(handouts.items(test, form))
        assert shown.count('value="not-yet"') == count
        for word in ("sure", "unsure", "guessing"):
            assert shown.count(f'value="{word}"') == count


def test_the_pages_are_what_the_sources_give():
    done = subprocess.run(
        [sys.executable, handouts.__file__, "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_told(monkeypatch, tmp_path, capsys):
    for name in handouts.pages():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    pages = handouts.pages()
    monkeypatch.setattr(handouts, "pages", lambda: pages)
    monkeypatch.setattr(handouts, "TEACHING", tmp_path)
    assert handouts.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "answer_key.html" in told
    assert "zh/answer_key.html" in told
    assert handouts.main([]) == 0
    assert handouts.main(["--check"]) == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_scores_itself_allows_its_script_and_style_alone(test, key, page, form):
    shown = page(f"{form}_scored.html")
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', shown)
    for kind in ("script", "style"):
        [text] = re.findall(f"<{kind}>(.*?)</{kind}>", shown, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r'\s(style|on\w+|src|href)="', shown)
    for item in handouts.items(test, form):
        assert f'data-item="{item["key"]}" data-right="{key[item["key"]]["right"]}"' in shown
    assert shown.count(" hidden>") == 1 + sum(
        len(item["options"]) for item in handouts.items(test, form)
    )


def test_every_language_says_the_same_keys_with_the_same_numbers_and_nothing_else():
    """Which options there are, which is right and what they come to stands in the sources alone."""
    for name in ("concept_test.toml", "answer_key.toml"):
        first = said(name, FIRST)
        for path, sentence in entries(built(name)):
            text = path[-1] == "text"
            assert foreign(sentence) == sentence if text else re.fullmatch(r"[\w-]+", sentence)
            assert not text or "text" not in walk(first, path[:-1])
        for language in handouts.languages():
            assert differences(first, said(name, language)) == set(), language


def test_the_chinese_test_and_its_key_hold_no_english_sentence_and_no_typed_space():
    for name in ("concept_test.toml", "answer_key.toml"):
        for path, sentence in entries(said(name, "zh")):
            assert faults(sentence) == [], path
    for name, shown in handouts.pages().items():
        assert f'<html lang="{name.partition("/")[0] if "/" in name else FIRST}">' in shown


def test_no_learner_is_handed_the_key(root):
    """What is installed, and what is copied for a learner, are the package and the notebooks."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["only-include"] == ["softmax_edu", "notebooks"]
    for folder in wheel["only-include"]:
        assert not list((root / folder).rglob("answer_key*"))


def links(text):
    return re.findall(r"\]\(([^)]+)\)", text)


@pytest.fixture(scope="module")
def teachers_page(root, language):
    folder = "" if language == FIRST else language
    return root / "teaching" / folder / "README.md"


def test_the_teachers_page_leads_to_what_exists(teachers_page, language):
    """Its handouts and lessons are those of its language."""
    text = teachers_page.read_text(encoding="utf-8")
    inside = [link.split("#")[0] for link in links(text) if not urlsplit(link).scheme]
    assert len(inside) > 10
    assert [link for link in inside if link and not (teachers_page.parent / link).exists()] == []
    lessons = [link for link in inside if link.endswith(".ipynb")]
    edition = "notebooks/" if language == FIRST else f"notebooks/{language}/"
    assert lessons
    assert all(link.rpartition("/")[0].endswith(edition[:-1]) for link in lessons)
    pages = {link for link in inside if link.endswith(".html")}
    assert pages == {name for name in handouts.pages() if "/" not in name}


def test_the_site_leads_to_the_teachers_page_of_its_language(root, teachers_page, language):
    with speaking(language):
        assert root / message("site.teachers_page") == teachers_page
        assert f'/blob/HEAD/{message("site.teachers_page")}">' in index_page([], "")


def plans(text):
    """Return the minutes of each plan, from its table: pairs of start and end."""
    tables = re.split(r"^##+ ", text, flags=re.MULTILINE)
    found = [re.findall(r"^\| (\d+)–(\d+) \|", table, re.MULTILINE) for table in tables]
    return [[(int(a), int(b)) for a, b in rows] for rows in found if rows]


def test_every_plan_fills_fifty_minutes_without_a_gap(teachers_page):
    found = plans(teachers_page.read_text(encoding="utf-8"))
    assert len(found) == 5
    for plan in found:
        assert plan[0][0] == 0
        assert plan[-1][1] == 50
        assert all(one[1] == other[0] for one, other in itertools.pairwise(plan))
        assert all(start < end for start, end in plan)


def test_the_numbers_on_the_teachers_page_are_true(teachers_page):
    """Each is stated as `value` = formula in the list of wrong answers."""
    text = teachers_page.read_text(encoding="utf-8")
    s, y = softmax(np.log([1, 2, 5])), np.array([0, 1, 0])
    t = np.log([1, 2, 5])
    J = numerical_jacobian(softmax, t)
    assert np.allclose(s, [1 / 8, 1 / 4, 5 / 8])
    assert "(1/8, 1/4, 5/8)" in text
    assert J[0, 1] == pytest.approx(-1 / 32, abs=1e-8)
    assert "−1/32" in text
    assert slope(t, y) == pytest.approx([1 / 8, -3 / 4, 5 / 8], abs=1e-8)
    assert "(1/8, −3/4, 5/8)" in text
    assert np.diag(J) * (-y / s) == pytest.approx([0, -3 / 4, 0], abs=1e-8)
    assert "(0, −3/4, 0)" in text
    assert J[0, 0] == pytest.approx(7 / 64, abs=1e-8)
    assert "7/64" in text
    assert J[:, 1] == pytest.approx([-1 / 32, 6 / 32, -5 / 32], abs=1e-8)
    assert "(−1/32, 6/32, −5/32)" in text
