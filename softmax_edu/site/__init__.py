"""The lessons as web pages that are live with no kernel and no server.

Nothing is executed here. Explorers and questions say in the metadata of their stored outputs what
a page needs to show them (`live.PAGE_KEY`); the page mounts the same views on stand-ins for their
models (`live/static.js`). Formulas become MathML. All that a notebook brings along is cleaned
through an allow-list, and the pages' own policy forbids any script and any style but the two files
beside them, and any request that leaves their folder.
"""

import html
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import numpy as np
from nbformat import NotebookNode, ValidationError

from ..explorer import Explorer
from ..files import RefusedError, is_passing, locked
from ..files import read as read_file
from ..live import PAGE_KEY, load_script, load_style, read
from ..words import catalogue, languages, speaking
from ..words.errors import reason
from .outputs import Cells
from .page import Lesson, index_page, lesson_page
from .text import Markdown

__all__ = ["Built", "NotANotebookError", "NotOursError", "build_site", "notebooks_in"]

# What a folder of pages holds, so that the next run takes away what it does not write again.
MARK = ".softmax-edu-site"
SCRIPT = "softmax.js"
STYLE = "softmax.css"
ICON = "icon.svg"

_MOST_MARK = 10_000_000
_MOST_NOTEBOOK = 200_000_000


class NotOursError(Exception):
    """The folder holds files that were not written here."""


class NotANotebookError(Exception):
    """A file is not a notebook; the message says which one, and why."""


class Built(NamedTuple):
    """What was written: the files' paths below the folder, with their sizes in bytes."""

    pages: list[str]
    sizes: dict[str, int]


def build_site(notebooks: Iterable[Path], folder: Path, *, shipped: bool = True) -> Built:
    """Write the pages of these notebooks, in this order, and an index of them, into `folder`.

    Parameters
    ----------
    notebooks : iterable of Path
        Notebooks with stored outputs; none is executed.
    folder : Path
        A new or an empty folder, or one with pages of an earlier run.
    shipped : bool
        Whether these are the course's own lessons, which Binder can open.

    Raises
    ------
    NotOursError
        `folder` holds files that were not written by this function. Nothing was changed.
    OSError
        A file cannot be read or written.
    NotANotebookError
        A file cannot be read as a notebook. Nothing was changed.
    """
    _claim(folder)
    files: dict[str, bytes] = {}
    lessons: list[Lesson] = []
    for path in notebooks:
        lesson, pictures = _lesson(path, shipped=shipped)
        lessons.append(lesson)
        files |= pictures
    for place, lesson in enumerate(lessons):
        files[lesson.file] = lesson_page(lessons, place).encode()
    hero, pictures = _first_explorer()
    files |= pictures
    files["index.html"] = index_page(lessons, hero).encode()
    files[SCRIPT] = _script().encode()
    files[STYLE] = load_style("palette", "explorer", "picture", "card", "site").encode()
    files[ICON] = read("icon.svg").encode()

    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder) as room:
        before = _claim(folder)
        # Said before anything is done: a run that is cut short leaves a folder that is ours.
        room.write(MARK, _mark(before | files.keys()))
        for name, content in files.items():
            room.write(name, content)
        for name in before - files.keys():
            with suppress(RefusedError):  # what has taken its place was not written here
                room.remove(name)
        room.write(MARK, _mark(files.keys()))
    pages = [lesson.file for lesson in lessons]
    return Built(["index.html", *pages], {name: len(content) for name, content in files.items()})


def _mark(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in sorted(names)).encode()


def _claim(folder: Path) -> set[str]:
    """Return what an earlier run wrote into the folder; refuse one with other files in it."""
    if not folder.exists():
        return set()
    try:
        names = read_file(folder / MARK, _MOST_MARK).decode().splitlines()
    except FileNotFoundError:
        if any(not is_passing(path.name) for path in folder.iterdir()):
            raise NotOursError(str(folder)) from None
        return set()
    except (RefusedError, UnicodeDecodeError) as error:
        raise NotOursError(str(folder)) from error
    inside = folder.resolve()
    files = {name for name in names if (folder / name).is_file()}
    return {name for name in files if (folder / name).resolve().is_relative_to(inside)}


def _script() -> str:
    sentences = {}
    for name in languages():
        with speaking(name):
            card = catalogue("questions")
            sentences[name] = {
                "explorer": catalogue("explorer"),
                "question": card,
                "steps": card,
                "answers_card": card,
            }
    told = json.dumps(sentences, ensure_ascii=False)
    return load_script("static", run=f"mountAll({told});\nwatchScrollers();")


def _lesson(path: Path, *, shipped: bool) -> tuple[Lesson, dict[str, bytes]]:
    """Return a notebook as a lesson, and the pictures of its page."""
    notebook = _read(path)
    markdown = Markdown()
    cells = Cells(path.stem, on_binder=shipped)
    body: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            body.append(f'<div class="text">{markdown.render(cell.source)}</div>')
        elif cell.cell_type == "code":
            body.append(cells.render(cell.source, cell.outputs))
    if markdown.title is None:
        body.insert(0, f"<h1>{html.escape(path.stem)}</h1>")
    lesson = Lesson(
        name=path.stem,
        title=markdown.title or path.stem,
        description=markdown.description or "",
        description_html=markdown.description_html or "",
        sections=markdown.sections,
        body="\n".join(body),
        on_binder=shipped,
    )
    return lesson, cells.pictures


def _read(path: Path) -> NotebookNode:
    try:
        text = read_file(path, _MOST_NOTEBOOK).decode()
        notebook: NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except RefusedError as error:
        raise NotANotebookError(f"{path.name}: {reason(error)}") from error
    except (ValueError, LookupError, TypeError, AttributeError, ValidationError) as error:
        why = str(error).partition("\n")[0]
        raise NotANotebookError(f"{path.name}: {why}") from error
    return notebook


def _first_explorer() -> tuple[str, dict[str, bytes]]:
    """Return the explorer of the index page, at the course's probe point, and its picture."""
    explorer = Explorer(
        np.log([1, 2, 5]), y=1, cell=(0, 1), controls=("target", "presets", "reset")
    )
    data, metadata = explorer._repr_mimebundle_()
    explorer.close()
    metadata[PAGE_KEY]["explorer"]["number"] = 0  # how many there were before it does not matter
    cells = Cells("index", on_binder=True)
    output: dict[str, Any] = {"output_type": "display_data", "data": data, "metadata": metadata}
    shown = cells.output(NotebookNode(output))  # type: ignore[no-untyped-call]
    return shown, cells.pictures


def notebooks_in(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in the order of their names, hidden ones left out."""
    return sorted(folder.glob("[!.]*.ipynb"))
