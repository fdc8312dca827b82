"""Make the lessons: execute every text source and store what it shows as a notebook.

    python tools/lessons.py                 all lessons; what is as it was is not run again
    python tools/lessons.py 02_jacobian     these lessons only; zh/02_jacobian is the Chinese one
    python tools/lessons.py --check         change nothing; do the pairs still match?

A lesson is written as jupytext Markdown, ``notebooks/source/en/NN_name.md``. Two blank lines end
a cell of text; a fenced ``python`` block is a cell of code. The notebook in ``notebooks/`` is
derived from it and never edited by hand. A translation ``notebooks/source/zh/NN_name.md`` becomes
``notebooks/zh/NN_name.ipynb``; `tools/translations.py` tells where it has fallen behind.

The same source gives the same bytes: cell ids come from the cells' text, outputs keep only what a
page can show without a kernel (`KEPT`), and neither times nor widget state are stored. Nothing is
written unless every lesson asked for has run without an error and without a word on stderr.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from textwrap import indent

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from softmax_edu.files import write
from softmax_edu.live import FOREIGN, PAGE_KEY, WIDGET
from softmax_edu.words import FIRST, message, speaking

LESSONS = Path(__file__).resolve().parents[1] / "notebooks"
PACKAGE = LESSONS.parent / "softmax_edu"
SOURCES = LESSONS / "source"

KEPT = ("text/plain", "text/html", "image/png")
SECONDS_A_CELL = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
# An exercise's solution, between the marks that nbgrader knows too.
SOLUTION = re.compile(
    r"^( *)### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n?", re.DOTALL | re.MULTILINE
)
UNWRITTEN = "raise NotImplementedError"
FOLDED = "<details>\n<summary>{summary}</summary>\n\n{solution}\n\n</details>"
# A repr with an address in it is another one on every run.
ADDRESS = re.compile(r"\bat 0x[0-9a-f]+")


class LessonError(Exception):
    """A lesson cannot be built, or no longer matches its source."""


def lesson_names() -> list[str]:
    """Return the names of all lessons, edition by edition, in the order in which they are taken."""
    editions = sorted(editions_in(SOURCES), key=lambda edition: (edition != FIRST, edition))
    return [
        path.stem if edition == FIRST else f"{edition}/{path.stem}"
        for edition in editions
        for path in sorted((SOURCES / edition).glob("[0-9]*.md"))
    ]


def editions_in(folder: Path) -> list[str]:
    """Return the languages that have lessons in this folder of sources."""
    return sorted({path.parent.name for path in folder.glob("*/[0-9]*.md")})


def edition_of(name: str) -> str:
    """Return the language of a lesson: its folder's, or the first edition's, which has none."""
    return name.rpartition("/")[0] or FIRST


def source_path(name: str) -> Path:
    return SOURCES / edition_of(name) / f"{name.rpartition('/')[2]}.md"


def notebook_path(name: str) -> Path:
    return LESSONS / f"{name}.ipynb"


def with_solutions_folded(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the cells as a learner gets them: a solution leaves its code, and follows it folded."""
    for cell in cells:
        if cell.cell_type != "code" or SOLUTION.search(cell.source) is None:
            yield cell
            continue
        solved = SOLUTION.sub(r"\2", cell.source).split("\n\n\n")[0]
        yield new_code_cell(SOLUTION.sub(rf"\1{UNWRITTEN}\n", cell.source))
        summary = message("lessons.solution")
        yield new_markdown_cell(FOLDED.format(summary=summary, solution=indent(solved, " " * 4)))


def read_source(path: Path, *, solved: bool = False) -> NotebookNode:
    """Return the notebook that a text source describes, not yet executed.

    `solved` leaves solutions where they are in the source.
    """
    with speaking(path.parent.name):
        return parsed(path.read_text(encoding="utf-8"), solved=solved)


