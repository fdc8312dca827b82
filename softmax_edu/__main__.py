"""The command ``softmax-edu``: what each of its words asks for, and who does it."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import __version__
from .facts import facts
from .lessons import (
    Copied,
    NoLessonsError,
    copy_lessons,
    edition,
    is_anothers,
    lesson_folder,
)
from .words import VARIABLE, UnknownLanguageError, language, languages, message, speaking
from .words.errors import reason

DEFAULT_FOLDER = "softmax-lessons"
DEFAULT_REPORT = "class-report.html"
ABOUT: str = facts()["about"]["file"]
DEFAULT_CONCEPT = "concept-gain.png"
DEFAULT_STATE = "theta=0,ln2,ln5&y=1&cell=0,1"
EXERCISES = "09_exercises.ipynb"  # whose functions can be run anew


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 not done; 2 by argparse."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # On Windows, what is piped is in the system's code page: a θ that it lacks stops nothing.
        sys.stdout.reconfigure(errors="replace")
    ours, theirs = _split(sys.argv[1:] if argv is None else argv)
    # Help and complaints are in the language that was asked for already, so it is read first.
    first = argparse.ArgumentParser(prog="softmax-edu", add_help=False, allow_abbrev=False)
    first.add_argument("--language")
    asked, ours = first.parse_known_args(ours)
    try:
        with speaking(asked.language or language()):
            if asked.language:
                os.environ[VARIABLE] = language()  # for the kernels that are started from here
            return _run(ours, theirs)
    except UnknownLanguageError as error:
        print(f"softmax-edu: {error}", file=sys.stderr)
        return 2


def _run(ours: list[str], theirs: list[str]) -> int:
    if not ours or (ours[0].startswith("-") and ours[0] not in ("-h", "--help", "--version")):
        ours.insert(0, "lab")
    parser = _parser()
    options = parser.parse_args(ours)
    if theirs and options.command not in ("lab", "dashboard"):
        parser.error(message("main.error_passed_through"))
    options.extra = theirs
    try:
        code = RUN[options.command](options)
        sys.stdout.flush()
    except NoLessonsError:
        print(message("main.error_no_lessons"), file=sys.stderr)
    except _NoPlaceError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # Whoever read this has seen enough. Nor may Python's own last flush complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        return code
    return 1


class _NoPlaceError(Exception):
    """A folder or file that cannot be; the text says why."""


def _path(name: str) -> Path:
    """Return the place that an argument names."""
    try:
        return Path(name).expanduser().absolute()
    except RuntimeError:  # what expanduser raises
        raise _NoPlaceError(message("main.error_no_home", name=name)) from None
    except OSError as error:
        why = reason(error)
        raise _NoPlaceError(message("main.error_no_directory", reason=why)) from None


def _lab(options: argparse.Namespace) -> int:
    with _needs("lab"):
        from .jupyter.lab import open_lab
    _path(os.curdir)  # Jupyter needs one that is there
    folder = _path(options.folder)
    if options.folder == DEFAULT_FOLDER and is_anothers(folder):
        # Nobody named it: on a shared drive it is where another learner works.
        print(message("main.error_anothers", folder=folder), file=sys.stderr)
        return 1
    folder, report = _copied(folder)
    if not report:
        return 1
    browser = options.browser and _has_display()
    open_lab(folder / report[0].name, browser=browser, extra=options.extra)
    return _exit_code(report)


def _copy(options: argparse.Namespace) -> int:
    _, report = _copied(_path(options.folder))
    return _exit_code(report)


def _report(options: argparse.Namespace) -> int:
    with _needs("report"):
        from .class_report import run
    table = _path(options.csv) if options.csv else None
    exercises = lesson_folder() / EXERCISES if options.rerun else None
    return run(
        _path(options.folder),
        _path(options.output),
        table=table,
        names=options.names,
        exercises=exercises,
    )


def _collect(options: argparse.Namespace) -> int:
    from .collecting import run

    return run(_path(options.folder), _path(options.course), assignment=options.assignment)


def _site(options: argparse.Namespace) -> int:
    with _needs("site"):
        from .site.command import run
    own = options.lessons
    lessons = _path(own) if own else lesson_folder()
    return run(_path(options.folder), lessons, shipped=not own)


def _concept(options: argparse.Namespace) -> int:
    from .concept import run

    return run(_path(options.pre), _path(options.post), _path(options.output))


def _embed(options: argparse.Namespace) -> int:
    from .embed import read_state
    from .explorer import Explorer

    path = _path(options.file)
    named: dict[str, Any] = {
        name: tuple(part.strip() for part in given.split(","))
        for name in ("panels", "controls")
        if (given := getattr(options, name)) is not None
    }
    try:
        explorer = Explorer(**read_state(options.state), **named)
    except ValueError as error:
        print(message("embed.problem", reason=error), file=sys.stderr)
        return 1
    try:
        explorer.save(path, title=options.title)
    except OSError as error:
        print(message("embed.output", path=path, reason=reason(error)), file=sys.stderr)
        return 1
    finally:
        explorer.close()
    print(message("embed.written", path=path, size=round(path.stat().st_size / 1000)))
    return 0


def _dashboard(options: argparse.Namespace) -> int:
    with _needs("dashboard"):
        from .jupyter.serving import serve
    _path(os.curdir)  # Jupyter needs one that is there
    print(message("dashboard.starting"), flush=True)
    serve(browser=options.browser and _has_display(), extra=options.extra)
    return 0


RUN = {
    "lab": _lab,
    "copy": _copy,
    "report": _report,
    "collect": _collect,
    "site": _site,
    "concept": _concept,
    "embed": _embed,
    "dashboard": _dashboard,
}


@contextmanager
def _needs(extra: str) -> Iterator[None]:
    """End the program where an import of this block finds that the extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        sys.exit(message("extras.missing", command=extra, module=error.name))


