"""Code cells as HTML: the code, and what it gave; live where the output says how."""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from typing import Any

import ipywidgets
from nbformat import NotebookNode
from traitlets import TraitError

from ..explorer import Explorer
from ..live import PAGE_KEY
from ..questions import answers_card, predict, step
from ..words import message, speaking
from .text import clean, code

_BINDER = "https://mybinder.org/v2/gh/softmax-edu/softmax-edu/HEAD?urlpath=lab/tree/notebooks/{name}.ipynb"
_CARDS: dict[str, Callable[[Any], Any]] = {
    "question": predict,
    "steps": step,
    "answers_card": lambda _: answers_card(),
}
_CHECKED = re.compile(r"\bcheck_\w+\(")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PNG = b"\x89PNG\r\n\x1a\n"
_REPR = re.compile(r"(?P<name>[A-Z]\w*)\(")
_DESCRIBED = re.compile(r"\bdescription='(?P<text>[^']*)'")
_MOST_PIXELS = 10_000


def binder(name: str) -> str:
    """Return the address at which Binder opens a lesson."""
    return _BINDER.format(name=name)


class Cells:
    """The code cells of one page. `pictures` are the files that it needs, by their names."""

    def __init__(self, name: str, *, on_binder: bool) -> None:
        self.name = name
        self.on_binder = on_binder
        self.pictures: dict[str, bytes] = {}
        self._live = 0

    def render(self, source: str, outputs: list[NotebookNode]) -> str:
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
        if _CHECKED.search(source):
            notes += self._note("site.write_python")
        given = f'<div class="out">{"".join(shown)}</div>' if shown else ""
        return f'<div class="cell">{code(source) if source.strip() else ""}{given}{notes}</div>'

    def output(self, output: NotebookNode) -> str:
        """Return one output, in the form that says most."""
        if output.output_type == "stream":
            return _preformatted(output.text)
        if output.output_type == "error":
            return _preformatted("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
        data, metadata = output.data, output.metadata
        # The picture of a live view is looked at only where no script runs.
        picture = self._picture(data, metadata) if "image/png" in data else ""
        if picture:
            instead = picture
        elif "text/html" in data:
            instead = f'<div class="rich">{clean(_text(data["text/html"]))}</div>'
        else:
            instead = _preformatted(_text(data.get("text/plain", "")))
        live = self._state(metadata.get(PAGE_KEY))
        if live is None:
            return instead
        told = html.escape(json.dumps(live, ensure_ascii=False), quote=True)
        return f'<div class="softmax-live" data-live="{told}">{instead}</div>'

    def _state(self, stored: Any) -> dict[str, Any] | None:
        """Return what `live/static.js` needs, or None where nothing valid is stored."""
        if not isinstance(stored, dict) or len(stored) != 1:
            return None
        ((kind, what),) = stored.items()
        self._live += 1
        own = f"{self._live}"
        try:
            if kind == "explorer":
                return _explorer_state(what, own)
            with speaking(what["language"]):
                card = _CARDS[kind](what["key"])
        except (KeyError, TypeError, ValueError, TraitError):
            return None  # a notebook of another version, or one that was tampered with
        state = card.page_state()
        card.close()
        del state["messages"]  # they stand once in the script
        return {"module": kind, "model": own, "models": {own: state}}

    def _picture(self, data: NotebookNode, metadata: NotebookNode) -> str:
        try:
            content = base64.b64decode(_text(data["image/png"]))
        except binascii.Error:
            return ""
        if not content.startswith(_PNG):
            return ""
        name = f"pictures/{self.name}-{len(self.pictures) + 1}.png"
        self.pictures[name] = content
        about = metadata.get("image/png", {})
        alt = about.get("alt") or _text(data.get("text/plain", "")) or message("site.picture")
        size = "".join(
            f' {side}="{about[side]}"'
            for side in ("width", "height")
            if isinstance(about.get(side), int) and 0 < about[side] < _MOST_PIXELS
        )
        return (
            f'<img src="{html.escape(name, quote=True)}" alt="{html.escape(str(alt), quote=True)}"'
            f'{size} loading="lazy">'
        )

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


def _slider_name(output: NotebookNode) -> str | None:
    """Return the description of the slider that the page makes for this output's explorer."""
    found: Any = output.get("metadata", {})
    for key in (PAGE_KEY, "explorer", "temperature_slider", "description"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _stock_widget(output: NotebookNode) -> str | None:
    """Return the description of a widget of ipywidgets, of which only a line of text is stored."""
    data = output.get("data", {})
    if "text/plain" not in data or data.keys() & {"text/html", "image/png"}:
        return None
    text = _text(data["text/plain"])
    match = _REPR.match(text)
    widget = getattr(ipywidgets, match["name"], None) if match else None
    if not (isinstance(widget, type) and issubclass(widget, ipywidgets.Widget)):
        return None
    described = _DESCRIBED.search(text)
    return described["text"] if described else ""


def _preformatted(text: str) -> str:
    return f'<pre class="given">{html.escape(_ESCAPES.sub("", text).rstrip())}</pre>'


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
