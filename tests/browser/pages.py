"""A notebook on several pages of one kernel: gestures, assignments, and what is seen of them."""

import time

from tests.browser.jupyter import Notebook

# A slider of another package, which is linked in the browser alone.
LINKED = (
    "from ipywidgets import FloatSlider, jslink\n"
    "slider = FloatSlider(value=1, min=0.25, max=5, step=0.25)\n"
    "jslink((slider, 'value'), (explorer, 'temperature'))\nslider"
)
DIALOG = ".jp-Dialog"  # JupyterLab's own: it takes the focus from whatever has it


def scores(notebook: Notebook) -> list[float]:
    """Return the θ that a page shows."""
    return notebook.explorer().evaluate(
        "(root) => [...root.querySelectorAll('[data-quantity=theta]')]"
        ".map((mark) => Number(mark.dataset.value))"
    )


def in_python(notebook: Notebook) -> list[float]:
    return [float(v) for v in notebook.run("print(*explorer.theta.tolist())").split()]


def agree(*notebooks: Notebook, seconds: float = 1.0) -> list[float]:
    """Wait until all pages show what Python has, which the first one is asked for; return it."""
    python = in_python(notebooks[0])
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if all(scores(notebook) == python for notebook in notebooks):
            return python
        notebooks[0].page.wait_for_timeout(50)
        python = in_python(notebooks[0])
    shown = [(scores(notebook), connection(notebook)) for notebook in notebooks]
    raise AssertionError(f"Python has {python}, the pages show {shown}")


def connection(notebook: Notebook) -> str:
    """Return what JupyterLab says of a page's connection to its kernel."""
    return notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
        "?.connectionStatus"
    )


def press(
    notebook: Notebook, key: str = "ArrowRight", name: str = "θ₁", times: int = 1, pause: float = 0
) -> None:
    notebook.explorer().get_by_role("slider", name=name).focus()
    for _ in range(times):
        notebook.page.keyboard.press(key)
        notebook.page.wait_for_timeout(pause)


def execute(notebook: Notebook, code: str) -> None:
    """Start code in the kernel and do not wait for it."""
    notebook.page.evaluate(
        "(code) => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({ code }); }",
        code,
    )


def dismiss_dialogs(notebook: Notebook) -> None:
    """Close, as a person would, what JupyterLab lays over the page when its server is not found."""
    dialog = notebook.page.locator(DIALOG)
    notebook.page.add_locator_handler(
        dialog, lambda: dialog.first.get_by_role("button").last.click()
    )
