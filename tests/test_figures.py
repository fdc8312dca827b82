"""Pictures show the numbers, move as a whole, and leave no trace anywhere else."""

import base64
import hashlib
import itertools
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, fontManager, get_font
from matplotlib.text import Text
from PIL import Image
from scipy.special import softmax as scipy_softmax

from softmax_edu.figures import (
    Curves,
    Picture,
    draw_around,
    draw_gradient,
    draw_jacobian,
    draw_roads,
    draw_scores,
    draw_simplex,
    draw_softmax,
    draw_spectrum,
    explorer_figure,
    simplex_picture,
)
from softmax_edu.figures.gains import gains_picture
from softmax_edu.figures.picture import new_figure
from softmax_edu.figures.roads import THICKEST, THINNEST
from softmax_edu.figures.simplex import CORNERS, contours
from softmax_edu.figures.style import (
    BACKGROUND,
    DIM,
    NEGATIVE,
    POSITIVE,
    WIDE_FAMILIES,
    text_width,
    tint,
)
from softmax_edu.moment import Moment

THETA = np.array([1.2, 0.4, -0.8, 2.0, -1.5])
PROBE = np.log([1.0, 2.0, 5.0])  # S = (1/8, 1/4, 5/8)

PANELS: dict[str, Callable[..., Any]] = {
    "around": draw_around,
    "scores": draw_scores,
    "softmax": draw_softmax,
    "jacobian": draw_jacobian,
    "gradient": draw_gradient,
    "simplex": draw_simplex,
    "roads": draw_roads,
    "spectrum": draw_spectrum,
}


def axes() -> Any:
    return new_figure(560, 340).add_axes((0, 0, 1, 1))


def shown(texts: list[Text]) -> list[float]:
    """Read the numbers that texts show."""
    powers = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return [float(text.get_text().translate(powers).replace("·10", "e")) for text in texts]


