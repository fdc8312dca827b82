"""The view does not wait for the kernel: busy, restarted, or gone, the picture keeps moving."""

import base64
import json

import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import rested
from tests.browser.pages import LINKED, execute, press

IMPORT = "import numpy as np, time\nfrom softmax_edu import Explorer"
FIRST = "explorer = Explorer([1.2, 0.4, -0.8], y=0)\nexplorer"


@pytest.fixture
def notebook(open_notebook):
    return open_notebook(IMPORT, FIRST, LINKED)


def test_while_a_cell_runs_the_picture_moves_and_no_late_message_moves_the_slider_back(
    notebook, shown
):
    execute(notebook, "time.sleep(3)")
    root = notebook.explorer()
    press(notebook, times=5, pause=40)
    assert shown(root)["theta", 1] == pytest.approx(0.9)
    press(notebook, times=5, pause=40)
    handle = notebook.page.locator(".noUi-handle")  # of a slider that is linked in the browser
    for _ in range(6):
        handle.press("ArrowRight")
    # Every value that is shown from here on, until the kernel has caught up with all messages.
    notebook.page.evaluate(
        "() => { window.seen = new Set(); const mark = document.querySelector("
        "'.softmax-explorer [data-quantity=theta][data-i=\"1\"]'); const handle = "
        "document.querySelector('.noUi-handle'); const frame = () => { "
        "window.seen.add([mark.dataset.value, handle.ariaValueNow].join(' ')); "
        "requestAnimationFrame(frame); }; frame(); }"
    )
    notebook.until_printed("explorer.theta[1], round(explorer.temperature, 9)", "1.4 2.5")
    assert rested(notebook.page, lambda: notebook.page.evaluate("[...window.seen]")) == ["1.4 2.5"]


def test_a_restart_and_run_all_gives_one_working_explorer(notebook, shown):
    notebook.restart_kernel()
    press(notebook, times=2, pause=40)  # the old picture still moves
    assert shown(notebook.explorer())["theta", 1] == pytest.approx(0.6)
    notebook.run_all()
    expect(notebook.page.locator(".softmax-explorer")).to_have_count(1)
    press(notebook)
    notebook.until_printed("explorer.theta[1]", "0.5")
    assert shown(notebook.explorer())["theta", 1] == 0.5


def test_without_a_kernel_the_picture_moves(notebook, shown):
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.shutdown()"
    )
    notebook.page.wait_for_timeout(1000)
    press(notebook, "ArrowLeft", times=3, pause=40)
    found = shown(notebook.explorer())
    assert found["theta", 1] == pytest.approx(0.1)
    assert found["gradient", 1] == found["s", 1]


def test_t_and_the_sum_of_the_weights_move_without_a_kernel_and_reach_python_exactly(open_notebook):
    dials = 'controls=("temperature", "weight")'
    notebook = open_notebook(IMPORT, f"explorer = Explorer([0, 1, 2], y=1, {dials})\nexplorer")
    execute(notebook, "time.sleep(3)")
    root = notebook.explorer()
    press(notebook, times=2, name="T, the temperature")
    press(notebook, times=4, name="Σy, the sum of the weights")
    expect(root.locator("[data-quantity=temperature]")).to_have_attribute("data-value", "1.3")
    expect(root.locator("[data-quantity=weight]")).to_have_attribute("data-value", "2")
    expect(root.get_by_text("∂L/∂θ = (S·Σy − y)/T")).to_be_visible()
    notebook.until_printed("explorer.temperature, explorer.y.tolist()", "1.3 [0.0, 2.0, 0.0]")


def test_reopened_without_running_the_static_picture_is_there(notebook):
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(700)
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(500)
    notebook.open()
    picture = notebook.page.locator(".jp-OutputArea-output img").first
    picture.wait_for()
    assert picture.evaluate("(image) => image.naturalWidth > 400")
    saved = json.loads((notebook.lab.folder / notebook.name).read_text())
    output = saved["cells"][1]["outputs"][0]
    assert base64.b64decode(output["data"]["image/png"])[:4] == b"\x89PNG"
    assert "0.4" in output["metadata"]["image/png"]["alt"]
    expect(notebook.page.locator(".softmax-explorer")).to_have_count(0)
