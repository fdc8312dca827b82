"""The command ``softmax-edu``: copy the lessons into a folder of the learner's, open JupyterLab.

What a learner has written is never overwritten. A hidden manifest in the folder holds the hash of
each lesson as it was copied; a lesson whose bytes are still those may be brought up to date, any
other is kept.
"""

import argparse
import hashlib
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from . import __version__
from .words import message

DEFAULT_FOLDER = "softmax-lessons"
DEFAULT_REPORT = "class-report.html"
MANIFEST = ".softmax-edu.json"

_PACKAGE = Path(__file__).resolve().parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 not done; 2 by argparse."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # On Windows, what is piped is in the system's code page: a θ that it lacks stops nothing.
        sys.stdout.reconfigure(errors="replace")
    ours, theirs = _split(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    options = parser.parse_args(ours)
    if theirs and options.command not in ("lab", "dashboard"):
        parser.error(message("main.error_passed_through"))
    if options.command == "site":
        return _make_site(options.folder, options.lessons)
    if options.command == "dashboard":
        return _show_dashboard(browser=options.browser and _has_display(), extra=theirs)
    if options.command == "report":
        from .class_report import run

        return run(options.folder, options.output, names=options.names)
    folder = Path(options.folder).expanduser().absolute()
    try:
        report = copy_lessons(lesson_folder(), folder)
    except OSError as error:
        reason = error.strerror or str(error)
        print(message("main.error_folder", folder=folder, reason=reason), file=sys.stderr)
        return 1
    _tell(report, folder)
    if options.command == "lab":
        _open_lab(folder / report[0].name, browser=options.browser and _has_display(), extra=theirs)
    return 0


class Copied(NamedTuple):
    """What became of one lesson: a key of the message table ``main.outcome``."""

    name: str
    outcome: str


def lesson_folder() -> Path:
    """Return the folder that holds the lessons: in the wheel, or beside the package in a checkout.

    Raises
    ------
    FileNotFoundError
        Neither of them holds a lesson.
    """
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise FileNotFoundError(message("main.error_no_lessons"))


def copy_lessons(source: Path, folder: Path) -> list[Copied]:
    """Copy every lesson of `source` into `folder`; overwrite nothing that a learner touched.

    Returns
    -------
    list of Copied
        One entry a lesson, in the order of the course. The outcome is ``"new"``, ``"same"``,
        ``"updated"`` (the learner had not touched it), ``"kept"`` (the learner's own), or
        ``"kept_newer"`` (the learner's own, and the lesson has changed since it was copied).

    Raises
    ------
    OSError
        `folder` cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    before = _read_manifest(manifest)
    after = dict(before)
    report = []
    for lesson in sorted(source.glob("*.ipynb")):
        shipped = lesson.read_bytes()
        target = folder / lesson.name
        outcome = _outcome(_hash(shipped), before.get(lesson.name), target)
        if outcome in ("new", "updated"):
            _write_whole(target, shipped)
        if outcome in ("new", "updated", "same"):
            after[lesson.name] = _hash(shipped)
        report.append(Copied(lesson.name, outcome))
    if after != before:
        _write_whole(manifest, json.dumps(after, indent=1, sort_keys=True).encode() + b"\n")
    return report


def _outcome(shipped: str, copied: str | None, target: Path) -> str:
    if not os.path.lexists(target):
        return "new"
    found = _hash(target.read_bytes()) if target.is_file() else None
    if found == shipped:
        return "same"
    if found == copied and copied is not None:
        return "updated"
    return "kept" if copied == shipped else "kept_newer"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(path: Path) -> dict[str, str]:
    """Return the hashes of what was copied; unreadable, everything counts as the learner's."""
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return hashes if isinstance(hashes, dict) else {}


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one, never a half."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)


def _tell(report: list[Copied], folder: Path) -> None:
    print(message("main.copied_to", folder=folder))
    width = max(len(lesson.name) for lesson in report)
    for lesson in report:
        print(f"  {lesson.name:<{width}}  {message(f'main.outcome.{lesson.outcome}')}")


def _open_lab(lesson: Path, browser: bool, extra: Sequence[str]) -> None:
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
    # A folder of settings that asks Lab not to pop up its announcements over the lesson.
    theirs = os.environ.get("JUPYTER_CONFIG_PATH")
    ours = str(_PACKAGE / "lab")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (theirs, ours)))

    from jupyterlab.labapp import main as lab

    lab([*arguments, *extra])


