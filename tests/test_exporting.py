"""In LaTeX source the words of a picture stand below it; nothing else is added."""

from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import LatexExporter
from traitlets.config import Config

from softmax_edu.jupyter import saving
from softmax_edu.jupyter.exporting import WordsBelow

CELLS = (
    "from softmax_edu import Explorer\nExplorer([0.25, 1.5], y=0)",
    "from softmax_edu.figures import explorer_figure\n"
    "from softmax_edu.moment import Moment\n"
    "explorer_figure(Moment([0.25, 1.5], 0))",
    "print('said')\n1 + 1",
)


@pytest.fixture(scope="module")
def notebook():
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    made = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(made, timeout=60, store_widget_state=False).execute()
    saving.put_aside(made, {})
    return made


@pytest.mark.slow
def test_from_the_servers_menu_the_numbers_of_an_explorer_stand_below_its_picture(notebook):
    contents = SimpleNamespace(register_pre_save_hook=lambda hook: None, get=None)
    server = SimpleNamespace(config=Config(), contents_manager=contents, kernel_manager=None)
    saving._load_jupyter_server_extension(server)
    latex, _ = LatexExporter(config=server.config).from_notebook_node(notebook)
    _, document = latex.split(r"\begin{document}")
    assert document.count("adjustimage") == 2
    assert document.index("adjustimage") < document.index("L            1.501929")


def test_every_picture_with_words_gets_them_and_nothing_else_does(notebook):
    made = nbformat.from_dict(notebook)
    made.cells.insert(0, nbformat.v4.new_markdown_cell("θ"))
    before = [len(cell.get("outputs", ())) for cell in made.cells]
    changed, _ = WordsBelow(enabled=True)(made, {})
    after = [len(cell.get("outputs", ())) for cell in changed.cells]
    assert before == [0, 1, 1, 2]
    assert after == [0, 2, 2, 2]
    for cell in changed.cells[1:3]:
        picture, words = cell.outputs
        assert words.data == {"text/plain": picture.data["text/plain"]}
    nbformat.validate(changed)
