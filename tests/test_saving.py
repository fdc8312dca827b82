"""A saved notebook shows what was seen, and wakes where it can; nobody else's output is touched."""

import asyncio
import copy
import json
import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_server.extension.manager import ExtensionManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter

from softmax_edu import Explorer, Film
from softmax_edu.jupyter import saving
from softmax_edu.jupyter.saving import ASIDE, STATE, VIEW, Kernels, attend, bring_back, put_aside
from softmax_edu.live import PAGE_KEY
from softmax_edu.live.presence import note_path
from softmax_edu.questions import predict
from softmax_edu.words import speaking

KEY = "s0-when-theta1-rises"


def output_of(widget):
    data, metadata = widget._repr_mimebundle_()
    return json.loads(
        json.dumps({"output_type": "display_data", "data": data, "metadata": metadata})
    )


def notebook(*outputs, **metadata):
    cells = [{"cell_type": "markdown", "source": "a"}]
    cells += [{"cell_type": "code", "outputs": [output]} for output in outputs]
    return {"cells": cells, "metadata": metadata}


def outputs_of(content):
    return [output for cell in content["cells"] for output in cell.get("outputs", ())]


@pytest.fixture(params=["explorer", "view", "card", "film"])
def shown(request):
    """Return an output of ours, and the widget that it is of."""
    explorer = Explorer([0.25, 1.5], y=0)
    film = Film(str, {"h": [0.1, 1.0]})
    widgets = {"explorer": explorer, "view": explorer.view(), "card": predict(KEY), "film": film}
    widget = widgets[request.param]
    return output_of(widget), widget


def test_what_is_saved_is_a_picture_or_a_text_that_says_once_how_to_wake_it(shown):
    output, widget = shown
    content = notebook(output)
    put_aside(content, {widget.model_id: widget.shown_state()})
    put_aside(content, {})
    [saved] = outputs_of(content)
    assert VIEW not in saved["data"]
    assert saved["data"]["text/html"].count("softmax-edu-asleep") == 1
    assert "Run the cell" in saved["data"]["text/html"]


def test_it_says_so_in_the_language_of_the_output():
    with speaking("en"):
        card = predict(KEY)
    content = notebook(output_of(card))
    content["cells"][1]["outputs"][0]["metadata"][PAGE_KEY]["question"]["language"] = "xx"
    put_aside(content, {})  # a language of another version: English
    assert "Run the cell" in outputs_of(content)[0]["data"]["text/html"]


def test_a_view_comes_back_exactly_as_it_was_while_its_kernel_holds_the_widget(shown):
    output, widget = shown
    content = notebook(copy.deepcopy(output))
    put_aside(content, {widget.model_id: widget.shown_state()})
    bring_back(content, lambda model_id: model_id == widget.model_id)
    [opened] = outputs_of(content)
    assert opened["data"][VIEW] == output["data"][VIEW]
    assert ASIDE not in opened["metadata"]


def test_a_view_whose_kernel_is_gone_does_not_come_back_whoever_saved_it(shown):
    output, _widget = shown
    put_aside(saved := notebook(copy.deepcopy(output)), {})
    for content in (saved, notebook(output)):
        bring_back(content, lambda model_id: False)
        [opened] = outputs_of(content)
        assert VIEW not in opened["data"]
        assert "text/html" in opened["data"]


def test_what_is_saved_is_the_state_of_that_moment():
    explorer = Explorer([0.25, 1.5], y=0)
    view = explorer.view(panels=["jacobian"])
    first, second = output_of(explorer), output_of(view)
    explorer.theta = [2.5, -1]
    content = notebook(first, second)
    put_aside(content, {one.model_id: one.shown_state() for one in (explorer, view)})
    for saved, widget in zip(outputs_of(content), (explorer, view), strict=True):
        fresh = output_of(widget)
        assert saved["data"]["image/png"] == fresh["data"]["image/png"]
        assert saved["data"]["text/plain"] == fresh["data"]["text/plain"]
        assert saved["metadata"]["image/png"]["alt"] == fresh["metadata"]["image/png"]["alt"]
        assert saved["metadata"][PAGE_KEY] == fresh["metadata"][PAGE_KEY]


@pytest.mark.parametrize("state", [{}, {"theta": "?"}, {"theta": [1e999, 0]}])
def test_a_state_that_no_explorer_has_changes_nothing(state):
    explorer = Explorer([0.25, 1.5], y=0)
    output = output_of(explorer)
    put_aside(content := notebook(copy.deepcopy(output)), {explorer.model_id: state})
    assert outputs_of(content)[0]["data"]["image/png"] == output["data"]["image/png"]


def test_a_notebook_with_its_widgets_state_keeps_its_views(shown):
    output, widget = shown
    state = {STATE: {"state": {widget.model_id: {}}}}
    content = notebook(output, widgets=state)
    before = copy.deepcopy(content)
    put_aside(content, {})
    bring_back(content, lambda model_id: False)
    assert content == before


