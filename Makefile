# Every target here is one that CI or a person runs. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO           ?= go
BIN          := bin/lockstep
TEST_TIMEOUT ?= 20m
FUZZTIME     ?= 30s
BENCH        ?=
# Building fails where git does not trust the folder's owner, unless it is told not to ask git.
BUILDVCS     := $(shell git status >/dev/null 2>&1 && echo auto || echo false)
GOLANGCI     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

##@ Try it
.PHONY: demo run
demo: build ## Start a sample workspace with its own Git repository; DEMO_EXIT=1 ends after the story
	$(BIN) demo

run: build ## Start the server on 127.0.0.1:8080
	$(BIN) serve

##@ Build
.PHONY: build generate
build: ## Build bin/lockstep
	$(GO) build -trimpath -buildvcs=$(BUILDVCS) -o $(BIN) ./cmd/lockstep

generate: ## Write generated files anew
	$(GO) generate ./...

##@ Test
.PHONY: test test-race test-gitea golden verify fuzz bench bench-wire
test: ## Run all tests, on both databases; installs what they need
	scripts/setup-test
	$(GO) vet ./...
	$(GO) test -timeout $(TEST_TIMEOUT) ./...
	$(GO) -C bench vet ./...
	$(GO) -C bench test -timeout $(TEST_TIMEOUT) ./...

test-race: ## Run all tests with the race detector
	scripts/setup-test race
	$(GO) test -race -timeout $(TEST_TIMEOUT) ./...

test-gitea: ## Run the git client against a real Gitea, as each night; builds it the first time
	scripts/setup-test gitea
	$(GO) -C e2e/gitea vet ./...
	$(GO) -C e2e/gitea test -count=1 -timeout $(TEST_TIMEOUT)

golden: ## Write golden files anew from what the code does; read the diff before you commit it
	scripts/golden

verify: ## Fail when a generated file is stale
	scripts/verify

fuzz: ## Fuzz each target for FUZZTIME (30s)
	FUZZTIME=$(FUZZTIME) scripts/fuzz

bench: ## Measure Git Sync with 100, 1,000 and 10,000 resources beside git; BENCH='-runs 3' passes flags
	$(GO) -C bench run . $(BENCH)

bench-wire: ## Measure Lockstep's git client beside the git command and go-git, 30 ms away; BENCH as above
	$(GO) -C bench run ./wire $(BENCH)

##@ Check
.PHONY: lint check help
lint: ## Check format, vet and lint, as .golangci.yml says
	$(GO) run $(GOLANGCI) run

check: lint verify test ## Run lint, verify and test: what a change must pass

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
