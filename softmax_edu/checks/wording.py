"""What a report says: sentences from a verdict, in the language of the moment."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from ..words import catalogue, listed, message
from ..words.numbers import significant, subscript
from .answers import answer
from .notation import array, at, number, place
from .tasks import TASKS
from .verdict import Finding, Verdict, is_explained

_HEADLINES = {"right", "consistent", "unwritten", "raised", "stopped"}


def headline(verdict: Verdict) -> str:
    """Say in a few words whether the function is right."""
    return headline_of(verdict.kind, remarked=verdict.passed and bool(verdict.remarks))


def headline_of(kind: str, *, remarked: bool = False) -> str:
    """Say in a few words what a function of this kind is."""
    key = kind if kind in _HEADLINES else "not_yet"
    return message(f"checks.headline.{key}{'_with_remarks' if remarked else ''}")


def facts(verdict: Verdict) -> list[str]:
    """Say what is true of the answers, and name nothing."""
    return [say(verdict.task, fact) for fact in verdict.facts]


def remarks(verdict: Verdict) -> list[str]:
    """Say what is wrong beside the formula."""
    return [_remark(verdict.task, remark) for remark in verdict.remarks]


def explanation(verdict: Verdict) -> list[str]:
    """Name the mistake, show where it parts from the truth, and say which principle it breaks."""
    said = _named(verdict) + [say(verdict.task, note) for note in verdict.notes]
    said += [say(verdict.task, each) for each in (verdict.example, verdict.measured) if each]
    if verdict.misconception is None:
        return [*said, message(f"checks.{verdict.task}.principle")]
    key, task = verdict.misconception, verdict.task
    tempting, hint = (of_misconception(key, what, task) for what in ("tempting", "hint"))
    return [*said, message("checks.say.tempting", tempting=tempting), hint]


def rungs(verdict: Verdict) -> tuple[str, ...]:
    """Say all there is to say, one rung at a time."""
    first = "\n".join((headline(verdict), *facts(verdict), *remarks(verdict)))
    if verdict.where is None:
        return (first,)
    task, probe = verdict.task, verdict.where.probe
    about = probe.about if probe else verdict.asked
    worked = message(_fitting(task, "worked", about), ln2=significant(float(np.log(2))))
    code = answer(task, verdict.asked)
    if verdict.where.kind == "question":
        where = message(_fitting(task, "question", about), **_placeholders(task, verdict.where))
    else:
        where = say(task, verdict.where)
    return first, where, "\n".join(explanation(verdict)), worked, code


def _fitting(task: str, what: str, about: str) -> str:
    """Return the key of what is said of a task, in words of its own about large scores or rows."""
    own = f"{what}_{about}"
    return f"checks.{task}.{own if own in catalogue('checks')[task] else what}"


def whole(verdict: Verdict) -> str:
    """Say what was found, all but where to look, a similar step and the answer."""
    title = message("checks.title", task=verdict.task)
    first = message("checks.titled", title=title, headline=headline(verdict))
    lines = [first, *facts(verdict)]
    if not verdict.passed:
        lines += explanation(verdict)
    return "\n".join((*lines, *remarks(verdict)))


def say(task: str, finding: Finding) -> str:
    """Say one thing that was found."""
    table = task if finding.kind in catalogue("checks")[task] else "finding"
    return message(f"checks.{table}.{finding.kind}", **_placeholders(task, finding))


def of_misconception(key: str, what: str, task: str = "") -> str:
    """Say what a misconception computes, why it is tempting, or the principle that it breaks.

    Some of it is said in other words of a certain task.
    """
    there = what in catalogue("misconceptions")[key].get(task, ())
    name = f"{key}.{task}.{what}" if there else f"{key}.{what}"
    return message(f"misconceptions.{name}", **_spoken_numbers())


def _remark(task: str, remark: Finding) -> str:
    said = say(task, remark)
    if (key := remark.values.get("key")) is None:
        return said
    hint = of_misconception(key, "hint", task)
    return listed("sentence", (said, message("checks.say.equal_there", key=key, hint=hint)))


def _named(verdict: Verdict) -> list[str]:
    match verdict.kind:
        case "misconception" if any(note.kind == "in_softmax" for note in verdict.notes):
            return _each("equal_in_softmax", verdict)
        case "misconception":
            return _each("equal", verdict)
        case "ambiguous":
            return [message("checks.say.ambiguous"), *_each("item", verdict)]
        case "both":
            first, second = verdict.named
            both = message("checks.say.both", first=first, second=second)
            return [both, *_each("item", verdict)]
        case "consistent":
            return [message("checks.say.consistent")]
        case "unknown" if (
            verdict.comparison is not None
            and verdict.comparison.same_shape
            and not is_explained(verdict.facts)
        ):
            return [message("checks.say.unknown")]
    return []


def _each(how: str, verdict: Verdict) -> list[str]:
    return [
        message(
            f"checks.say.{how}", key=key, computes=of_misconception(key, "computes", verdict.task)
        )
        for key in verdict.named
    ]


# How the values of these names are shown; others by their type.
_SHOWN: dict[str, Callable[[Any], str]] = {
    "before": significant,
    "after": significant,
    "seconds": "{:.2g}".format,
    "names": lambda names: listed("and", names),
    "exponent": lambda power: str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")),
}


def _placeholders(task: str, finding: Finding) -> dict[str, str]:
    filled = {"signature": TASKS[task].signature}
    if finding.probe is not None:
        filled |= {form: at(finding.probe, form, finding.index) for form in ("at", "At")}
    if (index := finding.index) is not None:
        filled["place"] = place(task, index, finding.probe)
        filled["i"] = subscript(index[-2]) if len(index) > 1 else ""
        filled["j"] = subscript(index[-1]) if index else ""
        filled["row"] = str(index[0]) if index else ""
    if (key := finding.values.get("key")) is not None:
        filled["computes"] = of_misconception(key, "computes")
    if (entries := finding.values.get("entries")) is not None:
        filled["places"] = listed("and", (place(task, entry, finding.probe) for entry in entries))
    if finding.example is not None:
        filled["example"] = say(task, finding.example)
    return filled | {name: _shown(name, value) for name, value in finding.values.items()}


def _shown(name: str, value: Any) -> str:
    if name in _SHOWN:
        return _SHOWN[name](value)
    if isinstance(value, np.ndarray):
        return array(value)
    return number(value) if isinstance(value, float) else str(value)


@cache
def _spoken_numbers() -> dict[str, str]:
    """Return S, J and the gradient at the probe point, as hints speak of them: {s0}, {j01}."""
    theta, y = TASKS["gradient"].probes[0].arguments
    s, jacobian = TASKS["softmax"].truths[0], TASKS["jacobian"].truths[0]
    spoken = {f"s{i}": number(float(s[i])) for i in range(len(theta))}
    spoken |= {f"y{i}": number(float(y[i])) for i in range(len(y))}
    spoken |= {f"g{i}": number(float(g)) for i, g in enumerate(TASKS["gradient"].truths[0])}
    spoken |= {f"j{i}{j}": number(float(cell)) for (i, j), cell in np.ndenumerate(jacobian)}
    return spoken
