"""Notebook 7 hears keys before its cells do; all the same, what has the focus gets them."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import WIDE, Notebook, Notebook7, write_notebook

CELLS = (
    "from softmax_edu import Explorer, predict\nexplorer = Explorer([0, 0.4, 1], y=0)\nexplorer",
    "predict('s0-when-theta1-rises')",
)


@pytest.fixture(scope="module")
def notebook(browser, tmp_path_factory):
    server = Notebook7(tmp_path_factory.mktemp("notebook"))
    write_notebook(server.folder / "made.ipynb", *CELLS)
    context = browser.new_context(viewport=WIDE)
    notebook = Notebook(context.new_page(), server, "made.ipynb")
    notebook.run_all()
    yield notebook
    context.close()
    server.server.stop()


def test_arrows_move_the_slider_and_not_the_notebook(notebook, shown):
    root = notebook.explorer()
    slider = root.get_by_role("slider", name="θ₁")
    slider.focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    expect(root.locator("[data-quantity=theta][data-i='1']")).to_have_attribute("data-value", "0.7")
    notebook.until_printed("explorer.theta[1]", "0.7")
    expect(slider).to_be_focused()


def test_arrows_walk_over_the_cells_of_the_jacobian(notebook):
    root = notebook.explorer()
    root.locator("[data-quantity=jacobian][data-i='1'][data-j='1']").click()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.keyboard.press("ArrowUp")
    notebook.until_printed("explorer.cell", "(0, 2)")


def test_enter_presses_a_button_of_an_explorer_and_of_a_card(notebook):
    root = notebook.explorer()
    root.get_by_role("button", name="uniform").focus()
    notebook.page.keyboard.press("Enter")
    notebook.until_printed("explorer.theta.tolist()", "[0.0, 0.0, 0.0]")
    card = notebook.page.locator(".softmax-card")
    card.get_by_role("radio").first.focus()
    notebook.page.keyboard.press("Space")
    notebook.page.keyboard.press("ArrowDown")
    expect(card.get_by_role("radio").nth(1)).to_be_checked()


def test_keys_with_a_modifier_stay_the_notebooks(notebook):
    notebook.explorer().get_by_role("slider", name="θ₁").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.keyboard.press("Control+S")
    notebook.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    )
    saved = nbformat.read(notebook.lab.folder / "made.ipynb", as_version=4)
    assert saved.cells[0].outputs
