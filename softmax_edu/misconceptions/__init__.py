"""The named wrong formulas, each with its numbers.

A learner whose function is wrong has mostly written *another* formula, and others have written it
before. `MISCONCEPTIONS` knows these by a key in plain words; each entry says what is computed, why
that is tempting, where it shows, and where it was seen.
"""

from .counter_examples import CounterExample, evaluate
from .misconception import Misconception
from .registry import EQUIVALENT, MISCONCEPTIONS

__all__ = ["EQUIVALENT", "MISCONCEPTIONS", "CounterExample", "Misconception", "evaluate"]
