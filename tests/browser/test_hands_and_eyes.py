"""Keyboard, names, contrast, themes, zoom and the phone."""

import re
import sys

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.jupyter import Server, free_port, write_notebook

IMPORT = "import numpy as np\nfrom softmax_edu import Explorer"
FIRST = (
    "explorer = Explorer([1.2, 0.4, -0.8], y=[0, 1, 0], labels=['cat', 'dog', 'owl'],"
    " controls=('target', 'presets', 'reset', 'undo', 'copy', 'present', 'weights'))\n"
    "explorer.cell = (0, 1)\nexplorer"
)


@pytest.fixture
def notebook(open_notebook):
    return open_notebook(IMPORT, FIRST)


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("() => axe.run('.softmax-explorer').then((result) => result.violations)")
    return [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]]) for v in found]


def test_axe_finds_no_violation_in_light_and_in_dark(notebook, axe):
    notebook.explorer()
    assert violations(notebook.page, axe) == []
    notebook.page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme',"
        " { theme: 'JupyterLab Dark' })"
    )
    notebook.page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    notebook.page.wait_for_timeout(500)
    assert violations(notebook.page, axe) == []
    background = notebook.explorer().evaluate("(root) => getComputedStyle(root).backgroundColor")
    assert max(int(channel) for channel in re.findall(r"\d+", background)) < 60
    notebook.page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme',"
        " { theme: 'JupyterLab Light' })"
    )
    notebook.page.wait_for_selector("body[data-jp-theme-light=true]", state="attached")


def test_axe_finds_no_violation_on_the_canvas_of_many_classes(open_notebook, axe):
    notebook = open_notebook(IMPORT, "e = Explorer(np.linspace(-1, 1, 40), y=3)\ne")
    notebook.explorer()
    assert violations(notebook.page, axe) == []


def test_everything_is_reached_by_the_keyboard_in_the_order_of_reading(notebook):
    root = notebook.explorer()
    root.get_by_label("true class").focus()
    order = []
    for _ in range(40):
        order.append(
            notebook.page.evaluate(
                "() => { const at = document.activeElement; return at.closest('.softmax-explorer')"
                " ? [at.tagName, at.getAttribute('aria-label') ?? at.textContent.trim(),"
                " getComputedStyle(at).outlineStyle !== 'none'] : null; }"
            )
        )
        if order[-1] is None:
            break
        notebook.page.keyboard.press("Tab")
    reached = [name for found in order if found for name in [found[1]]]
    expected = [
        *["uniform", "one winner", "two rivals", "saturated", "reset", "copy as Python", "present"],
        *["θ₀ cat, exact value", "θ₀ cat", "θ₁ dog, exact value", "θ₁ dog"],
        *["θ₂ owl, exact value", "θ₂ owl"],
        *["Target weight y₀", "Target weight y₁", "Target weight y₂"],
    ]
    assert [name for name in reached if name in expected] == expected
    assert all(visible for _, _, visible in filter(None, order))
    assert any(tag == "DIV" for tag, _, _ in filter(None, order))  # the picked cell of the grid


def test_the_focus_stays_where_it_is_when_python_changes_the_number_of_classes(open_notebook):
    notebook = open_notebook(
        "from softmax_edu import Explorer\nexplorer = Explorer([0, 0.4, 1], y=0)\nexplorer"
    )
    root = notebook.explorer()
    slider = root.get_by_role("slider", name="θ₁")
    cell = root.locator("[role=gridcell][data-i='1'][data-j='2']")
    for held, attribute, value in ((slider, "aria-label", "θ₁"), (cell, "data-j", "2")):
        held.focus()
        for theta in ([0, 0.4, 1, 2], [0, 0.4, 1]):
            notebook.run(f"explorer.theta = {theta}")
            expect(root.get_by_role("slider")).to_have_count(len(theta))
            expect(root.locator(":focus")).to_have_attribute(attribute, value)


