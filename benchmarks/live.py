"""How fast the picture follows the slider, in a real Chromium with a real server and a real kernel.

    python -m pip install -e '.[test,bench]'
    python -m benchmarks.live            # all tables, about nine minutes
    python -m benchmarks.live techniques # one table; others: places, growth, pages, python, memory,
                                         # script, ready

Each technique shows the same three panels for K = 5 under one slider. A press of the right arrow
key is an event. Its time is taken in the page when the key arrives; the time of the picture when,
after a paint, the page shows the value that the event asks for. Matplotlib pictures carry the value
as the colour of their corner pixels, the others as text; all are read by the same loop. Absolute
figures are the machine's: read the ratios, which are taken in one run.

Measured on two cores, with no graphics processor, server, kernel and browser side by side. K = 5 in
JupyterLab, ratios to `interact` of latency and lag, frames of 60:

    interact 1, 1, 6    ipympl .96, 1.2, 6    plotly .60, .43, 12    Explorer .11, .06, 60

The Explorer takes 15.7 ms (about half a frame to wait for the next one, and half a frame to draw
it), with 150 ms added each way 15.6, in Notebook 7 16.5, in Voilà 15.4; 60 frames everywhere. From
K = 2 to K = 100 it stays between 12.6 and 18 ms and 52 and 60 frames; with two linked views and
four explorers on a page, 18.6 ms and 59 frames. Its ratio to `interact` varies from run to run
between .09 and .12: it is bound by the screen's 60 frames a second, `interact` by the processor.
"""

import argparse
import asyncio
import contextlib
import itertools
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from softmax_edu.__main__ import lesson_folder
from softmax_edu.site import build_site, notebooks_in
from tests.browser.jupyter import (
    FLAGS,
    WIDE,
    Lab,
    Notebook,
    Notebook7,
    Server,
    free_port,
    write_notebook,
)
from tests.browser.page import Explorer

# The sum of all layout shifts since the page began.
SHIFT = (
    "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
    " window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
)

PRESSES = 25
BURST, BURSTS = 60, 3
DELAY = 0.150  # seconds, each way
QUIET_MS = 1500

# Every technique draws this, and shows `step`, the number of events so far, for the probe to read.
COMMON = """
import numpy as np
from ipywidgets import FloatSlider, VBox, interact
from softmax_edu import softmax, softmax_jacobian
THETA, Y = np.array([1.2, 0.4, -0.8, 2.0, -1.5]), np.eye(5)[0]
def numbers(value):
    theta = THETA.copy()
    theta[1] = value
    s = softmax(theta)
    return s, softmax_jacobian(theta), s - Y
def step(value):
    return round((value + 5) / 0.1)
def panels(figure):
    axes = figure.subplots(1, 3)
    s, jacobian, gradient = numbers(-5.0)
    bars = axes[0].barh(range(5), s)
    axes[0].set_xlim(0, 1)
    image = axes[1].imshow(jacobian, vmin=-0.25, vmax=0.25)
    texts = [[axes[1].text(j, i, f"{jacobian[i, j]:+.3f}", ha="center") for j in range(5)]
             for i in range(5)]
    slopes = axes[2].barh(range(5), gradient)
    axes[2].set_xlim(-1, 1)
    mark = figure.add_artist(__import__("matplotlib.patches").patches.Rectangle(
        (0, 0), 0.05, 0.1, transform=figure.transFigure, color=(0, 0, 0)))
    def update(value):
        s, jacobian, gradient = numbers(value)
        for bar, width in zip(bars, s): bar.set_width(width)
        image.set_data(jacobian)
        for i in range(5):
            for j in range(5): texts[i][j].set_text(f"{jacobian[i, j]:+.3f}")
        for bar, width in zip(slopes, gradient): bar.set_width(width)
        mark.set_color((step(value) / 255, 0, 0))
    return update
SLIDER = dict(min=-5, max=5, step=0.1, value=-5)
"""

