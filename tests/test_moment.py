"""One state has one set of numbers: right to a few ulp, and the same for whoever shows it."""

import ast
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import softmax_edu
from softmax_edu import Explorer, cross_entropy, cross_entropy_gradient
from softmax_edu.figures import draw_around, draw_roads, draw_spectrum
from softmax_edu.figures.around import UNIT
from softmax_edu.figures.picture import new_figure
from softmax_edu.figures.roads import edge_width
from softmax_edu.moment import Moment
from softmax_edu.words.account import account
from softmax_edu.words.description import describe
from tests.exact import mp, numbers
from tests.exact import softmax as exact_softmax

HOME = (0.0, float(np.log(2)), float(np.log(5)))  # S = (1/8, 1/4, 5/8)


def states(count):
    """Random states: K from 2 to 40, margins to 2000, T from 0.01 to 100, one-hot and soft y."""
    random = np.random.default_rng(10)
    for n in range(count):
        k = int(random.choice([2, 3, 3, 5, 10, 11, 40]))
        theta = random.normal(0, random.choice([0.1, 1, 5, 50, 300]), k)
        if n % 5 == 0:
            theta = np.round(theta)  # ties
        if n % 7 == 0:
            theta[n % k] = theta.max() + random.uniform(20, 2000)  # S → 1, the others underflow
        y = int(random.integers(k)) if n % 2 else random.random(k) * random.choice([1, 30])
        if n % 6 == 0:
            y[random.integers(k)] = 0
        temperature = 1.0 if n % 3 else float(10 ** random.uniform(-2, 2))
        cell = None if n % 4 == 0 else tuple(random.integers(k, size=2).tolist())
        yield Moment(theta, y, temperature, cell)


def ulps(found, expected, scale=0.0):
    """The largest error in units of the last place of the value (or of its largest term)."""
    unit = np.maximum(np.spacing(np.abs(np.array(expected, dtype=float))), np.spacing(scale))
    return max(
        float(abs(mp.mpf(float(f)) - e) / float(u))
        for f, e, u in zip(found, expected, unit, strict=True)
    )


@pytest.mark.parametrize("moment", list(states(60)))
def test_every_number_is_right_to_a_few_ulp(moment):
    """Straight from the definitions in 400 digits, of the quotient θ/T that float64 gives."""
    T = mp.mpf(moment.temperature)
    s = exact_softmax(moment.theta / moment.temperature)
    y = numbers(moment.weights)
    j = moment.column
    terms = [-y[i] / s[i] * s[i] * ((i == j) - s[j]) / T for i in range(moment.K)]
    assert ulps(moment.s, s) <= 8
    assert ulps(moment.rest, [1 - value for value in s]) <= 8
    assert (
        ulps(moment.jacobian[:, j], [s[i] * ((i == j) - s[j]) / T for i in range(moment.K)]) <= 16
    )
    assert ulps(moment.terms, terms) <= 16
    largest = float(max(map(abs, terms)))
    assert ulps([moment.gradient[j]], [mp.fsum(terms)], scale=moment.K * largest) <= 8


def test_the_terms_add_up_to_the_gradient_and_are_upstream_times_the_jacobian():
    for moment in states(300):
        size = np.abs(moment.terms).max()
        np.testing.assert_allclose(
            moment.terms.sum(), moment.gradient[moment.column], rtol=0, atol=1e-13 * size
        )
        column = moment.jacobian[:, moment.column]
        divides = (moment.s > 1e-300) & (np.abs(column) > 1e-300)
        with np.errstate(invalid="ignore", under="ignore"):
            chain = moment.upstream * column
        np.testing.assert_allclose(chain[divides], moment.terms[divides], rtol=1e-13)


def test_terms_stay_right_where_s_rounds_to_0():
    moment = Moment([800, -800, 0], [0, 1, 0])
    assert moment.s[1] == 0
    assert moment.column == 1
    assert moment.terms.tolist() == [0, -1, 0]
    assert moment.upstream.tolist() == [0, -np.inf, 0]


