"""Several views of one state, and what is left when they are closed."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import rested

IMPORT = "import numpy as np\nfrom softmax_edu import Explorer"
FIRST = "explorer = Explorer([1.2, 0.4, -0.8], y=0)\nexplorer"


def models(notebook):
    return int(notebook.run("from ipywidgets.widgets.widget import _instances as w; print(len(w))"))


@pytest.fixture
def linked(open_notebook):
    return open_notebook(IMPORT, FIRST, "view = explorer.view(panels=['jacobian'])\nview")


def test_a_linked_view_moves_with_its_origin_in_the_same_frame(linked, shown):
    origin, view = linked.explorer(0), linked.page.locator(".softmax-explorer").nth(1)
    view.locator("[data-quantity=jacobian]").first.wait_for()
    linked.page.evaluate(
        "() => { window.seen = []; const read = () => [...document.querySelectorAll("
        "'.softmax-explorer')].map((root) => root.querySelector('[data-quantity=jacobian]')"
        ".dataset.value); const channel = new MessageChannel(); channel.port1.onmessage = () => "
        "window.seen.push(read()); const frame = () => { channel.port2.postMessage(0); "
        "requestAnimationFrame(frame); }; frame(); }"
    )
    origin.get_by_role("slider", name="θ₁").focus()
    for _ in range(10):
        linked.page.keyboard.press("ArrowRight")
        linked.page.wait_for_timeout(60)  # a frame of its own for each
    linked.page.wait_for_timeout(200)
    seen = linked.page.evaluate("() => window.seen")
    assert len({first for first, _ in seen}) > 3
    assert all(first == second for first, second in seen)
    view.get_by_role("slider", name="θ₀").focus()
    linked.page.keyboard.press("ArrowLeft")
    linked.page.wait_for_timeout(200)
    assert shown(origin)["theta", 0] == 1.1
    assert shown(view)["jacobian", 2, 1] == shown(origin)["jacobian", 2, 1]


def test_a_cell_picked_in_one_view_is_lit_in_the_other(linked):
    linked.explorer(0).locator("[role=gridcell][data-i='2'][data-j='1']").click()
    view = linked.page.locator(".softmax-explorer").nth(1)
    expect(view.locator("[role=gridcell][data-i='2'][data-j='1']")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(view.locator(".case")).to_contain_text("∂S₂/∂θ₁")


def test_close_frees_every_model_node_and_listener(linked):
    page = linked.page
    before = models(linked)
    linked.run("explorer.close()")
    expect(page.locator(".softmax-explorer")).to_have_count(0)
    assert models(linked) == before - 2
    errors = list(linked.errors)
    page.keyboard.press("ArrowRight")
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_timeout(200)
    assert linked.errors == errors == []


def test_an_explorer_is_one_model_and_events_add_none(open_notebook):
    notebook = open_notebook(IMPORT, FIRST)
    before = models(notebook)
    assert before == 1
    nodes = notebook.page.evaluate("() => document.querySelectorAll('.softmax-explorer *').length")
    notebook.page.evaluate(
        "async () => {"
        " const slider = document.querySelector('.softmax-explorer input[type=range]');"
        " for (let n = 0; n < 500; n += 1) { slider.value = String((n % 100) / 10 - 5);"
        " slider.dispatchEvent(new Event('input'));"
        " if (n % 10 === 0) await new Promise(requestAnimationFrame); } }"
    )
    notebook.page.wait_for_timeout(500)
    assert models(notebook) == before
    assert nodes == notebook.page.evaluate(
        "() => document.querySelectorAll('.softmax-explorer *').length"
    )


def test_scores_set_from_python_are_one_redraw_of_a_state_that_was(open_notebook, shown):
    notebook = open_notebook(IMPORT, "explorer = Explorer(np.zeros(10), y=0)\nexplorer")
    notebook.explorer()
    notebook.page.evaluate(
        "() => { window.seen = []; const root = document.querySelector('.softmax-explorer');"
        " new MutationObserver(() => window.seen.push([...root.querySelectorAll("
        "'[data-quantity=theta]')].map((mark) => Number(mark.dataset.value)))).observe(root,"
        " { subtree: true, attributes: true, attributeFilter: ['data-value'] }); }"
    )
    notebook.run("explorer.theta = np.arange(10.0)")
    notebook.page.wait_for_timeout(400)
    seen = notebook.page.evaluate("() => window.seen")
    assert seen == [np.arange(10.0).tolist()]


def test_two_explorers_in_a_row_share_its_width(open_notebook):
    notebook = open_notebook(
        IMPORT,
        "from ipywidgets import HBox\n"
        "HBox([Explorer([1.2, 0.4, -0.8], y=0), Explorer(np.zeros(8), y=1)])",
    )
    notebook.explorer(1)
    row = notebook.page.locator(".widget-hbox")
    widths = [notebook.explorer(n).bounding_box()["width"] for n in (0, 1)]
    assert sum(widths) <= row.bounding_box()["width"] + 1
    assert row.evaluate("(row) => row.scrollWidth <= row.clientWidth + 1")
    assert min(widths) > 0.3 * row.bounding_box()["width"]


def test_a_layout_that_is_set_after_the_display_moves_the_live_view(linked):
    linked.run("from ipywidgets import Layout")
    views = linked.page.locator(".softmax-explorer-box")
    full = views.first.bounding_box()["width"]
    for index, name in enumerate(("explorer", "view")):
        for code, part in (
            (f"{name}.layout.width = '50%'", 0.5),
            (f"{name}.layout.width = '60%'", 0.6),
            (f"{name}.layout = Layout(width='40%', border_top='3px solid red')", 0.4),
            (f"{name}.layout.width = None", 1),
        ):
            linked.run(code)
            found = rested(linked.page, lambda n=index: views.nth(n).bounding_box()["width"])
            assert found == pytest.approx(part * full, abs=1), code
        assert views.nth(index).evaluate("(box) => getComputedStyle(box).borderTopWidth") == "3px"
