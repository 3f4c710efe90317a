# The verbs of Tandem. Each is idempotent, quick the second time, and says what is missing where it cannot install it.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory

# `make up PORT=8401 TANDEM_HOME=…`: make hands what its command line sets to the commands; so for all of .env.example.
VENV_PYTHON := .venv/bin/python
INSTALL := $(VENV_PYTHON) -m portal.supervisor.install
NPM := $(VENV_PYTHON) -m portal.supervisor.install.npm

# A Python that fits and can make virtual environments; name another with PYTHON=…
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 /usr/bin/python3; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	2>/dev/null; then echo $$python; exit; fi; done; echo python3)

.PHONY: help
help: ## Show the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.PHONY: up
up: packages ## Start the portal: PORT=8400 TANDEM_HOME=var
	@$(INSTALL) frontend models
	exec $(VENV_PYTHON) -m portal.supervisor up

.PHONY: dev
dev: packages ## Start the portal with sources reloading as they change
	@$(INSTALL) frontend frontend-packages models
	exec $(VENV_PYTHON) -m portal.supervisor up --dev

.PHONY: trainer
trainer: packages ## Install the trainers, so that corrections teach the model: torch, CPU build
	@$(INSTALL) trainer

.PHONY: status
status: packages ## List the running processes
	@$(VENV_PYTHON) -m portal.supervisor status

.PHONY: test
test: packages ## Run everything that CI runs
	@started=$$SECONDS
	$(INSTALL) frontend models chromium trainer
	$(MAKE) check
	$(NPM) test
	$(VENV_PYTHON) -m pytest --ignore=tests/e2e -n logical --maxprocesses 4 --dist loadfile
	$(VENV_PYTHON) -m pytest tests/e2e
	echo "All tests passed in $$((SECONDS - started)) s"

.PHONY: check
check: packages ## Lint, types, layers
	@$(INSTALL) frontend-packages
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(NPM) run check

.PHONY: bench
bench: packages ## Run the benchmarks: ONLY=name, MINUTES=10 of work on the canvas
	@$(INSTALL) frontend models
	$(VENV_PYTHON) -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: bench-loop
bench-loop: packages ## Correct, train, gate and measure, round by round: DATA=folder ORDER=random|uncertainty|both BATCH=20 ROUNDS=5 UNTOUCHED=60 PICTURES=600
	@test -n "$(DATA)" || { echo "Say which labelled pictures: make bench-loop DATA=folder (Pascal VOC or COCO)" >&2; exit 2; }
	$(INSTALL) frontend models trainer
	$(VENV_PYTHON) -m tests.bench.loop $(if $(ORDER),--order $(ORDER)) $(if $(BATCH),--batch $(BATCH)) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(UNTOUCHED),--untouched $(UNTOUCHED)) $(if $(SEED),--seed $(SEED)) \
	  $(if $(PICTURES),--pictures $(PICTURES)) $(if $(MINUTES),--minutes $(MINUTES)) "$(DATA)"

.PHONY: format
format: packages ## Put the sources into the house's form
	@$(VENV_PYTHON) -m ruff check --fix .
	$(VENV_PYTHON) -m ruff format .

# Versions already in the lock files stay unless pyproject.toml asks otherwise; UPGRADE=--upgrade moves all.
.PHONY: lock
lock: packages ## Write the lock files anew from pyproject.toml
	@compile=(.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE))
	"$${compile[@]}" --group dev --group embedded -o requirements.lock
	"$${compile[@]}" -c requirements.lock -o docker/requirements.lock

.PHONY: clean
clean: ## Remove what was built and installed; data under TANDEM_HOME stays
	@rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: packages
packages:
	@$(PYTHON) -m portal.supervisor.install packages
