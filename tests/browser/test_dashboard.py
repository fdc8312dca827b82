"""The dashboard: the explorers full screen, served by Voilà on this machine, without code."""

import re
import sys

import numpy as np
import pytest

from softmax_edu import softmax
from tests.browser.jupyter import Server, free_port


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    command = [sys.executable, "-m", "softmax_edu", "dashboard", "--no-browser", "--"]
    command += [f"--port={free_port()}", "--Voila.port_retries=0"]
    address = re.compile(r"http://127\.0\.0\.1:\d+/")
    server = Server(command, address, tmp_path_factory.mktemp("dashboard"))
    yield server.url
    server.stop()


def test_the_dashboard_shows_live_explorers_and_no_code(browser, dashboard, shown):
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    # Voilà asks another server for icons; here there is none to reach.
    context.route(lambda url: not url.startswith(dashboard), lambda route: route.abort())
    page = context.new_page()
    page.goto(dashboard)
    root = page.locator(".softmax-explorer").first
    root.locator("[data-quantity=s]").first.wait_for(timeout=60_000)
    assert page.locator(".jp-InputArea, .cm-editor").count() == 0
    root.locator("input[type=range]").first.press("End")
    page.wait_for_timeout(200)
    found = shown(root)
    theta = [found["theta", i] for i in range(3)]
    assert theta[0] == 5
    for i, expected in enumerate(softmax(np.array(theta))):
        assert found["s", i] == pytest.approx(expected, rel=1e-13)
    assert root.bounding_box()["width"] > 1700
    root.get_by_role("button", name="present").click()
    size = root.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 24
    for name in ("the way downhill", "ten classes"):
        page.get_by_role("tab", name=name).click()
        page.locator(".softmax-explorer:visible [data-quantity=theta]").first.wait_for()
    context.close()
