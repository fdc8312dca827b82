"""Every explorer at every width, measured: nothing is cut, nothing overlaps, bands are in line.

    python -m benchmarks.layout            # prints what is wrong, and ends with 1 if anything is
    python -m benchmarks.layout pictures/  # and leaves a screenshot of each there, to be looked at

The tests hold a sample of these (`tests/browser/test_picture.py`).
"""

import itertools
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from softmax_edu.facts import facts
from softmax_edu.words import catalogue
from tests.browser.jupyter import FLAGS
from tests.browser.page import Explorer, change

CLASSES = (2, 3, 5, 10, 30, 100)
WIDTHS = (375, 768, 848, 1280, 1920)
SCHEMES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"dark": True},
    "forced": {"context": {"forced_colors": "active"}},
    "grey": {"style": "html { filter: grayscale(1); }"},
}
BAR = ["target", "presets", "reset", "undo", "pin", "copy", "keys", "present"]


def states(k: int) -> dict[str, dict[str, Any]]:
    """Return what an explorer of k classes shows, by name."""
    soft = np.full(k, round(1 / k, 3)).tolist()
    return {
        "whole": {"y": 1},
        "forward": {"y": None, "panels": ["softmax", "jacobian"]},
        "rows": {"y": 1, "panels": ["softmax", "gradient"]},
        "named": {
            "y": soft,
            "labels": [f"class number {n}" for n in range(k)],
            "controls": ["target", "weights", "presets", "present"],
        },
        "blocks": {
            "y": 0,
            "panels": [*facts()["panels"]["usual"], *facts()["panels"]["below"]],
            "controls": [*BAR, "descend", "inspector", "temperature", "weight"],
        },
        "pinned": {"y": soft, "controls": BAR},
    }


def move(name: str, explorer: Explorer) -> None:
    """Bring an explorer into the state that is measured."""
    if name == "pinned":
        explorer.root.get_by_role("button", name=catalogue("explorer")["pin"], exact=True).click()
        theta = explorer.page.evaluate("() => model.get('theta')")
        change(explorer.page, theta=[theta[0] + 1.5, *theta[1:]])


def main(folder: Path | None) -> int:
    """Measure all of them; return how many are wrong."""
    wrong = 0
    random = np.random.default_rng(1)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for k, width, (scheme, options) in itertools.product(CLASSES, WIDTHS, SCHEMES.items()):
            theta = random.normal(0, 2, k).round(1).tolist()
            for name, state in states(k).items():
                cell = [1, min(2, k - 1)]
                explorer = Explorer(
                    browser, width=width, theta=theta, cell=cell, **options, **state
                )
                move(name, explorer)
                found = explorer.wrong() + explorer.failures
                if found:
                    wrong += 1
                    print(f"{name}, K = {k}, {width} px, {scheme}:", *found, sep="\n    ")
                if folder:
                    path = folder / f"{name}-{k}-{width}-{scheme}.png"
                    explorer.page.screenshot(path=path, full_page=True)
                explorer.context.close()
        browser.close()
    print(f"{wrong} wrong of {len(CLASSES) * len(WIDTHS) * len(SCHEMES) * len(states(2))}")
    return wrong


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if target:
        target.mkdir(parents=True, exist_ok=True)
    sys.exit(bool(main(target)))
