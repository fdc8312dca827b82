"""What ``softmax-edu site`` does."""

import sys
from pathlib import Path

from ..words import FIRST, language, message, speaking
from ..words.errors import reason
from . import AboutError, NotOursError, build_site, notebooks_in, translations_in
from .about import FILE


def run(folder: Path, lessons: Path, *, shipped: bool) -> int:
    """Write the notebooks in `lessons` as pages into `folder`; say how many; return the exit code.

    `shipped` tells whether they are the course's own, which Binder can open, and which stand in the
    first language with their translations in folders beside them.
    """
    notebooks = notebooks_in(lessons)
    if not notebooks:
        print(message("site.no_lessons", folder=lessons), file=sys.stderr)
        return 1
    try:
        with speaking(FIRST if shipped else language()):
            editions = translations_in(lessons) if shipped else {}
            built = build_site(notebooks, folder, shipped=shipped, editions=editions)
    except NotOursError:
        problem = message("site.not_ours", folder=folder)
    except AboutError as error:
        problem = message("site.about.problem", file=lessons / FILE, reason=error)
    except OSError as error:
        problem = message("site.cannot_write", folder=folder, reason=reason(error))
    else:
        for name, why in built.left_out:
            print(message("site.left_out", name=name, reason=why), file=sys.stderr)
        if built.pages:
            size = round(sum(built.sizes.values()) / 1000)
            told = {"count": len(built.pages), "folder": folder, "size": size}
            print(message("site.written", **told, index=folder / "index.html"))
        return int(bool(built.left_out))
    print(problem, file=sys.stderr)
    return 1
