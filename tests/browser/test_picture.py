"""The explorer around the matrix: laid out, lit, moved, read aloud, printed."""

import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from softmax_edu import softmax, softmax_jacobian
from softmax_edu.words import catalogue
from tests.browser.page import HOME, change

SAID = catalogue("explorer")
FORWARD = ["softmax", "jacobian"]


def scores(k):
    return np.random.default_rng(k).normal(0, 2, k).round(1).tolist()


def handle(slider, part):
    """Where on a vertical slider a part of its length is, from below."""
    box = slider.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * (1 - part)


@pytest.mark.parametrize(
    ("k", "width", "more"),
    [
        (2, 375, {}),
        (3, 375, {"y": [0.2, 0.5, 0.3], "controls": ["target", "weights"]}),
        (10, 375, {}),
        (3, 768, {"labels": ["a rather long name", "b", "c"]}),
        (5, 848, {"y": [0.2] * 5, "controls": ["weights", "presets", "present"]}),
        (10, 848, {}),
        (10, 768, {"panels": FORWARD}),
        (5, 1280, {}),
        (3, 1920, {}),
        (5, 375, {"panels": ["softmax", "gradient"]}),
        (30, 375, {"panels": [*FORWARD, "gradient", "roads", "spectrum"]}),
        (30, 848, {"dark": True}),
        (100, 768, {}),
    ],
)
def test_nothing_is_cut_nothing_overlaps_and_bands_are_in_line(draw, k, width, more):
    """A sample; `python -m benchmarks.layout` measures them all."""
    explorer = draw(width=width, theta=scores(k), cell=[1, min(2, k - 1)], **more)
    assert explorer.wrong() == []
    assert explorer.failures == []
    # What S is stands over its bars, and does not reach into the scores.
    right, left = explorer.root.evaluate(
        "(root) => { const range = new Range();"
        " range.selectNodeContents(root.querySelector(':is(.outputs-note, .outputs-panel) .head'));"
        " return [range.getBoundingClientRect().right, Math.max(-1e9, ...[...root.querySelectorAll("
        "'.plane > .heads')].map((heads) => heads.getBoundingClientRect().left))]; }"
    )
    assert left == -1e9 or right <= left + 1  # rows have their scores elsewhere


@pytest.mark.parametrize("panels", [["softmax"], ["softmax", "jacobian"]])
def test_a_label_that_is_cut_ends_with_dots_and_is_whole_in_its_title(draw, panels):
    names = ["a name that is far too long for its place", "cat", "猫"]
    root = draw(width=375, panels=panels, labels=names).root
    for name in names:
        label = root.locator(".label", has_text=name).first
        title = label.evaluate("(node) => node.closest('[title]').title")
        assert title == name
        expect(label).to_have_css("text-overflow", "ellipsis")


def test_the_measure_finds_what_is_cut_what_overlaps_and_what_is_out_of_line(draw):
    explorer = draw(theta=scores(5))
    spoil = {
        ".entry { transform: translateY(7px) }": "row of entry",
        ".head-of { margin-left: 2px !important }": "column of head-of",
        ".plane .track { width: 12px !important }": "a bar on 12 px",
        ".value { font-size: 40px !important }": "does not fit its cell",
        ".upstream { transform: translateX(-90px) }": "overlap",
        ".plane { margin-left: 900px !important }": "wider than its window",
    }
    for rule, found in spoil.items():
        style = explorer.page.add_style_tag(content=f".softmax-explorer {rule}")
        assert any(found in sentence for sentence in explorer.wrong()), rule
        style.evaluate("(node) => node.remove()")
    assert explorer.wrong() == []


def test_letters_set_further_apart_by_the_reader_take_numbers_away_and_cut_none(draw):
    explorer = draw(width=848, theta=scores(10))
    assert explorer.root.locator(".value").first.inner_text() != ""
    explorer.page.add_style_tag(
        content="* { letter-spacing: .12em !important; word-spacing: .16em !important }"
    )
    explorer.page.wait_for_timeout(200)
    assert explorer.wrong() == []
    expect(explorer.root.locator(".readout .crossing")).to_contain_text("∂S₁/∂θ₂ =")


