"""The frame of a page: head, policy, navigation. What stands in it comes in as safe HTML."""

import html
from dataclasses import dataclass
from urllib.parse import quote

from ..words import language, message
from .outputs import binder

# No inline script, no inline style, no request but for the files beside the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
_SOURCE = "https://github.com/softmax-edu/softmax-edu"
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
        return html.escape(quote(self.file), quote=True)


def lesson_page(lessons: list[Lesson], place: int) -> str:
    """Return the page of the lesson at this place."""
    lesson = lessons[place]
    sections = "".join(
        f'<li><a href="#{html.escape(quote(name), quote=True)}">{html.escape(text)}</a></li>'
        for name, text in lesson.sections
    )
    beside = ""
    if sections:
        name = _said("sections")
        beside = f'<nav class="sections" aria-label="{name}"><p>{name}</p><ol>{sections}</ol></nav>'
    main = f"""{beside}
<main id="main">
<p class="about">{_about(lesson)}</p>
{lesson.body}
{_around(lessons, place)}
</main>"""
    return _page(lesson.title, lesson.description, main, kind="lesson")


def index_page(lessons: list[Lesson], hero: str) -> str:
    """Return the first page: an explorer, and the list of lessons."""
    items = "".join(
        f'<li><a href="{lesson.link}">{html.escape(lesson.title)}</a>'
        f"<p>{lesson.description_html}</p></li>"
        for lesson in lessons
    )
    begin = ""
    if lessons:
        first = html.escape(lessons[0].title)
        begin = f'<p><a class="begin" href="{lessons[0].link}">{first}</a></p>'
    main = f"""<main id="main">
<h1>{_said("slogan")}</h1>
<p class="lead">{_said("start")}</p>
<div class="out">{hero}</div>
{begin}
<h2 id="lessons">{_said("lessons")}</h2>
<ol class="lessons">{items}</ol>
</main>"""
    return _page(message("site.slogan"), message("site.description"), main, kind="index")


def _page(title: str, description: str, main: str, *, kind: str) -> str:
    name = _said("name")
    return f"""<!DOCTYPE html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{html.escape(title)} | {name}</title>
<meta name="description" content="{html.escape(_shorten(description), quote=True)}">
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="softmax.css">
<script src="softmax.js" defer></script>
</head>
<body class="{kind}">
<a class="skip" href="#main">{_said("skip")}</a>
<header>
<a href="index.html">{name}</a> <a href="index.html#lessons">{_said("all_lessons")}</a>
</header>
<noscript><p class="about">{_said("no_script")}</p></noscript>
{main}
<footer>
<p>{_said("licence")} <a href="{_SOURCE}">{_said("source")}</a></p>
</footer>
</body>
</html>
"""


def _said(key: str) -> str:
    """Return a sentence of the site as HTML."""
    return html.escape(message(f"site.{key}"))


def _about(lesson: Lesson) -> str:
    about = _said("live")
    if lesson.on_binder:
        offer = _said("live_binder")
        address = html.escape(binder(lesson.name), quote=True)
        about += " " + offer.replace("&lt;a&gt;", f'<a href="{address}">').replace(
            "&lt;/a&gt;", "</a>"
        )
    return about


def _around(lessons: list[Lesson], place: int) -> str:
    """Return the links to the lessons before and after this one."""
    links = []
    for key, rel, at in (("previous", "prev", place - 1), ("next", "next", place + 1)):
        if 0 <= at < len(lessons):
            lesson = lessons[at]
            links.append(
                f'<a rel="{rel}" href="{lesson.link}">'
                f"<span>{_said(key)}</span> {html.escape(lesson.title)}</a>"
            )
    name = _said("lessons")
    return f'<nav class="around" aria-label="{name}">{"".join(links)}</nav>'


def _shorten(text: str) -> str:
    """Return the first sentences of a text, as many as a list of search results shows."""
    if len(text) <= _DESCRIPTION_LENGTH:
        return text
    return text[: _DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"
