"""What others have written: shown as one short line, or left out with a reason."""

MOST_CHARACTERS = 60


class UnusableError(Exception):
    """A file that is left out; the text is the reason."""


def plain(text: str) -> str:
    """Return a text of someone else's as one short line: nothing that steers a terminal."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - 1] + "…"
