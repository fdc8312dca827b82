"""The report as a page of its own."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from ..words import message
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
    title = escape(message("report.title"))
    parts = [
        f"<h1>{title}</h1><p>{escape(counted(found))} {escape(message('report.note'))}</p>",
        _figure(found),
    ]
    for table in tables(found):
        parts.append(f"<h2>{escape(table.title)}</h2>")
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in table.rows
        )
        head = f"<tr>{heads}</tr>" if heads else ""
        body = f"<div><table>{head}{rows}</table></div>"
        parts.append(body if table.rows else f"<p>{escape(table.instead)}</p>")
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n{''.join(parts)}\n</html>\n"
    )


def _figure(found: Class) -> str:
    if not found.exercises:
        return ""
    picture = picture_of(found)
    width, height = picture.size
    png = b64encode(picture.png()).decode("ascii")
    return (
        f'<img alt="{escape(picture.alt)}" width="{width}" height="{height}" '
        f'src="data:image/png;base64,{png}">'
    )
