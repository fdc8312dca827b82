"""A question or a step as text and as folded HTML, for pages where nothing runs."""

from collections.abc import Callable
from html import escape
from typing import Any

from ..words import listed, message
from .formula import Pieces, html, plain

_CARD = "border:1px solid #8886;border-left-width:3px;padding:10px 16px"


def _said(key: str, **values: object) -> str:
    return message(f"questions.{key}", **values)


def _folded(summary: str, *parts: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{''.join(parts)}</details>"


def _card(heading: str, *parts: str) -> str:
    return f'<div style="{_CARD}"><p><b>{escape(heading)}</b></p>{"".join(parts)}</div>'


def question_text(question: dict[str, Any]) -> str:
    """Return a prediction as text: the question and what can be guessed, and no answer."""
    labels = [plain(option["label"]) for option in question["options"]]
    lines = [_said("asked", prompt=plain(question["prompt"]))]
    lines += [f"  ( ) {label}" for label in [*labels, _said("not_sure_yet")]]
    return "\n".join(lines)


def question_html(question: dict[str, Any]) -> str:
    """Return a prediction as HTML: the answers are folded away."""
    guesses = "".join(f"<li>{html(option['label'])}</li>" for option in question["options"])
    answers: list[str] = []
    for option in question["options"]:
        label, reveal = html(option["label"]), html(option["reveal"])
        if option["key"] == question["right"]:
            told = f"<b>{_said('right_is', label=label)}</b>"
            answers.insert(0, f"<p>{_said('guess_and_answer', guess=told, answer=reveal)}</p>")
        else:
            told = f"<i>{_said('other_guess', label=label)}</i>"
            answers.append(f"<p>{_said('guess_and_answer', guess=told, answer=reveal)}</p>")
    return _card(
        _said("predict"),
        f"<p>{html(question['prompt'])}</p><ul>{guesses}</ul>",
        _folded(_said("all_answers"), *answers),
    )


def step_place(step: dict[str, Any]) -> str:
    """Return where a step stands in its series."""
    return _said("step", **{name: step[name] for name in ("number", "of", "title")})


def step_heading(step: dict[str, Any]) -> str:
    """Return where a step stands in its series, and what the learner does in it."""
    return _said(step["kind"], step=step_place(step))


def step_text(step: dict[str, Any]) -> str:
    """Return a derivation step as text, its blanks open."""
    lines = [
        f"  {plain(line['formula'])}    {_said('why', why=plain(line['why']))}"
        for line in step["lines"]
    ]
    if step["tiles"]:
        lines.append(_said("tiles_are", tiles=_tiles(step, plain)))
    return "\n".join([step_heading(step), *lines])


def step_html(step: dict[str, Any]) -> str:
    """Return a derivation step as HTML: what is to be found, and hints, are folded away."""
    symbols = {
        name: step["tiles"][blank["tile"]]["symbol"] for name, blank in step["blank"].items()
    }

    def table(filled: dict[str, Pieces] | None, lines: slice = slice(None)) -> str:
        rows = (
            f"<li>{html(line['formula'], filled)} "
            f"<small>{_said('why', why=html(line['why']))}</small></li>"
            for line in step["lines"][lines]
        )
        return f'<ul style="list-style:none">{"".join(rows)}</ul>'

    done = f"<p>{html(step['done'])}</p>"
    if not step["blank"]:
        # The reader is to think of each line before it is seen.
        rest = _folded(_said("all_lines"), table(None, slice(1, None)), done)
        return _card(step_heading(step), table(None, slice(1)), rest)
    hints = dict.fromkeys(f"<p>{html(blank['hint'])}</p>" for blank in step["blank"].values())
    return _card(
        step_heading(step),
        table(None),
        f"<p>{_said('tiles_are', tiles=_tiles(step, html))}</p>",
        _folded(_said("hint"), *hints),
        _folded(_said("all_lines"), table(symbols), done),
    )


def _tiles(step: dict[str, Any], drawn: Callable[[Pieces], str]) -> str:
    return listed("and", (drawn(tile["symbol"]) for tile in step["tiles"].values()))
