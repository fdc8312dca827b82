"""The dashboard: the explorers full screen, served by Voilà on this machine, without code."""

import re
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import numpy as np
import pytest

from softmax_edu import softmax
from tests.browser.jupyter import Server, free_port


def served(folder, *more):
    command = [sys.executable, "-m", "softmax_edu", "dashboard", "--no-browser", "--"]
    command += [f"--port={free_port()}", "--Voila.port_retries=0", *more]
    return Server(command, re.compile(r"http://127\.0\.0\.1:\d+/"), folder)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    server = served(tmp_path_factory.mktemp("dashboard"))
    yield server.url
    server.stop()


def test_the_dashboard_shows_live_explorers_and_no_code(browser, dashboard, shown):
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    asked, refused = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => "
        "console.error('policy', event.violatedDirective, event.blockedURI))"
    )
    page = context.new_page()
    page.on("console", lambda said: refused.append(said.text) if "policy" in said.text else None)
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
    page.keyboard.press("Escape")  # the view has the whole screen
    for name in ("the way downhill", "ten classes"):
        page.get_by_role("tab", name=name).click()
        page.locator(".softmax-explorer:visible [data-quantity=theta]").first.wait_for()
    here = urlsplit(dashboard).netloc
    elsewhere = [url for url in asked if urlsplit(url).netloc not in (here, "")]
    assert elsewhere == []
    assert refused == []
    context.close()


def answer(url, **headers):
    """Return the status of the answer, which is left open."""
    request = urllib.request.Request(url, headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        return error


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1", "localhost."]
)
@pytest.mark.parametrize(
    "path", ["", "api/kernels/0-0-0-0-0", "api/kernels/0-0-0-0-0/channels", "voila/render/a.ipynb"]
)
def test_a_page_that_gives_a_foreign_name_to_this_computer_is_refused(dashboard, host, path):
    """By DNS rebinding a page of another server could otherwise read and steer the kernels."""
    assert answer(f"{dashboard}{path}", Host=host).status == 403


def test_the_page_asks_for_no_frame_of_another_server(dashboard):
    """Its address may name another template of Voilà's, which would ask a network for its icons."""
    with answer(f"{dashboard}?template=classic") as page:
        text = page.read().decode()
        assert "default-src 'self'; " in page.headers["Content-Security-Policy"]
    assert "<title>softmax_edu</title>" in text
    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//', text) == []


def test_visits_start_few_kernels_and_those_that_nobody_looks_at_end(tmp_path):
    few = ("most=1", "cull_idle_timeout=1", "cull_interval=1")
    server = served(tmp_path, *(f"--FewKernels.{setting}" for setting in few))
    with answer(server.url) as first:
        assert first.status == 200
        # Its page is still being made: the kernel is at work, and not ended.
        with answer(server.url) as second:
            assert second.status == 503
            assert b"Too many pages are open" in second.read()
        first.read()
    until = time.monotonic() + 60
    while (status := answer(server.url).status) == 503 and time.monotonic() < until:
        time.sleep(0.5)
    assert status == 200
    server.stop()
