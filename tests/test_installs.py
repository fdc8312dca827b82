"""Each install of the wheel runs the commands that it promises, and names the extra of any other.

An environment an extra, with nothing in it but what the wheel itself asks pip for.
"""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from softmax_edu.__main__ import RUN

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

# What each extra's command is asked, and what then lies in the folder. One that would serve
# says its version instead.
PROMISED = {
    "report": (["lessons"], "class-report.html"),
    "site": (["pages"], "pages/01_softmax.html"),
    "lab": (["mine", "--no-browser", "--", "--version"], "mine/01_softmax.ipynb"),
    "dashboard": (["--no-browser", "--", "--version"], "."),
}
EXTRAS = ("", *PROMISED)
# What runs in the base, and what it is asked: it answers, whatever it finds.
OF_THE_BASE = {
    "copy": ["again"],
    "collect": ["lessons", "course"],
    "concept": ["before.csv", "after.csv"],
    "embed": ["view.html"],
}
# Extras that bring no command: what tries them.
ELSEWHERE = {"hub": "test_hub.py", "teach": "test_nbgrader.py", "test": "all tests", "bench": ""}
LEARNER = """
import matplotlib, sys
from softmax_edu import Explorer, answers, check_gradient, predict, softmax
data, _ = Explorer([0, 1, 2], y=1)._repr_mimebundle_()
assert "image/png" in data
assert check_gradient(lambda theta, y: softmax(theta) - y).passed
assert not check_gradient(lambda theta, y: softmax(theta)).passed
print(*sys.modules)
"""


class Install:
    """The wheel with one extra (or none) in an environment of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / "environment"
        self.python = self.environment / ("Scripts" if os.name == "nt" else "bin") / "python"

    def _ran(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.folder, capture_output=True, encoding="utf-8")

    def install(self, wheel: Path, extra: str, pins: Path) -> None:
        """Ask pip for the wheel with this extra, at the versions that are pinned."""
        wanted = f"softmax-edu[{extra}] @ {wheel.as_uri()}" if extra else wheel
        pip = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet"]
        # Compiling what is never imported takes longer than the rest.
        done = self._ran(*pip, "--no-compile", "--constraint", pins, wanted)
        assert done.returncode == 0, done.stderr

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run this environment's Python, which sees nothing of the checkout."""
        return self._ran(self.python, "-I", *arguments)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "softmax_edu", *words)


@pytest.fixture(scope="module")
def installs(root, tmp_path_factory):
    """Every install by its extra: the base, and copies of it with one extra each."""
    folder = tmp_path_factory.mktemp("installs")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, root]
    subprocess.run(build, check=True)
    [wheel] = folder.glob("*.whl")
    pins = root / "tools" / "pins" / "constraints.txt"
    made = {extra: Install(folder / (extra or "base")) for extra in EXTRAS}
    venv.create(made[""].environment, with_pip=False)
    made[""].install(wheel, "", pins)
    for extra in PROMISED:
        environment = made[extra].environment
        shutil.copytree(made[""].environment, environment, symlinks=True, copy_function=os.link)
        made[extra].install(wheel, extra, pins)
    for install in made.values():
        copied = install.command("copy", "lessons")
        assert copied.returncode == 0, copied.stderr
    return made


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_install_copies_the_lessons_and_runs_the_widget_and_the_checks(extra, installs):
    install = installs[extra]
    assert (install.folder / "lessons" / "01_softmax.ipynb").is_file()
    learner = install.run("-c", LEARNER)
    assert learner.returncode == 0, learner.stderr


def test_the_base_is_the_widget_and_the_checks_without_a_jupyterlab(installs):
    code = "import importlib.metadata as m; print(*{d.name.lower() for d in m.distributions()})"
    names = set(installs[""].run("-c", code).stdout.split())
    assert {"ipywidgets", "softmax-edu"} <= names
    assert not names & {"jupyterlab", "jupyter_server", "jinja2", "nbformat", "voila"}


def test_every_command_and_every_extra_is_tried(root):
    assert RUN.keys() == PROMISED.keys() | OF_THE_BASE.keys()
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"].keys() == PROMISED.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("command", OF_THE_BASE)
def test_a_command_of_the_base_needs_no_extra(command, installs):
    ran = installs[""].command(command, *OF_THE_BASE[command])
    assert "Traceback" not in ran.stderr
    assert "softmax-edu[" not in ran.stderr
    assert ran.returncode in (0, 1)


@pytest.mark.parametrize("extra", PROMISED)
def test_an_extra_brings_all_that_its_command_imports(extra, installs):
    arguments, made = PROMISED[extra]
    ran = installs[extra].command(extra, *arguments)
    assert ran.returncode == 0, ran.stderr
    assert (installs[extra].folder / made).exists()


@pytest.mark.parametrize("command", PROMISED)
def test_the_base_says_what_a_command_needs_and_leaves_nothing_behind(command, installs):
    install = installs[""]
    arguments, made = PROMISED[command]
    ran = install.command(command, *arguments)
    assert ran.returncode == 1
    assert f"pip install 'softmax-edu[{command}]'" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert made == "." or not (install.folder / made).exists()
