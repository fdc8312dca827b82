"""What the report of a class costs: seconds and megabytes, for classes honest and not.

    python -m benchmarks.report          # some minutes; run at the top of the checkout

Each class is written into a folder of its own and reported on in a process of its own, whose time
and whose largest memory the system counted. The tests do the same in small numbers.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from softmax_edu.class_report import MEGABYTES, MOST_PARTS
from tests import cohort

Class = Callable[[Path], None]


def honest(learners: int) -> Class:
    return lambda folder: cohort.honest(folder, learners, seed=0)


def inventive(learners: int, exercises: int) -> Class:
    return lambda folder: cohort.headings(folder, learners, exercises)


def beside(unkind: Class) -> Class:
    def both(folder: Path) -> None:
        honest(1_000)(folder)
        unkind(folder)

    return both


CLASSES: dict[str, Class] = {
    "1,000 honest learners": honest(1_000),
    "4,000": honest(4_000),
    "10,000": honest(10_000),
    "30 with 100 invented exercises each": inventive(30, 100),
    "300": inventive(300, 100),
    "10,000 with 40 invented exercises each": inventive(10_000, 40),
    "1,000 honest ones and 5,000 junk files of one": beside(lambda f: cohort.junk(f, 5_000)),
    "1,000 and the heaviest notebooks": beside(lambda f: cohort.heavy(f, MEGABYTES, MOST_PARTS)),
}


def main() -> None:
    print(f"{'':48}{'files':>8}{'seconds':>9}{'MB':>7}")
    for name, write in CLASSES.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place, "class")
            write(folder)
            files = sum(path.is_file() for path in folder.rglob("*"))
            seconds, megabytes = cohort.cost(folder, Path(place, "report.html"))
            print(f"{name:48}{files:8}{seconds:9.1f}{megabytes:7.0f}", flush=True)


if __name__ == "__main__":
    main()
