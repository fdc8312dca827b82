"""Handwritten digits in a row."""

from collections.abc import Sequence

import numpy as np
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike

from ..words import listed, message
from .picture import Picture, new_sheet
from .style import LINE, Array, add_box, add_text


def digits_picture(X: ArrayLike, labels: Sequence[int]) -> Picture:
    """Draw images of digits in a row, ink black, the label below each.

    Parameters
    ----------
    X : array_like, shape (N, 64)
        One image a row, 0 (paper) to 1 (ink).
    labels : sequence of int, length N
        What each image shows.
    """
    images = np.asarray(X, dtype=float).reshape(-1, 8, 8)
    size = 80.0 if len(images) > 1 else 160.0
    figure, ax = new_sheet(8 + len(images) * (size + 8), size + 38)
    for n, (image, label) in enumerate(zip(images, labels, strict=True)):
        left = 8 + n * (size + 8)
        pixels = AxesImage(
            ax, cmap="gray_r", interpolation="nearest", origin="upper", resample=False
        )
        pixels.set_data(image)
        pixels.set_clim(0, 1)
        pixels.set_extent((left, left + size, 8 + size, 8))
        ax.add_image(pixels)
        add_box(ax, left, 8, size, size, edge=LINE, edge_width=1)
        add_text(ax, left + size / 2, size + 28, str(int(label)), bold=True, align="center")
    return Picture(figure, _digits_alt(images, labels))


def _digits_alt(images: Array, labels: Sequence[int]) -> str:
    names = listed("and", (str(int(label)) for label in labels))
    if len(images) == 1:
        return message("figures.digit", label=names)
    return message("figures.digits", count=len(images), labels=names)
