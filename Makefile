# The two commands that the README promises, from nothing: make run, make test.
# Each stamp file records an installed set, so a second call starts at once.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint format readme bench clean

run: $(VENV)/installed
	@$(BIN)/crossbits run

test: $(VENV)/installed-test
	$(BIN)/python -m pytest

lint: $(VENV)/installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed-lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: $(VENV)/installed-test  # writes the results that the README shows
	$(BIN)/python -m tests.documents

bench: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks $(BENCH)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(0 if sys.version_info >= (3, 11) else \
	f"crossbits needs Python 3.11 or newer, and $(PYTHON) is {v}; name another: make PYTHON=python3.12")'
	@echo "setting up $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml $(BIN)/python
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/installed-%: pyproject.toml $(BIN)/python
	@$(PIP_INSTALL) --editable '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
