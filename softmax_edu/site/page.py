"""The frame of a page: head, policy, navigation. What stands in it comes in as safe HTML."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from ..frames import frames
from ..words import message, speaking
from .about import About
from .needs import Needs
from .outputs import binder

# No inline script, no inline style, no request but for the files beside the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
_DESCRIPTION_LENGTH = 300
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Lesson:
    """One lesson, with its texts as plain text. `file` is the page's name."""

    name: str
    file: str
    title: str
    description: str
    description_html: str
    sections: list[tuple[str, str]]
    places: list[str]
    passages: list[tuple[str, str]]
    is_live: bool
    needs: Needs
    on_binder: bool
    keys: list[str] = field(default_factory=list)

    @property
    def link(self) -> str:
        """The address of its page, seen from any other."""
        return quote(self.file)


class View(NamedTuple):
    """One live view as safe HTML, with what it needs."""

    html: str
    needs: Needs


@dataclass(frozen=True)
class Translation:
    """The same page in another language: its address, and the ids of its headings."""

    language: str
    address: str
    places: Sequence[str] = ()

    @property
    def named(self) -> str:
        """The name of the language, in that language."""
        with speaking(self.language):
            return message("site.language")


def lesson_page(
    lessons: list[Lesson],
    place: int,
    body: str,
    own: About | None = None,
    *,
    root: str = "",
    others: Sequence[Translation] = (),
) -> str:
    """Return the page of the lesson at this place; its body is safe HTML.

    `root` leads from its folder to that of the site; `others` are its translations.
    """
    lesson = lessons[place]
    beside = (("previous", "prev", place - 1), ("next", "next", place + 1))
    about = [message("site.live")] if lesson.is_live else []
    if lesson.on_binder:
        about.append(_linked("site.live_binder", binder(lesson.name)))
    return _filled(
        "lesson",
        title=lesson.title,
        description=lesson.description,
        lesson=lesson,
        body=body,
        about=about,
        ours=lesson.on_binder,
        own=own or About(),
        root=root,
        others=others,
        is_live=lesson.is_live,
        needs=lesson.needs,
        around=[(key, rel, lessons[at]) for key, rel, at in beside if 0 <= at < len(lessons)],
    )


def index_page(
    lessons: list[Lesson],
    hero: View | None,
    own: About | None = None,
    *,
    root: str = "",
    others: Sequence[Translation] = (),
) -> str:
    """Return the first page: the list of lessons, and above it, for the course, an explorer."""
    told: dict[str, Any] = {
        "lessons": lessons,
        "hero": hero and hero.html,
        "ours": hero is not None,
        "own": own or About(),
        "root": root,
        "others": others,
        "is_live": hero is not None,
        "needs": Needs("course") | (hero.needs if hero else Needs()),
    }
    if hero is None:
        title = told["own"].title or message("site.notebooks")
        return _filled("index", title=title, description="", **told)
    title, description = message("site.slogan"), message("site.description")
    return _filled("index", title=title, description=description, **told)


def explore_page(view: View, root: str = "") -> str:
    """Return the page that is one view and nothing else, for a frame on another page."""
    title = message("site.explore")
    told = {"view": view.html, "needs": view.needs, "ours": True, "own": About()}
    return _filled("explore", title=title, description="", root=root, others=(), **told)


def page_names(notebooks: Sequence[Path]) -> list[str]:
    """Return a name of its own for the page of each notebook, without its ending.

    Each is the notebook's, but for what no system takes in the name of a file. No two differ in
    case alone, or in how a letter is put together: some file systems see no difference in that.
    """
    names: list[str] = []
    taken = {"index", "explore"}
    for notebook in notebooks:
        stem = "".join(sign if _may_name(sign) else "_" for sign in notebook.stem)
        name, number = stem, 1
        while (seen := unicodedata.normalize("NFKC", name).casefold()) in taken:
            number += 1
            name = (
                "index-lesson" if stem.casefold() == "index" and number == 2 else f"{stem}-{number}"
            )
        taken.add(seen)
        names.append(name)
    return names


def _may_name(sign: str) -> bool:
    return sign.isprintable() and sign not in '\\/:*?"<>|'


def _filled(kind: str, *, description: str, **told: object) -> str:
    short = _shorten(description)
    frame = _FRAMES.get_template(f"{kind}.html")
    return frame.render(kind=kind, description=short, **told)


def _linked(key: str, address: str) -> Markup:
    """Return a sentence whose part between <a> and </a> leads to an address."""
    before, _, rest = message(key).partition("<a>")
    inside, _, after = rest.partition("</a>")
    return Markup('{}<a href="{}">{}</a>{}').format(before, address, inside, after)


def _shorten(text: str) -> str:
    """Return the first sentences of a text, as many as a list of search results shows."""
    if len(text) <= _DESCRIPTION_LENGTH:
        return text
    cut = text[: _DESCRIPTION_LENGTH - 1]
    words, _, rest = cut.rpartition(" ")
    # Chinese has no spaces between its words.
    return message("site.shortened", text=words if len(rest) < _LONGEST_WORD else cut)


_FRAMES = frames(Path(__file__).with_name("frames"))
_FRAMES.globals |= {"policy": Markup(POLICY)}
