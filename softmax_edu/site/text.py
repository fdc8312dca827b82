"""Markdown cells as HTML: formulas as MathML, and nothing that is not on the allow-list."""

import html
import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from math_core import LatexError, LatexToMathML
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

from .pictures import Pictures

Attachments = Mapping[str, Mapping[str, str]]

_HTML = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr"
    " i ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th"
    " thead tr u ul var"
)
_MATHML = (
    "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot"
    " mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"
)
_MATHML_ATTRIBUTES = (
    "accent accentunder columnspan depth display displaystyle fence form height largeop"
    " linethickness lspace mathvariant maxsize minsize movablelimits notation rowspan rspace"
    " scriptlevel separator stretchy symmetric voffset width"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    **{heading: {"id"} for heading in ("h1", "h2", "h3", "h4", "h5", "h6")},
    **{cell: {"colspan", "rowspan", "scope"} for cell in ("td", "th")},
    **{tag: set(_MATHML_ATTRIBUTES.split()) for tag in _MATHML.split()},
}
_CLASSES = {
    "span": {*STANDARD_TYPES.values(), "held", "from", "to"},
    "div": {"math-block", "softmax-check", "table"},
    "pre": {"code"},
    "mtd": {"to-left", "to-right"},
}
# The policy of the pages allows no style attribute; how a column is aligned is said by a class.
_SPACE = re.compile(r"[\x00-\x20]+")
# No line may begin with the comma after a formula, nor end with the bracket before it.
_AFTER = re.compile(r"[,.;:?!)\]’”，。；：？！、）》」』]+")
_BEFORE = re.compile(r"[(\[‘“（《「『]+\Z")
_RAISED = {"^2": "²", r"^{\mathsf T}": "ᵀ", r"^\mathsf T": "ᵀ", r"^\mathsf{T}": "ᵀ"}
# Space asked for after a row, which the converter does not know; the style sheet gives some.
_ROW_SPACE = re.compile(r"\\\\\s*\[-?[\d.]+(?:ex|em|pt|mm|cm)\]")
# Whatever may open a level of a formula, closed or not.
_NESTING = re.compile(r"\\[A-Za-z]+|[{(\[^_]")
_MOST_NESTED = 2000
_DEEP_STACK = 64_000_000
_ALIGNED = re.compile(r'style="text-align: (left|right);[^"]*"')


