"""What a kernel tells the server beside it: which widgets it holds, and the state that each shows.

A server that saves or opens a notebook sees its outputs alone. Whether a view in one of them could
come back, and what it shows by now, only the kernel knows, and it may be busy. So a kernel keeps a
note beside its connection file, which the server reads. The note names the process that wrote it:
after a restart the kernel has the same connection file and none of the widgets.
"""

import atexit
import json
import os
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

_PREFIX = "softmax-edu-"
_PAUSE = 0.05  # seconds in which changes are gathered: an animation is a few notes, not thousands
_MOST_BYTES = 10_000_000


class Shown(Protocol):
    """A widget that can say what a page needs to show it; None where it keeps no state."""

    def shown_state(self) -> dict[str, Any] | None:
        """Return the state."""


def note_path(connection_file: str | Path) -> Path:
    """Return where the kernel with this connection file keeps its note."""
    path = Path(connection_file)
    return path.with_name(f"{_PREFIX}{path.stem}.note")


def read_notes(kernels: Iterable[tuple[str | Path, int]]) -> dict[str, dict[str, Any] | None]:
    """Return the state of every widget that these kernels hold, by model id.

    Parameters
    ----------
    kernels : iterable of (connection file, process id)
        A note that another process wrote is of a kernel that has ended.
    """
    models: dict[str, dict[str, Any] | None] = {}
    for connection_file, pid in kernels:
        with suppress(OSError, ValueError, KeyError, TypeError):
            path = note_path(connection_file)
            if path.stat().st_size > _MOST_BYTES:
                continue
            note = json.loads(path.read_text(encoding="utf-8"))
            if pid in note["processes"]:
                models |= note["models"]
    return models


class _Presence:
    def __init__(self) -> None:
        self._widgets: WeakValueDictionary[str, Any] = WeakValueDictionary()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._leaves = False  # is the note taken away when the process ends?

    def tell(self, model_id: str, widget: Shown) -> None:
        """Note that a widget is there, or shows something else than before."""
        if _connection_file() is not None:
            self._widgets[model_id] = widget
            self._later()

    def forget(self, model_id: str) -> None:
        """Note that a widget is closed."""
        if self._widgets.pop(model_id, None) is not None:
            self._later()

    def _later(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(_PAUSE, self._write)
                self._timer.daemon = True
                self._timer.start()

    def _write(self) -> None:
        with self._lock:
            self._timer = None
        connection_file = _connection_file()
        if connection_file is None:
            return
        models = {model_id: widget.shown_state() for model_id, widget in self._widgets.items()}
        # A launcher may stand between the server and the process that runs the code.
        note = {"processes": [os.getpid(), os.getppid()], "models": models}
        path = note_path(connection_file)
        # Not by `files`: Jupyter's runtime folder is this account's alone, a note may be lost, and
        # nobody is to wait for a lock or a disk at each stroke of a slider.
        draft = path.with_name(f"{path.name}-{os.getpid()}")
        with suppress(OSError):  # a full disk costs the note, and nothing else
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(note, file)
            os.replace(draft, path)
            if not self._leaves:
                self._leaves = True
                atexit.register(path.unlink, missing_ok=True)


def _connection_file() -> str | None:
    app = getattr(sys.modules.get("ipykernel.kernelapp"), "IPKernelApp", None)
    if app is None or not app.initialized():
        return None
    found: str = app.instance().abs_connection_file
    return found


PRESENCE = _Presence()
