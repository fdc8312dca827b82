"""What the lessons say in prose, computed: each claim that no stored output of its cell shows.

nbval holds the numbers that a cell prints. These are the sentences between the cells, and each test
reads off that the sentence still stands there.
"""

import re
from functools import cache
from pathlib import Path

import jupytext
import numpy as np
import pytest

from softmax_edu import (
    cross_entropy,
    cross_entropy_gradient,
    numerical_gradient,
    softmax,
    softmax_jacobian,
)
from softmax_edu.questions import asked
from softmax_edu.words.numbers import probability

SOURCES = Path(__file__).parents[2] / "notebooks" / "source" / "en"
THETA = np.log([1.0, 2.0, 5.0])
S = np.array([1, 2, 5]) / 8
SOFT = np.array([0.2, 0.5, 0.3])


@cache
def text(lesson):
    cells = jupytext.read(SOURCES / f"{lesson}.md", fmt="md").cells
    return "\n\n".join(cell.source for cell in cells)


def says(lesson, *phrases):
    return all(phrase in text(lesson) for phrase in phrases)


@pytest.fixture
def some_scores():
    rng = np.random.default_rng(1)
    return [rng.normal(scale=3, size=rng.integers(2, 8)) for _ in range(300)]


class TestLesson2:
    def test_the_card_and_the_cell_measure_the_largest_entry_at_the_same_scores(self):
        at = asked.structure()["predict"]["largest-entry"]["at"]
        scores = [at[name]["theta"] for name in ("uniform", "rivals", "winner")]
        assert f"for scores in ({', '.join(map(str, scores))})" in text("02_jacobian")

    def test_the_quarter_is_reached_at_a_half_and_only_approached_by_two_rivals(self):
        assert says("02_jacobian", "where an $S_i$ is $\\tfrac12$, and two rivals come close to it")
        assert softmax_jacobian(np.log([2.0, 1, 1])).max() == pytest.approx(1 / 4, abs=1e-15)
        for lead in (1, 3, 5):
            assert softmax_jacobian([lead, lead, -lead]).max() < 1 / 4

    def test_column_1_at_a_temperature_of_2(self):
        assert says("02_jacobian", "$(-0.0327,\\; 0.1058,\\; -0.0731)$, where it was")
        hot = softmax_jacobian(THETA / 2)[:, 1] / 2
        np.testing.assert_allclose(hot, [-0.0327, 0.1058, -0.0731], atol=5e-5)
        nudge = np.array([0, 1e-6, 0])
        measured = (softmax((THETA + nudge) / 2) - softmax(THETA / 2)) / 1e-6
        np.testing.assert_allclose(measured, hot, atol=1e-6)

    def test_no_entry_is_larger_than_a_quarter(self, some_scores):
        for theta in some_scores:
            assert np.abs(softmax_jacobian(theta)).max() <= 1 / 4


class TestLesson3:
    def test_raising_the_true_class_lowers_a_one_hot_loss_and_raising_the_leader_may_not(self):
        assert says("03_cross_entropy", "raise the score of the *true* class further")
        for true in range(3):
            rise = np.eye(3)[true]
            assert cross_entropy(THETA + rise, true) < cross_entropy(THETA, true)
        leader = np.eye(3)[2]
        assert cross_entropy(THETA + leader, 0) > cross_entropy(THETA, 0) + 0.7

    def test_the_shares_of_the_classes_that_occur_may_sum_to_less_than_1(self):
        assert says("03_cross_entropy", "= \\sum_k S_k - \\sum_k y_k \\le 1 - 1 = 0")
        y = np.array([0.0, 0.4, 0.6])
        occurs = y > 0
        assert S[occurs].sum() < y.sum()
        assert -(y[occurs] * np.log(y[occurs] / S[occurs])).sum() <= S[occurs].sum() - 1

    def test_a_loss_shown_as_0_is_not_0(self):
        assert says("03_cross_entropy", 'it writes "> 0.999" and "< 0.001"')
        s = softmax([12.0, 0, 0])
        assert [probability(share) for share in s] == ["> 0.999", "< 0.001", "< 0.001"]
        assert cross_entropy([12.0, 0, 0], 0) > 0