def parsed(text: str, *, solved: bool = False) -> NotebookNode:
    """Return the notebook that the text of a source describes; each cell has an id of its text."""
    seen: Counter[str] = Counter()
    cells = []
    source = jupytext.reads(text, fmt="md").cells
    for cell in source if solved else with_solutions_folded(source):
        text = f"{cell.cell_type}\n{cell.source}"
        # Two cells with the same text are told apart by the number of the repeat.
        digest = sha256(f"{text}\n{seen[text]}".encode()).hexdigest()
        seen[text] += 1
        new_cell = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        cells.append(new_cell(cell.source, id=digest[:12]))
    return new_notebook(cells=cells, metadata=METADATA)


def check_formulas(name: str, notebook: NotebookNode) -> None:
    """Raise LessonError where a page would show a formula as it is written."""
    # Loaded here: whoever makes exercises for nbgrader has no need of web pages.
    from softmax_edu.site.text import formulas, is_readable

    for cell in notebook.cells:
        for latex in formulas(cell.source) if cell.cell_type == "markdown" else ():
            if not is_readable(latex):
                problem = f"this formula cannot be set: {' '.join(latex.split())}"
                raise LessonError(_complaint(name, cell, problem))


def execute(name: str, notebook: NotebookNode) -> NotebookNode:
    """Run every cell in a fresh kernel, as a learner would; return the notebook with outputs."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_A_CELL,
        resources={"metadata": {"path": str(LESSONS)}},
        record_timing=False,
        store_widget_state=False,
        # Every kernel would warn that its loopback connection is not encrypted.
        extra_arguments=["--log-level=ERROR"],
    )
    client.reset_execution_trackers()
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                problem = f"{error.ename}: {error.evalue}"
                raise LessonError(_complaint(name, cell, problem)) from error
            except (CellTimeoutError, DeadKernelError) as error:
                raise LessonError(_complaint(name, cell, str(error))) from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = strip_outputs(name, cell)
    return notebook


def strip_outputs(name: str, cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a cell as a page without a kernel can show them."""
    kept: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                raise LessonError(_complaint(name, cell, f"it warns: {output.text}"))
            # How a kernel cuts its prints into messages is a matter of timing.
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
            else:
                kept.append(output)
            continue
        shown = {mime: output.data[mime] for mime in KEPT if mime in output.data}
        if not shown:
            continue
        address = ADDRESS.search(shown.get("text/plain", ""))
        if address:
            problem = f"it shows an address in memory ({address.group()}), another one each time"
            raise LessonError(_complaint(name, cell, problem))
        data, output.data = output.data, NotebookNode(shown)
        output.metadata = NotebookNode(
            {key: output.metadata[key] for key in (*KEPT, PAGE_KEY) if key in output.metadata}
        )
        if WIDGET in data and PAGE_KEY not in output.metadata:
            output.metadata[PAGE_KEY] = FOREIGN
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        kept.append(output)
    return kept


def _complaint(name: str, cell: NotebookNode, problem: str) -> str:
    """Say what is wrong in the first line, and below it in which cell."""
    first, _, rest = problem.partition("\n")
    told = f"{name}: {first}\n{rest}".rstrip()
    return f"{told}\n\nThis cell cannot be stored:\n\n{cell.source}"


