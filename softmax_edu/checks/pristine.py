"""NumPy as it was imported, whatever a learner's code has put in the place of its functions."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

_IMPORTED = dict(vars(np))


def replaced() -> dict[str, object]:
    """Return what stands in NumPy in the place of what was imported, by name."""
    now = vars(np)
    return {name: now.get(name) for name, ours in _IMPORTED.items() if now.get(name) is not ours}


@contextmanager
def true_numpy() -> Iterator[None]:
    """Let our arithmetic run on NumPy as it was imported; what is the learner's comes back."""
    theirs = replaced()
    vars(np).update({name: _IMPORTED[name] for name in theirs})
    try:
        yield
    finally:
        vars(np).update(theirs)


@contextmanager
def given_back(changed: set[str]) -> Iterator[None]:
    """Undo what the block replaces in NumPy, and add the names to `changed`."""
    before = dict(vars(np))
    try:
        yield
    finally:
        now = vars(np)
        undone = {name: old for name, old in before.items() if now.get(name) is not old}
        now.update(undone)
        changed |= undone.keys() & _IMPORTED.keys()