def _make_site(out: str, lessons: str | None) -> int:
    """Write the lessons as pages into `out`; say how many, and where."""
    try:
        from .site import NotANotebookError, NotOursError, build_site, notebooks_in
    except ModuleNotFoundError as error:
        return _missing("site", error)
    folder = Path(out).expanduser().absolute()
    source = Path(lessons).expanduser().absolute() if lessons else lesson_folder()
    notebooks = notebooks_in(source)
    if not notebooks:
        print(message("site.no_lessons", folder=source), file=sys.stderr)
        return 1
    try:
        built = build_site(notebooks, folder, shipped=lessons is None)
    except NotOursError:
        print(message("site.not_ours", folder=folder), file=sys.stderr)
        return 1
    except NotANotebookError as error:
        print(message("site.not_a_notebook", reason=error), file=sys.stderr)
        return 1
    except OSError as error:
        reason = error.strerror or str(error)
        print(message("site.cannot_write", folder=folder, reason=reason), file=sys.stderr)
        return 1
    size = round(sum(built.sizes.values()) / 1000)
    told = {"count": len(built.pages), "folder": folder, "size": size}
    print(message("site.written", **told, index=folder / "index.html"))
    return 0


def _show_dashboard(browser: bool, extra: Sequence[str]) -> int:
    """Serve the explorers by Voilà, on this machine only, until it is stopped."""
    try:
        from .dashboard import serve
    except ModuleNotFoundError as error:
        return _missing("dashboard", error)
    print(message("dashboard.starting"), flush=True)
    serve(browser=browser, extra=extra)
    return 0


def _missing(command: str, error: ModuleNotFoundError) -> int:
    print(message("extras.missing", command=command, module=error.name), file=sys.stderr)
    return 1


def _has_display() -> bool:
    """Whether a browser can be opened: on Linux it takes a display, or a BROWSER that was set."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return our arguments, with the command that may be left out, and those after ``--``."""
    arguments = list(argv)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    ours, theirs = arguments[:end], arguments[end + 1 :]
    if not ours or (ours[0].startswith("-") and ours[0] not in ("-h", "--help", "--version")):
        ours.insert(0, "lab")
    return ours, theirs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="softmax-edu",
        description=message("main.help.description"),
        epilog=message("main.help.epilog"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=__version__, help=message("main.help.version")
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    lab = commands.add_parser(
        "lab",
        help=message("main.help.lab"),
        description=message("main.help.lab"),
        epilog=message("main.help.lab_epilog"),
    )
    lab.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        default=DEFAULT_FOLDER,
        help=message("main.help.lab_folder", folder=DEFAULT_FOLDER),
    )
    lab.add_argument(
        "--no-browser", dest="browser", action="store_false", help=message("main.help.no_browser")
    )

    copy = commands.add_parser(
        "copy", help=message("main.help.copy"), description=message("main.help.copy")
    )
    copy.add_argument("folder", metavar="FOLDER", help=message("main.help.copy_folder"))

    overview = commands.add_parser(
        "report", help=message("report.help.command"), description=message("report.help.command")
    )
    overview.add_argument("folder", metavar="FOLDER", help=message("report.help.folder"))
    overview.add_argument(
        "--output",
        metavar="FILE",
        default=DEFAULT_REPORT,
        help=message("report.help.output", output=DEFAULT_REPORT),
    )
    overview.add_argument("--names", action="store_true", help=message("report.help.names"))

    site = commands.add_parser(
        "site", help=message("site.help.site"), description=message("site.help.site")
    )
    site.add_argument("folder", metavar="OUT", help=message("site.help.site_folder"))
    site.add_argument("--lessons", metavar="FOLDER", help=message("site.help.site_lessons"))

    dashboard = commands.add_parser(
        "dashboard", help=message("dashboard.help"), description=message("dashboard.help")
    )
    dashboard.add_argument(
        "--no-browser", dest="browser", action="store_false", help=message("main.help.no_browser")
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
