# Every routine task. `make` lists them; a newcomer needs two: `make serve` and `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help serve test lint docs where bench translations requirements

help: ## List the tasks
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(VENV)/.base: requirements/base.txt pyproject.toml
	@$(PYTHON) tools/check_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

serve: $(VENV)/.base ## Set up and run Musubi with the demo on this machine
	@$(BIN)/python tools/compile_translations.py
	@$(BIN)/musubi serve

test: $(VENV)/.dev ## Run every check and the whole test suite
	@$(BIN)/python tools/compile_translations.py
	@$(BIN)/python tools/run_tests.py

lint: $(VENV)/.dev ## Run the linters, type checks, import contracts and own checkers
	@$(BIN)/python tools/run_tests.py --lint-only

docs: $(VENV)/.dev ## Write the generated pages
	@$(BIN)/python tools/write_glossary.py
	@$(BIN)/python tools/draw_application_workflow.py

where: ## Find the code and page of a word or a number: make where Q=D-3
	@$(PYTHON) tools/where.py "$(Q)"

bench: $(VENV)/.dev ## Measure engine and pages
	@$(BIN)/python -m benchmarks

translations: $(VENV)/.dev ## Collect strings to translate into the catalogues
	@$(BIN)/python tools/extract_translations.py

requirements: ## Resolve the dependencies anew (needs uv on the PATH)
	tools/compile_requirements.sh
