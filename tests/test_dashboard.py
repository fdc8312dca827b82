"""How the dashboard is handed to Voilà. That it is live is tested in the browser."""

import json
import subprocess
import sys

import pytest

SERVE = """
import json, sys
from voila.app import Voila
from softmax_edu.jupyter.serving import serve

def start(app):
    print(json.dumps({
        "ip": app.ip,
        "port": app.port,
        "open_browser": app.open_browser,
        "strip_sources": app.voila_configuration.strip_sources,
    }))

Voila.start = start
sys.argv = ["lecture.py", "--port=1", "--Voila.ip=0.0.0.0", "--strip_sources=False"]
serve(browser=False, extra=["--port=8123"])
print(json.dumps(sys.argv))
"""


@pytest.mark.slow
def test_the_callers_command_line_is_neither_read_nor_changed():
    """`serve` may be called from a program with arguments of its own."""
    run = subprocess.run(
        [sys.executable, "-c", SERVE], capture_output=True, encoding="utf-8", check=True
    )
    started, left = map(json.loads, run.stdout.splitlines())
    assert started == {
        "ip": "127.0.0.1",
        "port": 8123,
        "open_browser": False,
        "strip_sources": True,
    }
    assert left == ["lecture.py", "--port=1", "--Voila.ip=0.0.0.0", "--strip_sources=False"]
