"""The explorers alone, full screen: a page for the projector."""

import numpy as np
from ipywidgets import FloatSlider, Tab, VBox, jslink

from ..explorer import Explorer
from ..words import message


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
