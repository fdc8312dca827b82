"""What is never lost: two kernels, kills and saves at random moments, in full numbers.

    python -m benchmarks.files           # some minutes; run at the top of the checkout

Two kernels keep an answer each in one file, at once or a moment apart. A kernel that keeps answers
as fast as it can is killed. A learner's save, into the file or in its place, meets an update of the
lessons. Each stops at the first loss. At most three processes run at once, in a folder of their
own; the tests do the same in small numbers (tests/races.py).
"""

import tempfile
import time
from pathlib import Path

from tests import races

ROUNDS = 1_000
RACES = {
    "two kernels, one file of answers": races.two_kernels,
    "kernels killed while they keep answers": races.kills,
    "saves against updates of a lesson": races.saves,
}


def main() -> None:
    print(f"{'':40}{'rounds':>8}{'lost':>6}{'seconds':>9}")
    for name, race in RACES.items():
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            race(Path(folder), rounds=ROUNDS, seed=0)
            print(f"{name:40}{ROUNDS:8}{0:6}{time.monotonic() - start:9.0f}", flush=True)


if __name__ == "__main__":
    main()
