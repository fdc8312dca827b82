"""Softmax, its Jacobian and the gradient of cross-entropy: to move, to derive and to check by hand.

Conventions, said once
----------------------
θ (``theta``) are the scores, also called logits: real numbers, one a class. They are not the
parameters of a model. y is the target, S (``s``) the softmax of θ. The last axis holds the classes,
K of them; all axes before it are batch. Numbering starts at 0, in code, pictures and prose.

i is the output we watch, j the input we nudge: ``J[..., i, j] = ∂S_i/∂θ_j``, output first. Every
derivative is taken with respect to θ.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .activations import (
        log_softmax,
        logsumexp,
        softmax,
        softmax_jacobian,
        softmax_jvp,
    )
    from .checks import (
        MISCONCEPTIONS,
        Ladder,
        Report,
        check,
        check_attention_backward,
        check_batch_gradient,
        check_calibration_error,
        check_distill_gradient,
        check_fit_temperature,
        check_gradient,
        check_gradient_from_labels,
        check_jacobian,
        check_jacobian_times,
        check_log_softmax_jacobian,
        check_loss,
        check_merge,
        check_online_softmax,
        check_reinforce_gradient,
        check_slopes,
        check_softmax,
        check_softmax_backward,
        check_weighted_gradient,
    )
    from .explorer import Explorer
    from .film import Film
    from .losses import (
        cross_entropy,
        cross_entropy_gradient,
        cross_entropy_hessian,
        cross_entropy_value_and_gradient,
    )
    from .numdiff import numerical_gradient, numerical_jacobian
    from .questions import answers, clear_answers, predict, step
    from .words import set_language

# Where each public name lives. Modules are imported when a name of theirs is first used, so that
# `import softmax_edu` alone loads neither matplotlib nor ipywidgets.
_HOMES = {
    "activations": ("log_softmax", "logsumexp", "softmax", "softmax_jacobian", "softmax_jvp"),
    "checks": (
        "MISCONCEPTIONS",
        "Ladder",
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
        "check_softmax",
        "check_slopes",
        "check_softmax_backward",
        "check_weighted_gradient",
    ),
    "explorer": ("Explorer",),
    "film": ("Film",),
    "losses": (
        "cross_entropy",
        "cross_entropy_gradient",
        "cross_entropy_hessian",
        "cross_entropy_value_and_gradient",
    ),
    "numdiff": ("numerical_gradient", "numerical_jacobian"),
    "questions": ("answers", "clear_answers", "predict", "step"),
    "words": ("set_language",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022 - in the order of the derivation
    "softmax",
    "log_softmax",
    "logsumexp",
    "softmax_jacobian",
    "softmax_jvp",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_value_and_gradient",
    "cross_entropy_hessian",
    "numerical_gradient",
    "numerical_jacobian",
    "Explorer",
    "Film",
    "predict",
    "step",
    "answers",
    "clear_answers",
    "check_softmax",
    "check_jacobian",
    "check_log_softmax_jacobian",
    "check_loss",
    "check_gradient",
    "check_batch_gradient",
    "check",
    "check_slopes",
    "check_jacobian_times",
    "check_gradient_from_labels",
    "check_softmax_backward",
    "check_attention_backward",
    "check_online_softmax",
    "check_merge",
    "check_distill_gradient",
    "check_reinforce_gradient",
    "check_fit_temperature",
    "check_calibration_error",
    "check_weighted_gradient",
    "Report",
    "Ladder",
    "MISCONCEPTIONS",
    "set_language",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
