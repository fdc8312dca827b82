"""A class at a glance, from a folder of submitted notebooks or files of answers.

Only what the files hold is read, and nothing of it is run or believed: every file may be broken,
huge or hostile, and is then named and left out. What reaches the page is escaped; a mistake's name
is shown only if it is one of `MISCONCEPTIONS`.

A learner is a file in the folder, or a folder in it with all that is below. What one learner hands
in counts up to limits of one learner, the newest first, so that nobody crowds out another; what is
left out is said. Learners go by pseudonyms, numbered in an order that says nothing of their names.
"""

from .bars import Bar, Part, bars
from .classroom import MOST_EXERCISES, MOST_QUESTIONS, STATES, STUCK_FROM, Class, Learner, Result
from .command import run
from .content import Table, learner_table, tables
from .notebook import read_notebook
from .page import as_html
from .pseudonyms import by_name, numbered, numbered_beside, pseudonyms_file
from .spreadsheet import as_csv
from .submissions import read_class
from .terminal import as_text
from .untrusted import (
    MEGABYTES,
    MOST_ANSWERS,
    MOST_CHARACTERS,
    MOST_FILES,
    MOST_PARTS,
    MOST_RESULTS,
    UnusableError,
)

__all__ = [
    "MEGABYTES",
    "MOST_ANSWERS",
    "MOST_CHARACTERS",
    "MOST_EXERCISES",
    "MOST_FILES",
    "MOST_PARTS",
    "MOST_QUESTIONS",
    "MOST_RESULTS",
    "STATES",
    "STUCK_FROM",
    "Bar",
    "Class",
    "Learner",
    "Part",
    "Result",
    "Table",
    "UnusableError",
    "as_csv",
    "as_html",
    "as_text",
    "bars",
    "by_name",
    "learner_table",
    "numbered",
    "numbered_beside",
    "pseudonyms_file",
    "read_class",
    "read_notebook",
    "run",
    "tables",
]
