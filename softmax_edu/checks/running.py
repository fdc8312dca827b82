"""Call a learner's function, whatever it does: raise, never return, change its argument, print."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from traceback import walk_tb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .lines import Line, OwnLines
from .pristine import given_back
from .silence import Ear, heard_by
from .task import in_groups
from .watchdog import TooLong, Watchdog

Array = NDArray[Any]

# An address in a message is another one on every run.
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_LONGEST = 200
# For each other form of the arguments, so many times as long as the first call took.
_ANEW = 3
_MOST_PARTS = 8


@dataclass(frozen=True)
class Raised:
    """An exception, with the learner's own line."""

    name: str
    text: str
    line: Line | None = None

    @property
    def unwritten(self) -> bool:
        """Whether the function only says that it is not there yet."""
        return self.name == "NotImplementedError"


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    Attributes
    ----------
    value : ndarray of float64, or None
        The answer as numbers, where it is numbers.
    returned : str
        The type of what was returned, as the learner would call it.
    dtype : dtype, or None
        What the answer was held in; that of the list's numbers for a list.
    raised : Raised or None
        The exception that came instead.
    mutated : tuple of int
        The numbers of the arguments that are no longer what they were.
    replaced : tuple of str
        What it put another thing in the place of, such as ``np.exp``.
    parts : tuple
        The numbers of each thing, where a tuple was returned.
    printed : bool
        Whether something was printed.
    """

    value: Array | None = None
    returned: str = ""
    dtype: Any = None
    raised: Raised | None = None
    mutated: tuple[int, ...] = ()
    replaced: tuple[str, ...] = ()
    parts: tuple[Array | None, ...] = ()
    printed: bool = False


class Runner:
    """Calls one function of a learner's, on the time of a watchdog."""

    def __init__(self, f: Callable[..., Any], watchdog: Watchdog) -> None:
        self.f = f
        self.own = OwnLines(f)
        self.watchdog = watchdog
        # A compiler is at work once for each form of the arguments: how long the first one took.
        self._known: set[tuple[tuple[tuple[int, ...], str], ...]] = set()
        self._compiling = 0.0

    def call(self, arguments: tuple[Array, ...], room: int = 0, grouped: int = 1) -> Outcome:
        """Call it with copies of the arguments; of what it prints, so many characters come out.

        Where arguments are `grouped`, so many of them at a time are passed as one tuple.
        """
        passed = tuple(np.copy(argument)[()] for argument in arguments)
        ear, changed = Ear(room), set[str]()
        with heard_by(ear), given_back(changed), self._patience(arguments):
            outcome = self.watchdog.watch(lambda: self._answer(in_groups(passed, grouped)))
        mutated = tuple(
            k
            for k, (before, after) in enumerate(zip(arguments, passed, strict=True))
            if before.shape != np.shape(after) or not np.array_equal(before, after)
        )
        names = tuple(f"np.{name}" for name in sorted(changed))
        return replace(outcome, mutated=mutated, replaced=names, printed=ear.heard)

    @contextmanager
    def _patience(self, arguments: tuple[Array, ...]) -> Iterator[None]:
        """Give the first call with arguments of another form the time to be compiled anew."""
        form = tuple((argument.shape, argument.dtype.str) for argument in arguments)
        if form in self._known:
            yield
            return
        began = time.monotonic()
        with self.watchdog.allowing_more(_ANEW * self._compiling):
            yield
        if not self._known:
            self._compiling = time.monotonic() - began
        self._known.add(form)

    def _answer(self, passed: tuple[Any, ...]) -> Outcome:
        try:
            return _as_numbers(self.f(*passed))
        except (KeyboardInterrupt, TooLong):
            raise
        except BaseException as error:
            return Outcome(raised=self._raised(error))

    def _raised(self, error: BaseException) -> Raised:
        name = type(error).__name__[:_LONGEST]
        text = _ADDRESS.sub("0x…", _said(error))
        if len(text) > _LONGEST:
            text = text[:_LONGEST] + "…"
        return Raised(name, text, self.own.deepest(walk_tb(error.__traceback__)))


def _as_numbers(answer: object) -> Outcome:
    if isinstance(answer, tuple) and answer and all(part is ... for part in answer):
        answer = ...
    returned, parts = type(answer).__name__[:_LONGEST], _parts(answer)
    if answer is None or isinstance(answer, str | bytes):
        return Outcome(returned=returned)
    try:
        array = np.asarray(answer)
    except ValueError:  # rows of different lengths
        return Outcome(returned=returned, parts=parts)
    if array.dtype.kind == "c" and not np.any(array.imag):
        return Outcome(array.real.astype(np.float64), returned, array.dtype)
    if array.dtype.kind not in "biufO":  # bfloat16 is among the others
        return Outcome(returned=returned, dtype=array.dtype)
    try:
        # Through a copy: a learner who returns the argument itself may change it in the next call.
        numbers = np.array(array, dtype=np.float64)
        return Outcome(numbers, returned, array.dtype, parts=parts)
    except (TypeError, ValueError):
        return Outcome(returned=returned, dtype=array.dtype, parts=parts)


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except (KeyboardInterrupt, TooLong):
        raise
    except BaseException:  # its own __str__ fails, or leaves the program
        return ""


def _parts(answer: object) -> tuple[Array | None, ...]:
    """Return each of several things that were returned, as numbers."""
    if not isinstance(answer, tuple) or len(answer) > _MOST_PARTS:
        return ()
    return tuple(_as_numbers(part).value for part in answer if not isinstance(part, tuple))
