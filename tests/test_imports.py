"""Who may import whom; and that importing the package loads neither matplotlib nor ipywidgets."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import softmax_edu

PACKAGE = Path(softmax_edu.__file__).parent
NUMERIC = ["_arguments", "_accurate", "activations", "losses", "_steps", "numdiff", "moment"]

# What each module of the package may import from it, directly; a package counts as one module.
MAY_IMPORT = {
    "_arguments": set(),
    "_accurate": {"_arguments"},
    "activations": {"_arguments", "_accurate"},
    "losses": {"_arguments", "_accurate", "activations"},
    "_steps": set(),
    "numdiff": {"_steps"},
    "moment": {"activations", "losses"},
    "facts": set(),
    "files": set(),
    "night": {"facts"},
    "words": {"facts", "files", "moment"},
    "data": set(),
    "live": {"facts", "words"},
    "checks": {"activations", "facts", "losses", "words"},
    "figures": {"facts", "files", "moment", "night", "words"},
    "reel": set(),
    "film": {"figures", "live", "reel", "words"},
    "view_state": {"facts", "moment"},
    "proofread": {"activations", "losses", "numdiff", "words"},
    "concept": {"figures", "files", "uploads", "words"},
    "embed": {"live", "words"},
    "explorer": {"embed", "figures", "files", "live", "moment", "view_state", "words"},
    "questions": {"facts", "files", "live", "moment", "words"},
    "uploads": {"files"},
    "class_report": {
        *("checks", "collecting", "files", "frames", "live", "questions", "uploads", "words"),
    },
    "collecting": {"files", "uploads", "words"},
    "site": {
        *("facts", "figures", "files", "frames", "live", "moment", "night", "questions"),
        "reel",
        *("view_state", "words"),
    },
    "frames": {"words"},
    "lessons": {"files"},
    "jupyter": {"explorer", "figures", "live", "moment", "view_state", "words"},
    "__main__": {
        *(
            "class_report",
            "collecting",
            "concept",
            "embed",
            "explorer",
            "jupyter",
            "lessons",
            "site",
        ),
        *("facts", "words"),
    },
}

# What nothing of the package below these may load, at any depth.
ABOVE = {"explorer", "film", "questions", "jupyter.dashboard", "site", "__main__"}
HEAVY = {
    "matplotlib": {"figures", *ABOVE},
    "ipywidgets": {"live.widget", *ABOVE},
    "anywidget": {"live.widget", *ABOVE},
    "matplotlib.pyplot": set(),
}


def imported(module: str) -> set[str]:
    """The names of what a module's files import, wherever in them; own modules with a dot."""
    names = set()
    for path in [*PACKAGE.glob(f"{module}.py"), *PACKAGE.glob(f"{module}/**/*.py")]:
        package = path.relative_to(PACKAGE).parent.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level:
                above = package[: len(package) + 1 - node.level]
                for alias in node.names:
                    parts = [*above, *(node.module or alias.name).split(".")]
                    names.add(f".{parts[0]}")
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).split(".")[0])
    return names - {f".{module}", ".__version__"}


def loaded_by(statement: str) -> set[str]:
    """The modules that are loaded once a fresh interpreter has run the statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_arrows_point_from_the_imported_to_the_importer(module):
    inside = {name[1:] for name in imported(module) if name.startswith(".")}
    assert inside <= MAY_IMPORT[module]


def test_every_module_has_its_row_and_no_two_import_each_other():
    files = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert files | packages == MAY_IMPORT.keys()
    tuple(TopologicalSorter(MAY_IMPORT).static_order())  # raises CycleError


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path, modules: set[str]) -> set[str]:
    """The modules of the package that a file imports, be it to name types only."""
    package = path.relative_to(PACKAGE).parent.parts
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = package[: len(package) + 1 - node.level]
            base = [*above, *filter(None, [node.module])]
            for alias in node.names:
                name = ".".join([*base, alias.name])
                found.add(name if name in modules else ".".join(base) or "__init__")
    return found - {dotted(path)}


def test_no_two_files_import_each_other_within_a_room_either():
    # The package's face hands every public name on, and holds but the version of its own.
    files = {dotted(path): path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE}
    files |= {path.stem: path for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    graph = {name: imports_of(path, set(files)) for name, path in files.items()}
    assert {"moment", "words.numbers"} <= graph["words.formulas"]
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError


@pytest.mark.parametrize("module", NUMERIC)
def test_numeric_half_imports_numpy_only(module):
    outside = {name for name in imported(module) if not name.startswith(".")}
    assert outside <= {"numpy", *sys.stdlib_module_names}


# What writes a file by itself, and why; all else asks `files`.
WRITERS = {
    "softmax_edu/files.py": "it is what writes",
    "softmax_edu/live/presence.py": "a note in Jupyter's own folder, which may be lost",
    "softmax_edu/jupyter/serving.py": "a folder of its own, which goes with the server",
    "tools/pictures.py": "the browser writes them",
}
WRITES = re.compile(
    r"\b(?:write_text|write_bytes|savefig|screenshot|symlink_to|touch|os\.replace|nbformat\.write"
    r"|shutil\.(?:copy|move)\w*)\(|(?<!fd)open\([^()]*,[^()]*[\"'][rwax]*[wax+]b?[\"']"
)


@pytest.mark.checkout
def test_whatever_writes_a_file_asks_the_one_room_that_does():
    root = PACKAGE.parent
    paths = [*PACKAGE.rglob("*.py"), *(root / "tools").glob("*.py")]
    writers = [path for path in paths if WRITES.search(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(root).as_posix() for path in writers} == WRITERS.keys()


def test_what_writes_files_needs_python_alone():
    assert imported("files") <= sys.stdlib_module_names


def test_numeric_half_loads_nothing_of_the_other_half():
    statement = "; ".join(f"import softmax_edu.{module}" for module in NUMERIC)
    loaded = loaded_by(f"{statement}; softmax_edu.softmax([0])")
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "scipy"}
    own = {name for name in loaded if name.startswith("softmax_edu")}
    assert own == {"softmax_edu", *(f"softmax_edu.{module}" for module in NUMERIC)}


def test_importing_the_package_loads_neither_matplotlib_nor_ipywidgets():
    assert not loaded_by("import softmax_edu") & {"matplotlib", "ipywidgets", "anywidget", "numpy"}


@pytest.mark.slow
@pytest.mark.parametrize("library", HEAVY)
def test_heavy_libraries_are_loaded_from_the_top_only(library):
    """Every module of the package but those named in HEAVY, all in one interpreter."""
    allowed = HEAVY[library]
    modules = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        parts = name.split(".")
        if not allowed & {".".join(parts[:n]) for n in range(1, len(parts) + 1)}:
            modules.append("softmax_edu" if name == "__init__" else f"softmax_edu.{name}")
    assert "softmax_edu.losses" in modules
    assert library not in loaded_by("; ".join(f"import {module}" for module in modules))


def test_every_public_name_is_found_and_no_other():
    for name in softmax_edu.__all__:
        assert getattr(softmax_edu, name) is vars(softmax_edu)[name]
    with pytest.raises(AttributeError, match="no attribute 'soft_max'"):
        _ = softmax_edu.soft_max
