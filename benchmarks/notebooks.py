"""A course that is not ours, 300 notebooks of it, as pages: which became one, and at what cost.

    python -m benchmarks.notebooks               # 300 notebooks, about a minute
    python -m benchmarks.notebooks 50 7          # so many, and another seed
    python -m benchmarks.notebooks 50 7 FOLDER   # the notebooks stay in FOLDER, to be looked at

Every output type, sizes from nothing to megabytes, and damage of every kind, seeded. Ends with 1
where one raises, where a sound one has no page, or where two share one.
"""

import base64
import copy
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from softmax_edu.site import build_site, notebooks_in

Json = Any
COUNT = 300

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="hacked=1"><script>hacked=1</script></svg>'
FORMULAS = (r"\frac{1}{2}", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\nosuch{x", r"\sum_i x_i")
WORDS = ("scores", "of", "a", "model", "é", "中", "🎲", "<b>&amp;</b>", "*not*", "`code`", "‖ x")
MARKUP = (
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    '<a href="javascript:hacked=1" title="<img src=x>">a</a>',
    "<table><tr>" + "<td>wide</td>" * 40 + "</tr></table>",
    '<img alt="half',
    "<!-- never closed",
    "<iframe src=https://example.org></iframe>",
    '<div style="position:fixed" class="softmax-live" data-live="{}">',
)


def text(random: random.Random, most: int = 30) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(0, most)))


def formula(random: random.Random) -> str:
    return random.choice(FORMULAS)


def markdown(random: random.Random) -> str:
    """Return the source of a cell of text."""
    parts: list[Callable[[], str]] = [
        lambda: "#" * random.randint(1, 6) + " " + text(random, 5),
        lambda: text(random),
        lambda: f"${formula(random)}$ and $${formula(random)}$$",
        lambda: f"$$\n{formula(random)}\n$$" if random.random() < 0.7 else f"$$ {text(random, 3)}",
        lambda: "| a | b |\n|---|---|\n" + "| 1 | $x$ |\n" * random.randint(0, 30),
        lambda: f"```python\n{text(random)}\n```",
        lambda: f"![{text(random, 3)}](attachment:a%20b.png)",
        lambda: f"![{text(random, 3)}]({random.choice(PICTURES)})",
        lambda: (
            f'<img src="{random.choice(PICTURES)}" width="{random.choice(("40", "1e9", "x"))}">'
        ),
        lambda: random.choice(MARKUP),
        lambda: f"[on]({random.choice(('n_003.ipynb', './N_003.ipynb#a', 'gone.ipynb', '#a'))})",
        lambda: "> " * random.randint(1, 60) + "- " * random.randint(0, 30) + text(random, 4),
    ]
    return "\n\n".join(random.choice(parts)() for _ in range(random.randint(0, 8)))


PICTURES = (
    *("beside.png", "sub/deep.svg", "../outside.png", "link.png", "folder", "gone.png", "pipe.png"),
    *("https://example.org/a.png", "//example.org/a.png", "data:image/png;base64,AAAA", "%00", ""),
)


def data(random: random.Random) -> dict[str, Json]:
    """Return the data of an output, in one form or several."""
    png = base64.b64encode(PNG + random.randbytes(random.choice((0, 1000, 200_000)))).decode()
    forms: dict[str, Json] = {
        "text/plain": text(random) or "<Figure>",
        "text/html": random.choice(MARKUP) + text(random),
        "text/markdown": markdown(random),
        "text/latex": f"$\\displaystyle {formula(random)}$",
        "image/png": random.choice((png, png[:-3], "é" + png, [png[:50], png[50:]], "", "????")),
        "image/jpeg": base64.b64encode(b"\xff\xd8\xff" + random.randbytes(50)).decode(),
        "image/svg+xml": random.choice(
            (SVG, [SVG], "no drawing", base64.b64encode(SVG.encode()).decode())
        ),
        "image/gif": base64.b64encode(b"GIF89a" + random.randbytes(20)).decode(),
        "application/json": {"a": [1, {"b": None}]},
        "application/javascript": "window.hacked=1",
        "application/pdf": "JVBERi0=",
        "application/vnd.plotly.v1+json": {"data": [], "layout": {}},
        "application/vnd.jupyter.widget-view+json": {"model_id": "1", "version_major": 2},
    }
    chosen = random.sample(sorted(forms), random.randint(0, 4))
    return {mime: forms[mime] for mime in chosen}


