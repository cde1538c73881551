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
UI           := web/ui
UI_MODULES   := $(UI)/node_modules/.package-lock.json
UI_SOURCES   := $(shell find $(UI)/src $(UI)/public $(UI)/index.html $(UI)/*.ts $(UI)/*.js* -type f)
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
.PHONY: build ui generate
build: ui ## Build bin/lockstep, with its pages
	$(GO) build -trimpath -buildvcs=$(BUILDVCS) -o $(BIN) ./cmd/lockstep

ui: web/dist/index.html ## Build the pages into web/dist

web/dist/index.html: $(UI_SOURCES) $(UI_MODULES)
	npm --prefix $(UI) run --silent build

$(UI_MODULES): $(UI)/package-lock.json
	npm --prefix $(UI) ci --no-audit --no-fund --loglevel=error

generate: $(UI_MODULES) ## Write generated files anew
	$(GO) generate ./...
	npm --prefix $(UI) run --silent generate

##@ Test
.PHONY: test test-go test-ui test-browser screenshots test-race test-gitea golden verify fuzz bench bench-wire
test: test-go test-ui test-browser ## Run all tests, on both databases and in the browser; installs what they need

test-go: ## Run the tests of the server and the command line
	scripts/setup-test
	$(GO) vet ./...
	$(GO) test -timeout $(TEST_TIMEOUT) ./...
	$(GO) -C bench vet ./...
	$(GO) -C bench test -timeout $(TEST_TIMEOUT) ./...

test-ui: $(UI_MODULES) ## Check types, imports and logic of the pages
	npm --prefix $(UI) run --silent check

test-browser: build ## Play the stories of the pages in Chromium, against the real server and real git
	scripts/setup-test browser
	npm --prefix $(UI) run --silent e2e

screenshots: build ## Make a picture of each page, light and dark, wide and phone, into web/ui/screenshots
	scripts/setup-test browser
	npm --prefix $(UI) run --silent screenshots

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
