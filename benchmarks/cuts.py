"""Two pages, an animation and a network that is cut in gestures: do screen and Python ever part?

    python -m benchmarks.cuts            # 20 rounds of ten cuts, about a quarter of an hour
    python -m benchmarks.cuts 5          # so many rounds

Each round opens a notebook on two pages of one kernel, each at a wire of its own. Ten times a
slider is dragged and the wire is cut meanwhile, on the one page and on the other; every third time
a cell moves the scores as well. After each cut both pages and Python are to show the same θ, and
without an animation that of the hand. It ends with 1 if a round failed. The tests do three cuts
(tests/browser/test_two_pages.py).

JupyterLab's dialog about its lost server takes the focus, and is closed as a person would: a key
that is pressed while it is open is the dialog's.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.cuts import cut_in_a_gesture, two_pages
from tests.browser.jupyter import FLAGS, Lab

CUTS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=20)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    held = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder) / "lessons")
        browser = playwright.chromium.launch(executable_path=options.chromium, args=list(FLAGS))
        try:
            for number in range(1, options.rounds + 1):
                start, took = time.monotonic(), []
                try:
                    with two_pages(browser, lab) as pages:
                        took.extend(cut_in_a_gesture(pages, cut) for cut in range(CUTS))
                    held += 1
                except AssertionError as error:
                    print(f"{number:3}  after {len(took)} cuts: {error}")
                else:
                    print(
                        f"{number:3}  the same θ after each of {CUTS} cuts, median "
                        f"{statistics.median(took):.1f} s, at most {max(took):.1f} s after it; "
                        f"{time.monotonic() - start:.0f} s",
                        flush=True,
                    )
        finally:
            browser.close()
            lab.server.stop()
    print(f"{held} of {options.rounds}")
    sys.exit(held < options.rounds)


if __name__ == "__main__":
    main()
