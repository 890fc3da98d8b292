# make run    everything on this machine, with no account anywhere: prints one address to open
# make test   everything that CI runs
# make help   the rest

PYTHON ?= python3
# A package index with a CPU build of torch, where the usual one would bring gigabytes of GPU libraries: see README.md.
TORCH_INDEX ?=
BIN := .venv/bin
SET_UP := $(PYTHON) scripts/set_up.py --torch-index "$(TORCH_INDEX)"

.DEFAULT_GOAL := help
.PHONY: help venv dev run serve doctor demo model tone test conformance lint bench clean-sandbox

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

venv:  ## Set up .venv with the pinned packages (the other commands do this by themselves)
	@$(SET_UP) run

dev:
	@$(SET_UP) test

run: venv  ## Start everything with a pretend Slack and a public square, and print one address
	@$(BIN)/countersign run

serve: venv  ## Start for a real Slack workspace (.env, accounts.toml and publish.env say which)
	@$(BIN)/countersign run --real

doctor: venv  ## Say in plain words what is missing or wrong, and how to mend it
	@$(BIN)/countersign doctor

demo: venv  ## Let the story play by itself, in the running sandbox or in one of its own
	@$(BIN)/countersign demo

model: venv  ## Fetch the model of the toxicity check
	@$(BIN)/python -m workers.checks.model --to var/model

tone: dev  ## Teach the tone check anew from training/tone, and test it
	@$(BIN)/python scripts/train_tone.py
	@$(BIN)/pytest -q tests/workers/checks/tone

test: dev  ## Set up what is missing, then format, lint, types, layers, policy and all tests
	@$(BIN)/python scripts/check.py

lint: dev  ## Format, lint, types and layers, without the tests
	@$(BIN)/python scripts/check.py --lint

conformance: dev  ## Hold the tree against published proofs: make conformance REFERENCE=<folder with merkle-vectors.json>
	@test -n "$(REFERENCE)" || { echo "Say where the published data is: make conformance REFERENCE=<folder>"; exit 2; }
	@$(BIN)/pytest -q conformance --reference "$(REFERENCE)"

bench: dev  ## Measure, each figure beside its yardstick
	@$(BIN)/python -m benchmarks

clean-sandbox:  ## Forget the sandbox (its workspace, proposals and secrets), after asking
	@$(BIN)/countersign clean-sandbox
