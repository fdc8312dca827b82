"""The lessons as web pages that are live with no kernel and no server.

Nothing is executed here. Explorers and questions say in the metadata of their stored outputs what
a page needs to show them (`live.PAGE_KEY`); the page mounts the same views on stand-ins for their
models (`live/static.js`). Formulas become MathML. All that a notebook brings along is cleaned
through an allow-list, and the pages' own policy forbids any script and any style but the files
beside them, and any request that leaves their folder.
"""

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import IO, NamedTuple
from urllib.parse import quote

import numpy as np

from ..figures.stand_in import stand_in
from ..files import RefusedError, is_passing, locked
from ..files import read as read_file
from ..live import PAGE_KEY, load_style, read
from ..live.scripts import load_parts
from ..moment import Moment
from ..view_state import new_view_state
from ..words import language, languages, speaking
from ..words.errors import reason
from .about import About, AboutError, read_about
from .needs import file_of
from .notebook import NotANotebookError, as_output, read_notebook
from .outputs import Cells
from .page import Lesson, Translation, View, explore_page, index_page, lesson_page, page_names
from .pictures import Pictures
from .text import Markdown

__all__ = [
    "EXPLORE",
    "About",
    "AboutError",
    "Built",
    "NotOursError",
    "build_site",
    "notebooks_in",
    "translations_in",
]

# What a folder of pages holds, so that the next run takes away what it does not write again.
MARK = ".softmax-edu-site"
STYLE = "softmax.css"
ICON = "icon.svg"
SEARCH = "search.js"  # what the lessons of an edition say, for whoever searches in its index
EXPLORE = "explore.html"  # one view and nothing else, for a frame on another page

_EXPLORE = ("target", "presets", "reset", "undo", "copy", "latex", "present", "inspector")

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
    notebooks: Iterable[Path],
    folder: Path,
    *,
    shipped: bool = True,
    about: About | None = None,
    editions: Mapping[str, Iterable[Path]] = MappingProxyType({}),
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
    editions : mapping
        The same notebooks in other languages, by language. Each gets a folder of that name, and
        every page leads to its translations.

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
    named = list(notebooks)
    if about is None and not shipped and named:
        about = read_about(named[0].parent)
    with TemporaryFile() as file:
        spool = _Spool(file)
        made = [_Edition(language(), "", named, spool, shipped=shipped)]
        for name, paths in editions.items():
            made.append(_Edition(name, f"{name}/", paths, spool, shipped=shipped))
        left_out = [left for edition in made for left in edition.left_out]
        if left_out and not any(edition.lessons for edition in made):
            return Built([], {}, left_out)
        sizes = _write(folder, made, about)
    pages = [name for name in sizes if name.endswith(".html")]
    return Built(pages, sizes, left_out)


def _write(folder: Path, made: Sequence["_Edition"], about: About | None) -> dict[str, int]:
    """Write all files of the site, one after the other; return their sizes."""
    style = load_style("palette", "page", "explorer", "picture", "card", "film", "site")
    scripts = load_parts()
    for_all = {file_of(part): script.encode() for part, script in scripts.items()}
    for_all |= {STYLE: style.encode(), ICON: read("icon.svg").encode()}
    names = {*for_all, *(name for edition in made for name in edition.names())}
    sizes: dict[str, int] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder) as room:
        before = _claim(folder)
        # Said before anything is done: a run that is cut short leaves a folder that is ours.
        room.write(MARK, _mark(before | names))
        for edition in made:
            others = [other for other in made if other is not edition]
            for name, content in edition.files(about, others):
                room.write(name, content)
                sizes[name] = len(content)
        for name, content in for_all.items():
            room.write(name, content)
            sizes[name] = len(content)
        for name in before - names:
            with suppress(RefusedError):  # what has taken its place was not written here
                room.remove(name)
        room.write(MARK, _mark(names))
    return sizes