TECHNIQUES = {
    "interact + inline figure": """
%matplotlib inline
%config InlineBackend.print_figure_kwargs = {"bbox_inches": None}
import matplotlib.pyplot as plt
def draw(theta_1):
    figure = plt.figure(figsize=(10, 3.2))
    panels(figure)(theta_1)
    plt.show()
interact(draw, theta_1=FloatSlider(**SLIDER));
""",
    "ipympl, persistent artists": """
%matplotlib widget
import matplotlib.pyplot as plt
plt.ioff()
figure = plt.figure(figsize=(10, 3.2))
update = panels(figure)
slider = FloatSlider(**SLIDER)
def moved(change):
    update(change["new"])
    figure.canvas.draw_idle()
slider.observe(moved, "value")
VBox([slider, figure.canvas])
""",
    "plotly FigureWidget": """
import plotly.graph_objects as go
from plotly.subplots import make_subplots
base = make_subplots(1, 3)
s, jacobian, gradient = numbers(-5.0)
base.add_trace(go.Bar(x=s, orientation="h"), 1, 1)
base.add_trace(go.Heatmap(z=jacobian, zmin=-0.25, zmax=0.25, texttemplate="%{z:.3f}"), 1, 2)
base.add_trace(go.Bar(x=gradient, orientation="h"), 1, 3)
base.update_layout(title="step 0", width=850, height=320, showlegend=False)
figure = go.FigureWidget(base)
slider = FloatSlider(**SLIDER)
def moved(change):
    s, jacobian, gradient = numbers(change["new"])
    with figure.batch_update():
        figure.data[0].x, figure.data[1].z, figure.data[2].x = s, jacobian, gradient
        figure.layout.title = f"step {step(change['new'])}"
slider.observe(moved, "value")
VBox([slider, figure])
""",
    "Explorer": """
from softmax_edu import Explorer
explorer = Explorer([1.2, -5, -0.8, 2.0, -1.5], y=0)
explorer
""",
}

# How the page is asked which step it shows; null where it shows none yet.
CORNER = """() => {
  const source = document.querySelector(SELECTOR);
  const width = source?.naturalWidth ?? source?.width;
  const height = source?.naturalHeight ?? source?.height;
  if (!width || source.complete === false) return null;
  const canvas = (window.probeCanvas ??= new OffscreenCanvas(1, 1));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.clearRect(0, 0, 1, 1);
  context.drawImage(source, 4, height - 5, 1, 1, 0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return alpha === 255 && green === 0 && blue === 0 ? red : null;
}"""
PROBES = {
    "interact + inline figure": CORNER.replace(
        "SELECTOR", "'.jupyter-widgets img, .widget-output img'"
    ),
    "ipympl, persistent artists": CORNER.replace("SELECTOR", "'.jupyter-matplotlib canvas'"),
    "plotly FigureWidget": """() => {
      const title = document.querySelector('.gtitle')?.textContent ?? '';
      return title ? Number(title.replace('step ', '')) : null;
    }""",
    # The slider's own number would move by itself: what is read is S, and the step that gives it.
    "Explorer": """() => {
      const s = document.querySelector('[data-quantity=s][data-i="1"]')?.dataset.value;
      const others = [1.2, -0.8, 2, -1.5].reduce((sum, t) => sum + Math.exp(t), 0);
      return s ? Math.round((Math.log(s / (1 - s)) + Math.log(others) + 5) / 0.1) : null;
    }""",
}

