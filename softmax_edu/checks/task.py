"""What a task is: a function that a learner writes, its truth, and the calls that test it.

A probe's kind says what it is there for:

``plain``     ordinary arguments: whoever is right here has the mathematics right
``weights``   Σy ≠ 1: tells S·Σy − y from S − y
``extreme``   θ of hundreds: tells a stable formula from one that overflows
``integers``  θ and y of an integer type
``batch``     several rows, for a function that was asked for one
``far apart`` rows of very different size: tells a shift by row from one shift for all
``masked``    nothing to see at all: a row of −∞, an empty block
``fresh``     random numbers, at which a name that was found must hold once more
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np

# Numbers of any dtype, as learners pass them; what NumPy makes of these is Any to a type checker.
Array: TypeAlias = Any
Softmax: TypeAlias = Callable[..., Array]
Model: TypeAlias = Callable[..., Array]

Kind = Literal["plain", "weights", "extreme", "integers", "batch", "far apart", "masked", "fresh"]

# What the calls of a kind are about, where that is more than the formula. A later one asks for all
# that an earlier one does.
ABOUT: dict[Kind, str] = {"extreme": "large", "batch": "rows", "far apart": "rows"}

# How far a right answer may be from the truth: enough for a finite difference with a coarse step.
RIGHT_TO = 1e-4


@dataclass(frozen=True, eq=False)
class Probe:
    """The arguments of one call, and what they are there for.

    Attributes
    ----------
    kind : str
        What the call tells.
    arguments : tuple of array
        The numbers that are passed.
    names : tuple of str
        What the arguments are called.
    part : int or None
        Where the function returns several things: which of them is looked at.
    grouped : int
        So many arrays in turn are passed as one argument, a tuple; 1 where each is its own.
    right_to : float
        How far from the truth a right answer may be.
    """

    kind: Kind
    arguments: tuple[Array, ...]
    names: tuple[str, ...] = ("theta", "y")
    part: int | None = None
    grouped: int = 1
    right_to: float = RIGHT_TO

    @property
    def about(self) -> str:
        """What it is about besides the formula: ``"large"`` scores, ``"rows"``, or nothing."""
        return ABOUT.get(self.kind, "")

    def passed(self, arrays: Sequence[Array]) -> tuple[Any, ...]:
        """Return arrays such as these arguments in the form in which the function takes them."""
        return in_groups(arrays, self.grouped)


def in_groups(arrays: Sequence[Array], size: int) -> tuple[Any, ...]:
    """Return the arrays as they are, or so many of them at a time as one tuple."""
    if size == 1:
        return tuple(arrays)
    return tuple(tuple(arrays[k : k + size]) for k in range(0, len(arrays), size))


@dataclass(frozen=True)
class Task:
    """One function a learner writes: its name and arguments, the truth, and the probes.

    A task of the derivation takes θ, and y perhaps; its truth from another S is `from_s`. The
    others name what they return in `parts`.
    """

    name: str
    truth: Callable[..., Array]
    # The same, from S: what is right for a learner who has another S.
    from_s: Model | None
    probes: tuple[Probe, ...]
    parts: tuple[str, ...] = ()

    @cached_property
    def of_scores(self) -> bool:
        """Whether the function is called with (theta) or (theta, y), and all follows from S."""
        return self.from_s is not None

    @cached_property
    def takes_y(self) -> bool:
        """Whether the function is called with (theta, y), not with (theta) alone."""
        return self.of_scores and len(self.probes[0].arguments) == 2

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the arguments are called in code."""
        first = self.probes[0]
        return first.names[: len(first.passed(first.arguments))]

    @property
    def signature(self) -> str:
        """The call as a learner would write it."""
        return f"{self.name}({', '.join(self.names)})"

    @cached_property
    def truths(self) -> tuple[Array, ...]:
        """The true answer at every probe."""
        return tuple(evaluate(self.truth, probe) for probe in self.probes)

    def of_kind(self, *kinds: Kind) -> tuple[int, ...]:
        """Return the numbers of the probes of these kinds."""
        return tuple(k for k, probe in enumerate(self.probes) if probe.kind in kinds)


def evaluate(model: Model, probe: Probe, *own: Softmax) -> Array:
    """Return what a model answers to a probe, NaN and infinities included."""
    with np.errstate(all="ignore"):
        copies = [argument.copy()[()] for argument in probe.arguments]
        answer = model(*probe.passed(copies), *own)
    return np.asarray(answer if probe.part is None else answer[probe.part], dtype=np.float64)


def looked_at(
    kind: Kind, names: tuple[str, ...], parts: int, *arguments: Any, grouped: int = 1
) -> tuple[Probe, ...]:
    """Return one call as probes: one for each thing that the function returns."""
    arrays = tuple(np.asarray(argument) for argument in arguments)
    which = range(parts) if parts > 1 else (None,)
    return tuple(Probe(kind, arrays, names, part, grouped) for part in which)


def random_numbers(*shape: int) -> Array:
    """Return numbers that are the same in every run, and in no table."""
    return np.random.default_rng(list(shape)).standard_normal(shape).round(3)