class _Spool:
    """What is made before it can be written: on the disk, so that memory does not grow with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def put(self, content: bytes) -> tuple[int, int]:
        """Keep some bytes; return where they are."""
        start = self._file.seek(0, SEEK_END)
        return start, self._file.write(content)

    def get(self, place: tuple[int, int]) -> bytes:
        """Return what was kept there."""
        start, length = place
        self._file.seek(start)
        return self._file.read(length)


class _Edition:
    """The lessons in one language, in a folder of the site that `prefix` names."""

    def __init__(
        self, spoken: str, prefix: str, notebooks: Iterable[Path], spool: _Spool, *, shipped: bool
    ) -> None:
        self.language = spoken
        self.prefix = prefix
        self.root = "../" * prefix.count("/")
        self.shipped = shipped
        self.lessons: list[Lesson] = []
        self.left_out: list[tuple[str, str]] = []
        self._spool = spool
        self._bodies: list[tuple[int, int]] = []  # of the lessons, in their order
        self._pictures: dict[str, tuple[int, int]] = {}
        named = list(notebooks)
        names = page_names(named)
        pages = {path.name: quote(f"{name}.html") for path, name in zip(named, names, strict=True)}
        with speaking(spoken):
            for path, name in zip(named, names, strict=True):
                self._add(path, name, pages)
            self._hero: View | None = None
            self._alone: View | None = None
            if shipped:
                self._hero, pictures = _explorer("index", ("target", "presets", "reset"))
                self._alone, more = _explorer("explore", _EXPLORE)
                self._keep({**pictures, **more})

    def _add(self, path: Path, name: str, pages: Mapping[str, str]) -> None:
        try:
            lesson, body, pictures = _lesson(
                path, name, pages, shipped=self.shipped, name=f"{self.prefix}{path.stem}"
            )
        except NotANotebookError as error:
            self.left_out.append((f"{self.prefix}{path.name}", str(error)))
        except OSError as error:
            self.left_out.append((f"{self.prefix}{path.name}", reason(error)))
        else:
            self.lessons.append(lesson)
            self._bodies.append(self._spool.put(body.encode()))
            self._keep(pictures)

    def _keep(self, pictures: Mapping[str, bytes]) -> None:
        for name, content in pictures.items():
            self._pictures[f"{self.prefix}{name}"] = self._spool.put(content)

    def names(self) -> Iterator[str]:
        """Give the names in the site of all files of the edition."""
        yield f"{self.prefix}index.html"
        yield f"{self.prefix}{SEARCH}"
        if self._alone:
            yield f"{self.prefix}{EXPLORE}"
        yield from (f"{self.prefix}{lesson.file}" for lesson in self.lessons)
        yield from self._pictures

    def files(
        self, about: About | None, others: Sequence["_Edition"]
    ) -> Iterator[tuple[str, bytes]]:
        """Give the files of the edition, the index first, one at a time."""
        beside = [other.translation(self.root, "index.html") for other in others]
        with speaking(self.language):
            shown = index_page(self.lessons, self._hero, about, root=self.root, others=beside)
        yield f"{self.prefix}index.html", shown.encode()
        told = json.dumps([lesson.passages for lesson in self.lessons], separators=(",", ":"))
        yield f"{self.prefix}{SEARCH}", f"globalThis.softmaxLessons={told};\n".encode()
        if self._alone:
            with speaking(self.language):
                yield f"{self.prefix}{EXPLORE}", explore_page(self._alone, self.root).encode()
        for place, lesson in enumerate(self.lessons):
            beside = [
                other.translation(self.root, lesson.file, found.places)
                for other in others
                for found in other.lessons
                if found.file == lesson.file
            ]
            body = self._spool.get(self._bodies[place]).decode()
            with speaking(self.language):
                shown = lesson_page(self.lessons, place, body, about, root=self.root, others=beside)
            yield f"{self.prefix}{lesson.file}", shown.encode()
        for name, kept in self._pictures.items():
            yield name, self._spool.get(kept)

    def translation(self, root: str, file: str, places: Sequence[str] = ()) -> Translation:
        """Return where a page of this edition is, seen from a folder that `root` leads out of."""
        return Translation(self.language, f"{root}{self.prefix}{quote(file)}", places)


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


def _lesson(
    path: Path, page: str, pages: Mapping[str, str], *, shipped: bool, name: str
) -> tuple[Lesson, str, dict[str, bytes]]:
    """Return a notebook as a lesson of that name, with its body and the pictures of its page."""
    notebook = read_notebook(read_file(path, _MOST_NOTEBOOK))
    pictures = Pictures(page, path.parent)
    markdown = Markdown(pictures, pages)
    cells = Cells(name, on_binder=shipped, pictures=pictures, markdown=markdown)
    body: list[str] = []
    for cell in notebook:
        if cell.kind == "markdown":
            text = markdown.render(cell.source, cell.attachments)
            body.append(f'<div class="text">{text}</div>')
        elif cell.kind == "code":
            body.append(cells.render(cell.source, cell.outputs))
    if markdown.title is None:
        body.insert(0, f"<h1>{html.escape(page)}</h1>")
    lesson = Lesson(
        name=name,
        file=f"{page}.html",
        title=markdown.title or page,
        description=markdown.description or "",
        description_html=markdown.description_html or "",
        sections=markdown.sections,
        places=markdown.places,
        passages=markdown.passages,
        is_live=cells.live > 0,
        needs=cells.needs,
        keys=cells.keys,
        on_binder=shipped,
    )
    return lesson, "\n".join(body), pictures.files


def _explorer(page: str, controls: tuple[str, ...]) -> tuple[View, dict[str, bytes]]:
    """Return an explorer at the course's probe point for a page, and its picture."""
    moment = Moment(np.log([1, 2, 5]), 1, cell=(0, 1))
    state = new_view_state(moment, language(), controls=controls)
    data, metadata = stand_in(moment, state["panels"], None, masked=False)
    metadata[PAGE_KEY] = {"explorer": state}
    pictures = Pictures(page)
    cells = Cells(page, on_binder=True, pictures=pictures, markdown=Markdown())
    stored = {"output_type": "display_data", "data": data, "metadata": metadata}
    output = as_output(stored)
    assert output is not None
    return View(cells.output(output), cells.needs), pictures.files


def notebooks_in(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in the order of their names, hidden ones left out."""
    return sorted(folder.glob("[!.]*.ipynb"))


def translations_in(folder: Path) -> dict[str, list[Path]]:
    """Return the notebooks in the folders of other languages, by language."""
    found = {name: notebooks_in(folder / name) for name in languages()}
    return {name: notebooks for name, notebooks in found.items() if notebooks}
