# The commands of README.md. Needs Python 3.11 or newer, git and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
DEMO := $(RUN) -m demo
DATA ?= ../shared/data

.PHONY: demo demo-again inbox test bench soak fmt clean lock size
.DEFAULT_GOAL := help

help:
	@echo "make demo        a made-up street of four businesses: crawl, flag, mail; nothing leaves this machine"
	@echo "make demo-again  the same week once more: nothing new, nothing mailed"
	@echo "make inbox       open the demo's inbox on http://127.0.0.1:8000"
	@echo "make test        style, types and tests"
	@echo "make bench       ratios against named references (DATA=folder with real reviews)"

# One script, so that the fallback to pip and the two clear errors stand in one place.
$(VENV)/run.stamp: requirements.lock deploy/setup.sh
	@sh deploy/setup.sh "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@sh deploy/setup.sh "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch $@

demo: $(VENV)/run.stamp
	@$(DEMO) fresh

demo-again: $(VENV)/run.stamp
	@$(DEMO) again

inbox: $(VENV)/run.stamp
	@$(DEMO) inbox

test: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -q -ra -n 2

bench: $(VENV)/dev.stamp
	@$(RUN) -m bench "$(DATA)"

soak: $(VENV)/dev.stamp
	$(VENV)/bin/pytest -q -m soak

fmt: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

lock: $(VENV)/dev.stamp
	sh deploy/lock.sh $(VENV)

size: $(VENV)/run.stamp
	@du -sm $(VENV)

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
