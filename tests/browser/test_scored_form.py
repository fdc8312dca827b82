"""A form that scores itself: it asks for what was left out, opens the key, and saves a row."""

from playwright.sync_api import expect

from softmax_edu.concept import read_table
from tools import handouts

FIRST_THREE = {
    "one-score-rises": "falls",
    "off-diagonal-entry": "zero",
    "same-softmax": "not-yet",
}


def test_a_chinese_form_is_answered_scored_and_saved_under_its_learners_name(browser):
    page = browser.new_page(viewport={"width": 375, "height": 812})
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto((handouts.TEACHING / "zh" / "pre_scored.html").as_uri())
    for name, value in FIRST_THREE.items():
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    page.locator('input[name="off-diagonal-entry:sureness"][value="sure"]').check()
    page.locator("#finish").click()
    expect(page.locator("#save")).to_be_hidden()
    page.locator('input[name="two-classes"][value="difference"]').check()
    page.locator("#finish").click()
    expect(page.locator("#score")).to_contain_text("答对2题，共4题")
    shown = page.locator(".key:visible")
    expect(shown).to_have_count(5)  # the right ones, and what the wrong answer tells
    page.locator("#who").fill("鹭02")  # a name may come last
    with page.expect_download() as saved:
        page.locator("#save").click()
    assert saved.value.suggested_filename.startswith("鹭02-")
    assert read_table(saved.value.path().read_bytes()) == {
        "鹭02": {
            "one-score-rises": ("right", False),
            "off-diagonal-entry": ("wrong", True),
            "same-softmax": ("open", False),
            "two-classes": ("right", False),
        }
    }
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert trouble == []
    page.close()
