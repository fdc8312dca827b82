"""The types that the JSDoc comments of softmax_edu/live/*.js state are checked by TypeScript."""

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.checkout


@pytest.fixture
def tsc(tool, root):
    node = tool("node", "nodejs")
    tool("tsc", folder=root / "node_modules" / ".bin")
    return [node, str(root / "node_modules" / "typescript" / "bin" / "tsc")]


def test_the_modules_keep_to_the_types_they_state(tsc, root):
    found = subprocess.run(
        [*tsc, "-p", root / "softmax_edu" / "live" / "jsconfig.json"],
        capture_output=True,
        encoding="utf-8",
    )
    assert found.returncode == 0, found.stdout
    listed = subprocess.run(
        [*tsc, "-p", root / "softmax_edu" / "live" / "jsconfig.json", "--listFilesOnly"],
        capture_output=True,
        encoding="utf-8",
    ).stdout
    modules = (root / "softmax_edu" / "live").glob("*.js")
    unread = [module.name for module in modules if module.name not in listed]
    assert not unread


@pytest.mark.parametrize(
    "wrong",
    [
        "/** @returns {number} */\nexport function one() { return 'one'; }\n",
        "export function untyped(argument) { return argument; }\n",
    ],
)
def test_the_check_finds_a_wrong_and_a_missing_type(wrong, tsc, root, tmp_path):
    (tmp_path / "wrong.js").write_text(wrong, encoding="utf-8")
    shutil.copy(root / "softmax_edu" / "live" / "jsconfig.json", tmp_path)
    found = subprocess.run(
        [*tsc, "-p", tmp_path / "jsconfig.json"], capture_output=True, encoding="utf-8"
    )
    assert found.returncode != 0
    assert "wrong.js" in found.stdout
