"""Tell a learner which function theirs is: right, which mistake, or what is known of it.

Each check calls the function at a few dozen points, compares its numbers with the truth and with
every formula of `MISCONCEPTIONS`, and returns a `Report`. It names a mistake only where no number
speaks against it.
"""

from collections.abc import Callable
from typing import Any

from .diagnosis import diagnose
from .ladder import Attempt, Ladder
from .misconceptions import MISCONCEPTIONS
from .own import OwnReport, check
from .report import Report
from .tasks import Kind

__all__ = [
    "MISCONCEPTIONS",
    "Attempt",
    "Ladder",
    "OwnReport",
    "Report",
    "check",
    "check_batch_gradient",
    "check_gradient",
    "check_jacobian",
    "check_log_softmax_jacobian",
    "check_loss",
    "check_softmax",
]

_SECONDS = 5.0


def _weights(asked: bool) -> tuple[Kind, ...]:
    return ("weights",) if asked else ()


def check_softmax(
    f: Callable[..., Any],
    *,
    large: bool = False,
    rows: bool = False,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta)`` is softmax, S_i = e^{θ_i} / Σ_k e^{θ_k}, or what else it is.

    Parameters
    ----------
    f : function
        Takes θ, K numbers, and returns S, K numbers.
    large : bool, optional
        Whether the task said that scores may be in the hundreds, so that surviving them belongs to
        it. If not, a function that breaks there passes, with a remark.
    rows : bool, optional
        Whether the task said that θ may have any number of axes, with the classes on the last. If
        not, what the function does with a batch is only remarked on.
    seconds : float, optional
        How long all calls after the first may take together. A compiler may be at work: the first
        may take twelve times as long, and the first with a θ of another shape three times what
        that took, beside the others. From five seconds on they are counted on screen.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function (the parentheses of a call, most often).

    Examples
    --------
    >>> import numpy as np
    >>> from softmax_edu import check_softmax
    >>> report = check_softmax(lambda theta: theta / np.sum(theta))
    >>> report.passed, report.misconception
    (False, 'no-exponential')
    """
    asked: tuple[Kind, ...] = ("extreme",) if large else ()
    if rows:
        asked += ("batch", "far apart") if large else ("batch",)
    return diagnose("softmax", f, asked=asked, seconds=seconds)


def check_jacobian(
    f: Callable[..., Any],
    *,
    softmax: Callable[..., Any] | None = None,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta)`` is the Jacobian J_ij = ∂S_i/∂θ_j = S_i (δ_ij − S_j).

    Parameters
    ----------
    f : function
        Takes θ, K numbers, and returns J, shape (K, K), output first.
    softmax : function, optional
        The learner's own softmax, which `f` is built on. If that one is wrong and this step is
        right, the report says so.
    seconds : float, optional
        How long all calls after the first may take together. A compiler may be at work: the first
        may take twelve times as long, and the first with a θ of another shape three times what
        that took, beside the others. From five seconds on they are counted on screen.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` or `softmax` is not a function.
    """
    return diagnose("jacobian", f, softmax, seconds=seconds)


def check_log_softmax_jacobian(
    f: Callable[..., Any],
    *,
    softmax: Callable[..., Any] | None = None,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta)`` is ∂ ln S_i/∂θ_j = δ_ij − S_j, in row i and column j.

    Unlike J, this matrix is not symmetric: here an exchange of rows and columns shows.

    Parameters and returned value are those of `check_jacobian`.
    """
    return diagnose("log_softmax_jacobian", f, softmax, seconds=seconds)


def check_loss(
    f: Callable[..., Any],
    *,
    softmax: Callable[..., Any] | None = None,
    weights: bool = False,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta, y)`` is the cross-entropy L = −Σ_k y_k ln S_k.

    Parameters
    ----------
    f : function
        Takes θ and y, K numbers each, and returns one number. y is one-hot or probabilities.
    softmax : function, optional
        The learner's own softmax, which `f` is built on.
    weights : bool, optional
        Whether the task said that y may be any weights, so that Σy ≠ 1 belongs to it. If not, a
        function that is right for Σy = 1 passes, with a remark.
    seconds : float, optional
        How long all calls after the first may take together. A compiler may be at work: the first
        may take twelve times as long, and the first with a θ of another shape three times what
        that took, beside the others. From five seconds on they are counted on screen.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` or `softmax` is not a function.
    """
    return diagnose("loss", f, softmax, _weights(weights), seconds)


def check_gradient(
    f: Callable[..., Any],
    *,
    softmax: Callable[..., Any] | None = None,
    weights: bool = False,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta, y)`` is the gradient ∂L/∂θ_j = S_j Σ_i y_i − y_j.

    S − y passes, with a remark, unless `weights` says that the task was about Σy ≠ 1 as well.

    Parameters and returned value are those of `check_loss`; `f` returns K numbers.
    """
    return diagnose("gradient", f, softmax, _weights(weights), seconds)


def check_batch_gradient(
    f: Callable[..., Any],
    *,
    softmax: Callable[..., Any] | None = None,
    weights: bool = False,
    seconds: float = _SECONDS,
) -> Report:
    """Find out whether ``f(theta, y)`` is the gradient of the *mean* loss over a batch.

    With N samples, row n of the answer is (S·Σy − y)/N, all of row n.

    Parameters and returned value are those of `check_loss`; `f` takes θ and y of shape (N, K) and
    returns an array of that shape.
    """
    return diagnose("batch_gradient", f, softmax, _weights(weights), seconds)
