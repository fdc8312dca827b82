"""Numerical derivatives against functions whose derivative is known in closed form."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softmax_edu import numerical_gradient, numerical_jacobian

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
    """ε^½ forward, ε^⅓ central, both times max(1, |x|)."""
    seen = []

    def note(x):
        seen.append(float(x))
        return x

    numerical_gradient(note, x, "forward")
    numerical_gradient(note, x, "central")
    eps = np.finfo(float).eps
    steps = [eps**0.5 * size, 0, eps ** (1 / 3) * size, -(eps ** (1 / 3)) * size]
    assert_allclose(np.array(seen) - x, steps, rtol=1e-6)


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
