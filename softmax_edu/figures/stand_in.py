"""What stands in for an explorer where nothing runs: its picture, its words and its numbers."""

from collections.abc import Sequence
from html import escape
from typing import Any

from ..moment import Moment
from ..words import message
from ..words.account import account
from .explorer_figure import explorer_figure


def stand_in(
    moment: Moment, panels: Sequence[str], labels: Sequence[str] | None, *, masked: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an output's data by MIME type, and their metadata.

    Parameters
    ----------
    masked : bool
        A prediction still waits for the picked cell's derivation, so it is not shown.
    """
    drawn = [name for name in panels if name != "simplex" or moment.has_triangle]
    picture = explorer_figure(moment, panels=drawn, labels=labels, case=not masked)
    data, metadata = picture._repr_mimebundle_()
    text = account(moment, panels)
    html = (
        f"{data['text/html']}<details><summary>{escape(message('explorer.as_text'))}"
        f"</summary><pre>{escape(text)}</pre></details>"
    )
    return {**data, "text/plain": text, "text/html": html}, metadata
