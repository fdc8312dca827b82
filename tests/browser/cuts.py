"""A network that is cut in gestures: three times in the tests, 200 times in benchmarks.cuts."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.browser.jupyter import WIDE, Lab, Notebook, rested, write_notebook
from tests.browser.pages import agree, dismiss_dialogs, execute, scores

CELLS = (
    "import time\nfrom softmax_edu import Explorer",
    "explorer = Explorer([1.2, 0.4, -0.8], y=0)\nexplorer",
)
ANIMATION = (
    "for n in range(30):\n    explorer.theta = [n / 10, *explorer.theta[1:]]; time.sleep(0.02)"
)
OUT = 0.8  # seconds without a network: longer than a page waits before it tells again
FOUND_AGAIN = 15.0  # seconds: JupyterLab itself waits longer after each attempt that fails


@dataclass
class Wire:
    """A wire to a server, that can be cut: what is in it then is lost."""

    port: int
    is_cut: bool = False
    cuts: int = 0
    sockets: list[socket.socket] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.own_port = self.listening.getsockname()[1]
        self._start(self._accept)

    def _start(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self.threads.append(thread)

    def _accept(self) -> None:
        with contextlib.suppress(OSError), self.listening:
            while True:
                near, _ = self.listening.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                self.sockets += [near, far]
                self._start(self._carry, near, far, self.cuts)
                self._start(self._carry, far, near, self.cuts)

    def _carry(self, source: socket.socket, target: socket.socket, cuts: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if cuts == self.cuts:
                    target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()  # the other direction closes the other end

    def cut(self) -> None:
        """From now on nothing arrives, and nobody is told."""
        self.is_cut = True
        self.cuts += 1

    def mend(self) -> None:
        """New connections are carried; the old ones break."""
        self.is_cut = False
        sockets, self.sockets = self.sockets, []
        for end in sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.mend()
        for thread in self.threads:
            thread.join(5)


class Through:
    """A server as it is found at the other end of a wire."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.folder = lab, lab.folder
        self.port = int(lab.address.rpartition(":")[2])
        self.wire = Wire(self.port)

    def url(self, path: str) -> str:
        return self.lab.url(path).replace(f":{self.port}", f":{self.wire.own_port}")


@contextlib.contextmanager
def two_pages(browser: Browser, lab: Lab) -> Iterator[list[Notebook]]:
    """Open a notebook with an explorer on two pages of one kernel, each at a wire of its own."""
    name = f"cut_{time.monotonic_ns()}.ipynb"
    write_notebook(lab.folder / name, *CELLS)
    with contextlib.ExitStack() as ends:
        pages = []
        for number in range(2):
            through = Through(lab)
            ends.callback(through.wire.close)
            context = browser.new_context(viewport=WIDE)
            ends.callback(context.close)
            notebook = Notebook(context.new_page(), through, name)
            dismiss_dialogs(notebook)
            pages.append(notebook)
            if number == 0:
                notebook.run_all()
                notebook.explorer()
                notebook.command("docmanager:save")
                notebook.page.wait_for_function(
                    "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
                )
            notebook.explorer()
        yield pages
        pages[0].end()


def cut_in_a_gesture(pages: list[Notebook], number: int) -> float:
    """Cut a page's network while its slider is dragged; return how long it then took to agree.

    Every third time a cell moves the scores meanwhile. Otherwise the gesture is what stands.
    """
    notebook, other = pages if number % 2 == 0 else pages[::-1]
    wire = notebook.lab.wire
    slider = notebook.explorer().get_by_role("slider", name="θ₁")
    slider.hover()
    box = slider.bounding_box()
    animated = number % 3 == 2
    before = scores(notebook)
    if animated:
        execute(other, ANIMATION)
    mouse = notebook.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(part: float) -> None:
        """Move the pointer to a part of the way from the middle to an end of the slider."""
        part *= 1 if number % 4 < 2 else -1
        mouse.move(x + part * box["width"] / 2, y + part * box["height"] / 2, steps=4)

    mouse.down()
    drag(0.3)
    wire.cut()
    at = time.monotonic()
    drag(0.5 + 0.04 * number)
    mouse.up()
    left = rested(notebook.page, lambda: scores(notebook))
    assert left[1] not in (before[1], 0), "the gesture is not on the screen"
    notebook.page.wait_for_timeout(max(0, 1000 * (at + OUT - time.monotonic())))
    wire.mend()
    mended = time.monotonic()
    # The other page asks, for what this one sends may still be lost.
    ended = agree(other, notebook, seconds=FOUND_AGAIN)
    if not animated:
        assert ended == left, "the gesture did not stand"
    return time.monotonic() - mended