def output(random: random.Random) -> Json:
    kind = random.choice(("stream", "error", "display_data", "execute_result", "update"))
    if kind == "stream":
        long = random.choice((1, 1, 1, 3000))
        return {"output_type": kind, "name": "stdout", "text": [text(random) + "\n"] * long}
    if kind == "error":
        trace = [f"\x1b[31m{text(random)}\x1b[0m"] * random.randint(0, 3)
        return {"output_type": kind, "ename": "E", "evalue": text(random), "traceback": trace}
    stored = {"image/png": {"alt": text(random, 4), "width": random.choice((3, -1, "3", 10**30))}}
    stored |= random.choice(({}, {"softmax-edu": random.choice((None, 3, {}, {"explorer": {}}))}))
    return {"output_type": kind, "data": data(random), "metadata": stored, "execution_count": 1}


def notebook(random: random.Random) -> dict[str, Json]:
    """Return a sound notebook: JupyterLab opens it."""
    cells: list[Json] = []
    for _ in range(random.choice((0, 1, 3, 10, 10, 60))):
        kind = random.choice(("markdown", "code", "code", "raw"))
        cell: dict[str, Json] = {"cell_type": kind, "metadata": {}, "id": f"c{len(cells)}"}
        if kind == "code":
            cell |= {"source": f"x = {text(random)!r}", "execution_count": None}
            cell["outputs"] = [output(random) for _ in range(random.randint(0, 4))]
        else:
            cell["source"] = markdown(random).splitlines(keepends=True)
            png = base64.b64encode(PNG).decode()
            cell["attachments"] = {"a b.png": {"image/png": png}}
        cells.append(cell)
    minor = random.randint(0, 5)  # ids belong to 4.5; plenty of 4.4 have them
    return {"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": cells}


def deep(levels: int) -> Json:
    value: Json = {}
    for _ in range(levels):
        value = {"a": [value]}
    return value


