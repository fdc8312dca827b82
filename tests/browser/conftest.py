"""A real JupyterLab, as `softmax-edu lab` starts it, and a real Chromium that looks at it."""

import contextlib
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import page as plain
from tests.browser.jupyter import FLAGS, WIDE, Lab, Notebook, write_notebook

expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser(tool) -> Iterator[Browser]:
    """Return the Chromium that the system has; none is downloaded."""
    path = tool("chromium", "chromium-browser", "google-chrome")
    with (
        sync_playwright() as playwright,
        contextlib.closing(
            playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        ) as browser,
    ):
        yield browser


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory) -> Iterator[Lab]:
    lab = Lab(tmp_path_factory.mktemp("lab") / "lessons")
    yield lab
    lab.server.stop()


@pytest.fixture
def open_notebook(browser, lab):
    """Return a function that opens a lesson by name, or a notebook made of code cells."""
    opened = []

    def open_(*cells: str, name: str | None = None, **options) -> Notebook:
        if name is None:
            name = f"made_{time.monotonic_ns()}.ipynb"
            write_notebook(lab.folder / name, *cells)
        context = browser.new_context(**{"viewport": WIDE, **options})
        notebook = Notebook(context.new_page(), lab, name)
        opened.append((context, notebook))
        if cells:
            notebook.run_all()
        return notebook

    yield open_
    for context, notebook in opened:
        notebook.end()
        context.close()


@pytest.fixture(scope="session")
def own_questions(root) -> str:
    """Return the file of questions that the guide for a lesson of one's own writes."""
    text = (root / "teaching" / "own_lesson.md").read_text(encoding="utf-8")
    return "".join(re.findall(r"```toml\n# my_questions.toml\n(.*?)```", text, re.DOTALL))


@pytest.fixture
def draw(browser):
    """Return a function that shows an explorer on a plain page."""
    drawn: list[plain.Explorer] = []

    def draw_(**options) -> plain.Explorer:
        drawn.append(plain.Explorer(browser, **options))
        return drawn[-1]

    yield draw_
    for explorer in drawn:
        explorer.context.close()


@pytest.fixture
def open_explorer(draw):
    """Return a function that shows an explorer, and returns its page and its root element."""

    def open_(**options):
        explorer = draw(**options)
        explorer.page.failures = explorer.failures
        return explorer.page, explorer.root

    return open_


@pytest.fixture(scope="session")
def axe(root) -> str:
    path = root / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.fail("axe-core is missing: `make node_modules` installs it")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def shown():
    """Return a function that reads every number that an explorer shows, at full precision.

    A view draws once a frame: the numbers are read when the frame after the last event is through.
    """

    def read(root) -> dict[tuple, float]:
        marks = root.evaluate(
            "async (root) => { for (let frame = 0; frame < 2; frame++)"
            " await new Promise((done) => requestAnimationFrame(done));"
            " return [...root.querySelectorAll('[data-quantity]')].map((mark) => "
            "[mark.dataset.quantity, mark.dataset.i, mark.dataset.j, mark.dataset.value]); }"
        )
        found: dict[tuple, float] = {}
        for quantity, i, j, value in marks:
            key = (quantity, *(int(index) for index in (i, j) if index is not None))
            assert key not in found, f"{key} is shown twice"
            found[key] = float(value)
        return found

    return read
