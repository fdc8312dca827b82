"""Run every mutation of the list: `python -m tests.mutations`, or with a word to pick some.

For each, a fresh copy of the checkout gets the one mistake; then its test file and its lesson (by
nbval, on this very copy) run until the first failure. Ends with 1 if any stays green.
"""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import Mutation, copy_checkout, is_red, mutate, mutations


def unharmed(target: str) -> bool:
    """Whether the target is green without any mutation: a red that was there proves nothing."""
    with tempfile.TemporaryDirectory() as name:
        copy_checkout(Path(name))
        return not is_red(Path(name), target)


def survivors(mutation: Mutation) -> list[str]:
    """Run one mutation; give the targets that did not notice it."""
    with tempfile.TemporaryDirectory() as name:
        copy_checkout(Path(name))
        mutate(Path(name), mutation)
        return [target for target in mutation.targets if not is_red(Path(name), target)]


def main(words: list[str]) -> int:
    """Print one line a mutation and a summary."""
    chosen = [m for m in mutations() if all(word in f"{m.file} {m.reason}" for word in words)]
    targets = sorted({target for mutation in chosen for target in mutation.targets})
    noticed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sound = {t for t, ok in zip(targets, pool.map(unharmed, targets), strict=True) if ok}
        for mutation, green in zip(chosen, pool.map(survivors, chosen), strict=True):
            state = "noticed"
            if green:
                state = f"NOT NOTICED by {', '.join(green)}"
            elif not sound.issuperset(mutation.targets):
                state = f"{', '.join(set(mutation.targets) - sound)} IS RED WITHOUT IT"
            noticed += state == "noticed"
            print(f"{mutation.file:16} {mutation.reason}: {state}", flush=True)
    print(f"{noticed} of {len(chosen)} mutations turn a unit test and a lesson red")
    return int(noticed < len(chosen) or not chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
