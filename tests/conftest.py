"""What the tests need beyond Python: where it is missing they skip and say so, but not in CI."""

import os
import shutil
from pathlib import Path

import pytest

from tests.pseudo import LANGUAGE, forget_languages, use_pseudo_language

REQUIRE = "SOFTMAX_EDU_REQUIRE_BROWSER"
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def tool():
    """Return a function that gives the path of a program, or skips (fails, in CI) without it."""

    def find(*names: str, folder: Path | None = None) -> str:
        for name in names:
            path = shutil.which(name, path=None if folder is None else str(folder))
            if path is not None:
                return path
        missing = f"{' or '.join(names)} not found; CONTRIBUTING.md says how to install it"
        if os.environ.get(REQUIRE):
            pytest.fail(missing)
        pytest.skip(missing)

    return find


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the checkout."""
    return ROOT


@pytest.fixture
def pseudo_language(tmp_path_factory):
    """Speak the language "xx": English with Chinese characters in the place of its words."""
    with pytest.MonkeyPatch.context() as patch:
        use_pseudo_language(tmp_path_factory.mktemp("words"), patch)
        yield LANGUAGE
    forget_languages()
