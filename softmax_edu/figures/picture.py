"""A matplotlib figure that shows itself without pyplot."""

import threading
from base64 import b64encode
from collections.abc import Collection
from html import escape
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from numpy.typing import NDArray
from PIL import Image

from ..files import write
from .style import BACKGROUND, plain, prepare

CSS_DPI = 96.0
COLOURS = 128  # of a picture: the matrix of ten classes takes 55, its scale 19
RETINA = 2.0  # device pixels in a CSS pixel


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of that many CSS pixels, white whatever rcParams say."""
    figure = Figure(
        figsize=(width / CSS_DPI, height / CSS_DPI),
        dpi=CSS_DPI * RETINA,
        facecolor=BACKGROUND,
        edgecolor=BACKGROUND,
        linewidth=0,
        frameon=True,
        layout=PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True),
    )
    plain(figure.patch)
    return figure


def new_sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure with axes over all of it, measured in CSS pixels."""
    figure = new_figure(width, height)
    ax = figure.add_axes((0, 0, 1, 1))
    prepare(ax, width, height)
    return figure, ax


def indexed(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return an image of few colours, about a third of the size of one in full colour.

    The colours that lie in flat areas are kept exactly, and those are the ones that mean something;
    only the fringes of letters move to the nearest of them.
    """
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colours, counts = np.unique(packed, return_counts=True)
    flat = packed[:, 1:][packed[:, 1:] == packed[:, :-1]]
    flat_counts = np.bincount(np.searchsorted(colours, flat), minlength=colours.size)
    # Ties go to what covers more, then to the darker colour: the order must not depend on how a
    # sort treats equals.
    kept = colours[np.lexsort((colours, -counts, -flat_counts))[:COLOURS]]
    channels = np.array([16, 8, 0])
    palette = (kept[:, None] >> channels) & 255
    others = (colours[:, None] >> channels) & 255
    # The squared distance but for the term that all of a row share.
    distance = (palette**2).sum(axis=1) - 2 * others.astype(np.int64) @ palette.T.astype(np.int64)
    nearest = np.zeros(1 << 24, dtype=np.uint8)
    nearest[colours] = distance.argmin(axis=1)
    image = Image.fromarray(nearest[packed])
    image.putpalette(palette.astype(np.uint8).tobytes())
    return image


class Picture:
    """A figure with its alternative text, as a notebook shows it.

    A bare `matplotlib.figure.Figure` shows as text only, and pyplot costs 32 MiB of a learner's
    kernel.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        What is shown; made without pyplot.
    alt : str
        What the figure shows, in words and numbers, for those who cannot see it.
    """

    def __init__(self, fig: Figure, alt: str) -> None:
        self.fig = fig
        self.alt = alt
        self._lock = threading.Lock()  # a kernel may draw from several threads

    def __repr__(self) -> str:
        return self.alt

    @property
    def size(self) -> tuple[int, int]:
        """The width and height in CSS pixels."""
        width, height = self.fig.get_size_inches() * CSS_DPI
        return round(width), round(height)

    def png(self) -> bytes:
        """Return the picture as PNG: no date, no version, the same bytes each time."""
        with self._lock:
            canvas: Any = FigureCanvasAgg(self.fig)
            canvas.draw()
            pixels = np.array(canvas.buffer_rgba())[..., :3]
        buffer = BytesIO()
        indexed(pixels).save(buffer, "png", optimize=True)
        return buffer.getvalue()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the picture to a PNG file, whole."""
        write(Path(path), self.png())

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        width, height = self.size
        png = b64encode(self.png()).decode("ascii")
        # A page made from a bare image has no place for its words; as HTML it brings them along.
        html = (
            f'<img alt="{escape(self.alt)}" width="{width}" height="{height}" '
            f'src="data:image/png;base64,{png}">'
        )
        data = {"text/plain": self.alt, "text/html": html, "image/png": png}
        return data, {"image/png": {"alt": self.alt, "width": width, "height": height}}