def test_theta_stands_over_its_column_s_beside_its_row_and_the_way_back_on_the_other_sides(draw):
    root = draw(cell=[0, 1]).root
    for j in range(3):
        cell = root.locator(f".entry[data-i='0'][data-j='{j}']").bounding_box()
        slider = root.get_by_role("slider").nth(j).bounding_box()
        bar = root.locator(f".gradient .row[data-j='{j}']").bounding_box()
        assert slider["y"] + slider["height"] < cell["y"]
        assert cell["x"] < slider["x"] < cell["x"] + cell["width"]
        assert bar["y"] > root.locator(f".entry[data-i='2'][data-j='{j}']").bounding_box()["y"]
        assert bar["x"] == cell["x"]
    for i in range(3):
        cell = root.locator(f".entry[data-i='{i}'][data-j='0']").bounding_box()
        track = root.locator(".outputs .track").nth(i).bounding_box()
        slope = root.locator(".upstream .number").nth(i).bounding_box()
        assert track["x"] + track["width"] < cell["x"]
        assert slope["x"] > root.locator(f".entry[data-i='{i}'][data-j='2']").bounding_box()["x"]
        assert abs(track["y"] + track["height"] / 2 - cell["y"] - cell["height"] / 2) < 1
    assert root.locator(".gap path").get_attribute("d")


def test_without_a_target_there_is_no_way_back(draw):
    root = draw(y=None, panels=FORWARD).root
    assert root.locator(".upstream, .gradient, .gap, .loss, .term:not(:empty)").count() == 0
    expect(root.locator(".sums")).to_have_text(
        "Row S₁ of J sums to 0.000, column θ₂ to 0.000 (before rounding)."
    )


def test_the_products_of_the_lit_column_add_up_to_the_entry_below_it(draw, shown):
    for y, temperature in ((1, 1), ([0.2, 0.5, 0.3], 1), ([0, 2, 1], 2)):
        explorer = draw(y=y, temperature=temperature, cell=[0, 2])
        found = shown(explorer.root)
        s = softmax(np.array(HOME) / temperature)
        weights = np.eye(3)[y] if isinstance(y, int) else np.array(y)
        jacobian = softmax_jacobian(np.array(HOME) / temperature) / temperature
        for i in range(3):
            assert found["upstream", i] == pytest.approx(-weights[i] / s[i], rel=1e-13)
            product = -weights[i] / s[i] * jacobian[i, 2]
            assert found["term", i, 2] == pytest.approx(product, rel=1e-13)
        total = sum(found["term", i, 2] for i in range(3))
        assert found["gradient", 2] == pytest.approx(total, rel=1e-13)
        assert not [key for key in found if key[0] == "term" and key[2] != 2]


def test_touching_a_score_lights_its_column_and_moving_it_picks_it(draw):
    explorer = draw(cell=[0, 1])
    page, root = explorer.page, explorer.root
    column, row = root.locator(".band.nudged"), root.locator(".band.watched")
    root.get_by_role("slider", name="θ₂").focus()
    change(page)
    expect(column).to_have_css("--j", "2")
    expect(root.locator(".gradient .row[data-nudged]")).to_have_attribute("data-j", "2")
    assert page.evaluate("() => model.get('cell')") == [0, 1]  # the focus alone picks nothing
    page.keyboard.press("ArrowUp")
    change(page)
    assert page.evaluate("() => model.get('cell')") == [0, 2]
    expect(row).to_have_css("--i", "0")
    x, y = handle(root.get_by_role("slider", name="θ₀"), 0.5)
    page.mouse.move(x, y)
    page.mouse.down()
    change(page)
    expect(column).to_have_css("--j", "0")
    page.mouse.up()
    track = root.locator(".outputs .track").nth(2).bounding_box()
    page.mouse.move(track["x"] + 20, track["y"] + 10)
    page.mouse.down()
    change(page)
    expect(row).to_have_css("--i", "2")
    page.mouse.up()
    change(page)
    expect(row).to_have_css("--i", "0")


def test_hovering_a_cell_previews_its_row_and_column_and_writes_nothing(draw):
    explorer = draw(cell=[0, 1])
    root = explorer.root
    explorer.page.evaluate(
        "() => { window.writes = 0; const set = model.set.bind(model);"
        " model.set = (...all) => { window.writes += 1; set(...all); }; }"
    )
    root.locator(".entry[data-i='2'][data-j='0']").hover()
    change(explorer.page)
    expect(root.locator(".band.watched")).to_have_css("--i", "2")
    expect(root.locator(".band.nudged")).to_have_css("--j", "0")
    expect(root.locator(".entry[aria-selected=true]")).to_have_attribute("data-j", "1")
    root.locator(".gradient .row").nth(2).hover()
    change(explorer.page)
    expect(root.locator(".band.nudged")).to_have_css("--j", "2")
    explorer.page.mouse.move(5, 5)
    change(explorer.page)
    expect(root.locator(".band.nudged")).to_have_css("--j", "1")
    assert explorer.page.evaluate("() => window.writes") == 0


def test_a_masked_cell_stays_masked_while_scores_move(draw):
    explorer = draw(cell=[0, 1], mask="off-diagonal")
    explorer.root.get_by_role("slider", name="θ₂").press("ArrowUp")
    change(explorer.page)
    expect(explorer.root.locator(".case")).to_have_text(SAID["masked"])


