# Every chore of the project. `make run` and `make test` need Python 3.11+ and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8501

.PHONY: run test test-other-days lint types contracts check bench bench-faults calibrate docs-pictures audit clean

run: $(VENV)/ready-run
	ENTREGENT_PUBLIC_URL=$${ENTREGENT_PUBLIC_URL:-http://localhost:$(PORT)} $(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/ready-dev
	$(BIN)/python -m tests.browser.install
	$(BIN)/pytest -n 3 --dist loadgroup

# What reads a clock, as the last `make test` noted it.
test-other-days: $(VENV)/ready-dev
	$(BIN)/python -m tests.other_days

lint: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python cli.py lint

types: $(VENV)/ready-dev
	$(BIN)/basedpyright --pythonpath $(BIN)/python

contracts: $(VENV)/ready-dev
	PYTHONPATH=. $(BIN)/lint-imports

check: lint types contracts

audit: $(VENV)/ready-dev
	$(BIN)/python -m tests.vulnerabilities

bench: $(VENV)/ready-dev
	$(BIN)/python -m benchmarks

# Ten minutes, on loopback; the full disk is a file system of its own, which root may mount.
bench-faults: $(VENV)/ready-dev
	$(BIN)/python -m benchmarks.faults --write

calibrate: $(VENV)/ready-dev
	$(BIN)/python -m benchmarks.calibration

docs-pictures: $(VENV)/ready-dev
	$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Entregent needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready-run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/ready-dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/ready-run
