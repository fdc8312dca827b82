"""A view with sliders whose every moment is there already, so that no kernel is needed to move it.

An explorer computes in the browser whatever it is asked. A film does not compute: Python has shown
it each moment beforehand. It moves in a notebook, on a page, and wherever else the explorer does.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import product
from json import dumps
from math import log10
from typing import Any

import traitlets

from .figures import Picture
from .figures.marks import marks_of
from .live import PAGE_KEY, load_module, load_style
from .live.widget import LiveWidget
from .reel import unwind, wind
from .words.numbers import superscript, trimmed

__all__ = ["Film"]

Places = Iterable[float] | Mapping[str, float]


class Film(LiveWidget):
    """A picture or a text under sliders, with each of its moments made beforehand.

    Parameters
    ----------
    show : callable
        Takes a value for each slider, and returns what is to be seen there: a `Picture`, always the
        same one, moved, or a text.
    sliders : mapping of str to sequence of float, or to mapping of str to float
        The places of each slider by its name, in rising order; a mapping gives each place a name of
        its own, such as ``{"0": 0.0, "ln 2": 0.693}``. There is one moment for every combination,
        so keep them few.
    at : sequence of float, optional
        Where the sliders stand first; by default at their first places.
    """

    sentences = "explorer"
    _esm = load_module("film")
    _css = load_style("palette", "film")

    size: traitlets.List[Any] = traitlets.List(allow_none=True).tag(sync=True)
    dials: traitlets.List[Any] = traitlets.List().tag(sync=True)
    parts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    frames: traitlets.List[Any] = traitlets.List().tag(sync=True)
    alts: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(
        self,
        show: Callable[..., Picture | str],
        sliders: Mapping[str, Places],
        at: Iterable[float] | None = None,
    ) -> None:
        named = {name: _named(places) for name, places in sliders.items()}
        stands = [places[0][1] for places in named.values()] if at is None else list(at)
        moments, alts = [], []
        for chosen in product(*named.values()):
            shown = show(*(value for _, value in chosen))
            moments.append(shown.split("\n") if isinstance(shown, str) else marks_of(shown))
            alts.append("" if isinstance(shown, str) else shown.alt)
        first = show(*stands)
        self._still = None if isinstance(first, str) else first
        parts, frames = wind(moments)
        super().__init__(
            size=None if self._still is None else list(self._still.size),
            dials=[
                {
                    "name": name,
                    "places": [said for said, _ in places],
                    "at": [value for _, value in places].index(value),
                }
                for (name, places), value in zip(named.items(), stands, strict=True)
            ],
            parts=parts,
            frames=frames,
            alts=alts,
        )
        self._stored = self._still and self._still._repr_mimebundle_()

    @property
    def _first(self) -> int:
        at = 0
        for dial in self.dials:
            at = at * len(dial["places"]) + dial["at"]
        return at

    def __repr__(self) -> str:
        """Say the first moment in words: nbval compares it, a screen reader reads it."""
        if self._still is None:
            return "\n".join(unwind(self.parts, self.frames[self._first]))
        return str(self.alts[self._first])

    def _instead(self) -> tuple[dict[str, Any], dict[str, Any]]:
        text = {"text/plain": repr(self), "text/html": f"<pre>{escape(repr(self))}</pre>"}
        data, metadata = self._stored or (text, {})
        return dict(data), {**metadata, PAGE_KEY: {"film": self.page_state()}}

    def page_state(self) -> dict[str, Any]:
        """Return what a page without a kernel needs to show this view live, as JSON."""
        names = ("size", "dials", "parts", "frames", "alts")
        # As one text: a notebook would give each number of a list a line of its own.
        reel = dumps({name: getattr(self, name) for name in names}, ensure_ascii=False)
        return {"language": self.language, "reel": reel}


def _named(places: Places) -> list[tuple[str, float]]:
    if isinstance(places, Mapping):
        return list(places.items())
    return [(_say(float(value)), value) for value in places]


def _say(value: float) -> str:
    power = log10(value) if value > 0 else 0.0
    whole = round(power)
    if abs(whole) > 2 and abs(power - whole) < 1e-9:
        return f"10{superscript(whole)}"
    return trimmed(value, 6)
