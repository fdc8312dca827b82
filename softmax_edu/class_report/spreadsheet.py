"""The report's table of learners for a spreadsheet or a mark book."""

import csv
import io

from .classroom import Class
from .content import learner_table


def as_csv(found: Class) -> str:
    """Return the table as CSV. Nothing in it is a formula to a spreadsheet.

    Learners of whom nothing could be read have a row without results.
    """
    table = learner_table(found)
    text = io.StringIO()
    text.write("\ufeff")  # without it, Excel takes UTF-8 for the system's code page
    rows = csv.writer(text)
    columns = [table.columns[0], *found.exercises]  # whole names, where there is room
    unread = [[name, *("" for _ in found.exercises)] for name in found.unread]
    rows.writerows([_inert(cell) for cell in row] for row in (columns, *table.rows, *unread))
    return text.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell
