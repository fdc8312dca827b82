"""Call a learner's function, whatever it does: raise, never return, change its argument, print."""

import linecache
import os
import re
import signal
import sysconfig
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# An address in a message is another one on every run.
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_LONGEST = 200
_LIBRARIES = (
    "<",  # <string>, <frozen importlib>, <__array_function__ internals>
    *sorted({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}),
    str(Path(__file__).resolve().parents[1]),
)
_RESTLESS = 0.5  # seconds until a function that swallowed the first stop is stopped again


class TooLong(BaseException):
    """A learner's function took longer than it may.

    Not an `Exception`, so that a learner's own ``except Exception`` does not swallow it.
    """


@dataclass(frozen=True)
class Raised:
    """An exception, with the learner's own line."""

    name: str
    text: str
    line: str = ""
    number: int = 0

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
    """

    value: Array | None = None
    returned: str = ""
    dtype: Any = None
    raised: Raised | None = None
    mutated: tuple[int, ...] = ()


def call(f: Callable[..., Any], arguments: tuple[Array, ...], quiet: bool = True) -> Outcome:
    """Call `f` with copies of the arguments; what it prints is dropped unless `quiet` is False."""
    passed = tuple(argument.copy() for argument in arguments)
    try:
        with _calm(quiet):
            outcome = _as_numbers(f(*passed))
    except (Exception, SystemExit) as error:
        outcome = Outcome(raised=_raised(error))
    mutated = tuple(
        k
        for k, (before, after) in enumerate(zip(arguments, passed, strict=True))
        if before.shape != after.shape or not np.array_equal(before, after)
    )
    return replace(outcome, mutated=mutated)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` inside the block when it takes longer, where the platform can.

    That is POSIX and the main thread, which is where a Jupyter kernel runs its cells. Elsewhere the
    block runs as long as it runs, and the stop button ends it.
    """
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong

    previous = signal.signal(signal.SIGALRM, stop)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _RESTLESS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if left:
            # Somebody else's alarm was pending: it still comes, if a little late.
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def _calm(quiet: bool) -> Iterator[None]:
    """Keep warnings, and what is printed a hundred times, out of the learner's notebook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not quiet:
            yield
            return
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
            yield


def _as_numbers(answer: object) -> Outcome:
    returned = type(answer).__name__
    if answer is None or isinstance(answer, str | bytes):
        return Outcome(returned=returned)
    try:
        array = np.asarray(answer)
    except ValueError:  # rows of different lengths
        return Outcome(returned=returned)
    if array.dtype.kind == "c" and not np.any(array.imag):
        return Outcome(array.real.astype(np.float64), returned, array.dtype)
    if array.dtype.kind not in "biufO":
        return Outcome(returned=returned, dtype=array.dtype)
    try:
        # Through a copy: a learner who returns the argument itself may change it in the next call.
        return Outcome(np.array(array, dtype=np.float64), returned, array.dtype)
    except (TypeError, ValueError):
        return Outcome(returned=returned, dtype=array.dtype)


def _raised(error: BaseException) -> Raised:
    try:
        text = str(error)
    except Exception:
        text = ""
    text = _ADDRESS.sub("0x…", text)
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    name = type(error).__name__
    # The deepest line that is the learner's: not one of NumPy, of Python's library, or of ours.
    for frame, number in reversed(list(walk_tb(error.__traceback__))):
        file = frame.f_code.co_filename
        if not file.startswith(_LIBRARIES) and (line := linecache.getline(file, number).strip()):
            return Raised(name, text, line[:_LONGEST], number)
    return Raised(name, text)
