# Everything a developer does here, one word each. `make help` lists it.

PYTHON ?= python3
PORT ?= 5000
export PORT

VENV := .venv
BIN := $(VENV)/bin
LOCKED := --constraint requirements.lock
# The libraries that tests, checks and the PostgreSQL driver add to what `make run` needs.
EXTRAS := postgresql,test

.DEFAULT_GOAL := help
.PHONY: help setup run test test-browser test-slow lint format bench evaluate prose docs translations lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# The stamps: nothing is installed again until the lock or the project file changes.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...")'
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/made
	@echo "Installing the libraries (the first time this takes about a minute)"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off $(LOCKED) hatchling
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off $(LOCKED) --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed
	@echo "Installing what the tests and checks need"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off $(LOCKED) --no-build-isolation --editable '.[$(EXTRAS)]'
	@touch $@

setup: $(VENV)/installed-for-tests ## Install everything for development in .venv

# Filling again would change nothing while neither the project nor the library versions changed. A database that is
# gone, or one of its own (DATABASE_URL), of which this stamp knows nothing, is looked at each time.
DATA := $(or $(DATA_DIR),var)
CONTENT := $(shell find app.py core socialmap knowledge search admin web migrations -type f ! -name '*.pyc')
KNOWN := $(if $(DATABASE_URL),,$(wildcard $(DATA)/zorgbuurt.sqlite3))

$(DATA)/filled: $(VENV)/installed $(CONTENT) $(if $(KNOWN),,FORCE)
	@$(BIN)/zorgbuurt init
	@touch $@

FORCE:

run: $(DATA)/filled ## Install, fill the map, and serve on PORT (default 5000)
	@exec $(BIN)/zorgbuurt run

test: $(VENV)/installed-for-tests ## Run every test but those in a browser; one whose tool is absent is skipped by name
	@$(BIN)/python -m pytest -n 2 -m "not browser"

# A file at a time: what a file sets up, it sets up once.
test-browser: $(VENV)/installed-for-tests ## Run the tests in a real browser (Chromium): stories, axe, stored texts
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m browser

test-slow: $(VENV)/installed-for-tests ## Run only the slow tests: killed processes, large files, races
	@$(BIN)/python -m pytest -m slow

lint: $(VENV)/installed-for-tests ## Check style, types, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/installed-for-tests ## Put the code in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/installed-for-tests ## Measure speed and memory against a bare Flask view (minutes)
	@$(BIN)/python -m benchmarks.bench
	@$(BIN)/python -m benchmarks.rules
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.desk

evaluate: $(VENV)/installed-for-tests ## Measure how well search finds, on the open test set
	@$(BIN)/python -m benchmarks.evaluate

prose: $(VENV)/installed ## Report on the texts: long sentences, jargon, sources
	@$(BIN)/python -m knowledge.prose

docs: $(VENV)/installed-for-tests ## Check that the documents say what the code does
	@$(BIN)/python -m pytest tests/test_docs.py

translations: $(VENV)/installed ## Bring the English catalogs in line with the Dutch source
	@$(BIN)/python -m core.i18n

# Made from pyproject.toml alone, in an environment of its own, by the oldest Python we support.
lock: ## Choose the newest versions that pyproject.toml allows, and write requirements.lock
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --disable-pip-version-check --quiet hatchling
	@build/lock/bin/python -m pip install --disable-pip-version-check --progress-bar off --no-build-isolation --editable '.[$(EXTRAS)]'
	@{ echo "# Exact versions of every library, direct and indirect. Written by 'make lock'; used by make run and make test."; \
	   build/lock/bin/python -m pip freeze --exclude-editable | LC_ALL=C sort -f; } > requirements.lock
	@rm -rf build/lock

clean: ## Remove what was installed and measured; the data in var/ stays
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
