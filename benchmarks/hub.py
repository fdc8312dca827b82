"""How many learners one machine carries: a real hub, its proxy, and a class that comes all at once.

    make .venv-hub node_modules
    python -m benchmarks.hub                # a class of 20
    python -m benchmarks.hub 20 40 60 80    # the class grows, until something gives

Each learner logs in with a password of their own, starts a server, opens lesson 02, runs all its
cells over the kernel's websocket, and then moves θ of a live explorer ten times a second. All do so
at the same moment, which no class does: read the latencies as the worst of a lesson's first minute.
Memory is PSS, so that what processes share counts once; it is taken when everyone has run the
lesson and nobody has left. The class stops growing at the first failure, when a tenth of the moves
take longer than a second, when the machine's free memory falls under two GiB, or when the time is
up. Everything stays on loopback.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from tests.classroom import Classroom, Kernel, Learner

PROXY = "configurable-http-proxy"
LESSON = "02_jacobian.ipynb"
MOVES = 20
PACE = 0.1  # seconds from one move to the next
PATIENCE = 1.0  # a tenth of the moves may take this long
RESERVE = 2 * 2**30
MINUTES = 15
MIB = 2**20


class Seat:
    """A learner in the class, and how long they waited for what."""

    def __init__(self, room: Classroom, name: str) -> None:
        self.learner = Learner(room, name)
        self.kernel: Kernel | None = None
        self.explorer = ""
        self.waits: dict[str, list[float]] = {}
        self.failure: str | None = None

    def arrive(self) -> None:
        with self.timed("log in"):
            self.learner.log_in().raise_for_status()
        with self.timed("server"):
            self.learner.start()

    def run_lesson(self) -> None:
        with self.timed("kernel"):
            self.kernel = self.learner.open_lesson(LESSON)
        for number, source in enumerate(self.kernel.cells()):
            with self.timed("cell" if number else "first cell"):
                answers = self.kernel.run(source)
            for answer in answers:
                state = answer["content"].get("data", {}).get("state", {})
                if answer["msg_type"] == "comm_open" and "theta" in state:
                    self.explorer = answer["content"]["comm_id"]

    def move(self) -> None:
        start = time.monotonic()
        for step in range(MOVES):
            time.sleep(max(0, start + step * PACE - time.monotonic()))
            with self.timed("move"):
                self.kernel.move(self.explorer, [step / 10, -1.0, 2.5])
        if self.kernel.theta(self.explorer) != [step / 10, -1.0, 2.5]:
            raise RuntimeError("the kernel did not take the last θ")

    def timed(self, what: str) -> "Timer":
        return Timer(self.waits.setdefault(what, []))


class Timer:
    def __init__(self, times: list[float]) -> None:
        self.times = times

    def __enter__(self) -> None:
        self.start = time.monotonic()

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind is None:
            self.times.append(time.monotonic() - self.start)


def together(seats: list[Seat], act: Callable[[Seat], None]) -> None:
    """Let all act at the same moment; who fails is marked, and does not act again."""

    def attempt(seat: Seat) -> None:
        try:
            act(seat)
        except Exception as error:  # the load test counts failures of every kind
            seat.failure = f"{act.__name__}: {type(error).__name__}: {error}"

    well = [seat for seat in seats if seat.failure is None]
    with ThreadPoolExecutor(max(1, len(well))) as crowd:
        list(crowd.map(attempt, well))


def pss(process: psutil.Process) -> int:
    return process.memory_full_info().pss


def memory(room: Classroom) -> dict[str, list[float]]:
    """Return MiB of each learner's server and kernels, and of the hub and its proxy."""
    servers = room.servers()
    kernels = {name: server.children(recursive=True) for name, server in servers.items()}
    learners = {server.pid for server in servers.values()}
    proxy = [child for child in room.process.children() if child.pid not in learners]
    return {
        "server": [pss(server) / MIB for server in servers.values()],
        "kernel": [sum(map(pss, children)) / MIB for children in kernels.values()],
        "hub": [pss(room.process) / MIB],
        "proxy": [sum(map(pss, proxy)) / MIB],
    }


