"""A class at a glance, from a folder of submitted notebooks or files of answers.

Only what the files hold is read, and nothing of it is run or believed: every file may be broken,
huge or hostile, and is then named and left out. What reaches the page is escaped; a mistake's name
is shown only if it is one of `MISCONCEPTIONS`.

A learner is a file in the folder, or a folder in it with all that is below. Learners go by
pseudonyms, numbered in an order that says nothing of their names.
"""

from .bars import Bar, Part, bars
from .classroom import STATES, STUCK_FROM, Class, Learner, Result
from .command import run
from .content import Table, tables
from .notebook import MOST_RESULTS, read_notebook
from .page import as_html
from .submissions import MEGABYTES, MOST_FILES, read_class
from .terminal import as_text
from .untrusted import MOST_CHARACTERS, UnusableError

__all__ = [
    "MEGABYTES",
    "MOST_CHARACTERS",
    "MOST_FILES",
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
    "as_html",
    "as_text",
    "bars",
    "read_class",
    "read_notebook",
    "run",
    "tables",
]
