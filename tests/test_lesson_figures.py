"""The lessons' other pictures show the numbers they were given, and say them in words."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import AxesImage

from softmax_edu import live, softmax
from softmax_edu.data import load_digits
from softmax_edu.figures import (
    AttentionPicture,
    Cloud,
    Curves,
    Reliability,
    RunningSoftmax,
    SignedBars,
    digits_picture,
    draw_simplex,
    simplex_picture,
)
from softmax_edu.figures.picture import new_sheet
from softmax_edu.moment import Moment

STEPS = 10.0 ** np.arange(-4, 1)


def v_curve(mark=None):
    return Curves(
        STEPS,
        {"a": [1e-2, 1e-4, 1e-6, 1e-4, 1e-2], "b": [0, 1e-1, 1e-3, 1e-5, np.nan]},
        x_name="h",
        y_name="error",
        log=True,
        mark=mark,
    )


def test_a_digit_is_drawn_upright_ink_black():
    """An image turned upside down would still look like some digit."""
    X, labels = load_digits()
    picture = digits_picture(X[:2], labels[:2])
    drawn = [child for child in picture.fig.axes[0].get_children() if isinstance(child, AxesImage)]
    np.testing.assert_array_equal(drawn[1].get_array(), X[1].reshape(8, 8))
    assert drawn[1].to_rgba(np.array([[1.0, 0.0]]))[0, :, 0].tolist() == [0.0, 1.0]
    left, right, bottom, top = drawn[1].get_extent()
    # The sheet's origin is its top left corner, so the first row of pixels is at the smaller y.
    assert left < right
    assert top < bottom


def test_digits_are_told_in_words():
    X, labels = load_digits()
    assert "0, 1, 2" in digits_picture(X[:3], labels[:3]).alt
    assert "4" in digits_picture(X[[4]], labels[[4]]).alt


def test_every_image_needs_its_label():
    X, labels = load_digits()
    with pytest.raises(ValueError, match="zip"):
        digits_picture(X[:3], labels[:2])


def test_a_power_of_ten_is_the_same_length_everywhere():
    """That is what makes the slope of a log-log curve its exponent."""
    curves = v_curve()
    across = curves._across(STEPS)
    np.testing.assert_allclose(np.diff(across), np.diff(across)[0])
    down = curves._down([1e-1, 1e-2, 1e-3])
    assert down[0] < down[1] < down[2]
    np.testing.assert_allclose(down[2] - down[1], down[1] - down[0])


def test_linear_curves_start_at_zero():
    """A loss curve whose axis starts elsewhere shows a fall that is not there."""
    curves = Curves([0, 1, 2], {"L": [3.0, 2.0, 1.5]}, x_name="n", y_name="L")
    bottom = curves.TOP + curves.HEIGHT
    assert bottom - curves._down(3.0) == pytest.approx(2 * (bottom - curves._down(1.5)))
    assert "from 3.000 to 1.500" in curves.alt


def test_the_words_name_each_curves_best_step_without_zeros_and_nans():
    alt = v_curve().alt
    assert "a: lowest at 0.01" in alt
    assert "b: lowest at 0.1" in alt


def test_of_a_flat_stretch_the_words_name_the_right_end():
    """Where noise is lowest differs from machine to machine, and a stored output must not."""
    noisy = Curves(
        STEPS, {"a": [3e-17, 4e-17, 3.5e-17, 1e-9, 1e-3]}, x_name="h", y_name="error", log=True
    )
    assert "lowest at 0.01" in noisy.alt


def test_the_mark_moves_without_a_new_figure():
    curves = v_curve(mark=1e-3)
    figure, before, png = curves.fig, curves.line.get_xdata()[0], curves.png()
    curves.move(1e-1)
    assert curves.fig is figure
    assert curves.line.get_xdata()[0] > before
    assert curves.png() != png
    assert "h = 0.1" in curves.alt
    curves.move(1e-3)
    assert curves.png() == png


def test_the_mark_reads_every_curve():
    """In the legend and, where the values are no rounding errors, in words."""
    x = np.linspace(0.01, 1, 397)
    curves = Curves(x, {"L": -np.log(x)}, x_name="S", y_name="L", mark=1 / 4)
    texts = [text.get_text() for text in curves.ax.texts]
    assert "1.39" in texts
    assert "L: 1.39 at the mark" in curves.alt
    curves.move(1 / 8)
    assert curves.value("L", 1 / 8) == pytest.approx(np.log(8), abs=1e-3)
    assert "L: 2.08 at the mark" in curves.alt
    [[across], [down]] = curves._points["L"].get_data()
    assert across == curves.line.get_xdata()[0]
    assert down == pytest.approx(curves._down(np.log(8)), abs=0.1)


def test_the_mark_reads_logarithmic_curves_along_their_lines_and_not_beyond_what_is_known():
    curves = v_curve(mark=1e-3)
    assert curves.value("a", 1e-3) == pytest.approx(1e-4)
    assert curves.value("a", 10**-3.5) == pytest.approx(1e-3)
    assert curves.value("b", 1e-4) is None  # 0 there
    assert "at the mark" not in curves.alt
    assert curves._values["a"].get_text() == "0.000100"


def test_without_a_mark_no_line_is_seen():
    assert not v_curve().line.get_visible()
    assert not any(point.get_visible() for point in v_curve()._points.values())


def test_the_corners_of_the_triangle_are_the_certain_probabilities():
    picture = simplex_picture({"a": np.eye(3)}, [1 / 3, 1 / 3, 1 / 3])
    path = next(line for line in picture.fig.axes[0].lines if len(line.get_xdata()) == 3)
    x, y = path.get_xdata(), path.get_ydata()
    # S₀ at the left, S₁ at the right, S₂ above them; the sheet's y grows downwards.
    assert x[0] < x[2] < x[1]
    assert y[0] == y[1] > y[2]
    sides = np.hypot(np.diff([*x, x[0]]), np.diff([*y, y[0]]))
    np.testing.assert_allclose(sides, sides[0])


def test_a_corner_has_one_name_in_every_triangle():
    """That of the live view and of the account: eₖ, where Sₖ = 1."""
    _, ax = new_sheet(450, 342)
    draw_simplex(ax, Moment([0, 1, 2], 0))
    paths = simplex_picture({"a": np.eye(3)}, [1, 0, 0]).fig.axes[0]
    for axes in (ax, paths):
        names = [text for text in axes.texts if text.get_text() in ("e₀", "e₁", "e₂")]
        assert [text.get_text() for text in names] == ["e₀", "e₁", "e₂"]
    corners = (Path(live.__file__).parent / "simplex.js").read_text(encoding="utf-8")
    assert "`e${subscript(k)}" in corners


@pytest.mark.parametrize(
    "picture",
    [
        Curves([0, 1], {"a": [1, 2], "b": [2, 1], "c": [3, 3]}, x_name="n", y_name="L"),
        simplex_picture({name: np.eye(3) for name in "abc"}, [0.2, 0.5, 0.3]),
    ],
    ids=["curves", "simplex"],
)
def test_the_legend_shows_at_least_two_whole_dashes_of_each_curve(picture):
    """A sample that ends within its second dash looks like another kind of line."""
    samples = [line for line in picture.fig.axes[0].lines if line.get_xdata()[0] > 350]
    dashed = [line for line in samples if line.is_dashed()]
    assert len(dashed) == 2
    for line in dashed:
        (start, _), (end, _) = line.get_transform().transform(np.transpose(line.get_data()))
        on, off = line._unscaled_dash_pattern[1]
        width = line.get_linewidth() * line.figure.dpi / 72
        assert end - start >= (2 * on + off) * width - 1e-6


def test_a_letter_after_an_underscore_is_lowered_in_the_picture_and_plain_in_the_words():
    curves = Curves([0, 1], {"−ln S_y": [1, 2]}, x_name="S_y", y_name="L")
    written = {text.get_text(): text.get_parse_math() for text in curves.ax.texts}
    assert "S_y" not in written
    assert [text for text, is_math in written.items() if is_math] == [
        r"$\mathrm{S_{y}}$",
        r"−ln $\mathrm{S_{y}}$",
    ]
    assert "S_y" in curves.alt


@pytest.mark.parametrize("end", [[0.03, 0.61, 0.36], [0.4, 0.3, 0.3], [0.1, 0.2, 0.7]])
def test_no_path_runs_through_the_name_of_y(end):
    y = np.array([0.2, 0.5, 0.3])
    picture = simplex_picture({"a": [y, end], "b": [[0.125, 0.25, 0.625], y]}, y)
    picture.png()
    box = next(t for t in picture.fig.axes[0].texts if t.get_text() == "y").get_window_extent()
    paths = [line for line in picture.fig.axes[0].lines if len(line.get_xdata()) == 2][:-2]
    for line in paths:
        pixels = line.get_transform().transform(np.transpose(line.get_data()))
        along = pixels[0] + np.linspace(0, 1, 500)[:, np.newaxis] * (pixels[1] - pixels[0])
        assert not any(box.contains(x, down) for x, down in along)


def test_a_path_is_told_from_its_start_to_its_end():
    picture = simplex_picture({"a": [[0.125, 0.25, 0.625], [0.2, 0.5, 0.3]]}, [0.2, 0.5, 0.3])
    assert "to (0.20, 0.50, 0.30)" in picture.alt


@pytest.mark.parametrize(
    "make", [v_curve, lambda: simplex_picture({"a": np.eye(3)}, [0.2, 0.5, 0.3])]
)
def test_the_same_picture_has_the_same_bytes(make):
    assert make().png() == make().png()


# --- attention -----------------------------------------------------------------------------------

KEYS = np.array([[1.9, 0.7], [0.5, 1.9], [-1.7, 1.0]])
VALUES = np.array([[2.0, 1.5], [-1.0, 2.0], [-2.0, -0.5]])


def test_the_bars_of_attention_are_its_weights_and_the_output_is_their_mean():
    picture = AttentionPicture(KEYS, VALUES, [1.0, 0.0])
    for query in ([1.5, 1.2], [-3.0, 0.5]):
        picture.turn(query)
        weights = softmax(KEYS @ query / np.sqrt(2))
        widths = np.array([bar.get_width() for bar, _ in picture.bars])
        np.testing.assert_allclose(widths / widths.sum(), weights, atol=1e-12)
        x, y = (float(at[0]) for at in picture.output.get_data())
        np.testing.assert_allclose((x, y), picture._among_values(weights @ VALUES))
        assert f", {weights[1]:.3f}, " in picture.alt


def test_a_query_stays_in_its_panel_however_long_and_none_is_drawn_of_no_length():
    picture = AttentionPicture(KEYS, VALUES, [1.0, 0.0])
    for way in np.eye(2):
        for sign in (8, -8):
            x, y = (np.array(at) for at in picture.turn(sign * way).query.get_data())
            assert ((x > 10) & (x < picture.SIDE - 10) & (y > 10) & (y < picture.SIDE + 14)).all()
    assert "< 0.001" in picture.turn([-8, 0]).alt
    assert not picture.turn([0, 0]).query.get_visible()
    assert picture.turn([0, 1]).query.get_visible()


def test_what_has_been_summed_shrinks_when_the_largest_score_rises():
    running = RunningSoftmax([1, 2, 5, 3], [10, 20, 30, 40])

    def widths(row):
        return np.array([box.get_width() for box in running.sums[row][0]])

    running.meet(2)
    before = [widths(row)[:2] for row in (0, 1)]
    running.meet(3)
    for row in (0, 1):
        np.testing.assert_allclose(widths(row)[:2], before[row] * np.exp(-3))
    assert running.alt.endswith("m = 5, l = 1.068, o = 31.179, o / l = 29.2.")
    running.meet(4)
    assert "o / l = 30.4" in running.alt
    running.meet(0)
    assert not widths(0).any()
    assert "m = −∞" in running.alt


# --- another target ------------------------------------------------------------------------------


def test_signed_bars_have_the_lengths_and_sides_of_their_numbers():
    picture = SignedBars({"g": [0.5, -0.25], "h": [1.0, -3.0]}, limit=2)
    widths = np.array([bar.get_width() for bar in picture.bars])
    np.testing.assert_allclose(widths / widths[0], [1, 0.5, 2, 4])  # −3 is cut at −2
    assert [bar.get_x() < picture._zero(n // 2) for n, bar in enumerate(picture.bars)] == [
        False,
        True,
        False,
        True,
    ]
    assert "h = (+1.000, −3.000)." in picture.alt


def test_a_cloud_counts_what_it_cannot_show():
    picture = Cloud([[0, 0, 0], [1, -1, 0], [9, -9, 0]], [1, -1, 0], limit=2)
    assert len(picture.dots.get_xdata()) == 2
    assert "1 are outside the picture" in picture.alt
    up = picture._place(np.array([[2.0, -1.0, -1.0]]))[0]
    assert up[0] == pytest.approx(picture.SIDE / 2)
    assert up[1] < picture.SIDE / 2
    picture.show([[0.5, -0.5, 0], [1.5, -1.5, 0]])
    assert "Their mean is (+1.000, −1.000, 0.000), their scatter 0.50" in picture.alt


def test_a_bar_of_reliability_is_as_high_as_its_answers_are_right():
    picture = Reliability([0.95, 0.91, 0.97, 0.55], [1, 0, 1, 1])
    heights = [bar.get_height() / picture.SIDE for bar in picture.bars]
    np.testing.assert_allclose(heights, [0, 0, 0, 0, 0, 1, 0, 0, 0, 2 / 3])
    error = 3 / 4 * abs(2 / 3 - np.mean([0.95, 0.91, 0.97])) + 1 / 4 * 0.45
    assert f"calibration error {error:.3f}" in picture.alt
    picture.show([1.0], [1])
    assert picture.bars[9].get_height() == picture.SIDE
