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
from .own import check
from .own_report import OwnReport
from .report import Report
from .tasks import Kind

__all__ = [
    "MISCONCEPTIONS",
    "Attempt",
    "Ladder",
    "OwnReport",
    "Report",
    "check",
    "check_attention_backward",
    "check_batch_gradient",
    "check_calibration_error",
    "check_distill_gradient",
    "check_fit_temperature",
    "check_gradient",
    "check_gradient_from_labels",
    "check_jacobian",
    "check_jacobian_times",
    "check_log_softmax_jacobian",
    "check_loss",
    "check_merge",
    "check_online_softmax",
    "check_reinforce_gradient",
    "check_slopes",
    "check_softmax",
    "check_softmax_backward",
    "check_weighted_gradient",
]

_SECONDS = 5.0


def _masked(asked: bool) -> tuple[Kind, ...]:
    return ("masked",) if asked else ()


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


def check_slopes(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(function, theta, h)`` measures slopes by nudging up and down.

    Entry j is (function(θ with θ_j + h) − function(θ with θ_j − h))/(2h).

    Parameters
    ----------
    f : function
        Takes a function of K numbers that returns one, a θ of K numbers, and the nudge h; returns K
        numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.

    Examples
    --------
    >>> import numpy as np
    >>> from softmax_edu import check_slopes
    >>> def forward(f, theta, h):
    ...     return [(f(theta + h * e) - f(theta)) / h for e in np.eye(len(theta))]
    >>> check_slopes(forward).misconception
    'one-sided'
    """
    return diagnose("slopes", f, seconds=seconds)


def check_jacobian_times(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(theta, v)`` is J v, the Jacobian of softmax times a vector.

    Entry i is S_i (v_i − Σ_k S_k v_k).

    Parameters
    ----------
    f : function
        Takes K scores and K numbers, and returns K numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("jacobian_times", f, seconds=seconds)


def check_gradient_from_labels(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(theta, labels)`` is the gradient of the mean loss of labelled samples.

    Row n is (S_n − onehot(label_n))/N.

    Parameters
    ----------
    f : function
        Takes θ, N rows of K scores, and N labels, integers from 0 to K − 1; returns N rows of K
        numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("gradient_from_labels", f, seconds=seconds)


def check_softmax_backward(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(P, dP)`` is the step backward through softmax, row by row.

    With P the probabilities of a row and dP = ∂L/∂P, it is ∂L/∂scores = Jᵀ dP without the matrix:
    dS_nj = P_nj (dP_nj − D_n), D_n = Σ_k P_nk dP_nk.

    Parameters
    ----------
    f : function
        Takes P and dP, N rows of M numbers each, and returns N rows of M numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.

    Examples
    --------
    >>> import numpy as np
    >>> from softmax_edu import check_softmax_backward
    >>> check_softmax_backward(lambda P, dP: P * (1 - P) * dP).misconception
    'diagonal-only'
    """
    return diagnose("softmax_backward", f, seconds=seconds)


def check_attention_backward(
    f: Callable[..., Any], *, masked: bool = False, seconds: float = _SECONDS
) -> Report:
    """Find out whether ``f(Q, K, V, dO, mask)`` is the gradient of attention, by Q, K and V.

    Forward, O = P V with P = softmax(Q Kᵀ/√d) in rows, over the keys where `mask` is True.
    Backward, dV = Pᵀ dO, dP = dO Vᵀ, dS = P (dP − D), dQ = dS K/√d and dK = dSᵀ Q/√d.

    Parameters
    ----------
    f : function
        Takes Q of shape (N, d), K of shape (M, d), V of shape (M, e), dO = ∂L/∂O of shape (N, e)
        and the mask, N × M booleans. Returns dQ, dK and dV, each in the shape of its namesake.
    masked : bool, optional
        Whether the task said that a row may have nothing to see, and counts as zeros then. If not,
        a function that breaks there passes, with a remark.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("attention_backward", f, asked=_masked(masked), seconds=seconds)


def check_online_softmax(
    f: Callable[..., Any], *, masked: bool = False, seconds: float = _SECONDS
) -> Report:
    """Find out whether ``f(scores, v)`` keeps the books of a softmax that meets its scores in turn.

    They are m, the largest score; l = Σ_j e^(score_j − m); and o = Σ_j e^(score_j − m) v_j, so that
    o/l is Σ_j S_j v_j.

    Parameters
    ----------
    f : function
        Takes M scores and M values, and returns m, l and o, three numbers.
    masked : bool, optional
        Whether the task said that scores may be −∞ from the first on.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("online_softmax", f, asked=_masked(masked), seconds=seconds)


def check_merge(
    f: Callable[..., Any], *, masked: bool = False, seconds: float = _SECONDS
) -> Report:
    """Find out whether ``f(a, b)`` joins two blocks of a softmax, each (m, l, o), into one.

    Parameters
    ----------
    f : function
        Takes two tuples (m, l, o) as `check_online_softmax` explains them, and returns the three
        numbers of all their scores together.
    masked : bool, optional
        Whether the task said that both blocks may be empty, (−∞, 0, 0).
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("merge", f, asked=_masked(masked), seconds=seconds)


def check_distill_gradient(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(z_s, z_t, T)`` is what a teacher's scores ask of a student's.

    The loss is the cross-entropy of softmax(z_t/T), the target, and softmax(z_s/T). Its derivative
    by z_s is (softmax(z_s/T) − softmax(z_t/T))/T.

    Parameters
    ----------
    f : function
        Takes the student's and the teacher's K scores and the temperature; returns K numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("distill_gradient", f, seconds=seconds)


def check_reinforce_gradient(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(theta, actions, rewards, baseline)`` estimates a policy's gradient.

    With π = softmax(θ) it is the mean over the samples of (r_n − b)(onehot(a_n) − π): the direction
    in which the expected reward rises.

    Parameters
    ----------
    f : function
        Takes K scores, N actions (numbers of classes), their N rewards and the baseline, one
        number; returns K numbers.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("reinforce_gradient", f, seconds=seconds)


def check_fit_temperature(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(theta, labels, held_out)`` is the temperature that calibrates best.

    It is the T at which the mean cross-entropy of softmax(θ/T) is lowest, over the rows where
    `held_out` is True. Right to one part in a hundred is right.

    Parameters
    ----------
    f : function
        Takes N rows of K scores, N labels, and N booleans; returns one number.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("fit_temperature", f, seconds=seconds)


def check_calibration_error(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(confidence, correct)`` is the expected calibration error of ten bins.

    Each bin of confidences, [0, 0.1), [0.1, 0.2), …, has a gap, |mean correct − mean confidence|;
    the error is the mean of the gaps, each bin counting as often as it has samples.

    Parameters
    ----------
    f : function
        Takes N confidences and N zeros or ones; returns one number.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("calibration_error", f, seconds=seconds)


def check_weighted_gradient(f: Callable[..., Any], *, seconds: float = _SECONDS) -> Report:
    """Find out whether ``f(theta, labels, weights)`` is the gradient of a weighted mean loss.

    A sample weighs what its class weighs, w_n = weights[labels[n]]; the loss is Σ w_n L_n/Σ w_n.
    Row n of the gradient is w_n (S − y)/Σ w_n.

    Parameters
    ----------
    f : function
        Takes N rows of K scores, N labels and K weights; returns an array of the shape of `theta`.
    seconds : float, optional
        As in `check_softmax`.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If `f` is not a function.
    """
    return diagnose("weighted_gradient", f, seconds=seconds)