def test_the_ghost_keeps_s_and_marks_where_the_straight_line_leads(draw, shown):
    explorer = draw(cell=[0, 1])
    page, root = explorer.page, explorer.root
    before = np.array(HOME)
    slider = root.get_by_role("slider", name="θ₂")
    page.mouse.move(*handle(slider, 0.66))
    page.mouse.down()
    page.mouse.move(*handle(slider, 0.75), steps=3)
    change(page)
    found = shown(root)
    step = found["theta", 2] - before[2]
    assert step != 0
    guess = softmax(before) + softmax_jacobian(before)[:, 2] * step
    for i in range(3):
        assert found["before", i] == pytest.approx(softmax(before)[i], rel=1e-13)
        assert found["guess", i, 2] == pytest.approx(guess[i], rel=1e-12)
    track, mark = (root.locator(name).nth(1).bounding_box() for name in (".track", ".guess"))
    middle = mark["x"] + mark["width"] / 2 - track["x"]
    assert middle / track["width"] == pytest.approx(guess[1], abs=0.02)
    line = root.locator(".ghost-line").inner_text()
    s, sign, slope, size, result = re.search(
        r"S₀ \+ J₀₂ · Δθ₂ = (\S+) ([−+]) (\S+) × (\S+) = (\S+);", line
    ).groups()
    comes = float(s) + (-1 if sign == "−" else 1) * float(slope) * float(size)
    assert comes == pytest.approx(float(result.replace("−", "-")), abs=0.00051)
    page.mouse.up()
    expect(root.locator(".was").first).to_be_hidden(timeout=3000)
    expect(root.locator(".ghost-line")).to_have_text("")
    assert not [key for key in shown(root) if key[0] in ("before", "guess")]


def test_a_guess_off_the_track_is_an_arrow_with_its_value(draw, shown):
    explorer = draw()
    explorer.root.get_by_role("slider", name="θ₂").press("End")
    change(explorer.page)
    off = explorer.root.locator(".off:visible")
    value = shown(explorer.root)["guess", 2, 2]
    assert value > 1
    expect(off.last).to_have_text(f"{value:.2f} ▸")
    expect(off.first).to_contain_text("◂ −")
    explorer.page.wait_for_timeout(1200)  # a gesture by keys ends a second after the last of them
    change(explorer.page)
    expect(off).to_have_count(0)


def test_a_ghost_is_of_a_persons_gesture_only(draw):
    explorer = draw()
    change(explorer.page, theta=[1.0, 2.0, 3.0])
    expect(explorer.root.locator(".was").first).to_be_hidden()


def test_s_minus_y_is_as_long_in_the_gradient_as_between_s_and_y(draw):
    for y, temperature in ((1, 1), ([0, 2, 0], 1)):
        explorer = draw(y=y, cell=[0, 1], temperature=temperature)
        ends = explorer.root.evaluate(
            "(root) => { const track = root.querySelectorAll('.track')[1];"
            " const box = (node) => node.getBoundingClientRect();"
            " const end = root.querySelector('.ends').lastChild.textContent;"
            " const entry = root.querySelector('[data-quantity=gradient][data-i=\"1\"]');"
            " return [box(track).width / Number(end),"
            " box(root.querySelectorAll('.gradient .fill')[1]).height,"
            " Number(entry.dataset.value)]; }"
        )
        unit, length, value = ends
        assert length == pytest.approx(unit * abs(value), abs=1)


def test_the_scales_ends_are_drawn_and_a_smaller_weight_is_a_shorter_bar(draw):
    explorer = draw(y=[0, 2, 0])
    bar = explorer.root.locator(".gradient .fill").nth(1)
    ends = explorer.root.locator(".plane > .ends")
    expect(ends).to_have_text(re.compile(r"\+2\s*0\s*−2"))
    wide = bar.bounding_box()["height"] * 1.0
    change(explorer.page, y=[0, 1.2, 0])
    expect(ends).to_have_text(re.compile(r"\+2\s*0\s*−2"))
    assert bar.bounding_box()["height"] == pytest.approx(wide * 0.6, abs=1)
    change(explorer.page, y=[0, 1, 0])
    expect(ends).to_have_text(re.compile(r"\+1\s*0\s*−1"))


@pytest.mark.parametrize("key", ["ArrowUp", "ArrowRight", "PageUp", "End"])
def test_up_and_right_are_more_on_a_vertical_slider(draw, shown, key):
    explorer = draw(theta=[0.0, 0.0, 0.0])
    slider = explorer.root.get_by_role("slider", name="θ₁")
    expect(slider).to_have_attribute("aria-orientation", "vertical")
    slider.press(key)
    change(explorer.page)
    more = shown(explorer.root)["theta", 1]
    assert more == {"ArrowUp": 0.1, "ArrowRight": 0.1, "PageUp": 1, "End": 5}[key]
    back = {"ArrowUp": "ArrowDown", "ArrowRight": "ArrowLeft", "PageUp": "PageDown", "End": "Home"}
    slider.press(back[key])
    change(explorer.page)
    assert shown(explorer.root)["theta", 1] == (-5 if key == "End" else 0)


