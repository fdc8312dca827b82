"""A question or a step as text and as folded HTML, for pages where nothing runs.

The mathematics in the sentences is marked as the browser's half reads it (``live/card_text.js``):
``e^θᵢ`` and ``e^(θᵢ/T)`` are raised, ``S_y`` is lowered, ``{top | bottom}`` is a fraction and
``[name]`` a blank.
"""

import re
from html import escape
from typing import Any

from ..words import catalogue

_FRACTION = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_BLANK = re.compile(r"\[([a-z]+)\]")
# As in card_text.js: a sign, then letters and digits, or anything in parentheses.
_RAISED = re.compile(r"([\^_])(?:\(([^()]*)\)|([−+]?[A-Za-z0-9θ₀-₉ᵢⱼₖₙ]+))")
_CARD = "border:1px solid #8886;border-left-width:3px;padding:10px 16px"


def _in_brackets(part: str) -> str:
    part = part.strip()
    return f"({part})" if re.search(r"\s", part) else part


def plain(text: str, filled: dict[str, str] | None = None) -> str:
    """Return a sentence or a line of a formula on one line, its blanks open or filled."""
    text = _FRACTION.sub(lambda f: f"{_in_brackets(f[1])} / {_in_brackets(f[2])}", text)
    return _BLANK.sub(lambda b: "□" if filled is None else filled[b[1]], text)


def html(text: str, filled: dict[str, str] | None = None) -> str:
    """Return the same as HTML."""

    def raised(found: re.Match[str]) -> str:
        tag = "sup" if found[1] == "^" else "sub"
        return f"<{tag}>{found[2] or found[3]}</{tag}>"

    return _RAISED.sub(raised, escape(plain(text, filled), quote=False))


def _folded(summary: str, *parts: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{''.join(parts)}</details>"


def _card(heading: str, *parts: str) -> str:
    return f'<div style="{_CARD}"><p><b>{escape(heading)}</b></p>{"".join(parts)}</div>'


def question_text(question: dict[str, Any]) -> str:
    """Return a prediction as text: the question and what can be guessed, and no answer."""
    said = catalogue("questions")
    labels = [plain(option["label"]) for option in question["options"]]
    lines = [f"{said['predict']}. {plain(question['prompt'])}"]
    lines += [f"  ( ) {label}" for label in [*labels, said["not_sure_yet"]]]
    return "\n".join(lines)


def question_html(question: dict[str, Any]) -> str:
    """Return a prediction as HTML: the answers are folded away."""
    said = catalogue("questions")
    options = question["options"]
    guesses = "".join(f"<li>{html(option['label'])}</li>" for option in options)
    right = next(option for option in options if option["key"] == question["right"])
    others = [
        f"<p><i>{html(option['label'].rstrip('.'))}?</i> {html(option['reveal'])}</p>"
        for option in options
        if option is not right
    ]
    answer = f"<p><b>{html(right['label'].rstrip('.'))}.</b> {html(right['reveal'])}</p>"
    return _card(
        said["predict"],
        f"<p>{html(question['prompt'])}</p><ul>{guesses}</ul>",
        _folded(said["all_answers"], answer, *others),
    )


def step_place(step: dict[str, Any]) -> str:
    """Return where a step stands in its series."""
    place = catalogue("questions")["step"].format(number=step["number"], of=step["of"])
    return f"{place} · {step['title']}"


def step_heading(step: dict[str, Any]) -> str:
    """Return where a step stands in its series, and what the learner does in it."""
    return f"{step_place(step)} · {catalogue('questions')[step['kind']]}"


def step_text(step: dict[str, Any]) -> str:
    """Return a derivation step as text, its blanks open."""
    lines = [f"  {plain(line['text'])}    ({plain(line['why'])})" for line in step["lines"]]
    if tiles := step.get("tiles"):
        named = catalogue("questions")["tile"]
        tiles_line = ", ".join(plain(named[tile]["text"]) for tile in tiles)
        lines.append(f"{catalogue('questions')['tiles']}: {tiles_line}")
    return "\n".join([f"{step_heading(step)}.", *lines])


def step_html(step: dict[str, Any]) -> str:
    """Return a derivation step as HTML: hints and filled lines are folded away."""
    said = catalogue("questions")
    blanks = step.get("blank", {})
    filled = {name: f"[{said['tile'][blank['answer']]['text']}]" for name, blank in blanks.items()}

    def table(answers: dict[str, str] | None) -> str:
        rows = (
            f"<li>{html(line['text'], answers)} <small>({html(line['why'])})</small></li>"
            for line in step["lines"]
        )
        return f'<ul style="list-style:none">{"".join(rows)}</ul>'

    done = f"<p>{html(step['done'])}</p>"
    if not blanks:
        return _card(step_heading(step), table(None), done)
    tiles = ", ".join(html(said["tile"][tile]["text"]) for tile in step["tiles"])
    hints = dict.fromkeys(f"<p>{html(blank['hint'])}</p>" for blank in blanks.values())
    return _card(
        step_heading(step),
        table(None),
        f"<p>{escape(said['tiles'])}: {tiles}</p>",
        _folded(said["hint"], *hints),
        _folded(said["all_lines"], table(filled), done),
    )
