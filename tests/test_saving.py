"""A saved notebook keeps the picture of a live view, and everything else as it is."""

import copy
import json
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_server.extension.manager import ExtensionManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter

from softmax_edu.jupyter import saving
from softmax_edu.jupyter.saving import PICTURE, VIEW, keep_pictures


def notebook(*data):
    outputs = [
        {"output_type": "display_data", "data": d, "metadata": {VIEW: {}, PICTURE: {"alt": "S"}}}
        for d in data
    ]
    cells = [{"cell_type": "markdown", "source": "a"}, {"cell_type": "code", "outputs": outputs}]
    return {"type": "notebook", "content": {"cells": cells}}


def test_a_view_with_a_picture_is_saved_as_the_picture():
    model = notebook({VIEW: {"model_id": "1"}, PICTURE: "p", "text/plain": "t"})
    keep_pictures(model, path="a.ipynb", contents_manager=None)
    output = model["content"]["cells"][1]["outputs"][0]
    assert output["data"] == {PICTURE: "p", "text/plain": "t"}
    assert output["metadata"] == {PICTURE: {"alt": "S"}}


@pytest.mark.parametrize(
    "model",
    [
        notebook({VIEW: {"model_id": "1"}, "text/plain": "a slider, which has no picture"}),
        notebook({PICTURE: "p"}),
        {"type": "file", "content": "text"},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"cells": [{"cell_type": "code", "outputs": [{}]}]}},
    ],
)
def test_everything_else_is_saved_as_it_is(model):
    before = copy.deepcopy(model)
    keep_pictures(model)
    assert model == before


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
    NotebookClient(made, timeout=60).execute()
    assert VIEW in made.cells[0].outputs[0].data
    keep_pictures({"type": "notebook", "content": made})
    return made


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
