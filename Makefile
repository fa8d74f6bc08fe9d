# The whole of daily work. `make` alone lists it. Needs only Python 3.11 or later and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV ?= .venv
BIN := $(VENV)/bin
UV ?= $(shell command -v uv 2>/dev/null)

# The first interpreter that is new enough and for which wheels are known to exist.
# (A version manager's stand-in may be on PATH and yet not run, so each one is tried.)
find_python = for try in python3 python3.13 python3.12 python3.11; do \
	if $$try -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	then echo $$try; exit; fi; done; \
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo python3
PYTHON ?= $(shell $(find_python))

DEMO_HOME ?= demo-home
PORT ?= 8000
PYTEST_ARGS ?=
WORKERS ?= auto
QUICK := tests/unit tests/spec -m "not slow_test and not long_test"
# The whole suite is shared out among the cores; what PYTEST_ARGS asks for runs in one process.
pytest = $(BIN)/python -m pytest $(or $(strip $(PYTEST_ARGS)),-n $(WORKERS) --no-loadscope-reorder)
BENCH_ARGS ?=
BENCH_PLACE ?= bench-home
DRILL_ARGS ?=
EVIDENCE_DATA ?= ../shared/data
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE) requirements/build.in

ifeq ($(UV),)
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
else
install = $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
endif

.PHONY: help install demo test test-rest test-all test-drills test-spark test-postgresql spec check lint format bench bench-large evidence drill audit spark lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Hengke needs Python 3.11 or later on PATH (python3)."; exit 1; }
	@echo "Making the environment in $(VENV) with $$($(PYTHON) --version)"
ifeq ($(UV),)
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)."; exit 1; }
else
	@$(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
endif

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Hengke runs on (requirements/runtime.lock)"
	@$(install) --require-hashes -r requirements/runtime.lock
	@$(install) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	@echo "Installing what the tests and checks need (requirements/dev.lock)"
	@$(install) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.full: requirements/full.lock $(VENV)/.dev
	@echo "Installing Spark and PostgreSQL support (requirements/full.lock)"
	@$(install) --require-hashes -r requirements/full.lock
	@touch $@

install: $(VENV)/.runtime ## the environment in .venv, from the hashed lock

demo: $(VENV)/.runtime ## a synthetic bank, its nightly run and the workbench on http://127.0.0.1:8000
	@$(BIN)/hengke demo --home $(DEMO_HOME) --port $(PORT)

test: $(VENV)/.dev ## the quick tests (units and rules), within minutes; what lacks a part says so and is skipped
	@$(pytest) $(if $(strip $(PYTEST_ARGS)),,$(QUICK))

test-rest: $(VENV)/.dev ## the others but the drills: pages, whole banks, night after night, every release's home
	@$(pytest) $(if $(strip $(PYTEST_ARGS)),,--besides-quick -m "not drill_test")

test-all: test test-rest ## every test but the drills

test-drills: $(VENV)/.dev ## the tests that kill, damage and load for minutes: by hand, before a release
	@$(pytest) $(if $(strip $(PYTEST_ARGS)),,-m drill_test)

test-spark: $(VENV)/.full ## every rule on Spark (test-rest takes one of each file), and whole nights on a cluster
	@$(BIN)/python -m pytest tests/spec tests/integration/spark -m spark $(PYTEST_ARGS)

test-postgresql: $(VENV)/.dev ## the tests that touch a database once more, on a private PostgreSQL
	@$(pytest) --database postgresql $(if $(strip $(PYTEST_ARGS)),,-m "not long_test")

spec: $(VENV)/.dev ## the rules a banker can read, on every engine installed here
	@$(BIN)/python -m pytest tests/spec $(PYTEST_ARGS)

lint: $(VENV)/.dev ## lint, format, types, import rules and the repository's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check_all

check: lint test test-postgresql test-rest ## exactly what CI runs

format: $(VENV)/.dev ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev ## every stage at 20k and 100k customers, beside hand-written SQL, Polars and pandas
	@$(BIN)/hengke bench $(BENCH_ARGS)

bench-large: $(VENV)/.dev ## the same at 1M customers and 100M transactions in BENCH_PLACE; goes on where it was killed
	@$(BIN)/hengke bench --customers 1000000 --place $(BENCH_PLACE) --resume $(BENCH_ARGS)

evidence: $(VENV)/.dev ## docs/evidence.md: every method on the public data in EVIDENCE_DATA, beside a plain way
	@found=$$(mktemp) && $(BIN)/hengke evidence --data $(EVIDENCE_DATA) --json > $$found && \
		$(BIN)/python -m hengke.pipelines.evidence.page $$found; status=$$?; rm -f $$found; exit $$status

drill: $(VENV)/.full ## kill, fill and damage at 50 random points, and count what was said, served and healed
	@$(BIN)/python -m tools.drill $(DRILL_ARGS)

audit: $(VENV)/.dev ## known weaknesses of what the locks install; says "not checked" where no service answers
	@$(BIN)/python -m tools.audit_dependencies

spark: $(VENV)/.full ## add Spark and PostgreSQL support to the environment

lock: ## write requirements/*.lock again (UPGRADE=--upgrade takes newer releases); needs uv
	@$(LOCK) pyproject.toml -o requirements/runtime.lock
	@$(LOCK) pyproject.toml --extra dev -c requirements/runtime.lock -o requirements/dev.lock
	@$(LOCK) pyproject.toml --extra dev --extra spark --extra postgres \
		-c requirements/dev.lock -o requirements/full.lock

clean: ## remove the demo's home and caches (the environment stays)
	@rm -rf $(DEMO_HOME) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