class TestLesson4:
    def test_the_roads_of_column_2(self):
        roads = -SOFT / S * softmax_jacobian(THETA)[:, 2]
        np.testing.assert_allclose(roads, [0.125, 0.3125, -0.1125])
        assert roads.sum() == pytest.approx(0.325)
        assert says("04_gradient", "$+0.125$, $+0.3125$ and $-0.1125$", "$+0.325$ is left")

    def test_the_one_line_proof_is_the_gradient(self, some_scores):
        assert says("04_gradient", "-\\sum_i y_i\\,(\\delta_{ij} - S_j)")
        for theta in some_scores:
            y = np.arange(len(theta)) / 3
            one_line = -(y[:, np.newaxis] * (np.eye(len(theta)) - softmax(theta))).sum(axis=0)
            np.testing.assert_allclose(one_line, cross_entropy_gradient(theta, y), atol=1e-12)

    def test_the_bar_of_class_1_is_negative_as_long_as_1_is_the_true_class_and_positive_else(self):
        assert says("04_gradient", "As long as class 1 is the true one, the bar is never positive")
        assert [cross_entropy_gradient(THETA, true)[1] > 0 for true in range(3)] == [1, 0, 1]

    def test_the_jacobians_entry_is_tiny_at_both_ends_and_one_over_s_at_one(self):
        assert says("04_gradient", "Where $S_y$ is close to 0, $-1/S_y$ is enormous")
        for score, large in ((-12.0, True), (12.0, False)):
            s = softmax([score, 0.0])[0]
            assert s * (1 - s) < 1e-5
            assert (1 / s > 1e5) == large

    def test_the_two_cases_of_the_card_about_blowing_up_are_those_of_the_table(self):
        at = asked.structure()["predict"]["blow-up"]["at"]
        assert all(moment["e"] == [1, 2, 5] for moment in at.values())
        lowered = [-moment.get("add", [0, 0, 0])[1] for moment in at.values()]
        assert lowered == [0, 5, 10]
        assert "for lower in (0, 5, 10, 15):" in text("04_gradient")


class TestLesson5:
    def test_a_rate_of_4_never_raises_the_loss_and_8_may(self, some_scores):
        assert says("05_descent", "With a rate of 4 or less the loss never rises")
        rng = np.random.default_rng(2)

        def rise(theta, rate):
            y = rng.dirichlet(np.ones(len(theta)))
            moved = theta - rate * cross_entropy_gradient(theta, y)
            return cross_entropy(moved, y) - cross_entropy(theta, y)

        assert max(rise(theta, 4) for theta in some_scores) <= 1e-12
        assert max(rise(np.array([0.0, 0.1]), 8) for _ in range(100)) > 0

    def test_the_bend_with_a_temperature_and_weights(self):
        assert says("05_descent", "$4T^2/\\sum y$")
        T, y = 2.0, np.array([0.0, 3.0, 0.0])

        def gradient(theta):
            return numerical_gradient(lambda t: cross_entropy(t / T, y), theta)

        v = np.array([1.0, -1.0, 0.0]) / np.sqrt(2)
        bend = (gradient(1e-4 * v) - gradient(-1e-4 * v)) @ v / 2e-4
        s = np.full(3, 1 / 3)
        expected = y.sum() / T**2 * (s @ v**2 - (s @ v) ** 2)
        assert bend == pytest.approx(expected, rel=1e-3)
        assert bend <= y.sum() / T**2 / 2


