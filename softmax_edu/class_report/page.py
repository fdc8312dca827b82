"""The report as a page of its own."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from ..frames import frames
from .classroom import Class
from .content import counted, tables
from .picture import picture_of

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.2rem 1.2rem 0.2rem 0; vertical-align: top; }
div { overflow-x: auto; }
img { max-width: 100%; height: auto; }
"""

# No script, no request, no style but the one above, no picture but the one in the page.
_STYLE_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def as_html(found: Class) -> str:
    """Return the report as a page of its own: nothing is loaded, and there is no script in it."""
    picture = picture_of(found) if found.exercises else None
    return _FRAMES.get_template("page.html").render(
        policy=Markup(POLICY),
        style=Markup(_STYLE),
        counted=counted(found),
        picture=picture,
        png=picture and b64encode(picture.png()).decode("ascii"),
        tables=list(tables(found)),
    )


_FRAMES = frames(Path(__file__).with_name("frames"))
