"""The browser's half: plain JavaScript modules and style sheets, and the loader that joins them.

anywidget evaluates a widget's code from a blob, where a relative import finds nothing. So the
modules of this folder are joined here, dependencies first, into one module without imports. They
keep to forms that can be joined by looking at lines: ``import { a, b } from "./c.js";`` and
``export`` before a declaration, with top-level names that are unique over all joined modules. The
loader refuses the rest.
"""

import json
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

from ..facts import facts

# The key, in the metadata of an output, of what a page without a kernel needs to make it live.
PAGE_KEY = "softmax-edu"
# What a stored output has there instead where it is a widget that only a kernel can move.
FOREIGN = {"widget": "ipywidgets"}
WIDGET = "application/vnd.jupyter.widget-view+json"

_FACTS = ("answers", "descent", "keys", "limits", "panels")

_IMPORT = re.compile(
    r'^import \{(?P<names>[^}]*)\} from "\./(?P<name>[a-z_]+)\.js";\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) )", re.MULTILINE)
_EXPORT_DEFAULT = re.compile(r"^export default .*;\n", re.MULTILINE)
_DECLARED = re.compile(
    r"^(?:async )?(?:function\*?|class|const|let|var) (?P<name>[\w$]+)", re.MULTILINE
)
# Comments say why to a reader of the modules; every widget on a page would carry them along.
_COMMENT = re.compile(r"^ */\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$|\bimport\(", re.MULTILINE)


class LoadError(ValueError):
    """A module of the browser's half is missing or uses a form that cannot be joined."""


def read(file: str) -> str:
    """Return the text of one file of this folder; what ``facts.toml`` says comes as three more."""
    if file in _MADE_OF_FACTS:
        return _MADE_OF_FACTS[file]()
    path = files(__name__) / file
    if not path.is_file():
        raise LoadError(f"there is no {file} in softmax_edu/live")
    return path.read_text(encoding="utf-8")


def _facts_module() -> str:
    """Return what the modules ask of the facts: colours come as style sheets."""
    told = {name: facts()[name] for name in _FACTS}
    told["palette"] = {"strongest": facts()["palette"]["strongest"]}
    return f"export const FACTS = {json.dumps(told, ensure_ascii=False)};\n"


def _properties(*groups: str, theme: str) -> str:
    colours = {name: value for group in groups for name, value in facts()[group][theme].items()}
    return "".join(f" --{name}: {value};" for name, value in colours.items())


def _palette() -> str:
    """Return the colours of what stands in a notebook or a page.

    Dark follows the notebook's theme where it names one, and the reader's system elsewhere. In a
    shadow root, which sees neither, `theme.js` says it.
    """
    ours = ":is(.softmax-explorer, .softmax-card, .softmax-film)"
    strongest = facts()["palette"]["strongest"]
    light = f"--most: {strongest:.0%};{_properties('palette', theme='light')}"
    dark = f"{{{_properties('palette', theme='dark')} color-scheme: dark; }}"
    named_light = ':root:not(:has([data-jp-theme-light="true"]))'
    return (
        f"{ours} {{ {light} color-scheme: light; }}\n"
        f'[data-jp-theme-light="false"] {ours} {dark}\n{ours}[data-dark] {dark}\n'
        f"@media (prefers-color-scheme: dark) {{ {named_light} {ours} {dark} }}\n"
    )


def _page() -> str:
    """Return the colours of a page of its own, with those that only such a page needs."""
    light, dark = (_properties("palette", "page", theme=theme) for theme in ("light", "dark"))
    return f":root {{{light} }}\n@media (prefers-color-scheme: dark) {{ :root {{{dark} }} }}\n"


_MADE_OF_FACTS = {"facts.js": _facts_module, "palette.css": _palette, "page.css": _page}


def imports_of(name: str) -> list[tuple[str, list[str]]]:
    """Return the modules that ``name`` imports, each with the names that it takes from there."""
    return [
        (found["name"], found["names"].replace(",", " ").split())
        for found in _IMPORT.finditer(read(f"{name}.js"))
    ]


def declared_in(name: str) -> list[str]:
    """Return the names that a module declares at its top level."""
    return [found["name"] for found in _DECLARED.finditer(_plain(name))]


def dependencies(name: str, stop: Collection[str] = ()) -> list[str]:
    """Return the modules that ``name`` needs, itself last, each after those that it imports.

    What is needed for a module in ``stop`` alone is left out, as that module is.
    """
    order: list[str] = []

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            raise LoadError("modules import each other in a circle: " + " → ".join((*path, module)))
        if module in order:
            return
        for imported, _ in imports_of(module):
            if imported not in stop:
                visit(imported, (*path, module))
        order.append(module)

    visit(name, ())
    return order


@cache
def load_module(name: str) -> str:
    """Join the module ``name`` and all it imports into one text with the same default export.

    Raises
    ------
    LoadError
        A file is missing, two modules declare the same top-level name, modules import each other in
        a circle, or a line imports or exports in a form that cannot be joined.
    """
    return join(dependencies(name), mounted=name)


def join(modules: Iterable[str], mounted: str | None = None) -> str:
    """Join modules that stand after those that they import; one may be ``mounted`` by a host.

    Raises
    ------
    LoadError
        As `load_module` does, but for circles.
    """
    owner: dict[str, str] = {}
    parts = []
    for module in modules:
        text = _plain(module)
        named = _EXPORT_DEFAULT.sub("", text)
        if odd := _LEFT_OVER.search(named):
            raise LoadError(f"{module}.js: cannot join the line {odd[0]!r}")
        for name in declared_in(module):
            other = owner.setdefault(name, module)
            if other != module:
                raise LoadError(f"{name} is declared in {other}.js and in {module}.js")
        # A default export is what anywidget mounts; whoever imports the module takes it by name.
        parts.append(f"// {module}.js\n{(text if module == mounted else named).strip()}\n")
    return "\n".join(parts)


def _plain(module: str) -> str:
    """Return a module without its comments, its imports and the word of its exports."""
    return _EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", read(f"{module}.js"))))


@cache
def load_style(*names: str) -> str:
    """Join style sheets in the order given."""
    return "\n".join(read(f"{name}.css") for name in names)
