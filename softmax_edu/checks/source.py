"""What can be told from the code of a learner's function, where its numbers tell nothing.

Where the code cannot be had, nothing is told.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

_Function = ast.FunctionDef | ast.AsyncFunctionDef

# What asks an array for its form alone, not for the numbers in it.
_FORM = {"shape", "size", "ndim", "dtype"}
_OF_THE_FORM = {
    *("len", "shape", "size", "ndim", "type"),
    *("zeros_like", "ones_like", "empty_like", "full_like"),
}
# What takes a function, called or not.
_TAKE_FUNCTIONS = {
    *("apply_along_axis", "apply_over_axes", "vectorize", "frompyfunc", "fromfunction"),
    "piecewise",
}


@dataclass(frozen=True)
class Alias:
    """A second name for an array, through which the array is changed: ``up = theta``."""

    name: str
    of: str


@dataclass(frozen=True)
class Source:
    """What the code of a function says.

    Attributes
    ----------
    computes : bool
        Whether it looks at the numbers of one of its arguments.
    alias : Alias or None
        A copy that is none, if there is one.
    """

    computes: bool
    alias: Alias | None


def source_of(f: Callable[..., Any]) -> Source | None:
    """Read the code of a function; None where there is none to be read."""
    try:
        tree = ast.parse(dedent(inspect.getsource(inspect.unwrap(f))))
    except Exception:  # no file, a lambda within a call, an object that answers anything
        return None
    function = tree.body[0]
    if not isinstance(function, _Function):
        return None
    given = function.args
    names = {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return Source(any(_numbers_used(function, names)), next(_aliases(function, names), None))


def named_not_called(line: str, known: Callable[[str], Any]) -> str:
    """Return the function that a line uses as if it were a number; "" if there is none.

    Parameters
    ----------
    line : str
        A line of code.
    known : function
        What a name stands for there, or None.
    """
    try:
        tree = ast.parse(line)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        for each in _as_numbers(node):
            if isinstance(each, ast.Name):
                named = known(each.id)
                if callable(named) and not isinstance(named, type):
                    return each.id
    return ""


def _as_numbers(node: ast.AST) -> list[ast.expr]:
    """Return the parts of an expression that it can only take for numbers."""
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=one) | ast.Subscript(value=one):
            return [one]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name), args=arguments):
            return [] if name in _TAKE_FUNCTIONS else arguments
    return []


def _numbers_used(function: _Function, names: set[str]) -> Iterator[bool]:
    """Yield, for each place where an argument stands, whether its numbers matter there."""
    for node in ast.walk(function):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Name) and child.id in names:
                yield not _asks_for_the_form(node)


def _asks_for_the_form(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return name in _FORM
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _OF_THE_FORM
    return False


def _aliases(function: _Function, names: set[str]) -> Iterator[Alias]:
    """Yield the second names of arguments whose entries are set."""
    second: dict[str, str] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=of)) if of in names:
                second[name] = of
    for node in ast.walk(function):
        match node:
            case (
                ast.AugAssign(target=ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name))
                | ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))])
            ) if name in second:
                yield Alias(name, second[name])
