"""The concept test as a page that scores itself: what is open is said, the key comes at the end."""

from playwright.sync_api import expect

from softmax_edu.concept import read_class, read_table

KEYS = ["one-score-rises", "off-diagonal-entry", "same-softmax", "two-classes"]


def test_the_key_opens_at_the_end_on_paper_too_and_what_is_saved_is_a_row(browser, root, tmp_path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((root / "teaching" / "pre_scored.html").as_uri())
    items, key = page.locator("li[data-item]"), page.locator(".key:visible")
    expect(items).to_have_count(len(KEYS))
    finish = page.get_by_role("button", name="Finish")
    page.get_by_label("Name or pseudonym").fill("heron")
    for number, answer in enumerate(("falls", "zero", "not-yet")):
        items.nth(number).locator(f"input[value='{answer}']").check()
    finish.click()
    expect(page.get_by_role("status")).to_contain_text("Still to be answered: 4.")
    expect(key).to_have_count(0)
    items.nth(3).locator("input[value='argmax']").check()
    finish.click()
    expect(page.get_by_role("status")).to_contain_text("Right: 1 of 4.")
    expect(key).to_have_count(6)  # what is right, and what is said of the two that are not
    expect(key.filter(has_text="About this answer: The diagonal only")).to_have_count(1)
    page.emulate_media(media="print")
    expect(key).to_have_count(6)
    expect(page.get_by_role("button")).to_have_count(0)
    page.emulate_media(media="screen")

    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a table").click()
    assert download.value.suggested_filename.startswith("heron-")
    download.value.save_as(tmp_path / "in" / "heron.csv")
    context.close()
    found = read_class(tmp_path / "in")
    states = ["right", "wrong", "open", "wrong"]
    assert {item: state for item, (state, _) in found["heron"].items()} == dict(
        zip(KEYS, states, strict=True)
    )
    # Files that are joined by hand are a table too: the last line of each ends.
    saved = (tmp_path / "in" / "heron.csv").read_bytes()
    assert read_table(saved + saved.replace(b"heron", b"lynx")).keys() == {"heron", "lynx"}