PHONE = {"has_touch": True, "is_mobile": True}


def swipe(explorer, start, way):
    """Move a finger over the screen as the browser itself would report it."""
    session = explorer.context.new_cdp_session(explorer.page)
    x, y = start
    points = [(x + way[0] * n / 8, y + way[1] * n / 8) for n in range(9)]
    for n, (px, py) in enumerate(points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": "touchMove" if n else "touchStart", "touchPoints": [{"x": px, "y": py}]},
        )
        explorer.page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    explorer.page.wait_for_timeout(100)


@pytest.mark.parametrize("k", [3, 30])
def test_a_thumb_that_scrolls_past_changes_nothing(draw, k):
    theta = scores(k)
    panels = ["softmax", "jacobian", "gradient", *(["simplex"] if k == 3 else [])]
    explorer = draw(width=375, height=500, theta=theta, cell=[0, 1], context=PHONE, panels=panels)
    page, root = explorer.page, explorer.root
    page.add_style_tag(content="body { padding-bottom: 900px !important }")
    for place in (
        root.get_by_role("slider").first,
        root.locator(".outputs").first,
        root.locator(".grid, canvas").first,
        *root.locator(".triangle svg, .handle").all(),
    ):
        page.evaluate("() => scrollTo(0, 0)")
        place.scroll_into_view_if_needed()
        page.evaluate("() => scrollBy(0, 60)")
        box, top = place.bounding_box(), page.evaluate("() => scrollY")
        swipe(explorer, (box["x"] + box["width"] * 0.7, max(150, box["y"] + 12)), (3, -120))
        assert page.evaluate("() => scrollY") > top + 30
        assert page.evaluate("() => model.get('theta')") == theta
        assert page.evaluate("() => model.get('cell')") == [0, 1]
    assert root.get_by_role("button", name="undo").is_disabled()


def test_a_finger_drags_the_one_slider_and_a_bar_sideways_and_picks_by_a_tap(draw):
    explorer = draw(width=375, height=800, cell=[0, 1], context=PHONE)
    page, root = explorer.page, explorer.root
    expect(root.get_by_role("slider")).to_have_count(1)
    root.get_by_role("button", name="θ₂").tap()
    expect(root.get_by_role("slider", name="θ₂")).to_be_visible()
    assert page.evaluate("() => model.get('cell')") == [0, 2]
    box = root.get_by_role("slider").bounding_box()
    at = (box["x"] + box["width"] * 0.66, box["y"] + box["height"] / 2)
    swipe(explorer, at, (-box["width"] * 0.5, 1))
    theta = page.evaluate("() => model.get('theta')")
    assert theta[2] < 0
    assert theta[:2] == HOME[:2]
    track = root.locator(".track").nth(0).bounding_box()
    swipe(explorer, (track["x"] + 8, track["y"] + 10), (track["width"] * 0.7, 1))
    assert page.evaluate("() => model.get('theta')")[0] > 0
    root.locator(".entry[data-i='1'][data-j='0']").tap()
    assert page.evaluate("() => model.get('cell')") == [1, 0]


def test_touch_with_more_than_five_classes_has_one_slider_at_any_width(draw):
    explorer = draw(width=1024, theta=scores(6), context={"has_touch": True, "is_mobile": True})
    expect(explorer.root.get_by_role("slider")).to_have_count(1)
    for button in explorer.root.locator("button.head-of").all():
        assert button.bounding_box()["height"] >= 44


def test_the_grid_is_read_with_its_headers_after_theta_and_s_and_before_the_gradient(draw):
    root = draw(cell=[0, 1], panels=["softmax", "jacobian", "gradient"]).root
    tree = root.aria_snapshot()
    order = [
        f'group "{SAID["scores"]}"',
        'slider "θ₀"',
        f'group "{SAID["outputs"]}"',
        f'grid "{SAID["jacobian"]}"',
        'columnheader "θ₀"',
        'rowheader "S₀"',
        'gridcell "+0.109"',
        f'group "{SAID["upstream"]}"',
        f'group "{SAID["gradient"]}"',
    ]
    places = [tree.index(part) for part in order]
    assert places == sorted(places)
    assert tree.count("rowheader") == 3
    assert tree.count("columnheader") == 4


