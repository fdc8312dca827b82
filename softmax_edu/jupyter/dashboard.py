"""The explorers alone, full screen: a page for the projector, served by Voilà on this machine."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import numpy as np
from ipywidgets import FloatSlider, Tab, VBox, jslink
from nbformat.v4 import new_code_cell, new_notebook
from voila.app import Voila

from ..explorer import Explorer
from ..words import message

_CELL = "from softmax_edu.jupyter.dashboard import dashboard\n\ndashboard()"
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def dashboard() -> Tab:
    """Return the explorers as one widget: three classes, the way downhill, and ten classes."""
    three = Explorer(
        np.log([1, 2, 5]),
        y=1,
        cell=(0, 1),
        controls=("target", "presets", "reset", "undo", "present", "inspector"),
    )
    temperature = FloatSlider(
        value=1, min=0.2, max=5, step=0.1, description=message("dashboard.temperature")
    )
    jslink((temperature, "value"), (three, "temperature"))
    downhill = Explorer(
        np.log([1, 2, 5]),
        y=[0.2, 0.5, 0.3],
        panels=("softmax", "gradient", "simplex"),
        controls=("target", "weights", "presets", "reset", "undo", "present"),
    )
    ten = Explorer(np.linspace(-2, 2.5, 10).round(1), y=3)
    titles = [message(f"dashboard.{name}") for name in ("three", "downhill", "ten")]
    return Tab(children=[VBox([temperature, three]), downhill, ten], titles=titles)


def serve(*, browser: bool, extra: Sequence[str] = ()) -> None:
    """Serve the dashboard until it is stopped; `extra` goes to Voilà as it is."""
    with TemporaryDirectory() as folder:
        notebook = Path(folder) / f"{message('dashboard.title')}.ipynb"
        page = new_notebook(cells=[new_code_cell(_CELL)], metadata={"kernelspec": _KERNEL})  # type: ignore[no-untyped-call]
        nbformat.write(page, notebook)  # type: ignore[no-untyped-call]
        arguments = [str(notebook), "--Voila.ip=127.0.0.1", "--strip_sources=True"]
        if not browser:
            arguments.append("--no-browser")
        Voila.launch_instance(argv=[*arguments, *extra])
