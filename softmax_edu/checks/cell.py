"""Which code an output belongs to: a mark of the cell that is run at this moment."""

import sys
from hashlib import sha256
from typing import Any


def code_mark(source: str) -> str:
    """Return a mark of a cell's code: the same for another layout and for other comments."""
    lines = (line.rstrip() for line in source.splitlines())
    code = "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))
    return sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def mark_of_this_cell() -> dict[str, str]:
    """Return the mark of the cell that a kernel is running, as part of a record; else nothing."""
    source = _running()
    return {} if source is None else {"code": code_mark(source)}


def _running() -> str | None:
    """Return the code that a kernel was asked to run, as it stands in the notebook."""
    ipython: Any = sys.modules.get("IPython")
    try:
        return str(ipython.get_ipython().kernel.get_parent()["content"]["code"])
    except Exception:  # no notebook, or a kernel of another kind
        return None
