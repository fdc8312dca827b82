"""What a statement binds, what it needs, and whether it reaches for what is not its own."""

import ast
import builtins
import copy
import symtable
from collections.abc import Iterator

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_BUILTINS = frozenset(dir(builtins))

# No function of numbers needs these; what replaces a check from within an answer does.
_REACHING_NAMES = frozenset(
    {
        *("__import__", "breakpoint", "compile", "delattr", "display", "eval", "exec", "exit"),
        *("get_ipython", "globals", "input", "locals", "open", "quit", "setattr", "vars"),
        *("__builtins__", "__loader__", "__spec__"),
    }
)
_REACHING_MODULES = frozenset(
    {
        *("IPython", "__main__", "atexit", "builtins", "ctypes", "gc", "importlib", "inspect"),
        *("os", "pathlib", "shutil", "signal", "socket", "subprocess", "threading", "unittest"),
    }
)
_REACHING_ATTRIBUTES = frozenset(
    {
        *("__builtins__", "__class__", "__closure__", "__code__", "__dict__", "__globals__"),
        *("__setattr__", "__subclasses__", "_getframe", "f_back", "f_globals", "modules"),
        *("setprofile", "settrace"),
    }
)


def bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, or whose values it changes, where it stands."""
    names: set[str] = set()
    for part in _outside_of_functions(node):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(part.name)
        elif isinstance(part, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in part.names}
        elif isinstance(part, ast.ExceptHandler) and part.name:
            names.add(part.name)
        elif _is_changed(part):
            names |= _root(part)
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            called = part.value.func
            names |= _root(called) if isinstance(called, ast.Attribute) else set()
    return names


def loaded(node: ast.stmt) -> set[str]:
    """Return the names that a statement looks up where it stands, whatever its functions' own."""

    def looked_up(scope: symtable.SymbolTable) -> Iterator[str]:
        for symbol in scope.get_symbols():
            if symbol.is_global() or (scope.get_type() == "module" and symbol.is_referenced()):
                yield symbol.get_name()
        for inner in scope.get_children():
            yield from looked_up(inner)

    return set(looked_up(symtable.symtable(ast.unparse(node), "cell", "exec")))


def needed(node: ast.stmt) -> set[str]:
    """Return the names that a statement looks up and that Python itself does not have."""
    return loaded(node) - _BUILTINS


def without_imports_of(node: ast.stmt, names: frozenset[str]) -> ast.stmt:
    """Return an import without what it imports under one of these names; any other as it is."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return node
    rest = [a for a in node.names if (a.asname or a.name.split(".")[0]) not in names]
    if len(rest) == len(node.names):
        return node
    kept = copy.copy(node) if rest else ast.Pass()
    if isinstance(kept, (ast.Import, ast.ImportFrom)):
        kept.names = rest
    return ast.copy_location(kept, node)


def source_of(node: ast.stmt, source: str, beside: list[ast.stmt]) -> str:
    """Return a statement as it was written, its comments too, where it has its lines to itself."""
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    last = node.end_lineno or first
    shared = any(
        other is not node and other.lineno <= last and (other.end_lineno or 0) >= first
        for other in beside
    )
    lines = source.splitlines()[first - 1 : last]
    text = "\n".join(lines)
    try:
        same = not shared and ast.dump(ast.parse(text)) == ast.dump(ast.Module([node], []))
    except SyntaxError:  # a line of it was no Python, and is not taken over
        same = False
    return text if same else ast.unparse(node)


def is_unwritten(node: ast.stmt) -> bool:
    """Return whether a statement is a function whose body is still to be written."""
    if not isinstance(node, ast.FunctionDef):
        return False
    return all(
        isinstance(part, ast.Pass)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        or (isinstance(part, ast.Raise) and "NotImplementedError" in ast.unparse(part))
        for part in node.body
    )


def reaching(node: ast.stmt, protected: frozenset[str]) -> str | None:
    """Return by which name a statement reaches for what is not its own, or None.

    A fence against accidents and against what one finds on the web, not against everything: who
    may run Python may do anything.
    """
    imported = {
        alias.asname or alias.name.split(".")[0]
        for part in ast.walk(node)
        if isinstance(part, (ast.Import, ast.ImportFrom))
        for alias in part.names
    }
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in _REACHING_NAMES:
            return part.id
        if isinstance(part, ast.Attribute):
            changed = not isinstance(part.ctx, ast.Load) and _root(part) & (protected | imported)
            if part.attr in _REACHING_ATTRIBUTES or changed:
                return part.attr
        if isinstance(part, ast.Global) and (taken := protected & set(part.names)):
            return min(taken)
        modules: set[str] = set()
        if isinstance(part, ast.Import):
            modules = {alias.name.split(".")[0] for alias in part.names}
        elif isinstance(part, ast.ImportFrom):
            modules = {(part.module or "").split(".")[0]}
            if "*" in {alias.name for alias in part.names}:
                return "*"
        if hit := modules & _REACHING_MODULES:
            return min(hit)
    return None


def _outside_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, _SCOPES):
        for child in ast.iter_child_nodes(node):
            yield from _outside_of_functions(child)


def _is_changed(part: ast.AST) -> bool:
    kinds = (ast.Name, ast.Attribute, ast.Subscript)
    return isinstance(part, kinds) and not isinstance(part.ctx, ast.Load)


def _root(part: ast.AST) -> set[str]:
    while isinstance(part, (ast.Attribute, ast.Subscript, ast.Call)):
        part = part.func if isinstance(part, ast.Call) else part.value
    return {part.id} if isinstance(part, ast.Name) else set()