def spread(times: list[float], unit: float = 1) -> str:
    """Return the median, the time that nine in ten stay under, and the longest."""
    if not times:
        return "none"
    ninth = sorted(times)[int(0.9 * len(times))]
    return " / ".join(
        f"{time * unit:.4g}" for time in (statistics.median(times), ninth, max(times))
    )


def report(seats: list[Seat], room: Classroom) -> bool:
    """Print what the class met with, and return whether it may grow."""
    waits: dict[str, list[float]] = {}
    for seat in seats:
        for what, times in seat.waits.items():
            waits.setdefault(what, []).extend(times)
        seat.waits.clear()
    failed = [seat.failure for seat in seats if seat.failure]
    used = memory(room)
    one = statistics.mean(used["server"]) + statistics.mean(used["kernel"])
    print(f"\n{len(seats)} learners, {len(failed)} failures")
    for failure in sorted(set(failed))[:5]:
        print(f"  {failure}")
    print("  waits: median / nine in ten under / longest")
    for what, times in waits.items():
        unit, name = (1000, "ms") if what in {"cell", "move"} else (1, "s")
        print(f"    {what:<11} {spread(times, unit):>24} {name:<2}  ({len(times)})")
    print(f"  MiB a learner: {one:.0f} =", end=" ")
    print(f"server {statistics.mean(used['server']):.0f} + kernel", end=" ")
    print(f"{statistics.mean(used['kernel']):.0f}; the largest", end=" ")
    print(f"{max(map(sum, zip(used['server'], used['kernel'], strict=True))):.0f}")
    print(f"  learners a GiB: {1024 / one:.1f}", end="; ")
    print(f"hub {used['hub'][0]:.0f} MiB, proxy {used['proxy'][0]:.0f} MiB", flush=True)
    moves = sorted(waits.get("move", []))
    slow = bool(moves) and moves[int(len(moves) * 0.9)] > PATIENCE
    short = psutil.virtual_memory().available < RESERVE + 10 * one * MIB
    for reached, what in (
        (failed, "failures"),
        (slow, "a tenth of the moves takes longer than a second"),
        (short, "free memory"),
    ):
        if reached:
            print(f"  the limit: {what}")
    return not (failed or slow or short)


def main() -> int:
    parser = argparse.ArgumentParser(description="Load a hub with a class.")
    parser.add_argument("sizes", nargs="*", type=int, default=[20], help="sizes of the class")
    sizes = sorted(parser.parse_args().sizes)
    jupyterhub, proxy = Path(".venv-hub/bin/jupyterhub"), Path("node_modules/.bin", PROXY)
    if not (jupyterhub.exists() and proxy.exists()):
        sys.exit("JupyterHub or its proxy is not here: make .venv-hub node_modules")
    print(f"{platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"{psutil.virtual_memory().total / 2**30:.0f} GiB,", end=" ")
    print(f"load {os.getloadavg()[0]:.1f} from others; JupyterHub in .venv-hub")
    names = [f"learner-{number}" for number in range(sizes[-1])]
    room = Classroom(names, str(jupyterhub.absolute()), str(proxy.resolve()))
    end = time.monotonic() + MINUTES * 60
    seats: list[Seat] = []
    try:
        for size in sizes:
            new = [Seat(room, name) for name in names[len(seats) : size]]
            seats += new
            for who, act in ((new, Seat.arrive), (new, Seat.run_lesson), (seats, Seat.move)):
                together(who, act)
            if not report(seats, room):
                break
            if time.monotonic() > end:
                print("  the limit: time")
                break
    finally:
        for seat in seats:
            if seat.kernel is not None:
                seat.kernel.close()
        room.stop()
    return int(any(seat.failure for seat in seats))


if __name__ == "__main__":
    sys.exit(main())
