"""The handwritten digits of the lessons, as a small file of our own.

Where they come from, and under which licence, is in README.md beside this file.
"""

from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Digits(NamedTuple):
    """N images of handwritten digits, and what each of them shows."""

    X: NDArray[np.float64]
    labels: NDArray[np.int64]


def load_digits() -> Digits:
    """Return 1,797 images of handwritten digits and their labels.

    Returns
    -------
    X : ndarray of float64, shape (1797, 64)
        One image a row: its 8×8 pixels, row after row, from 0 (paper) to 1 (ink).
        ``X[n].reshape(8, 8)`` is the picture.
    labels : ndarray of int64, shape (1797,)
        The digit that each image shows, 0 … 9.

    Notes
    -----
    The arrays are fresh at each call, so changing them changes nobody else's.

    References
    ----------
    E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998, https://doi.org/10.24432/C50P49.
    """
    with (files(__name__) / "digits.npz").open("rb") as file, np.load(file) as archive:
        images, labels = archive["images"], archive["labels"]
    # A pixel is stored as the number of dark points in a 4×4 block, so 16 is all ink.
    return Digits(images.reshape(len(images), -1) / 16.0, labels.astype(np.int64))
