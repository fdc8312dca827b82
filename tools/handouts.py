"""Make the printable pages of the concept test, and the answer key.

    python tools/handouts.py             write all pages
    python tools/handouts.py --check     change nothing; are the pages what the sources give?

They are the forms to be printed (``pre_test.html``, ``post_test.html``), the forms that score
themselves (``…_scored.html``) and ``answer_key.html``: the first language's in ``teaching/``, those
of any other in the folder of its name there.

How an item is built stands in ``teaching/concept_test.toml``, what is right in ``answer_key.toml``
beside it, and what is said in ``words/LANGUAGE/``, in files of the same names. Every number is
computed here as a fraction, from the exponentials of the form: the second form asks the same with
the probabilities permuted.
"""

import argparse
import math
import sys
import tomllib
from base64 import b64encode
from collections.abc import Sequence
from fractions import Fraction
from functools import cache, reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from softmax_edu.files import locked
from softmax_edu.frames import frames
from softmax_edu.questions import formula
from softmax_edu.words import FIRST, language, over, speaking

ROOT = Path(__file__).resolve().parents[1]
TEACHING = ROOT / "teaching"
LESSONS = ROOT / "notebooks" / "source" / FIRST

TRUE_CLASS = 1

FRAMES = frames(Path(__file__).with_name("frames"))
FRAMES.filters["formulas"] = lambda text: Markup(formula.html(formula.pieces(text)))


def numbers(e: Sequence[int]) -> dict[str, str]:
    """Return every number of a form, written out, from the exponentials e^θ of its scores.

    The Jacobian's two cases, S − y and S·Σy − y, and what the wrong options make of them.
    """
    s = [Fraction(x, sum(e)) for x in e]
    y = [Fraction(k == TRUE_CLASS) for k in range(len(s))]
    y2 = [2 * value for value in y]
    scores = [3 if x == max(e) else 1 for x in e]
    two = [2, 1] if e[0] < e[1] < e[2] else [1, 2]
    winner = two.index(max(two))
    difference = max(two) - min(two)
    return {
        "s": vector(s),
        "minus_s0_s1": fraction(-s[0] * s[1]),
        "plus_s0_s1": "+" + fraction(s[0] * s[1]),
        "s0_rest": fraction(s[0] * (1 - s[0])),
        "s1_rest": fraction(s[1] * (1 - s[1])),
        "scores": vector(scores),
        "scores_shifted": vector([x + 10 for x in scores]),
        "scores_doubled": vector([2 * x for x in scores]),
        "scores_over_sum": vector([x / sum(scores) for x in scores]),
        "two_scores": vector(two),
        "winner": f"S{'₀₁'[winner]}",
        "difference": str(difference),
        "alone": str(max(two)),
        "sigmoid_difference": f"{sigmoid(difference):.3f}",
        "sigmoid_alone": f"{sigmoid(max(two)):.3f}",
        "share": fraction(Fraction(max(two), sum(two))),
        "s_minus_y": vector([a - b for a, b in zip(s, y, strict=True)]),
        "y_minus_s": vector([b - a for a, b in zip(s, y, strict=True)]),
        "diagonal": vector([-b * (1 - a) for a, b in zip(s, y, strict=True)]),
        "stopped": vector([-b / a for a, b in zip(s, y, strict=True)]),
        "without_one_over_s": vector(
            [
                a * sum(b * c for b, c in zip(y, s, strict=True)) - b * a
                for a, b in zip(s, y, strict=True)
            ]
        ),
        "gradient_y2": vector([2 * a - b for a, b in zip(s, y2, strict=True)]),
        "s_minus_y2": vector([a - b for a, b in zip(s, y2, strict=True)]),
        "diagonal_y2": vector([-b * (1 - a) for a, b in zip(s, y2, strict=True)]),
    }


def sigmoid(x: float) -> float:
    """Return 1/(1 + e^(−x))."""
    return 1 / (1 + math.exp(-x))


def fraction(value: Fraction | float) -> str:
    """Write a number as 5/8, −3 or 0.6, with the minus sign U+2212."""
    return str(value).replace("-", "−")


def vector(values: Sequence[Fraction | float]) -> str:
    """Write a list of numbers in parentheses."""
    return f"({', '.join(map(fraction, values))})"


def languages() -> list[str]:
    """Return the languages that there are sentences in, the first one first."""
    found = [path.name for path in (TEACHING / "words").iterdir() if path.is_dir()]
    return sorted(found, key=lambda name: (name != FIRST, name))


