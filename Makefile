# Python 3.11 or newer and make are all that a fresh machine needs; the rest comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
SITES := posts_site comments_site query_site moderation_site bus_site
NODE_LOCKS := $(wildcard bench/origin/package-lock.json frontend/package-lock.json)
STAMP := .venv/.set-up
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix frontend run --silent
PEERS := bench/peers/.venv/.set-up
PAGE := frontend/dist/index.html
PAGE_SOURCES := $(shell find frontend -type f ! -path '*/node_modules/*' ! -path 'frontend/dist/*')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help python setup page up serve demo admin secrets test browser chaos chromium rabbitmq peers lint screenshots bench bench-quick lock freeze clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## Install everything into .venv (again only when something changed)
	@:

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Postbus needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }

$(STAMP): requirements-dev.lock pyproject.toml $(NODE_LOCKS) | python
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
	@echo "Installing Python packages into .venv (about a minute) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@for lock in $(NODE_LOCKS); do \
	  echo "Installing $$(dirname $$lock) ..."; \
	  PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --prefix "$$(dirname $$lock)" || exit 1; \
	done
	@touch $@

page: $(PAGE) ## Build the front end (again only when its sources changed)
	@:

$(PAGE): $(STAMP) $(PAGE_SOURCES)
	@echo "Building the page ..."
	@$(NPM) build
	@touch $@

up: setup page ## Start all services for local use; Ctrl-C stops them
	@$(BIN)/python -m tools.up

serve: setup page ## The same as in production: real servers, workers of their own, DEBUG off
	@$(BIN)/python -m tools.serve

demo: setup ## Fill a running system with sample posts and comments
	@$(BIN)/python -m tools.demo

admin: setup ## Create an admin login in every service, and print it
	@$(BIN)/python -m tools.admin

secrets: python ## Write .env with secrets for every service, or add what it lacks (installs nothing)
	@$(PYTHON) -m tools.credentials

test: lint page ## Check everything: lint, then every test suite
	$(NPM) test
	$(NPM) size
	$(BIN)/pytest

browser: setup page chromium ## The tests of the page in a real browser, against the running services
	$(BIN)/pytest tests/browser

chaos: setup ## Kill, pause and cut off what runs while people post, then count what was lost (CHAOS="--help")
	@$(BIN)/python -m tools.chaos $(CHAOS)

chromium: ## Install Debian's Chromium if it is missing (as root)
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends chromium fonts-liberation; }

rabbitmq: ## Install Debian's RabbitMQ, which `make bench` compares with, if it is missing (as root)
	@test -x /usr/lib/rabbitmq/bin/rabbitmq-server || { apt-get update -q && apt-get install -qy --no-install-recommends rabbitmq-server; }

peers: $(PEERS) ## Install the Python packages that `make bench` compares with, apart from ours
	@:

$(PEERS): bench/peers/requirements.lock
	@$(PYTHON) -m venv --clear bench/peers/.venv
	@echo "Installing the peers' Python packages into bench/peers/.venv ..."
	@bench/peers/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

screenshots: setup ## Make the README's pictures from a running system that `make demo` has filled
	@$(BIN)/python -m tools.screenshots

lint: setup ## Format, types, the walls between the packages, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) lint
	$(NPM) types:check
	@for site in $(SITES); do \
	  echo "$(BIN)/python $$site/manage.py makemigrations --check"; \
	  DATABASE_URL=sqlite://:memory: $(BIN)/python $$site/manage.py makemigrations --check --dry-run || exit 1; \
	done

bench: setup page peers ## Measure Postbus beside its peers, and write bench/results.md
	@$(BIN)/python -m bench

bench-quick: setup ## A few rows of it, for a glance (under two minutes)
	@$(BIN)/python -m bench --quick

lock: setup ## Choose newer versions of the dependencies, and pin them by hash
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --no-header --extra dev --no-emit-package eventbox \
	  pyproject.toml --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --extra services --extra postgres --extra nats \
	  --no-emit-package eventbox --constraint requirements-dev.lock \
	  pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --no-header bench/peers/requirements.txt --output-file bench/peers/requirements.lock

freeze: ## For a release: keep today's contracts as those of the version in pyproject.toml
	@version=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml) && \
	  mkdir tests/contracts/released/$$version && \
	  cp -r contracts/envelope.json contracts/events tests/contracts/released/$$version && \
	  echo "The contracts of $$version are in tests/contracts/released/$$version"

clean: ## Remove .venv, caches and build leftovers (keeps var/ and .env)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf bench/peers/.venv bench/origin/node_modules frontend/node_modules frontend/dist
