"""Numbers and places as they are said to a learner: −5/32, ∂S₁/∂θ₂, θ = (0, ln 2, ln 5)."""

from fractions import Fraction

import numpy as np

from ..words import listed, message
from ..words.numbers import MINUS, exact, significant, subscript
from .tasks import HOME, TASKS, Array, Probe

_HOME_AS_TEXT = "(0, ln 2, ln 5)"

# Below this a result of floating point counts as the 0, or the fraction, that it stands for.
_ROUNDING = 1e-12
_LARGEST_DENOMINATOR = 512
# Beyond this only halves of halves are read as fractions: 5/512 is S₀S₁S₂, 5/493 is nothing.
_LARGEST_COUNTED = 64

# So many letters of a batch are said; of a longer one its shape.
_LONGEST_BATCH = 70
# So many numbers of an argument are said; of a larger one its shape.
_MOST_NUMBERS = 5


def number(value: float) -> str:
    """Return a number as a short fraction where it is one, else with four significant digits."""
    if not np.isfinite(value):
        return significant(value)
    fraction = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    if abs(value - fraction) > _ROUNDING * max(1.0, abs(value)):
        # Whether a rounding error is 1e-17 or 3e-17 depends on the machine: it is no fact to tell.
        return significant(value) if abs(value) > 1e-9 else "0"
    parts = fraction.denominator
    if parts > _LARGEST_COUNTED and parts & (parts - 1):
        return significant(value)
    return str(fraction).replace("-", MINUS) if abs(fraction) < 1e6 else significant(value)


def vector(values: Array) -> str:
    """Return a vector in parentheses; the course's probe point by its name."""
    if values.shape == HOME.shape and np.array_equal(values, HOME):
        return _HOME_AS_TEXT
    return f"({', '.join(number(float(value)) for value in values)})"


def array(values: Array) -> str:
    """Return an array of any shape: a number, a vector, or rows in parentheses.

    A function among them says its own formula.
    """
    if values.dtype == object:
        return str(values[()])
    if values.ndim == 0:
        return number(float(values))
    if values.ndim == 1:
        return vector(values)
    return f"({', '.join(array(row) for row in values)})"


def scores(values: Array) -> str:
    """Return scores as they were passed in, every digit."""
    if values.shape == HOME.shape and np.array_equal(values, HOME):
        return _HOME_AS_TEXT
    return f"({', '.join(exact(float(value)) for value in values)})"


def symbol(name: str) -> str:
    """Return an argument as formulas write it: `θ` for theta."""
    return "θ" if name == "theta" else name


def entry_of(parts: tuple[str, ...], part: int | None, index: tuple[int, ...]) -> str:
    """Return an entry of what a function returns as code says it: `dQ[1, 0]`, `m`."""
    name = parts[part or 0]
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def place(task: str, index: tuple[int, ...], probe: Probe | None = None) -> str:
    """Return the name of one entry of a task's answer: `S₁`, `∂S₁/∂θ₂`, `∂L/∂θ₂ of row 0`, `L`."""
    if parts := TASKS[task].parts:
        return entry_of(parts, probe.part if probe else None, index)
    at = [subscript(i) for i in index]
    match task:
        case "softmax":
            entry = f"S{at[-1]}"
        case "jacobian":
            return f"∂S{at[-2]}/∂θ{at[-1]}"
        case "log_softmax_jacobian":
            return f"∂ ln S{at[-2]}/∂θ{at[-1]}"
        case "gradient" | "batch_gradient":
            entry = f"∂L/∂θ{at[-1]}"
        case _:
            return "L"
    if len(index) == 1:
        return entry
    return message("checks.in_row", entry=entry, row=row_of(index))


def row_of(index: tuple[int, ...]) -> str:
    """Return the row of a batch in which an entry stands: its number, or its numbers."""
    return str(index[0]) if len(index) == 2 else vector(np.array(index[:-1]))


def at(probe: Probe, form: str = "at", index: tuple[int, ...] | None = None) -> str:
    """Return where a probe is, with its preposition: `at θ = (0, ln 2, ln 5)`.

    Of a batch its form is told, and the row in which the entry `index` of the answer stands. The
    form ``"At"`` is for the beginning of a sentence.
    """
    if probe.names != ("theta", "y"):
        return _at_arguments(probe, form)
    theta, *y = probe.arguments
    if theta.ndim > 1 and index:
        row = index[:-1]
        of_it = [message("checks.argument", name="θ", value=scores(theta[row]))]
        of_it += [message("checks.argument", name="y", value=vector(weights[row])) for weights in y]
        return message(f"checks.{form}.row", row=row_of(index), arguments=listed("and", of_it))
    if theta.ndim > 2:
        return message(f"checks.{form}.shape", shape=vector(np.array(theta.shape)))
    if theta.ndim > 1:
        told = {"rows": theta.shape[0], "classes": theta.shape[1]}
        # The numbers themselves, where they are short enough to be read.
        for name, values in (("theta", theta), ("y", y[0] if y else None)):
            if values is not None and len(said := array(values)) <= _LONGEST_BATCH:
                return message(f"checks.{form}.batch_{name}", **told, **{name: said})
        return message(f"checks.{form}.batch", **told)
    if y:
        return message(f"checks.{form}.both", theta=scores(theta), y=vector(y[0]))
    return message(f"checks.{form}.theta", theta=scores(theta))


def arguments(probe: Probe) -> str:
    """Return the arguments of a call as it has them, in brackets; one array has its own."""
    told = [array(np.asarray(argument)) for argument in probe.arguments]
    if len(told) == 1 and np.ndim(probe.arguments[0]):
        return told[0]
    return f"({', '.join(told)})"


def _at_arguments(probe: Probe, form: str) -> str:
    """Return where a probe is, by the names of its arguments: numbers if few, else shapes."""
    said = []
    for name, argument in zip(probe.names, probe.passed(probe.arguments), strict=True):
        parts = argument if isinstance(argument, tuple) else (argument,)
        if sum(part.size for part in parts) <= _MOST_NUMBERS:
            values = ", ".join(map(array, parts))
            filled = {"value": f"({values})" if len(parts) > 1 else values}
            said.append(message("checks.argument", name=symbol(name), **filled))
        else:
            shape = " × ".join(map(str, parts[0].shape))
            said.append(message("checks.shaped", name=symbol(name), shape=shape))
    return message(f"checks.{form}.arguments", arguments=listed("and", said))
