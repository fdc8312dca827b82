"""One view as one file: live, without a network, for slides, sheets and learning platforms.

Script and style stand in the page, and its policy allows these two, by their hashes, and nothing
else. No style stands in the markup. Nothing is stored: a frame may forbid it.
"""

import html
import json
import math
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from string import Template
from typing import Any

from .live import load_style, read
from .live.scripts import load_script, parts_of
from .words import catalogue, language, message

_TERM = re.compile(
    r"(?P<minus>[-−]?)(?:(?P<ln>ln)\s?)?(?P<top>\d+\.?\d*(?:e-?\d+)?|\.\d+)(?:/(?P<bottom>\d+))?"
)
_NAMES = ("theta", "y", "T", "cell")


class StateError(ValueError):
    """A line that names no state of an explorer; the text says why."""


def page(
    state: Mapping[str, Any], data: Mapping[str, str], alternative: str, title: str | None = None
) -> str:
    """Return a page that is one view.

    Parameters
    ----------
    state : mapping
        What an explorer's output stores (`Explorer.page_state`).
    data : mapping
        The output's data by MIME type; its picture stands there where no script runs.
    alternative : str
        The picture in words.
    title : str, optional
        The page's title.
    """
    models = {"origin": dict(state), "view": {}}
    shown = {name: models["origin"].pop(name) for name in ("panels", "controls")}
    models["origin"].pop("number", None)
    models["view"] = {**shown, "language": state["language"], "origin": "IPY_MODEL_origin"}
    live = {"module": "explorer", "model": "view", "models": models}
    said = {state["language"]: {"explorer": catalogue("explorer")}}
    script = load_script(parts_of(live))
    style = load_style("palette", "page", "explorer", "picture", "embed")
    picture = data.get("image/png", "")
    return Template(read("embed.html")).substitute(
        language=html.escape(language()),
        said=html.escape(json.dumps(said, ensure_ascii=False), quote=True),
        policy=(
            f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        ),
        title=html.escape(title or message("embed.title")),
        style=style,
        live=html.escape(json.dumps(live, ensure_ascii=False), quote=True),
        instead=(
            f'<img alt="{html.escape(alternative)}" src="data:image/png;base64,{picture.strip()}">'
            if picture
            else ""
        ),
        script=script,
    )


def read_state(line: str) -> dict[str, Any]:
    """Return what a line such as ``theta=0,ln2,ln5&y=1&cell=0,1`` asks of an explorer.

    It is what stands behind the ``#`` in the address of a page. A number is a decimal, a fraction
    such as 1/3, or the logarithm of one: ln 5.

    Raises
    ------
    StateError
        It names no state.
    """
    found: dict[str, list[float]] = {}
    for part in line.removeprefix("#").split("&"):
        name, equals, values = part.partition("=")
        if name not in _NAMES or not equals or name in found:
            raise StateError(message("embed.state", part=part, names=", ".join(_NAMES)))
        found[name] = [_number(value) for value in values.split(",")]
    if "theta" not in found:
        raise StateError(message("embed.no_theta"))
    state: dict[str, Any] = {"theta": found["theta"]}
    for name, most in (("T", 1), ("cell", 2)):
        if len(found.get(name, [0.0] * most)) != most:
            raise StateError(message("embed.many", name=name, count=most))
    if "y" in found:
        state["y"] = int(found["y"][0]) if len(found["y"]) == 1 else found["y"]
    if "T" in found:
        state["temperature"] = found["T"][0]
    if "cell" in found:
        state["cell"] = tuple(int(index) for index in found["cell"])
    return state


def _number(text: str) -> float:
    term = _TERM.fullmatch(text.strip())
    if term is None:
        raise StateError(message("embed.number", text=text))
    value = float(term["top"]) / float(term["bottom"] or 1)
    if term["ln"]:
        if value <= 0:
            raise StateError(message("embed.number", text=text))
        value = math.log(value)
    return -value if term["minus"] else value


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
