"""The live view in JupyterLab: a gesture is on screen at once, and in Python a moment later."""

import mpmath
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import rested

LESSON = "02_jacobian.ipynb"
IMPORT = "import numpy as np\nfrom softmax_edu import Explorer"
SHOW = "explorer = Explorer([1.2, 0.4, -0.8, 2.0, -1.5], y=0)\nexplorer"


def by_formula(theta, y=None):
    """All that the explorer must show, by the plain formulas with numbers of 400 digits."""
    with mpmath.workdps(400):
        theta = np.array([mpmath.mpf(float(score)) for score in theta])
        e = np.array([mpmath.exp(score - theta.max()) for score in theta])
        s = e / e.sum()
        jacobian = np.diag(s) - np.outer(s, s)
        numbers = {("theta", i): value for i, value in enumerate(theta)}
        numbers |= {("s", i): value for i, value in enumerate(s)}
        numbers |= {("jacobian", i, j): value for (i, j), value in np.ndenumerate(jacobian)}
        if y is not None:
            weights = np.eye(len(theta))[y] if isinstance(y, int) else np.asarray(y, dtype=float)
            log_s = theta - theta.max() - mpmath.log(e.sum())
            gradient = s * weights.sum() - weights
            numbers |= {("gradient", j): value for j, value in enumerate(gradient)}
            numbers |= {("loss",): -(weights * log_s).sum()}
        return {key: float(value) for key, value in numbers.items()}


def agree(found, theta, y=None):
    for key, value in by_formula(theta, y).items():
        assert found[key] == pytest.approx(value, rel=1e-13, abs=1e-300), key


def theta_in(notebook, name="explorer"):
    return [float(score) for score in notebook.run(f"print(*{name}.theta)").split()]


def until_python_has(notebook, theta):
    """Python sees a gesture a moment later; wait for it, at most two seconds."""
    for _ in range(40):
        if theta_in(notebook) == pytest.approx(theta, abs=0):
            return
        notebook.page.wait_for_timeout(50)
    assert theta_in(notebook) == theta


