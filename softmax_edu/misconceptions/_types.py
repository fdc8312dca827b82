"""The types of what learners write, in words."""

from collections.abc import Callable
from typing import Any, TypeAlias

# Numbers of any dtype, as learners pass them; what NumPy makes of these is Any to a type checker.
Array: TypeAlias = Any
Softmax: TypeAlias = Callable[..., Array]
Model: TypeAlias = Callable[..., Array]
