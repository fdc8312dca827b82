"""What every function of scores does with bad and edge input, one test a rule."""

import re
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softmax_edu import (
    cross_entropy,
    cross_entropy_gradient,
    cross_entropy_hessian,
    cross_entropy_value_and_gradient,
    log_softmax,
    logsumexp,
    softmax,
    softmax_jacobian,
    softmax_jvp,
)


def first_class(theta):
    return np.zeros(np.shape(theta)[:-1], int)


def rising(theta):
    return np.broadcast_to(np.arange(np.shape(theta)[-1]), np.shape(theta))


# Every public function of scores, with a target or a direction made for the batch.
OF_SCORES = {
    "softmax": softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
    "jacobian": softmax_jacobian,
    "jvp": lambda theta: softmax_jvp(theta, rising(theta)),
    "loss": lambda theta: cross_entropy(theta, first_class(theta)),
    "loss, weights": lambda theta: cross_entropy(theta, rising(theta)),
    "gradient": lambda theta: cross_entropy_gradient(theta, first_class(theta)),
    "gradient, weights": lambda theta: cross_entropy_gradient(theta, rising(theta)),
    "hessian": lambda theta: cross_entropy_hessian(theta, first_class(theta)),
    "hessian, weights": lambda theta: cross_entropy_hessian(theta, rising(theta)),
    "both": lambda theta: cross_entropy_value_and_gradient(theta, first_class(theta)),
    "both, weights": lambda theta: cross_entropy_value_and_gradient(theta, rising(theta)),
}
each_function = pytest.mark.parametrize("f", OF_SCORES.values(), ids=OF_SCORES)
each_with_axis = pytest.mark.parametrize("f", [softmax, log_softmax, logsumexp])
each_with_target = pytest.mark.parametrize(
    "f",
    [
        cross_entropy,
        cross_entropy_gradient,
        cross_entropy_value_and_gradient,
        cross_entropy_hessian,
    ],
)


def parts(result):
    """The arrays of a result: one, or a pair."""
    return result if isinstance(result, tuple) else (result,)


