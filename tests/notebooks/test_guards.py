"""What nbval does not see in a lesson: each guard here has passed a broken notebook through nbval.

nbval compares an output only where the cell has an execution count, and never looks at pictures, at
metadata or at the form of the source. A guard takes a notebook and yields its complaints. Every one
is run on every lesson, and on a notebook that was broken for it, on which it must complain.
"""

import ast
import base64
import io
import json
import re
import subprocess
import sys
import tokenize
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from softmax_edu.live import FOREIGN, PAGE_KEY

ROOT = Path(__file__).parents[2]
EDITIONS = [ROOT / "notebooks", ROOT / "notebooks" / "zh"]
LESSONS = [lesson for edition in EDITIONS for lesson in sorted(edition.glob("*.ipynb"))]
NEXT = {"notebooks": r"\*\*Next:\*\* [^\[]*", "zh": r"\*\*下一课\*\*：[^\[]*"}

# What no later lesson needs. It is named after the way to the next lesson.
OPTIONAL = {"02b_jacobian_structure"}
MIMES = {"text/plain", "text/html", "image/png"}
METADATA = {"kernelspec", "language_info"}
LARGEST_NOTEBOOK = 500_000
LARGEST_PICTURE = 150_000

# nbval cannot compare what these leave behind, or fails on it.
NOT_REPEATABLE = {
    *("Output", "interact", "interactive", "interactive_output", "interact_manual"),
    *("clear_output", "update_display"),
}
# Characters of code that stand in the column of a page; what is longer is cut at its edge.
LONGEST_LINE = 76
# Calls for their effect: they return None, and so a cell may end on them and show nothing.
SHOW_NOTHING = {"set_printoptions", "observe", "on_click", "run_line_magic"}


def name_of(lesson):
    return lesson.relative_to(ROOT / "notebooks").with_suffix("").as_posix()


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def tree(cell):
    """Return the cell as Python; `name??` and other IPython forms become calls."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def called(node):
    """Return the last part of the name that is called, or None: `np.exp(x)` gives "exp"."""
    if not isinstance(node, ast.Call):
        return None
    return getattr(node.func, "attr", getattr(node.func, "id", None))


def speaks(nodes):
    """Whether something is printed or displayed."""
    return any(called(node) in ("print", "display") for node in nodes)


def silent_functions(notebook):
    """Return the names of the lesson's own functions that neither return nor print anything."""
    functions = [
        node
        for cell in code_cells(notebook)
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.FunctionDef)
    ]
    return {
        function.name
        for function in functions
        if not speaks(ast.walk(function))
        and not any(isinstance(node, ast.Return) and node.value for node in ast.walk(function))
    }


