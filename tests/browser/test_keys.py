"""Keys, in JupyterLab and in Notebook 7: a control has its own, and Jupyter's own always reach it.

Shift + Enter is the one key that lesson 1 teaches. It must work wherever the last click has been.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import WIDE, Lab, Notebook, Notebook7, write_notebook

CELLS = (
    "from softmax_edu import Explorer, predict\nexplorer = Explorer([0, 0.4, 1], y=0)\nexplorer",
    "predict('s0-when-theta1-rises')",
    "reached = True",
)
EXPLORER, CARD, AFTER = range(3)


@pytest.fixture(scope="module", params=[Lab, Notebook7], ids=["lab", "notebook-7"])
def server(request, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server") / "folder"
    folder.mkdir()
    server = request.param(folder)
    yield server
    server.server.stop()


@pytest.fixture
def notebook(server, browser, request):
    name = f"{request.node.originalname}.ipynb"
    write_notebook(server.folder / name, *CELLS)
    server.folder.joinpath("softmax-answers.json").unlink(missing_ok=True)
    context = browser.new_context(viewport=WIDE)
    notebook = Notebook(context.new_page(), server, name)
    notebook.run_all()
    yield notebook
    notebook.end()
    context.close()


def active(notebook):
    return notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    )


def until_active(notebook, index):
    notebook.page.wait_for_function(
        "(index) => window.jupyterapp.shell.currentWidget.content.activeCellIndex === index",
        arg=index,
    )


def until_run_again(notebook, index):
    """Wait until a cell has a number that only a second run can have given it."""
    notebook.page.wait_for_function(
        "([index, first]) => window.jupyterapp.shell.currentWidget.content.model.cells"
        ".get(index).executionCount > first",
        arg=[index, len(CELLS)],
    )


def lock(notebook):
    card = notebook.page.locator(".softmax-card")
    card.locator("input[value='falls']").check()
    card.locator("input[value='sure']").check()
    card.get_by_role("button", name="Lock it in").click()
    expect(card.get_by_role("status")).to_have_text("Locked.")


def test_shift_enter_runs_on_after_a_slider_was_dragged(notebook):
    slider = notebook.explorer().get_by_role("slider", name="θ₁")
    slider.click(position={"x": 20, "y": 5})
    expect(slider).to_be_focused()
    notebook.page.keyboard.press("Shift+Enter")
    until_run_again(notebook, EXPLORER)
    until_active(notebook, CARD)


def test_shift_enter_runs_on_from_a_number_that_is_being_typed(notebook):
    field = notebook.explorer().locator("input.exact").first
    field.click()
    notebook.page.keyboard.type("2")
    notebook.page.keyboard.press("Shift+Enter")
    until_run_again(notebook, EXPLORER)
    until_active(notebook, CARD)


def test_a_card_that_locks_gives_the_focus_back_to_its_cell(notebook):
    lock(notebook)
    assert notebook.page.evaluate(
        "() => document.activeElement.contains(document.querySelector('.softmax-card'))"
    )
    notebook.page.keyboard.press("ArrowDown")
    until_active(notebook, AFTER)
    notebook.page.keyboard.press("ArrowUp")
    until_active(notebook, CARD)
    notebook.page.keyboard.press("Shift+Enter")
    until_run_again(notebook, CARD)
    until_active(notebook, AFTER)


def test_arrows_stay_with_a_slider_and_escape_leaves_it_for_its_cell(notebook):
    root = notebook.explorer()
    slider = root.get_by_role("slider", name="θ₁")
    slider.click(position={"x": 20, "y": 5})
    before = float(slider.input_value())
    notebook.page.keyboard.press("ArrowDown")
    expect(slider).to_be_focused()
    assert float(slider.input_value()) < before
    assert active(notebook) == EXPLORER
    notebook.page.keyboard.press("Escape")
    expect(slider).not_to_be_focused()
    notebook.page.keyboard.press("ArrowDown")
    until_active(notebook, CARD)


def test_escape_first_lets_go_of_a_picked_cell_of_the_jacobian(notebook):
    root = notebook.explorer()
    picked = root.locator("[data-quantity=jacobian][data-i='1'][data-j='1']")
    picked.click()
    notebook.until_printed("explorer.cell", "(1, 1)")
    notebook.page.keyboard.press("Escape")
    notebook.until_printed("explorer.cell", "None")
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("ArrowDown")
    until_active(notebook, CARD)
