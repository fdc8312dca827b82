"""Why something could not be done with a file, in words."""

from ..files import RefusedError
from . import message


def reason(error: OSError) -> str:
    """Return why, in a few words: `files` has a sentence for each refusal, the system has its own.

    Drivers of network folders raise errors that carry no number, and so no `strerror`.
    """
    if isinstance(error, RefusedError):
        return message(f"files.{error.kind}")
    return error.strerror or str(error) or type(error).__name__
