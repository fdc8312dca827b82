"""Cross-entropy from scores, its gradient S − y, and its Hessian.

The target y is either class indices (integers, one axis fewer than θ) or weights of θ's shape:
one-hot, soft, or any y ≥ 0. Every derivative is taken with respect to θ, for each sample by itself:
nothing is averaged over a batch.

Each docstring says how many units in the last place (ulp) a result may be off. An S, 1 − S or ln S
below the smallest normal number (1e-308 in float64, 1e-38 in float32) has fewer digits, and its
product with a large weight has no more: there, add Σy times K times the smallest number there is.
"""

import numpy as np
from numpy.typing import ArrayLike

from ._accurate import complement, of_scores, times, total, without
from ._arguments import Array, as_classes, as_weights, is_weights
from .activations import log_softmax, softmax, softmax_jacobian


@of_scores
def cross_entropy(theta: Array, y: ArrayLike) -> Array:
    r"""Measure how surprised S = softmax(θ) is by the target: L = −Σ_k y_k ln S_k.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.
    y : array_like
        Class indices, integers 0 … K − 1 of shape (...), or weights y ≥ 0 of shape (..., K).

    Returns
    -------
    ndarray or scalar, shape (...)
        The loss of each sample, ≥ 0; −ln S_y for a class index. It is inf where a class with
        weight is masked (θ = −inf), or so far behind that ln S_k overflows. Right to 8 ulp. dtype
        as in `softmax`.

    Raises
    ------
    IndexError
        If a class index is not one of 0 … K − 1.
    ValueError
        If the shape of `y` fits neither form, or a weight is negative or not finite, or they add
        up to more than theta's precision can hold; for `theta` as `softmax` does.
    TypeError
        If class indices are not integers; for `theta` as `softmax` does.

    Notes
    -----
    A class of weight 0 adds nothing, even where ln S_k = −inf. ln S comes from `log_softmax`, which
    keeps the small losses of a confident right answer that ln(softmax(θ)) rounds to 0.

    Examples
    --------
    >>> import numpy as np
    >>> print(cross_entropy([0, np.log(2), np.log(5)], 1))  # −ln(1/4)
    1.386294361119...
    """
    log_s = log_softmax(theta)
    if is_weights(y, theta):
        return 0 - times(as_weights(y, theta), log_s).sum(axis=-1)  # 0 − 0 is 0, and not −0
    return 0 - np.take_along_axis(log_s, as_classes(y, theta), -1)[..., 0]


@of_scores
def cross_entropy_gradient(theta: Array, y: ArrayLike) -> Array:
    r"""Differentiate the loss by every score: ∂L/∂θ_j = S_j Σ_i y_i − y_j; S − y if Σy = 1.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.
    y : array_like
        Class indices, integers 0 … K − 1 of shape (...), or weights y ≥ 0 of shape (..., K).

    Returns
    -------
    ndarray, shape of `theta`
        Its entries sum to 0. Where an entry is positive, a descent step takes that score down.
        Right to 8 ulp of the larger of its two terms, S_j Σ_{i≠j} y_i and y_j (1 − S_j): of the
        entry itself for a class index, while where y is close to S·Σy the two cancel.

    Raises
    ------
    IndexError, ValueError, TypeError
        As `cross_entropy` does.

    Notes
    -----
    By the chain rule ∂L/∂θ_j = Σ_i (∂L/∂S_i)(∂S_i/∂θ_j) = Σ_{i≠j} y_i S_j − y_j (1 − S_j). The
    code stops at this line, because S_j − y_j loses its digits as S_j → 1 and this does not. Both
    sums over the others are taken as sums: `without` and `complement` subtract where it is safe.

    Examples
    --------
    >>> import numpy as np
    >>> cross_entropy_gradient([0, np.log(2), np.log(5)], 1)
    array([ 0.125, -0.75 ,  0.625])
    """
    s = softmax(theta)
    y = target(y, theta)
    others = without(y, total(y))  # Σ_{i≠j} y_i
    return others * s - y * complement(s)


def cross_entropy_value_and_gradient(theta: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    r"""Compute the loss and its gradient together: L = −Σ_k y_k ln S_k and ∂L/∂θ = S Σy − y.

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.
    y : array_like
        Class indices, integers 0 … K − 1 of shape (...), or weights y ≥ 0 of shape (..., K).

    Returns
    -------
    loss : ndarray or scalar, shape (...)
        As `cross_entropy` gives it.
    gradient : ndarray, shape of `theta`
        As `cross_entropy_gradient` gives it.

    Raises
    ------
    IndexError, ValueError, TypeError
        As `cross_entropy` does.

    Examples
    --------
    >>> import numpy as np
    >>> loss, gradient = cross_entropy_value_and_gradient([0, np.log(2), np.log(5)], 1)
    >>> gradient
    array([ 0.125, -0.75 ,  0.625])
    """
    return cross_entropy(theta, y), cross_entropy_gradient(theta, y)


@of_scores
def cross_entropy_hessian(theta: Array, y: ArrayLike) -> Array:
    r"""Differentiate the gradient once more: ∂²L/∂θ_i∂θ_j = Σ_k y_k · S_i (δ_ij − S_j).

    Parameters
    ----------
    theta : array_like, shape (..., K)
        The scores.
    y : array_like
        Class indices, integers 0 … K − 1 of shape (...), or weights y ≥ 0 of shape (..., K).

    Returns
    -------
    ndarray, shape (..., K, K)
        Σy times the Jacobian of softmax: of y only the sum matters. No eigenvalue is negative, so
        the loss is convex in θ. Right to 12 ulp.

    Raises
    ------
    IndexError, ValueError, TypeError
        As `cross_entropy` does.

    Examples
    --------
    >>> import numpy as np
    >>> cross_entropy_hessian([0, np.log(2), np.log(5)], 1) * 64
    array([[  7.,  -2.,  -5.],
           [ -2.,  12., -10.],
           [ -5., -10.,  15.]])
    """
    J = softmax_jacobian(theta)
    return target(y, theta).sum(axis=-1)[..., np.newaxis, np.newaxis] * J + 0  # −0 + 0 is 0


def target(y: ArrayLike, theta: Array) -> Array:
    """Take the target as weights of theta's shape: a class index becomes a one-hot row."""
    if is_weights(y, theta):
        return as_weights(y, theta)
    one_hot = np.zeros(theta.shape, theta.real.dtype)
    np.put_along_axis(one_hot, as_classes(y, theta), 1, -1)
    return one_hot
