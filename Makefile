# Every command of the project; the steps themselves are in config/bootstrap/.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
STEP = $(PYTHON) -m config.bootstrap
# Arguments for the command behind a target: make test ARGS="tests/regions -x"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run dev setup check fix test bench messages docs lock reset

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing and serve the portal (PORT=8000)
	@$(STEP) run $(ARGS)

dev: ## The same, starting again whenever the code changes
	@$(STEP) dev $(ARGS)

setup: ## Install what work on the portal needs
	@$(STEP) setup

check: ## Format, lint, imports, types, migrations, docs, messages, production settings
	@$(STEP) check

fix: ## Format the code and mend what the linter can
	@$(STEP) fix

test: ## Every test, on SQLite and on PostgreSQL with Redis (ARGS="tests/regions -x")
	@$(STEP) test $(ARGS)

bench: ## Measure pages and reports against what they stand on
	@$(STEP) bench $(ARGS)

messages: ## Bring the French and Arabic catalogues up to date with the code
	@$(STEP) messages

docs: ## Write the generated documents anew
	@$(STEP) docs

lock: ## Lock the newest versions that pyproject.toml and package.json allow
	@$(STEP) lock

reset: ## Delete everything that running made, after asking
	@$(STEP) reset $(ARGS)
