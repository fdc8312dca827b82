"""Why something could not be done with a file, in words."""

import errno

from ..files import RefusedError
from . import catalogue, message


def reason(error: OSError) -> str:
    """Return why, in a few words.

    Each refusal of `files` has a sentence, and so have the usual ones of the system; of others it
    has its own. Drivers of network folders raise errors without a number, and so no `strerror`.
    """
    if isinstance(error, RefusedError):
        return message(f"files.{error.kind}")
    if (name := errno.errorcode.get(error.errno or 0)) in catalogue("files")["system"]:
        return message(f"files.system.{name}")
    return error.strerror or str(error) or type(error).__name__
