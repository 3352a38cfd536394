# Two commands for a newcomer: `make demo` and `make test`. Each sets itself up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Processes that tests start find modules compiled, wherever none are kept otherwise.
COMPILED := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/$(VENV)/bytecode"

.PHONY: help demo test lint verify verify-ci bench lock clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## Plan and check the demo week, and write its result and page.
	$(BIN)/tracerplan demo

lint: $(READY) ## Formatting, lints, types, import contracts.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(READY) lint ## Everything a change has to pass.
	$(COMPILED) $(BIN)/pytest -n 3 --dist worksteal -m "not verify" --durations=20

verify: $(READY) ## The long counts: mutants, differentials, planted instances.
	$(COMPILED) $(BIN)/pytest -m verify

# Rules against the exact model, few of which are in `make test`; kills, which take long.
ONLY_AT_FULL := --ignore=tests/solver/constraints --ignore=tests/solver/booking --ignore=tests/kills

verify-ci: $(READY) ## The long counts, reduced to what fits into CI.
	$(COMPILED) TRACERPLAN_VERIFY_SHARE=0.03 $(BIN)/pytest -n 3 --dist worksteal -m "verify and not alone" --durations=20 $(ONLY_AT_FULL)
	$(COMPILED) $(BIN)/pytest -m "verify and alone" $(ONLY_AT_FULL)

bench: $(READY) ## The product beside its peers: make bench ARGS="--suite quick --peers".
	$(COMPILED) $(BIN)/python -m tests.benchmarks.suite $(ARGS)

lock: ## Pin the dependencies anew (needs uv).
	uv pip compile pyproject.toml --group dev --group oracle --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean: ## Remove what the targets made.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist tracerplan-demo