class TestLesson6:
    def test_where_the_two_formats_of_16_bits_end(self):
        assert says("06_numerics", "`bfloat16`", "up to about $e^{88}$", "overflows above 11,")
        # bfloat16 has the exponents of float32.
        assert np.log(float(np.finfo(np.float32).max)) == pytest.approx(88.7, abs=0.1)
        with np.errstate(over="ignore"):
            assert np.isfinite(np.exp(np.float16(11)))
            assert np.isinf(np.exp(np.float16(11.2)))
        assert round(float(np.exp(11))) == 59874

    def test_the_push_on_class_1_as_the_leader_falls_back(self):
        assert says("06_numerics", "between 8 and 20", "the entry is $-\\tfrac23$")
        entries = [cross_entropy_gradient([lead, 0, 0], 1)[1] for lead in (8, 20, 0, -5)]
        assert all(abs(entry + 1) < 1e-3 for entry in entries[:2])
        assert entries[2] == pytest.approx(-2 / 3)
        assert entries[3] == pytest.approx(-0.502, abs=1e-3)
        losses = [cross_entropy([lead, 0, 0], 1) for lead in (8, 9, 20)]
        np.testing.assert_allclose(np.diff(losses), [1, 11], atol=1e-3)

    def test_log_sum_exp_is_a_safe_shift_too(self):
        assert says(
            "06_numerics", "the maximum is the simplest safe shift", "It is not the only one"
        )
        for theta in ([0.0, 0, 3000], [-1000.0, -1001, -1002]):
            shift = max(theta) + np.log(np.exp(np.array(theta) - max(theta)).sum())
            np.testing.assert_allclose(np.exp(theta - shift), softmax(theta), rtol=1e-9)


class TestLesson7:
    def test_a_right_gradient_of_32_bits_fails_at_the_usual_h_and_passes_at_a_hundredth(self):
        """The lesson prints it at one point; here at many."""
        assert says("07_gradient_check", "They are equal near $h = 10^{-2}$")

        def loss(t):
            t = t.astype(np.float32)
            return float(np.log(np.exp(t).sum()) - t[1])

        def error(theta, h):
            nudges = h * np.eye(len(theta))
            measured = np.array([(loss(theta + n) - loss(theta - n)) / (2 * h) for n in nudges])
            right = cross_entropy_gradient(theta, 1)
            return np.linalg.norm(measured - right) / np.linalg.norm(measured + right)

        points = np.random.default_rng(0).normal(size=(50, 3))
        assert np.median([error(theta, 1e-5) for theta in points]) > 1e-3
        assert np.median([error(theta, 1e-2) for theta in points]) < 2e-5


class TestLesson8:
    def test_a_number_below_that_is_shared_does_not_make_a_sum_of_1(self):
        assert says("08_proofread", "sums to $\\tfrac83$ here")
        assert (np.exp(THETA) / 3).sum() == pytest.approx(8 / 3)


class TestLesson11:
    def test_one_of_five_wrong_matrices_is_right_at_equal_scores_of_a_third_and_nowhere_else(self):
        assert says("11_bug_gallery", "$\\theta = (\\tfrac13, \\tfrac13, \\tfrac13)$, and nowhere")
        source = text("11_bug_gallery")
        names = {"np": np, "softmax": softmax, "softmax_jacobian": softmax_jacobian}
        exec(re.search(r"^def nineteen.*?^}", source, re.MULTILINE | re.DOTALL)[0], names)
        numbers = eval(re.search(r'sliders = {"n": (\[.*?\])', source)[1])
        third = np.full(3, 1 / 3)
        right = [
            n for n in numbers if np.allclose(names["room_2"][n](third), softmax_jacobian(third))
        ]
        assert len(numbers) == 5
        assert right == [13]
        # S = θ is what it takes, and softmax brings any two scores at least twice as close.
        theta = np.array([5.0, -3.0, 1.0])
        for _ in range(60):
            theta = softmax(theta)
        np.testing.assert_allclose(theta, third, atol=1e-12)


