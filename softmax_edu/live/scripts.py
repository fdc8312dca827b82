"""Scripts of pages without a kernel: what every page needs, and parts that only some need.

The modules stay as they are. A part holds what no other part needs, and what several need stands in
the part below them. Each part is a function that takes the names of the parts below it and adds its
own; the script that every page has comes last and calls them. A name of a part that a page does not
bring along is undefined there: modules use it only where the page asked for it.

Where ``tools/minify.py`` has been run, as it is for the site and the wheel, they are minified.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from . import LoadError, declared_in, dependencies, imports_of, join

MAIN = "static"
MINIFIED = "minified.json"  # minified scripts, by the digests of the plain ones
_RUN = "mountAll();"

# The part that each part stands on, and the modules that it is there for.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "explorer": (MAIN, ("explorer",)),
    "picture": ("explorer", ("picture",)),
    "rows": ("explorer", ("rows",)),
    "gradient": ("explorer", ("gradient", "gap", "upstream")),
    "roads": ("gradient", ("roads",)),
    "simplex": ("explorer", ("simplex",)),
    "spectrum": ("explorer", ("spectrum",)),
    "curves": ("explorer", ("curves",)),
    "exponentials": ("explorer", ("exponentials",)),
    "inspector": ("explorer", ("inspector",)),
    "weights": ("explorer", ("weights",)),
    "dials": ("explorer", ("dials",)),
    "descend": ("explorer", ("descent", "descent_bar")),
    "copy": ("explorer", ("python",)),
    "latex": ("explorer", ("latex",)),
    "card": (MAIN, ("card", "gates")),
    "question": ("card", ("question",)),
    "steps": ("card", ("steps",)),
    "answers_card": ("card", ("answers_card",)),
    "film": (MAIN, ("film",)),
    "course": (MAIN, ("course",)),
}
# Two controls have one part. Of the others, and of the panels, each has that of its name, or none.
_OF_CONTROLS = {"temperature": "dials", "weight": "dials"}


def parts_of(live: Mapping[str, Any]) -> set[str]:
    """Return the parts that a view needs, by what a page says of it."""
    needed = {live["module"]}
    if live["module"] == "explorer":
        view = live["models"][live["model"]]
        asked = {_OF_CONTROLS.get(name, name) for name in (*view["panels"], *view["controls"])}
        needed |= asked & PARTS.keys()
        needed.add("picture" if "jacobian" in asked else "rows")
    return {each for part in needed for each in (part, *_below(part))} - {MAIN}


def in_order(parts: Iterable[str]) -> list[str]:
    """Return parts in the order in which a page names them."""
    return [part for part in PARTS if part in {*parts}]


@cache
def load_plain() -> dict[str, str]:
    """Return the script of each part, and of ``MAIN``, which makes the page live.

    Raises
    ------
    LoadError
        What cannot be joined, as in `load_module`; or two modules of all parts declare one name.
    """
    homes = _homes()
    members: dict[str, list[str]] = {part: [] for part in (*PARTS, MAIN)}
    for module, part in homes.items():
        members[part].append(module)
    taken = _taken(homes)
    scripts = {}
    for part, modules in members.items():
        wanted = taken[part]
        below = sorted(name for name in wanted if homes[wanted[name]] in _below(part))
        later = sorted(wanted.keys() - {*below})
        given = sorted(
            {name for names in taken.values() for name in names if homes[names[name]] == part}
        )
        scripts[part] = _script(part, join(modules), below, later, given)
    return scripts


@cache
def load_parts() -> dict[str, str]:
    """Return what `load_plain` does, minified where that has been done.

    A page names the parts that it needs, as `in_order` has them, and ``MAIN`` last. They need no
    module loader: browsers refuse modules on a page that was opened as a file.
    """
    path = files(__package__) / MINIFIED
    minified = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {part: minified.get(digest(text), text) for part, text in load_plain().items()}


def load_script(parts: Iterable[str]) -> str:
    """Return one script with these parts, which makes the page live."""
    scripts = load_parts()
    return "".join(scripts[part] for part in (*in_order(parts), MAIN))


def digest(script: str) -> str:
    """Return what names a script and no other."""
    return sha256(script.encode()).hexdigest()


def _below(part: str) -> list[str]:
    """Return the parts that a part stands on, the nearest first."""
    if part == MAIN:
        return []
    base = PARTS[part][0]
    return [base, *_below(base)]


def _homes() -> dict[str, str]:
    """Return the part that each module stands in, modules after those that they import."""
    roots = {module: part for part, (_, modules) in PARTS.items() for module in modules}
    needed_by: dict[str, set[str]] = {}
    for root, part in {**roots, MAIN: MAIN}.items():
        for module in dependencies(root, stop=roots.keys() - {root}):
            needed_by.setdefault(module, set()).add(part)
    return {
        module: roots.get(module) or _common(needed_by[module]) for module in dependencies(MAIN)
    }


def _common(parts: Iterable[str]) -> str:
    """Return the nearest part that all of these stand on, or are."""
    chains = [[part, *_below(part)] for part in parts]
    return next(part for part in chains[0] if all(part in chain for chain in chains))


def _taken(homes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return which names each part takes from modules of other parts."""
    owner: dict[str, str] = {}
    taken: dict[str, dict[str, str]] = {part: {} for part in (*PARTS, MAIN)}
    for module, part in homes.items():
        for name in declared_in(module):
            if owner.setdefault(name, module) != module:
                raise LoadError(f"{name} is declared in {owner[name]}.js and in {module}.js")
        for other, names in imports_of(module):
            if homes[other] != part:
                taken[part] |= dict.fromkeys(names, other)
    return taken


def _script(part: str, text: str, below: list[str], later: list[str], given: list[str]) -> str:
    lines = ['"use strict";']
    if part != MAIN:
        lines.append(f"const {{ {', '.join(below)} }} = all;")
    if later:
        lines.append(f"let {', '.join(later)};")
    names = ", ".join(given)
    take = f"({{ {', '.join(later)} }} = all);"
    if part != MAIN:
        ending = [f"Object.assign(all, {{ {names} }});"]
        ending += [f"all.later.push(() => {{ {take} }});"] if later else []
        head, tail = "(globalThis.softmaxParts ??= []).push((all) => {", "});"
    else:
        ending = [
            f"const all = {{ later: [], {names} }};",
            "for (const part of globalThis.softmaxParts ?? []) part(all);",
            take,
            "for (const take of all.later) take();",
            _RUN,
        ]
        head, tail = "(() => {", "})();"
    return "\n".join((head, *lines, text, *ending, tail, ""))
