"""Numerical derivatives against functions whose derivative is known in closed form."""

import math
import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softmax_edu import cross_entropy, numerical_gradient, numerical_jacobian, softmax

# What each method reaches with its own step, relative to the derivative.
REACH = {"forward": 1e-7, "central": 1e-9, "complex-step": 1e-15}
each_method = pytest.mark.parametrize("method", REACH)
real_steps = pytest.mark.parametrize("method", ["forward", "central"])
each_function = pytest.mark.parametrize("derivative", [numerical_gradient, numerical_jacobian])


def cubic(x):
    return (x**3).sum()


@each_method
class TestGradient:
    def test_of_a_cubic(self, method):
        x = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, 4.0]])
        assert_allclose(numerical_gradient(cubic, x, method), 3 * x**2, rtol=REACH[method] * 10)

    def test_has_the_shape_of_x(self, method):
        for shape in ((), (1,), (3,), (2, 3), (2, 1, 2)):
            assert numerical_gradient(cubic, np.ones(shape), method).shape == shape

    def test_of_a_number_is_a_number(self, method):
        assert_allclose(numerical_gradient(np.exp, 1.0, method), np.e, rtol=REACH[method])

    def test_takes_lists_of_integers(self, method):
        assert_allclose(numerical_gradient(cubic, [1, 2], method), [3, 12], rtol=REACH[method])

    def test_of_nothing_is_nothing(self, method):
        assert numerical_gradient(cubic, np.zeros((0, 3)), method).shape == (0, 3)

    def test_step_grows_with_x(self, method):
        """A fixed step would vanish beside 1e12."""
        assert_allclose(numerical_gradient(cubic, 1e12, method), 3e24, rtol=1e-6)

    def test_uses_the_step_that_is_given(self, method):
        """On x³ at 1: forward errs by 3h, central by h², the complex step by −h²."""
        error = {"forward": 3 * 0.1 + 0.01, "central": 0.01, "complex-step": -0.01}[method]
        got = numerical_gradient(cubic, 1.0, method, step=0.1)
        assert_allclose(got - 3, error, rtol=1e-10)

    def test_never_changes_x_even_if_f_does(self, method):
        def careless(x):
            x *= 2
            return x.sum()

        x = np.array([1.0, 2.0])
        assert_allclose(numerical_gradient(careless, x, method), [2, 2], rtol=REACH[method] * 10)
        assert_array_equal(x, [1, 2])

    def test_of_several_outputs_points_to_the_jacobian(self, method):
        message = (
            "f must return one number; it returned shape (2,). "
            "For the derivatives of several outputs use numerical_jacobian."
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            numerical_gradient(lambda x: x, [1.0, 2.0], method)


@each_method
class TestJacobian:
    def test_output_axis_comes_first(self, method):
        """Of A x it is A, not its transpose."""
        A = np.array([[1.0, 2, 3], [4, 5, 6]])
        J = numerical_jacobian(lambda x: A @ x, [1.0, 1.0, 1.0], method)
        assert_allclose(J, A, rtol=REACH[method] * 10)

    def test_shape_is_that_of_f_then_that_of_x(self, method):
        J = numerical_jacobian(lambda x: np.stack([x, 2 * x, x]), np.ones((4, 5)), method)
        assert J.shape == (3, 4, 5, 4, 5)
        assert_allclose(J[1, 2, 3], 2 * (np.arange(20) == 13).reshape(4, 5), rtol=1e-7, atol=0)

    def test_of_a_scalar_function_is_its_gradient(self, method):
        x = np.array([1.0, 2.0])
        got = numerical_jacobian(cubic, x, method)
        assert_array_equal(got, numerical_gradient(cubic, x, method))

    def test_of_an_empty_input_keeps_the_output_axes(self, method):
        J = numerical_jacobian(lambda x: np.zeros(3), np.zeros(0), method)
        assert J.shape == (3, 0)

    def test_f_is_given_a_fresh_array_each_time(self, method):
        seen = []

        def keep(x):
            seen.append(x)
            return x * 1

        numerical_jacobian(keep, np.zeros(3), method)
        assert len({id(x) for x in seen}) == len(seen)
        assert all(x.dtype in (np.float64, np.complex128) for x in seen)


def test_central_is_better_than_forward_and_the_complex_step_best():
    errors = [abs(numerical_gradient(np.exp, 1.0, method) - np.e) for method in REACH]
    assert errors[0] > 100 * errors[1] > 100 * errors[2]


def test_float32_is_differentiated_in_float64():
    assert_allclose(numerical_gradient(cubic, np.float32([2]), "central"), [12], rtol=1e-9)


@pytest.mark.parametrize(("x", "size"), [(0.0, 1), (0.5, 1), (-3.0, 3), (1e6, 1e6)])
def test_default_steps_are_those_that_balance_truncation_and_rounding(x, size):
    """ε^½ forward, ε^⅓ central, both times max(1, |x|); then e times that, to see if they agree."""
    seen = []

    def note(x):
        seen.append(float(x))
        return x

    numerical_gradient(note, x, "forward")
    numerical_gradient(note, x, "central")
    eps = np.finfo(float).eps
    h, c = 1.01 * eps**0.5 * size, eps ** (1 / 3) * size
    assert_allclose(np.array(seen) - x, [h, 0, np.e * h, 0, c, -c, np.e * c, -np.e * c], rtol=1e-6)


@real_steps
def test_a_step_that_is_given_is_used_as_it_is_and_no_other(method):
    seen = []

    def single(x):
        seen.append(float(x))
        return np.float32(x)

    numerical_gradient(single, 1.0, method, step=1e-3)
    assert len(seen) == 2


def by_hand(x):
    """Softmax as a learner writes it."""
    u = np.exp(x - x.max())
    return u / u.sum()


RNG = np.random.default_rng(0)
POINT = np.array([0.3, -0.2, 0.9])


def single(x):
    return by_hand(x.astype(np.float32))


def half(x):
    return by_hand(x.astype(np.float16))


COARSE = {
    "float32 inside": (single, 3e-4),
    "float32 inside, float64 outside": (lambda x: single(x).astype(float), 3e-4),
    "float32 inside, then more in float64": (lambda x: single(x).astype(float) / 1.1 * 1.1, 3e-4),
    "float16 inside": (half, 3e-2),
    "float16 inside, float64 outside": (lambda x: half(x).astype(float), 3e-2),
}


# Where f may be rounded: what it takes, what it gives, one of several things that it adds up.
ROUNDED = {
    "input": lambda x, to: 3.7 * by_hand(x.astype(to)).astype(float) + 0.1,
    "result": lambda x, to: 3.7 * by_hand(x).astype(to).astype(float) + 0.1,
    "loss": lambda x, to: 3.7 * float(-np.log(by_hand(x.astype(to)))[0]) + 0.1,
    "mean": lambda x, to: np.mean(-np.log(by_hand(x.astype(to))), dtype=float),
}


def points(count):
    """Scores that lie close together, and far apart."""
    rng = np.random.default_rng(1)
    for _ in range(count):
        yield rng.normal(size=rng.integers(2, 6)) * rng.choice([0.3, 1, 3])


def errors_of(f, precision, method, x):
    """Give the largest error by each x_j, as a part of the largest derivative by x_j or of f."""
    try:
        with np.errstate(all="ignore"):
            got = numerical_jacobian(lambda x: f(x, precision), x, method)
    except ValueError as error:
        assert "no two steps give the same derivative" in str(error)  # noqa: PT017 - or none at all
        return []
    true = numerical_jacobian(lambda x: f(x, np.float64), x)
    value = np.abs(f(x, np.float64)).max() * np.finfo(precision).eps
    error, largest = (np.abs(a).reshape(-1, x.size).max(axis=0) for a in (got - true, true))
    return list((error - 4 * value) / largest)


class TestStepsThatFit:
    """Where the usual step shows f's own rounding, or leaps over what f does, another is found."""

    @pytest.mark.parametrize(("f", "error"), COARSE.values(), ids=COARSE)
    def test_function_that_computes_in_fewer_digits(self, f, error):
        true = numerical_jacobian(by_hand, POINT)
        assert_allclose(numerical_jacobian(f, POINT), true, atol=error)
        loss = lambda x: float(-np.log(f(x)[0]))  # noqa: E731
        assert_allclose(numerical_gradient(loss, POINT), true[0] / -by_hand(POINT)[0], atol=0.1)

    def test_forward_finds_one_too_or_says_that_there_is_none(self):
        got = numerical_jacobian(single, POINT, "forward")
        assert_allclose(got, numerical_jacobian(by_hand, POINT), atol=2e-3)
        message = "its results \\(float16\\) have too few digits"
        with pytest.raises(ValueError, match=message):
            numerical_jacobian(half, POINT, "forward")

    @pytest.mark.parametrize("method", ["central", "forward"])
    @pytest.mark.parametrize("name", ROUNDED)
    @pytest.mark.parametrize("precision", [np.float32, np.float16])
    def test_digits_are_not_lost_in_silence(self, precision, name, method):
        """Of random points, whatever in f is rounded: the derivative is right, or there is none."""
        errors = [e for x in points(60) for e in errors_of(ROUNDED[name], precision, method, x)]
        far_off = np.mean(np.array(errors) > (0.03 if precision is np.float32 else 0.2))
        assert len(errors) > (150 if precision is np.float32 else 20)
        assert far_off <= 0.02
        assert (
            np.median(errors)
            < {
                (np.float32, "central"): 2e-4,
                (np.float32, "forward"): 3e-3,
                (np.float16, "central"): 0.03,
                (np.float16, "forward"): 0.06,
            }[precision, method]
        )

    @real_steps
    @pytest.mark.parametrize("precision", [np.float64, np.float32, np.float16])
    def test_an_entry_that_is_flat_here_is_told_from_one_that_is_rounded(self, precision, method):
        """A ReLU that is asleep has the derivative 0, though its neighbours move."""

        def f(x):
            x = x.astype(precision)
            return np.stack([np.maximum(x - precision(0.21), 0) + precision(0.3), np.exp(x)])

        assert_allclose(numerical_gradient(lambda x: f(x)[0], 0.1, method), 0, atol=1e-9)
        assert_allclose(numerical_jacobian(f, 0.1, method), [0, np.exp(0.1)], rtol=0.05, atol=1e-9)

    def test_large_entries_are_not_read_off_steps_at_which_they_stand_still(self):
        """S₀ = 6e-5 has its digits over steps that S₂ = 0.9999 does not feel in float32."""
        x = np.array([-1.5744793, -2.7787319, 8.0776594])
        true = numerical_jacobian(by_hand, x, "complex-step")
        for f, times in ((single, 1), (lambda x: 3.7 * single(x).astype(float) + 0.1, 3.7)):
            got = numerical_jacobian(f, x) / times
            assert_allclose(got, true, atol=0.02 * true.max())

    def test_f_that_cannot_be_computed_close_by_has_no_derivative(self):
        def f(x):
            if 0 < abs(x - 1) < 1e-6:
                raise ValueError("too close")
            return np.float32(x)

        with pytest.raises(ValueError, match=r"^no two steps .* at x = 1\.0: "):
            numerical_gradient(f, 1.0)

    def test_a_jump_beside_x_is_no_slope(self):
        assert numerical_gradient(lambda x: np.where(x > 0.001, 0.9, 0.3), 0.0) == 0

    @pytest.mark.parametrize("middle", [1e6, 1e8, -1e8, 1e10])
    def test_function_that_varies_over_distances_much_smaller_than_x(self, middle):
        """With steps of 600 all of softmax is leapt over."""
        x = middle + np.array([0.5, 0.0, 1.0])
        assert_allclose(
            numerical_jacobian(by_hand, x), numerical_jacobian(by_hand, x - middle), atol=1e-4
        )

    def test_steep_function(self):
        """At T = 0.001 the usual step is 0.6 % of what matters."""
        got = numerical_gradient(lambda x: np.tanh(1000 * x), 0.0002)
        assert_allclose(got, 1000 / np.cosh(0.2) ** 2, rtol=1e-7)

    @pytest.mark.parametrize("value", [0.5, 3, np.float32(0.1), np.float16(0.1)])
    def test_constant(self, value):
        assert_array_equal(numerical_gradient(lambda x: value, [1.0, 2.0]), [0, 0])

    def test_of_an_entry_that_counts_only_farther_away_is_zero(self):
        assert_allclose(numerical_gradient(np.max, [1.5, 1.4, 0.3]), [1, 0, 0], atol=1e-9)

    def test_steps_of_a_staircase_are_flat(self):
        assert_array_equal(numerical_gradient(lambda x: np.floor(x).sum(), [0.9, 3.5]), [0, 0])

    def test_other_steps_stop_where_f_does(self):
        """√x has no value at x − 1/4, and math would raise."""
        for root in (np.sqrt, lambda x: math.sqrt(float(x)), lambda x: np.float32(np.sqrt(x))):
            got = numerical_gradient(root, 1e-3)
            assert_allclose(got, 0.5 / math.sqrt(1e-3), rtol=1e-2)

    @pytest.mark.parametrize("f", [np.floor, lambda x: x + RNG.normal()], ids=["jump", "random"])
    def test_no_derivative_is_said(self, f):
        message = "no two steps give the same derivative at x = 1.0: "
        with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
            numerical_gradient(f, 1.0)


@each_method
def test_numpy_may_be_set_to_raise(method):
    f = lambda x: np.exp(-x) * 1e-300  # noqa: E731
    want = numerical_gradient(f, 1.0, method)
    with np.errstate(all="raise", under="ignore"):
        assert numerical_gradient(f, 1.0, method) == want
    with np.errstate(all="raise"):
        assert_allclose(numerical_jacobian(by_hand, POINT * 100, "central").sum(), 0, atol=1e-9)


@real_steps
def test_a_difference_that_underflows_is_not_raised(method):
    """f itself does nothing that NumPy would raise for; our division does."""
    with np.errstate(all="raise"):
        got = numerical_gradient(lambda x: np.where(x > 1, 5e-324, 0.0), 1.0, method)
    assert 0 < got < 1e-300


def test_f_runs_under_the_callers_settings():
    seen = []
    with np.errstate(all="raise"):
        numerical_gradient(lambda x: seen.append(np.geterr()) or x * x, 3.0)
    assert all(state["divide"] == "raise" for state in seen[:2])


def test_complex_step_leaves_the_warning_filters_alone():
    """They are the whole process's; another thread may be changing them."""
    seen = []

    def f(x):
        seen.append(list(warnings.filters))
        return x * x

    before = list(warnings.filters)
    numerical_gradient(f, 3.0, "complex-step")
    assert all(filters == before for filters in seen)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x[0] * x[1].real + 0 * x[1],
        lambda x: np.abs(x).sum() + 0 * x[0],
        lambda x: (x * x.conj()).sum(),
        lambda x: np.array([complex(x[0]).real, x[1]]),
    ],
    ids=["part", "abs", "conj", "in a list"],
)
def test_complex_step_notices_that_imaginary_parts_are_lost(f):
    with pytest.raises(TypeError, match=r"^f loses imaginary parts, or has a corner here: "):
        numerical_jacobian(f, [1.0, 2.0], "complex-step")


