"""A dark page shows our pictures in dark colours: the same shapes, and every text still reads."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from softmax_edu.facts import facts
from softmax_edu.figures import explorer_figure
from softmax_edu.moment import Moment
from softmax_edu.night import at_night

HOME = np.log([1, 2, 5])
PICTURES = {
    "around": explorer_figure(Moment(HOME, 1, cell=(0, 1)), labels=["cat", "dog", "owl"]),
    "roads": explorer_figure(
        Moment([0.3, -1, 2, 0, 1], [0, 0.2, 0.3, 0.5, 0], 2.0, (1, 1)), ["jacobian", "roads"]
    ),
    "rows": explorer_figure(
        Moment(HOME, [0.2, 0.5, 0.3], cell=(1, 2)), ["softmax", "gradient"], ["cat", "dog", "owl"]
    ),
    "strongest": explorer_figure(Moment([0.0, 0.0], 0, cell=(0, 1))),
    "many": explorer_figure(
        Moment(np.sin(np.arange(8.0)), 3, cell=(2, 6)), ["jacobian", "roads", "spectrum"]
    ),
}


def indexed(png):
    image = Image.open(BytesIO(png))
    assert image.mode == "P"
    return np.array(image), np.array(image.getpalette()).reshape(-1, 3)


def rgb(colour):
    return tuple(round(255 * part) for part in to_rgb(colour))


def luminance(colour):
    share = np.asarray(colour, dtype=float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def texts(picture):
    """Return every text that is seen, its colour, and the pixels that it covers."""
    FigureCanvasAgg(picture.fig).draw()
    height = picture.fig.get_size_inches()[1] * picture.fig.dpi
    for text in picture.fig.findobj(Text):
        if text.axes is not None and text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            colour = rgb(text.get_color())
            rows = slice(max(0, int(height - box.y1)), int(height - box.y0) + 1)
            yield text.get_text(), colour, (rows, slice(max(0, int(box.x0)), int(box.x1) + 1))


@pytest.mark.parametrize("name", PICTURES)
def test_every_text_has_the_contrast_of_aa_by_day_and_at_night(name):
    picture = PICTURES[name]
    day, night = picture.png(), at_night(picture.png())
    assert night is not None
    (pixels, light), (same, dark) = indexed(day), indexed(night)
    assert np.array_equal(pixels, same)
    themes = facts()["palette"]
    counterpart = {
        rgb(themes["light"][key]): rgb(themes["dark"][key]) for key in ("fg", "dim", "bg")
    }
    for colour, other in counterpart.items():
        (found,) = np.flatnonzero((light == colour).all(axis=1))[:1]
        assert tuple(dark[found]) == other
    read = 0
    for text, colour, where in texts(picture):
        covered = pixels[where]
        if covered.size == 0 or colour not in counterpart:
            continue
        ground = np.bincount(covered.ravel()).argmax()
        if tuple(light[ground]) == colour:
            continue  # a short text whose letters cover most of its box
        read += 1
        assert contrast(colour, light[ground]) >= 4.5, f"by day: {text}"
        assert contrast(counterpart[colour], dark[ground]) >= 4.5, f"at night: {text}"
    assert read >= 12


def test_a_picture_of_somebody_else_stays_as_it_is():
    for image in (
        Image.new("RGB", (4, 4), "white"),
        Image.new("L", (4, 4)),
        Image.new("RGB", (4, 4), "red").quantize(4),
    ):
        buffer = BytesIO()
        image.save(buffer, "png")
        assert at_night(buffer.getvalue()) is None
    ours = PICTURES["around"].png()
    assert at_night(b"") is None
    assert at_night(ours[:20]) is None
    assert at_night(b"GIF89a" + ours) is None
