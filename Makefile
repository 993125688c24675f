# Everything a newcomer needs is `make run` and `make test`; the rest is for who builds it.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build check fix test test-fast bench db migrate docs clean

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.installed ## Set everything up and start the product
	@echo "Starting: some seconds, half a minute the first time, when it makes its own database. Ctrl-C ends it."
	@exec $(BIN)/leadwright run

build: .venv/.installed ## Install what runs, and build the front end
	@$(BIN)/python tools/frontend.py build

check: .venv/.dev ## All guards: format, lint, types, architecture, front end
	@$(BIN)/python tools/check.py

fix: .venv/.dev ## Format and mend what can be mended by machine
	@$(BIN)/ruff check --fix -q . || true
	@$(BIN)/ruff format -q .

test: .venv/.dev ## All tests, in a real PostgreSQL and a real browser
	@$(BIN)/python tools/frontend.py test
	@$(BIN)/python tools/browser.py
	@$(BIN)/python -m pytest -n 3 --dist loadscope

test-fast: .venv/.dev ## Unit and property tests: no database, no browser
	@$(BIN)/python -m pytest tests/unit tests/property tests/architecture -n 2 -m "not faults and not database"

bench: .venv/.dev ## Measure against the peers in one run (long)
	@$(BIN)/python -m bench all --json bench/out/latest.json

db: .venv/.installed ## Bring the schema to the newest revision
	@$(BIN)/leadwright db upgrade

migrate: .venv/.dev ## A new, empty migration: make migrate NAME=add_something
	@$(BIN)/python tools/migration.py "$(NAME)"

docs: .venv/.dev ## Make the reference pages that come from code
	@$(BIN)/python tools/docs.py

clean: ## Remove what was installed and built; data stays
	rm -rf .venv frontend/node_modules src/leadwright/web/static/dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Leadwright needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python has no venv: apt install python3-venv"; exit 1; }

.venv/.packages: requirements.lock | .venv/bin/python
	@echo "Installing packages into .venv: one to three minutes the first time, and quiet meanwhile"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@# Where writing bytecode is switched off, each start would compile all of it again: seconds.
	@$(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null || true
	@touch $@

FRONTEND := $(shell find frontend/src frontend/*.ts frontend/package-lock.json src/leadwright/web/templates -type f 2>/dev/null)

.venv/.installed: .venv/.packages pyproject.toml hatch_build.py tools/frontend.py $(FRONTEND)
	@echo "Building the screens: about half a minute the first time, a few seconds after a change"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src || true
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.installed
	@echo "Installing what tests and checks need: about a minute the first time"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
