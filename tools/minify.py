"""Minify the scripts of pages without a kernel, for the site and the wheel. It needs esbuild.

The package finds each by the digest of the plain script that it was made of: one that is not of
these modules is not used.
"""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from softmax_edu.live.scripts import MINIFIED, digest, load_plain

ROOT = Path(__file__).parent.parent
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"


def minified() -> dict[str, str]:
    """Return the minified scripts by the digests of the plain ones."""
    plain = load_plain()
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{part}.js") for part in plain]
        for file, script in zip(files, plain.values(), strict=True):
            file.write_text(script, encoding="utf-8")
        options = ["--minify", "--charset=utf8", "--target=es2022", "--log-level=warning"]
        out = Path(folder, "out")
        subprocess.run([ESBUILD, *files, *options, f"--outdir={out}"], check=True)
        return {
            digest(script): (out / file.name).read_text(encoding="utf-8")
            for file, script in zip(files, plain.values(), strict=True)
        }


if __name__ == "__main__":
    text = json.dumps(minified(), ensure_ascii=False, indent=0)
    (ROOT / "softmax_edu" / "live" / MINIFIED).write_text(text, encoding="utf-8")