def test_the_column_is_the_picked_cells_and_else_the_largest_weights():
    assert Moment(HOME, 2).column == 2
    assert Moment(HOME, [0.2, 0.5, 0.3]).column == 1
    assert Moment(HOME, 2, cell=(1, 0)).column == 0


def test_eigenvalues_come_largest_first_and_within_their_scale():
    for moment in states(100):
        values = moment.eigenvalues
        assert (np.diff(values) <= 0).all()
        assert values[0] <= moment.eigenvalue_limit * (1 + 1e-14)
        assert np.abs(moment.jacobian).max() <= moment.jacobian_limit
        assert np.abs(moment.gradient).max() <= moment.gradient_limit * (1 + 1e-14)
        np.testing.assert_allclose(values.sum(), np.trace(moment.jacobian), rtol=1e-12)


@pytest.fixture
def explorer():
    made = Explorer([0.0, 0.0], y=0)
    yield made
    made.close()


SHOWN = ("softmax", "jacobian", "gradient", "roads", "spectrum")


def test_explorer_account_description_and_figures_show_the_same_300_states(explorer):
    """Each of them once computed its own: of 300 states, the chain rule's terms differed in 105."""
    for moment in states(300):
        with explorer.hold_trait_notifications():
            explorer.set_trait("theta", moment.theta)
            explorer.set_trait("y", moment.y)
            explorer.set_trait("temperature", moment.temperature)
            explorer.set_trait("cell", moment.cell)
        for name in ("s", "jacobian", "gradient", "terms", "eigenvalues"):
            assert np.array_equal(getattr(explorer.moment, name), getattr(moment, name)), name
        assert np.array_equal(explorer.probabilities, moment.s)
        assert np.array_equal(explorer.jacobian, moment.jacobian)
        assert np.array_equal(explorer.gradient, moment.gradient)
        assert explorer.loss == moment.loss

        view = explorer.view(panels=SHOWN)
        assert repr(view) == account(moment, SHOWN)
        state = view.page_state()
        view.close()
        back = Moment(*(state[name] for name in ("theta", "y", "temperature", "cell")))
        assert account(back, SHOWN) == account(moment, SHOWN)
        assert describe(back, SHOWN) == describe(moment, SHOWN)


@pytest.mark.slow
def test_the_marks_of_a_picture_are_the_moments_numbers():
    axes = new_figure(560, 340).add_axes((0, 0, 1, 1))
    for moment in states(40):
        panel = draw_roads(axes, moment)
        if moment.K > 5:
            widths = [box.get_width() / panel.HALF for box in panel.bars.boxes]
            np.testing.assert_allclose(widths, (moment.terms / moment.gradient_limit).clip(-1, 1))
        else:
            edges = [edge.patch.get_linewidth() for edge in panel.stages[0].edges]
            expected = [
                edge_width(value, moment.jacobian_limit) * 0.75
                for value in moment.jacobian[:, moment.column]
                if value != 0
            ]
            np.testing.assert_allclose([edge for edge in edges if edge != 1.125], expected)
        panel = draw_spectrum(axes, moment)
        widths = [bar.get_width() / panel.BAR for bar in panel.bars]
        np.testing.assert_allclose(
            widths, (moment.eigenvalues / moment.eigenvalue_limit).clip(0, 1)
        )
        panel = draw_around(axes, moment)
        heights = [-bar.get_height() / UNIT for bar in panel.back.bars]
        np.testing.assert_allclose(heights, (moment.gradient / moment.gradient_limit).clip(-1, 1))
        widths = [bar.get_width() / UNIT for bar in panel.outputs.shares.bars]
        np.testing.assert_allclose(widths, moment.s)
        axes.clear()


# The running sums of one pass over the scores, which no moment has: they are what is shown.
COMPUTES = {"attention.py": {"exp"}}


def test_nobody_who_shows_a_moment_calls_a_formula():
    package = Path(softmax_edu.__file__).parent
    formulas = {"softmax", "softmax_jacobian", "log_softmax", "cross_entropy", "eigvalsh", "expm1"}
    formulas |= {"cross_entropy_gradient", "logsumexp", "exp"}
    for path in [
        package / "explorer.py",
        *package.glob("figures/*.py"),
        *package.glob("words/*.py"),
    ]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        called = {getattr(func, "attr", getattr(func, "id", "")) for func in calls}
        assert not called & formulas - COMPUTES.get(path.name, set()), path.name


