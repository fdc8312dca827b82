"""One view as one file, in the places where it will stand: from a file, and in a frame that may
neither store nor copy nor load."""

import pytest

from softmax_edu import Explorer

HOST = '<iframe sandbox="allow-scripts" width="1100" height="800"></iframe>'


def test_it_is_live_from_a_file_and_in_a_frame_that_forbids_all_but_scripts(browser, tmp_path):
    controls = ("latex", "copy")
    place = Explorer([0, 1, 2], y=1, cell=(0, 1), controls=controls).save(tmp_path / "x.html")
    for where in ("file", "frame"):
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        trouble = []
        page.on("pageerror", lambda error, found=trouble: found.append(str(error)))
        page.on("console", lambda said, found=trouble: found.append(said.text))
        page.on("request", lambda asked, found=trouble: found.append(asked.url))
        if where == "file":
            page.goto(f"{place.as_uri()}#theta=0,ln2,ln5&y=2")
            view = page.locator("body")
            sent = view.locator('[data-quantity="s"][data-i="0"]').first
            assert float(sent.get_attribute("data-value")) == pytest.approx(1 / 8)
        else:
            page.set_content(HOST)
            text = place.read_text(encoding="utf-8")
            page.locator("iframe").evaluate("(frame, text) => { frame.srcdoc = text; }", text)
            view = page.frame_locator("iframe").locator("body")
        slider = view.get_by_role("slider").first
        before = view.locator('[data-quantity="s"][data-i="0"]').first.get_attribute("data-value")
        slider.press("ArrowRight")
        moved = view.locator(f'[data-quantity="s"][data-i="0"]:not([data-value="{before}"])')
        moved.first.wait_for()
        if where == "frame":
            # As where a platform forbids copying: the text stands there, selected.
            view.evaluate("() => { document.execCommand = () => false; }")
            view.get_by_role("button", name="copy as LaTeX").click()
            text = view.locator("textarea.to-copy")
            assert "\\begin{pmatrix}" in text.input_value()
            picked = text.evaluate("node => node.selectionEnd - node.selectionStart")
            assert picked == len(text.input_value())
        assert [
            found for found in trouble if not found.startswith(("file:", "data:", "about:"))
        ] == []
        page.close()
