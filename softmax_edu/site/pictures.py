"""The pictures of a page: its own files, or data within it, and never another server's."""

import base64
import binascii
import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

from ..files import opened
from ..night import at_night
from ..words import message

SVG = "image/svg+xml"
TYPES = ("image/png", SVG, "image/jpeg", "image/gif", "image/webp")  # first what says most

_FIRST_BYTES = re.compile(
    rb"(?P<png>\x89PNG\r\n\x1a\n)|(?P<jpg>\xff\xd8\xff)|(?P<gif>GIF8[79]a)|(?P<webp>RIFF....WEBP)",
    re.DOTALL,
)
_DATA = re.compile(r"data:image/[a-z+]+;base64,", re.IGNORECASE)
# To a browser, "image" is the same tag. A quoted attribute may hold a ">". What is never closed is
# matched as well: once, not at each "<".
_IMG = re.compile(
    r"""<im(?:g|age)\b(?:[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)""", re.IGNORECASE
)
_SVG_BEGINS = re.compile(r"<svg(?=[\s>/])", re.IGNORECASE)
_SVG_ENDS = re.compile(r"</svg\s*>", re.IGNORECASE)
# In HTML they are understood; in a file they have to be said.
_NAMESPACES = {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"}
_MOST_BYTES = 20_000_000
_MOST_PIXELS = 10_000


class Pictures:
    """The pictures of one page. `files` are those beside it; `sources` is what it may show.

    Parameters
    ----------
    name : str
        The name of the page, with which those of its files begin.
    folder : Path or None
        Where the notebook lies. A picture in it, or further down, is shown as well; nothing that
        a link leads to.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self.name = name
        self.folder = folder
        self.files: dict[str, bytes] = {}
        self.sources: set[str] = set()

    def stored(self, data: Mapping[str, str], metadata: Mapping[str, Any], alt: str) -> str:
        """Return the picture that an output or an attachment holds; "" where it holds none."""
        for mime in TYPES:
            source = self._source(_decoded(mime, data[mime])) if mime in data else None
            if source:
                about = metadata.get(mime)
                about = about if isinstance(about, dict) else metadata
                said = about.get("alt")
                shown = _img(source, said if isinstance(said, str) and said else alt, about)
                return self._with_night(shown, unquote(source))
        return ""

    def _with_night(self, shown: str, source: str) -> str:
        """Add to a picture of ours the one that a dark page shows."""
        dark = at_night(self.files.get(source, b""))
        if dark is None:
            return shown
        name = source.removesuffix(".png") + "-dark.png"
        self.files[name] = dark
        self.sources.add(quote(name))
        found = f'<source srcset="{html.escape(quote(name))}" media="(prefers-color-scheme: dark)">'
        return f"<picture>{found}{shown}</picture>"

    def named(
        self,
        address: str,
        alt: str,
        attachments: Mapping[str, Mapping[str, str]],
        size: Mapping[str, Any],
    ) -> str:
        """Return the picture at an address of a text; where it has none, a word that says so."""
        scheme, _, rest = address.partition(":")
        if scheme == "attachment" and (found := attachments.get(unquote(rest))):
            if shown := self.stored(found, size, alt):
                return shown
        elif _DATA.match(address) or not scheme or scheme == address:
            source = self._source(self._found(address))
            if source:
                return _img(source, alt, size)
        said = html.escape(message("site.no_picture", name=alt or address[:100]))
        if scheme.lower() in ("http", "https"):
            return f'<a href="{html.escape(address)}">{said}</a>'
        return said

    def in_markup(self, markup: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
        """Return HTML with its pictures replaced by those that the page has."""

        def replaced(tag: re.Match[str]) -> str:
            found = _Attributes(tag[0]).found
            if found is None:
                return tag[0]
            src, alt = found.get("src") or "", found.get("alt") or ""
            sides = {side: _pixels(found.get(side)) for side in ("width", "height")}
            return self.named(src.strip(), alt, attachments, sides)

        return _IMG.sub(replaced, markup)

    def drawn(self, markup: str) -> str:
        """Return HTML with each ``<svg>`` in it as a picture: there no browser runs or fetches."""
        parts, at = [], 0
        while begin := _SVG_BEGINS.search(markup, at):
            end = _SVG_ENDS.search(markup, begin.end())
            if end is None:
                break  # one that is never closed is cleaned away
            parts += [markup[at : begin.start()], self._drawing(markup[begin.start() : end.end()])]
            at = end.end()
        return "".join([*parts, markup[at:]])

    def _drawing(self, svg: str) -> str:
        """Return a drawing as a picture; a line that says so where no browser could show it."""
        about = _Attributes(svg[: svg.find(">") + 1]).found or {}
        said = {name: place for name, place in _NAMESPACES.items() if name not in about}
        svg = "".join(("<svg", *(f' {name}="{place}"' for name, place in said.items()), svg[4:]))
        try:
            title = ElementTree.fromstring(svg).find(f"{{{_NAMESPACES['xmlns']}}}title")
        except (ElementTree.ParseError, ValueError):
            return html.escape(message("site.no_picture", name=about.get("aria-label") or SVG))
        alt = about.get("aria-label") or ("" if title is None else title.text) or ""
        sides = {side: (about.get(side) or "").removesuffix("px") for side in ("width", "height")}
        source = self._source(svg.encode())
        return _img(source or "", alt, {side: _pixels(size) for side, size in sides.items()})

    def _found(self, address: str) -> bytes:
        if begin := _DATA.match(address):
            mime = address[5:].partition(";")[0].lower()
            return _decoded(mime, unquote(address[begin.end() :]))
        if self.folder is None:
            return b""
        try:
            name = unquote(urlsplit(address).path).removeprefix("./")
            with opened(self.folder) as folder:
                return folder.read(name, _MOST_BYTES)
        except (OSError, ValueError):
            return b""  # nothing is there, or nothing that is shown

    def _source(self, content: bytes) -> str | None:
        """Return the address at which the page shows a picture; None where it is none.

        A drawing (SVG) may hold a script, which runs where it is opened as a file of its own: it
        stands in the page as data, where browsers run nothing of it and fetch nothing for it.
        """
        kind = _FIRST_BYTES.match(content)
        if kind and kind.lastgroup:
            source = f"pictures/{self.name}-{len(self.files) + 1}.{kind.lastgroup}"
            self.files[source] = content
            source = quote(source)
        elif b"<svg" in content[:2000]:
            source = f"data:{SVG};base64,{base64.b64encode(content).decode()}"
        else:
            return None
        self.sources.add(source)
        return source


class _Attributes(HTMLParser):
    """The attributes of one tag."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.found: dict[str, str | None] | None = None
        self.feed(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = dict(attrs)


def _decoded(mime: str, text: str) -> bytes:
    """Return what is stored of a picture; b"" where it is damaged."""
    if mime == SVG and "<" in text:
        return text.encode()
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _img(source: str, alt: str, about: Mapping[str, Any]) -> str:
    size = "".join(
        f' {side}="{about[side]}"'
        for side in ("width", "height")
        if type(about.get(side)) is int and 0 < about[side] < _MOST_PIXELS
    )
    said = html.escape(alt or message("site.picture"))
    return f'<img src="{html.escape(source)}" alt="{said}"{size} loading="lazy">'


def _pixels(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 6 else None