def test_the_picture_reads_in_greyscale(notebook, tmp_path):
    """Signs and the picked cell are told by marks, and bars stand out from what they lie on."""
    root = notebook.explorer()
    negative = root.locator(".entry[data-sign='−'] .tint").first
    mark = negative.evaluate("(tint) => getComputedStyle(tint, '::before').borderLeftWidth")
    assert float(mark.removesuffix("px")) >= 4
    path = tmp_path / "root.png"
    root.screenshot(path=path)
    grey = np.asarray(Image.open(path).convert("L"), dtype=float)

    def around(locator, at=0.5):
        box, frame = locator.bounding_box(), root.bounding_box()
        x = int(box["x"] - frame["x"] + box["width"] * at)
        y = int(box["y"] - frame["y"] + box["height"] / 2)
        return grey[y, x]

    track = root.locator(".outputs .track").first
    assert abs(around(track.locator(".fill")) - around(track, 0.98)) > 60


def test_at_200_percent_zoom_nothing_is_cut_off(open_notebook):
    # Zoom of 200 % is half the CSS pixels at twice the density.
    notebook = open_notebook(
        IMPORT, FIRST, viewport={"width": 640, "height": 360}, device_scale_factor=2
    )
    notebook.command("application:toggle-left-area")
    root = notebook.explorer()
    notebook.page.wait_for_timeout(300)
    assert root.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1")
    cut = root.evaluate(
        "(root) => [...root.querySelectorAll("
        "'.tint, .number, .head, .loss, .case, .exact')].filter("
        "(node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 &&"
        " getComputedStyle(node).display !== 'inline').map((node) => node.outerHTML)"
    )
    assert cut == []


@pytest.fixture(scope="module")
def voila(browser, lab, tmp_path_factory):
    """Voilà on a page with one explorer."""
    folder = tmp_path_factory.mktemp("voila")
    write_notebook(folder / "page.ipynb", IMPORT, FIRST)
    command = [sys.executable, "-m", "voila", "page.ipynb", "--no-browser", f"--port={free_port()}"]
    server = Server(command, re.compile(r"http://\S+:\d+/\S*"), folder)
    yield server.url
    server.stop()


def test_on_a_phone_panels_stack_labels_repeat_and_the_slider_stays_in_view(browser, voila, axe):
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(voila)
    root = page.locator(".softmax-explorer")
    root.locator("[data-quantity=s]").first.wait_for()
    expect(root).to_have_attribute("data-layout", "phone")
    expect(root.locator(".picture")).to_have_attribute("data-heads", "buttons")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375
    small = root.evaluate(
        "(root) => [...root.querySelectorAll('button, select, input, [role=gridcell]')].filter("
        "(node) => { const box = node.getBoundingClientRect(); return box.height < 43.5 ||"
        " (box.width < 43.5); }).map((node) => [node.outerHTML, node.getBoundingClientRect()"
        ".width, node.getBoundingClientRect().height])"
    )
    assert small == []
    expect(root.locator(".grid [role=rowheader]").first).to_be_visible()
    expect(root.get_by_role("slider")).to_have_count(1)
    root.get_by_role("button", name="θ₁ dog").click()
    slider = root.get_by_role("slider", name="θ₁ dog")
    slider.focus()
    root.locator(".gradient").scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(300)
    box = slider.bounding_box()
    assert 0 <= box["y"] < 667 - 44
    gradient = root.locator(".gradient").bounding_box()
    assert gradient["y"] < 667
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    expect(slider).to_have_attribute("aria-valuetext", "0.5")
    assert violations(page, axe) == []
    context.close()


def test_nothing_is_animated(open_notebook):
    """Motion means that a number moved: for reduced motion there is nothing to take away."""
    notebook = open_notebook(IMPORT, FIRST, reduced_motion="reduce")
    moving = notebook.explorer().evaluate(
        "(root) => [...root.querySelectorAll('*')].filter((node) => {"
        " const style = getComputedStyle(node); return style.animationName !== 'none' ||"
        " style.transitionDuration.split(', ').some((time) => Number.parseFloat(time) > 0); })"
        ".map((node) => node.className)"
    )
    assert moving == []