def clean(markup: str, pictures: Collection[str] = ()) -> str:
    """Return the markup without anything that could run, load, or imitate the page's own parts.

    `pictures` are the addresses of pictures that may stand in it.
    """

    def kept(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return value if value in pictures else None
        # As data, a picture may stand in the page, but nothing may be opened.
        is_data = attribute == "href" and _SPACE.sub("", value).lower().startswith("data:")
        return None if is_data else value

    return nh3.clean(
        markup,
        attribute_filter=kept,
        tags={*_HTML.split(), *_MATHML.split(), *(("img",) if pictures else ())},
        clean_content_tags={"script", "style", "title", "template", "textarea", "iframe"},
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def code(source: str) -> str:
    """Return Python code as HTML, its tokens marked by class."""
    marked: str = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code"><code>{marked.rstrip()}</code></pre>'


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


@cache
def _deep_thread() -> ThreadPoolExecutor:
    """Return a thread whose stack holds a formula of `_MOST_NESTED`, wherever this is called."""
    usual = threading.stack_size(_DEEP_STACK)
    try:
        thread = ThreadPoolExecutor(1)
        thread.submit(int).result()  # it starts with the first task
    finally:
        threading.stack_size(usual)
    return thread


def _converted(latex: str, block: bool) -> str:
    mathml: str = _converter().convert_with_local_state(latex, displaystyle=block)
    return mathml


def formula(latex: str, *, block: bool) -> str:
    """Return a formula as MathML; one that cannot be read stays as it was written."""
    try:
        # The converter goes down one call a level, and the process with it where the stack ends.
        if len(_NESTING.findall(latex)) > _MOST_NESTED:
            raise LatexError
        spaced = _ROW_SPACE.sub(r"\\\\", latex)
        mathml = _deep_thread().submit(_converted, spaced, block).result()
    except LatexError:
        return f"<code>{html.escape(latex)}</code>"
    mathml = _ALIGNED.sub(r'class="to-\1"', mathml)
    return f'<div class="math-block">{mathml}</div>' if block else mathml


def formulas(source: str) -> list[str]:
    """Return the formulas of a text in Markdown, each as it is written."""
    tokens = Markdown()._parser.parse(source)
    parts = (part for token in tokens for part in (token, *(token.children or ())))
    return [part.content for part in parts if part.type.startswith("math")]


def is_readable(latex: str) -> bool:
    """Return whether a formula can be set."""
    return not formula(latex, block=False).startswith("<code>")


class Markdown:
    """The Markdown of one notebook, cell by cell, and what it says about itself.

    Parameters
    ----------
    pictures : Pictures
        Those of its page.
    pages : mapping
        The address of the page of each notebook that has one, by the notebook's name.

    Attributes
    ----------
    title : str or None
        The first heading of the first rank.
    description, description_html : str or None
        The first paragraph, as text and as safe HTML.
    sections : list of (str, str)
        Id and text of each heading of the second rank.
    places : list of str
        The ids of all headings, in their order.
    passages : list of (str, str)
        What is said before the first of the sections and in each of them, as text without its
        formulas, and what is given a name there: what stands out.
    """

    def __init__(
        self, pictures: Pictures | None = None, pages: Mapping[str, str] | None = None
    ) -> None:
        self._pictures = pictures or Pictures("")
        self._pages = pages or {}
        self.title: str | None = None
        self.description: str | None = None
        self.description_html: str | None = None
        self.sections: list[tuple[str, str]] = []
        self.places: list[str] = []
        self.passages: list[tuple[str, str]] = [("", "")]
        self._ids: set[str] = set()
        self._repeats: Counter[str] = Counter()
        self._deepest = 0
        self._parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self._parser.use(dollarmath_plugin, allow_labels=False, double_inline=True)
        displayed = _where_it_ends(math_block_dollar(allow_labels=False))
        self._parser.block.ruler.at("math_block", displayed)
        for name, rule in (
            ("math_inline", _inline_formula),
            ("text", _text),
            ("math_inline_double", _block_formula),
            ("math_block", _block_formula),
            ("image", lambda _, *given: self._image(*given)),
            ("html_inline", lambda _, *given: self._markup(*given)),
            ("html_block", lambda _, *given: self._markup(*given)),
            ("fence", _code_block),
            ("code_block", _code_block),
            ("table_open", lambda *_: '<div class="table"><table>\n'),
            ("table_close", lambda *_: "</table></div>\n"),
            ("softbreak", _line_break),
        ):
            self._parser.add_render_rule(name, rule)

    def render(self, source: str, attachments: Attachments = MappingProxyType({})) -> str:
        """Return one cell as HTML that is safe to put on a page."""
        tokens = self._parser.parse(source)
        env: dict[str, Any] = {"attachments": attachments}
        for token, following in pairwise(tokens):
            if token.type in ("heading_open", "heading_close"):
                token.tag = self._rank(token)
            if token.type == "heading_open":
                self._name(token, following)
            elif token.type == "paragraph_open" and not self.description:
                self.description = plain(following).strip()
                self.description_html = clean(self._rendered([following], {}))
            if following.type == "inline" and token.type != "heading_open":
                self._tell(following)
        rendered = self._pictures.drawn(self._rendered(tokens, env))
        return clean(rendered, self._pictures.sources)

    def fragment(self, source: str) -> str:
        """Return text of an output as HTML: its headings are none of the page's."""
        env: dict[str, Any] = {"attachments": {}}
        rendered = self._pictures.drawn(self._rendered(self._parser.parse(source), env))
        return clean(rendered, self._pictures.sources)

    def _rendered(self, tokens: list[Token], env: dict[str, Any]) -> str:
        for token in tokens:
            for child in token.children or ():
                if child.type == "link_open":
                    child.attrSet("href", self._to_page(str(child.attrGet("href"))))
        rendered: str = self._parser.renderer.render(tokens, self._parser.options, env)
        return rendered

    def _image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        if "attachments" not in env:  # in a list of pages
            return html.escape(token.content)
        address = unquote(str(token.attrGet("src")))
        return self._pictures.named(address, token.content, env["attachments"], {})

    def _markup(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        markup = tokens[at].content
        known = env.get("attachments")
        return markup if known is None else self._pictures.in_markup(markup, known)

    def _to_page(self, address: str) -> str:
        """Return the page of a notebook for its address, any other address as it is."""
        path, mark, fragment = address.partition("#")
        page = self._pages.get(unquote(path).removeprefix("./"))
        return f"{page}{mark}{fragment}" if page else address

    def _rank(self, heading: Token) -> str:
        """Return the heading's tag, raised where a rank would be left out: screen readers count."""
        if heading.type == "heading_open":
            self._deepest = min(int(heading.tag[1]), self._deepest + 1)
        return f"h{self._deepest}"

    def _name(self, heading: Token, inline: Token) -> None:
        """Give a heading the id that Jupyter gives it, and a number where that is taken."""
        text = plain(inline)
        plain_name = name = inline.content.replace(" ", "-")
        while name in self._ids:
            self._repeats[plain_name] += 1
            name = f"{plain_name}-{self._repeats[plain_name] + 1}"
        self._ids.add(name)
        heading.attrSet("id", name)
        self.places.append(name)
        if heading.tag == "h1" and self.title is None:
            self.title = text
        elif heading.tag == "h2":
            self.sections.append((name, text))
            self.passages.append(("", ""))

    def _tell(self, inline: Token) -> None:
        """Put what a paragraph says to its passage."""
        children = inline.children or []
        named = [
            following.content
            for child, following in pairwise(children)
            if child.type == "strong_open" and following.type == "text"
        ]
        text, before = self.passages[-1]
        said = plain(inline, spoken=lambda _: " ")
        self.passages[-1] = (f"{text} {said}".strip(), "\n".join([before, *named]).strip())


def plain(inline: Token, spoken: Callable[[str], str] | None = None) -> str:
    """Return the text of a paragraph or heading without its marks, formulas as `spoken`."""
    parts = []
    children = inline.children or []
    for at, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            parts.append("" if _is_within_chinese(children, at) else " ")
        elif child.type.startswith("math"):
            parts.append((spoken or _spoken)(child.content))
        elif child.type != "html_inline":
            parts.append(child.content)
    return "".join(parts)


def _is_within_chinese(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a line ends between Chinese characters or their marks: no space stands there."""
    before = "".join(token.content for token in tokens[max(0, at - 1) : at])[-1:]
    after = "".join(token.content for token in tokens[at + 1 : at + 2])[:1]
    return all(sign and east_asian_width(sign) in "WF" for sign in (before, after))


def _spoken(latex: str) -> str:
    """Return a formula as text: enough for a line in a list of search results."""
    for raised, sign in _RAISED.items():
        latex = latex.replace(raised, sign)
    text = html.unescape(re.sub(r"<[^>]*>", "", formula(latex, block=False)))
    return re.sub(r"([−+=])", r" \1 ", text)


def _where_it_ends(rule: Callable[..., bool]) -> Callable[..., bool]:
    """Let the rule of displayed formulas look for an end only where there is one.

    It would go through the rest of the cell for each ``$$`` that is never closed.
    """

    def bounded(state: StateBlock, first: int, end: int, silent: bool) -> bool:
        if "ends" not in state.env:
            lines = enumerate(state.src.split("\n"))
            state.env["ends"] = [at for at, line in lines if line.rstrip().endswith("$$")]
        ends = state.env["ends"]
        place = bisect_left(ends, first)
        return place < len(ends) and ends[place] < end and rule(state, first, end, silent)

    return bounded


def _line_break(self: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return "" if _is_within_chinese(tokens, at) else "\n"


def _inline_formula(self: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    shown = formula(tokens[at].content.strip(), block=False)
    before = _taken(_BEFORE.search, tokens, at - 1)
    after = _taken(_AFTER.match, tokens, at + 1)
    if not before and not after:
        return shown
    # Where no mark stands, the style sheet sets the formula off from a Chinese character.
    bare = f"{'' if before else ' from'}{'' if after else ' to'}"
    return f'<span class="held{bare}">{html.escape(before)}{shown}{html.escape(after)}</span>'


def _text(self: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    """Return a text without the marks that the formulas beside it have taken."""
    text = tokens[at].content
    if at > 0 and tokens[at - 1].type == "math_inline":
        text = text[len(_taken(_AFTER.match, tokens, at)) :]
    if at + 1 < len(tokens) and tokens[at + 1].type == "math_inline":
        text = _BEFORE.sub("", text)
    return html.escape(text, quote=False)


def _taken(find: Callable[[str], re.Match[str] | None], tokens: Sequence[Token], at: int) -> str:
    """Return the marks of a neighbouring text that stay on the line of a formula."""
    is_text = 0 <= at < len(tokens) and tokens[at].type == "text"
    found = find(tokens[at].content) if is_text else None
    return found[0] if found else ""


def _block_formula(self: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return formula(tokens[at].content.strip(), block=True)


def _code_block(self: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return code(tokens[at].content)