class TestScores:
    @each_function
    @pytest.mark.parametrize(
        ("theta", "error", "message"),
        [
            ([-np.inf, -np.inf], ValueError, r"^theta\[:\] is −inf in every class"),
            ([[0, 0], [-np.inf, -np.inf]], ValueError, r"^theta\[1, :\] is −inf in every class"),
            ([0, np.nan], ValueError, r"^theta\[1\] is nan; a score must be a finite number"),
            ([[0, 1], [np.inf, 0]], ValueError, r"^theta\[1, 0\] is inf; "),
            ([[0, -np.inf], [0, np.nan]], ValueError, r"^theta\[1, 1\] is nan"),
            ([], ValueError, r"^theta has no classes"),
            (np.zeros((3, 0)), ValueError, r"no classes: axis -1 of its shape \(3, 0\) is empty"),
            ([True, False], TypeError, r"^theta holds bool.*−inf"),
            (np.ma.array([1.0, 2.0], mask=[0, 1]), TypeError, r"^theta is a masked array.*−inf"),
            (["1", "2"], TypeError, r"^theta must hold real numbers; got dtype <U1"),
            ([0, complex(0, np.nan)], ValueError, r"^theta\[1\] is "),
        ],
    )
    def test_what_are_no_scores_is_refused(self, f, theta, error, message):
        with pytest.raises(error, match=message):
            f(theta)

    @each_function
    def test_the_index_is_that_of_the_whole_array(self, f):
        theta = np.zeros((400, 4))
        theta[399, 2] = np.nan
        with pytest.raises(ValueError, match=r"^theta\[399, 2\] is nan"):
            f(theta)
        theta = np.zeros((20, 30, 4))
        theta[19, 5] = -np.inf
        with pytest.raises(ValueError, match=r"^theta\[19, 5, :\] is −inf in every class"):
            f(theta)

    @each_with_axis
    def test_the_index_follows_the_axis(self, f):
        theta = np.zeros((2, 400))
        theta[:, 7] = -np.inf
        with pytest.raises(ValueError, match=r"^theta\[:, 7\] is −inf in every class"):
            f(theta, axis=0)

    @each_with_axis
    def test_a_single_number_has_no_classes(self, f):
        with pytest.raises(ValueError, match="needs an axis of classes"):
            f(3.0)

    @each_with_axis
    def test_an_axis_that_is_not_there_is_refused(self, f):
        for theta in (np.zeros(3), np.zeros((300, 300))):
            with pytest.raises(np.exceptions.AxisError):
                f(theta, axis=2)

    @each_with_axis
    @pytest.mark.parametrize("axis", [(0, 1), None, 1.0, "last"])
    def test_an_axis_that_is_not_one_integer_is_refused(self, f, axis):
        message = f"axis is {axis!r}; it must be one integer: one axis is meant."
        with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
            f(np.zeros((2, 3)), axis=axis)

    @each_function
    @pytest.mark.parametrize(
        "theta", [np.int8([127, -128, 1]), np.uint8([1, 2, 200]), [3, 1, 2], ((0, 1), (2, 0))]
    )
    def test_integers_are_taken_as_float64(self, f, theta):
        """In int8, 127 − (−128) would wrap around; in uint8 so would 1 − 2."""
        for got, want in zip(parts(f(theta)), parts(f(np.asarray(theta, float))), strict=True):
            assert got.dtype == np.float64
            assert_array_equal(got, want)

    @each_function
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
    @pytest.mark.parametrize("scale", [1, 30], ids=["tame", "shifted"])
    def test_precision_in_is_precision_out(self, f, dtype, scale):
        theta = scale * np.array([[0.5, -1, 2], [3, 1, -2]], dtype)
        for got, want in zip(parts(f(theta)), parts(f(theta.astype(float))), strict=True):
            assert got.dtype == dtype
            tiny = float(np.finfo(dtype).smallest_subnormal)
            assert_allclose(got, want, rtol=8 * max(np.finfo(dtype).eps, 2e-16), atol=tiny)

    @each_function
    def test_an_empty_batch_gives_an_empty_batch(self, f):
        for shape in ((0, 3), (2, 0, 3)):
            for got, of_one in zip(
                parts(f(np.zeros(shape))), parts(f(np.zeros((1, 3)))), strict=True
            ):
                assert got.shape == shape[:-1] + of_one.shape[1:]

    @each_function
    @pytest.mark.parametrize("shape", [(4, 3), (2, 2, 3), (210, 5)])
    def test_every_memory_layout_gives_the_same(self, f, shape):
        theta = np.random.default_rng(0).normal(size=shape)
        want = parts(f(theta))
        padded = np.zeros((*shape[:-1], 2 * shape[-1]))
        padded[..., ::2] = theta
        swapped = theta.astype(theta.dtype.newbyteorder())
        read_only = theta.copy()
        read_only.flags.writeable = False
        layouts = [np.asfortranarray(theta), padded[..., ::2], theta[::-1][::-1], swapped]
        for layout in [*layouts, read_only, theta[..., ::-1].copy()[..., ::-1]]:
            for got, expected in zip(parts(f(layout)), want, strict=True):
                assert_allclose(got, expected, rtol=1e-14)

    @each_with_axis
    def test_every_axis_gives_the_same(self, f):
        theta = np.random.default_rng(1).normal(size=(3, 7, 40))
        for axis in (0, 1, 2, -3, -2):
            want = f(np.moveaxis(theta, axis, -1).copy())
            got = f(theta, axis=axis)
            if got.ndim == 3:
                got = np.moveaxis(got, axis, -1)
            assert_allclose(got, want, rtol=1e-13)

    @each_function
    @pytest.mark.parametrize("shape", [(3,), (2, 3), (210, 5)])
    @pytest.mark.parametrize("scale", [1, 1000])
    def test_arguments_are_never_changed(self, f, shape, scale):
        theta = scale * np.random.default_rng(2).normal(size=shape)
        before = theta.copy()
        f(theta)
        assert_array_equal(theta, before)

    @each_function
    def test_results_share_no_memory_with_the_scores(self, f):
        theta = np.zeros((2, 3))
        assert not any(np.shares_memory(theta, part) for part in parts(f(theta)))

    @each_function
    def test_huge_scores_give_no_warning(self, f):
        """Warnings are errors here. e^1000 alone would overflow, and so would −1e308 − 1e308."""
        for theta in ([1000.0, 0.0], [1e308, -1e308], [[-1e308, 1e308], [0, -np.inf]]):
            for part in parts(f(theta)):
                assert not np.isnan(part).any()

    @each_function
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_numpy_may_be_set_to_raise(self, f, dtype):
        """What underflows or overflows here is meant to, whatever the caller asked NumPy to do."""
        for theta in ([0, -800, 5], [6e4, -6e4, 0], [0, -np.inf, 0], [[0, 88, 709], [1e-8, 0, 0]]):
            theta = np.array(theta, dtype)
            want = parts(f(theta))
            with np.errstate(all="raise"):
                got = parts(f(theta))
            for a, b in zip(got, want, strict=True):
                assert_array_equal(a, b)

    @each_function
    def test_nothing_is_ever_minus_zero(self, f):
        """A learner reads "-0." as a sign."""
        for theta in ([1000.0, 0.0, -1000.0], [0.0, -np.inf, 0.0], [-1000.0, 0.0, 0.0], [7.0]):
            for part in parts(f(theta)):
                assert not (np.signbit(part) & (part == 0)).any()