@pytest.mark.parametrize("panels", [["softmax"], ["softmax", "jacobian", "gradient"]])
def test_what_changed_is_announced_once_in_a_sentence(draw, panels):
    explorer = draw(panels=panels, cell=[0, 1])
    page, root = explorer.page, explorer.root
    page.evaluate(
        "() => { window.told = []; new MutationObserver(() => window.told.push(document"
        ".querySelector('[role=status]').textContent)).observe(document.querySelector("
        "'[role=status]'), { childList: true, characterData: true, subtree: true }); }"
    )
    slider = root.get_by_role("slider", name="θ₁")
    for _ in range(3):
        slider.press("ArrowUp")
    page.wait_for_timeout(900)
    told = page.evaluate("() => window.told")
    assert told == ["θ₁ = 1: S₀ = 0.115, S₁ = 0.312, S₂ = 0.574; L = 1.165"]
    root.get_by_label(SAID["true_class"]).select_option("0")
    page.wait_for_timeout(900)
    assert page.evaluate("() => window.told")[1:] == ["true class 0: L = 2.165"]


def test_a_refused_number_is_seen_and_announced_until_it_is_mended(draw):
    explorer = draw(y=[0, 1, 0], controls=["weights"])
    page, root = explorer.page, explorer.root
    for field, sentence in (
        (root.get_by_role("textbox", name="θ₁, exact value"), SAID["not_a_number"]),
        (root.get_by_role("textbox", name="Target weight y₁"), SAID["not_a_weight"]),
    ):
        field.fill("-x")
        field.press("Enter")
        expect(root.get_by_role("alert")).to_have_text(sentence)
        field.fill("1")
        expect(root.locator("[role=alert]")).to_be_hidden()
        field.press("Escape")
    page.keyboard.press("Tab")


def test_leaving_a_field_moves_nothing(draw):
    explorer = draw()
    shifts = (
        "() => { window.shift = 0; new PerformanceObserver((list) => { for (const entry of"
        " list.getEntries()) window.shift += entry.value; }).observe({ type: 'layout-shift' }); }"
    )
    explorer.page.evaluate(shifts)
    field = explorer.root.get_by_role("textbox", name="θ₂, exact value")
    size = field.evaluate("(node) => [getComputedStyle(node).fontSize, node.offsetWidth]")
    field.focus()
    assert field.evaluate("(node) => [getComputedStyle(node).fontSize, node.offsetWidth]") == size
    field.blur()
    explorer.page.wait_for_timeout(100)
    assert field.evaluate("(node) => [getComputedStyle(node).fontSize, node.offsetWidth]") == size
    assert explorer.page.evaluate("() => window.shift") <= 0.02


def test_probabilities_that_are_neither_0_nor_1_are_not_written_so(draw):
    explorer = draw(theta=[50.0, 0.0, 0.0], y=0)
    root = explorer.root
    expect(root.locator(".outputs .number").first).to_have_text("> 0.999")  # 1 as a double
    change(explorer.page, theta=[5.0, -5.0, -5.0])
    expect(root.locator(".outputs .number").first).to_have_text("> 0.999")
    expect(root.locator(".outputs .number").nth(1)).to_have_text("< 0.001")
    expect(root.locator(".loss b")).to_have_text("< 0.001")
    expect(root.locator(".gradient .number").nth(1)).to_have_text("+5·10⁻⁵")


def test_on_a_page_from_right_to_left_formulas_run_from_left_to_right(draw):
    root = draw(page='dir="rtl"').root
    assert root.evaluate("(node) => getComputedStyle(node).direction") == "ltr"
    cell, column = (
        root.locator(f".entry[data-i='0'][data-j='{j}']").bounding_box() for j in (0, 2)
    )
    assert cell["x"] < column["x"]


# What a page may say of names and elements that it uses itself.
HOSTILE = """
.cell, .row, .out, .name, .label, .number, .head, .foot, .grid, .track, .entry, .heads, .gradient
  { margin: 31px }
p, span, div, button, input, select, label, b, sub, canvas
  { margin: 13px; letter-spacing: 2px; text-transform: uppercase; float: right }
* { box-sizing: content-box }
"""


def test_no_rule_of_a_page_reaches_in(draw):
    """Every element has the place that it has on a page without rules."""
    options = {"width": 900, "cell": [0, 1], "controls": ["target", "present"]}
    boxes = (
        "(root) => { const { left, top } = root.getBoundingClientRect(); return"
        " [...root.querySelectorAll('*:not(option)')].filter((node) => node.checkVisibility()).map("
        "(node) => { const box = node.getBoundingClientRect(); return [node.className?.baseVal ??"
        " node.className, Math.round(10 * (box.left - left)), Math.round(10 * (box.top - top)),"
        " Math.round(10 * box.width), Math.round(10 * box.height)]; }); }"
    )
    plain = draw(**options).root.evaluate(boxes)
    assert draw(style=HOSTILE, **options).root.evaluate(boxes) == plain