def read(name: str, language: str = FIRST) -> dict[str, Any]:
    """Return one of the two sources, with its sentences in a language.

    What a draft of a language does not say yet is said in the first one.
    """
    found: dict[str, Any] = {}
    for folder in (TEACHING, TEACHING / "words" / FIRST, TEACHING / "words" / language):
        if (path := folder / name).is_file():
            found = over(found, tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def items(test: dict[str, Any], form: str) -> list[dict[str, Any]]:
    """Return the items of a form with their numbers, and the options in their order."""
    values = numbers(test["forms"][form]["e"])
    found = []
    for key, item in test["item"].items():
        if form not in item["forms"]:
            continue
        options = [
            {**option, "key": name, "text": option["text"].format(**values)}
            for name, option in item["option"].items()
        ]
        if form == "post":
            options.reverse()
        options.sort(key=lambda option: option.get("last", False))
        stem = item["stem"].format(**values)
        found.append({"key": key, "stem": stem, "options": options})
    return found


def form_page(test: dict[str, Any], form: str) -> str:
    """Return the printable page of one form. Nothing on it tells which option is right."""
    words = test["page"]
    asked = items(test, form)
    for item in asked:
        item["choices"] = zip(test["page"]["letters"], item["options"], strict=False)
    has_loss = any("∂L" in item["stem"] for item in asked)
    return FRAMES.get_template("form.html").render(
        title=words["title"].format(form=test["forms"][form]["title"]),
        words=words,
        notation=words["notation" if has_loss else "notation_short"],
        asked=asked,
    )


def key_page(test: dict[str, Any], key: dict[str, Any]) -> str:
    """Return the teacher's page: both forms, each option with what it tells and where to look."""
    beliefs = tomllib.loads((LESSONS / "misconceptions.toml").read_text(encoding="utf-8"))
    met = {entry["number"]: entry["lesson"] for entry in beliefs["misconception"]}
    words = key["page"]
    forms = []
    for name, form in test["forms"].items():
        asked = items(test, name)
        for item in asked:
            answer = key[item["key"]]
            why = answer["why"].format(**numbers(form["e"]))
            item["rows"] = []
            letters = test["page"]["letters"]
            for letter, option in zip(letters, item["options"], strict=False):
                right = option["key"] == answer["right"]
                wrong = answer["wrong"].get(option["key"])
                said = words["right"].format(why=why) if right else _said(wrong, met, words)
                item["rows"].append((letter, option["text"], said, right))
        forms.append({"title": form["title"], "asked": asked})
    return FRAMES.get_template("key.html").render(title=words["title"], words=words, forms=forms)


def scored_page(test: dict[str, Any], key: dict[str, Any], form: str) -> str:
    """Return a form that scores itself: the answers are kept, and the key opens at the end."""
    words = {**test["page"], **key["scored"]}
    values = numbers(test["forms"][form]["e"])
    asked = items(test, form)
    for item in asked:
        answer = key[item["key"]]
        item["right"] = answer["right"]
        item["choices"] = list(zip(test["page"]["letters"], item["options"], strict=False))
        item["rows"] = []
        for letter, option in item["choices"]:
            right = option["key"] == answer["right"]
            said = (
                words["right"].format(why=answer["why"].format(**values))
                if right
                else words["wrong"].format(says=answer["wrong"][option["key"]]["says"])
            )
            item["rows"].append((letter, option["text"], said, right))
    has_loss = any("∂L" in item["stem"] for item in asked)
    style, script = (
        (Path(__file__).with_name("frames") / name).read_text(encoding="utf-8")
        for name in ("handout.css", "scored.js")
    )
    return FRAMES.get_template("scored.html").render(
        title=words["title"].format(form=test["forms"][form]["title"]),
        words=words,
        notation=words["notation" if has_loss else "notation_short"],
        asked=asked,
        style=Markup(style),
        script=Markup(script),
        policy=Markup(
            f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _said(wrong: dict[str, Any], met: dict[int, str], words: dict[str, str]) -> str:
    """Return what a wrong option tells, and the lessons to look at again."""
    there = sorted({met[number] for number in wrong.get("met", ())})
    lessons = [_title(name) for name in ([wrong["lesson"]] if "lesson" in wrong else there)]
    if not lessons:
        return str(wrong["says"])
    listed = reduce(lambda first, second: words["and"].format(first=first, second=second), lessons)
    return words["talk"].format(says=wrong["says"], lessons=listed)


@cache
def _titles(language: str) -> dict[str, str]:
    """Return the titles of the lessons in a language, in the first one where it has none."""
    found = {}
    for folder in (LESSONS, LESSONS.with_name(language)):
        for path in folder.glob("[0-9]*.md"):
            text = path.read_text(encoding="utf-8")
            found[path.stem] = next(line[2:] for line in text.split("\n") if line[:2] == "# ")
    return found


def _title(name: str) -> str:
    return _titles(language())[name]


def pages() -> dict[str, str]:
    """Return every page of every language by its place below ``teaching/``."""
    found = {}
    for spoken in languages():
        test, key = read("concept_test.toml", spoken), read("answer_key.toml", spoken)
        with speaking(spoken):
            made = {f"{form}_test.html": form_page(test, form) for form in test["forms"]}
            made |= {f"{form}_scored.html": scored_page(test, key, form) for form in test["forms"]}
            made["answer_key.html"] = key_page(test, key)
        folder = "" if spoken == FIRST else f"{spoken}/"
        found |= {f"{folder}{name}": text for name, text in made.items()}
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or compare them; return 0 if all is well."""
    parser = argparse.ArgumentParser(description="Make the pages of the concept test.")
    parser.add_argument("--check", action="store_true", help="change nothing; compare")
    options = parser.parse_args(arguments)
    if not options.check:
        for name, text in pages().items():
            place = TEACHING / name
            place.parent.mkdir(exist_ok=True)
            with locked(place.parent) as room:
                room.write(place.name, text.encode())
        return 0
    stale = [
        name
        for name, text in pages().items()
        if not (path := TEACHING / name).is_file() or path.read_text(encoding="utf-8") != text
    ]
    if stale:
        print(f"{', '.join(stale)}: python tools/handouts.py mends it", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