@pytest.mark.parametrize(
    "output",
    [
        {"data": {VIEW: {"model_id": "1"}, "text/plain": "a slider"}, "metadata": {}},
        {"data": {VIEW: {"model_id": "1"}, "image/png": "p"}, "metadata": {VIEW: {}}},
        {"data": {"image/png": "p"}, "metadata": {PAGE_KEY: "not ours"}},
        {"data": {"image/png": "p"}},
        {},
    ],
)
def test_nobody_elses_output_is_touched(output):
    content = notebook(output)
    before = copy.deepcopy(content)
    put_aside(content, {})
    bring_back(content, lambda model_id: False)
    assert content == before


class Manager:
    """A contents manager with one notebook."""

    def __init__(self, content):
        self.content = content

    def register_pre_save_hook(self, hook):
        self.hook = hook

    def get(self, path, content=True):
        found = copy.deepcopy(self.content) if content else None
        return {"type": "notebook", "content": found}


class AsyncManager(Manager):
    async def get(self, path, content=True):
        return Manager.get(self, path, content)


@pytest.mark.parametrize("kind", [Manager, AsyncManager])
@pytest.mark.parametrize(("pid", "comes_back"), [(1, True), (2, False), (None, True)])
def test_a_server_asks_its_kernels_and_gives_a_doubt_to_those_elsewhere(
    kind, pid, comes_back, shown, tmp_path
):
    output, widget = shown
    connection = tmp_path / "kernel-1.json"
    note = {"processes": [1, 0], "models": {widget.model_id: widget.shown_state()}}
    note_path(connection).write_text(json.dumps(note), encoding="utf-8")
    kernel = SimpleNamespace(connection_file=str(connection), provisioner=SimpleNamespace(pid=pid))
    kernels = SimpleNamespace(list_kernel_ids=lambda: ["1"], get_kernel=lambda _: kernel)
    manager = kind(notebook(output))
    attend(manager, Kernels(kernels))
    manager.hook(model={"type": "notebook", "content": manager.content}, path="a.ipynb")
    assert VIEW not in outputs_of(manager.content)[0]["data"]
    opened = manager.get("a.ipynb")
    if kind is AsyncManager:
        opened = asyncio.run(opened)
    assert (VIEW in outputs_of(opened["content"])[0]["data"]) is comes_back


@pytest.mark.parametrize(
    "model",
    [{"type": "file", "content": "text"}, {"type": "notebook", "content": None}, None],
)
def test_what_is_no_notebook_is_left_alone(model):
    manager = Manager({})
    manager.get = lambda path: model
    kernels = SimpleNamespace(list_kernel_ids=list)
    attend(manager, Kernels(kernels))
    before = copy.deepcopy(model)
    manager.hook(model=model)
    assert manager.get("a") == model == before


@pytest.mark.parametrize("text", ["", "[]", "{", '{"processes": 1}', '{"processes": [1]}'])
def test_a_note_that_is_none_says_nothing(text, tmp_path):
    connection = tmp_path / "kernel-1.json"
    note_path(connection).write_text(text, encoding="utf-8")
    assert saving.read_notes([(connection, 1)]) == {}


def test_the_installed_settings_load_the_hooks_and_those_of_an_older_version_stop_nothing():
    """Whoever enabled the extension by its old name keeps a server that starts and saves."""
    settings = Path(saving.__file__).parent / "settings" / "jupyter_server_config.d"
    [named] = settings.glob("*.json")
    enabled = json.loads(named.read_text("utf-8"))["ServerApp"]["jpserver_extensions"]
    manager = ExtensionManager()
    manager.from_jpserver_extensions({"softmax_edu.saving": True, **enabled})
    assert list(manager.extensions) == ["softmax_edu.jupyter.saving"]
    assert manager.extensions["softmax_edu.jupyter.saving"].validate()


@pytest.fixture(scope="module")
def learners_own():
    """A learner's notebook, run and then saved by a server that has the extension."""
    cell = "from softmax_edu import Explorer\nExplorer([0.25, 1.5], y=0, labels=['<b>a', 'b'])"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(made, timeout=60, store_widget_state=False).execute()
    assert VIEW in made.cells[0].outputs[0].data
    put_aside(made, {})
    return made


@pytest.mark.slow
def test_as_a_html_page_it_has_its_picture_its_words_and_its_numbers(learners_own):
    page, _ = HTMLExporter().from_notebook_node(learners_own)
    (alt,) = re.findall(r'<img[^>]* alt="([^"]*)"|<img alt="([^"]*)"', page)
    assert "0.25" in "".join(alt)
    assert "No description" not in page
    assert "S            [0.2227 0.7773]" in re.sub(r"(\d\.\d{4})\d+", r"\1", page)
    assert f'<script type="{VIEW}">' not in page  # the loader for such scripts is nbconvert's own
    assert BeautifulSoup(page, "html.parser").find("b") is None  # the label's markup is text


def test_as_markdown_and_latex_it_has_its_picture_and_no_dead_view(learners_own):
    text, _ = MarkdownExporter().from_notebook_node(learners_own)
    assert "data:image/png;base64," in text
    assert "L            1.501929" in text
    latex, resources = LatexExporter().from_notebook_node(learners_own)
    assert "includegraphics" in latex
    assert any(name.endswith(".png") for name in resources["outputs"])
    assert VIEW not in text + latex
