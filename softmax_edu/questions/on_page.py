"""What a page without a kernel needs to show a card: ``live/<module>.js`` reads it.

The answers of whoever makes the page are not in it; the browser keeps those of its reader.
"""

from collections.abc import Callable
from typing import Any

from ..words import language
from . import asked, own, store
from .wording import step_place


def page_state(module: str, key: str | None, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the state of a card's model, but for its sentences, in the language of this moment.

    Parameters
    ----------
    module : str
        The card's module: ``"question"``, ``"steps"`` or ``"answers_card"``.
    key : str or None
        Which question or step of the course.
    given : dict, optional
        The table of one that is no one of the course's own.

    Raises
    ------
    KeyError
        There is no such card, or no question or step of this key.
    QuestionError
        The table cannot be asked as it is written.
    """
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "question": lambda: _answered(key, given, asked.prediction, own.prediction),
        "steps": lambda: _answered(key, given, asked.step, own.step),
        "answers_card": lambda: {
            "asked": all_asked(),
            "answers": store.no_answers(),
            "cleared": 0,
        },
    }
    state = {"language": language(), "store": "browser", "problem": ""}
    return {**state, **made[module]()}


def all_asked() -> dict[str, Any]:
    """Return what the list of answers says of each: the question and its options, or the step."""
    questions = {key: asked.prediction(key) for key in asked.keys("predict")}
    steps = {key: asked.step(key) for key in asked.keys("steps")}
    return {
        "predictions": {
            key: {
                "prompt": question["prompt"],
                "options": {option["key"]: option["label"] for option in question["options"]},
            }
            for key, question in (questions | own.shown("predict")).items()
        },
        "steps": {
            key: step_place(content) for key, content in (steps | own.shown("steps")).items()
        },
    }


def _answered(
    key: str | None,
    given: dict[str, Any] | None,
    of_course: Callable[[str], dict[str, Any]],
    of_own: Callable[[dict[str, Any], None], tuple[dict[str, Any], dict[str, Any]]],
) -> dict[str, Any]:
    if given is not None:
        content, table = of_own(given, None)
        return {"key": table["key"], "card": content, "answer": None}
    if key is None:
        raise KeyError(key)
    return {"key": key, "card": of_course(key), "answer": None}