def test_a_temperature_divides_the_scores_and_every_derivative():
    moment = Moment(2 * np.array(HOME), [0.2, 1.5, 0.3], 2.0, (0, 2))
    assert moment.s == pytest.approx([1 / 8, 1 / 4, 5 / 8])
    assert moment.jacobian[0, 1] == pytest.approx(-1 / 64)
    assert moment.gradient == pytest.approx(cross_entropy_gradient(HOME, [0.2, 1.5, 0.3]) / 2)
    assert moment.loss == pytest.approx(cross_entropy(HOME, [0.2, 1.5, 0.3]))


def test_the_scale_of_theta_widens_to_where_scores_are():
    assert Moment(HOME).score_limits == (-5, 5)
    assert Moment([-7.5, 0, 14.2]).score_limits == (-8, 15)
    assert Moment([-np.inf, 0, 1]).score_limits == (-5, 5)


def test_descent_follows_the_gradient_as_far_as_float64_reaches():
    moment = Moment(HOME, [0.2, 0.5, 0.3], 2.0)
    way = moment.descent(0.4, 40)
    assert len(way) == 41
    for before, after in pairwise(way):
        np.testing.assert_array_equal(after.theta, before.theta - 0.4 * before.gradient)
        assert after.loss < before.loss
    assert len(Moment([0, 0, 0], 0, 1e-200).descent(0.4, 40)) < 41


@pytest.mark.parametrize("name", ["loss", "gradient", "terms", "upstream"])
def test_without_a_target_nothing_is_invented(name):
    with pytest.raises(ValueError, match="no target"):
        getattr(Moment(HOME), name)


def test_a_moment_cannot_be_changed_and_is_no_view_of_what_it_was_made_of():
    theta, y = np.array(HOME), np.array([0.2, 0.5, 0.3])
    moment = Moment(theta, y)
    theta[0] = y[0] = 9
    assert moment.theta[0] == 0
    assert moment.weights[0] == 0.2
    with pytest.raises(ValueError, match="read-only"):
        moment.theta[0] = 1
    with pytest.raises(AttributeError):
        moment.temperature = 2.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"theta": [[1, 2], [3, 4]]}, "one sample"),
        ({"theta": [1.0]}, "1 scores"),
        ({"theta": "abc"}, "list of numbers"),
        ({"theta": [0, np.nan]}, r"theta\[1\] is nan"),
        ({"theta": [0, np.inf]}, r"theta\[1\] is inf"),
        ({"theta": [-np.inf, -np.inf]}, "at least one class"),
        ({"y": 3}, "y is class 3, but theta has 3 scores"),
        ({"y": -1}, "start at 0"),
        ({"y": True}, "class index"),
        ({"y": 1.5}, "class index"),
        ({"y": [1, 2]}, "2 weights"),
        ({"y": [1, -2, 0]}, r"y\[1\] is -2"),
        ({"theta": np.ma.array([0, 1, 2], mask=[0, 1, 0])}, "mask would be ignored"),
        ({"y": np.ma.array([0, 1, 0], mask=[1, 0, 0])}, "mask would be ignored"),
        ({"theta": np.array([0, 1 + 1j, 2])}, "imaginary parts would be dropped"),
        ({"theta": [0, 1 + 1j, 2]}, "imaginary parts would be dropped"),
        ({"y": np.array([0, 1 + 0j, 0])}, "imaginary parts would be dropped"),
        ({"temperature": 0}, "above 0"),
        ({"temperature": np.nan}, "above 0"),
        ({"temperature": 5e-324}, "leaves the range"),
        ({"cell": (0, 3)}, "classes are 0 to 2"),
        ({"cell": (-1, 0)}, "classes are 0 to 2"),
        ({"cell": (0, 0.5)}, "pair"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_with_the_reason(arguments, says):
    with pytest.raises(ValueError, match=says):
        Moment(**{"theta": HOME, **arguments})
