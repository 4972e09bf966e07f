# Two commands are all a newcomer needs: `make run` and `make test`. Each installs what it needs.
# The sample collection has an index of its own, so that `make run` never touches yours.

PYTHON ?= python3
PORT ?= 8080
SIZES ?= 10000
BIN := .venv/bin
INDEX := .sample-index

.PHONY: run test bench relevance lint install install-dev browser words lock clean

run: .venv/installed  ## index sample_docs/ and serve the page
	$(BIN)/tracuu index sample_docs --units sample_docs/units.toml --index $(INDEX) --replace-all
	$(BIN)/tracuu serve --index $(INDEX) --port $(PORT)

test: .venv/installed-dev browser lint  ## install what the tests need, Chromium too, and run them all
	$(BIN)/python -m pytest

# NEWS=news.jsonl.xz SIZES=10000,150000 ONLY=search,indexing REPORT=docs/benchmarks.md
bench: .venv/installed-bench  ## measure beside other engines, over NEWS or else over sample_docs/
	$(BIN)/python -m tests.bench --sizes $(SIZES) $(if $(NEWS),--news '$(NEWS)') $(if $(ONLY),--only $(ONLY)) $(if $(REPORT),--report '$(REPORT)')

relevance: .venv/installed-bench  ## how often the right article comes first, over DATA, a folder of articles and questions
	$(BIN)/python -m tests.relevance '$(DATA)'

lint: .venv/installed-dev  ## style, types and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: .venv/installed

install-dev: .venv/installed-dev

browser: .venv/installed-dev  ## a Chromium for tests/browser, if none is found
	$(BIN)/python -m tests.browser.install

words: .venv/installed-dev  ## collect what the pages say into the catalogues of other languages
	$(BIN)/pybabel -q extract --mapping pyproject.toml --no-default-keywords --keyword _ --keyword say --keyword translated \
		--keyword counted:1,1 --no-location web -o .messages.pot
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -i .messages.pot -l en -o web/translations/en.po
	rm .messages.pot

lock: .venv/installed-dev  ## resolve pyproject.toml anew into the two lock files
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what these commands made
	rm -rf .venv $(INDEX) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install -qq --require-hashes -r requirements.lock
	$(BIN)/pip install -qq --no-deps -e .
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/pip install -qq --require-hashes -r requirements-dev.lock
	touch $@

.venv/installed-bench: .venv/installed pyproject.toml
	$(BIN)/pip install -qq -e '.[bench]'
	touch $@
