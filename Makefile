# One verb per task. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PROVIDER := tests/oidc/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-on-sqlite test-on-postgresql test-all test-matrix lint lint-style lint-templates lint-types lint-security lint-migrations policy messages screenshots lock sbom

help:  ## list these tasks
	@awk -F ':.*## *' '/^[a-z-]+:.*##/ { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/requirements.installed  ## five cities with real data and an invented one on http://localhost:8000 (PORT=… for another port)
	@$(BIN)/python -m measures_tracker.demo.settings_file $(PORT)
	@env -u ENV_FILE -u SECRET_KEY -u DEBUG -u HTTPS -u ALLOWED_HOSTS SITE_URL=http://localhost:$(PORT) \
	$(BIN)/python manage.py demo --port $(PORT)

serve: $(VENV)/requirements-dev.installed  ## development server that reloads on changes
	DEBUG=true $(BIN)/python manage.py migrate
	@export DEBUG=true SITE_URL=http://localhost:$(PORT); $(BIN)/python manage.py work --beside $$$$ & \
	exec $(BIN)/python manage.py runserver $(PORT)

# Images of Python forbid to keep bytecode; then every process that the tests start compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

READY := $(VENV)/requirements-dev.installed $(PROVIDER)
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal

test: $(READY)  ## all that protects, in some twenty minutes: SQLite with a browser, then what asks PostgreSQL in its own way
	@$(MAKE) --no-print-directory --keep-going test-on-sqlite test-on-postgresql

test-on-sqlite: $(READY)  ## the first part of it
	DATABASE_URL= $(PYTEST)

test-on-postgresql: $(READY)  ## the second part, on a PostgreSQL of its own
	$(BIN)/python tests/postgresql.py $(PYTEST) -m "(both or only) and not either" --ignore tests/browser

test-all: $(READY)  ## the long version: everything on both databases, every property tried to the full
	THOROUGH=true DATABASE_URL= $(PYTEST)
	THOROUGH=true $(BIN)/python tests/postgresql.py $(PYTEST) --ignore tests/browser

test-matrix: $(VENV)/requirements-dev.installed  ## every supported Python that is found with every supported Django, on SQLite
	$(BIN)/python tests/matrix.py

LINTS := lint-style lint-templates lint-types lint-security lint-migrations

lint: $(VENV)/requirements-dev.installed  ## style of code and templates, types, security, forgotten migrations
	@$(MAKE) --no-print-directory --keep-going --jobs 2 --output-sync=target $(LINTS)

lint-style:  ## one part of it: format and habits of the code, by ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-templates:  ## one part of it: the same of templates, by djlint
	$(BIN)/djlint templates --check --lint --quiet

lint-types:  ## one part of it: by mypy
	$(BIN)/mypy .

lint-security:  ## one part of it: by bandit
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive catalog monitoring reports measures_tracker

lint-migrations:  ## one part of it: none is forgotten
	DEBUG=true DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

policy: $(VENV)/requirements-dev.installed  ## write the table of rights in docs/security.md anew
	DEBUG=true $(BIN)/python manage.py show_policy --into docs/security.md

messages: $(VENV)/requirements-dev.installed  ## collect the texts to translate, compile the German catalogue
	DEBUG=true $(BIN)/python manage.py makemessages -l de --no-location --no-obsolete --no-wrap -i tests -i staticfiles
	DEBUG=true $(BIN)/python manage.py compilemessages -l de -i .venv -i .venv-matrix

screenshots: $(VENV)/requirements-dev.installed  ## pictures of the invented city in docs/screenshots and docs/handbuch (needs chromium and poppler)
	DATABASE_URL= $(BIN)/python -m pytest tests/browser/screenshots.py tests/browser/handbook_pictures.py

LOCK := uv pip compile --quiet --no-strip-extras $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes --no-header

lock: export PATH := $(abspath $(BIN)):$(PATH)
lock:  ## pin new dependencies with their hashes; UPGRADE=1 renews all of them (needs uv)
	$(LOCK) -o requirements.txt pyproject.toml
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

sbom: $(VENV)/requirements-dev.installed  ## a CycloneDX list of the packages the application runs on, in sbom.json
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-file sbom.json

# Installed again only when the lock file or the interpreter has changed.
$(VENV)/%.installed: %.txt $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@

# The OpenID Connect provider that logins are tested against; without npm these tests are skipped.
$(PROVIDER): tests/oidc/package-lock.json
	@if command -v npm > /dev/null; then npm ci --prefix tests/oidc --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else echo "SKIPPED: without nodejs and npm single sign-on is not tested."; fi

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
