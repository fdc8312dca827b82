"""JupyterLab on a lesson, with the settings that the lessons ask for."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from jupyterlab import labapp

from ..words import message

# Folders of settings: Lab does not pop up its announcements over a lesson, and saves its pictures.
SETTINGS = Path(__file__).resolve().parent / "settings"


def open_lab(lesson: Path, *, browser: bool, extra: Sequence[str] = ()) -> None:
    """Run JupyterLab here until it is stopped; its own defaults (localhost, a token) stand."""
    arguments = [
        f"--ServerApp.root_dir={lesson.parent}",
        # The address that is printed, too, is the lesson's own.
        f"--LabApp.default_url=/lab/tree/{quote(lesson.name)}",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
    ]
    if not browser:
        arguments.append("--no-browser")
        print(message("main.no_browser"))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
        print(message("main.as_root"), file=sys.stderr)
    print(message("main.starting"), flush=True)
    theirs = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (theirs, str(SETTINGS))))
    labapp.main([*arguments, *extra])
