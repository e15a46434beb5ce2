# Everything a user or developer runs. Needs git, make and Python 3.11 or newer; nothing else.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip

.PHONY: demo test test-deep bench check fix clean

demo: $(VENV)/.base
	@KNUTPUNKT_PROFILE=demo DATA="$(DATA)" $(BIN)/knutpunkt demo --port $(PORT)

test: $(VENV)/.dev
	@$(BIN)/python -m tests.suite

test-deep: $(VENV)/.dev
	@$(BIN)/python -m tests.suite --deep

bench: $(VENV)/.dev
	@$(BIN)/python -m bench

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@KNUTPUNKT_PROFILE=test $(BIN)/mypy src
	@$(BIN)/lint-imports --config .importlinter --no-cache

fix: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV)

$(VENV)/.uv:
	@echo "Knutpunkt: sätter upp Python-miljön i $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit("Knutpunkt behöver Python 3.11 eller nyare.") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || \
	  echo "uv gick inte att installera; pip används i stället."
	@touch $@

# uv is quick; where it cannot reach the package index (a proxy of its own), pip does the same, slower.
$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/.uv
	@$(call install,requirements/base.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/.uv
	@$(call install,requirements/dev.txt)
	@touch $@ $(VENV)/.base

define install
{ test -x $(BIN)/uv && UV_PYTHON_DOWNLOADS=never UV_PYTHON=$(BIN)/python $(UV) install --quiet --require-hashes -r $(1) \
    && UV_PYTHON_DOWNLOADS=never UV_PYTHON=$(BIN)/python $(UV) install --quiet --no-deps -e . ; } || \
{ $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
    && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; }
endef
