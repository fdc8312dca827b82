"""What a report says: sentences from its record, in the language of the moment."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..words import catalogue, listed, message
from ..words.numbers import significant, subscript
from .notation import array, at, number, place
from .tasks import TASKS

if TYPE_CHECKING:
    from .report import Finding, Report

_HEADLINES = {"right", "consistent", "unwritten", "raised", "stopped"}


def headline(report: "Report") -> str:
    """Say in a few words whether the function is right."""
    return headline_of(report.kind, remarked=report.passed and bool(report.remarks))


def headline_of(kind: str, *, remarked: bool = False) -> str:
    """Say in a few words what a function of this kind is."""
    key = kind if kind in _HEADLINES else "not_yet"
    return message(f"checks.headline.{key}{'_with_remarks' if remarked else ''}")


def facts(report: "Report") -> list[str]:
    """Say what is true of the answers, and name nothing."""
    return [say(report.task, fact) for fact in report.facts]


def remarks(report: "Report") -> list[str]:
    """Say what is wrong beside the formula."""
    return [_remark(report.task, remark) for remark in report.remarks]


def explanation(report: "Report") -> list[str]:
    """Name the mistake, show where it parts from the truth, and say which principle it breaks."""
    said = _named(report) + [say(report.task, note) for note in report.notes]
    said += [say(report.task, each) for each in (report.example, report.measured) if each]
    if report.misconception is None:
        return [*said, message(f"checks.{report.task}.principle")]
    key, task = report.misconception, report.task
    tempting, hint = (of_misconception(key, what, task) for what in ("tempting", "hint"))
    return [*said, message("checks.say.tempting", tempting=tempting), hint]


def rungs(report: "Report") -> tuple[str, ...]:
    """Say all there is to say, one rung at a time."""
    first = "\n".join((headline(report), *facts(report), *remarks(report)))
    if report.where is None:
        return (first,)
    worked = message(f"checks.{report.task}.worked", ln2=significant(float(np.log(2))))
    answer = message(f"checks.{report.task}.answer")
    where = say(report.task, report.where)
    return first, where, "\n".join(explanation(report)), worked, answer


def whole(report: "Report") -> str:
    """Say what was found, all but where to look, a similar step and the answer."""
    title = message("checks.title", task=report.task)
    first = message("checks.titled", title=title, headline=headline(report))
    lines = [first, *facts(report)]
    if not report.passed:
        lines += explanation(report)
    return "\n".join((*lines, *remarks(report)))


def say(task: str, finding: "Finding") -> str:
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


def _remark(task: str, remark: "Finding") -> str:
    said = say(task, remark)
    if (key := remark.values.get("key")) is None:
        return said
    hint = of_misconception(key, "hint", task)
    return listed("sentence", (said, message("checks.say.equal_there", key=key, hint=hint)))


def _named(report: "Report") -> list[str]:
    match report.kind:
        case "misconception" if any(note.kind == "in_softmax" for note in report.notes):
            return _each("equal_in_softmax", report)
        case "misconception":
            return _each("equal", report)
        case "ambiguous":
            return [message("checks.say.ambiguous"), *_each("item", report)]
        case "both":
            first, second = report.named
            both = message("checks.say.both", first=first, second=second)
            return [both, *_each("item", report)]
        case "consistent":
            return [message("checks.say.consistent")]
        case "unknown" if report.comparison is not None and report.comparison.same_shape:
            return [message("checks.say.unknown")]
    return []


def _each(how: str, report: "Report") -> list[str]:
    return [
        message(
            f"checks.say.{how}", key=key, computes=of_misconception(key, "computes", report.task)
        )
        for key in report.named
    ]


# How the values of these names are shown; others by their type.
_SHOWN: dict[str, Callable[[Any], str]] = {
    "before": significant,
    "after": significant,
    "seconds": "{:.2g}".format,
    "names": lambda names: listed("and", names),
    "exponent": lambda power: str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")),
}


def _placeholders(task: str, finding: "Finding") -> dict[str, str]:
    filled = {"signature": TASKS[task].signature}
    if finding.probe is not None:
        filled |= {form: at(finding.probe, form) for form in ("at", "At")}
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
