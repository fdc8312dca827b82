"""The named wrong formulas, each with its numbers.

A learner whose function is wrong has mostly written *another* formula, and others have written it
before. `MISCONCEPTIONS` knows these by a key in plain words; each entry says what is computed, why
that is tempting, where it shows, and where it was seen. Where a source is the number of an issue, a
learner or a library was seen there with it.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from .misconception import Misconception
from .registry import collected

__all__ = ["EQUIVALENT", "MISCONCEPTIONS", "Misconception"]

# Importing the formulas collects them, in the order of the derivation.
for _task in ("softmax", "jacobian", "loss", "gradient", "exercises", "attention", "targets"):
    import_module(f"._{_task}", __name__)

MISCONCEPTIONS: Mapping[str, Misconception] = MappingProxyType(collected())

# Different ideas whose numbers are the same at every θ: no function can tell which of them it is.
EQUIVALENT: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "softmax": (frozenset({"not-normalised", "divided-by-the-largest"}),),
        "gradient": (frozenset({"upstream-of-ones", "summed-jacobian"}),),
        "batch_gradient": (frozenset({"upstream-of-ones", "summed-jacobian"}),),
    }
)
