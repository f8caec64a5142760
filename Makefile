# What people and CI call. `make demo` shows Lookout, `make test` tests it, `make check` is what a change must pass.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8484
SCENARIO ?= bad-rollout
# Triages that `make bench` measures at 2,000 pods; a third of it at other sizes.
ROUNDS ?= 20
# Minutes of a steady load after the storms of `make bench-load`.
SOAK ?= 10
# What `make mutants` tries, which of it (words of a mutant's name), and MORE of its options (--list, --most, --first).
FILES ?= $(wildcard bot/gates/*.py) $(MACHINE)
MACHINE := $(addprefix bot/triage/,decide.py execute.py propose.py) $(addprefix bot/adapters/store/,attempts.py proposals.py)
ONLY ?=
MORE ?=
# More for pytest, such as PYTEST='--must-run browser --must-run postgres --must-run promtool'.
PYTEST ?=
# More for `make chaos`, such as CHAOS='--seed 7 --only killed' or CHAOS='--budget 3600'.
CHAOS ?=

.PHONY: help setup demo scenarios test check format lint types imports runbooks releases bench bench-diagnosis bench-rules bench-gate bench-history bench-load bench-voice bench-model mutants bad-days chaos golden licences audit sbom lock lock-check e2e

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(READY) ## a locked environment in .venv (nothing to do when it is there)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Lookout needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make setup PYTHON=python3.12" >&2; exit 1; }
	if command -v uv >/dev/null 2>&1; then
		test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV)
		uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
		uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python -e .
	else
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "Python's venv module is missing, and uv is not here either. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
		test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
		echo "Installing the locked environment into $(VENV) ..."
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	fi
	touch $(READY)

demo: setup ## the whole path on this machine: a local Slack, a local cluster with an incident, Lookout between them
	@exec $(BIN)/lookout sandbox --port $(PORT) --scenario $(SCENARIO)

scenarios: setup ## every scenario played to its end, approved and denied, on all cores
	@$(BIN)/lookout sandbox --once all

test: setup ## all tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST)

check: format lint types imports runbooks releases lock-check licences ## all that a change must pass: format, lint, types, import contracts, runbooks, releases, lock, licences, tests with coverage
	@# Real browsers, servers and processes with deadlines: what fails in company is asked once more alone, and shown.
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST) -m 'e2e or long' || \
		$(BIN)/python -m pytest -n 0 --last-failed --last-failed-no-failures none $(PYTEST) -m 'e2e or long'
	@mkdir -p build
	$(BIN)/python -m slipcover --out build/coverage.json -m pytest -n 2 --dist worksteal $(PYTEST) -m 'not e2e and not long'
	$(BIN)/python -m tests.covered build/coverage.json

format: setup
	@$(BIN)/ruff format --check bot tests

lint: setup
	@$(BIN)/ruff check bot tests

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports --no-cache

runbooks: setup ## the runbooks linted, and as pages for people in build/runbooks
	@$(BIN)/lookout runbooks check --folder runbooks
	$(BIN)/lookout runbooks render --folder runbooks --output build/runbooks

releases: setup ## the model's prompts and releases are what was locked
	@$(BIN)/lookout release check

bench: setup ## how fast and how large: first post, diagnosis, acknowledgement, calls and bytes per triage, peak memory; a storm; a cluster that hangs beside another; how long a start takes
	@$(BIN)/python -m tests.benchmarks.bench --rounds $(ROUNDS)
	$(BIN)/python -m tests.benchmarks.storm
	$(BIN)/python -m tests.benchmarks.clusters
	$(BIN)/python -m tests.benchmarks.start
	$(BIN)/python -m tests.benchmarks.opsbench

bench-diagnosis: setup ## what a diagnosis costs, from 500 to 5,000 pods, how often it is right, and all of bench-rules
	@$(BIN)/python -m tests.benchmarks.diagnosis $(SNAPSHOTS)
	$(BIN)/python -m tests.benchmarks.rules

bench-rules: setup ## how right, robust, calibrated and calm the rules are: public snapshots, mutations, made-up applications
	@$(BIN)/python -m tests.benchmarks.rules

bench-gate: setup ## how long the gate takes from the second key to the write, and how fast a stop holds it, in three processes
	@$(BIN)/python -m tests.benchmarks.gate

bench-history: setup ## how fast history, search, similar and show answer on 100,000 diagnoses, on SQLite and PostgreSQL
	@$(BIN)/python -m tests.benchmarks.history

bench-load: setup ## an alert storm over fifty channels on two replicas, up to 5,000 events in a minute, and a soak of SOAK minutes
	@$(BIN)/python -m tests.benchmarks.load --soak $(SOAK)

bench-voice: setup ## the language guard, redaction and quotes, on the project's own texts and the shared ones where they are
	@$(BIN)/python -m tests.benchmarks.voice

bench-model: setup ## what the way to a model costs beside the model: time of a turn, and how much its provider reads from the cache
	@$(BIN)/python -m tests.benchmarks.model

mutants: setup ## small changes of the gates and of the machine around them that no test notices
	@$(BIN)/python -m tests.mutation.run $(FILES) --only '$(ONLY)' $(MORE)

bad-days: setup ## every bad day of the model's provider, each with a scenario, over all scenarios in turn
	@$(BIN)/lookout sandbox --once all --model-day each

chaos: setup ## bad days of two replicas on PostgreSQL (kill, stop, cut, full, crash), judged by invariants; CHAOS='--seed 7' again
	@$(BIN)/python -m tests.chaos.run $(CHAOS)

golden: setup ## play every scenario again and keep what was read as the golden incidents
	@$(BIN)/python -m tests.benchmarks.golden

lock: setup ## lock the newest versions that pyproject.toml admits
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements.lock

licences: setup ## the licence of all that runs in production is one that is allowed
	@$(BIN)/python -m tests.supply.licences

audit: setup ## whether an advisory is known for a package of the lock; STRICT=1 fails where that cannot be asked
	@$(BIN)/python -m tests.supply.audit $(if $(STRICT),--strict)

sbom: setup ## the bill of materials of what runs in production, as CycloneDX in build/sbom.json
	@$(BIN)/python -m tests.supply.sbom

lock-check: setup ## the lock still answers pyproject.toml
	@cp requirements.lock $(VENV)/lock.again
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o $(VENV)/lock.again
	diff -u requirements.lock $(VENV)/lock.again || { echo "requirements.lock does not answer pyproject.toml: run make lock" >&2; exit 1; }
