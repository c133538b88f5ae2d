# Two commands matter: `make run` and `make test`. `make help` lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := var/.setup
BENCH := .venv-bench
FLASK := $(BIN)/flask --app app
PORT ?= 8000
# What the tests of the accessibility register said, for /accessibility/criteria.
RESULTS := -p tests.support.evidence_results --results var/accessibility-results.json

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check lint types imports content tests-sqlite tests-postgresql gate a11y faults fuzz bench load audit dependencies translations clean

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

# Begun anew each time, beside the database of `make run`.
demo: export DATABASE_URL := sqlite:///$(CURDIR)/var/demo/citizen.db
demo: export PAPERS_FOLDER := $(CURDIR)/var/demo/papers
demo: export CITIZEN_MODE := development
demo: setup ## serve the site full of fictional people, and print who to sign in as
	rm -rf var/demo
	$(FLASK) translations compile
	$(FLASK) assets build
	$(FLASK) db upgrade
	$(FLASK) demo fill --address http://127.0.0.1:$(PORT)
	$(BIN)/gunicorn app:app --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --reuse-port --no-control-socket

# Built first: pages carry their style only then, and every page test is to meet them as people do.
test: setup ## everything that must be green: check, tests on both databases, the browser gate
	$(FLASK) assets build
	$(MAKE) -j2 check
	$(MAKE) tests-sqlite
	$(MAKE) tests-postgresql
	$(MAKE) gate

check: lint types imports content dependencies ## the fast checks: style, types, import contracts, programmes, translations

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
	$(FLASK) easy check
	$(FLASK) sign check
	$(FLASK) settings document --check
	$(FLASK) security register --check

dependencies: ## known vulnerabilities and the list of what is installed, at most once a day
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/audit --daily

audit: setup ## the same now: var/sbom.json (CycloneDX), and failure where a vulnerability is known
	PYTHON="$(PYTHON)" VENV="$(VENV)" bash .ci/audit

tests-sqlite: ## tests/ on SQLite
	$(BIN)/python -m pytest tests -n 2 --dist worksteal --database sqlite $(RESULTS)

tests-postgresql: ## tests/ on PostgreSQL (TEST_DATABASE_URL, or a server of its own)
	$(BIN)/pytest tests -n 2 --dist worksteal --database postgresql

gate: ## the browser gate in Chromium: every state in the default mode, key states in every mode
	$(BIN)/python -m pytest a11y_tests -n 2 --dist loadgroup $(RESULTS)

a11y: setup ## the full matrix: every state in every mode and language (long)
	bash .ci/setup-screen-reader
	$(BIN)/pytest a11y_tests --matrix -n 2 --dist loadgroup

faults: setup ## break the site in more than a hundred ways, one by one: the gate must find each
	$(BIN)/pytest a11y_tests --faults -n 2 --dist loadgroup
	$(BIN)/python -m pytest tests --controls -n 2 --dist worksteal --database sqlite
	$(BIN)/python -m pytest tests --controls -n 2 --dist worksteal --database postgresql

fuzz: setup ## hostile requests to every address in every state, on both databases (long; FUZZ_SEED=2 sends others)
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile thorough -n 2 --dist worksteal --database sqlite
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile thorough -n 2 --dist worksteal --database postgresql

bench: $(BENCH)/.installed ## ratios to bare pages and to other rules engines, measured here (part=deciding|pages|served|first-view|recheck|booking|contention|submit)
	$(BENCH)/bin/flask --app app translations compile
	$(BENCH)/bin/python -m benchmarks $(part)

JOURNEYS ?= 5000
MINUTES ?= 10
RACERS ?= 500
PLACES ?= 50
DATABASE ?= both
load: setup ## the opening day over gunicorn on both databases (JOURNEYS=5000 MINUTES=10 RACERS=500 PLACES=50 DATABASE=both)
	$(FLASK) translations compile
	$(FLASK) assets build
	$(BIN)/python -m benchmarks.opening --journeys $(JOURNEYS) --minutes $(MINUTES) --racers $(RACERS) --places $(PLACES) --database $(DATABASE)

# An environment of its own: the engines compared with bring a lot, and the site must not come to need it.
$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install -q --disable-pip-version-check -e . "playwright>=1.49"
	@for engine in openfisca cel zen; do \
	  $(BENCH)/bin/pip install -q --disable-pip-version-check -e ".[bench-$$engine]" || echo "$$engine: not installed" >&2; \
	done
	@touch $@

translations: ## extract texts, derive Traditional Chinese, compile
	$(FLASK) translations update

clean: ## remove what was made here
	rm -rf var static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
