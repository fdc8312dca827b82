"""What a hand can do with a state: pin it, descend from it, lead S over the triangle."""

import numpy as np
import pytest
from playwright.sync_api import expect

from softmax_edu import softmax
from softmax_edu.words import catalogue
from tests.browser.page import HOME, change

SAID = catalogue("explorer")


def test_every_number_shows_its_difference_to_the_pinned_state(draw, shown):
    explorer = draw(cell=[0, 1], controls=["pin", "undo"])
    page, root = explorer.page, explorer.root
    pin = root.get_by_role("button", name=SAID["pin"])
    pin.focus()
    page.keyboard.press("Enter")
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(root.get_by_role("status")).to_have_text(SAID["pinned"])

    change(page, theta=[score + 2 for score in HOME])
    found = {key: value for key, value in shown(root).items() if key[0].endswith("-difference")}
    moved = {key: value for key, value in found.items() if value != 0}
    assert moved == {("theta-difference", j): pytest.approx(2) for j in range(3)}
    kinds = [kind for kind, *_ in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        **dict.fromkeys([f"{name}-difference" for name in ("theta", "s", "upstream")], 3),
        "jacobian-difference": 9,
        "gradient-difference": 3,
        "loss-difference": 1,
    }
    assert explorer.wrong() == []

    change(page, theta=[1, HOME[1], HOME[2]])
    s = softmax(np.array([1, HOME[1], HOME[2]])) - softmax(HOME)
    found = shown(root)
    for i in range(3):
        assert found["s-difference", i] == pytest.approx(s[i], rel=1e-12)
        assert found["gradient-difference", i] == pytest.approx(s[i], rel=1e-12)
    track = root.locator(".outputs .track").nth(2).bounding_box()
    mark = root.locator(".outputs .track .pinned").nth(2).bounding_box()
    assert mark["width"] / track["width"] == pytest.approx(5 / 8, abs=0.01)

    # The ghost of a nudge would be a second one.
    root.get_by_role("slider", name="θ₁").press("ArrowUp")
    change(page)
    expect(root.locator(".was:not([hidden]), .guess:not([hidden])")).to_have_count(0)
    pin.click()
    assert not [key for key in shown(root) if key[0].endswith("-difference")]
    root.get_by_role("slider", name="θ₁").press("ArrowUp")
    change(page)
    expect(root.locator(".was:not([hidden])")).to_have_count(3)


def test_a_click_is_a_step_of_the_descent_drawn_before_it_is_taken(draw, shown):
    y = np.array([0.2, 0.5, 0.3])
    explorer = draw(
        y=y.tolist(), panels=["softmax", "jacobian", "gradient", "simplex"], controls=["descend"]
    )
    page, root = explorer.page, explorer.root

    def theta():
        return np.array(page.evaluate("() => model.get('theta')"))

    def ahead():
        change(page)
        found = shown(root)
        return np.array([found["theta-ahead", j] for j in range(3)])

    descend = root.get_by_role("button", name=SAID["descend"], exact=True)
    start = np.array(HOME)
    first = start - (softmax(start) - y)
    np.testing.assert_allclose(ahead(), first, rtol=1e-13)
    descend.focus()
    page.keyboard.press("Space")
    np.testing.assert_allclose(theta(), first, rtol=1e-13)
    root.get_by_label(SAID["rate"]).fill("4")
    page.keyboard.press("Enter")
    second = first - 4 * (softmax(first) - y)
    np.testing.assert_allclose(ahead(), second, rtol=1e-13)
    descend.click()
    np.testing.assert_allclose(theta(), second, rtol=1e-13)
    change(page)
    assert len(root.locator(".trail").get_attribute("points").split()) == 3
    box = root.locator(".rail .ahead").first.bounding_box()
    rail = root.locator(".rail").first.bounding_box()
    part = 1 - (box["y"] + box["height"] / 2 - rail["y"] - 8) / (rail["height"] - 16)
    assert part == pytest.approx((ahead()[0] + 5) / 10, abs=0.01)
    assert explorer.wrong() == []

    for text in ("0", "-1", "many"):
        root.get_by_label(SAID["rate"]).fill(text)
        page.keyboard.press("Enter")
        expect(root.get_by_role("alert")).to_have_text(SAID["rate_refused"])
    root.get_by_label(SAID["rate"]).fill("2")
    page.keyboard.press("Enter")
    root.get_by_role("button", name=SAID["descent_play"]).click()
    expect(root.get_by_role("button", name=SAID["descent_pause"])).to_be_visible()
    flat = SAID["descent_flat"].replace("{flat}", "0.001")
    expect(root.locator(".descent")).to_contain_text(flat)
    assert np.linalg.norm(softmax(theta()) - y) < 1e-3
    expect(root.get_by_role("button", name=SAID["descent_play"])).to_be_visible()
    assert root.locator(".ahead:not([hidden]):visible").count() == 0
    assert explorer.failures == []


