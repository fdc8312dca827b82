"""Stop a function whose time is over, on any thread, however often it swallows the stop.

A thread beside the function keeps the time, so that no alarm can be switched off from inside. On
the main thread of a POSIX system it rings by a signal, which ends a sleep as well; elsewhere the
exception is set from outside. It rings again until the function has come to an end; a stop that
was caught and dropped comes back at the next line.
"""

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TypeVar

from .lines import stack

T = TypeVar("T")
Frames = tuple[tuple[FrameType, int], ...]

_RESTLESS = 0.05  # seconds until a function that went on is stopped again
_COUNTED = 1.0  # seconds between two ticks


class TooLong(BaseException):
    """A learner's function took longer than it may.

    Not an `Exception`, so that a learner's own ``except Exception`` does not swallow it.
    """


class Watchdog:
    """Watches one thread: the one on which it was made.

    Parameters
    ----------
    tick : function
        Called about once a second with the seconds that have passed since the last `allow`.
    """

    def __init__(self, tick: Callable[[float], None] = lambda seconds: None) -> None:
        self.stopped_at: Frames = ()
        self._previous: Any = None
        self._tick = tick
        self._watched = threading.get_ident()
        self._started = self._deadline = self.allowed = float("inf")
        self._marker: FrameType | None = None
        self._changed = threading.Condition()
        self._over = False
        self._ringing = False
        self._trace: Any = None
        again = self._again
        # A class of its own: an inner check must not take the stop of an outer one for its own.
        self.stop: type[TooLong] = type("TooLong", (TooLong,), {"__del__": lambda dropped: again()})

    # --- what the check says ---

    def allow(self, seconds: float) -> None:
        """Let the thread run for so long from now."""
        with self._changed:
            self._started = time.monotonic()
            self._deadline, self.allowed = self._started + seconds, seconds
            self._changed.notify()

    @contextmanager
    def allowing_more(self, seconds: float) -> Iterator[None]:
        """Let the block take so long beside what is left; it takes nothing of that."""
        left = self._deadline - time.monotonic()
        self.allow(left + seconds)
        try:
            yield
        finally:
            if not self.expired:
                self.allow(left)

    def watch(self, f: Callable[[], T]) -> T:
        """Call a function, and raise `stop` in it, or after it, when the time is over."""
        outer, self._marker = self._marker, sys._getframe()
        try:
            answer = f()
        finally:
            self._marker = outer
        if self.expired:
            raise self.stop
        return answer

    @property
    def expired(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._deadline

    # --- how it is done ---

    def _keep_time(self) -> None:
        with self._changed:
            while not self._over:
                now = time.monotonic()
                if now >= self._deadline:
                    self._ring()
                    self._changed.wait(_RESTLESS)
                    continue
                passed = now - self._started
                if passed >= _COUNTED:
                    self._tick(passed)
                left = self._deadline - now
                self._changed.wait(min(left, _COUNTED) if left < float("inf") else None)

    def _ring(self) -> None:
        if self._hears_signals():
            signal.pthread_kill(self._watched, signal.SIGALRM)
            return
        frame = sys._current_frames().get(self._watched)
        if self._inside(frame):
            self.stopped_at = self.stopped_at or tuple(stack(frame))
            _raise_in(self._watched, self.stop)

    def _hears_signals(self) -> bool:
        return (
            hasattr(signal, "pthread_kill")
            and self._watched == threading.main_thread().ident
            and getattr(signal.getsignal(signal.SIGALRM), "__self__", None) is self
        )

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.expired and self._inside(frame):
            self.stopped_at = self.stopped_at or tuple(stack(frame))
            raise self.stop
        if not self.expired and callable(self._previous):
            self._previous(number, frame)  # an alarm of somebody else's, or of an outer check

    def _inside(self, frame: FrameType | None) -> bool:
        """Whether a frame belongs to what was called, and not to us."""
        marker = self._marker
        while frame is not None and marker is not None:
            frame = frame.f_back
            if frame is marker:
                return True
        return False

    def _again(self) -> None:
        """Raise once more at the next line: the stop has been caught and dropped."""
        frame: FrameType | None = sys._getframe(2)  # where it was dropped
        if self._over or threading.get_ident() != self._watched or not self._inside(frame):
            return
        if not self._ringing:
            self._ringing, self._trace = True, sys.gettrace()
        while frame is not None and frame is not self._marker:
            frame.f_trace = self._on_line
            frame = frame.f_back
        sys.settrace(self._on_line)

    def _on_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not self._over and self._inside(frame):
            raise self.stop
        return None

    @contextmanager
    def keeping_time(self) -> Iterator["Watchdog"]:
        """Watch during the block."""
        on_main = threading.current_thread() is threading.main_thread()
        handles = on_main and hasattr(signal, "pthread_kill")
        if handles:
            self._previous = signal.signal(signal.SIGALRM, self._on_signal)
        keeper = threading.Thread(target=self._keep_time, daemon=True)
        try:
            with suppress(RuntimeError):  # there are no threads in a browser's Python
                keeper.start()
            yield self
        finally:
            self._close(keeper)
            if handles:
                signal.signal(signal.SIGALRM, self._previous)

    def _close(self, keeper: threading.Thread) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        if keeper.ident is not None:  # it was started
            keeper.join()
        if self._ringing:
            sys.settrace(self._trace)
        self._marker = None


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread raise at its next step."""
    raised = ctypes.py_object() if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
