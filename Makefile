# Entente: `make demo` shows it, `make test` proves it. Needs Python 3.11 or newer, nothing else.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
EXTRAS := ingest tagger detector indexer notifier desk tools local

# A demo or a test run starts dozens of interpreters: none of them should compile what the one before did.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-unit lint format schemas dashboards names lock chart bench screenshots secrets images verify-deploy clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/entente ## Prepare .venv with everything that the other targets need

$(BIN)/entente: requirements/bootstrap.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Entente needs Python 3.11 or newer; $(PYTHON) is older. Say PYTHON=python3.11 make setup." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Start real Kafka and Elasticsearch and the six services, replay the shipped archive, show the alerts
	@$(BIN)/entente demo $(ARGS)

test: setup ## Run every test, on the real Kafka and Elasticsearch
	@$(BIN)/python -m pytest tests $(ARGS)

test-unit: setup ## Run the tests of the pure packages alone, in seconds
	@$(BIN)/python -m pytest tests/unit -q -p no:schemathesis $(ARGS)

lint: setup ## Check style, types, layers, dependencies, spelling and the watchlist
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy services tests
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/deptry services
	@$(BIN)/codespell
	@$(BIN)/entente watchlist check

format: setup ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

schemas: setup ## Generate JSON Schemas, AsyncAPI, its page docs/messages.md and the index templates from the Structs
	@$(BIN)/python -m entente.contracts.schemas schemas/events
	@$(BIN)/python -m entente.runtime.asyncapi schemas/asyncapi.json
	@$(BIN)/python -m entente.runtime.messages schemas/asyncapi.json docs/messages.md
	@$(BIN)/python -m entente.indexer.mappings schemas/elasticsearch

names: setup ## Generate the states' names in every language from Unicode CLDR
	@$(BIN)/python -m entente.watchlist.cldr services/entente/watchlist/default

dashboards: setup ## Build Grafana's dashboards and Kibana's objects from what is kept readable
	@$(BIN)/python deploy/grafana/build.py deploy/grafana/dashboards
	@$(BIN)/python deploy/kibana/build.py deploy/kibana/entente.ndjson

secrets: ## Make the secrets that docker-compose.yml reads, where they are missing
	@$(PYTHON) deploy/make_secrets.py $(or $(ENTENTE_SECRETS),secrets)

images: ## Build the seven images of this version
	@for service in ingest tagger detector indexer notifier desk tools; do DOCKER_BUILDKIT=1 docker build --quiet \
		--build-arg SERVICE=$$service --build-arg REVISION=$$(git rev-parse HEAD) -t entente/$$service:0.1.0 . || exit; done

verify-deploy: setup ## Build the images, bring the compose file up, replay, kill, upgrade (needs root; a quarter of an hour)
	@PYTHONPATH=deploy $(BIN)/python -m verify $(ARGS)

chart: setup ## Render the Helm chart with helm, for the tests to look through
	@$(BIN)/python deploy/helm/build.py $(HELM)

bench: setup ## Measure, beside the rivals, and print one table (a quarter of an hour)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

screenshots: setup ## Take the README's pictures of the desk anew, from the demo's data (--all FOLDER: every page)
	@PYTHONPATH=tests $(BIN)/python -m screenshots $(ARGS)

lock: setup ## Write the hashed requirement lists anew from pyproject.toml
	@for extra in $(EXTRAS); do \
		$(BIN)/uv pip compile -q pyproject.toml --extra $$extra --universal --generate-hashes --no-annotate \
			--custom-compile-command "make lock" -c requirements/dev.txt -o requirements/$$extra.txt; done
	@$(BIN)/uv pip compile -q pyproject.toml --extra all --group dev --universal --generate-hashes --no-annotate \
		--custom-compile-command "make lock" -o requirements/dev.txt
	@$(BIN)/uv pip compile -q pyproject.toml --extra all --group dev --group bench --universal --generate-hashes --no-annotate \
		--custom-compile-command "make lock" -c requirements/dev.txt -o requirements/bench.txt
	@$(BIN)/uv pip compile -q --group image --universal --generate-hashes --no-annotate \
		--custom-compile-command "make lock" -o requirements/image.txt
	@echo "uv==$$($(BIN)/uv --version | cut -d' ' -f2)" | $(BIN)/uv pip compile -q - --universal --generate-hashes --no-annotate \
		--custom-compile-command "make lock" -o requirements/bootstrap.txt

clean: ## Remove the environment and the local stack's data
	@test ! -x $(BIN)/entente || $(BIN)/entente local down
	@rm -rf .venv .local
