# Verbs for people. Each works in a fresh clone: what it needs is installed first, into .venv and nowhere else.
# Only what has something behind it stands here.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# Extra parts to install beside the base, each with a lock of its own: make setup EXTRAS="ocr explorer"
EXTRAS ?=
# The stamp lists the locks that are installed: an extra once installed stays.
INSTALLED := $(shell cat $(STAMP) 2>/dev/null)
LOCKS  := $(sort requirements.txt $(EXTRAS:%=requirements-%.txt) $(INSTALLED))
# Processes that run the tests; one or 0 runs them in this process.
TEST_WORKERS ?= 2
# Where a run leaves what it makes; the default is DIR=data.
DIR    ?= data

# Neither Dagster nor dbt nor anything else below reports to its makers.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := False
export DAGSTER_DISABLE_TELEMETRY := 1
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
# Dagster wants an absolute path.
export DAGSTER_HOME := $(CURDIR)/.dagster

.PHONY: help setup run nightly test lint format dev bench bench-reading bench-portals bench-warehouse samples docs lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## install everything into .venv (does nothing when nothing changed)

run: $(STAMP) ## read the samples of this clone into data/curated and print what was found
	$(BIN)/duizhang run --data-dir "$(DIR)"

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest $(if $(filter-out 0 1,$(TEST_WORKERS)),-n $(TEST_WORKERS) --dist loadfile) $(ARGS)

lint: $(STAMP) ## style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt/models dbt/tests

format: $(STAMP) ## put the code into the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

nightly: $(STAMP) ## one night now: visit portals, read what is new, report (ARGS="--unverified" or names; see docs/operating-nightly.md)
	$(BIN)/duizhang nightly --data-dir "$(DIR)" $(ARGS)

dev: $(STAMP) .dagster/dagster.yaml ## Dagster's web pages at 127.0.0.1:3000, with the samples' publishers
	$(BIN)/dagster instance concurrency set portals $(or $(PORTALS),8) >/dev/null
	DUIZHANG_DATA_DIR="$(DIR)" $(BIN)/dagster dev --host 127.0.0.1 --port $(or $(PORT),3000)

bench: $(STAMP) ## speed beside pdfplumber and camelot, memory and workers, on the samples (or FOLDER=...)
	$(BIN)/python -m benchmarks.reading $(FOLDER) --rounds 3 --memory --workers 2 $(ARGS)

bench-reading: $(STAMP) ## the same on a folder of PDFs, speed alone: FOLDER=... (ARGS="--pages 600" for a part of it)
	$(BIN)/python -m benchmarks.reading $(FOLDER) $(ARGS)

bench-portals: $(STAMP) ## two nights over 500 portals of this machine: time, memory, requests to each host
	$(BIN)/python -m benchmarks.portals $(ARGS)

bench-warehouse: $(STAMP) ## the warehouse of 1,000 generated documents: build, one document more, ten queries (ARGS="10000 --folder DIR")
	$(BIN)/python -m benchmarks.warehouse $(ARGS)

samples: $(STAMP) ## set the sample documents in type again
	$(BIN)/python -m pipelines.samples

docs: $(STAMP) ## the documentation as a site in build/docs
	@test -n "$(filter requirements-docs.txt,$(LOCKS))" || $(MAKE) setup EXTRAS=docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

lock: $(STAMP) ## resolve the locks again within the bounds of pyproject.toml (UPGRADE=1 for newer releases)
	$(COMPILE) --group dev -o requirements.txt
	@# Extras are installed beside each other: each keeps to what the locks before it hold.
	constraints="--constraint requirements.txt"; \
	for extra in docs ocr explorer cluster; do \
	  $(COMPILE) --extra $$extra $$constraints \
	    $$(sed -n 's/^\([a-z0-9.-]*\)==[^ ;]* \\$$/--no-emit-package \1/p' requirements.txt) -o requirements-$$extra.txt; \
	  constraints="$$constraints --constraint requirements-$$extra.txt"; \
	done

clean: ## remove .venv, caches and what the runs made; the samples and the archive stay
	rm -rf $(VENV) .dagster .pytest_cache .ruff_cache .hypothesis build dist $(DIR)/readings $(DIR)/curated/*.parquet \
	  $(DIR)/curated/*.duckdb $(DIR)/curated/datapackage.json dbt/target dbt/logs
	find pipelines tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A lock records versions and hashes, never an address. An extra's lock lists only what it adds to the base.
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) $(LOCK_ARGS)

$(STAMP): $(LOCKS) pyproject.toml $(if $(filter-out $(INSTALLED),$(LOCKS)),FORCE)
	@test -x $(BIN)/python || { \
	  for python in $(PYTHON) python3.11 python3.12 python3; do \
	    "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && break; python=; \
	  done; \
	  test -n "$$python" || { echo "duizhang needs Python 3.11 or 3.12; neither python3.11, python3.12 nor python3 is one. Name it: make setup PYTHON=/path/to/python" >&2; exit 1; }; \
	  echo "creating $(VENV) with $$($$python --version)"; \
	  "$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); echo "this Python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	}
	@if $(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements.txt)"; then \
	  VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip sync --quiet --require-hashes $(LOCKS); \
	  VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
	  echo "uv is not to be had here; pip takes its place"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes $(LOCKS:%=-r %); \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@echo '$(LOCKS)' > $@

.PHONY: FORCE
FORCE:

.dagster/dagster.yaml:
	@mkdir -p $(@D)
	@printf '%s\n' 'telemetry:' '  enabled: false' 'concurrency:' '  pools:' '    default_limit: 1' > $@
