# make demo and make test are all a newcomer needs; make help lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
KILLS ?= 100
INPUTS ?= 50000
PIP_FLAGS := --progress-bar on --disable-pip-version-check --require-hashes

# What is compiled once need not be compiled by each of the processes that the suite starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo serve test quick chaos fuzz check schema lock bench clean
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Headroom needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo 'Installing what Headroom needs into $(VENV): a minute or two, once.'
	$(BIN)/pip install $(PIP_FLAGS) -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@echo 'Installing what tests and checks need into $(VENV).'
	$(BIN)/pip install $(PIP_FLAGS) -r requirements-dev.lock
	@touch $@

setup: $(VENV)/development  ## create the environment alone (.venv)

demo: $(VENV)/runtime  ## sample data on an embedded PostgreSQL, a token, and a running server (PORT=8000)
	@exec $(BIN)/headroom demo --port $(PORT)

serve: $(VENV)/runtime  ## serve the configured database
	@exec $(BIN)/headroom serve --port $(PORT)

test: $(VENV)/development  ## the whole suite, in parallel, on an embedded PostgreSQL or HEADROOM_TEST_DATABASE_URL
	HEADROOM_TEST_DATABASE_URL="$(HEADROOM_TEST_DATABASE_URL)" $(BIN)/python -m pytest -n auto --dist worksteal

quick: $(VENV)/development  ## units, rules with every example, and something of each floor: a minute
	HEADROOM_TEST_DATABASE_URL="$(HEADROOM_TEST_DATABASE_URL)" $(BIN)/python -m pytest -n auto --dist worksteal -m quick

chaos: $(VENV)/development  ## kill the server and its database again and again while clients retry (KILLS=100)
	$(BIN)/python -m pytest -n 0 -m chaos tests/chaos --kills $(KILLS)

fuzz: $(VENV)/development  ## send what nobody would: bodies, files, addresses, tokens, frames, REST by its document; and random days of a shop floor (INPUTS=50000, twice as many in all)
	$(BIN)/python -m pytest -n auto tests/fuzz --inputs $(INPUTS)
	$(BIN)/python -m pytest -n auto tests/columnar --inputs $$(($(INPUTS) / 8))
	$(BIN)/python -m pytest -n auto tests/graphql/shopfloor/whole --inputs $$(($(INPUTS) / 16))

check: $(VENV)/development  ## style, types, import contracts, committed SDL, models against migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/headroom schema | diff -u schema/schema.graphql -
	$(BIN)/python -m pytest -n 0 tests/migrations/test_migrations.py::test_models_and_migrations_say_the_same

schema: $(VENV)/runtime  ## write schema/schema.graphql from the code
	$(BIN)/headroom schema > schema/schema.graphql

lock: $(VENV)/development  ## resolve the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	uv pip compile -q pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock -o requirements-dev.lock

bench: $(VENV)/development  ## ratios: against a bare route, of batches against plain SQL, of twice the data against the data (three quarters of an hour)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.batches
	$(BIN)/python -m benchmarks.exports
	$(BIN)/python -m benchmarks.stock
	$(BIN)/python -m benchmarks.odata
	$(BIN)/python -m benchmarks.shopfloor
	$(BIN)/python -m benchmarks.growth --doublings 2

clean:  ## remove the environment and the embedded database
	rm -rf $(VENV) .headroom .mypy_cache .ruff_cache