@pytest.mark.parametrize("touch", [False, True])
def test_s_is_led_over_the_triangle_and_theta_follows(draw, touch):
    context = {"has_touch": True, "is_mobile": True} if touch else {}
    explorer = draw(width=375, height=1400, panels=["simplex"], temperature=2, context=context)
    page, root = explorer.page, explorer.root
    corners = [root.locator(f".corner-{name}").bounding_box() for name in ("left", "right", "top")]
    drawing = root.locator(".triangle svg").bounding_box()
    unit = drawing["width"] / 400
    left, right, top = (
        np.array([drawing["x"] + unit * x, drawing["y"] + unit * y])
        for x, y in ((36, 290), (336, 290), (186, 30.2))
    )
    assert corners[0]["x"] < left[0] < corners[0]["x"] + corners[0]["width"]

    def at(*s):
        return tuple(s[0] * left + s[1] * right + s[2] * top)

    def theta():
        return np.array(page.evaluate("() => model.get('theta')"))

    goal = at(0.6, 0.1, 0.3)
    if touch:
        page.touchscreen.tap(*goal)
    else:
        page.mouse.move(*at(*softmax(np.array(HOME) / 2)))
        page.mouse.down()
        page.mouse.move(*goal, steps=4)
        page.mouse.up()
    np.testing.assert_allclose(softmax(theta() / 2), [0.6, 0.1, 0.3], atol=0.005)
    assert theta().mean() == pytest.approx(np.mean(HOME), rel=1e-12)
    change(page)
    handle = root.locator(".handle")
    box = handle.bounding_box()
    assert box["width"] >= 44
    assert box["x"] + box["width"] / 2 == pytest.approx(goal[0], abs=1.5)
    assert box["y"] + box["height"] / 2 == pytest.approx(goal[1], abs=1.5)

    before = softmax(theta() / 2)
    handle.focus()
    page.keyboard.press("ArrowRight")
    change(page)
    after = softmax(theta() / 2)
    np.testing.assert_allclose(after - before, [-0.02, 0.02, 0], atol=1e-9)
    for _ in range(12):
        page.keyboard.press("PageDown")
    change(page)
    assert 0 < softmax(theta() / 2)[2] < 0.01
    assert np.abs(theta()).max() == pytest.approx(5)  # the end of a slider
    expect(root.get_by_role("status")).to_contain_text("S₂ = 0.00")
    assert explorer.failures == []


def test_the_list_of_keys_opens_by_its_button_and_by_its_key_and_gives_the_focus_back(draw, axe):
    explorer = draw(panels=["softmax", "jacobian", "gradient", "simplex"], controls=["keys"])
    page, root = explorer.page, explorer.root
    keys, button = root.locator(".keys"), root.get_by_role("button", name=SAID["keys"])
    expect(keys).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    for part in ("score", "number", "cell", "triangle", "all"):
        expect(keys).to_contain_text(SAID["keys_of"][part])
    page.evaluate(axe)
    found = page.evaluate("() => axe.run('.softmax-explorer').then((all) => all.violations)")
    assert [one["id"] for one in found] == []
    assert explorer.wrong() == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(button).to_be_focused()
    slider = root.get_by_role("slider", name="θ₁")
    slider.focus()
    page.keyboard.press("?")
    expect(keys).to_be_focused()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    expect(slider).to_be_focused()
    root.get_by_role("textbox", name="θ₁, exact value").focus()
    page.keyboard.press("?")  # there it is typed
    expect(keys).to_be_hidden()
