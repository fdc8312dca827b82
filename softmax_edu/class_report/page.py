"""The report as a page of its own."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from ..frames import frames
from ..live import load_style
from ..words import catalogue
from .bars import bars
from .classroom import Class
from .content import counted, learner_table, note, tables

MOST_ROWS = 1_000  # of a table; the one with a row for each learner has them all

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.2rem 1.2rem 0.2rem 0; vertical-align: top; }
div { overflow-x: auto; }
svg { display: block; width: 30rem; height: 1.8rem; fill: var(--fg); }
.legend svg { display: inline; width: 1rem; height: 1rem; }
.legend span { margin-right: 1.2rem; }
.many { font-size: 0.85rem; }
.many :is(th, td) { padding-right: 0.6rem; }
text { text-anchor: middle; }
rect.passed, rect.remark { fill: var(--neg); }
rect.remark { fill-opacity: 0.4; }
rect.wrong { fill: var(--pos); }
rect.stale { fill: var(--pos); fill-opacity: 0.4; }
rect.error { fill: var(--dim); }
rect.unwritten { fill: var(--line); }
text:is(.passed, .wrong, .error) { fill: var(--bg); }
@media print {
  :root { color-scheme: light; }
  body { font-size: 9pt; max-width: none; margin: 0; padding: 0; }
  div { overflow: visible; }
  table { width: 100%; }
  th, td { padding: 0.1rem 0.4rem 0.1rem 0; }
  .many { font-size: 6.25pt; }
  .many :is(th, td) { padding-right: 0.2rem; }
  .crowded :is(th, td) { overflow-wrap: anywhere; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  svg { width: 100%; print-color-adjust: exact; }
  td svg { min-width: 8rem; }
}
"""
_STYLE = load_style("palette") + _STYLE

# No script, no request, no style but the one above, no picture but what the page draws.
_STYLE_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
)


def as_html(found: Class) -> str:
    """Return the report as a page of its own: nothing is loaded, and there is no script in it."""
    return _FRAMES.get_template("page.html").render(
        policy=Markup(POLICY),
        style=Markup(_STYLE),
        counted=counted(found),
        note=note(found),
        states=catalogue("report")["state"],
        bars=bars(found),
        learners=len(found.learners),
        tables=[*tables(found, MOST_ROWS), learner_table(found)],
    )


_FRAMES = frames(Path(__file__).with_name("frames"))