class TestLesson12:
    def test_cross_entropy_is_one_case_of_the_line_without_j(self):
        assert says("12_attention", "Then $D = -1$, and $P\\,(-y/P + 1) = P - y$.")
        upstream = -SOFT / S
        assert S @ upstream == pytest.approx(-1)
        np.testing.assert_allclose(S * (upstream - S @ upstream), S - SOFT)

    def test_the_table_that_is_not_kept(self):
        assert says("12_attention", "With 8,192 words that is 67 million numbers")
        assert 8192**2 // 10**6 == 67

    def test_a_mask_after_softmax_leaves_the_two_others_short(self):
        assert says("12_attention", "the two others sum to 0.064")
        assert softmax([1.0, 2, 5])[:2].sum() == pytest.approx(0.064, abs=5e-4)

    def test_on_falling_scores_the_forgotten_line_does_not_show(self):
        assert says("12_attention", "On falling scores, 5, 3, 2, 1, the slip would not show at all")

        def mean(scores, v, shrinks):
            m, total, o = -np.inf, 0.0, 0.0
            for score, value in zip(scores, v, strict=True):
                larger = max(m, score)
                total = total * np.exp(m - larger) + np.exp(score - larger)
                o = o * (np.exp(m - larger) if shrinks else 1) + np.exp(score - larger) * value
                m = larger
            return o / total

        v = [10.0, 20, 30, 40]
        assert mean([5, 3, 2, 1], v, True) == mean([5, 3, 2, 1], v, False)
        assert mean([1, 2, 5, 3], v, False) > max(v)
        assert mean([1, 2, 5, 3], v, True) == pytest.approx(30.4, abs=0.05)

    def test_longer_queries_are_lower_temperatures(self):
        assert says("12_attention", "$T = 1/\\lVert q\\rVert$")
        np.testing.assert_allclose(softmax(3 * THETA), softmax(THETA / (1 / 3)))


class TestLesson13:
    def test_where_t_squared_times_the_gradient_goes(self):
        z_s, z_t, T = np.array([0.0, 1, 3]), np.array([2.0, 1, 0]), 1e4
        gap = (z_s - z_s.mean()) - (z_t - z_t.mean())
        scaled = T * (softmax(z_s / T) - softmax(z_t / T))
        np.testing.assert_allclose(scaled, gap / 3, atol=1e-3)

    def test_each_doubling_from_4_on_takes_it_to_a_quarter(self):
        assert says("13_other_targets", "From 4 on it falls to a quarter each time")
        z_s, z_t = np.array([0.0, 1, 3]), np.array([2.0, 1, 0])

        def length(T):
            return np.linalg.norm(softmax(z_s / T) - softmax(z_t / T)) / T

        for T in (4, 8):
            assert length(2 * T) / length(T) == pytest.approx(1 / 4, rel=0.01)

    def test_the_variance_is_four_hundred_times_as_large(self):
        assert says("13_other_targets", "The variance is 400 times as large")

        def variance(r):
            g = r[:, np.newaxis] * (np.eye(3) - S)
            return S @ (g**2).sum(axis=1) - (S @ g) @ (S @ g)

        r = np.array([1.0, 0, 0])
        assert variance(r) == pytest.approx(0.13, abs=0.005)
        assert variance(r + 10) == pytest.approx(56, abs=0.5)
        assert variance(r + 10) / variance(r) == pytest.approx(400, rel=0.1)

    def test_a_baseline_of_one_number_leaves_the_mean_and_one_of_the_action_does_not(self):
        assert says("13_other_targets", "its sum is $\\pi_j\\,(b_j - \\bar b)$")
        b = np.array([0.3, -1.0, 2.0])
        moved = (S * b) @ (np.eye(3) - S)
        np.testing.assert_allclose(moved, S * (b - S @ b))
        np.testing.assert_allclose(S @ (np.eye(3) - S), 0, atol=1e-12)

    def test_the_slope_of_the_loss_by_one_over_t(self):
        assert says("13_other_targets", "\\sum_k (S_k - y_k)\\,\\theta_k")
        beta, h, y = 0.7, 1e-6, np.eye(3)[1]
        slope = (
            (cross_entropy((beta + h) * THETA, 1) - cross_entropy((beta - h) * THETA, 1)) / h / 2
        )
        assert slope == pytest.approx((softmax(beta * THETA) - y) @ THETA, rel=1e-6)

    def test_a_lead_of_8_is_a_lead_of_2_at_t_4(self):
        assert says("13_other_targets", "at $T = 4$ a lead of 8 is a lead of 2")
        np.testing.assert_allclose(softmax(np.array([8.0, 0]) / 4), softmax([2.0, 0]))


def test_what_another_library_returns_is_said_with_the_call_and_the_date():
    table = re.search(r"\| asked for.*?\n\n", text("06_numerics"), re.DOTALL)[0]
    for call in ("-log_softmax(θ)[0]", "cross_entropy", "log_loss", "jnp.take"):
        assert call in table
    assert "asked in November 2026" in text("06_numerics")