def test_complex_step_of_a_function_that_computes_in_complex64():
    def few_digits(x):
        u = np.exp(x.astype(np.complex64 if x.dtype.kind == "c" else np.float32))
        return u / u.sum()

    true = numerical_jacobian(by_hand, POINT)
    assert_allclose(numerical_jacobian(few_digits, POINT, "complex-step"), true, rtol=1e-5)
    back = lambda x: few_digits(x).astype(x.dtype)  # noqa: E731
    assert_allclose(numerical_jacobian(back, POINT, "complex-step"), true, rtol=1e-5)


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_complex_step_notices_a_cast_to_real():
    def f(x):
        kept = np.zeros(2)
        kept[0] = x[0]
        return kept.sum() + x[1]

    with pytest.raises(TypeError, match=r"^f loses imaginary parts"):
        numerical_gradient(f, [1.0, 2.0], "complex-step")


@each_function
class TestErrors:
    """Each message, in full: what is wrong, where, and what to do."""

    def test_unknown_method_lists_the_known_ones(self, derivative):
        message = "method must be one of 'forward', 'central', 'complex-step'; got 'best'."
        with pytest.raises(ValueError, match=f"^{message}$"):
            derivative(cubic, [1.0], "best")

    @pytest.mark.parametrize("step", [0, -1e-3, np.nan, np.inf])
    def test_step_must_be_positive(self, derivative, step):
        with pytest.raises(ValueError, match=f"^step must be a positive number; got {step!r}.$"):
            derivative(cubic, [1.0], step=step)

    @real_steps
    @pytest.mark.parametrize(
        ("x", "step"), [(1.0, 1e-17), (1.0, 1e-16), (-1.0, 1e-16), (-1e20, 1.0), (1.7e308, 5e307)]
    )
    def test_lost_step_is_reported(self, derivative, method, x, step):
        message = f"the step {step:g} is lost beside x[0, 1] = {x}; take a larger one."
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            derivative(lambda x: 1.0, [[0.0, x]], method, step=step)

    @pytest.mark.parametrize("x", [[np.nan], [1.0, np.inf]])
    def test_x_must_be_finite(self, derivative, x):
        message = "x must be finite: no step leads away from NaN or infinity."
        with pytest.raises(ValueError, match=f"^{message}$"):
            derivative(cubic, x)

    @pytest.mark.parametrize(("x", "dtype"), [([True], "bool"), ([1j], "complex128"), ("a", "<U1")])
    def test_x_must_be_real_numbers(self, derivative, x, dtype):
        with pytest.raises(TypeError, match=f"^x must hold real numbers; got dtype {dtype}.$"):
            derivative(cubic, x)

    def test_x_of_other_numbers_is_told_how_to_become_floats(self, derivative):
        message = (
            "x must hold real numbers; got dtype object. If they are numbers, pass .astype(float)."
        )
        with pytest.raises(TypeError, match=f"{re.escape(message)}$"):
            derivative(cubic, [Fraction(1, 2)])

    def test_masks_are_refused(self, derivative):
        masked = np.ma.array([1.0, 2.0], mask=[0, 1])
        with pytest.raises(TypeError, match=r"^x is a masked array, and its mask"):
            derivative(cubic, masked)
        with pytest.raises(TypeError, match=r"^f returned a masked array, and its mask"):
            derivative(lambda x: np.ma.array(x.sum(), mask=True), [1.0, 2.0])

    @each_method
    def test_f_that_returns_nothing_is_told(self, derivative, method):
        with pytest.raises(TypeError, match=r"^f returned None; does it end with a return\?$"):
            derivative(lambda x: None, [1.0], method)

    def test_f_that_returns_other_numbers_is_told_how_to_return_floats(self, derivative):
        message = (
            "f must return real numbers; it returned dtype object. Let it return .astype(float)."
        )
        with pytest.raises(TypeError, match=f"{re.escape(message)}$"):
            derivative(lambda x: np.array(Fraction(1, 2)), [1.0])

    @each_method
    @pytest.mark.parametrize(
        ("x", "where"), [(2.0, "x is moved from 2.0"), ([1.0, 2.0], "x[1] is moved from 2.0")]
    )
    def test_f_must_be_finite(self, derivative, method, x, where):
        def f(x):
            """Finite, unless the last entry is moved; complex if x is."""
            return x.sum() * (1.0 if x.flat[-1] == 2 else np.nan)

        message = rf"^f is not finite where {re.escape(where)} by \S+\.$"
        with pytest.raises(ValueError, match=message):
            derivative(f, x, method)

    @real_steps
    @pytest.mark.parametrize(
        ("f", "dtype"),
        [
            (lambda x: "a", "<U1"),
            (lambda x: x.sum() > 1, "bool"),
            (lambda x: 1j * x.sum(), "complex128"),
        ],
    )
    def test_f_must_give_real_numbers(self, derivative, method, f, dtype):
        message = f"f must return real numbers; it returned dtype {dtype}."
        with pytest.raises(TypeError, match=f"^{message}$"):
            derivative(f, [1.0], method)

    @pytest.mark.parametrize(
        ("f", "reason"),
        [
            (lambda x: np.abs(x).sum(), "f gives float64, not complex numbers, for a complex x"),
            (lambda x: x.real.sum(), "f gives float64, not complex numbers, for a complex x"),
            (lambda x: float(x[0]), "f cannot compute with complex numbers (Casting"),
            (lambda x: np.floor(x).sum(), "f cannot compute with complex numbers (ufunc 'floor'"),
            (
                lambda x: np.array([1.0]).__setitem__(0, x[0]),
                "f cannot compute with complex numbers (Casting",
            ),
        ],
        ids=["abs", "real", "float", "no complex loop", "float array"],
    )
    def test_complex_step_needs_f_to_be_complex(self, derivative, f, reason):
        advice = 'Use method="central", or write f without abs, conj, .real and float arrays.'
        message = rf"^{re.escape(reason)}.*\. {re.escape(advice)}$"
        with pytest.raises(TypeError, match=f"(?s){message}"):
            derivative(f, [1.0, 2.0], "complex-step")


@pytest.mark.parametrize("classes", [3, 5])
def test_where_f_is_level_the_gradient_is_zero_and_no_complaint(classes):
    """At S = y, both by the package and by a loss whose last digits are noise."""
    theta = np.random.default_rng(classes).normal(size=classes)
    y = softmax(theta)

    def plainly(t):
        e = np.exp(t - t.max())
        return -y @ np.log(e / e.sum())

    for loss in (lambda t: cross_entropy(t, y), plainly):
        np.testing.assert_allclose(numerical_gradient(loss, theta), 0, atol=1e-8)
