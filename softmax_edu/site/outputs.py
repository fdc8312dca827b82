"""Code cells as HTML: the code, and what it gave; live where the output says how."""

import html
import json
import re
from typing import Any

from markupsafe import Markup

from ..frames import sentences
from ..live import FOREIGN, PAGE_KEY, WIDGET
from ..questions.on_page import page_state
from ..reel import as_reel
from ..view_state import as_view_state
from ..words import message, speaking
from .needs import Needs
from .notebook import Output
from .pictures import Pictures
from .text import Markdown, clean, code, formula

_BINDER = "https://mybinder.org/v2/gh/softmax-edu/softmax-edu/HEAD?urlpath=lab/tree/notebooks/{name}.ipynb"
_CHECKED = re.compile(r"\bcheck_\w+\(")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FORMULA = re.compile(r"\s*\${1,2}(?P<latex>[^$]+)\${1,2}\s*")


def binder(name: str) -> str:
    """Return the address at which Binder opens a lesson."""
    return _BINDER.format(name=name)


class Cells:
    """The code cells of one page.

    Parameters
    ----------
    name : str
        The name of the notebook.
    on_binder : bool
        Whether it is one of the course's own, which Binder can open.
    pictures, markdown
        Those of its page.

    Attributes
    ----------
    live : int
        How many views on the page are live.
    needs : Needs
        What they need.
    keys : list of str
        The questions and steps on it.
    """

    def __init__(
        self, name: str, *, on_binder: bool, pictures: Pictures, markdown: Markdown
    ) -> None:
        self.name = name
        self.on_binder = on_binder
        self.live = 0
        self.needs = Needs()
        self.keys: list[str] = []
        self._pictures = pictures
        self._markdown = markdown
        self._stored = 0

    def render(self, source: str, outputs: list[Output]) -> str:
        """Return one cell: its code, what it gave, and a word where that needs Python."""
        foreign = [_needs_python(output) for output in outputs]
        kept = zip(outputs, foreign, strict=True)
        shown = [self.output(output) for output, needs_python in kept if not needs_python]
        notes = ""
        if any(foreign):
            notes += self._note("site.needs_python")
        if self.on_binder and _CHECKED.search(source):
            notes += self._note("site.write_python")
        given = f'<div class="out">{"".join(shown)}</div>' if shown else ""
        return f'<div class="cell">{code(source) if source.strip() else ""}{given}{notes}</div>'

    def output(self, output: Output) -> str:
        """Return one output, as a place for a live view where it says what that shows."""
        if output.text is not None:
            return _preformatted(output.text)
        instead = self._instead(output.data, output.metadata)
        try:
            live = self._state(output.metadata.get(PAGE_KEY))
            told = json.dumps(live, ensure_ascii=False, allow_nan=False)
        except (KeyError, TypeError, ValueError, OverflowError):
            return instead  # a notebook of another version, or one that was tampered with
        if live is None:
            return instead
        self.live += 1
        self.needs.add(live)
        told = html.escape(told, quote=True)
        return f'<div class="softmax-live" data-live="{told}">{instead}</div>'

    def _state(self, stored: Any) -> dict[str, Any] | None:
        """Return what `live/static.js` needs; None where nothing is stored."""
        if not isinstance(stored, dict) or len(stored) != 1:
            return None
        ((kind, what),) = stored.items()
        self._stored += 1
        own = f"{self._stored}"
        if kind == "explorer":
            return _explorer_state(what, own)
        if kind == "film":
            return {"module": kind, "model": own, "models": {own: as_reel(what)}}
        with speaking(what["language"]):
            state = page_state(kind, *_source(what))  # its sentences stand once in the script
        if "key" in state:
            self.keys.append(state["key"])
        return {"module": kind, "model": own, "models": {own: state}}

    def _instead(self, data: dict[str, str], metadata: dict[str, Any]) -> str:
        """Return an output in the form that says most, and that no script is needed for."""
        text = data.get("text/plain", "")
        if picture := self._pictures.stored(data, metadata, text):
            return picture
        if markup := data.get("text/html"):
            ours = self._pictures.in_markup(self._pictures.drawn(markup), {})
            return f'<div class="rich">{clean(ours, self._pictures.sources)}</div>'
        if source := data.get("text/markdown"):
            return f'<div class="text">{self._markdown.fragment(source)}</div>'
        if found := _FORMULA.fullmatch(data.get("text/latex", "")):
            return formula(found["latex"], block=True)
        return _preformatted(text or message("site.no_form"))

    def _note(self, key: str) -> str:
        told = [message(key)]
        if self.on_binder:
            link = Markup('<a href="{}">{}</a>')
            told.append(link.format(binder(self.name), message("site.on_binder")))
        return f'<p class="needs-python">{sentences(*told)}</p>'


def _source(stored: dict[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    """Return which card it is: a key of the course, and the table of one of somebody's own."""
    given = stored.get("card")
    return stored["key"], None if given is None else dict(given)


def _explorer_state(stored: dict[str, Any], own: str) -> dict[str, Any]:
    """Return a view and the explorer whose state it shows, as two models."""
    state = as_view_state(stored)
    # Outputs of one explorer are views of one model, as in the notebook.
    origin = f"explorer-{state.pop('number')}"
    view = {name: state.pop(name) for name in ("panels", "controls")}
    view |= {"language": state["language"], "origin": f"IPY_MODEL_{origin}"}
    models = {origin: state, own: view}
    return {"module": "explorer", "model": own, "models": models}


def _needs_python(output: Output) -> bool:
    """Say whether this is a widget that no page can show: a slider of ipywidgets, for instance."""
    stored = output.metadata.get(PAGE_KEY)
    if stored is None and WIDGET in output.data:
        return not output.data.keys() & {"text/html", "image/png"}
    return bool(stored == FOREIGN)


def _preformatted(text: str) -> str:
    return f'<pre class="given">{html.escape(_ESCAPES.sub("", text).rstrip())}</pre>'