def shows(body, silent):
    """Whether these statements must leave an output, when a notebook runs them as a cell."""
    last = body[-1] if body else None
    if isinstance(last, ast.Expr) and called(last.value) not in silent:
        return True
    # What a function prints is printed where it is called.
    bodies = [node for node in body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return speaks(inner for node in bodies for inner in ast.walk(node))


def shown_text(output):
    """Return what a reader sees of an output as text."""
    return output.text if output.output_type == "stream" else output.data.get("text/plain", "")


def executed_once_in_order(notebook):
    """A cell whose execution_count is null is not compared at all: cleared outputs would pass."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}"


def every_result_is_stored(notebook):
    silent = SHOW_NOTHING | silent_functions(notebook)
    for cell in code_cells(notebook):
        if not cell.outputs and shows(tree(cell).body, silent):
            yield f"no output of:\n{cell.source}"


def only_known_outputs(notebook):
    """No widget views, no JavaScript, no errors, no warnings."""
    for output in outputs(notebook):
        if output.output_type == "stream" and output.name == "stdout":
            continue
        if output.output_type not in ("display_data", "execute_result"):
            yield f"an output is {output.output_type} {output.get('name', '')}"
        elif strange := set(output.data) - MIMES:
            yield f"an output has {sorted(strange)}"
        elif "text/plain" not in output.data:
            yield f"an output has no text, only {sorted(output.data)}"


def no_hidden_state(notebook):
    """Widget state, timings and editors' notes change from run to run."""
    if strange := set(notebook.metadata) - METADATA:
        yield f"the notebook's metadata have {sorted(strange)}"
    for cell in notebook.cells:
        if set(cell.metadata) - {"tags"}:
            yield f"a cell's metadata have {sorted(cell.metadata)}"


def every_picture_has_words(notebook):
    for output in outputs(notebook):
        if "image/png" in output.get("data", {}):
            alt = output.metadata.get("image/png", {}).get("alt", "")
            if not alt.strip():
                yield "a stored picture has no alt text"
        yield from _pictures_without_words(output.get("data", {}).get("text/html", ""))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from _pictures_without_words(cell.source)
            if re.search(r"!\[\s*\]", cell.source):
                yield f"a picture without alt text in:\n{cell.source}"


def _pictures_without_words(html):
    for tag in re.findall(r"<img\b[^>]*>", html):
        if not re.search(r"""\balt\s*=\s*(["'])\s*(?!\1)\S""", tag):
            yield f"no alt text: {tag[:80]}"


# Between these nbgrader takes the solution out.
SOLUTION_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


def no_prose_in_code(notebook):
    """Prose belongs in the text cells, where a translation finds it."""
    for cell in code_cells(notebook):
        words = io.StringIO(TransformerManager().transform_cell(cell.source)).readline
        for token in tokenize.generate_tokens(words):
            if token.type == tokenize.COMMENT and token.string not in SOLUTION_MARKS:
                yield f"a comment: {token.string}"
        for node in ast.walk(tree(cell)):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.search(r"[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{2,}", text):
                yield f"a sentence: {text!r}"


def nothing_that_nbval_cannot_repeat(notebook):
    for cell in code_cells(notebook):
        if cell.source.rstrip().endswith(";"):
            yield f"a `;` at the end, which hides nothing from nbval:\n{cell.source}"
        for node in ast.walk(tree(cell)):
            name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", None)))
            if name in NOT_REPEATABLE:
                yield f"{name} in:\n{cell.source}"
            if isinstance(node, ast.keyword) and node.arg == "display_id":
                yield f"display_id in:\n{cell.source}"


def no_negative_zero(notebook):
    """−0.000 looks like a sign that means something."""
    for output in outputs(notebook):
        for zero in re.findall(r"(?<![\w.)])[-−]0(?:\.0*)?(?![\d.\w])", shown_text(output)):
            yield f"{zero} in:\n{shown_text(output)}"


def small_enough_for_a_page(notebook):
    size = len(nbformat.writes(notebook).encode())
    if size > LARGEST_NOTEBOOK:
        yield f"{size} bytes, more than {LARGEST_NOTEBOOK}"
    for output in outputs(notebook):
        size = len(base64.b64decode(output.get("data", {}).get("image/png", "")))
        if size > LARGEST_PICTURE:
            yield f"a picture of {size} bytes, more than {LARGEST_PICTURE}"


def code_stands_in_the_column(notebook):
    """A line that is cut at the edge of the page must be scrolled for, and is not."""
    for cell in code_cells(notebook):
        for line in cell.source.splitlines():
            if len(line) > LONGEST_LINE:
                yield f"{len(line)} characters: {line}"


def headings_go_down_one_rank_at_a_time(notebook):
    """Who listens to a page walks it by the ranks of its headings."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    ranks = [len(marks) for marks in re.findall(r"^(#+) ", "\n".join(texts), re.MULTILINE)]
    if ranks[:1] != [1] or any(after > before + 1 for before, after in pairwise(ranks)):
        yield f"the ranks of the headings are {ranks}"


def no_formula_of_a_quotation_goes_over_lines(notebook):
    """Jupyter takes the formula as it stands: the mark of the quotation would be shown in it."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for quotation in re.findall(r"(?:^>.*\n?)+", cell.source, re.MULTILINE):
            for formula in re.findall(r"\$\$.*?\$\$", quotation, re.DOTALL):
                if "\n" in formula:
                    yield f"a formula over lines: {formula[:60]}"


GUARDS = [
    no_formula_of_a_quotation_goes_over_lines,
    executed_once_in_order,
    every_result_is_stored,
    only_known_outputs,
    no_hidden_state,
    every_picture_has_words,
    no_prose_in_code,
    nothing_that_nbval_cannot_repeat,
    no_negative_zero,
    small_enough_for_a_page,
    code_stands_in_the_column,
    headings_go_down_one_rank_at_a_time,
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=name_of)
def test_guard(guard, lesson):
    assert list(guard(nbformat.read(lesson, as_version=4))) == []


@pytest.mark.parametrize("lesson", LESSONS, ids=name_of)
def test_every_lesson_ends_with_the_way_to_the_next(lesson):
    """What is optional may be named after it; the last lesson leads back to the first."""
    edition = lesson.parent
    names = [path.stem for path in sorted(edition.glob("*.ipynb")) if path.stem not in OPTIONAL]
    later = [name for name in names if name > lesson.stem] or names
    last = nbformat.read(lesson, as_version=4).cells[-1].source
    way = NEXT[edition.name] + r"\[([^\]]+)\]\((\w+)\.ipynb\)"
    text, name = re.match(way, last).groups()
    assert name == later[0]
    title = nbformat.read(lesson.with_name(f"{name}.ipynb"), as_version=4).cells[0].source
    assert title.startswith(f"# {text}\n")


def only_python_moves(notebook):
    return [
        output
        for output in outputs(notebook)
        if output.get("metadata", {}).get(PAGE_KEY) == FOREIGN
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=name_of)
def test_whatever_a_reader_is_told_to_move_moves_without_a_kernel(lesson):
    """Lesson 10 alone is about sliders that Python moves, and says so."""
    waits = only_python_moves(nbformat.read(lesson, as_version=4))
    assert bool(waits) == (lesson.stem == "10_build_your_own")


def test_every_lesson_is_what_its_text_source_says():
    """A lesson is reviewed as text; jupytext's own --test passes a pair that has drifted apart."""
    build = ROOT / "tools" / "lessons.py"
    checked = subprocess.run([sys.executable, build, "--check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


# The guards themselves.

KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


def sound():
    """Return a small notebook that no guard has anything against."""
    png = base64.b64encode(b"a picture").decode()
    picture = new_output(
        "display_data",
        data={"text/plain": "a bar", "image/png": png},
        metadata={"image/png": {"alt": "one bar, 0.5 high"}},
    )
    printed = new_output("stream", name="stdout", text="1e-05 10-05 -0.5\n")
    result = new_output("execute_result", data={"text/plain": "array([-0.031])"}, execution_count=3)
    return new_notebook(
        metadata=KERNEL,
        cells=[
            new_markdown_cell("# A lesson\n\n![a heatmap](heatmap.png)"),
            new_code_cell("import numpy as np\ntheta = np.zeros(3)", execution_count=1),
            new_code_cell("for k in range(2):\n    print(k)", execution_count=2, outputs=[printed]),
            new_code_cell("-theta", execution_count=3, outputs=[result]),
            new_code_cell("draw(theta)", execution_count=4, outputs=[picture]),
            new_code_cell(
                "def move(change=None):\n    theta[0] = 1\n\n\nslider.observe(move)\nmove()",
                execution_count=5,
            ),
        ],
    )


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_a_sound_notebook_passes(guard):
    assert list(guard(sound())) == []


def source(number, text):
    def broken(notebook):
        notebook.cells[number].source = text

    return broken


def output(number, **fields):
    def broken(notebook):
        notebook.cells[number].outputs[0].update(nbformat.from_dict(fields))

    return broken


def metadata(number, **fields):
    def broken(notebook):
        (notebook if number is None else notebook.cells[number]).metadata.update(fields)

    return broken


def cleared(number, count):
    def broken(notebook):
        notebook.cells[number].outputs = []
        notebook.cells[number].execution_count = count

    return broken


BROKEN = [
    (executed_once_in_order, cleared(3, None)),
    (executed_once_in_order, cleared(3, 9)),
    (every_result_is_stored, cleared(2, 2)),
    (every_result_is_stored, cleared(3, 3)),
    (every_result_is_stored, source(1, "theta.sum()")),
    (every_result_is_stored, source(1, "def double(x):\n    return 2 * x\n\n\ndouble(1)")),
    (every_result_is_stored, source(1, "def tell():\n    print(1)\n\n\ntell()")),
    (every_result_is_stored, source(1, "if theta.any():\n    display(theta)")),
    (only_known_outputs, output(2, name="stderr")),
    (only_known_outputs, output(3, data={"text/plain": "1", "application/javascript": "1"})),
    (
        only_known_outputs,
        output(3, data={"text/plain": "1", "application/vnd.jupyter.widget-view+json": {}}),
    ),
    (only_known_outputs, output(3, data={"text/html": "<b>1</b>"})),
    (only_known_outputs, output(3, output_type="error")),
    (no_hidden_state, metadata(None, widgets={})),
    (no_hidden_state, metadata(2, execution={"iopub.status.busy": "2026"})),
    (every_picture_has_words, output(4, metadata={})),
    (every_picture_has_words, output(4, metadata={"image/png": {"alt": " "}})),
    (every_picture_has_words, output(3, data={"text/html": "<img src='a.png' alt=''>"})),
    (every_picture_has_words, source(0, "![](heatmap.png)")),
    (every_picture_has_words, source(0, "<img src='heatmap.png'>")),
    (code_stands_in_the_column, source(1, f"theta = {'1 + ' * 20}1")),
    (headings_go_down_one_rank_at_a_time, source(0, "# A lesson\n\n### A part")),
    (headings_go_down_one_rank_at_a_time, source(0, "## A part")),
    (no_prose_in_code, source(1, "theta = 1  # the scores")),
    (no_prose_in_code, source(1, 'print("softmax sums to one")')),
    (no_prose_in_code, source(1, 'f"all of them sum to {theta}"')),
    (nothing_that_nbval_cannot_repeat, source(3, "-theta;")),
    (nothing_that_nbval_cannot_repeat, source(3, "widgets.interact(f, x=1)")),
    (nothing_that_nbval_cannot_repeat, source(3, "from ipywidgets import Output")),
    (nothing_that_nbval_cannot_repeat, source(3, "display(theta, display_id=True)")),
    (no_negative_zero, output(2, text="[-0.000  0.5]")),
    (no_negative_zero, output(3, data={"text/plain": "array([-0., 1.])"})),
    (no_negative_zero, output(3, data={"text/plain": "−0.00"})),
    (no_formula_of_a_quotation_goes_over_lines, source(0, "> $$a\n> = b$$")),
    (small_enough_for_a_page, output(3, data={"text/html": "x" * LARGEST_NOTEBOOK})),
    (
        small_enough_for_a_page,
        output(4, data={"image/png": base64.b64encode(bytes(LARGEST_PICTURE + 1)).decode()}),
    ),
]


@pytest.mark.parametrize(
    ("guard", "broken"),
    BROKEN,
    ids=[f"{guard.__name__}-{n}" for n, (guard, _) in enumerate(BROKEN)],
)
def test_a_guard_sees_what_it_is_there_for(guard, broken):
    notebook = sound()
    broken(notebook)
    assert list(guard(notebook)) != []


# nbval itself, with the flags of pyproject.toml, on a copy of a lesson.


@pytest.fixture
def nbval(tmp_path):
    def run(notebook):
        copy = tmp_path / "lesson.ipynb"
        copy.write_text(json.dumps(notebook), encoding="utf-8")
        flags = ["-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, "-p", "no:cacheprovider"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *flags, copy],
            cwd=ROOT,  # the flags name a file beside the tests
            capture_output=True,
            text=True,
        )

    return run


def executed(*cells):
    """Return a notebook of these (source, text/plain) pairs, stored as executed."""
    return new_notebook(
        metadata=KERNEL,
        cells=[
            new_code_cell(
                source,
                execution_count=count,
                outputs=[
                    new_output("execute_result", data={"text/plain": text}, execution_count=count)
                ],
            )
            for count, (source, text) in enumerate(cells, start=1)
        ],
    )


TRUE = (
    ("from softmax_edu import softmax; softmax([0.0, 0.0])", "array([0.5, 0.5])"),
    ("softmax([0.0, 0.0, 0.0]).argmax().item() + 41", "41"),
)


def test_nbval_passes_what_is_true(nbval):
    assert nbval(executed(*TRUE)).returncode == 0


@pytest.mark.parametrize("text", ["array([0.5, 0.6])", "array([0.50, 0.5])"])
def test_nbval_fails_on_one_changed_digit(text, nbval):
    done = nbval(executed((TRUE[0][0], text), TRUE[1]))
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout


def test_nbval_does_not_miss_a_deleted_output(nbval):
    notebook = executed(*TRUE)
    notebook.cells[0].outputs = []
    assert nbval(notebook).returncode == 1


def test_nbval_does_miss_cleared_outputs_and_a_guard_does_not(nbval):
    notebook = executed(*TRUE)
    for cell in notebook.cells:
        cell.outputs, cell.execution_count = [], None
    assert nbval(notebook).returncode == 0
    assert list(executed_once_in_order(notebook)) != []
    assert list(every_result_is_stored(notebook)) != []


@pytest.mark.parametrize("lesson", LESSONS[:1], ids=name_of)
def test_nbval_fails_on_a_changed_digit_of_a_lesson(lesson, nbval):
    """The last digit that the lesson stores as text is raised by one."""
    notebook = nbformat.read(lesson, as_version=4)
    printed = [
        output for output in outputs(notebook) if re.search(r"\d", shown_text(output)) is not None
    ][-1]
    text = shown_text(printed)
    at = [digit.start() for digit in re.finditer(r"\d", text)][-1]
    changed = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
    if printed.output_type == "stream":
        printed.text = changed
    else:
        printed.data["text/plain"] = changed
    assert nbval(notebook).returncode == 1
