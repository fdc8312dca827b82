"""The badge's link, as Binder follows it: Lab in the clone, on the first lesson, with no pop-up."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.jupyter import LAB_IN_PAGE, PATIENCE, WIDE, Jupyter


@pytest.fixture
def binder(root, tmp_path):
    """A server on the clone's lessons, with the settings that binder/postBuild leaves behind."""
    shutil.copytree(root / "notebooks", tmp_path / "clone" / "notebooks")
    built = (root / "binder" / "postBuild").read_text(encoding="utf-8")
    (extension,) = re.findall(r'jupyter labextension disable "(.+)"', built)
    settings = tmp_path / "config" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'{{"disabledExtensions": {{"{extension}": true}}}}', encoding="utf-8")
    command = ["jupyterlab", "--no-browser", "--allow-root", LAB_IN_PAGE]
    clone = tmp_path / "clone"
    jupyter = Jupyter(command, clone, clone, tmp_path / "config")
    yield jupyter
    jupyter.server.stop()


def test_the_badge_opens_lab_on_lesson_one_without_pop_ups(browser, binder, root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    (path,) = re.findall(r"https://mybinder\.org/v2/gh/[^)]+\?urlpath=([^)]+)\)", readme)
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(binder.url(path))
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status"
        " === 'idle'"
    )
    page.wait_for_timeout(2000)  # what pops up does so a moment after the start
    shown = page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path")
    assert shown == "notebooks/01_softmax.ipynb"
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    context.close()
