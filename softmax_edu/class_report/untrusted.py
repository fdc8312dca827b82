"""What others have written: shown as one short line, counted up to a limit, or left out."""

MOST_CHARACTERS = 60

# Of one learner: so many files, the newest, with so many exercises and so many answers.
MOST_FILES = 40
MOST_RESULTS = 40
MOST_ANSWERS = 100
MOST_NOTES = 5  # lines about what was left out

MEGABYTES = 20
MOST_PARTS = 1_000_000  # of a file's JSON: a list that takes three bytes there takes eighty here


class UnusableError(Exception):
    """A file that is left out; the text is the reason."""


def plain(text: str) -> str:
    """Return a text of someone else's as one short line: nothing that steers a terminal."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in text[: MOST_CHARACTERS + 1]
    )
    return shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - 1] + "…"