def pixels(locator, tmp_path):
    path = tmp_path / "shot.png"
    locator.screenshot(path=path)
    return np.asarray(Image.open(path).convert("RGB"), dtype=int)


@pytest.mark.parametrize("k", [3, 30])
def test_forced_colours_keep_bars_bands_marks_and_legend(draw, tmp_path, k):
    explorer = draw(theta=scores(k), context={"forced_colors": "active"}, cell=[0, 1])
    root = explorer.root

    def colours(locator):
        return len({tuple(pixel) for line in pixels(locator, tmp_path) for pixel in line})

    for part in (".outputs", ".gradient", ".ramp", ".grid, .surface"):
        assert colours(root.locator(part).first) >= 2, part
    fill = (
        root.locator(".gradient .fill")
        .nth(1)
        .evaluate(
            "(node) => [getComputedStyle(node).backgroundColor,"
            " getComputedStyle(node.closest('.softmax-explorer')).backgroundColor]"
        )
    )
    assert fill[0] != fill[1]
    edge = root.locator(".edge.watched").evaluate("(node) => getComputedStyle(node).borderTopWidth")
    assert float(edge.removesuffix("px")) >= 1


def test_print_without_backgrounds_keeps_bars_and_bands(draw, tmp_path):
    explorer = draw(cell=[0, 1])
    explorer.page.emulate_media(media="print")
    adjusted = explorer.root.evaluate(
        "(root) => [root, ...root.querySelectorAll('.fill, .tint, .band, .ramp, .track')]"
        ".every((node) => getComputedStyle(node).printColorAdjust === 'exact')"
    )
    assert adjusted


def test_bands_are_told_apart_without_colour(draw):
    styles = draw(cell=[0, 1]).root.evaluate(
        "(root) => ['watched', 'nudged'].map((name) => { const style = getComputedStyle("
        "root.querySelector(`.edge.${name}`)); return [style.borderTopStyle, style.borderTopWidth,"
        " style.borderLeftStyle, style.borderLeftWidth]; })"
    )
    (top, high, _, none), (_, nothing, left, wide) = styles
    assert (top, left) == ("solid", "dashed")
    assert high != "0px"
    assert wide != "0px"
    assert none == nothing == "0px"