class TestTarget:
    @each_with_target
    @pytest.mark.parametrize(
        ("theta", "y", "error", "message"),
        [
            ([0, 0, 0], 3, IndexError, r"^y is 3; the indices of 3 classes are 0 … 2"),
            ([0, 0, 0], -1, IndexError, r"^y is -1; "),
            ([[0, 0, 0], [0, 0, 0]], [0, 3], IndexError, r"^y\[1\] is 3; "),
            ([0, 0, 0], 1.5, TypeError, r"^class indices must be integers, y has dtype float64"),
            ([[0, 0, 0], [0, 0, 0]], [0.0, 1.0], TypeError, "must be integers"),
            ([[0, 0, 0], [0, 0, 0]], [True, False], TypeError, "must be integers"),
            ([0, 0, 0], True, TypeError, "must be integers"),
            ([[0, 0, 0], [0, 0, 0]], [0, 1, 2], ValueError, r"^y has shape \(3,\), theta \(2, 3\)"),
            ([[0, 0, 0], [0, 0, 0]], 1, ValueError, r"^y has shape \(\), theta \(2, 3\)"),
            ([0, 0, 0], [0, 1], ValueError, r"^y has shape \(2,\), theta \(3,\)"),
            ([0, 0, 0], [0, -0.5, 1], ValueError, r"^y\[1\] is -0.5; a weight must be"),
            ([0, 0, 0], [0, 0, np.nan], ValueError, r"^y\[2\] is nan"),
            ([0, 0, 0], [np.inf, 0, 0], ValueError, r"^y\[0\] is inf"),
            ([0, 0, 0], [True, False, False], TypeError, r"^y holds bool.*y.astype\(float\)"),
            ([0, 0, 0], [1j, 0, 0], TypeError, "^y must be real"),
            ([0, 0, 0], np.ma.array([1.0, 0, 0], mask=[0, 0, 1]), TypeError, "^y is a masked"),
            ([[0, 0, 0]], np.ma.array([1], mask=[1]), TypeError, "^y is a masked"),
            ([0, 0, 0], "a", TypeError, "must be integers"),
        ],
    )
    def test_what_is_no_target_is_refused(self, f, theta, y, error, message):
        with pytest.raises(error, match=message):
            f(theta, y)

    @each_with_target
    @pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
    def test_any_integers_are_class_indices(self, f, dtype):
        theta = np.random.default_rng(3).normal(size=(4, 3))
        y = np.array([0, 2, 1, 2], dtype)
        for got, want in zip(parts(f(theta, y)), parts(f(theta, y.tolist())), strict=True):
            assert_array_equal(got, want)

    @each_with_target
    def test_a_class_index_means_its_one_hot_row(self, f):
        theta = np.random.default_rng(4).normal(size=(2, 4, 3)) * 10
        y = np.array([[0, 2, 1, 1], [2, 0, 0, 1]])
        for one_hot in (np.eye(3)[y], np.eye(3, dtype=int)[y]):
            for got, want in zip(parts(f(theta, y)), parts(f(theta, one_hot)), strict=True):
                assert_allclose(got, want, rtol=1e-13)

    @each_with_target
    def test_the_target_is_never_changed(self, f):
        theta = np.zeros((2, 3))
        for y in (np.array([0, 2]), np.array([[0.5, 0, 2], [1, 1, 1]])):
            before = y.copy()
            f(theta, y)
            assert_array_equal(y, before)

    @each_with_target
    def test_precision_is_that_of_the_scores(self, f):
        theta = np.zeros((2, 3), np.float32)
        for part in parts(f(theta, np.full((2, 3), 1 / 3))):
            assert part.dtype == np.float32


