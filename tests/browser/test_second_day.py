"""A notebook that is saved, and opened again: with its kernel, without it, on another day."""

import json

import pytest
from playwright.sync_api import expect

VIEW = "application/vnd.jupyter.widget-view+json"
CELLS = (
    "from softmax_edu import Explorer, predict, step\n"
    "from softmax_edu.questions import answers_card\n"
    "explorer = Explorer([1.2, 0.4, -0.8], y=0)\nexplorer",
    "explorer.view(panels=['jacobian'])",
    "predict('s0-when-theta1-rises')",
    "step('softmax-i-not-j')",
    "answers_card()",
    "from ipywidgets import FloatSlider\nFloatSlider(description='theirs')",
)
DEAD = "Error displaying widget"


def save(notebook):
    notebook.command("docmanager:save")
    notebook.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
    )
    return json.loads((notebook.lab.folder / notebook.name).read_text("utf-8"))


def move(notebook, name="θ₁", times=3):
    notebook.explorer().get_by_role("slider", name=name).focus()
    for _ in range(times):
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(500)


@pytest.fixture
def notebook(open_notebook):
    return open_notebook(*CELLS)


def test_on_another_day_every_output_is_its_picture_or_its_text_and_says_how_to_wake_it(notebook):
    notebook.explorer()
    save(notebook)
    notebook.end()
    notebook.open()
    outputs = notebook.page.locator(".jp-OutputArea-output")
    outputs.first.locator("img").wait_for()
    expect(notebook.page.locator(".softmax-explorer, .softmax-card")).to_have_count(0)
    for index in range(5):
        output = outputs.nth(index)
        expect(output).not_to_contain_text(DEAD)
        expect(output.locator(".softmax-edu-asleep")).to_contain_text("Run the cell")
    expect(outputs.nth(2)).to_contain_text("θ₁")
    assert outputs.first.locator("img").evaluate("(image) => image.naturalWidth > 400")


def test_with_its_kernel_alive_explorers_and_cards_come_back_with_their_state(notebook, shown):
    move(notebook)
    save(notebook)
    notebook.open()
    root = notebook.explorer()
    assert shown(root)["theta", 1] == pytest.approx(0.7)
    expect(notebook.page.locator(".softmax-explorer")).to_have_count(2)
    expect(notebook.page.locator(".softmax-card")).to_have_count(3)
    move(notebook)
    notebook.until_printed("explorer.theta[1].item()", "1.0")


def test_after_a_restart_of_the_kernel_nothing_dead_comes_back(notebook):
    notebook.explorer()
    save(notebook)
    notebook.restart_kernel()
    notebook.open()
    notebook.page.locator(".jp-OutputArea-output img").first.wait_for()
    expect(notebook.page.locator(".softmax-edu-asleep")).to_have_count(5)


def test_what_is_saved_is_what_was_seen(notebook):
    move(notebook)
    saved = save(notebook)
    first, view, *_ = (cell["outputs"][0] for cell in saved["cells"])
    for output in (first, view):
        assert output["metadata"]["softmax-edu"]["explorer"]["theta"][1] == pytest.approx(0.7)
        assert "0.7" in output["metadata"]["image/png"]["alt"]
        assert VIEW not in output["data"]
    assert "0.7" in "".join(first["data"]["text/plain"])


def test_another_packages_view_is_left_as_it_is(notebook):
    saved = save(notebook)
    [theirs] = saved["cells"][5]["outputs"]
    assert VIEW in theirs["data"]


def test_play_moves_a_live_explorer_after_a_reload_and_none_on_another_day(open_notebook, shown):
    notebook = open_notebook(
        "from softmax_edu import Explorer\nfrom ipywidgets import Play\n"
        "explorer = Explorer([1.2, 0.4], y=0)\nexplorer",
        "play = Play(max=3, interval=100)\n"
        "play.observe(lambda change: setattr(explorer, 'theta', [change['new'], 0]), 'value')\n"
        "play",
    )
    save(notebook)
    notebook.open()
    root = notebook.explorer()
    notebook.page.locator(".jupyter-button.mod-primary, .widget-play button").first.click()
    expect(root.locator("[data-quantity=theta][data-i='0']")).to_have_attribute("data-value", "3")