@pytest.mark.parametrize(
    ("width", "height", "panels", "theta"),
    [
        (1280, 720, ["softmax"], HOME),
        (848, 700, ["softmax", "jacobian", "gradient"], HOME),
        (1280, 720, ["softmax", "jacobian", "gradient"], HOME),
        (1920, 1080, ["softmax", "jacobian", "gradient"], HOME),
        (3840, 2160, ["softmax", "jacobian", "gradient"], HOME),
        (1280, 720, ["softmax", "gradient"], scores(3)),
        (1280, 720, ["softmax", "gradient"], scores(10)),
        (1920, 1080, ["softmax", "gradient"], scores(100)),
        (1280, 720, ["softmax", "jacobian", "gradient"], scores(6)),
        (1280, 720, ["softmax", "jacobian", "gradient"], scores(10)),
        (1280, 720, ["softmax", "jacobian", "gradient"], scores(30)),
    ],
)
def test_in_a_lecture_hall_everything_grows_and_the_button_stays_put(
    draw, width, height, panels, theta
):
    initial = {"theta": [9] * len(theta)}
    explorer = draw(
        width=width, height=height, panels=panels, cell=[0, 1], theta=theta, initial=initial
    )
    page, root = explorer.page, explorer.root
    bars = root.locator(".track" if len(theta) <= 10 else ".outputs .bars").first
    small = bars.bounding_box()["height"]
    slider = root.get_by_role("slider").first.bounding_box()
    button = root.get_by_role("button", name="present")
    box = button.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*middle)
    page.wait_for_timeout(150)
    expect(button).to_have_attribute("aria-pressed", "true")
    sizes = root.evaluate(
        "(root) => [...root.querySelectorAll('*')].filter((node) => node.checkVisibility() &&"
        " !node.closest('.spoken, svg, option') && getComputedStyle(node).clipPath === 'none' &&"
        " [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))"
        ".map((node) => Number.parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 24
    assert explorer.wrong() == []
    track = bars.bounding_box()
    assert track["width"] >= 2.4 * min(sizes)
    if len(theta) <= 5:  # of more, rows stand closer, so that all are seen at once
        assert track["height"] > 1.3 * small
    assert page.evaluate("() => document.fullscreenElement?.className") == "softmax-explorer"
    if width > 848:
        bottom = root.evaluate(
            "(root) => Math.max(...[...root.querySelectorAll('.plane, .foot, .case')].map("
            "(part) => part.getBoundingClientRect().bottom))"
        )
        assert 0.75 * height < bottom <= height
        assert root.evaluate("(root) => root.scrollHeight <= root.clientHeight")
        # A slider's handle grows with everything else.
        grown = root.get_by_role("slider").first.bounding_box()
        assert min(grown["width"], grown["height"]) > min(24, slider["width"]) * min(sizes) / 16
    page.mouse.click(*middle)
    page.wait_for_timeout(150)
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("() => document.fullscreenElement") is None
    page.mouse.click(*middle)
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("() => model.get('theta')") == theta
    assert page.evaluate("() => model.get('cell')") == [0, 1]


@pytest.mark.parametrize("theta", [HOME, list(range(10))], ids=["3", "10"])
def test_in_a_lecture_hall_the_derivation_stands_beside_the_picture(draw, theta):
    explorer = draw(
        width=1280, height=720, cell=[2, 0], theta=theta, controls=["inspector", "present"]
    )
    page, root = explorer.page, explorer.root
    root.get_by_role("button", name="present").click()
    root.get_by_role("button", name="derivation").click()
    change(page)
    derivation, plane = root.locator(".inspector"), root.locator(".plane")
    box = derivation.bounding_box()
    assert box["x"] > plane.bounding_box()["x"] + plane.bounding_box()["width"]
    assert box["y"] + box["height"] <= 720
    assert derivation.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert root.evaluate("(root) => root.scrollHeight <= root.clientHeight")
    assert explorer.wrong() == []


@pytest.mark.parametrize("k", [30, 100])
def test_many_classes_name_what_is_under_the_pointer_and_show_j_move(draw, tmp_path, k):
    explorer = draw(theta=[0.0] * k, y=1, cell=[0, 1])
    page, root = explorer.page, explorer.root
    canvas = root.locator("canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 7.5 / k, box["y"] + box["height"] * 4.5 / k)
    change(page)
    expect(root.locator(".readout")).to_contain_text("∂S₄/∂θ₇ =")
    expect(root.locator(".outputs")).to_have_attribute("aria-label", re.compile("S₄ ="))
    assert page.evaluate("() => model.get('cell')") == [0, 1]
    page.mouse.move(2, 2)
    cells = (
        "(canvas) => [...canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    before = np.array(canvas.evaluate(cells)).reshape(k, k, 4)
    change(page, theta=[0.0, 1.0] + [0.0] * (k - 2))
    after = np.array(canvas.evaluate(cells)).reshape(k, k, 4)
    assert np.abs(after - before)[1, 2:].max(axis=1).min() > 14
    assert np.abs(after - before)[2:, 1].max(axis=1).min() > 14
    ends = root.locator(".legend").inner_text().split()
    assert float(ends[-1]) == pytest.approx(20 / k**2, rel=0.02)
    expect(root.locator(".foot").first).to_contain_text(SAID["diagonal_positive"])


@pytest.mark.parametrize("k", [30, 100])
def test_the_sign_of_a_painted_cell_is_seen_without_colour(draw, tmp_path, k):
    """Negative ones are hatched, in every theme: told by the pixels of their grey."""
    explorer = draw(theta=[4.0, 4.0, 4.0] + [0.0] * (k - 3), cell=None)
    page, canvas = explorer.page, explorer.root.locator("canvas")
    box = canvas.bounding_box()
    edge = box["width"] / k
    for media in ({"color_scheme": "dark"}, {"color_scheme": "light"}, {"forced_colors": "active"}):
        page.emulate_media(**media)
        change(page, temperature=1)
        page.screenshot(path=tmp_path / "all.png", clip=box)
        with Image.open(tmp_path / "all.png") as picture:
            grey = np.asarray(picture.convert("L"), dtype=int)
        lines = {}
        for i, j in ((0, 1), (1, 2), (2, 0), (0, 0), (1, 1), (2, 2)):
            rows, columns = (slice(int(n * edge) + 1, int((n + 1) * edge)) for n in (i, j))
            lines[i, j] = int(np.ptp(grey[rows, columns]))
        assert max(lines[i, i] for i in range(3)) <= 4, (media, lines)
        assert min(span for (i, j), span in lines.items() if i != j) >= 40, (media, lines)


def test_i_and_j_are_told_apart_by_face_weight_and_colour(draw):
    letters = draw().root.locator(".legends .letter")
    expect(letters).to_have_text(["i", "j"])
    styles = letters.evaluate_all(
        "(nodes) => nodes.map((node) => { const style = getComputedStyle(node); return"
        " [style.fontFamily, style.fontWeight, Number.parseFloat(style.fontSize),"
        " style.backgroundColor]; })"
    )
    for face, weight, size, _ in styles:
        assert "serif" in face
        assert int(weight) >= 700
        assert size >= 13
    assert styles[0][3] != styles[1][3]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("k", [3, 10, 30])
def test_axe_finds_nothing_while_a_score_is_held(draw, axe, k, dark):
    explorer = draw(theta=scores(k), cell=[0, 1], dark=dark, width=1024)
    explorer.root.get_by_role("slider").first.press("ArrowUp")
    change(explorer.page)
    explorer.page.evaluate(axe)
    found = explorer.page.evaluate(
        "() => axe.run('.softmax-explorer').then((result) => result.violations)"
    )
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []


def test_nodes_are_built_once_and_only_what_changes_is_written(draw):
    explorer = draw(theta=scores(10), cell=[0, 1])
    page = explorer.page
    page.evaluate(
        "() => { window.seen = { nodes: 0, writes: 0 }; new MutationObserver((list) => {"
        " for (const one of list) { window.seen[one.type === 'childList' &&"
        " [...one.addedNodes].some((node) => node.nodeType === 1) ? 'nodes' : 'writes'] += 1; } })"
        ".observe(document.querySelector('.softmax-explorer .picture'),"
        " { subtree: true, childList: true, attributes: true, characterData: true }); }"
    )
    change(page, theta=[*scores(10)[:9], 0.5])
    assert page.evaluate("() => window.seen.nodes") == 0
    page.evaluate("() => { window.seen.writes = 0; }")
    change(page, theta=[*scores(10)[:9], 0.5])
    assert page.evaluate("() => window.seen.writes") == 0


def test_formula_and_picture_light_each_other_by_pointer_and_by_key(draw):
    explorer = draw(controls=["inspector"], cell=[0, 1])
    page, root = explorer.page, explorer.root
    page.get_by_role("button", name="derivation").click()
    row, column = (root.locator(f".band.{name}") for name in ("watched", "nudged"))
    case, inspector = root.locator(".case"), root.locator(".inspector")
    # Every line has S₀ in the output's colour or θ₁ in the input's.
    for line in (case, *inspector.locator("[data-step]:not([data-step=split])").all()):
        letters = line.locator("[data-output='0'].watched, [data-input='1'].nudged")
        expect(letters.first).to_be_attached()
    case.locator("[data-output='1']").first.hover()
    expect(row).to_have_attribute("style", re.compile("--i: 1"))
    framed = inspector.locator("math .mention[data-lit]")
    expect(framed).to_have_text(["S1"])
    inspector.locator("[data-step=parts] .value[data-input='2']").hover()
    expect(column).to_have_attribute("style", re.compile("--j: 2"))
    root.locator(".outputs .track").first.hover()
    root.locator(".grid [role=rowheader]").first.hover()
    expect(case.locator("[data-lit]").first).to_have_text("S₀")
    page.mouse.move(1, 1)
    expect(root.locator(".mention[data-lit]")).to_have_count(0)
    case.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(root.locator(".mention:focus")).to_have_text("θ₁")
    page.keyboard.press("End")
    expect(case.locator("[data-lit]:focus")).to_have_text("S₀")
    # By key a row's name is a stop beside its first cell, and lights its row.
    root.locator("[role=gridcell][data-i='0'][data-j='1']").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(root.locator("[role=rowheader]:focus")).to_contain_text("S₁")
    expect(row).to_have_attribute("style", re.compile("--i: 1"))
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => window.model.get('cell')") == [1, 0]


def test_curves_below_the_bars_and_the_column_of_exponentials_fit_and_are_true(draw, shown):
    for width, panels in [(1280, ["softmax"]), (848, None), (375, None), (375, ["softmax"])]:
        explorer = draw(
            width=width,
            controls=["curves", "exponentials", "present"],
            panels=panels or ["softmax", "jacobian", "gradient"],
            temperature=2,
        )
        found = shown(explorer.root)
        s = softmax(np.array(HOME) / 2)
        J = (np.diag(s) - np.outer(s, s)) / 2
        for i in range(3):
            assert found["slope", i, 2] == pytest.approx(J[i, 2])
            if panels:
                assert found["exponential", i] == pytest.approx(np.exp(HOME[i] / 2))
        assert ("exponential-sum",) in found or not panels
        assert explorer.wrong() == []
        curve = explorer.root.locator(".curve").first.bounding_box()
        track = explorer.root.locator(".outputs .track").first.bounding_box()
        # The curve stands below its bar and is as wide.
        assert curve["y"] >= track["y"] + track["height"] - 3
        assert curve["x"] == pytest.approx(track["x"], abs=1.5)
        assert curve["width"] == pytest.approx(track["width"], abs=3)
    change(explorer.page, theta=[0.1] * 11, cell=None)
    assert explorer.root.locator(".curve, .exponentials-panel").count() == 0
    assert explorer.failures == []
