"""Classes of any size, honest and not: the tests report on tens, benchmarks.report on thousands."""

import json
import os
import random
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from softmax_edu.checks import MISCONCEPTIONS

EXERCISES = [f"{number} · Exercise {number}" for number in range(1, 13)]

# What a report costs its process: seconds of its own time, and megabytes at the most.
_COST = """
import resource, sys
from pathlib import Path
from softmax_edu.class_report import run
code = run(Path(sys.argv[1]), Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, file=sys.stderr)
"""


def cost(folder: Path, page: Path) -> tuple[float, float]:
    """Report on a class in a process of its own; return its seconds and its megabytes."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    # The shell between: Linux counts what a process was before it became another program.
    shell = ["/bin/sh", "-c", '"$@"; exit', "sh"]
    command = [*shell, sys.executable, "-c", _COST, folder, page]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    code, seconds, megabytes = map(float, done.stderr.split())
    assert code == 0
    return seconds, megabytes


def coded(record: dict) -> str:
    return b64encode(json.dumps(record).encode()).decode()


def honest(folder: Path, learners: int, seed: int) -> None:
    """Write one notebook a learner: all exercises, in any state."""
    draw = random.Random(seed)
    names = sorted(MISCONCEPTIONS)
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(learners):
        kinds = (draw.choice(("right", "misconception", "unknown", "raised")) for _ in EXERCISES)
        records = [
            {
                "task": "softmax",
                "kind": kind,
                "named": [draw.choice(names)] if kind == "misconception" else [],
                "remarks": [],
                "rung": draw.randint(1, 5),
                "number": draw.randint(1, 9),
            }
            for kind in kinds
        ]
        text = notebook(dict(zip(EXERCISES, records, strict=True)))
        (folder / f"learner-{n}.ipynb").write_text(text, encoding="utf-8")


def headings(folder: Path, learners: int, exercises: int) -> None:
    """Write notebooks of invented exercises, no two of one name."""
    folder.mkdir(parents=True, exist_ok=True)
    record = {"task": "softmax", "kind": "right", "named": [], "remarks": []}
    for n in range(learners):
        invented = {
            f"{(100 + 100 * n + k) % 1000} · {'x' * 40} {n} {k}": record for k in range(exercises)
        }
        (folder / f"inventor-{n}.ipynb").write_text(notebook(invented), encoding="utf-8")


def junk(folder: Path, files: int) -> None:
    """Fill one learner's folder with files of no use."""
    (folder / "collector").mkdir(parents=True)
    for n in range(files):
        (folder / "collector" / f"{n}.ipynb").write_text("junk", encoding="utf-8")


PARTS = {
    "lists": "[],",
    "tables": "{},",
    "keys": '"{n}":[],',
    "numbers": "1.5,",
    "texts": '"{n}",',
    "headings": r'"# 1 · {n}\n",',
}


def heavy(folder: Path, megabytes: int, parts: int) -> None:
    """Write files of JSON that takes many times its size once it is read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in PARTS.items():
        each = sum(map(part.count, "[{,")) - part.count("{n}")
        filling = "".join(part.replace("{n}", str(n)) for n in range((parts - 100) // each))
        inner = f'{{{filling}"k":0}}' if name == "keys" else f"[{filling}0]"
        _fill(folder / f"{name}.ipynb", '"markdown"', f'"source":{inner},"pad":', "x", megabytes)
    _fill(folder / "lines.ipynb", '"markdown"', '"source":', r"# 1 · a\n", megabytes)
    outputs = '"outputs":[{"output_type":"display_data","data":{"text/plain":'
    _fill(folder / "told.ipynb", '"code"', outputs, r"x\n", megabytes, "}}]")


def _fill(path: Path, kind: str, start: str, text: str, megabytes: int, end: str = "") -> None:
    """Write a notebook of one cell, whose last text makes it so large."""
    before = f'{{"nbformat":4,"cells":[{{"cell_type":{kind},{start}"\N{GRINNING FACE}\\n'
    size = megabytes * 1_000_000 - len(before.encode()) - 10
    padding = text * (size // len(text.encode()))  # a smiley makes each of its letters four bytes
    path.write_text(f'{before}{padding}"{end}}}]}}', encoding="utf-8")


def notebook(records: dict[str, dict]) -> str:
    """Return the text of a notebook with a record under each heading."""
    cells: list[dict] = []
    for exercise, record in records.items():
        html = f'<div data-record="{coded(record)}">'
        output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
        cells += [
            {"cell_type": "markdown", "metadata": {}, "source": f"## {exercise}"},
            {
                "cell_type": "code",
                "metadata": {},
                "execution_count": 1,
                "source": "attempt(1, check_softmax, softmax)",
                "outputs": [output],
            },
        ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
