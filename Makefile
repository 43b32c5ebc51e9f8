# All commands for developers and CI. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
PAGES ?= out/pages
SEED ?= 1
# One process per core. The tests of one file run in one process, in their order. Compiled modules are kept,
# whatever the environment says: the tests start hundreds of Python processes.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help setup demo test test-fast test-all test-pages soak specs generate api messages capture drift check bench format lock clip build clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "ARGS='...' is passed to the command: make specs ARGS=--help. PYTHON=... selects the Python for make setup."

setup: $(STAMP) ## Create .venv with the pinned dependencies (does nothing if nothing changed)

# pip checks every hash in requirements.lock; the project itself is installed editable, from this folder.
# An interrupted setup leaves no stamp, so the next one starts again.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "longtake needs Python 3.11 or newer, got %s (%s): select another one with make PYTHON=..." % (sys.executable, sys.version.split()[0]))'
	@echo "Setting up $(VENV) with $(PYTHON): about a hundred and ten packages, this may take a minute or two"
	@rm -f $(STAMP)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: setup ## Make first videos and extend them, at the emulated providers (ARGS=film: films of a minute)
	@$(BIN)/python -m scripts.demo $(ARGS)

test: setup ## Run all tests except the slow ones (about 5 minutes on two cores)
	@$(PYTEST) tests/integration tests/unit docs/examples $(ARGS)

test-fast: setup ## Run the tests without other processes or sockets (about 1 minute)
	@$(PYTEST) tests/unit $(ARGS)

test-all: setup ## Run all tests, with small numbers of generated cases (about 11 minutes)
	@$(PYTEST) tests/slow tests/integration tests/unit docs/examples $(ARGS)

test-pages: setup ## Run the part of test-all that reads other documentation pages
	@$(PYTEST) tests/unit/other_pages tests/slow/other_pages $(ARGS)

soak: setup ## Run the slow tests with large numbers of generated cases, as before a release (SEED=number)
	@LONGTAKE_SOAK=$(SEED) $(PYTEST) tests/slow $(ARGS)

specs: setup ## Read pages/ and written/ in specs/<provider>, apply supplement.yaml, write openapi.yaml
	@$(BIN)/python -m scripts.specs build $(ARGS)

generate: setup ## Write the client packages in generated/ from specs/<provider>/openapi.yaml
	@$(BIN)/python -m scripts.generate $(ARGS)

api: setup ## Write the public API to docs/public-api.txt, and what docs/models.md and docs/operations.md list
	@$(BIN)/python -m scripts.public_api
	@$(BIN)/python -m scripts.operations_page
	@$(BIN)/python -m scripts.model_tables

messages: setup ## Write every error message, with sample values, to out/messages.txt
	@$(BIN)/python -m scripts.messages

capture: setup ## Download the providers' published pages into PAGES=folder (out/pages)
	@$(BIN)/python -m scripts.capture --output "$(PAGES)" $(ARGS)

drift: setup ## Compare the pages in PAGES=folder (out/pages) with the committed ones
	@$(BIN)/python -m scripts.drift pages "$(PAGES)" $(ARGS)

bench: setup ## Run the measurements (ARGS: which parts, how many rounds)
	@$(BIN)/python -m bench $(ARGS)

check: setup ## Check formatting, lint, types, and that specs and generated are up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright --warnings
	$(BIN)/python -m scripts.specs build --check
	$(BIN)/python -m scripts.generate --check

format: setup ## Format, and apply the linter's fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup ## Resolve pyproject.toml into requirements.lock again
	$(BIN)/uv pip compile pyproject.toml --group dev --extra callbacks --extra cli --extra emulator --extra film \
		--extra journal --extra keyring --extra postgres --extra socks --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.lock

clip: setup ## Draw and encode the emulator's clip again
	@$(BIN)/python -m scripts.clip

build: setup ## Build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

clean: ## Remove .venv and all built or downloaded files
	rm -rf $(VENV) dist out specs/.cache generated/.cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
