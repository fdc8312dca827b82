"""The browser's half: its own tests (run by Node), and the loader that joins its files."""

import os
import re
import subprocess

import pytest

from softmax_edu import live
from softmax_edu.live import LoadError, dependencies, load_module, load_style, scripts


@pytest.mark.checkout
def test_the_javascript_tests_pass(tool, root):
    files = sorted(str(path) for path in (root / "tests" / "live").glob("*.test.mjs"))
    facts = (root / "tests" / "live" / "facts.mjs").as_uri()
    run = subprocess.run(
        [tool("node", "nodejs"), "--import", facts, "--test", *files],
        env=os.environ | {"FACTS_MODULE": live.read("facts.js")},
        capture_output=True,
        encoding="utf-8",
        cwd=root,
    )
    assert run.returncode == 0, run.stdout
    assert "# fail 0" in run.stdout


def joined(monkeypatch, files, name="entry"):
    monkeypatch.setattr(live, "read", lambda file: files[file])
    load_module.cache_clear()
    try:
        return load_module(name)
    finally:
        load_module.cache_clear()


def test_modules_are_joined_with_their_dependencies_first_and_once(monkeypatch):
    text = joined(
        monkeypatch,
        {
            "entry.js": 'import { b } from "./b.js";\n'
            'import { a } from "./a.js";\nexport default a + b;\n',
            "b.js": 'import { a } from "./a.js";\nexport const b = a + 1;\n',
            "a.js": "/** One. */\nexport const a = 1;\n/** @type {Node} */ (a);\n/** Two. */\n",
        },
    )
    code = [line for line in text.splitlines() if line and not line.startswith("//")]
    assert code == [
        "const a = 1;",
        "/** @type {Node} */ (a);",
        "const b = a + 1;",
        "export default a + b;",
    ]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.js": "const a = 2;\n"}, "declared in"),
        ({"a.js": 'import { entry } from "./entry.js";\nconst b = 1;\n'}, "circle"),
        ({"a.js": "export default {\n};\n"}, "cannot join"),
        ({"a.js": 'import * as b from "./b.js";\n'}, "cannot join"),
        ({"a.js": "export { a };\n"}, "cannot join"),
        ({"a.js": 'const b = import("./b.js");\n'}, "cannot join"),
    ],
)
def test_a_form_that_cannot_be_joined_is_refused(monkeypatch, files, reason):
    entry = {"entry.js": 'import { a } from "./a.js";\nconst a = 1;\nexport default a;\n'}
    if reason != "declared in":
        entry = {"entry.js": 'import { a } from "./a.js";\nexport default a;\n'}
    with pytest.raises(LoadError, match=reason):
        joined(monkeypatch, entry | files)


def test_a_default_export_stays_only_where_it_is_mounted(monkeypatch):
    text = joined(
        monkeypatch,
        {
            "entry.js": 'import { a } from "./a.js";\nexport default { render: a };\n',
            "a.js": "export function a() {}\nexport default { render: a };\n",
        },
    )
    code = [line for line in text.splitlines() if line and not line.startswith("//")]
    assert code == ["function a() {}", "export default { render: a };"]


def test_a_missing_file_is_named():
    with pytest.raises(LoadError, match=r"no nothing\.js"):
        load_module("nothing")
    with pytest.raises(LoadError, match=r"no nothing\.css"):
        load_style("nothing")


def test_the_explorer_is_one_module_without_imports_with_every_file_in_it():
    text = load_module("explorer")
    assert "export default { render: renderExplorer };" in text
    assert text.count("export ") == 1
    assert "\nimport " not in text
    for name in dependencies("explorer"):
        assert f"// {name}.js" in text


def test_a_style_sheet_loads_nothing_from_elsewhere():
    style = load_style("palette", "explorer", "picture")
    assert "url(" not in style
    assert "@import" not in style


def test_a_page_and_the_explorer_share_no_class():
    """What a page says of its own elements must not reach into what is mounted on it."""
    names = [
        set(
            re.findall(
                r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", load_style(*sheets), flags=re.S)
            )
        )
        for sheets in (("site",), ("explorer", "picture"))
    ]
    assert names[0] & names[1] <= {"softmax-explorer"}


# Each part takes from the other: a module of the lower one, a function once both are there.
IN_PARTS = {
    "static.js": 'import { below } from "./below.js";\nimport { one } from "./one.js";\n'
    "export function start() {\n  console.log(one, below?.());\n}\n",
    "one.js": "export const one = 1;\n",
    "shared.js": 'import { one } from "./one.js";\nexport const two = one + 1;\n',
    "below.js": 'import { above } from "./above.js";\nimport { two } from "./shared.js";\n'
    "export function below() {\n  return `${two} ${above?.()}`;\n}\n",
    "above.js": 'import { own } from "./own.js";\nimport { two } from "./shared.js";\n'
    "const three = two + 1;\nexport const above = () => own + three;\n",
    "own.js": "export const own = 10;\n",
}


@pytest.fixture
def in_parts(monkeypatch, tool):
    """What a page's script made of some parts says, as Node runs it."""
    monkeypatch.setattr(live, "read", lambda file: IN_PARTS[file])
    monkeypatch.setattr(
        scripts,
        "PARTS",
        {"below": (scripts.MAIN, ("below",)), "above": ("below", ("above",))},
    )
    monkeypatch.setattr(scripts, "_RUN", "start();")
    for cached in (scripts.load_plain, scripts.load_parts):
        cached.cache_clear()

    def output(*parts):
        text = scripts.load_script(parts)
        run = subprocess.run(
            [tool("node", "nodejs"), "-e", text], capture_output=True, encoding="utf-8"
        )
        return run.stdout.strip() or run.stderr

    yield output
    for cached in (scripts.load_plain, scripts.load_parts):
        cached.cache_clear()


def test_parts_find_the_names_of_those_below_and_of_those_that_come_later(in_parts):
    assert in_parts("above", "below") == "1 2 13"
    assert in_parts("below") == "1 2 undefined"
    assert in_parts() == "1 undefined"
    assert set(scripts.load_parts()) == {"below", "above", "static"}


def test_every_module_of_the_pages_stands_in_one_part():
    text = "".join(scripts.load_plain().values())
    for name in dependencies(scripts.MAIN):
        assert text.count(f"// {name}.js\n") == 1
