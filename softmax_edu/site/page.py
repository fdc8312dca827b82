"""The frame of a page: head, policy, navigation. What stands in it comes in as safe HTML."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from ..frames import frames
from ..words import message
from .outputs import binder

# No inline script, no inline style, no request but for the files beside the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
_DESCRIPTION_LENGTH = 300


@dataclass(frozen=True)
class Lesson:
    """One lesson: its texts as plain text, its body as safe HTML."""

    name: str
    title: str
    description: str
    description_html: str
    sections: list[tuple[str, str]]
    body: str
    on_binder: bool

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"{self.name}.html" if self.name.casefold() != "index" else "index-lesson.html"

    @property
    def link(self) -> str:
        """The address of its page, seen from any other."""
        return quote(self.file)


def lesson_page(lessons: list[Lesson], place: int) -> str:
    """Return the page of the lesson at this place."""
    lesson = lessons[place]
    beside = (("previous", "prev", place - 1), ("next", "next", place + 1))
    return _filled(
        "lesson",
        title=lesson.title,
        description=lesson.description,
        lesson=lesson,
        binder=binder(lesson.name) if lesson.on_binder else None,
        around=[(key, rel, lessons[at]) for key, rel, at in beside if 0 <= at < len(lessons)],
    )


def index_page(lessons: list[Lesson], hero: str) -> str:
    """Return the first page: an explorer, and the list of lessons."""
    title, description = message("site.slogan"), message("site.description")
    return _filled("index", title=title, description=description, lessons=lessons, hero=hero)


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
    return text[: _DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"


_FRAMES = frames(Path(__file__).with_name("frames"))
_FRAMES.globals |= {"policy": Markup(POLICY), "linked": _linked}