def some(value: Json, random: random.Random) -> tuple[Json, Json]:
    """Return a container in the value, and a key or an index of it."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = random.choice(keys)
        inside = value[key]
        if not isinstance(inside, dict | list) or not inside or random.random() < 0.2:
            return value, key
        value = inside


ODD: tuple[Json, ...] = (
    *(None, True, -1, 1.5, "", [], {}, [[]], [None], "x", float("inf"), float("nan")),
    *(10**400, "\ud800", "\udc00\ud800", "\x00", "1e999", {"a": {"b": []}}, ["\ud83c", "\udfb2"]),
)


def replaced(made: dict[str, Json], random: random.Random) -> bytes:
    """Put something else in the place of some of its parts."""
    for _ in range(random.randint(1, 6)):
        container, key = some(made, random)
        container[key] = copy.deepcopy(random.choice((*ODD, deep(45))))
    return json.dumps(made).encode()


def removed(made: dict[str, Json], random: random.Random) -> bytes:
    for _ in range(random.randint(1, 6)):
        if made:
            container, key = some(made, random)
            del container[key]
    return json.dumps(made).encode()


def cut(made: dict[str, Json], random: random.Random) -> bytes:
    content = json.dumps(made).encode()
    return content[: random.randint(0, len(content))]


def flipped(made: dict[str, Json], random: random.Random) -> bytes:
    content = bytearray(json.dumps(made, ensure_ascii=False).encode())
    for _ in range(random.randint(1, 20)):
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def special(made: dict[str, Json], random: random.Random) -> bytes:
    """Return one of the notebooks that once stopped a build, or killed it."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": ""}
    sources = (
        *("$" + "{" * 6000 + "$", "# T\n\n" * 3000, "$$ a\n\n" * 3000, "- " * 5000, "[" * 20_000),
        *("$" + r"\sqrt" * 50_000 + "$", "<div>" * 20_000, '<img "' * 5000, "**a _b " * 3000),
    )
    kinds: tuple[Callable[[], Json], ...] = (
        lambda: {**made, "cells": [{**cell, "source": random.choice(sources)}]},
        lambda: {**made, "metadata": deep(440)},
        lambda: {**made, "nbformat": 4.0},
        lambda: {**made, "metadata": random.choice(ODD)},
        lambda: {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": ODD[7]},
        lambda: {"nbformat": random.choice((2, 5, "4", None, 1e300)), "cells": []},
    )
    raw = (b"", b"\n", b"\xff\xfe[]", b"\xef\xbb\xbf" + json.dumps(made).encode(), b"[" * 100_000)
    if random.random() < 0.2:
        return random.choice(raw)
    return json.dumps(random.choice(kinds)()).replace("Infinity", "1e999").encode()


DAMAGE = (replaced, removed, cut, flipped, special)
NAMES = ("index", "Index", "INDEX", "index-lesson", "a\nb", "é", "e\u0301", "n_003", "N_003", "#%?")
NOT_UTF8 = b"caf\xe9.ipynb"


def course(folder: Path, count: int, seed: int) -> Iterator[tuple[Path, bool]]:
    """Write the notebooks; yield where each is, and whether it is sound."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sub").mkdir()
    (folder / "folder").mkdir()
    (folder / "beside.png").write_bytes(PNG)
    (folder / "sub" / "deep.svg").write_text(SVG, encoding="utf-8")
    (folder.parent / "outside.png").write_bytes(PNG + b"secret")
    if os.name != "nt":
        (folder / "link.png").symlink_to(folder.parent / "outside.png")
        os.mkfifo(folder / "pipe.png")
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        name = NAMES[number] if number < len(NAMES) else f"n_{number:03}"
        path = folder / f"{name}.ipynb"
        if number == len(NAMES) and sys.platform == "linux":
            path = Path(os.fsdecode(os.fsencode(folder) + b"/" + NOT_UTF8))
        made, sound = notebook(chance), number % 2 == 0
        content = json.dumps(made).encode() if sound else chance.choice(DAMAGE)(made, chance)
        try:
            path.write_bytes(content)
        except OSError:
            continue  # a name that this system does not take
        yield path, sound


def main(count: int = COUNT, seed: int = 0, kept: str | None = None) -> int:
    """Make the pages of all; print what became of them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(kept or place) / "course"
        sound = {path.name for path, is_sound in course(folder, count, seed) if is_sound}
        paths = notebooks_in(folder)
        begun = time.perf_counter()
        built = build_site(paths, Path(place) / "pages", shipped=False)
        seconds = time.perf_counter() - begun
        pages = len(list((Path(place) / "pages").glob("*.html")))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    size = sum(built.sizes.values()) / 1e6
    print(f"{len(paths)} notebooks, {len(sound)} of them sound: {len(built.pages) - 1} pages")
    print(f"{seconds:.1f} s, {megabytes:.0f} MB of memory, {size:.0f} MB of pages")
    reasons = [why for _, why in built.left_out]
    for why in sorted(set(reasons)):
        print(f"{reasons.count(why):4}  {why}")
    lost = sorted(sound & {name for name, _ in built.left_out})
    if lost:
        print("sound, and without a page:", *lost)
    return int(bool(lost) or pages != len(built.pages) or len(paths) != pages - 1 + len(reasons))


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*map(int, given[:2]), *given[2:3]))
