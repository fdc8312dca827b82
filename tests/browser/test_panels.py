"""The triangle, the chain rule's terms, the spectrum and the inspector, on a page without a kernel.

The view speaks anywidget's plain protocol, so a stand-in for the model is all that it needs.
"""

import math

import mpmath
import numpy as np
import pytest
from playwright.sync_api import expect

from softmax_edu.words import catalogue
from tests.browser.page import HOME, change

PANELS = ["softmax", "jacobian", "gradient", "simplex", "roads", "spectrum"]
CONTROLS = ["target", "presets", "reset", "undo", "present", "inspector"]
SOFT = [0.2, 0.5, 0.3]


def oracle(theta, y, temperature, cell):
    """What the panels must show, by the plain formulas with numbers of 60 digits."""
    with mpmath.workdps(60):
        k = len(theta)
        t = [mpmath.mpf(score) / mpmath.mpf(temperature) for score in theta]
        weights = [mpmath.mpf(w) for w in (np.eye(k)[y] if isinstance(y, int) else y)]
        largest = max(t)
        e = [mpmath.exp(score - largest) for score in t]
        s = [value / sum(e) for value in e]
        jacobian = mpmath.matrix(k, k)
        for i in range(k):
            for j in range(k):
                jacobian[i, j] = s[i] * ((i == j) - s[j]) / temperature
        i, j = cell
        numbers = {("road", n, j): -weights[n] / s[n] * jacobian[n, j] for n in range(k)}
        numbers["road-sum", j] = sum(numbers.values())
        found = sorted(mpmath.eigsy(jacobian, eigvals_only=True), reverse=True)
        numbers |= {("eigenvalue", n): value for n, value in enumerate(found)}
        numbers["eigenvalue-sum",] = sum(found)
        numbers["derivation", i, j] = jacobian[i, j]
        return {key: float(value) for key, value in numbers.items()}, [float(v) for v in s]


def loss(theta, weights, temperature):
    t = np.asarray(theta) / temperature
    t = t - t.max()
    return float(-(weights * (t - np.log(np.exp(t).sum()))).sum())


STATES = [
    (HOME, 1, 1.0, (1, 2)),
    (HOME, SOFT, 1.0, (2, 2)),
    ([2.5, -1.0, 0.3], [1.0, 0.0, 1.0], 2.0, (0, 1)),
    ([30.0, 0.0, -20.0], [0.0, 2.0, 0.0], 0.5, (0, 0)),
    ([1.2, 0.4, -0.8, 2.0, -1.5], 0, 1.0, (1, 3)),
    (np.linspace(-3, 3, 10).tolist(), 4, 1.0, (9, 9)),
]


def test_every_number_of_the_panels_is_that_of_the_plain_formulas(open_explorer, shown):
    page, root = open_explorer(panels=PANELS, controls=CONTROLS)
    page.get_by_role("button", name="derivation").click()
    for theta, y, temperature, cell in STATES:
        change(page, theta=theta, y=y, temperature=temperature, cell=list(cell))
        found = shown(root)
        expected, _ = oracle(theta, y, temperature, cell)
        for key, value in expected.items():
            # Eigenvalues are right to a part of the largest, all else to a part of itself.
            rel, abs_ = (0, 1e-15) if key[0].startswith("eigen") else (1e-12, 1e-300)
            assert found[key] == pytest.approx(value, rel=rel, abs=abs_), (key, theta)
        i, j = cell
        measured = found["measured", i, j]
        assert measured == pytest.approx(expected["derivation", i, j], rel=1e-7, abs=5e-11)
    assert page.failures == []


