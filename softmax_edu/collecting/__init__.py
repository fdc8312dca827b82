"""From what learners handed in to what nbgrader marks: each submission is rebuilt from the release.

Every cell of a rebuilt notebook is the release's, but for the cells that are to be written. Into
these goes what a learner wrote for the same exercise: the function that it asks for, and what that
function needs. It is found by the cell's ``grade_id``, else by the task: the number of the exercise
and the name of the function. Nothing else of a submission is taken over, so a learner's cell can
neither replace a check nor hold one up. Nothing is run here.
"""

from .answers import AmbiguousError, Answer, find_answers
from .command import run
from .notebook import NotReadableError, read_cells, read_notebook
from .release import Exercise, Lesson, Release, ReleaseError, read_lesson, read_release
from .submission import Rebuilt, rebuild, texts

__all__ = [
    "AmbiguousError",
    "Answer",
    "Exercise",
    "Lesson",
    "NotReadableError",
    "Rebuilt",
    "Release",
    "ReleaseError",
    "find_answers",
    "read_cells",
    "read_lesson",
    "read_notebook",
    "read_release",
    "rebuild",
    "run",
    "texts",
]
