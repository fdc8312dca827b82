"""Put the answers of a submission into the release."""

import copy
import json
from dataclasses import dataclass
from typing import Any

from .answers import Found, Notes, find_answers
from .notebook import Cell, read_cells, read_notebook
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
    cells: list[Cell] = read_cells(read_notebook(submitted))
    found = find_answers(release, cells)
    notebook: dict[str, Any] = copy.deepcopy(release.notebook)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    answered = 0
    written: dict[str, str] = {}  # the last function of a name that was written
    covered: set[str] = set()  # names that an unwritten exercise has taken since
    for exercise in release.exercises:
        answer = found.answers[exercise.grade_id]
        if answer.text is None:
            covered |= exercise.names
            continue
        answered += 1
        # Whoever left an exercise out still has the function of the one before.
        again = [written[name] for name in sorted(answer.uses & covered & written.keys())]
        text = "\n\n".join([*again, answer.text])
        covered -= exercise.names
        written |= dict.fromkeys(exercise.names, text)
        notebook["cells"][exercise.place]["source"] = text
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    return Rebuilt(text.encode("utf-8", "replace"), answered, found)