def test_the_triangle_is_drawn_where_the_formulas_say(open_explorer, shown):
    page, root = open_explorer(panels=["softmax", "simplex"], controls=CONTROLS)
    for theta, y, temperature, cell in STATES[:4]:
        change(page, theta=theta, y=y, temperature=temperature)
        found = shown(root)
        _, s = oracle(theta, y, temperature, cell)
        drawn = root.locator(".triangle").evaluate(
            "(node) => { const centre = (circle) =>"
            " ['cx', 'cy'].map((name) => Number(circle.getAttribute(name)));"
            " return { corners: node.querySelector('polygon').getAttribute('points'),"
            " here: centre(node.querySelector('.here')),"
            " goal: node.querySelector('.goal').getAttribute('transform'),"
            " dots: [...node.querySelectorAll('.dot')].map(centre) }; }"
        )
        corners = np.array([[float(x) for x in p.split(",")] for p in drawn["corners"].split()])
        weights = np.eye(3)[y] if isinstance(y, int) else np.array(y)
        np.testing.assert_allclose(drawn["here"], np.array(s) @ corners, atol=1e-9)
        goal = [float(x) for x in drawn["goal"][len("translate(") : -1].split(",")]
        np.testing.assert_allclose(goal, weights / weights.sum() @ corners, atol=1e-9)
        assert found["simplex-loss",] == pytest.approx(loss(theta, weights, temperature), rel=1e-13)
        now = np.array(theta)
        for step in range(1, 41):
            e = np.exp(now / temperature - (now / temperature).max())
            now = now - 0.4 * (e / e.sum() * weights.sum() - weights) / temperature
            if step % 4 == 0:
                e = np.exp(now / temperature - (now / temperature).max())
                np.testing.assert_allclose(
                    drawn["dots"][step // 4 - 1], e / e.sum() @ corners, atol=1e-6
                )
                expected = loss(now, weights, temperature)
                assert found["descent-loss", step] == pytest.approx(expected, rel=1e-9, abs=1e-12)
        p = weights[weights > 0] / weights.sum()
        entropy = float(-(weights[weights > 0] * np.log(p)).sum())
        assert found["lowest-loss",] == pytest.approx(entropy, abs=1e-15)
        for n, drop in enumerate((0.1, 0.25, 0.5, 0.75, 0.9)):
            expected = entropy - weights.sum() * math.log(drop)
            assert found["level", n] == pytest.approx(expected, rel=1e-13)


def test_the_inspector_follows_the_quotient_rule_line_by_line(open_explorer, shown):
    page, root = open_explorer(panels=PANELS, controls=CONTROLS)
    button = page.get_by_role("button", name="derivation")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert not [key for key in shown(root) if key[0] == "u"]
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    inspector = page.get_by_role("region", name="Derivation of the picked cell")
    lines = inspector.locator(".nums")
    assert [lines.nth(n).inner_text() for n in (0, 2, 3, 4, 5)] == [
        "u = 2, v = 1 + 2 + 5 = 8",
        "u′ = 0, v′ = 5",
        "(0 · 8 − 2 · 5) / 8² = −10/64",
        "−(2 / 8) · (5 / 8)",
        "−0.2500 × 0.6250 = −0.1563",
    ]
    expect(lines.nth(6)).to_have_text("h = 10⁻⁵: −0.156250000")
    expect(inspector.locator("math")).to_have_count(7)
    spaces = inspector.evaluate(
        "(node) => [...new Set([...node.querySelectorAll('math, math *')]"
        ".map((part) => part.namespaceURI))]"
    )
    assert spaces == ["http://www.w3.org/1998/Math/MathML"]
    change(page, cell=[1, 1])
    expect(lines.nth(3)).to_have_text("(2 · 8 − 2 · 2) / 8² = 12/64")
    expect(lines.nth(5)).to_have_text("0.2500 × 0.7500 = 0.1875")
    page.keyboard.press("Enter")
    expect(inspector).to_be_hidden()
    assert not [key for key in shown(root) if key[0] == "u"]


@pytest.mark.parametrize(
    ("theta", "cell"),
    [([800.0, -800.0, 799.5], (0, 2)), ([50.0, 0.0, 1.0], (0, 0)), ([-700.0, -701.0], (1, 0))],
)
def test_where_e_to_the_theta_cannot_be_read_the_common_factor_is_said(
    open_explorer, shown, theta, cell
):
    page, root = open_explorer(panels=PANELS, controls=CONTROLS, theta=theta, cell=list(cell), y=0)
    page.get_by_role("button", name="derivation").click()
    found = shown(root)
    i, j = cell
    assert found["shift",] == max(theta)
    assert f"e^({max(theta):g})".replace("-", "−") in root.locator(".shift").first.inner_text()
    parts = [found[name, i, j] for name in ("u", "v", "u-prime", "v-prime")]
    u, v, du, dv = (mpmath.mpf(part) for part in parts)
    expected, _ = oracle(theta, 0, 1.0, cell)
    assert found["derivation", i, j] == pytest.approx(expected["derivation", i, j], rel=1e-12)
    if abs(expected["derivation", i, j]) > 1e-10:  # else v − u is not in the difference of doubles
        assert float((du * v - u * dv) / v**2) == pytest.approx(expected["derivation", i, j])


def test_the_derivation_is_covered_until_the_prediction_is_locked(open_explorer, shown):
    page, root = open_explorer(panels=PANELS, controls=CONTROLS, mask="jacobian-sign")
    page.get_by_role("button", name="derivation").click()
    sentence = catalogue("explorer")["masked"]
    expect(root.locator(".case")).to_have_text(sentence)
    expect(root.locator(".inspector .instead")).to_have_text(sentence)
    covered = shown(root)
    assert not [key for key in covered if key[0] in ("case", "derivation", "measured")]
    lock = (
        "(key) => { document.dispatchEvent("
        "new CustomEvent('softmax-edu:locked', { detail: { key } })); return new Promise("
        "(done) => requestAnimationFrame(() => requestAnimationFrame(done))); }"
    )
    page.evaluate(lock, "another-prediction")
    expect(root.locator(".case")).to_have_text(sentence)
    page.evaluate(lock, "jacobian-sign")
    expect(root.locator(".case")).to_contain_text("∂S₁/∂θ₂ = −S₁ S₂")
    assert ("derivation", 1, 2) in shown(root)
    change(page, mask="gradient-sign")
    assert not [key for key in shown(root) if key[0] in ("case", "derivation", "measured")]
    page.evaluate("() => window.dispose()")
    assert page.locator(".softmax-explorer").count() == 0


def test_what_cannot_be_drawn_is_said_and_nothing_breaks(open_explorer, shown):
    page, root = open_explorer(panels=PANELS, controls=CONTROLS, theta=[1.0, 2.0], y=0, cell=[0, 1])
    said = catalogue("explorer")
    expect(root.locator(".simplex .instead")).to_have_text(said["simplex_three"])
    change(page, theta=HOME, y=[0, 0, 0])
    expect(root.locator(".simplex .instead")).to_have_text(said["simplex_no_weight"])
    change(page, y=2, theta=[1e308, -1e308, 0], cell=[0, 2])
    numbers = shown(root)
    assert all(math.isfinite(value) for value in numbers.values())
    assert numbers["road", 2, 2] == -1
    change(page, theta=[0.0] * 20, y=3)
    expect(root.locator(".spectrum")).to_contain_text("up to 10 classes")
    assert shown(root)["road", 3, 2] == pytest.approx(1 / 20)
    assert page.failures == []


def test_the_column_is_chosen_where_there_is_no_jacobian_to_pick_from(open_explorer, shown):
    page, root = open_explorer(panels=["softmax", "roads"], controls=CONTROLS, cell=None, y=SOFT)
    assert ("road-sum", 1) in shown(root)
    page.get_by_label(catalogue("explorer")["choose_column"]).select_option("2")
    change(page)
    assert shown(root)["road-sum", 2] == pytest.approx(0.325)
    expect(root.locator(".map .effect .left").first).to_be_visible()


def test_a_prediction_covers_what_the_roads_come_to_in_letters(open_explorer):
    _, root = open_explorer(panels=["roads"], controls=[], cell=(0, 1), y=SOFT, mask="a-guess")
    for hidden in (".effect .factors", ".effect .left", ".effect.sum .number"):
        expect(root.locator(f".map {hidden}").first).to_be_hidden()
    expect(root.locator(".map .effect:not(.sum) .number").first).to_be_visible()


def test_buttons_that_are_on_stay_on_when_the_classes_change(open_explorer):
    """Other scores build the controls anew; what is on screen must not be said to be off."""
    page, root = open_explorer(panels=PANELS, controls=CONTROLS, y=0)
    for name in ("present", "derivation"):
        page.get_by_role("button", name=name).click()
    change(page, theta=[0.0, 1.0, 2.0, 3.0])
    expect(root.locator("[role=gridcell]")).to_have_count(16)
    expect(page.get_by_role("button", name="present")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="derivation")).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize(
    ("width", "present"), [(1280, True), (1280, False), (848, False), (375, False)]
)
def test_panels_wrap_and_nothing_is_cut_off(draw, width, present):
    explorer = draw(panels=PANELS, controls=CONTROLS, width=width, y=SOFT)
    page, root = explorer.page, explorer.root
    page.get_by_role("button", name="derivation").click()
    if present:
        page.get_by_role("button", name="present").click()
    change(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert explorer.wrong() == []
    boxes = [root.locator(part).bounding_box() for part in (".stage", ".inspector", ".others")]
    stage, derivation, others = boxes
    assert others["x"] == stage["x"]  # no void is left below the picture
    assert others["y"] >= max(box["y"] + box["height"] for box in (stage, derivation))
    assert (derivation["x"] > stage["x"]) == (width == 1280 and not present)
    change(page, theta=[0.3, -1, 2, 0, 1], y=[0, 0.5, 0, 0.5, 1], temperature=2, cell=[3, 1])
    assert explorer.wrong() == []
    if present:
        smallest = root.evaluate(
            "(root) => Math.min(...[...root.querySelectorAll('p, span, div, button')]"
            ".filter((n) => n.checkVisibility() && !n.classList.contains('spoken')"
            " && [...n.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))"
            ".map((n) => Number.parseFloat(getComputedStyle(n).fontSize)))"
        )
        assert smallest >= 24


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_violation_in_the_panels(open_explorer, axe, dark):
    page, _ = open_explorer(panels=PANELS, controls=CONTROLS, y=SOFT, dark=dark)
    page.get_by_role("button", name="derivation").click()
    page.evaluate(axe)
    found = page.evaluate("() => axe.run('.softmax-explorer').then((result) => result.violations)")
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []


def test_in_lab_python_sets_the_panels_and_the_mask(open_notebook, shown):
    notebook = open_notebook(
        "import numpy as np\nfrom softmax_edu import Explorer",
        "explorer = Explorer([0, np.log(2), np.log(5)], y=[0.2, 0.5, 0.3],"
        f" panels={PANELS}, controls=('inspector',), cell=(1, 2), mask='jacobian-sign')\nexplorer",
    )
    root = notebook.explorer()
    found = shown(root)
    assert found["road-sum", 2] == pytest.approx(0.325)
    assert found["road-jacobian", 0, 2] == pytest.approx(-5 / 64)
    assert found["road-upstream", 0, 2] == pytest.approx(-1.6)
    assert found["eigenvalue", 0] == pytest.approx(0.375)
    root.get_by_role("button", name="derivation").click()
    expect(root.locator(".inspector")).to_have_text(catalogue("explorer")["masked"])
    notebook.run("explorer.mask = None")
    expect(root.locator(".inspector")).to_contain_text("(0 · 8 − 2 · 5) / 8² = −10/64")
    assert notebook.errors == []


DIALS = ["temperature", "weight", "reset", "undo"]


def test_t_and_the_sum_of_the_weights_move_by_key_pointer_and_exact_number(open_explorer):
    initial = {"theta": HOME, "y": SOFT, "temperature": 1}
    page, root = open_explorer(
        theta=HOME, y=SOFT, panels=PANELS[:3], controls=DIALS, initial=initial
    )
    value = "([name]) => window.model.get(name)"
    slider = root.get_by_role("slider", name="T, the temperature")
    field = root.get_by_label("T, the temperature, exact value")
    slider.focus()
    slider.press("ArrowRight")
    assert page.evaluate(value, ["temperature"]) == 1.1
    field.fill("1.23456")
    field.press("Enter")
    assert page.evaluate(value, ["temperature"]) == 1.23456
    expect(slider).to_have_attribute("aria-valuetext", "1.23456")
    for refused in ("0", "−2", "warm"):
        field.fill(refused)
        field.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert page.evaluate(value, ["temperature"]) == 1.23456
    box = root.get_by_role("slider", name="Σy, the sum of the weights").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert page.evaluate(value, ["y"]) == pytest.approx([3 * weight for weight in SOFT], rel=1e-15)
    root.get_by_role("button", name="reset").click()
    assert page.evaluate(value, ["temperature"]) == 1
    assert page.evaluate(value, ["y"]) == SOFT


def test_no_press_of_a_key_is_lost_that_comes_before_the_next_frame(open_explorer):
    page, root = open_explorer(theta=[0, 1, 2], controls=[])
    root.get_by_role("slider").nth(1).evaluate(
        "(slider) => [1, 2, 3].forEach(() => slider.dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true })))"
    )
    assert page.evaluate("() => window.model.get('theta')") == [0, 1.3, 2]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("dark", [False, True])
def test_the_dials_fit_the_page(open_explorer, width, dark):
    page, root = open_explorer(
        width=width,
        dark=dark,
        theta=HOME,
        y=SOFT,
        panels=PANELS[:3],
        controls=[*CONTROLS, *DIALS],
        temperature=2,
    )
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for name in ("T, the temperature", "Σy, the sum of the weights"):
        box = root.get_by_role("slider", name=name).bounding_box()
        assert box["width"] >= 100
        assert box["x"] + box["width"] <= width
