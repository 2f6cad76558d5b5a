# make run, make test, make check: each installs what it needs into .venv first, and again when requirements change.

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= localhost
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
# Stamps carry Python's version: a system that moved to another one gets its packages anew.
MADE := $(VENV)/.made-$(VERSION)
APP := $(VENV)/.app-$(VERSION)
DEV := $(VENV)/.dev-$(VERSION)
TORCH := $(VENV)/.torch-$(VERSION)
LINT := node_modules/.made
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check format torch chromium clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

# glibc keeps what reading photographs took, once for each of its 8 arenas a core: two do as well.
run: $(APP) ## Start the app and print its address (PORT=8502 for another port, ADDRESS=0.0.0.0 for other machines)
	@MALLOC_ARENA_MAX=2 OPENBLAS_NUM_THREADS=1 exec $(PY) -m streamlit run streamlit_app.py --server.headless=true \
		--server.port=$(PORT) --server.address=$(ADDRESS) --browser.serverAddress=localhost --browser.gatherUsageStats=false

test: $(DEV) chromium ## Run all tests, in Chromium too (ARGS="-k pooling" for some)
ifeq ($(strip $(ARGS)),)
	@$(PY) -m pytest -n 2 --dist loadfile -m "not browser"
	@$(PY) -m pytest -m browser --reruns 2 # one after the other: two browsers would slow each other down
else
	@$(PY) -m pytest $(ARGS)
endif

check: $(DEV) $(LINT) ## Check layout, lint and types: ruff and mypy; for the scripts eslint and tsc, which need Node.js
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@npm run --silent check

format: $(DEV) ## Lay out the code and mend what ruff can mend
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

torch: $(TORCH) ## Install PyTorch and Keras, the second opinions of some tests (large)
	@:

chromium: $(DEV)
	@$(PY) -m tests.browser.chromium --install >/dev/null

clean: ## Remove .venv, node_modules and caches
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(APP): requirements.txt $(MADE)
	@echo "Installing what the app needs into $(VENV) ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(APP)
	@echo "Installing what the tests need into $(VENV) ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

$(TORCH): requirements-torch.txt $(APP)
	@echo "Installing PyTorch and Keras into $(VENV) ..."
	@$(INSTALL) -r requirements-torch.txt
	@touch $@

$(LINT): package-lock.json package.json
	@{ node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && command -v npm; } >/dev/null 2>&1 || \
		{ echo "'make check' needs Node.js 20 or newer and its npm for the scripts in ui/components: install them from https://nodejs.org (on Debian and Ubuntu 'sudo apt-get install npm' does it where it gives version 20). The app and its tests do without." >&2; exit 1; }
	@echo "Installing what checks the scripts into node_modules ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@

# Debian and Ubuntu ship Python without the part that makes environments; root can add it right away.
HAS_VENV := $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null
$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "The CNN explorer needs Python 3.11 or newer, but '$(PYTHON)' is $(if $(VERSION),Python $(VERSION),not there): install one, or name it, as in 'make run PYTHON=python3.12'." >&2; exit 1; }
	@$(HAS_VENV) || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ echo "Installing python3-venv ..."; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; } >&2 || true
	@$(HAS_VENV) || \
		{ echo "Python's venv module is missing: run 'sudo apt-get install python3-venv', then try again." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@
