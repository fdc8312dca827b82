"""Whatever is set, typed or named: nothing breaks, nothing shows a wrong number, nothing is run."""

import pytest
from playwright.sync_api import expect

IMPORT = "import numpy as np\nfrom softmax_edu import Explorer"
MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{name}$&'


def finite(found):
    return all(abs(value) < float("inf") for value in found.values())


def test_a_label_full_of_markup_is_text(open_notebook):
    notebook = open_notebook(
        IMPORT, f"explorer = Explorer([1, 2], y=0, labels=[{MARKUP!r}, '&lt;b&gt;'])\nexplorer"
    )
    root = notebook.explorer()
    notebook.page.wait_for_timeout(300)
    assert notebook.page.evaluate("() => window.hacked") is None
    assert root.locator("img, script").count() == 0
    expect(root.locator(".label").first).to_have_text(MARKUP)


@pytest.fixture
def notebook(open_notebook):
    return open_notebook(IMPORT, "explorer = Explorer([1.0, 2.0, 3.0], y=0)\nexplorer")


def test_k_may_change_from_python_at_any_time(notebook, shown):
    notebook.explorer()
    notebook.run("explorer.cell = (2, 2)")
    for k in (2, 10, 11, 100, 3):
        said = notebook.run(f"explorer.theta = np.linspace(-1, 1, {k})")
        assert said == ""
        notebook.page.wait_for_timeout(300)
        found = shown(notebook.explorer())
        assert len([key for key in found if key[0] == "s"]) == k
        assert finite(found)
    assert notebook.errors == []


def test_the_largest_doubles_show_right_numbers(notebook, shown):
    notebook.run("explorer.theta = [1e308, -1e308, 1e308]")
    notebook.page.wait_for_timeout(200)
    found = shown(notebook.explorer())
    assert [found["s", i] for i in range(3)] == [0.5, 0, 0.5]
    assert finite(found)
    assert "NaN" not in notebook.explorer().inner_text()


def test_what_python_refuses_never_reaches_the_page(notebook, shown):
    before = shown(notebook.explorer())
    for bad in ("[0, np.nan, 1]", "[np.inf, 0, 0]", "[]", "'abc'", "[[1, 2, 3]]"):
        assert "RefusedValueError" in notebook.run(
            f"try:\n    explorer.theta = {bad}\nexcept ValueError as e: print(type(e).__name__)"
        )
    notebook.page.wait_for_timeout(200)
    assert shown(notebook.explorer()) == before
    assert notebook.errors == []


def test_a_state_that_cannot_be_shown_leaves_the_last_good_picture(notebook, shown):
    """A hand-made message, past Python's refusal: as from another program on the same page."""
    before = shown(notebook.explorer())
    for state in ({"theta": [1, None, 3]}, {"theta": "x"}, {"temperature": -1}, {"y": 99}):
        notebook.run(
            f"explorer._send({{'method': 'update', 'state': {state}, 'buffer_paths': []}})"
        )
        notebook.page.wait_for_timeout(150)
        assert notebook.errors == []
    notebook.run("explorer.send_state()")
    notebook.page.wait_for_timeout(300)
    assert shown(notebook.explorer()) == before
