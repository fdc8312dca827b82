"""The digits are the published ones, and nobody can spoil them for the next reader."""

import hashlib

import numpy as np

from softmax_edu.data import load_digits

# Of scikit-learn 1.9.1's load_digits(): sha256 of images then labels, both as uint8.
PUBLISHED = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


def test_pixels_and_labels_are_the_published_ones():
    """Every number the lessons print about digits rests on these bytes."""
    X, labels = load_digits()
    raw = (X * 16).astype(np.uint8).tobytes() + labels.astype(np.uint8).tobytes()
    assert hashlib.sha256(raw).hexdigest() == PUBLISHED


def test_shapes_types_and_range():
    X, labels = load_digits()
    assert X.shape == (1797, 64)
    assert X.dtype == np.float64
    assert labels.shape == (1797,)
    assert labels.dtype == np.int64
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert set(labels.tolist()) == set(range(10))


def test_a_row_read_row_by_row_is_the_picture():
    """The second image is a 1: its ink stands in the middle columns, top to bottom."""
    X, labels = load_digits()
    picture = X[1].reshape(8, 8)
    assert labels[1] == 1
    assert picture[:, 3:6].sum() > 0.9 * picture.sum()


def test_changing_the_arrays_changes_nobody_elses():
    X, _ = load_digits()
    X[:] = -1
    assert load_digits().X.min() == 0.0


def test_the_file_is_small_enough_to_ship():
    """The reason for a file of our own: scikit-learn would cost a Binder image 194 MB."""
    from importlib.resources import files

    assert (files("softmax_edu.data") / "digits.npz").stat().st_size < 60_000
