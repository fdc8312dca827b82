"""The lessons as web pages that are live with no kernel and no server.

Nothing is executed here. Explorers and questions say in the metadata of their stored outputs what
a page needs to show them (`live.PAGE_KEY`); the page mounts the same views on stand-ins for their
models (`live/static.js`). Formulas become MathML. All that a notebook brings along is cleaned
through an allow-list, and the pages' own policy forbids any script and any style but the two files
beside them, and any request that leaves their folder.
"""

import html
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from ..explorer import Explorer
from ..files import RefusedError, is_passing, locked
from ..files import read as read_file
from ..live import PAGE_KEY, load_script, load_style, read
from ..words import catalogue, languages, speaking
from ..words.errors import reason
from .about import About, AboutError, read_about
from .notebook import NotANotebookError, as_output, read_notebook
from .outputs import Cells
from .page import Lesson, index_page, lesson_page, page_names
from .pictures import Pictures
from .text import Markdown

__all__ = ["About", "AboutError", "Built", "NotOursError", "build_site", "notebooks_in"]

# What a folder of pages holds, so that the next run takes away what it does not write again.
MARK = ".softmax-edu-site"
SCRIPT = "softmax.js"
STYLE = "softmax.css"
ICON = "icon.svg"

_MOST_MARK = 10_000_000
_MOST_NOTEBOOK = 200_000_000


class NotOursError(Exception):
    """The folder holds files that were not written here."""


class Built(NamedTuple):
    """What was written: the files' paths below the folder, with their sizes in bytes.

    `left_out` are the names of the files that no page could be made of, each with the reason.
    """

    pages: list[str]
    sizes: dict[str, int]
    left_out: list[tuple[str, str]]


def build_site(
    notebooks: Iterable[Path], folder: Path, *, shipped: bool = True, about: About | None = None
) -> Built:
    """Write the pages of these notebooks, in this order, and an index of them, into `folder`.

    A file that no page can be made of stops no other. Where that is so of all, nothing is written.

    Parameters
    ----------
    notebooks : iterable of Path
        Notebooks with stored outputs; none is executed.
    folder : Path
        A new or an empty folder, or one with pages of an earlier run.
    shipped : bool
        Whether these are the course's own lessons, which Binder can open.
    about : About, optional
        What is said of somebody's own lessons; by default what ``site.toml`` beside the first of
        them says.

    Raises
    ------
    AboutError
        That file cannot be used.
    NotOursError
        `folder` holds files that were not written by this function. Nothing was changed.
    OSError
        A page cannot be written.
    """
    _claim(folder)
    files: dict[str, bytes] = {}
    lessons: list[Lesson] = []
    left_out: list[tuple[str, str]] = []
    named = list(notebooks)
    if about is None and not shipped and named:
        about = read_about(named[0].parent)
    names = page_names(named)
    pages = {path.name: quote(f"{name}.html") for path, name in zip(named, names, strict=True)}
    for path, name in zip(named, names, strict=True):
        try:
            lesson, pictures = _lesson(path, name, pages, shipped=shipped)
        except NotANotebookError as error:
            left_out.append((path.name, str(error)))
        except OSError as error:
            left_out.append((path.name, reason(error)))
        else:
            lessons.append(lesson)
            files |= pictures
    if left_out and not lessons:
        return Built([], {}, left_out)
    for place, lesson in enumerate(lessons):
        files[lesson.file] = lesson_page(lessons, place, about).encode()
    hero, pictures = _first_explorer() if shipped else (None, {})
    files |= pictures
    files["index.html"] = index_page(lessons, hero, about).encode()
    files[SCRIPT] = _script().encode()
    files[STYLE] = load_style("palette", "page", "explorer", "picture", "card", "site").encode()
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
    sizes = {name: len(content) for name, content in files.items()}
    return Built(["index.html", *(lesson.file for lesson in lessons)], sizes, left_out)


def _mark(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in sorted(names)).encode()


def _claim(folder: Path) -> set[str]:
    """Return what an earlier run wrote into the folder; refuse one with other files in it."""
    if not folder.exists():
        return set()
    try:
        names = read_file(folder / MARK, _MOST_MARK).decode().split("\n")
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


def _lesson(
    path: Path, name: str, pages: Mapping[str, str], *, shipped: bool
) -> tuple[Lesson, dict[str, bytes]]:
    """Return a notebook as a lesson, and the pictures of its page."""
    notebook = read_notebook(read_file(path, _MOST_NOTEBOOK))
    pictures = Pictures(name, path.parent)
    markdown = Markdown(pictures, pages)
    cells = Cells(path.stem, on_binder=shipped, pictures=pictures, markdown=markdown)
    body: list[str] = []
    for cell in notebook:
        if cell.kind == "markdown":
            text = markdown.render(cell.source, cell.attachments)
            body.append(f'<div class="text">{text}</div>')
        elif cell.kind == "code":
            body.append(cells.render(cell.source, cell.outputs))
    if markdown.title is None:
        body.insert(0, f"<h1>{html.escape(name)}</h1>")
    lesson = Lesson(
        name=path.stem,
        file=f"{name}.html",
        title=markdown.title or name,
        description=markdown.description or "",
        description_html=markdown.description_html or "",
        sections=markdown.sections,
        body="\n".join(body),
        is_live=cells.live > 0,
        on_binder=shipped,
    )
    return lesson, pictures.files


def _first_explorer() -> tuple[str, dict[str, bytes]]:
    """Return the explorer of the index page, at the course's probe point, and its picture."""
    explorer = Explorer(
        np.log([1, 2, 5]), y=1, cell=(0, 1), controls=("target", "presets", "reset")
    )
    data, metadata = explorer._repr_mimebundle_()
    explorer.close()
    metadata[PAGE_KEY]["explorer"]["number"] = 0  # how many there were before it does not matter
    pictures = Pictures("index")
    cells = Cells("index", on_binder=True, pictures=pictures, markdown=Markdown())
    stored = {"output_type": "display_data", "data": data, "metadata": metadata}
    output = as_output(stored)
    assert output is not None
    return cells.output(output), pictures.files


def notebooks_in(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in the order of their names, hidden ones left out."""
    return sorted(folder.glob("[!.]*.ipynb"))