def _exit_code(report: list[Copied]) -> int:
    return int(not report or any(lesson.outcome == "failed" for lesson in report))


def _copied(folder: Path) -> tuple[Path, list[Copied]]:
    """Copy the lessons in the learner's language, below `folder` if it is not the first one.

    Return where they are and what became of each, which is said too; none if that cannot be done.
    """
    lessons = lesson_folder()
    spoken = edition(lessons, language())
    folder = folder / spoken
    try:
        report = copy_lessons(lessons / spoken, folder)
    except OSError as error:
        why = reason(error)
        print(message("main.error_folder", folder=folder, reason=why), file=sys.stderr)
        return folder, []
    print(message("main.copied_to", folder=folder))
    width = max(len(lesson.name) for lesson in report)
    for lesson in report:
        print(f"  {lesson.name:<{width}}  {message(f'main.outcome.{lesson.outcome}')}")
    for lesson in report:
        if lesson.error is not None:
            why = reason(lesson.error)
            print(message("main.error_lesson", name=lesson.name, reason=why), file=sys.stderr)
    return folder, report


def _has_display() -> bool:
    """Whether a browser can be opened: on Linux it takes a display, or a BROWSER that was set."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return our arguments, and those after ``--``."""
    arguments = list(argv)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end + 1 :]


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
    # Taken by `main` before this parser is made; it stands here for the help.
    parser.add_argument(
        "--language",
        metavar="LANGUAGE",
        help=message("main.help.language", languages=", ".join(languages())),
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
    overview.add_argument("--csv", metavar="FILE", help=message("report.help.csv"))
    overview.add_argument("--names", action="store_true", help=message("report.help.names"))

    overview.add_argument("--rerun", action="store_true", help=message("report.help.rerun"))

    collect = commands.add_parser(
        "collect", help=message("collect.help.command"), description=message("collect.help.command")
    )
    collect.add_argument("folder", metavar="FOLDER", help=message("collect.help.folder"))
    collect.add_argument("course", metavar="COURSE", help=message("collect.help.course"))
    collect.add_argument("--assignment", metavar="NAME", help=message("collect.help.assignment"))

    concept = commands.add_parser(
        "concept", help=message("concept.help.command"), description=message("concept.help.command")
    )
    concept.add_argument("pre", metavar="PRE", help=message("concept.help.pre"))
    concept.add_argument("post", metavar="POST", help=message("concept.help.post"))
    concept.add_argument(
        "--output",
        metavar="FILE",
        default=DEFAULT_CONCEPT,
        help=message("concept.help.output", output=DEFAULT_CONCEPT),
    )

    site = commands.add_parser(
        "site", help=message("site.help.site"), description=message("site.help.site")
    )
    site.add_argument("folder", metavar="OUT", help=message("site.help.site_folder"))
    site.add_argument(
        "--lessons", metavar="FOLDER", help=message("site.help.site_lessons", file=ABOUT)
    )

    embed = commands.add_parser(
        "embed", help=message("embed.help.command"), description=message("embed.help.command")
    )
    embed.add_argument(
        "file", metavar="FILE", help=message("embed.help.file", example="explorer.html")
    )
    embed.add_argument(
        "state",
        metavar="STATE",
        nargs="?",
        default=DEFAULT_STATE,
        help=message("embed.help.state", state=DEFAULT_STATE),
    )
    for name in ("panels", "controls"):
        told = message(f"embed.help.{name}", **{name: ",".join(facts()[name]["usual"])})
        embed.add_argument(f"--{name}", metavar="NAMES", help=told)
    embed.add_argument("--title", metavar="TITLE", help=message("embed.help.title"))

    dashboard = commands.add_parser(
        "dashboard", help=message("dashboard.help"), description=message("dashboard.help")
    )
    dashboard.add_argument(
        "--no-browser", dest="browser", action="store_false", help=message("main.help.no_browser")
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
