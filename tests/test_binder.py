"""binder/ is replayed as repo2docker would: the pinned layer, then postBuild, then a lesson."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

LESSONS = sorted(
    path.name for path in Path(__file__).parents[1].joinpath("notebooks").glob("*.ipynb")
)

# What no clone has: environments, caches, builds.
NOT_CLONED = shutil.ignore_patterns(".venv*", ".git", ".*_cache", "__pycache__", "node_modules")


def lines(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line]


def test_binders_pins_are_the_projects_pins(root):
    """`make pins` writes both; a pin edited by hand in one of them is found here."""
    strangers = set(lines(root / "binder" / "requirements.txt")) - set(
        lines(root / "tools" / "pins" / "constraints.txt")
    )
    assert not strangers


def test_binder_pins_all_that_the_package_needs_and_nothing_of_the_tests(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {line.partition("==")[0] for line in lines(root / "binder" / "requirements.txt")}

    def names(requirements):
        return {re.match(r"[\w-]+", requirement)[0] for requirement in requirements}

    runtime = names([*project["dependencies"], *project["optional-dependencies"]["lab"]])
    assert runtime <= pinned
    # JupyterLab itself brings nbclient and nbconvert.
    tests = names(project["optional-dependencies"]["test"]) - {"nbclient", "nbconvert"}
    assert not tests & pinned


@pytest.mark.parametrize(
    "file",
    [
        "tools/pins/constraints.txt",
        "tools/pins/constraints-oldest.txt",
        "binder/requirements.txt",
    ],
)
def test_pins_are_exact_and_name_no_address(file, root):
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; .+)?")
    assert [line for line in lines(root / file) if not pin.fullmatch(line)] == []


def test_the_python_of_binder_is_one_that_the_package_supports(root):
    python = re.fullmatch(r"python-3\.(\d+)\n", (root / "binder" / "runtime.txt").read_text())
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Programming Language :: Python :: 3.{python[1]}" in project["classifiers"]


@pytest.fixture(scope="module")
def replay(root, tmp_path_factory):
    """Carry out binder/ for a clone in a fresh environment; return what runs commands there."""
    if sys.platform == "win32":
        pytest.skip("Binder builds on Linux, and postBuild is a shell script")
    place = tmp_path_factory.mktemp("binder")
    clone, environment = place / "clone", place / "environment"
    shutil.copytree(root, clone, ignore=NOT_CLONED)
    venv.create(environment, with_pip=True)
    # A home of its own: neither this user's settings nor caches reach the replay.
    keep = ("PIP_", "SSL_", "LANG", "LC_")
    variables = {name: value for name, value in os.environ.items() if name.startswith(keep)}
    variables |= {"HOME": str(place), "PATH": f"{environment / 'bin'}{os.pathsep}{os.defpath}"}

    def run(*command):
        done = subprocess.run(command, cwd=clone, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("python", "-m", "pip", "install", "--quiet", "-r", "binder/requirements.txt")
    run("binder/postBuild")
    return run


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_runs_in_the_replay(lesson, replay):
    execute = ("nbconvert", "--execute", "--to", "notebook", "--output-dir", "replayed")
    replay("jupyter", *execute, f"notebooks/{lesson}")


def test_the_replay_uses_the_installed_package_and_its_pins_are_sound(replay):
    where = replay("python", "-P", "-c", "import softmax_edu; print(softmax_edu.__file__)")
    assert "site-packages" in where
    replay("python", "-m", "pip", "check")


def test_lab_opens_without_its_announcements(replay):
    settings = replay("python", "-c", "import sys; print(sys.prefix)").strip()
    page = Path(settings, "etc", "jupyter", "labconfig", "page_config.json")
    disabled = json.loads(page.read_text(encoding="utf-8"))["disabledExtensions"]
    assert disabled["@jupyterlab/apputils-extension:announcements"]


def test_no_change_of_the_sources_renews_the_layer_of_the_packages(root, tmp_path):
    """Binder's own builder writes the Dockerfile; it needs no Docker for that."""
    if sys.platform == "win32":
        pytest.skip("repo2docker does not run on Windows")
    environment, clone = tmp_path / "environment", tmp_path / "clone"
    shutil.copytree(root / "binder", clone / "binder")
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = (python, "-m", "pip", "install", "--quiet", "jupyter-repo2docker==2026.4.0")
    subprocess.run(install, check=True)
    command = (python, "-m", "repo2docker", "--no-build", clone)
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    steps = (told.stdout + told.stderr).splitlines()
    copied = [line for line in steps if line.startswith("COPY") and " src/" in line]
    packages = next(n for n, line in enumerate(steps) if "install" in line and "-r" in line.split())
    early = [line for line in copied if steps.index(line) < packages]
    assert [line.split()[-2] for line in early] == ["src/binder/requirements.txt"]
    assert copied[-1].split()[-2] == "src/"
