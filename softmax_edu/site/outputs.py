"""Code cells as HTML: the code, and what it gave; live where the output says how."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import ipywidgets
from traitlets import TraitError

from ..explorer import Explorer
from ..live import PAGE_KEY
from ..questions import answers_card, predict, step
from ..words import message, speaking
from .notebook import Output
from .pictures import Pictures
from .text import Markdown, clean, code, formula

_BINDER = "https://mybinder.org/v2/gh/softmax-edu/softmax-edu/HEAD?urlpath=lab/tree/notebooks/{name}.ipynb"
_CARDS: dict[str, Callable[[Any], Any]] = {
    "question": predict,
    "steps": step,
    "answers_card": lambda _: answers_card(),
}
_CHECKED = re.compile(r"\bcheck_\w+\(")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FORMULA = re.compile(r"\s*\${1,2}(?P<latex>[^$]+)\${1,2}\s*")
_REPR = re.compile(r"(?P<name>[A-Z]\w*)\(")
_DESCRIBED = re.compile(r"\bdescription='(?P<text>[^']*)'")


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
    """

    def __init__(
        self, name: str, *, on_binder: bool, pictures: Pictures, markdown: Markdown
    ) -> None:
        self.name = name
        self.on_binder = on_binder
        self.live = 0
        self._pictures = pictures
        self._markdown = markdown
        self._stored = 0

    def render(self, source: str, outputs: list[Output]) -> str:
        """Return one cell: its code, what it gave, and a word where that needs Python."""
        made = {_slider_name(output) for output in outputs}
        shown = []
        moved_by_python = False
        for output in outputs:
            described = _stock_widget(output)
            if described is None:
                shown.append(self.output(output))
            elif described not in made:
                moved_by_python = True
        notes = ""
        if moved_by_python:
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
        except (KeyError, TypeError, ValueError, OverflowError, TraitError):
            return instead  # a notebook of another version, or one that was tampered with
        if live is None:
            return instead
        self.live += 1
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
        with speaking(what["language"]):
            card = _CARDS[kind](what["key"])
        state = card.page_state()
        card.close()
        del state["messages"]  # they stand once in the script
        return {"module": kind, "model": own, "models": {own: state}}

    def _instead(self, data: dict[str, str], metadata: dict[str, Any]) -> str:
        """Return an output in the form that says most, and that no script is needed for."""
        text = data.get("text/plain", "")
        if picture := self._pictures.stored(data, metadata, text):
            return picture
        if markup := data.get("text/html"):
            ours = self._pictures.in_markup(markup, {})
            return f'<div class="rich">{clean(ours, self._pictures.sources)}</div>'
        if source := data.get("text/markdown"):
            return f'<div class="text">{self._markdown.fragment(source)}</div>'
        if found := _FORMULA.fullmatch(data.get("text/latex", "")):
            return formula(found["latex"], block=True)
        return _preformatted(text or message("site.no_form"))

    def _note(self, key: str) -> str:
        link = ""
        if self.on_binder:
            address = html.escape(binder(self.name), quote=True)
            link = f' <a href="{address}">{html.escape(message("site.on_binder"))}</a>'
        return f'<p class="needs-python">{html.escape(message(key))}{link}</p>'


def _explorer_state(stored: dict[str, Any], own: str) -> dict[str, Any]:
    """Make the explorer anew, so that it is checked as any other is, and return its state."""
    initial = stored["initial"]
    explorer = Explorer(
        initial["theta"],
        initial["y"],
        panels=stored["panels"],
        controls=stored["controls"],
        labels=stored["labels"],
    )
    with explorer.hold_trait_notifications():
        for name in ("theta", "y", "temperature", "cell", "mask"):
            setattr(explorer, name, stored[name])
    state = explorer.page_state()
    explorer.close()
    state["language"] = str(stored["language"])
    view = {"language": state["language"]} | {
        name: state.pop(name) for name in ("panels", "controls")
    }
    del state["number"], state["temperature_slider"]
    # Outputs of one explorer are views of one model, as in the notebook.
    origin = f"explorer-{int(stored['number'])}"
    live: dict[str, Any] = {
        "module": "explorer",
        "model": own,
        "models": {origin: state, own: {**view, "origin": f"IPY_MODEL_{origin}"}},
    }
    if slider := stored.get("temperature_slider"):
        limits = {name: float(slider[name]) for name in ("min", "max", "step")}
        live["sliders"] = [
            {"of": origin, "trait": "temperature", "name": str(slider["description"]), **limits}
        ]
    return live


def _slider_name(output: Output) -> str | None:
    """Return the description of the slider that the page makes for this output's explorer."""
    found: Any = output.metadata
    for key in (PAGE_KEY, "explorer", "temperature_slider", "description"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _stock_widget(output: Output) -> str | None:
    """Return the description of a widget of ipywidgets, of which only a line of text is stored."""
    data = output.data
    if "text/plain" not in data or data.keys() & {"text/html", "image/png"}:
        return None
    text = data["text/plain"]
    match = _REPR.match(text)
    widget = getattr(ipywidgets, match["name"], None) if match else None
    if not (isinstance(widget, type) and issubclass(widget, ipywidgets.Widget)):
        return None
    described = _DESCRIBED.search(text)
    return described["text"] if described else ""


def _preformatted(text: str) -> str:
    return f'<pre class="given">{html.escape(_ESCAPES.sub("", text).rstrip())}</pre>'
