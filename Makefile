# Each target is enough on a fresh machine with make and Python 3.11 or later: the first one that runs makes .venv.
# Another interpreter: make PYTHON=/path/to/python3.12 test

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SUITABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(SUITABLE)' >/dev/null 2>&1; then echo $$p; break; fi; done)

.PHONY: help demo test check bench memory parity exports clean

help:  ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

demo: $(READY)  ## train, save, reload and judge a classifier of handwritten digits
	$(BIN)/supple run examples/digits.py

test: $(READY)  ## lint, types, architecture, frame budgets and every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

check: $(READY)  ## the same without the slow tests, in about a minute
	scripts/check

bench: $(READY)  ## measure against plain torch, and against the peers that are installed
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/memory.py

memory: $(READY)  ## 10 000 steps without the garbage collector: is resident memory flat?
	$(BIN)/python benchmarks/memory.py

parity: $(READY)  ## compare with the values recorded from TensorFlow and Keras
	$(BIN)/python -m pytest -n 2 tests/parity

exports: $(READY)  ## write the list of public names anew
	$(BIN)/python scripts/exports

clean:  ## remove the environment and everything generated
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis benchmarks/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "supple needs Python 3.11 or later (with the venv module): none was found; name one with make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c '$(SUITABLE)' || { echo "supple needs Python 3.11 or later (with the venv module), but $(PYTHON) is $$("$(PYTHON)" --version 2>&1)" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@