# Reads in every frame, after its scripts and its layout, which step it is about to paint. The time
# is taken once it is painted: by the first task that runs after it or, since the browser lets
# tasks wait while input goes on, at the latest by the frame that follows.
OBSERVE = """(probe) => {
  const log = { keys: [], shown: [] };
  window.live = log;
  document.addEventListener('keydown', () => log.keys.push(performance.now()), true);
  const read = eval(probe);
  let painted = () => {};
  // Whatever is observed anew is reported once, in the same frame, after its layout.
  const laidOut = new ResizeObserver(() => {
    const step = read();
    if (step === null || step === log.shown.at(-1)?.[0]) return;
    const entry = [step, Infinity];
    log.shown.push(entry);
    painted = () => { entry[1] = Math.min(entry[1], performance.now()); };
    scheduler.postTask(painted, { priority: 'user-blocking' });
  });
  const frame = () => {
    painted();
    laidOut.disconnect();
    laidOut.observe(document.body);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
SEEN = "(n) => window.live.shown.some(([step, time]) => step === n && time < Infinity)"


def measure(page: Page, probe: str, slider) -> dict[str, float]:
    """Latency of single events, and frames and lag of bursts; medians."""
    page.evaluate(OBSERVE, f"({probe})")
    slider.focus()
    latencies = []
    for n in range(1, PRESSES + 1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(SEEN, arg=n, timeout=10_000, polling=5)
        key, seen = page.evaluate(
            "(n) => [window.live.keys.at(-1), window.live.shown.find(([step]) => step === n)[1]]", n
        )
        latencies.append(seen - key)
        page.wait_for_timeout(60)
    session = page.context.new_cdp_session(page)
    bursts = [burst(page, session) for _ in range(BURSTS)]
    return {
        "latency": statistics.median(latencies),
        "frames": statistics.median(frames for frames, _ in bursts),
        "lag": statistics.median(lag for _, lag in bursts),
    }


def burst(page: Page, session: CDPSession) -> tuple[int, float]:
    """60 events in one second: the frames that they gave, and the lag after the last."""
    page.keyboard.press("Home")
    page.wait_for_function(SEEN, arg=0, timeout=30_000, polling=20)
    page.wait_for_timeout(QUIET_MS)
    page.evaluate("() => { window.live.keys.length = 0; window.live.shown.length = 0; }")
    key = {"key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39}
    start = time.perf_counter()
    for n in range(BURST):
        time.sleep(max(0.0, start + n / BURST - time.perf_counter()))
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    page.wait_for_function(SEEN, arg=BURST, timeout=30_000, polling=20)
    page.wait_for_timeout(QUIET_MS)
    keys, shown = page.evaluate("() => [window.live.keys, window.live.shown]")
    shown = [(step, seen) for step, seen in shown if step > 0]
    return len(shown), next(seen for step, seen in shown if step == BURST) - keys[-1]


def slider_of(page: Page, technique: str):
    if technique == "Explorer":
        return page.locator(".softmax-explorer input[type=range]").nth(1)
    return page.locator(".noUi-handle").first


@contextlib.contextmanager
def opened(browser: Browser, lab: Lab, *cells: str) -> Iterator[Notebook]:
    """A notebook of these cells, run in JupyterLab, its kernel ended afterwards."""
    name = f"bench_{time.monotonic_ns()}.ipynb"
    write_notebook(lab.folder / name, *cells)
    context = browser.new_context(viewport=WIDE)
    notebook = Notebook(context.new_page(), lab, name)
    notebook.run_all()
    notebook.page.wait_for_timeout(1000)
    try:
        yield notebook
    finally:
        notebook.end()
        context.close()


def row(name: str, found: dict[str, float], base: dict[str, float] | None = None) -> None:
    base = base or found
    print(
        f"{name:<34}{found['latency']:>9.1f}{found['latency'] / base['latency']:>7.2f}"
        f"{found['frames']:>8.0f}{found['lag']:>9.1f}{found['lag'] / base['lag']:>7.2f}",
        flush=True,
    )


HEAD = f"{'':<34}{'latency':>9}{'ratio':>7}{'frames':>8}{'lag':>9}{'ratio':>7}\n" + (
    f"{'':<34}{'ms':>9}{'':>7}{f'of {BURST}':>8}{'ms':>9}"
)


def techniques(browser: Browser, lab: Lab) -> dict[str, float]:
    """K = 5 in JupyterLab: what notebooks usually do, and what we do."""
    print(f"\nK = 5, JupyterLab\n{HEAD}")
    base: dict[str, float] | None = None
    for name, code in TECHNIQUES.items():
        with opened(browser, lab, COMMON, code) as notebook:
            found = measure(notebook.page, PROBES[name], slider_of(notebook.page, name))
        row(name, found, base)
        base = base or found
    return base


class SlowRoad:
    """A road to a server on which every piece of data takes a while longer, both ways."""

    def __init__(self, port: int, delay: float) -> None:
        self.target, self.delay, self.port = port, delay, free_port()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self.join, "127.0.0.1", self.port), self.loop
        ).result()

    async def join(self, reader, writer) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self.carry(reader, there_writer), self.carry(there_reader, writer))

    async def carry(self, reader, writer) -> None:
        """Hand each piece on when its time has come; pieces follow each other without waiting."""
        queue: asyncio.Queue = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0.0, due - self.loop.time()))
                if not data or writer.is_closing():
                    break
                writer.write(data)
                with contextlib.suppress(ConnectionError):
                    await writer.drain()
            with contextlib.suppress(OSError):
                writer.close()

        delivering = asyncio.ensure_future(deliver())
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                queue.put_nowait((self.loop.time() + self.delay, data))
        queue.put_nowait((self.loop.time() + self.delay, b""))
        await delivering


class FarLab:
    """The same JupyterLab, reached over the slow road."""

    def __init__(self, lab: Lab) -> None:
        self.folder, self.token = lab.folder, lab.token
        self.address = f"http://127.0.0.1:{SlowRoad(urlsplit(lab.address).port, DELAY).port}"

    url = Lab.url


def places(browser: Browser, lab: Lab) -> None:
    """The explorer in Notebook 7, in Voilà, and with a server that is 150 ms away."""
    print(f"\nExplorer, K = 5, elsewhere\n{HEAD}")
    code = TECHNIQUES["Explorer"]
    far = FarLab(lab)
    with opened(browser, far, code) as notebook:
        found = measure(notebook.page, PROBES["Explorer"], slider_of(notebook.page, "Explorer"))
    row("JupyterLab, 150 ms away", found)
    seven = Notebook7(lab.folder)
    try:
        with opened(browser, seven, code) as notebook:
            found = measure(notebook.page, PROBES["Explorer"], slider_of(notebook.page, "Explorer"))
        row("Notebook 7", found)
    finally:
        seven.server.stop()
    name = "voila.ipynb"
    write_notebook(lab.folder / name, code)
    command = [sys.executable, "-m", "voila", name, "--no-browser", f"--port={free_port()}"]
    voila = Server(command, re.compile(r"http://\S+:\d+/\S*"), lab.folder)
    try:
        page = browser.new_page(viewport=WIDE)
        page.goto(voila.url)
        page.locator(".softmax-explorer [data-quantity=s]").first.wait_for()
        page.wait_for_timeout(1500)
        row("Voilà", measure(page, PROBES["Explorer"], slider_of(page, "Explorer")))
        page.close()
    finally:
        voila.stop()


def growing(k: int) -> tuple[str, str]:
    """An explorer of K classes that moves θ_1, and the probe that reads its step from S_1."""
    theta = [0.3 * ((7 * i) % 5) - 0.6 for i in range(k)]
    theta[1] = -5
    others = [score for i, score in enumerate(theta) if i != 1]
    code = f"from softmax_edu import Explorer\nexplorer = Explorer({theta}, y=0)\n"
    code += "explorer.cell = (0, 1)\nexplorer"
    return code, PROBES["Explorer"].replace("[1.2, -0.8, 2, -1.5]", str(others))


def growth(browser: Browser, lab: Lab) -> None:
    """Frames and latency against K, as a table, and as a plot in plain text."""
    print(f"\nExplorer in JupyterLab, by K\n{HEAD}")
    for k in (2, 3, 5, 10, 11, 20, 50, 100):
        code, probe = growing(k)
        with opened(browser, lab, code) as notebook:
            slider = notebook.page.locator(".softmax-explorer input[type=range]")
            found = measure(notebook.page, probe, slider.nth(1 if k <= 10 else 0))
        row(f"K = {k:<4}" + "▇" * round(found["latency"]), found)


def pages(browser: Browser, lab: Lab) -> None:
    """Two linked views and four unlinked explorers on one page; all of them are drawn."""
    print(f"\nTwo linked views and four explorers on one page\n{HEAD}")
    others = ["Explorer([1.2, 0.4, -0.8, 2.0, -1.5], y=0)"] * 4
    code = TECHNIQUES["Explorer"]
    with opened(browser, lab, code, "explorer.view()", *others) as notebook:
        row(
            "first of them",
            measure(notebook.page, PROBES["Explorer"], slider_of(notebook.page, "Explorer")),
        )


def python(browser: Browser, lab: Lab) -> None:
    """All scores set from a cell: messages sent, redraws, and the time until they are visible."""
    print("\nexplorer.theta = … from a cell\n    K  messages  redraws  visible after ms")
    for k in (5, 10, 100):
        code, _ = growing(k)
        with opened(browser, lab, code) as notebook:
            notebook.run(
                "sent = []\nsend = explorer._send\n"
                "explorer._send = lambda m, buffers=None: (sent.append(m), send(m, buffers))[1]"
            )
            notebook.page.evaluate("""() => {
              window.draws = new Set();
              const root = document.querySelector('.softmax-explorer');
              let frame = 0;
              const tick = () => { frame += 1; requestAnimationFrame(tick); };
              requestAnimationFrame(tick);
              const seen = () => { window.draws.add(frame); window.last = performance.now(); };
              const values = { attributes: true, attributeFilter: ['data-value'] };
              new MutationObserver(seen).observe(root, { subtree: true, ...values });
              window.started = performance.now();
            }""")
            notebook.run(f"import numpy as np; explorer.theta = np.linspace(-2, 2, {k})")
            notebook.page.wait_for_timeout(300)
            draws, after = notebook.page.evaluate(
                "() => [window.draws.size, window.last - window.started]"
            )
            sent = notebook.run("print(len(sent))").strip()
            print(f"{k:>5}{sent:>10}{draws:>9}{after:>18.0f}", flush=True)


def memory(browser: Browser, lab: Lab) -> None:
    """What a learner costs: the kernel's memory, the first picture, 200 re-runs, 10,000 events."""
    pss = (
        "print(sum(int(l.split()[1]) for l in open('/proc/self/smaps_rollup')"
        " if l.startswith('Pss:')) // 1024)"
    )
    heap = "() => performance.memory ? performance.memory.usedJSHeapSize / 2 ** 20 : 0"
    nodes = "() => document.querySelectorAll('*').length"
    models = "from ipywidgets.widgets.widget import _instances; print(len(_instances))"
    print("\nWhat a learner costs")
    context = browser.new_context(viewport=WIDE)
    notebook = Notebook(context.new_page(), lab, "02_jacobian.ipynb")
    start = time.perf_counter()
    notebook.command("notebook:run-all-cells")
    notebook.explorer()
    print(f"lesson 02, from run to first picture: {time.perf_counter() - start:.2f} s")
    notebook.wait_idle()
    print(f"lesson 02, memory of the kernel (PSS): {notebook.run(pss).strip()} MiB")
    print(
        "pyplot in the kernel:",
        notebook.run("import sys; print('matplotlib.pyplot' in sys.modules)").strip(),
    )
    notebook.end()
    context.close()
    with opened(browser, lab, TECHNIQUES["Explorer"]) as notebook:
        page = notebook.page

        def state() -> tuple[float, ...]:
            page.request_gc()
            return (
                page.evaluate(nodes),
                page.evaluate(heap),
                float(notebook.run(models)),
                float(notebook.run(pss)),
            )

        def tell(what: str, before: tuple[float, ...], after: tuple[float, ...]) -> None:
            names = ("nodes", "MiB of page", "models", "MiB of kernel")
            changes = [f"{b - a:+.1f} {n}" for a, b, n in zip(before, after, names, strict=True)]
            print(f"{what}: " + ", ".join(changes), flush=True)

        before = state()
        page.evaluate("""async () => {
          const slider = document.querySelectorAll('.softmax-explorer input[type=range]')[1];
          for (let n = 0; n < 10000; n += 1) {
            slider.value = String(-5 + (n % 100) / 10);
            slider.dispatchEvent(new Event('input'));
            if (n % 20 === 0) await new Promise(requestAnimationFrame);
          }
        }""")
        page.wait_for_timeout(2000)
        after = state()
        tell("10,000 slider events", before, after)
        for _ in range(200):
            notebook.command("notebook:run-all-cells")
            notebook.wait_idle()
        tell("200 re-runs of the cell", after, state())


