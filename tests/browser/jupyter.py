"""Drives Jupyter servers and their pages: for the tests beside it, and for the benchmarks."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Error, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 720}
LAB_IN_PAGE = "--LabApp.expose_app_in_browser=True"  # its commands, for what drives the page
START_SECONDS = 90
PATIENCE = 120_000  # ms: how long a busy machine may take; a quiet one never does
# What JupyterLab itself says of each request that a restart of the kernel cuts short.
CUT_SHORT = "Canceled future for kernel_info_request"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process of ours: its address, found in what it prints, and its end."""

    def __init__(self, command: list[str], address: re.Pattern[str], cwd: Path, **env: str) -> None:
        self.printed: list[str] = []
        self.url: str | None = None
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        found = threading.Event()

        def listen() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                self.printed.append(line)
                if self.url is None and (match := address.search(line)):
                    self.url = match[0]
                    found.set()

        threading.Thread(target=listen, daemon=True).start()
        if not found.wait(START_SECONDS):
            self.stop()
            raise RuntimeError("the server printed no address:\n" + "".join(self.printed))

    def stop(self) -> None:
        """End the process and its kernels: the whole group that it leads."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
                break
        assert self.process.stdout is not None
        self.process.stdout.close()


class Jupyter:
    """A Jupyter server whose pages can be driven, with settings of its own in `config`.

    The settings of whoever runs this are neither read nor changed.
    """

    def __init__(self, command: list[str], folder: Path, cwd: Path, config: Path) -> None:
        self.folder = folder
        command += [f"--ServerApp.port={free_port()}", "--ServerApp.port_retries=0"]
        self.server = Server(
            [sys.executable, "-m", *command],
            re.compile(r"http://127\.0\.0\.1:\S+"),
            cwd,
            JUPYTER_CONFIG_DIR=str(config),
            JUPYTERLAB_SETTINGS_DIR=f"{config}/lab/user-settings",
            JUPYTERLAB_WORKSPACES_DIR=f"{config}/lab/workspaces",
        )
        address, token = re.match(r"(http://[^/]+)/.*token=(\w+)", self.server.url).groups()
        self.address, self.token = address, token

    def url(self, path: str) -> str:
        return f"{self.address}/{path}?token={self.token}"


class Lab(Jupyter):
    """JupyterLab on a folder with a copy of the lessons."""

    def __init__(self, folder: Path) -> None:
        config = folder.parent / "config"
        if version("jupyterlab").startswith("4.2."):
            # It takes cells that are out of sight off the page; these tests look at all of them.
            tracker = config.joinpath(
                "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
            )
            tracker.parent.mkdir(parents=True)
            tracker.write_text('{"windowingMode": "none"}', encoding="utf-8")
        command = ["softmax_edu", "lab", str(folder), "--no-browser", "--", LAB_IN_PAGE]
        super().__init__(command, folder, folder.parent, config)


class Notebook7(Jupyter):
    """Notebook 7 on a folder. It is built from Lab's parts, and opens one notebook at a time."""

    def __init__(self, folder: Path) -> None:
        command = ["notebook", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
        command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
        super().__init__(command, folder, folder, folder.parent / "config")

    def url(self, path: str) -> str:
        return super().url(path.replace("lab/tree", "notebooks"))


def rested(page: Page, read: Callable[[], Any]) -> Any:
    """Return what `read` gives once it stays for half a second, however busy the machine is."""
    now, before = read(), None
    while now != before:
        page.wait_for_timeout(500)
        now, before = read(), now
    return now


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells that has not been run."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(made, path)


class Notebook:
    """A notebook open in JupyterLab or Notebook 7, driven by Lab's own commands."""

    def __init__(self, page: Page, lab: Jupyter, name: str) -> None:
        self.page, self.lab, self.name = page, lab, name
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", self.remember)
        self.open()

    def remember(self, error: Error) -> None:
        if not str(error).startswith(CUT_SHORT):
            self.errors.append(str(error))

    def open(self) -> None:
        self.page.goto(self.lab.url(f"lab/tree/{self.name}") + "&reset")
        self.page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content?.model")
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.ready")
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")

    def command(self, name: str) -> None:
        self.page.evaluate("(name) => window.jupyterapp.commands.execute(name)", name)

    def run_all(self) -> None:
        """Run every cell, in order, and wait until each has its output."""
        self.command("notebook:run-all-cells")
        self.wait_idle()

    def wait_idle(self, seconds: float = 60) -> None:
        self.page.wait_for_function(
            "() => { const panel = window.jupyterapp.shell.currentWidget;"
            " const cells = [...panel.content.model.cells].filter(c => c.type === 'code');"
            " return panel.sessionContext.session?.kernel?.status === 'idle'"
            " && cells.every(c => c.executionCount !== null || c.sharedModel.source === '');}",
            timeout=seconds * 1000,
        )

    def restart_kernel(self) -> None:
        """Restart the kernel, and wait until it answers: what is sent before that may be lost."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
        )
        self.page.wait_for_timeout(1500)
        self.page.wait_for_function(
            "() => { const { kernel } ="
            " window.jupyterapp.shell.currentWidget.sessionContext.session;"
            " return kernel.status === 'idle' && kernel.connectionStatus === 'connected'; }"
        )

    def end(self) -> None:
        """End the kernel, so that the next page has the machine for itself."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown().catch(() => {})"
        )

    def run(self, source: str) -> str:
        """Run code in the kernel, outside any cell, and return what it printed."""
        return self.page.evaluate(
            "async (code) => { const kernel ="
            " window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;"
            " let text = ''; const future = kernel.requestExecute({ code, store_history: false });"
            " future.onIOPub = (m) => { if (m.header.msg_type === 'stream') text += m.content.text;"
            " if (m.header.msg_type === 'error') text += m.content.evalue; };"
            " await future.done; return text; }",
            source,
        )

    def until_printed(self, expression: str, expected: str) -> None:
        """Wait until the kernel prints this of the expression: it sees a gesture a moment later."""
        for _ in range(50):
            if self.run(f"print({expression})").strip() == expected:
                return
            self.page.wait_for_timeout(100)
        printed = self.run(f"print({expression})").strip()
        assert printed == expected, printed

    def explorer(self, index: int = 0):
        """Return the explorer's root element, once it is drawn."""
        root = self.page.locator(".softmax-explorer").nth(index)
        root.locator("[data-quantity=s]").first.wait_for()
        return root
