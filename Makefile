# Two commands matter: `make run` and `make test`. `make help` lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := var/.setup
BENCH := .venv-bench
FLASK := $(BIN)/flask --app app
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types imports content tests-sqlite tests-postgresql gate a11y bench translations clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## install everything into .venv (and system packages where permitted)

$(STAMP): pyproject.toml a11y_tests/package-lock.json .ci/setup
	PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/setup
	@mkdir -p var && touch $@

run: setup ## serve http://127.0.0.1:8000 on an embedded database with sample places
	$(FLASK) translations compile
	$(FLASK) assets build
	$(FLASK) db upgrade
	$(FLASK) sample load
	@echo "Open http://127.0.0.1:$(PORT)"
	$(BIN)/gunicorn app:app --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --worker-class gthread --reuse-port --no-control-socket

test: setup check tests-sqlite tests-postgresql gate ## everything that must be green: check, tests on both databases, the browser gate

check: lint types imports content ## the fast checks: style, types, import contracts, programmes, translations

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

content:
	$(FLASK) policy check
	$(FLASK) translations check

tests-sqlite: ## tests/ on SQLite
	$(BIN)/pytest tests -n 2 --dist loadscope --database sqlite

tests-postgresql: ## tests/ on PostgreSQL (TEST_DATABASE_URL, or a server of its own)
	$(BIN)/pytest tests -n 2 --dist loadscope --database postgresql

gate: ## the browser gate in Chromium: every state in the default mode, key states in every mode
	$(BIN)/pytest a11y_tests -n 2 --dist loadgroup

a11y: setup ## the full matrix: every state in every mode and language (long)
	$(BIN)/pytest a11y_tests --matrix -n 2 --dist loadgroup

bench: $(BENCH)/.installed ## ratios to bare pages and to other rules engines, measured here (part=deciding|pages|first-view)
	$(BENCH)/bin/flask --app app translations compile
	$(BENCH)/bin/python -m benchmarks $(part)

# An environment of its own: the engines compared with bring a lot, and the site must not come to need it.
$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install -q --disable-pip-version-check -e .
	@for engine in openfisca cel zen; do \
	  $(BENCH)/bin/pip install -q --disable-pip-version-check -e ".[bench-$$engine]" || echo "$$engine: not installed" >&2; \
	done
	@touch $@

translations: ## extract texts, derive Traditional Chinese, compile
	$(FLASK) translations update

clean: ## remove what was made here
	rm -rf var static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
