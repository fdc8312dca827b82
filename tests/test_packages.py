"""docs/packages.md says of every package that an install brings what it is for."""

import re
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def closure(*roots):
    """Return all that these requirements bring, in the environment that the tests run in."""
    waiting = [Requirement(root) for root in roots]
    seen = {}
    while waiting:
        asked = waiting.pop()
        name, extras = canonicalize_name(asked.name), frozenset(asked.extras)
        if name in seen and extras <= seen[name]:
            continue
        seen[name] = seen.get(name, frozenset()) | extras
        try:
            more = requires(asked.name) or ()
        except PackageNotFoundError:
            pytest.skip(f"{asked.name} is not installed here")
        for each in map(Requirement, more):
            environments = [{"extra": extra} for extra in extras or {""}]
            if each.marker is None or any(map(each.marker.evaluate, environments)):
                waiting.append(each)
    return set(seen) - {"softmax-edu"}


@pytest.fixture
def rows(root):
    text = (root / "docs" / "packages.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)[1:]
    return text, [(what, re.findall(r"`([a-z0-9-]+)`", names)) for what, names in found]


@pytest.mark.checkout
@pytest.mark.skipif("sys.platform == 'win32'", reason="other packages there")
def test_every_package_is_said_to_be_for_something_and_once(rows):
    text, table = rows
    named = [name for _, names in table for name in names]
    assert len(named) == len(set(named))
    base = {name for what, names in table if "[lab]" not in what for name in names}
    assert base == closure("softmax-edu")
    assert set(named) == closure("softmax-edu[lab]")
    assert f": {len(base)} packages." in text
    assert f": {len(named)}, some" in text
