# The only task runner. Each target is one plain command that also works alone (CONTRIBUTING.md).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PINS   := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
          --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

.PHONY: learn test lint format notebooks pictures site pins clean

learn: $(VENV)/.runtime
	$(BIN)/python -m softmax_edu lab

test: lint
	$(BIN)/python -m pytest

lint: $(VENV)/.development
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

format: $(VENV)/.development
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

notebooks: $(VENV)/.development
	$(BIN)/python notebooks/source/build.py

pictures: $(VENV)/.development
	$(BIN)/python docs/pictures.py

site: $(VENV)/.development
	$(BIN)/python -m softmax_edu site site

# Pins for every supported Python, without addresses; Binder's are those of the runtime among them.
pins: $(VENV)/.development
	$(PIP) uv
	$(PINS) --upgrade --extra test --extra teach --extra hub --output-file constraints.txt
	$(PINS) --upgrade --constraints constraints.txt --output-file binder/requirements.txt

clean:
	rm -rf $(VENV) .venv-teach .venv-hub node_modules site

# What is set up stands in these; it is done again when the pins or the requirements change.
$(VENV)/.runtime: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --constraint constraints.txt --editable .
	touch $@

$(VENV)/.development: $(VENV)/.runtime
	$(PIP) --constraint constraints.txt --editable '.[test]'
	touch $@

# nbgrader, in an environment of its own: it brings extensions of JupyterLab along.
.venv-teach: pyproject.toml constraints.txt
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable '.[teach]'
	touch $@

# A hub and its learners' servers, for the test of the recipe in hub/.
.venv-hub: pyproject.toml constraints.txt
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable '.[hub]'
	touch $@

# The checks of the browser's half: a type checker for its JSDoc, axe for its accessibility; and the
# hub's proxy.
node_modules: package.json
	npm install --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@