MOVE = """(frames) => new Promise((done) => {
  const theta = model.get('theta');
  const tick = () => {
    theta[1] = -5 + (frames % 100) / 10;
    model.set('theta', theta.slice());
    frames -= 1;
    requestAnimationFrame(frames > 0 ? tick : () => requestAnimationFrame(done));
  };
  requestAnimationFrame(tick);
})"""


def script(browser: Browser, lab: Lab) -> None:
    """What a frame costs the page's thread: CPU time, which other programs do not lengthen."""
    print("\nCPU time of a frame, in ms\n    K  script  layout   style     all")
    kinds = [f"{kind}Duration" for kind in ("Script", "Layout", "RecalcStyle", "Task")]
    for k in (2, 5, 10, 30, 100):
        explorer = Explorer(browser, width=848, theta=[n % 7 / 2 for n in range(k)], cell=[0, 1])
        session = explorer.context.new_cdp_session(explorer.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        explorer.page.evaluate(MOVE, 60)
        taken = []
        for frames in (0, 200):
            if frames:
                explorer.page.evaluate(MOVE, frames)
            found = session.send("Performance.getMetrics")["metrics"]
            taken.append({metric["name"]: metric["value"] for metric in found})
        row = [1000 * (taken[1][kind] - taken[0][kind]) / 200 for kind in kinds]
        print(f"{k:>5}" + "".join(f"{value:>8.2f}" for value in row), flush=True)
        explorer.context.close()


def ready(browser: Browser, lab: Lab) -> None:
    """Lessons as pages at a quarter of the speed: until what is near the window is live."""
    print("\nuntil a page is live, CPU at a quarter     ms   shift   script, kB")
    with tempfile.TemporaryDirectory() as folder:
        build_site(notebooks_in(lesson_folder()), Path(folder) / "pages")
        for name, width in itertools.product(("index", "01_softmax", "04_gradient"), (375, 1280)):
            context = browser.new_context(viewport={"width": width, "height": 800})
            context.add_init_script(SHIFT)
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            page.goto((Path(folder) / "pages" / f"{name}.html").as_uri())
            page.wait_for_timeout(4000)
            live, shift = page.evaluate(
                "() => [performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,"
                " window.shift]"
            )
            names = page.eval_on_selector_all("script", "all => all.map((each) => each.src)")
            files = [Path(folder) / "pages" / file.rsplit("/", 1)[1] for file in names]
            size = sum(file.stat().st_size for file in files) / 1000
            print(f"{name:<32}{width:>6}{live:>8.0f}{shift:>8.3f}{size:>13.0f}", flush=True)
            context.close()


TABLES = {
    "techniques": techniques,
    "places": places,
    "growth": growth,
    "pages": pages,
    "python": python,
    "memory": memory,
    "script": script,
    "ready": ready,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", choices=[[], *TABLES], default=[])
    chosen = parser.parse_args().tables or list(TABLES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = [*FLAGS, "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        lab = Lab(Path(folder) / "lessons")
        try:
            for name in chosen:
                TABLES[name](browser, lab)
        finally:
            lab.server.stop()
            browser.close()


if __name__ == "__main__":
    main()
