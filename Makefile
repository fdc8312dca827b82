# The only task runner. Each target is one plain command that also works alone (CONTRIBUTING.md).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PINS   := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
          --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

PYTEST := -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile
AWAY   := build/away
# Scripts as the site and the wheel carry them; without Node they carry the plain ones.
MINIFIED := $(if $(shell command -v npm 2>/dev/null),softmax_edu/live/minified.json)
NEWEST := tools/pins/constraints.txt
OLDEST := tools/pins/constraints-oldest.txt

VERSION = $$($(BIN)/python -c "import softmax_edu; print(softmax_edu.__version__)")

.PHONY: learn quick test test-oldest lint format notebooks pictures minified site dist release pins \
    clean

learn: $(VENV)/.runtime
	$(BIN)/python -m softmax_edu lab

# For the inner loop: no lessons, no browser, nothing that installs packages, starts processes or
# goes through a corpus.
quick: lint
	$(BIN)/python $(PYTEST) -m 'not slow' --ignore=tests/browser --ignore=tests/notebooks tests

# What looks at a browser runs by itself: it waits for a page that waits for the processor.
test: lint
	$(BIN)/python $(PYTEST) --ignore=tests/browser
	$(BIN)/python -m pytest tests/browser

# The wheel as pip installs it, in the oldest packages that it says it works with, away from the
# checkout: of the package, what is installed is all there is.
test-oldest: .venv-oldest
	rm -rf build && mkdir -p $(AWAY)
	.venv-oldest/bin/python -m pip wheel --quiet --no-deps --wheel-dir build .
	.venv-oldest/bin/python -m pip install --quiet --no-deps --force-reinstall build/*.whl
	git ls-files | grep -v '^softmax_edu/' | tar -cf - -T - | tar -xf - -C $(AWAY)
	cd $(AWAY) && ../../.venv-oldest/bin/python $(PYTEST) -m 'not checkout' \
	    --ignore=tests/browser --ignore=tests/test_hub.py --ignore=tests/test_nbgrader.py
	cd $(AWAY) && ../../.venv-oldest/bin/python -m pytest tests/browser/test_explorer_in_lab.py

lint: $(VENV)/.development
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

format: $(VENV)/.development
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

notebooks: $(VENV)/.development
	$(BIN)/python tools/lessons.py

pictures: $(VENV)/.development
	$(BIN)/python tools/pictures.py

minified: $(MINIFIED)

site: $(VENV)/.development $(MINIFIED)
	$(BIN)/python -m softmax_edu site site

# The wheel and the sdist as they go to the package index, and what the index will say of them.
dist: $(VENV)/.development $(MINIFIED)
	rm -rf $@
	$(PIP) build twine
	$(BIN)/python -m build --outdir $@
	$(BIN)/python -m twine check --strict $@/*

# The version is the one in softmax_edu/__init__.py; .github/workflows/release.yml publishes its tag.
release: $(VENV)/.development
	git diff --quiet HEAD || { echo "release: commit your changes first"; exit 1; }
	grep -q "^## \[$(VERSION)\] - " CHANGELOG.md || \
	    { echo "release: CHANGELOG.md needs a heading '## [$(VERSION)] - date'"; exit 1; }
	$(MAKE) test test-oldest dist
	git tag --annotate "v$(VERSION)" --message "softmax_edu $(VERSION)"
	git push --atomic origin HEAD "v$(VERSION)"

# Pins for every supported Python, without addresses; Binder's are those of the runtime among them.
pins: $(VENV)/.development
	$(PIP) uv
	$(PINS) --upgrade --extra test --extra teach --extra hub --output-file $(NEWEST)
	$(PINS) --upgrade --constraints $(NEWEST) --extra lab --output-file binder/requirements.txt
	$(PINS) --upgrade --constraints tools/pins/constraints-oldest.in --extra test \
	    --output-file $(OLDEST)

clean:
	rm -rf $(VENV) .venv-teach .venv-hub .venv-oldest build dist node_modules site $(MINIFIED)

# What is set up stands in these; it is done again when the pins or the requirements change.
$(VENV)/.runtime: pyproject.toml $(NEWEST)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --constraint $(NEWEST) --editable '.[lab]'
	touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP) --constraint $(NEWEST) --editable '.[test]'
	touch $@

# nbgrader, in an environment of its own: it brings extensions of JupyterLab along.
.venv-teach: pyproject.toml $(NEWEST)
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint $(NEWEST) --editable '.[teach]'
	touch $@

# A hub and its learners' servers, for the test of the recipe in docs/hub/.
.venv-hub: pyproject.toml $(NEWEST)
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint $(NEWEST) --editable '.[hub]'
	touch $@

# The oldest supported packages, and the package itself as a wheel.
.venv-oldest: pyproject.toml $(OLDEST)
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint $(OLDEST) '.[test]'
	touch $@

# For the browser's half: a type checker for its JSDoc, axe for its accessibility, esbuild to minify
# it; and the hub's proxy.
node_modules: tools/pins/node.txt
	npm install --prefix . --no-save --no-package-lock --no-audit --no-fund --loglevel=error $$(cat $<)
	touch $@

softmax_edu/live/minified.json: $(wildcard softmax_edu/live/*.js softmax_edu/live/*.py) \
    softmax_edu/facts.toml tools/minify.py node_modules $(VENV)/.development
	PYTHONPATH=. $(BIN)/python tools/minify.py
