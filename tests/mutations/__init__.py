"""Mistakes made on purpose, one at a time, in a copy of the package: does anything notice?"""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutations.toml")
IGNORED = shutil.ignore_patterns("__pycache__", "node_modules", "browser", "source", ".*")


@dataclass(frozen=True)
class Mutation:
    """One mistake: where it is made, and what must notice it."""

    file: str
    snippet: str
    replacement: str
    reason: str
    unit: str
    lesson: str

    @property
    def targets(self) -> tuple[str, str]:
        """The test file and the notebook that must turn red."""
        return f"tests/{self.unit}", f"notebooks/{self.lesson}"


def mutations() -> list[Mutation]:
    return [Mutation(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["mutation"]]


def copy_checkout(folder: Path) -> None:
    """Copy what the tests of the numeric half and the lessons need."""
    for part in ("softmax_edu", "tests", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=IGNORED)
    shutil.copy(ROOT / "pyproject.toml", folder)


def mutate(folder: Path, mutation: Mutation) -> None:
    """Make the mistake in the copy."""
    path = folder / "softmax_edu" / mutation.file
    code = path.read_text("utf-8")
    if code.count(mutation.snippet) != 1:
        raise ValueError(f"{mutation.snippet!r} does not stand exactly once in {mutation.file}")
    path.write_text(code.replace(mutation.snippet, mutation.replacement), "utf-8")


def is_red(folder: Path, target: str) -> bool:
    """Whether a test in the target fails in this copy; pytest itself must not."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", target]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        raise RuntimeError(
            f"pytest {target} ended with {run.returncode}:\n{run.stdout}{run.stderr}"
        )
    return run.returncode == 1
