"""Softmax, its logarithm, and its Jacobian.

θ are the scores (logits) and S = softmax(θ). The last axis holds the K classes unless `axis` says
otherwise; all other axes are batch. ``J[..., i, j] = ∂S_i/∂θ_j``: output first.
"""

import numpy as np
from numpy.typing import ArrayLike

from ._accurate import (
    complement,
    diagonal,
    entry_of_largest,
    exponentials,
    largest,
    largest_and_rest,
    of_scores,
    total,
)
from ._arguments import Array, as_direction


@of_scores
def softmax(theta: Array, axis: int = -1) -> Array:
    r"""Turn scores into probabilities: S_i = e^{θ_i} / Σ_k e^{θ_k}.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores: finite, or −inf for a class that is masked out.
    axis : int, optional
        The axis of the classes.

    Returns
    -------
    ndarray, shape of `theta`
        S ≥ 0, and Σ_i S_i = 1 along `axis` up to rounding; each S_i is right to 5 ulp. float16,
        float32 and float64 stay what they are; integers give float64.

    Raises
    ------
    ValueError
        If a score is NaN or +inf, if every class of a row is −inf, or if there are no classes.
    TypeError
        If `theta` is boolean, masked, or not numeric.

    Notes
    -----
    Adding one constant to all scores changes nothing: it multiplies numerator and denominator
    alike. So max θ is taken from every score, and no e^(θ − max θ) overflows; `exponentials` puts
    back what rounding takes from that difference [1]_.

    References
    ----------
    .. [1] P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and
       softmax functions", IMA Journal of Numerical Analysis 41 (2021), 2311-2330.

    Examples
    --------
    >>> import numpy as np
    >>> softmax([0, np.log(2), np.log(5)])
    array([0.125, 0.25 , 0.625])
    """
    u = exponentials(theta, largest(theta, axis))  # e^(θ − max θ)
    u /= total(u, axis)
    return u


@of_scores
def logsumexp(theta: Array, axis: int = -1) -> Array:
    r"""Take the logarithm of the sum of exponentials, ln Σ_k e^{θ_k}: a soft maximum.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores: finite, or −inf for a class that is masked out.
    axis : int, optional
        The axis of the classes.

    Returns
    -------
    ndarray or scalar, shape of `theta` without `axis`
        Between max θ and max θ + ln K. Its gradient is softmax(θ). dtype as in `softmax`. Right to
        2 ulp of the larger of max θ and ln Σ_k e^{θ_k − max θ}, whose sum it is.

    Raises
    ------
    ValueError, TypeError
        As `softmax` does.

    Notes
    -----
    With m the class of the largest score, ln Σ_k e^{θ_k} = θ_m + ln(1 + Σ_{k≠m} e^{θ_k − θ_m}).
    That is the form computed here; the analysis is Blanchard, Higham and Higham's (see `softmax`).

    Examples
    --------
    >>> print(logsumexp([1000, 1000]) - 1000)  # ln 2; e^1000 itself would overflow
    0.6931471805599...
    """
    top, rest = largest_and_rest(theta, axis)
    return np.squeeze(top + np.log1p(rest), axis)[()]  # a number, and no array, for a vector


@of_scores
def log_softmax(theta: Array, axis: int = -1) -> Array:
    r"""Take the logarithm of softmax: ln S_i = θ_i − ln Σ_k e^{θ_k}.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores: finite, or −inf for a class that is masked out.
    axis : int, optional
        The axis of the classes.

    Returns
    -------
    ndarray, shape of `theta`
        ln S ≤ 0, with Σ_i e^{ln S_i} = 1; −inf for a masked class. Right to 5 ulp, or to K times
        the smallest number there is. dtype as in `softmax`.

    Raises
    ------
    ValueError, TypeError
        As `softmax` does.

    Notes
    -----
    With m the class of the largest score, Σ_k e^{θ_k} = e^{θ_m} (1 + Σ_{k≠m} e^{θ_k − θ_m}). Taking
    θ_m away first keeps the digits of ln S_m when S_m is close to 1, where ln(softmax(θ)) gives 0.
    Its Jacobian ∂ ln S_i/∂θ_j = δ_ij − S_j is not symmetric. The analysis is Blanchard, Higham and
    Higham's (see `softmax`).

    Examples
    --------
    >>> print(log_softmax([100, 0]))
    [-3.72007598e-44 -1.00000000e+02]
    """
    top, rest = largest_and_rest(theta, axis)
    return (theta - top) - np.log1p(rest)


@of_scores
def softmax_jacobian(theta: Array) -> Array:
    r"""Differentiate every S_i by every θ_j: J_ij = ∂S_i/∂θ_j = S_i (δ_ij − S_j).

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.

    Returns
    -------
    ndarray, shape (..., K, K)
        ``J[..., i, j]``, output first: S_i (1 − S_i) on the diagonal, −S_i S_j elsewhere; that is
        diag(S) − S Sᵀ. Symmetric, rows and columns sum to 0, no eigenvalue is negative. Right to
        12 ulp: an entry is the product of two numbers, each right to 5.

    Raises
    ------
    ValueError, TypeError
        As `softmax` does.

    Notes
    -----
    The quotient rule with u = e^{θ_i} and v = Σ_k e^{θ_k} has two cases: for i = j, u′ = u and
    v′ = e^{θ_j}; for i ≠ j, u′ = 0. `complement` gives 1 − S without loss of digits as S → 1.

    Examples
    --------
    >>> import numpy as np
    >>> softmax_jacobian([0, np.log(2), np.log(5)]) * 64
    array([[  7.,  -2.,  -5.],
           [ -2.,  12., -10.],
           [ -5., -10.,  15.]])
    """
    s = softmax(theta)
    s_i, s_j = s[..., :, np.newaxis], s[..., np.newaxis, :]
    J = 0 - s_i * s_j  # i ≠ j: −S_i S_j
    diagonal(J)[...] = s * complement(s)  # i = j: S_i (1 − S_i)
    return J


@of_scores
def softmax_jvp(theta: Array, v: ArrayLike) -> Array:
    r"""Multiply the Jacobian by v without building it: J v = S ∘ (v − S·v).

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.
    v : array_like, shape of `theta`
        The direction in which θ moves.

    Returns
    -------
    ndarray, shape of `theta`
        The rate at which S moves; its entries sum to 0. Since J is symmetric this is vᵀJ as well.
        Right to 8 ulp of the larger of S_i |v_i − c| and S_i Σ_j S_j |v_j − c|, where c is v's
        entry at the largest S. Where S_i is below the smallest normal number it has fewer digits,
        and so has S_i v_i, however large v is.

    Raises
    ------
    ValueError
        If `v` has not the shape of `theta`, or is not finite, or so large that v_i − v_j might
        overflow; else as `softmax` does.
    TypeError
        As `softmax` does.

    Notes
    -----
    (J v)_i = Σ_j S_i (δ_ij − S_j) v_j = S_i (v_i − Σ_j S_j v_j): K multiplications in place of K².
    J gives 0 for a constant, so a constant may be taken from v; taking its entry at the largest S
    keeps the digits of v − S·v as S → 1.

    Examples
    --------
    >>> import numpy as np
    >>> softmax_jvp([0, np.log(2), np.log(5)], [0, 1, 0]) * 32  # column 1 of the Jacobian
    array([-1.,  6., -5.])
    """
    v = as_direction(v, theta)
    s = softmax(theta)
    v = v - entry_of_largest(s, v)
    return s * (v - (s * v).sum(axis=-1, keepdims=True)) + 0  # −0 + 0 is 0
