"""Make the printable pages of the concept test, and the answer key.

    python tools/handouts.py             write pre_test.html, post_test.html and answer_key.html
    python tools/handouts.py --check     change nothing; are the pages what the sources give?

What is asked stands in ``teaching/concept_test.toml``, what is right in ``answer_key.toml`` beside
it. Every number is computed here as a fraction, from the exponentials of the form: the second form
asks the same with the probabilities permuted.
"""

import argparse
import math
import sys
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TEACHING = ROOT / "teaching"
LESSONS = ROOT / "notebooks" / "source" / "en"

LETTERS = "abcdefg"
TRUE_CLASS = 1

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
ol { padding-left: 1.5rem; }
ul { padding: 0; list-style: none; } /* a browser sets a list's number below a legend */
li { margin-bottom: 1.75rem; break-inside: avoid; }
label { display: block; padding: 0.2rem 0; }
fieldset { border: 0; margin: 0; padding: 0; }
legend { padding: 0; margin-bottom: 0.4rem; }
.sureness { margin-top: 0.4rem; }
.sureness legend { float: left; margin: 0.2rem 1.5rem 0 0; }
.sureness label { display: inline-block; margin-right: 1.5rem; }
.line { display: inline-block; min-width: 14rem; border-bottom: 1px solid; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; }
.right { font-weight: bold; }
@media print {
  @page { margin: 16mm; }
  body { margin: 0; max-width: none; font-size: 10.5pt; line-height: 1.35; }
  li { margin-bottom: 1rem; }
  label { padding: 0.05rem 0; }
}
"""


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


def read(name: str) -> dict[str, Any]:
    """Return one of the two sources."""
    return tomllib.loads((TEACHING / name).read_text(encoding="utf-8"))


def items(test: dict[str, Any], form: str) -> list[dict[str, Any]]:
    """Return the items of a form with their numbers, and the options in their order."""
    values = numbers(test["forms"][form]["e"])
    found = []
    for item in test["item"]:
        if form not in item["forms"]:
            continue
        options = [{**each, "text": each["text"].format(**values)} for each in item["options"]]
        if form == "post":
            options.reverse()
        options.sort(key=lambda option: option.get("last", False))
        found.append({**item, "stem": item["stem"].format(**values), "options": options})
    return found


def form_page(test: dict[str, Any], form: str) -> str:
    """Return the printable page of one form. Nothing on it tells which option is right."""
    words = test["page"]
    asked = items(test, form)
    has_loss = any("∂L" in item["stem"] for item in asked)
    questions = []
    for number, item in enumerate(asked, start=1):
        choices = [(option["key"], option["text"]) for option in item["options"]]
        answers = "".join(
            _choice(item["key"], key, f"{letter}) {text}")
            for letter, (key, text) in zip(LETTERS, choices, strict=False)
        )
        sureness = "".join(
            _choice(f"{item['key']}-sureness", key, words[key])
            for key in ("sure", "unsure", "guessing")
        )
        questions.append(
            f"<li><fieldset><legend>{number}. {escape(item['stem'])}</legend>{answers}"
            f"{_choice(item['key'], 'not-yet', words['not_yet'])}</fieldset>"
            f'<fieldset class="sureness"><legend>{escape(words["sureness"])}</legend>'
            f"{sureness}</fieldset></li>"
        )
    title = f"softmax_edu: {test['forms'][form]['title']}"
    notation = words["notation" if has_loss else "notation_short"]
    return _page(
        title,
        f"<h1>{escape(title)}</h1>"
        f'<p>{escape(words["name"])}: <span class="line">&nbsp;</span> '
        f'{escape(words["date"])}: <span class="line" style="min-width: 7rem">&nbsp;</span></p>'
        f"<p>{escape(words['intro'])}</p><p>{escape(notation)}</p>"
        f"<form><ul>{''.join(questions)}</ul></form>",
    )


def key_page(test: dict[str, Any], key: dict[str, Any]) -> str:
    """Return the teacher's page: both forms, each option with what it tells and where to look."""
    beliefs = tomllib.loads((LESSONS / "misconceptions.toml").read_text(encoding="utf-8"))
    met = {entry["number"]: entry for entry in beliefs["misconception"]}
    words = key["page"]
    parts = [f"<h1>{escape(words['title'])}</h1><p>{escape(words['intro'])}</p>"]
    for form in test["forms"]:
        values = numbers(test["forms"][form]["e"])
        parts.append(f"<h2>{escape(test['forms'][form]['title'])}</h2><ol>")
        for item in items(test, form):
            answer = key[item["key"]]
            rows = "".join(
                _key_row(letter, option, answer, met, values, words)
                for letter, option in zip(LETTERS, item["options"], strict=False)
            )
            parts.append(f"<li>{escape(item['stem'])}<table>{rows}</table></li>")
        parts.append("</ol>")
    return _page(words["title"], "".join(parts))


def _key_row(
    letter: str,
    option: dict[str, str],
    answer: dict[str, Any],
    met: dict[int, dict[str, Any]],
    values: dict[str, str],
    words: dict[str, str],
) -> str:
    if option["key"] == answer["right"]:
        said, style = f"{words['right']}: {answer['why'].format(**values)}", ' class="right"'
    else:
        wrong = answer["wrong"][option["key"]]
        there = {met[number]["lesson"] for number in wrong["met"]}
        lessons = [wrong["lesson"]] if "lesson" in wrong else sorted(there)
        again = f" ({words['talk']}: {', '.join(lessons)})" if lessons else ""
        said, style = wrong["says"] + again, ""
    return (
        f"<tr{style}><th scope='row'>{letter})</th><td>{escape(option['text'])}</td>"
        f"<td>{escape(said)}</td></tr>"
    )


def _choice(group: str, value: str, text: str) -> str:
    return (
        f'<label><input type="radio" name="{escape(group)}" value="{escape(value)}"> '
        f"{escape(text)}</label>"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{body}\n</html>\n"
    )


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    test, key = read("concept_test.toml"), read("answer_key.toml")
    forms = {f"{form}_test.html": form_page(test, form) for form in test["forms"]}
    return {**forms, "answer_key.html": key_page(test, key)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or compare them; return 0 if all is well."""
    parser = argparse.ArgumentParser(description="Make the pages of the concept test.")
    parser.add_argument("--check", action="store_true", help="change nothing; compare")
    options = parser.parse_args(arguments)
    stale = []
    for name, text in pages().items():
        path = TEACHING / name
        if not options.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"{', '.join(stale)}: python tools/handouts.py mends it", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
