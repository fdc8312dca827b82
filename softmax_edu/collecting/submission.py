"""Put the answers of a submission into the release."""

import copy
import json
from dataclasses import dataclass
from typing import Any

from .answers import Found, Notes, find_answers
from .notebook import read_cells, read_notebook
from .release import Release


@dataclass(frozen=True)
class Rebuilt:
    """A submission as it goes to nbgrader."""

    content: bytes
    answered: int
    found: Found

    @property
    def notes(self) -> Notes:
        """What is to be said of single exercises."""
        return self.found.notes


def rebuild(release: Release, submitted: bytes) -> Rebuilt:
    """Return the release with the answers of a submission in it.

    Raises
    ------
    NotReadableError
        What was submitted is no notebook.
    AmbiguousError
        It answers an exercise twice, and differently.
    """
    found = find_answers(release, read_cells(read_notebook(submitted)))
    notebook: dict[str, Any] = copy.deepcopy(release.notebook)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    written = texts(release, found)
    for exercise in release.exercises:
        if exercise.grade_id in written:
            notebook["cells"][exercise.place]["source"] = written[exercise.grade_id]
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    return Rebuilt(text.encode("utf-8", "replace"), len(written), found)


def texts(release: Release, found: Found) -> dict[str, str]:
    """Return what goes into the cells of the exercises that are written, by grade_id."""
    put: dict[str, str] = {}
    written: dict[str, str] = {}  # the last function of a name that was written
    covered: set[str] = set()  # names that an unwritten exercise has taken since
    for exercise in release.exercises:
        answer = found.answers[exercise.grade_id]
        if answer.text is None:
            covered |= exercise.names
            continue
        # Whoever left an exercise out still has the function of the one before.
        again = [written[name] for name in sorted(answer.uses & covered & written.keys())]
        put[exercise.grade_id] = text = "\n\n".join([*again, answer.text])
        covered -= exercise.names
        written |= dict.fromkeys(exercise.names, text)
    return put
