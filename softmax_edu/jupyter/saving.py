"""What Jupyter saves, opens and exports: a live view where it can come back, else what it showed.

A notebook that is opened on another day has no models. An output that then asks for a live view
shows an error for ever, although a picture or a text lies beside it. So this server extension
stands on both sides of the file. What is saved shows what was seen at that time, and one line says
how to wake it; the request for the view is put aside in the output's metadata. What is opened gets
it back, as long as the kernel holds that very widget (`softmax_edu.live.presence`).

Only outputs that carry our key are touched, and none whose view the file itself can bring back: a
notebook that was executed with its widgets' state keeps both. Exports to LaTeX get the words of
each picture below it (`softmax_edu.jupyter.exporting`).
"""

import inspect
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from ..live import PAGE_KEY
from ..live.presence import read_notes
from ..moment import Moment
from ..words import languages, message, speaking

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
HTML = "text/html"
PICTURE = "image/png"
ASIDE = "softmax-edu-view"  # the key, in an output's metadata, of a view that is put aside
WORDS_BELOW = "softmax_edu.jupyter.exporting.WordsBelow"  # by name: only an export needs nbconvert

Models = dict[str, dict[str, Any] | None]
_PICTURES = ("explorer", "film")  # the kinds whose still is a picture, and no question
_LINE = '<p class="softmax-edu-asleep">'


class Kernels:
    """The kernels of a server: which widgets they hold, and what those show."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    def _all(self) -> Iterator[tuple[str | None, int | None]]:
        for kernel_id in list(self._manager.list_kernel_ids()):
            kernel = self._manager.get_kernel(kernel_id)
            yield (
                getattr(kernel, "connection_file", None),
                getattr(getattr(kernel, "provisioner", None), "pid", None),
            )

    def models(self) -> Models:
        """Return the state of each widget of ours in kernels of this computer, by model id."""
        return read_notes((file, pid) for file, pid in self._all() if file and pid)

    def are_elsewhere(self) -> bool:
        """Return whether there are kernels of which nothing is known, for they run elsewhere."""
        return any(pid is None for _, pid in self._all())


def put_aside(content: dict[str, Any], models: Models) -> None:
    """Make a notebook's outputs say what they show by now, and put their views aside.

    Parameters
    ----------
    content : dict
        A notebook of format 4; changed in place.
    models : dict
        What the widgets that live show, by model id.
    """
    stored = _stored(content)
    for output, (kind, page) in _ours(content):
        data, metadata = output["data"], output["metadata"]
        view = data.get(VIEW)
        model_id = _model_id(view)
        if model_id is not None and model_id in stored:
            continue
        state = models.get(model_id or "")
        if kind == "explorer" and state is not None and state != page:
            _redraw(output, state)
        if view is not None:
            metadata[ASIDE] = data.pop(VIEW)
            metadata.pop(VIEW, None)
        _say_how_to_wake(data, kind, page.get("language") if isinstance(page, dict) else None)


def bring_back(content: dict[str, Any], alive: Callable[[str], bool]) -> None:
    """Give each output its view back that the kernel still holds, and take dead ones away.

    Parameters
    ----------
    content : dict
        A notebook of format 4; changed in place.
    alive : callable
        Whether the widget with this model id can be shown.
    """
    stored = _stored(content)
    for output, _ in _ours(content):
        data, metadata = output["data"], output["metadata"]
        aside = metadata.pop(ASIDE, None)
        view = data.get(VIEW, aside)
        model_id = _model_id(view)
        if model_id is not None and (model_id in stored or alive(model_id)):
            data[VIEW] = view
        elif VIEW in data and HTML in data:
            del data[VIEW]
            metadata.pop(VIEW, None)


def _ours(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], tuple[str, Any]]]:
    """Give each output that is ours, with the kind of widget and what a page needs of it."""
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            page = output.get("metadata", {}).get(PAGE_KEY)
            if isinstance(page, dict) and len(page) == 1 and "data" in output:
                ((kind, what),) = page.items()
                yield output, (kind, what)


def _stored(content: dict[str, Any]) -> Any:
    """Return the models whose state the notebook itself holds, by id."""
    widgets = content.get("metadata", {}).get("widgets", {})
    return widgets.get(STATE, {}).get("state", {})


def _model_id(view: Any) -> str | None:
    model_id = view.get("model_id") if isinstance(view, dict) else None
    return model_id if isinstance(model_id, str) else None


def _language(language: Any) -> str:
    return language if language in languages() else "en"


def _redraw(output: dict[str, Any], state: dict[str, Any]) -> None:
    """Make an explorer's output show this state."""
    # matplotlib is loaded by the first save that needs it, and not by every server.
    from ..figures.stand_in import stand_in
    from ..view_state import as_view_state

    try:
        shown = as_view_state(state)
        moment = Moment(shown["theta"], shown["y"], shown["temperature"], shown["cell"])
        with speaking(_language(shown["language"])):
            data, metadata = stand_in(
                moment, shown["panels"], shown["labels"], masked=shown["mask"] is not None
            )
    except (KeyError, TypeError, ValueError):
        return  # a kernel with another version: what was displayed stands
    output["data"] |= data
    output["metadata"] |= {**metadata, PAGE_KEY: {"explorer": state}}


def _say_how_to_wake(data: dict[str, Any], kind: str, language: Any) -> None:
    html = data.get(HTML)
    if html is None:
        return
    html = "".join(html)
    if _LINE not in html:
        with speaking(_language(language)):
            line = message("saving.picture" if kind in _PICTURES else "saving.card")
        html += f"{_LINE}{escape(line)}</p>"
    data[HTML] = html


def _is_notebook(model: Any) -> bool:
    return (
        isinstance(model, dict)
        and model.get("type") == "notebook"
        and isinstance(model.get("content"), dict)
    )


def attend(contents_manager: Any, kernels: Kernels) -> None:
    """Let a contents manager put views aside when it saves, and bring them back when it opens."""

    def saves(model: dict[str, Any], **_: Any) -> None:
        if _is_notebook(model):
            put_aside(model["content"], kernels.models())

    def opened(model: Any) -> Any:
        if _is_notebook(model):
            models, elsewhere = kernels.models(), kernels.are_elsewhere()
            bring_back(model["content"], lambda model_id: elsewhere or model_id in models)
        return model

    get = contents_manager.get

    def gets(*args: Any, **kwargs: Any) -> Any:
        found = get(*args, **kwargs)
        if not inspect.isawaitable(found):
            return opened(found)

        async def later() -> Any:
            return opened(await found)

        return later()

    contents_manager.register_pre_save_hook(saves)
    # Jupyter Server has hooks for what is saved, and none for what is opened.
    contents_manager.get = gets


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    attend(app.contents_manager, Kernels(app.kernel_manager))
    app.config.LatexExporter.setdefault("preprocessors", []).append(WORDS_BELOW)
