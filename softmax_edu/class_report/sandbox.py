"""Run a Python program of this package where it can reach nothing: in bubblewrap, on Linux.

It has namespaces of its own for everything (files, processes, network, users), sees Python and this
package read-only and no file else, can write nowhere, and is stopped after a time. There is no
weaker way: where bubblewrap is missing or may not work, nothing is run.
"""

import os
import shutil
import site
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

from ..words import message

SECONDS = 180.0  # for all functions of one learner
MOST_OUTPUT = 1_000_000  # bytes

_PACKAGE = Path(__file__).resolve().parents[1]
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")


class NoSandboxError(Exception):
    """Nothing can be run safely here; the text says why."""


class Sandbox:
    """A way to run programs of this package on what others have written.

    Raises
    ------
    NoSandboxError
        There is no Linux or no bubblewrap here, or it may not do its work.
    """

    def __init__(self) -> None:
        found = shutil.which("bwrap") if sys.platform == "linux" else None
        if found is None:
            raise NoSandboxError(message("report.rerun.missing"))
        self._bwrap = found
        tried = subprocess.run(
            [*self._walls(), sys.executable, "-I", "-c", "import numpy"],
            capture_output=True,
            text=True,
            check=False,
        )
        if tried.returncode != 0:
            said = (tried.stderr.strip().splitlines() or [str(tried.returncode)])[-1]
            raise NoSandboxError(message("report.rerun.broken", reason=said[:200]))

    def run(self, program: Path, given: bytes) -> bytes:
        """Return what a program of this package writes when it is given this on its input."""
        with subprocess.Popen(
            [*self._walls(), sys.executable, "-I", "-B", str(program), str(_PACKAGE.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdin
            assert process.stdout
            timer = threading.Timer(SECONDS, process.kill)
            timer.start()
            try:
                process.stdin.write(given)
                process.stdin.close()
                return process.stdout.read(MOST_OUTPUT)
            except BrokenPipeError:
                return b""
            finally:
                timer.cancel()
                process.kill()

    def _walls(self) -> list[str]:
        paths = {*_SYSTEM, sys.prefix, sys.base_prefix, *site.getsitepackages()}
        paths |= {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), str(_PACKAGE)}
        paths |= {os.path.realpath(path) for path in paths}
        walls = [self._bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        walls += ["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
        for path in sorted(paths):
            walls += ["--ro-bind-try", path, path]
        for name in ("OPENBLAS", "OMP", "MKL"):
            walls += ["--setenv", f"{name}_NUM_THREADS", "1"]  # each takes memory for itself
        return [*walls, "--remount-ro", "/", "--chdir", "/"]