def build(names: Iterable[str]) -> None:
    """Build these lessons, then write them: all of them, or none.

    What was built here before from the same code and the same package is not run again.
    """
    known, package = _read_stamps(), _package()
    built: dict[str, bytes] = {}
    stamps: dict[str, dict[str, str]] = {}
    read = {name: read_source(source_path(name)) for name in names}
    for name, notebook in read.items():
        check_formulas(name, notebook)  # before the first of them runs
    for name, notebook in read.items():
        start = time.monotonic()
        ran = sha256((package + _code(notebook)).encode()).hexdigest()
        stored = _stored(name, known.get(name), ran)
        if stored is None:
            print(f"{name} …", file=sys.stderr, end=" ", flush=True)
            try:
                notebook = execute(name, notebook)
            except LessonError:
                print(file=sys.stderr)  # what is wrong has a line of its own
                raise
            print(f"{time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)
        else:
            _take_over(notebook, stored)
        built[name] = (nbformat.writes(notebook) + "\n").encode()
        stamps[name] = {"ran": ran, "notebook": sha256(built[name]).hexdigest()}
    for name, content in built.items():
        notebook_path(name).parent.mkdir(exist_ok=True)
        write(notebook_path(name), content)
    _stamps_path().parent.mkdir(exist_ok=True)
    write(_stamps_path(), json.dumps(known | stamps, indent=1, sort_keys=True).encode())


def _code(notebook: NotebookNode) -> str:
    return json.dumps([cell.source for cell in notebook.cells if cell.cell_type == "code"])


def _package() -> str:
    """Return a mark of all that a lesson's outputs come from beside its own code."""
    seen = sha256(sys.version.encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            seen.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return seen.hexdigest()


def _stamps_path() -> Path:
    """Return where it is noted, in no commit, what the notebooks here were built from."""
    return LESSONS.parent / "build" / f"{LESSONS.name}.json"


def _read_stamps() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_stamps_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _stored(name: str, stamp: dict[str, str] | None, ran: str) -> NotebookNode | None:
    """Return the notebook whose outputs are those that a run would give, or None."""
    if stamp is None or stamp.get("ran") != ran or not notebook_path(name).is_file():
        return None
    content = notebook_path(name).read_bytes()
    if sha256(content).hexdigest() != stamp.get("notebook"):
        return None  # somebody else's, from another branch perhaps
    return nbformat.reads(content.decode(), as_version=4)


def _take_over(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Give the code cells the outputs that they had."""
    pairs = zip(
        (cell for cell in notebook.cells if cell.cell_type == "code"),
        (cell for cell in stored.cells if cell.cell_type == "code"),
        strict=True,
    )
    for cell, before in pairs:
        cell.outputs, cell.execution_count = before.outputs, before.execution_count


def mismatch(name: str) -> str | None:
    """Return in what a notebook differs from its source, or None when they are a pair."""
    if not source_path(name).is_file():
        return f"{name}: there is no source {source_path(name).name}"
    if not notebook_path(name).is_file():
        return f"{name}: there is no notebook {notebook_path(name).name}"
    stored = nbformat.read(notebook_path(name), as_version=4)
    source = read_source(source_path(name))
    pairs = zip(stored.cells, source.cells, strict=False)
    for number, (theirs, ours) in enumerate(pairs, start=1):
        if any(theirs.get(key) != ours[key] for key in ("cell_type", "source", "id")):
            return f"{name}: cell {number} is not the source's"
    if len(stored.cells) != len(source.cells):
        return f"{name}: {len(stored.cells)} cells, the source has {len(source.cells)}"
    if stored.metadata != source.metadata:
        return f"{name}: its metadata are not the build's"
    return None


def check(names: Iterable[str]) -> None:
    """Raise LessonError that lists every lesson whose notebook is not its source's."""
    found = [text for text in map(mismatch, names) if text is not None]
    if found:
        raise LessonError("\n".join([*found, "make notebooks mends it"]))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the lessons from their text sources.")
    parser.add_argument("name", nargs="*", help="a lesson, such as 02_jacobian; all by default")
    parser.add_argument("--check", action="store_true", help="change nothing; compare the pairs")
    options = parser.parse_args(arguments)

    # A notebook whose source is gone is a lesson too, and one that cannot be made.
    known = lesson_names()
    if options.check:
        stored = (path.relative_to(LESSONS) for path in LESSONS.rglob("[0-9]*.ipynb"))
        known = sorted({*known, *(path.with_suffix("").as_posix() for path in stored)})
    unknown = sorted(set(options.name) - set(known))
    if unknown:
        parser.error(f"no lesson {', '.join(unknown)}; there are {', '.join(known)}")
    try:
        (check if options.check else build)(options.name or known)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
