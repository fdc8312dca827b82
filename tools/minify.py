"""Minify the scripts of pages without a kernel, for the site and the wheel. It needs esbuild.

The package finds each by the digest of the plain script that it was made of: one that is not of
these modules is not used.
"""

import json
import subprocess
from pathlib import Path

from softmax_edu.files import write
from softmax_edu.live.scripts import MINIFIED, digest, load_plain

ROOT = Path(__file__).parent.parent
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
OPTIONS = ("--minify", "--charset=utf8", "--target=es2022", "--log-level=warning")


def minified() -> dict[str, str]:
    """Return the minified scripts by the digests of the plain ones."""
    return {digest(script): _minify(script) for script in load_plain().values()}


def _minify(script: str) -> str:
    run = subprocess.run(
        [ESBUILD, *OPTIONS], input=script.encode(), stdout=subprocess.PIPE, check=True
    )
    return run.stdout.decode()


if __name__ == "__main__":
    text = json.dumps(minified(), ensure_ascii=False, indent=0)
    write(ROOT / "softmax_edu" / "live" / MINIFIED, text.encode())