def test_lesson_02_follows_the_slider_by_keyboard_and_by_mouse(open_notebook, shown):
    notebook = open_notebook(name=LESSON)
    notebook.run_all()
    root = notebook.explorer()
    root.scroll_into_view_if_needed()
    before = shown(root)
    theta = [before["theta", j] for j in range(len([k for k in before if k[0] == "theta"]))]
    agree(before, theta)

    slider = root.get_by_role("slider").nth(1)
    slider.focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    by_keys = rested(notebook.page, lambda: shown(root))
    assert by_keys["theta", 1] == pytest.approx(theta[1] + 0.3, abs=0.0501)
    theta[1] = by_keys["theta", 1]
    agree(by_keys, theta)

    box = slider.bounding_box()
    assert box["height"] > box["width"]
    middle = box["x"] + box["width"] / 2
    notebook.page.mouse.move(middle, box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    notebook.page.mouse.move(middle, box["y"] + box["height"] * 0.92, steps=5)
    notebook.page.mouse.up()
    by_mouse = rested(notebook.page, lambda: shown(root))
    assert by_mouse["theta", 1] < -3
    theta[1] = by_mouse["theta", 1]
    agree(by_mouse, theta)
    assert notebook.errors == []


@pytest.fixture
def notebook(open_notebook):
    return open_notebook(IMPORT, SHOW)


def test_every_number_on_screen_is_numpys_and_python_sees_the_gesture(notebook, shown):
    root = notebook.explorer()
    agree(shown(root), [1.2, 0.4, -0.8, 2.0, -1.5], 0)
    root.get_by_role("slider", name="θ₃").focus()
    notebook.page.keyboard.press("ArrowLeft")
    until_python_has(notebook, [1.2, 0.4, -0.8, 1.9, -1.5])
    agree(shown(root), [1.2, 0.4, -0.8, 1.9, -1.5], 0)


def test_an_exact_score_is_typed(notebook, shown):
    root = notebook.explorer()
    field = root.get_by_role("textbox", name="θ₁, exact value")
    field.click()
    notebook.page.keyboard.type("−2,718281828459045")
    notebook.page.keyboard.press("Enter")
    theta = [1.2, -2.718281828459045, -0.8, 2.0, -1.5]
    until_python_has(notebook, theta)
    agree(shown(root), theta, 0)
    root.get_by_role("slider", name="θ₀").focus()
    expect(field).to_have_value("−2.72…")


def test_half_a_number_changes_nothing_and_the_field_returns(notebook, shown):
    root = notebook.explorer()
    field = root.get_by_role("textbox", name="θ₁, exact value")
    for typed in ("", "-", "1e", "abc", "NaN", "1e999", "1.2.3"):
        field.click()
        notebook.page.keyboard.press("Control+a")
        notebook.page.keyboard.press("Delete")
        notebook.page.keyboard.type(typed)
        notebook.page.keyboard.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
        agree(shown(root), [1.2, 0.4, -0.8, 2.0, -1.5], 0)
        field.blur()
        expect(field).to_have_value("0.4")
    assert theta_in(notebook) == [1.2, 0.4, -0.8, 2.0, -1.5]


def test_scores_set_from_python_stay_exactly_what_they_are(notebook, shown):
    root = notebook.explorer()
    theta = [2.718281828, 0.1 + 0.2, -123.456, 1e308, 104.0]
    notebook.run(f"explorer.theta = {theta}")
    expect(root.get_by_role("slider", name="θ₂")).to_have_attribute("aria-valuetext", "−123.456")
    agree(shown(root), theta, 0)
    notebook.page.wait_for_timeout(300)
    assert theta_in(notebook) == theta


def test_a_cell_is_picked_by_mouse_and_by_keys_and_shows_its_case(notebook, shown):
    root = notebook.explorer()
    root.locator("[role=gridcell][data-i='1'][data-j='3']").click()
    case = root.locator(".case")
    expect(case).to_contain_text("∂S₁/∂θ₃ = −S₁ S₃ = −0.11588 × 0.57398 = −0.06651")
    expect(case).to_contain_text("Raise θ₃ by 0.1 and S₁ moves by about −0.0067.")
    notebook.until_printed("explorer.cell", "(1, 3)")
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("ArrowLeft")
    expect(case).to_contain_text("(i = j)")
    assert shown(root)["case", 1, 1] == shown(root)["jacobian", 1, 1]
    nudged = root.locator("[data-nudged]").evaluate_all("marks => marks.length")
    assert nudged == 5 + 1 + 1  # the column, its name, its entry of the gradient
    expect(root.locator(".band.nudged")).to_have_css("--j", "1")
    notebook.page.keyboard.press("Escape")
    expect(case).to_contain_text("Pick a cell")


def test_target_presets_reset_and_undo(notebook, shown):
    root = notebook.explorer()
    root.get_by_label("true class").select_option("3")
    agree(shown_after(notebook, root, shown), [1.2, 0.4, -0.8, 2.0, -1.5], 3)
    root.get_by_role("button", name="two rivals").click()
    agree(shown_after(notebook, root, shown), [4, 4, 0, 0, 0], 3)
    notebook.page.wait_for_timeout(700)
    root.get_by_role("button", name="saturated").click()
    agree(shown_after(notebook, root, shown), [0, 50, 0, 0, 0], 3)
    root.get_by_role("button", name="undo").click()
    agree(shown_after(notebook, root, shown), [4, 4, 0, 0, 0], 3)
    root.get_by_role("button", name="reset").click()
    agree(shown_after(notebook, root, shown), [1.2, 0.4, -0.8, 2.0, -1.5], 0)
    notebook.until_printed("explorer.y", "0")


def shown_after(notebook, root, shown):
    notebook.page.wait_for_timeout(120)
    return shown(root)


def test_weights_are_typed_where_the_lesson_shows_them(open_notebook, shown):
    notebook = open_notebook(
        IMPORT, "explorer = Explorer([0, 1, 2], y=[0, 1, 0], controls=('weights',))\nexplorer"
    )
    root = notebook.explorer()
    field = root.get_by_role("textbox", name="Target weight y₁")
    field.click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("2")
    notebook.page.keyboard.press("Enter")
    agree(shown_after(notebook, root, shown), [0, 1, 2], [0, 2, 0])
    expect(root.locator(".gradient-note .head")).to_have_text("∂L/∂θ = S·Σy\u00a0−\u00a0y")
    field.click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("-1")
    notebook.page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    notebook.until_printed("explorer.y", "[0. 2. 0.]")


def test_the_state_is_copied_as_python(open_notebook):
    notebook = open_notebook(IMPORT, SHOW, permissions=["clipboard-read", "clipboard-write"])
    notebook.explorer().get_by_role("button", name="copy as Python").click()
    notebook.page.wait_for_timeout(200)
    copied = notebook.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "theta = np.array([1.2, 0.4, -0.8, 2.0, -1.5])\ny = 0\n"


def test_a_bar_is_dragged(notebook, shown):
    root = notebook.explorer()
    track = root.locator(".outputs .track").nth(4)
    box = track.bounding_box()
    notebook.page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    notebook.page.mouse.up()
    found = shown_after(notebook, root, shown)
    assert found["s", 4] == pytest.approx(0.8, abs=0.02)
    assert [found["theta", j] for j in range(4)] == [1.2, 0.4, -0.8, 2.0]


def test_a_saved_notebook_reopens_with_its_picture_and_runs_again(notebook, shown):
    notebook.explorer().get_by_role("slider", name="θ₁").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(500)
    notebook.open()
    notebook.run_all()
    root = notebook.explorer()
    agree(shown(root), [1.2, 0.4, -0.8, 2.0, -1.5], 0)
    expect(notebook.page.locator(".softmax-explorer")).to_have_count(1)


def test_present_mode_is_set_in_type_of_24_px_and_fits_the_projector(open_notebook):
    notebook = open_notebook(IMPORT, "explorer = Explorer([0, 0.69, 1.61], y=0)\nexplorer")
    notebook.command("application:toggle-left-area")
    root = notebook.explorer()
    root.get_by_role("button", name="present").click()
    notebook.page.wait_for_timeout(200)
    smallest = root.evaluate(
        "(root) => Math.min(...[...root.querySelectorAll('*')].filter((node) => "
        "node.checkVisibility() && [...node.childNodes].some((child) => child.nodeType === 3 && "
        "child.data.trim()) && !node.classList.contains('spoken'))"
        ".map((node) => Number.parseFloat(getComputedStyle(node).fontSize)))"
    )
    assert smallest >= 24
    # It has the whole screen, and nothing in it must be scrolled for.
    assert root.evaluate("(root) => root.scrollWidth <= root.clientWidth")
    assert root.evaluate("(root) => root.scrollHeight <= root.clientHeight")
    assert root.bounding_box()["height"] <= notebook.page.viewport_size["height"]


def test_the_whole_range_of_k(open_notebook, shown):
    notebook = open_notebook(IMPORT, "explorer = Explorer([0.5, -0.5], y=0)\nexplorer")
    root = notebook.explorer()
    random = np.random.default_rng(5)
    for k in (2, 3, 5, 10):
        theta = random.normal(0, 2, k).tolist()
        notebook.run(f"explorer.theta = {theta}")
        agree(shown_after(notebook, root, shown), theta, 0)


def test_a_hundred_classes_on_a_canvas(open_notebook, shown):
    notebook = open_notebook(
        IMPORT,
        "explorer = Explorer(np.linspace(-3, 3, 100), y=7)\nexplorer.cell = (3, 5)\nexplorer",
    )
    root = notebook.explorer()
    numbers = by_formula(np.linspace(-3, 3, 100), 7)
    found = shown(root)
    for key in (*[("s", i) for i in range(100)], *[("gradient", j) for j in range(100)]):
        assert found[key] == pytest.approx(numbers[key], rel=1e-13), key
    assert found["jacobian", 3, 5] == pytest.approx(numbers["jacobian", 3, 5], rel=1e-13)
    assert found["theta", 5] == np.linspace(-3, 3, 100)[5]
    root.locator("canvas").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(100)
    assert ("jacobian", 3, 6) in shown(root)
    root.get_by_role("slider").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(100)
    assert shown(root)["theta", 6] > found["theta", 6]


def test_a_painted_matrix_is_painted_from_the_first_draw_on(open_notebook):
    notebook = open_notebook(IMPORT, "explorer = Explorer(np.linspace(-1, 1, 20), y=7)\nexplorer")
    canvas = notebook.explorer().locator("canvas")
    canvas.wait_for()
    pixels = canvas.evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
        ".data]"
    )
    brightest = np.array(pixels).reshape(20, 20, 4)[..., :3].max(axis=-1)
    assert brightest.min() > 60  # no cell is black: paper and inks alike are lighter
    assert len(np.unique(brightest)) > 5