TARGET = "y holds class indices (theta's shape without its last axis) or weights of theta's shape."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: softmax([0, np.nan]),
            "theta[1] is nan; a score must be a finite number, or −inf to take its class out.",
        ),
        (
            lambda: softmax([[0, 0], [-np.inf, -np.inf]]),
            "theta[1, :] is −inf in every class; at least one class must be left.",
        ),
        (lambda: softmax(1.0), "theta needs an axis of classes; got a single number."),
        (
            lambda: softmax(np.zeros((0, 2)), axis=0),
            "theta has no classes: axis 0 of its shape (0, 2) is empty.",
        ),
        (
            lambda: softmax(np.ma.array([1.0])),
            "theta is a masked array, and its mask would be ignored. "
            "To take a class out, give it the score −inf: theta.filled(-np.inf).",
        ),
        (
            lambda: softmax([True]),
            "theta holds bool, not numbers. To take a class out, give it the score −inf. "
            "If True and False stand for 1 and 0, pass theta.astype(float).",
        ),
        (
            lambda: cross_entropy([0, 0], [True, False]),
            "y holds bool, not numbers. If True and False stand for 1 and 0, pass y.astype(float).",
        ),
        (lambda: softmax(["a"]), "theta must hold real numbers; got dtype <U1."),
        (
            lambda: softmax([Fraction(1, 2), 1]),
            "theta must hold real numbers; got dtype object. "
            "If its entries are numbers, pass np.asarray(theta).astype(float).",
        ),
        (
            lambda: softmax(np.zeros(2, [("one", float)])),  # as bfloat16 a dtype of kind V
            "theta must hold real numbers; got dtype [('one', '<f8')]. "
            "If its entries are numbers, pass np.asarray(theta).astype(float).",
        ),
        (
            lambda: softmax([10**400, 0]),
            "theta must hold real numbers; got dtype object.",
        ),
        (
            lambda: cross_entropy([0, 0], [Fraction(1, 2), Fraction(1, 2)]),
            "y must hold real numbers; got dtype object. "
            "If its entries are numbers, pass np.asarray(y).astype(float).",
        ),
        (
            lambda: cross_entropy([0, 0], [1e308, 1e308]),
            "the weights y add up to more than float64 can hold.",
        ),
        (
            lambda: cross_entropy(np.zeros(2, np.float32), [1e39, 0]),
            "the weights y add up to more than float32 can hold.",
        ),
        (
            lambda: cross_entropy([0, 0], np.ma.array([1, 0])),
            "y is a masked array, and its mask would be ignored.",
        ),
        (lambda: softmax_jvp([0, 0], [0, -1e308]), "v[1] is -1e+308, too large for float64."),
        (
            lambda: softmax_jvp(np.zeros(2, np.float32), [1e39, 0]),
            "v[0] is 1e+39, too large for float32.",
        ),
        (
            lambda: cross_entropy([0, 0], [0, -1]),
            "y[1] is -1.0; a weight must be a finite number, 0 or more.",
        ),
        (lambda: cross_entropy([0, 0], [0, 0, 1]), f"y has shape (3,), theta (2,); {TARGET}"),
        (lambda: cross_entropy([[0, 0]], [0, 1]), f"y has shape (2,), theta (1, 2); {TARGET}"),
        (
            lambda: cross_entropy([0, 0], [1j, 0]),
            "y must be real; only theta may be complex, for the complex step.",
        ),
        (
            lambda: cross_entropy([[0, 0]], np.ma.array([1])),
            "y is a masked array, and its mask would be ignored.",
        ),
        (
            lambda: cross_entropy([0, 0], 1.0),
            f"class indices must be integers, y has dtype float64; {TARGET}",
        ),
        (lambda: cross_entropy([[0, 0]], [2]), "y[0] is 2; the indices of 2 classes are 0 … 1."),
        (lambda: softmax_jvp([0, 0], [1]), "v has shape (1,); it must have theta's, (2,)."),
        (
            lambda: softmax_jvp([0, 0], [1j, 0]),
            "v must be real; only theta may be complex, for the complex step.",
        ),
        (
            lambda: softmax_jvp([0, 0], [0, np.inf]),
            "v[1] is inf; an entry must be a finite number.",
        ),
    ],
)
def test_a_message_says_what_is_wrong_where_and_what_to_do(call, message):
    with pytest.raises((ValueError, TypeError, IndexError)) as error:
        call()
    assert str(error.value) == message
