"""Keep what a function prints and warns about out of the notebook, on its own thread alone.

The streams and the warning filters belong to all threads. The first function that is to be quiet
puts a switch before each stream, the last one takes them away again; in between, the switch asks
on whose behalf something is written.
"""

import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from ..words import message

_STREAMS = ("stdout", "stderr")
_PER_CONTEXT = bool(getattr(sys.flags, "context_aware_warnings", False))


class Ear:
    """What hears a function's prints: it lets so many characters through, and drops the rest."""

    def __init__(self, room: int = 0) -> None:
        self.room = room
        self.heard = False
        self._told = room == 0

    def hear(self, text: str, stream: Any) -> None:
        """Pass on what there is room for; say once that there was more."""
        self.heard |= bool(text.strip())
        passed, self.room = text[: self.room], max(0, self.room - len(text))
        if len(passed) < len(text) and not self._told:
            self._told = True
            passed += "…\n" + message("checks.printed_more") + "\n"
        if passed and stream is not None:
            stream.write(passed)


_listening: ContextVar[Ear | None] = ContextVar("listening", default=None)


class _Switch:
    """A stream that asks first whether somebody is listening to the one who writes."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        ear = _listening.get()
        if ear is not None:
            ear.hear(text, self.stream)
        elif self.stream is not None:
            self.stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if self.stream is not None:
            self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


_lock = Lock()  # held for a moment only, never while a function runs
_listeners = 0
_installed = ExitStack()


@contextmanager
def heard_by(ear: Ear) -> Iterator[None]:
    """Let an ear hear what this thread prints, and ignore the warnings."""
    _arrive()
    token = _listening.set(ear)
    try:
        with ExitStack() as own:
            if _PER_CONTEXT:
                _ignore_warnings(own)
            yield
    finally:
        _listening.reset(token)
        _leave()


def _arrive() -> None:
    global _listeners
    with _lock:
        if not _listeners:
            for name in _STREAMS:
                _put_switch(name)
            if not _PER_CONTEXT:
                _ignore_warnings(_installed)
        _listeners += 1


def _leave() -> None:
    global _listeners
    with _lock:
        _listeners -= 1
        if not _listeners:
            _installed.close()


def _put_switch(name: str) -> None:
    switch = _Switch(getattr(sys, name))
    setattr(sys, name, switch)

    def back() -> None:
        # Whoever put another stream there meanwhile keeps it.
        if getattr(sys, name) is switch:
            setattr(sys, name, switch.stream)

    _installed.callback(back)


def _ignore_warnings(until: ExitStack) -> None:
    until.enter_context(warnings.catch_warnings())
    warnings.simplefilter("ignore")
