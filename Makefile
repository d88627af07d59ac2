# Oh My Coins. `make` lists what there is; a fresh machine needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
PORT ?= 4566
CONSOLE_PORT ?= 8787
JOBS ?= 2
# Deployed tests mostly wait, so more files of them at once, in the order that tests/conftest.py gives them.
DEPLOYED_JOBS ?= 4
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WEB_READY := web/node_modules/.ready

# Some machines forbid it, and then every function of the emulator compiles the house anew each time it starts.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: check-types check-rest native honesty study soak help setup run demo test bench check format lock openapi costs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: native ## install the locked tools into .venv, compile the search's kernel

$(READY): requirements/dev.lock requirements/bootstrap.lock pyproject.toml
	@$(PYTHON) tools/preflight.py
	@test -x $(BIN)/python || (echo "  setup     creating $(VENV)"; $(PYTHON) -m venv $(VENV))
	@echo "  setup     installing the locked packages (a minute on a first run)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@$(BIN)/uv pip sync --quiet --require-hashes requirements/bootstrap.lock requirements/dev.lock
	@$(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

native: $(READY) ## compile the search's kernel for this machine (seconds, once; numpy does without)
	@$(BIN)/python -m cdk.native install

$(WEB_READY): $(READY) web/package-lock.json
	@echo "  setup     installing the console's packages"
	@cd web && PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

run: native $(WEB_READY) ## deploy to this laptop and serve the console (PORT=4566 CONSOLE_PORT=8787)
	@exec $(BIN)/omc run --port $(PORT) --console-port $(CONSOLE_PORT)

demo: native ## the whole main job without a browser: 500 bars, a summary, exit 0
	@$(BIN)/omc demo --bars 500

test: native $(WEB_READY) ## pure, contract, deployed and browser tests (says what it skips and why)
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix web run --silent build -- --logLevel warn
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix web run --silent test
	@$(BIN)/pytest -q -n $(JOBS) -m "not integration and not browser"
	@$(BIN)/pytest -q -n $(DEPLOYED_JOBS) --dist loadfile --no-loadscope-reorder -m "(integration or browser) and not soak"

soak: native ## the long ones: new random examples, a day of evidence, a thousand hours, workers killed, ten thousand sets
	@HYPOTHESIS_PROFILE=explore $(BIN)/pytest -q -n $(JOBS) tests/property
	@$(BIN)/pytest -q -n $(JOBS) --dist loadfile -m soak

honesty: native ## search random walks and planted edges, print what the live gate believes (ten minutes)
	@PYTHONPATH=shared:. OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.honesty --workers $(JOBS)

build/bench-env/.ready: $(READY) tests/benchmarks/requirements.txt
	@echo "  setup     installing the engines to measure beside into build/bench-env"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/bench-env
	@$(BIN)/uv pip install --quiet --python build/bench-env/bin/python --require-hashes -r tests/benchmarks/requirements.txt
	@touch $@

bench: native build/bench-env/.ready ## our engine beside raptorbt and vectorbt: a table, and build/bench.json
	@$(BIN)/python -m tests.benchmarks

check: $(READY) $(WEB_READY) ## format, lint, types, import rules, state machines, C, TypeScript
	@$(MAKE) --no-print-directory -j 2 check-types check-rest

check-types: # the longest, so beside the others
	@$(BIN)/mypy

check-rest:
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/python -m cdk.native check
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tools.lint_state_machines
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix web run --silent check

format: $(READY) ## put the Python and the C in their standard form
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .
	@$(BIN)/python -m cdk.native format

lock: $(READY) ## resolve the dependencies again
	@$(BIN)/uv pip compile -q requirements/bootstrap.in --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/bootstrap.lock
	@$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/dev.lock

openapi: $(READY) ## write web/openapi.json and the console's types from the models
	@$(BIN)/python -m local.openapi
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix web run --silent types

study: native ## run every template on real prices and write docs/real-prices.md
	@$(BIN)/python -m tools.study

costs: $(READY) ## compute docs/costs.md from the template
	@$(BIN)/python -m cdk.costs

clean: ## remove what was built and the laptop's state (.local), keep the packages
	@rm -rf build .local cdk.out web/dist shared/omc/backtest/grid/native/libomcgrid.so
