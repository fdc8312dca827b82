"""Which lines are the learner's own, and whether one of them is in a loop.

Own is what stands in the module of the function that is checked, or in that from which the check
was called: in a notebook, every cell. Where packages are installed does not matter; a function out
of one, such as ``jax.nn.softmax``, has no line of the learner's.
"""

import ast
import inspect
import linecache
import sys
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import distribution as distribution_of
from importlib.metadata import packages_distributions
from types import FrameType
from typing import Any

from .source import named_not_called

_PACKAGE = __name__.partition(".")[0]
_LONGEST = 200
_LOOPS = {ast.While: "while", ast.For: "for", ast.AsyncFor: "for"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Line:
    """A line of the learner's: its number, its text, and all that stands around it.

    Attributes
    ----------
    number : int
        Counted from 1, in the cell or in the file.
    text : str
        The line itself.
    function : str
        The function that it stands in.
    uncalled : str
        A function that the line names where a number is due, if there is one.
    source : str
        The cell or the file.
    """

    number: int
    text: str
    function: str = ""
    uncalled: str = ""
    source: str = field(default="", repr=False)

    @property
    def loop(self) -> str:
        """What loop of its innermost function it stands in: "while", "for", or "", none."""
        return _loop(self.source, self.number)


class OwnLines:
    """Knows the learner's own frames from all others."""

    def __init__(self, f: Callable[..., Any]) -> None:
        caller = _globals_of_caller()
        spaces = [space for space in (_globals_of(f), caller) if space]
        self._spaces = [space for space in spaces if space is caller or not _is_installed(space)]

    def deepest(self, frames: Iterable[tuple[FrameType, int]]) -> Line | None:
        """Return the line of the last frame, of outermost to innermost, that is the learner's."""
        for frame, number in reversed(list(frames)):
            if any(frame.f_globals is space for space in self._spaces):
                file = frame.f_code.co_filename
                lines = linecache.getlines(file, frame.f_globals)
                if number <= len(lines) and (text := lines[number - 1].strip()):
                    known = ChainMap(frame.f_locals, frame.f_globals).get
                    return Line(
                        number,
                        text[:_LONGEST],
                        frame.f_code.co_name,
                        named_not_called(text, known),
                        "".join(lines),
                    )
        return None


def stack(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
    """Yield a frame and all that wait for it, the outermost first."""
    found = []
    while frame is not None:
        found.append((frame, frame.f_lineno))
        frame = frame.f_back
    return reversed(found)


def _is_installed(space: dict[str, Any]) -> bool:
    """Whether a module came with Python or by an installer, and is nobody's exercise."""
    package = str(space.get("__name__")).partition(".")[0]
    return package in sys.stdlib_module_names or package in _installed()


@cache
def _installed() -> frozenset[str]:
    edited = {
        name
        for name, found in packages_distributions().items()
        if any('"editable": true' in (_told(each, "direct_url.json") or "") for each in found)
    }
    return frozenset(packages_distributions().keys() - edited)


def _told(distribution: str, file: str) -> str | None:
    try:
        return distribution_of(distribution).read_text(file)
    except Exception:  # whatever an installer has left behind
        return None


def _globals_of(f: Any) -> dict[str, Any] | None:
    try:
        while isinstance(f, partial):
            f = f.func
        f = inspect.unwrap(f)
        f = getattr(f, "__func__", f)
        if not hasattr(f, "__globals__"):
            f = type(f).__call__
        return getattr(f, "__globals__", None)
    except Exception:  # an object may answer anything to a question about an attribute
        return None


def _globals_of_caller() -> dict[str, Any] | None:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if str(frame.f_globals.get("__name__")).partition(".")[0] != _PACKAGE:
            return frame.f_globals
        frame = frame.f_back
    return None


def _loop(source: str, number: int) -> str:
    try:
        nodes = [node for node in ast.walk(ast.parse(source)) if _spans(node, number)]
    except (SyntaxError, ValueError):
        return ""
    functions = [node for node in nodes if isinstance(node, _FUNCTIONS)]
    innermost = max(functions, key=lambda node: node.lineno, default=None)
    loops = {
        _LOOPS[type(node)]
        for node in nodes
        if isinstance(node, ast.While | ast.For | ast.AsyncFor)
        and (innermost is None or node.lineno >= innermost.lineno)
    }
    return "while" if "while" in loops else "for" if loops else ""


def _spans(node: ast.AST, number: int) -> bool:
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    return first is not None and last is not None and first <= number <= last