def oracle(theta: np.ndarray, temperature: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    s = scipy_softmax(theta / temperature)
    return s, (np.diag(s) - np.outer(s, s)) / temperature


# --- what is drawn are the numbers ---------------------------------------------------------------


def test_bars_are_as_long_as_s_and_carry_its_digits() -> None:
    s, _ = oracle(THETA)
    panel = draw_softmax(axes(), Moment(THETA))
    assert [bar.get_width() / panel.BAR for bar in panel.bars] == pytest.approx(s)
    assert shown(panel.texts) == pytest.approx(s, abs=5.1e-4)


def test_the_target_is_marked_on_the_scale_of_s() -> None:
    """S − y is the gap between the end of a bar and the mark, so both need one scale."""
    y = [0.2, 0.5, 0.3]
    panel = draw_softmax(axes(), Moment(PROBE, y))
    places = [mark.get_x() + mark.get_width() / 2 - panel.bar for mark in panel.marks]
    assert np.array(places) / panel.BAR == pytest.approx(y)
    assert [text.get_text() for text in panel.targets] == ["y₀ = 0.2", "y₁ = 0.5", "y₂ = 0.3"]


def test_no_target_leaves_no_mark() -> None:
    panel = draw_softmax(axes(), Moment(PROBE))
    assert not any(mark.get_visible() for mark in panel.marks)


@pytest.mark.parametrize("temperature", [1.0, 2.0, 0.5])
def test_cells_show_the_derivative_of_output_i_by_input_j(temperature: float) -> None:
    _, J = oracle(THETA, temperature)
    panel = draw_jacobian(axes(), Moment(THETA, temperature=temperature))
    for i, row in enumerate(panel.texts):
        assert shown(row) == pytest.approx(J[i], abs=5.1e-4)


def test_exactly_the_negative_cells_carry_the_mark() -> None:
    """The sign must be readable without colour."""
    panel = draw_jacobian(axes(), Moment([0.0, 0.0, -800.0]))
    width, height = panel.grid.cell, panel.grid.pitch
    corners = [path.vertices[:, [0]].min() for path in panel.cells.marks.get_paths()]
    rows = [path.vertices[:, 1].max() for path in panel.cells.marks.get_paths()]
    assert [int((x - panel.grid.left) // width) for x in corners] == [1, 0]
    assert rows[1] - rows[0] == pytest.approx(height)


def test_colour_is_the_signed_square_root_on_a_fixed_scale() -> None:
    white, positive, negative = map(np.array, map(to_rgb, (BACKGROUND, POSITIVE, NEGATIVE)))
    for value, limit in itertools.product([-0.25, -0.01, 0.0, 0.01, 0.25], [0.25, 0.5]):
        share = 0.72 * np.sqrt(abs(value) / limit)
        end = negative if value < 0 else positive
        assert tint(np.array(value), limit) == pytest.approx(white + share * (end - white))


def test_colour_is_clamped_at_the_end_of_its_scale() -> None:
    assert tint(np.array(9.0), 1.0) == pytest.approx(tint(np.array(1.0), 1.0))


def test_a_cell_has_the_same_colour_whatever_the_other_cells_are() -> None:
    """A scale that follows the data would move colours of cells that did not change."""
    panel = draw_jacobian(axes(), Moment([0.0, 0.0, -40.0]))
    before = panel.cells.patches.get_facecolor()[0].copy()
    panel.update(Moment([0.0, 0.0, -50.0]))
    assert panel.cells.patches.get_facecolor()[0] == pytest.approx(before)


@pytest.mark.parametrize("y", [0, 3, [0.2, 0.5, 0.3, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0, 1.0]])
@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_gradient_bars_and_digits_are_s_times_sum_y_minus_y(y: Any, temperature: float) -> None:
    s, _ = oracle(THETA, temperature)
    weights = np.eye(5)[y] if isinstance(y, int) else np.array(y)
    gradient = (s * weights.sum() - weights) / temperature
    limit = max(1.0, weights.sum()) / temperature
    panel = draw_gradient(axes(), Moment(THETA, y, temperature=temperature))
    assert shown(panel.texts) == pytest.approx(gradient, abs=5.1e-4)
    widths = [box.get_width() / panel.HALF for box in panel.bars.boxes]
    assert widths == pytest.approx(gradient / limit)
    assert shown(panel.scale) == pytest.approx([-limit, 0, limit], rel=5e-3)
    loss = -(weights * np.log(s)).sum()
    assert float(panel.loss.get_text().rpartition(" = ")[2]) == pytest.approx(loss, abs=5.1e-4)


def test_heads_say_which_derivative_is_shown() -> None:
    def heads(y: Any, temperature: float) -> list[str]:
        panels = (draw(axes(), Moment(PROBE, y, temperature)) for draw in HEADED)
        return [panel.header.get_text() for panel in panels]

    HEADED = (draw_softmax, draw_jacobian, draw_gradient)
    assert heads(1, 1.0) == ["S = softmax(θ)", "J = ∂Sᵢ/∂θⱼ", "∂L/∂θ = S − y"]
    assert heads([0, 2, 0], 2.0) == [
        "S = softmax(θ/T)",
        "J = Sᵢ(δᵢⱼ − Sⱼ)/T",
        "∂L/∂θ = (S·Σy − y)/T",
    ]
    assert heads([0.1, 0.2, 0.7], 1.0)[2] == "∂L/∂θ = S − y"


def test_sliders_stand_where_the_scores_are() -> None:
    panel = draw_scores(axes(), Moment([-5.0, 0.0, 2.5]))
    places = [(knob.get_xdata()[0] - panel.track) / panel.TRACK for knob in panel.knobs]
    assert places == pytest.approx([0.0, 0.5, 0.75])
    assert [text.get_text() for text in panel.texts] == ["−5.0", "0.0", "2.5"]


def test_the_sliders_scale_widens_to_where_scores_are() -> None:
    panel = draw_scores(axes(), Moment([-5.0, 0.0, 14.2]))
    ends = [panel.knobs[k].get_xdata()[0] for k in (0, 2)]
    assert (ends[1] - ends[0]) / panel.TRACK == pytest.approx(19.2 / 20)


def test_a_picked_cell_lights_row_i_of_the_output_and_column_j_of_the_input() -> None:
    i, j = 1, 3
    moment = Moment(THETA, 0, cell=(i, j))
    scores, softmax, gradient = (
        draw(axes(), moment) for draw in (draw_scores, draw_softmax, draw_gradient)
    )
    assert scores.band.box.get_y() == gradient.band.box.get_y() == scores.rows.top(j)
    assert softmax.band.box.get_y() == softmax.rows.top(i)
    jacobian = draw_jacobian(axes(), moment)
    assert jacobian.row_band.box.get_y() == jacobian.rows.top(i)
    assert jacobian.column_band.box.get_x() == jacobian.grid.column(j)
    outline = jacobian.cells.outline
    assert outline.get_visible()
    assert (outline.get_x() - 2, outline.get_y() - 2) == (
        jacobian.column_band.box.get_x(),
        jacobian.row_band.box.get_y(),
    )


@pytest.mark.parametrize("temperature", [1.0, 2.0])
@pytest.mark.parametrize("K", [2, 3, 5, 10])
def test_around_the_matrix_inputs_stand_over_columns_and_outputs_beside_rows(
    K: int, temperature: float
) -> None:
    moment = Moment(np.linspace(-1, 2, K), 1, temperature, cell=(0, 1))
    panel = draw_around(axes(), moment)
    grid, outputs, back = panel.grid, panel.outputs, panel.back
    s, J = oracle(moment.theta, temperature)
    y = np.eye(K)[1]
    for k in range(K):
        column, row = grid.left + (k + 0.5) * grid.cell, grid.head + (k + 0.5) * grid.pitch
        bar = back.bars[k]
        assert panel.heads.knobs[k].get_xdata()[0] == pytest.approx(column)
        assert bar.get_x() + bar.get_width() / 2 == pytest.approx(column)
        assert back.texts[k].get_position()[0] == pytest.approx(column)
        share = outputs.shares.bars[k]
        assert share.get_y() + share.get_height() / 2 == pytest.approx(row)
        assert abs(back.slopes[k].get_position()[1] - row) < 8
    assert max(text.get_position()[1] for text in panel.heads.texts) < grid.head
    assert min(bar.get_y() for bar in back.bars) > grid.bottom
    assert outputs.shares.left + outputs.shares.length < grid.left
    assert min(text.get_position()[0] for text in back.slopes) > grid.right
    assert back.loss.get_position()[0] > grid.right
    assert back.loss.get_position()[1] > grid.bottom
    lengths = np.array([bar.get_height() for bar in back.bars])
    # On a scale whose y runs downwards, what is positive reaches upwards.
    assert -lengths / 96 == pytest.approx(s - y)
    assert [bar.get_width() / 96 for bar in outputs.shares.bars] == pytest.approx(s)
    assert shown(back.texts) == pytest.approx((s - y) / temperature, abs=5.1e-4)
    assert shown(back.slopes) == pytest.approx(-y / s, rel=5e-3)
    for i, row in enumerate(panel.cells.texts):
        assert shown(row) == pytest.approx(J[i], abs=5.1e-4)


def test_the_two_bands_run_through_all_that_belongs_to_a_cell_and_cross_in_it() -> None:
    panel = draw_around(axes(), Moment(THETA, 0, cell=(1, 3)))
    row, column, outline = (
        box.get_bbox() for box in (panel.row_band.box, panel.column_band.box, panel.cells.outline)
    )
    assert (row.y0, row.y1) == (panel.grid.top(1), panel.grid.top(2))
    assert (column.x0, column.x1) == (panel.grid.column(3), panel.grid.column(4))
    assert row.x0 <= 0 < panel.back.slopes[1].get_position()[0] < row.x1
    assert column.y0 < panel.heads.texts[3].get_position()[1]
    assert panel.back.texts[3].get_position()[1] < column.y1
    assert column.x0 < outline.x0 < outline.x1 < column.x1
    assert row.y0 < outline.y0 < outline.y1 < row.y1


@pytest.mark.parametrize("situation", ["one-hot", "soft", "weights, warm", "saturated", "K = 10"])
def test_the_lit_column_shows_the_products_that_add_up_to_its_entry(situation: str) -> None:
    moment = SITUATIONS[situation]
    panel = draw_around(axes(), moment)
    j = moment.cell[1]
    s, J = oracle(moment.theta, moment.temperature)
    terms = -moment.weights / s * J[:, j]
    powers = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    for i, text in enumerate(panel.back.sent):
        term = text.get_text().translate(powers).replace("·10", "e")
        result = float(re.split("[=≈↓<>]", term)[-1])
        assert result == pytest.approx(terms[i], abs=1.1e-3 if "<" in term else 5.1e-4)
        if "=" in term and "× 0" not in term:
            [factor] = shown([panel.cells.texts[i][j]])
            slope = float(term.partition("=")[0].removeprefix("×"))
            assert factor * slope == pytest.approx(result, abs=5.1e-4)
    unlit = draw_around(axes(), Moment(moment.theta, moment.y, moment.temperature))
    assert not any(text.get_visible() for text in unlit.back.sent)


def test_without_a_target_there_is_no_way_back() -> None:
    picture = explorer_figure(Moment(THETA, cell=(0, 1)))
    assert not [text for text, _ in boxes(picture) if "L" in text]
    with pytest.raises(ValueError, match="target"):
        draw_around(axes(), Moment(THETA))


def test_without_the_matrix_each_class_is_one_row() -> None:
    picture = explorer_figure(Moment(THETA, 0), panels=["softmax", "gradient"])
    places = dict(boxes(picture))
    for k in "₀₁₂₃₄":
        assert places[f"θ{k}"].y0 == pytest.approx(places[f"S{k}"].y0, abs=2)


@pytest.mark.parametrize("panels", [["softmax", "gradient"], ["softmax", "jacobian", "gradient"]])
@pytest.mark.parametrize("lead", [10.0, 50.0])  # from 37 on S is 1 as a double
def test_nothing_is_written_as_0_or_1_that_is_neither(panels: list[str], lead: float) -> None:
    picture = explorer_figure(Moment([lead - 5.0, -5.0, -5.0], 0), panels=panels)
    # A factor of an equation has the digits that it takes to multiply out.
    written = " ".join(text for text, _ in boxes(picture) if "×" not in text) + picture.alt
    assert not re.search(r"(?<!\d)[01]\.000(?!\d)", written)
    assert "> 0.999" in written
    assert "< 0.001" in written


def number_of(text: Text) -> float:
    """Read the number at the end of a text: ``J₀₁ = −0.03125``."""
    return float(text.get_text().split()[-1].replace("−", "-"))


@pytest.mark.parametrize("temperature", [1.0, 2.0])
@pytest.mark.parametrize("j", [0, 1, 2])
def test_the_map_of_roads_is_the_chain_rule(j: int, temperature: float) -> None:
    y = np.array([0.2, 0.8, 0.0])
    s, J = oracle(PROBE, temperature)
    panel = draw_roads(axes(), Moment(PROBE, y, temperature, cell=(0, j)))
    factors = J[:, j], -y / s
    first, second = ([number_of(text) for text in stage.texts] for stage in panel.stages)
    assert first == pytest.approx(factors[0], abs=5.1e-4)
    assert second == pytest.approx(factors[1], rel=5.1e-4)
    came = [number_of(effect.number) for effect in panel.effects]
    assert came == pytest.approx(factors[0] * factors[1], abs=5.1e-4)
    assert np.multiply(first, second) == pytest.approx(came, abs=5.01e-4)
    total = number_of(panel.sum.number)
    assert total == pytest.approx((factors[0] * factors[1]).sum(), abs=5.1e-4)


def test_an_edge_is_as_thick_as_its_factor_is_large_and_0_is_grey_and_dashed() -> None:
    panel = draw_roads(axes(), Moment([0.0, 0.0, -3.0], [1, 0, 0.9], cell=(0, 0)))
    into, out = ([edge.patch for edge in stage.edges] for stage in panel.stages)
    assert [to_hex(edge.get_edgecolor()) for edge in into] == [POSITIVE, NEGATIVE, NEGATIVE]
    assert [to_hex(edge.get_edgecolor()) for edge in out] == [NEGATIVE, DIM, NEGATIVE]
    assert [edge.get_linestyle() == "solid" for edge in out] == [True, False, True]
    # S₂ is about 0.024: −0.9/S₂ is beyond the end of the scale, and is drawn as its end.
    assert out[2].get_linewidth() == pytest.approx(THICKEST * 0.75)
    s, _ = oracle(np.array([0.0, 0.0, -3.0]))
    wide = [THINNEST + (THICKEST - THINNEST) * np.sqrt(v) for v in (4 * s[0] * s[1], 0.1 / s[0])]
    found = [into[1].get_linewidth() / 0.75, out[0].get_linewidth() / 0.75]
    assert found == pytest.approx(wide)


def test_a_covered_map_says_in_letters_nothing_of_what_its_roads_come_to() -> None:
    moment = Moment(PROBE, [0.2, 0.5, 0.3], cell=(0, 1))

    def written(case: bool) -> set[str]:
        axes_ = explorer_figure(moment, ["roads"], case=case).fig.axes
        texts = [text for ax in axes_ for text in ax.texts if text.get_visible()]
        return {text.get_text() for text in texts} - {""}

    covered, open_ = written(False), written(True)
    assert open_ - covered == {
        "(−S₀ S₁) · (−y₀/S₀)",
        "S₁ (1 − S₁) · (−y₁/S₁)",
        "(−S₂ S₁) · (−y₂/S₂)",
        "= y₀ S₁",
        "= −y₁ (1 − S₁)",
        "= y₂ S₁",
        "∂L/∂θ₁ = S₁ Σy − y₁",
        "= 0.250 − 0.5",
        "= −0.250",
    }
    assert {"= +0.050", "= −0.375", "= +0.075"} <= covered


@pytest.mark.parametrize("classes", [7, 20])
def test_more_roads_are_bars_on_one_scale(classes: int) -> None:
    theta, y = np.linspace(-1, 1, classes), np.linspace(0, 0.5, classes)
    s, J = oracle(theta)
    panel = draw_roads(axes(), Moment(theta, y, cell=(0, 2)))
    terms, limit = -y / s * J[:, 2], max(1, y.sum())
    widths = [box.get_width() / panel.HALF for box in panel.bars.boxes]
    assert widths == pytest.approx(terms / limit)
    assert panel.sum_bar.get_width() / panel.HALF == pytest.approx(terms.sum() / limit)
    assert number_of(panel.sum.number) == pytest.approx(terms.sum(), abs=5.1e-4)
    if classes == 7:
        assert shown(panel.texts) == pytest.approx(terms, abs=5.1e-4)


def test_roads_survive_an_s_that_is_zero() -> None:
    """−y/S is infinite there, and its product with J is not."""
    panel = draw_roads(axes(), Moment([0.0, 800.0, 0.0], 0, cell=(0, 1)))
    assert [effect.number.get_text() for effect in panel.effects] == ["≈ +1.000", "= 0", "= 0"]
    assert panel.stages[1].texts[0].get_text() == "−y₀/S₀ < −10³⁰⁸"


def test_roads_follow_the_picked_column_and_else_the_target() -> None:
    panel = draw_roads(axes(), Moment(PROBE, 2))
    assert panel.header.get_text().startswith("∂L/∂θ₂")
    panel.update(Moment(PROBE, 2, cell=(1, 0)))
    assert panel.header.get_text().startswith("∂L/∂θ₀")
    assert panel.input.get_text() == "θ₀"


def test_spectrum_shows_the_eigenvalues_of_j() -> None:
    _, J = oracle(THETA, 2.0)
    panel = draw_spectrum(axes(), Moment(THETA, temperature=2.0))
    eigenvalues = np.sort(np.linalg.eigvals(J).real)[::-1]
    assert shown(panel.texts) == pytest.approx(eigenvalues, abs=5.1e-4)
    widths = [bar.get_width() / panel.BAR for bar in panel.bars]
    assert widths == pytest.approx(eigenvalues / 0.25, abs=1e-12)


def test_two_rivals_reach_the_end_of_the_spectrums_scale() -> None:
    """0.5 is the largest eigenvalue that J can have."""
    panel = draw_spectrum(axes(), Moment([0.0, 0.0, -800.0]))
    assert panel.bars[0].get_width() == pytest.approx(panel.BAR)


def test_the_point_of_the_triangle_is_the_mean_of_the_corners_weighted_by_s() -> None:
    panel = draw_simplex(axes(), Moment(PROBE, [0.2, 0.5, 0.3]))
    assert np.ravel(panel.point.get_data()) == pytest.approx(CORNERS.T @ [1 / 8, 1 / 4, 5 / 8])
    assert np.ravel(panel.target.get_data()) == pytest.approx(CORNERS.T @ [0.2, 0.5, 0.3])


@pytest.mark.parametrize("y", [[0.2, 0.5, 0.3], [0.5, 0.2, 0.3], [1, 0.4, 0.6]])
@pytest.mark.parametrize("away", [0.0, 0.02, 0.06, 0.12])
def test_the_names_of_s_and_y_never_lie_on_each_other(y: list[float], away: float) -> None:
    """A descent ends at S = y, where both names would stand at the same place."""
    weights = np.array(y)
    for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        turned = np.cos(angle + np.array([0, 1, 2]) * 2 * np.pi / 3)
        theta = np.log(np.maximum(weights / weights.sum() + away * turned, 1e-3))
        panel = draw_simplex(axes(), Moment(theta, y))
        FigureCanvasAgg(panel.ax.figure).draw()
        a, b = (name.get_window_extent() for name in (panel.point_name, panel.target_name))
        assert not a.overlaps(b), angle


@pytest.mark.parametrize("y", [[0, 1, 0], [0.2, 0.5, 0.3], [1, 0, 1], [0, 0, 3], [0.6, 0.4, 0]])
def test_the_loss_is_the_same_all_along_a_level_line(y: list[float]) -> None:
    weights = np.array(y, dtype=float)
    weighted = weights > 0
    for level, s in contours(weights):
        assert s.sum(axis=1) == pytest.approx(1)
        assert (s >= -1e-12).all()
        loss = -(weights[weighted] * np.log(s[:, weighted])).sum(axis=1)
        assert loss == pytest.approx(level, rel=1e-9)


def test_the_dotted_way_is_gradient_descent_on_the_scores() -> None:
    y = np.array([0.2, 0.5, 0.3])
    theta, expected = PROBE.copy(), []
    for _ in range(41):
        expected.append(scipy_softmax(theta) @ CORNERS)
        theta = theta - 0.4 * (scipy_softmax(theta) - y)
    panel = draw_simplex(axes(), Moment(PROBE, y))
    assert pytest.approx(np.array(expected)) == np.array(panel.way.get_data()).T


# --- update ---------------------------------------------------------------------------------------

BEFORE = Moment([0.3, -1.0, 2.0], 2, cell=(0, 1))
AFTER = [
    Moment(PROBE, [0.2, 0.5, 0.3], 2.0, (2, 2)),
    Moment([30.0, 0.0, -7.0], [0.0, 2.0, 0.0]),
]


def drawn(draw: Callable[..., Any], moment: Moment) -> tuple[Any, bytes]:
    figure = new_figure(560, 340)
    panel = draw(figure.add_axes((0, 0, 1, 1)), moment)
    return panel, Picture(figure, "").png()


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("name", PANELS)
def test_update_leaves_what_a_fresh_drawing_would(name: str, after: Moment) -> None:
    _, fresh = drawn(PANELS[name], after)
    panel, before = drawn(PANELS[name], BEFORE)
    artists = list(panel.ax.get_children())
    panel.update(after)
    moved = Picture(panel.ax.figure, "").png()
    assert moved == fresh
    assert moved != before
    assert panel.ax.get_children() == artists, "marks were made again, not moved"


def test_target_and_pick_can_be_taken_away() -> None:
    panel, _ = drawn(draw_softmax, BEFORE)
    panel.update(Moment(BEFORE.theta))
    _, fresh = drawn(draw_softmax, Moment(BEFORE.theta))
    assert Picture(panel.ax.figure, "").png() == fresh


@pytest.mark.parametrize(
    "refused",
    [
        Moment([1.0, 2.0], 0),
        Moment(PROBE),
    ],
)
def test_a_refused_update_moves_nothing(refused: dict[str, Any]) -> None:
    panel, before = drawn(draw_gradient, BEFORE)
    with pytest.raises(ValueError, match=r"classes|target"):
        panel.update(refused)
    assert Picture(panel.ax.figure, "").png() == before


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: explorer_figure(Moment(PROBE), panels=["gradient"]), "target"),
        (lambda: explorer_figure(Moment(PROBE, 0), panels=["hessian"]), "no panel 'hessian'"),
        (lambda: explorer_figure(Moment(PROBE, 0), labels=["a"]), "1 names"),
        (lambda: explorer_figure(Moment([PROBE, PROBE])), "one sample"),
        (lambda: draw_simplex(axes(), Moment(THETA, 0)), "three classes"),
        (lambda: draw_simplex(axes(), Moment(PROBE, [0, 0, 0])), "weight"),
        (lambda: draw_roads(axes(), Moment(PROBE)), "no target"),
        (lambda: draw_simplex(axes(), Moment(PROBE)), "no target"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        call()


# --- the whole picture ----------------------------------------------------------------------------

rng = np.random.default_rng(0)
SITUATIONS = {
    "one-hot": Moment(THETA, 0, cell=(1, 3)),
    "soft": Moment(PROBE, [0.25, 0.5, 0.25], cell=(2, 2)),
    "weights, warm": Moment(PROBE, [0, 2, 0], 2.0, (0, 1)),
    "cold": Moment(PROBE, 1, 0.125, (0, 1)),
    "saturated": Moment([12, 0, -3, 1, 2], 1, cell=(0, 1)),
    "masked and huge": Moment([1e300, -123.4567, -np.inf], [0.5, 0.5, 0]),
    "ties": Moment([1, 1, 1, 1], 2),
    **{
        f"K = {K}": Moment(rng.normal(size=K) * 2, 1, cell=(1, 0))
        for K in (2, 3, 7, 10, 11, 40, 100)
    },
}
LABELS = {"ties": ["cat", "$x^{$", "a long class name", ""]}
ALL_PANELS = ["softmax", "jacobian", "gradient", "roads", "spectrum"]


def boxes(picture: Picture) -> list[tuple[str, Any]]:
    """Return every text that is seen, with the pixels that it covers."""
    canvas = FigureCanvasAgg(picture.fig)
    canvas.draw()
    return [
        (text.get_text(), text.get_window_extent())
        for text in picture.fig.findobj(Text)
        if text.get_visible() and text.get_text() and text.axes is not None
        if text not in (text.axes.title, text.axes._left_title, text.axes._right_title)
        if text not in (*text.axes.get_xticklabels(), *text.axes.get_yticklabels())
    ]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_text_lies_on_another_or_leaves_the_picture(situation: str) -> None:
    moment = SITUATIONS[situation]
    panels = ALL_PANELS + (["simplex"] if moment.has_triangle else [])
    picture = explorer_figure(moment, panels=panels, labels=LABELS.get(situation))
    written = boxes(picture)
    width, height = picture.fig.get_size_inches() * picture.fig.dpi
    for (a, box_a), (b, box_b) in itertools.combinations(written, 2):
        # Boxes reach from the highest to the lowest letter that there is; a hair of overlap is air.
        overlap_x = min(box_a.x1, box_b.x1) - max(box_a.x0, box_b.x0)
        overlap_y = min(box_a.y1, box_b.y1) - max(box_a.y0, box_b.y0)
        assert overlap_x <= 1 or overlap_y <= 6, f"{a!r} lies on {b!r}"
    for text, box in written:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text


@pytest.mark.parametrize("classes", range(2, 11))
@pytest.mark.parametrize("temperature", [1.0, 0.01])
def test_every_number_stays_inside_its_cell(classes: int, temperature: float) -> None:
    panel = draw_jacobian(axes(), Moment(np.linspace(0, 0.03, classes), temperature=temperature))
    figure = panel.ax.figure
    figure.set_size_inches(panel.width / 96, panel.height / 96)
    FigureCanvasAgg(figure).draw()
    room = (panel.grid.cell - 4) * figure.dpi / 96
    numbers = list(itertools.chain(*panel.texts))
    assert len(numbers) == classes**2
    assert max(number.get_window_extent().width for number in numbers) <= room


@pytest.mark.parametrize("classes", [11, 40, 100])
def test_many_classes_are_painted_without_numbers(classes: int) -> None:
    theta = np.linspace(-2, 2, classes)
    panel = draw_jacobian(axes(), Moment(theta, cell=(3, 5)))
    _, J = oracle(theta)
    assert panel.texts == []
    colours = np.asarray(panel.cells.image.get_array())
    free = [k for k in range(classes) if k not in (3, 5)]
    assert colours[np.ix_(free, free)] == pytest.approx(
        tint(J, min(0.25, 20 / classes**2))[np.ix_(free, free)]
    )


def test_pictures_carry_mathematics_and_numbers_but_no_words() -> None:
    """A second language changes messages alone."""
    for moment in (Moment(PROBE, 1, cell=(0, 1)), SITUATIONS["weights, warm"]):
        picture = explorer_figure(moment, panels=[*ALL_PANELS, "simplex"])
        words = {word for text, _ in boxes(picture) for word in re.findall("[A-Za-z]{3,}", text)}
        assert words == {"softmax"}


@pytest.mark.parametrize("situation", ["one-hot", "weights, warm", "saturated", "K = 10"])
def test_the_written_case_is_true_as_it_is_written(situation: str) -> None:
    moment = SITUATIONS[situation]
    i, j = moment.cell
    _, J = oracle(moment.theta, moment.temperature)
    [line] = [text for text, _ in boxes(explorer_figure(moment)) if " × " in text]
    powers = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    arithmetic, result = line.rsplit(" = ", 2)[1:]
    left, right = (
        float(eval(re.sub("·10", "e", side.replace("×", "*").translate(powers))))
        for side in (arithmetic, result)
    )
    assert right == pytest.approx(J[i, j], rel=5.1e-3)
    assert left == pytest.approx(right, rel=5.1e-3)


def test_the_case_can_be_left_out() -> None:
    picture = explorer_figure(Moment(THETA, 0, cell=(1, 3)), case=False)
    assert not [text for text, _ in boxes(picture) if " × " in text]


def test_the_alternative_text_says_the_numbers_of_the_picture() -> None:
    alt = explorer_figure(Moment(THETA, 0, cell=(1, 3))).alt
    s, J = oracle(THETA)
    vectors = [
        np.array([float(x) for x in found.replace("−", "-").split(", ")])
        for found in re.findall(r"\(([-+−0-9., e]+, [-+−0-9., e]+)\)", alt)
    ]
    theta, shown_s, diagonal, gradient = vectors
    assert theta.tolist() == THETA.tolist()
    assert shown_s == pytest.approx(s, abs=5.1e-4)
    assert diagonal == pytest.approx(np.diag(J), abs=5.1e-4)
    assert gradient == pytest.approx(s - np.eye(5)[0], abs=5.1e-4)
    assert f"{-np.log(s[0]):.3f}" in alt
    assert f"−{s[0] * s[3]:.3f}, at i = 0, j = 3" in alt


def test_the_alternative_text_of_many_classes_is_short() -> None:
    theta = np.zeros(100)
    theta[63] = 3.0
    alt = explorer_figure(Moment(theta, 5), panels=ALL_PANELS).alt
    assert len(alt) < 700
    s, _ = oracle(theta)
    assert f"S₆₃ = {s[63]:.3f}" in alt


@pytest.mark.parametrize("panels", [[], ["spectrum"], ["jacobian"], ALL_PANELS])
def test_any_subset_of_panels_can_be_drawn(panels: list[str]) -> None:
    picture = explorer_figure(Moment(PROBE, 1), panels=panels)
    heads = " ".join(text for text, _ in boxes(picture))
    for name, head in (("softmax", "S = softmax"), ("jacobian", "J = ∂"), ("spectrum", "λ v")):
        assert (head in heads) == (name in panels)


# --- how it is shown ------------------------------------------------------------------------------


def test_a_notebook_gets_a_png_with_its_alternative_text_at_twice_its_size() -> None:
    picture = explorer_figure(Moment(THETA, 0))
    data, metadata = picture._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])
    width, height = struct.unpack(">II", png[16:24])
    shown_at = metadata["image/png"]
    assert (width, height) == (2 * shown_at["width"], 2 * shown_at["height"])
    assert shown_at["alt"] == data["text/plain"] == repr(picture) == picture.alt
    assert b"Software" not in png
    assert b"tIME" not in png


@pytest.mark.parametrize("situation", ["one-hot", "soft", "saturated", "K = 3", "K = 100"])
def test_a_picture_is_small_enough_to_be_stored(situation: str) -> None:
    assert len(explorer_figure(SITUATIONS[situation]).png()) < 60_000


def test_the_colours_that_mean_something_are_exact_in_the_png() -> None:
    """The file has 128 colours; those of cells, bars and the scale's ends must be among them."""
    theta = np.random.default_rng(3).normal(size=10) * 2
    picture = explorer_figure(Moment(theta, 3, cell=(4, 7)))
    colours = {
        tuple(colour)
        for _, colour in Image.open(BytesIO(picture.png())).convert("RGB").getcolors(256)
    }
    _, J = oracle(theta)
    wanted = np.concatenate([tint(J, 0.25).reshape(-1, 3), tint(np.array([-1.0, 1.0]), 1.0)])
    for colour in np.round(255 * wanted).astype(int):
        # Agg and NumPy may round a half differently.
        assert min(np.abs(np.array(seen) - colour).max() for seen in colours) <= 1


def test_a_picture_can_be_saved(tmp_path: Any) -> None:
    picture = explorer_figure(Moment(PROBE, 1))
    picture.save(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes() == picture.png()


DIGEST = """
import hashlib, sys
import matplotlib
before = matplotlib.rcParams.copy()
from softmax_edu.figures import explorer_figure
from softmax_edu.moment import Moment
picture = explorer_figure(Moment([0.0, 0.7, 1.6], [0.2, 0.5, 0.3], 2.0, (0, 2)),
    panels=["softmax", "jacobian", "gradient", "simplex", "roads", "spectrum"])
print(hashlib.sha256(picture.png()).hexdigest())
assert "matplotlib.pyplot" not in sys.modules, "pyplot was loaded"
assert "ipywidgets" not in sys.modules, "ipywidgets was loaded"
# Compared as plain dicts: to look the backend up would load pyplot.
assert dict.__eq__(before, matplotlib.rcParams), "rcParams were changed"
"""


def digest(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", DIGEST],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.slow
def test_two_processes_draw_the_same_bytes_without_pyplot_or_a_trace_in_rcparams() -> None:
    assert digest("1") == digest("2")


HOSTILE = {
    "font.family": "serif",
    "font.size": 31.0,
    "text.color": "red",
    "text.usetex": False,
    "lines.linewidth": 9.0,
    "lines.linestyle": ":",
    "lines.scale_dashes": False,
    "lines.dashed_pattern": (9.0, 9.0),
    "lines.antialiased": False,
    "patch.linewidth": 7.0,
    "patch.edgecolor": "red",
    "patch.force_edgecolor": True,
    "patch.antialiased": False,
    "hatch.linewidth": 5.0,
    "axes.facecolor": "black",
    "axes.grid": True,
    "axes.xmargin": 0.4,
    "axes.unicode_minus": False,
    "figure.facecolor": "black",
    "figure.dpi": 31.0,
    "figure.autolayout": True,
    "savefig.dpi": 31.0,
    "savefig.facecolor": "black",
    "savefig.bbox": "tight",
    "image.cmap": "jet",
    "image.interpolation": "bilinear",
    "image.origin": "lower",
    "path.sketch": (1.0, 100.0, 2.0),
}


def test_a_learners_own_style_does_not_show_in_the_picture() -> None:
    def drawn() -> tuple[bytes, bytes]:
        few = explorer_figure(SITUATIONS["soft"], panels=[*ALL_PANELS, "simplex"])
        return few.png(), explorer_figure(Moment(np.linspace(0, 2, 12), 1)).png()

    plain = drawn()
    with matplotlib.rc_context(HOSTILE):
        styled = drawn()
    assert styled == plain


@pytest.mark.slow
def test_threads_draw_the_same_pictures() -> None:
    """A kernel draws from its main thread and from its handlers' thread."""
    picture = explorer_figure(Moment(PROBE, 1))

    def both(_: int) -> tuple[str, str]:
        shared, own = picture.png(), explorer_figure(Moment(PROBE, 1)).png()
        return hashlib.sha256(shared).hexdigest(), hashlib.sha256(own).hexdigest()

    with ThreadPoolExecutor(4) as pool:
        digests = set(itertools.chain(*pool.map(both, range(4))))
    assert digests == {hashlib.sha256(picture.png()).hexdigest()}


def test_panels_can_be_drawn_on_a_figure_of_ones_own() -> None:
    """As the lesson on building one's own explorer does."""
    figure = Figure(figsize=(8, 2))
    left, right = figure.subplots(1, 2)
    panels = [draw_softmax(left, Moment(PROBE, y=1)), draw_gradient(right, Moment(PROBE, y=1))]
    for panel in panels:
        panel.update(Moment([0.0, 3.0, 1.6], y=1))
    s, _ = oracle(np.array([0.0, 3.0, 1.6]))
    assert shown(panels[0].texts) == pytest.approx(s, abs=5.1e-4)


# --- names in Chinese ----------------------------------------------------------------------------

ANIMALS = ["猫", "狗", "a b"]


@pytest.fixture
def chinese_font(tmp_path):
    """A font with Chinese characters, each as wide as it is high."""
    letters = "".join(sorted({*"猫狗… 学习率大小", *map(chr, range(33, 127))}))
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": WIDE_FAMILIES[3], "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path / "chinese.ttf"
    builder.save(path)
    return FontEntry(fname=str(path), name=WIDE_FAMILIES[3], weight=400)


def written(picture):
    """Return all texts of a picture. Each has a sign for every letter: no box is drawn."""
    texts = picture.fig.findobj(Text)
    for text in texts:
        if not text.get_parse_math():
            found = get_font(text.get_fontproperties().get_file())
            missing = [s for s in text.get_text() if not found.get_char_index(ord(s))]
            assert missing == []
    picture.png()  # warnings are errors
    return {text.get_text() for text in texts}


def named_pictures():
    """Return pictures with names that a learner, or a lesson in Chinese, gives."""
    rows, x = np.full((2, 3), 1 / 3), np.linspace(1, 2, 5)
    return [
        explorer_figure(Moment(PROBE, 1), labels=ANIMALS),
        explorer_figure(Moment(PROBE, 1), ("softmax", "gradient"), labels=ANIMALS),
        Curves(x, {"大": x, "小": x**2}, x_name="学习率", y_name="大_小"),
        simplex_picture({"大": rows, "小": rows}, [1, 0, 0]),
        gains_picture([("大", None, 0.5), ("小", 0.5, 1.0)]),
    ]


def test_names_in_chinese_are_written_where_there_is_a_font_for_them(chinese_font, monkeypatch):
    bold = FontEntry(fname="gone.ttf", name=WIDE_FAMILIES[0], weight="bold")
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist[:3], bold, chinese_font])
    around, rows, curves, paths, gains = map(written, named_pictures())
    assert {*ANIMALS} <= around & rows
    assert {"大", "小", "学习率", "大_小"} <= curves
    assert {"大", "小"} <= paths & gains
    assert text_width("猫狗", 12) == pytest.approx(2 * 12, abs=3)


def test_names_without_a_font_are_left_out_of_the_picture_and_stay_in_its_words(monkeypatch):
    there = [font for font in fontManager.ttflist if font.name not in WIDE_FAMILIES]
    monkeypatch.setattr(fontManager, "ttflist", there)
    pictures = named_pictures()
    around, rows, curves, paths, gains = map(written, pictures)
    for texts in (around, rows):
        assert not texts & {"猫", "狗"}
        assert {"a b", "S₀", "S₁"} <= texts
    assert {"0", "1"} <= curves & paths & gains
    assert not any("大" in text for text in curves | paths | gains)
    for picture, names in zip(pictures, (ANIMALS, ANIMALS, *["大小"] * 3), strict=True):
        assert all(name in picture.alt for name in names)


def test_names_in_chinese_are_written_in_this_computers_own_font():
    """CI installs one; where there is none, they are left out."""
    has_font = any(font.name in WIDE_FAMILIES for font in fontManager.ttflist)
    assert has_font or not os.environ.get("SOFTMAX_EDU_REQUIRE_BROWSER")
    for picture in named_pictures():
        assert ("猫" in written(picture) or "大" in written(picture)) == has_font
