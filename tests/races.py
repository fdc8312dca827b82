"""Two kernels, kills, saves at random moments: the tests run tens, benchmarks.files thousands.

Each function raises AssertionError at the first loss. Run as a program, this module is one of
the processes: it answers each line of its input with a line of its own.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "softmax-answers.json"


@contextmanager
def process(role: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start this module in a role, with `folder` as its working directory."""
    checkout = Path(__file__).parents[1]
    started = subprocess.Popen(
        [sys.executable, __file__, role],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(checkout)},
    )
    try:
        assert heard(started) == "ready"
        yield started
    finally:
        started.stdin.close()
        started.wait(60)
        started.stdout.close()


def say(to: subprocess.Popen[str], line: object) -> None:
    to.stdin.write(f"{line}\n")
    to.stdin.flush()


def heard(of: subprocess.Popen[str]) -> str:
    return of.stdout.readline().strip()


def progress(misses: int) -> dict[str, object]:
    return {
        "lesson": "01_softmax",
        "filled": [],
        "misses": misses,
        "hints": 0,
        "skipped": False,
        "done": False,
        "time": "2026-11-22T16:50:38Z",
    }


def two_kernels(folder: Path, rounds: int, seed: int, pause: float = 0.002) -> None:
    """Two processes keep an answer each, at once or up to `pause` seconds apart."""
    dice = random.Random(seed)
    with process("kernel", folder) as one, process("kernel", folder) as two:
        for number in range(rounds):
            for kernel in dice.sample([one, two], 2):
                say(kernel, f"{kernel.pid}-{number % 40}")
                time.sleep(dice.choice([0, dice.uniform(0, pause)]))
            assert (heard(one), heard(two)) == ("kept", "kept"), f"round {number}"
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))["steps"]
            for kernel in (one, two):
                assert f"{kernel.pid}-{number % 40}" in kept, f"round {number}: an answer is lost"
            if number % 40 == 39:
                (folder / FILE).unlink()
    assert {path.name for path in folder.iterdir()} <= {FILE}


def kills(folder: Path, rounds: int, seed: int) -> None:
    """A process keeps answers as fast as it can and is killed; what it said it kept is there."""
    dice = random.Random(seed)
    with process("keeper", folder) as keeper:
        for number in range(rounds):
            say(keeper, "start")
            pid = int(heard(keeper))
            time.sleep(dice.uniform(0, 0.02))
            os.kill(pid, signal.SIGKILL)
            said = 0
            while (line := heard(keeper)) != "dead":
                said = int(line)
            if (folder / FILE).exists():
                kept = json.loads((folder / FILE).read_text(encoding="utf-8"))["steps"]
                assert kept.get("key", progress(0))["misses"] >= said, f"round {number}"
            else:
                assert said == 0, f"round {number}: the file is gone"
        say(keeper, "finish")
        assert heard(keeper) == "kept"
    assert [path.name for path in folder.iterdir()] == [FILE]


def saves(folder: Path, rounds: int, seed: int) -> None:
    """A learner saves a lesson while it is brought up to date, as editors do; the save stays."""
    dice = random.Random(seed)
    shipped, mine = folder / "shipped", folder / "mine"
    shipped.mkdir()
    lesson, copy = shipped / "01.ipynb", mine / "01.ipynb"
    with process("copier", folder) as copier, process("saver", folder) as saver:
        for number in range(rounds):
            lesson.write_text("first " * 20_000, encoding="utf-8")
            say(copier, "copy")
            assert heard(copier) in ("new", "updated"), f"round {number}"
            lesson.write_text("second " * 20_000, encoding="utf-8")
            way, pause = dice.choice(["into", "in place"]), dice.uniform(0, 0.03)
            say(saver, json.dumps([str(copy), f"save {number}", way, pause]))
            time.sleep(dice.uniform(0, 0.01))
            say(copier, "copy")
            assert heard(saver) == "saved"
            outcome = heard(copier)
            assert copy.read_text(encoding="utf-8") == f"save {number}" * 10_000, (
                f"round {number}: a save {way} is lost ({outcome})"
            )
            assert sorted(path.name for path in mine.iterdir()) == [".softmax-edu.json", "01.ipynb"]
            copy.unlink()


def _copier() -> None:
    from softmax_edu.lessons import copy_lessons

    print("ready", flush=True)
    for _ in sys.stdin:
        print(copy_lessons(Path("shipped"), Path("mine"))[0].outcome, flush=True)


def _saver() -> None:
    """Save as Jupyter does, into the file, or as other editors do, another file in its place."""
    print("ready", flush=True)
    for line in sys.stdin:
        path, text, way, pause = json.loads(line)
        place = Path(path) if way == "into" else Path(path).with_suffix(".mine")
        time.sleep(pause)
        with place.open("w", encoding="utf-8") as file:
            for _ in range(10):
                file.write(text * 1000)
            file.flush()
            os.fsync(file.fileno())
        if way != "into":
            place.replace(path)
        print("saved", flush=True)


def _kernel() -> None:
    from softmax_edu.questions import store

    print("ready", flush=True)
    for line in sys.stdin:
        store.keep("steps", line.strip(), progress(0))
        print("kept", flush=True)


def _keeper() -> None:
    from softmax_edu.questions import store

    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "finish":
            store.keep("steps", "last", progress(0))
            print("kept", flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            before = store.read()["steps"].get("key", progress(0))["misses"]
            for number in range(before + 1, before + 100_000):
                store.keep("steps", "key", progress(number))
                os.write(1, f"{number}\n".encode())
            os._exit(1)
        os.waitpid(pid, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    roles = {"kernel": _kernel, "keeper": _keeper, "copier": _copier, "saver": _saver}
    roles[sys.argv[1]]()
