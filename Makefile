# Yingda (应答). `make` alone lists what there is. Every target can be the first thing typed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

tools    := .cache/tools
listen   ?= 127.0.0.1:8080
go_build := CGO_ENABLED=0 go build -trimpath -ldflags '-s -w'

.PHONY: build
build: need-build assets ## build the static program bin/yingda
	@$(go_build) -o bin/yingda ./cmd/yingda

.PHONY: run
run: build ## build and start Yingda with its sample agency (listen=HOST:PORT)
	@exec bin/yingda demo --listen $(listen)

.PHONY: test
test: need-test build e2e/node_modules/.package-lock.json $(tools)/tally $(tools)/mox ## run all tests: both databases, race detector, browser
	@scripts/test

.PHONY: check
check: need-check assets $(tools)/templ ## the gate: formatting, vet, linters, import table, generated files
	@scripts/check

.PHONY: torture
torture: need-test build e2e/node_modules/.package-lock.json $(tools)/tally $(tools)/mox ## run the long tests in full (hours)
	@YINGDA_TORTURE=1 scripts/test

.PHONY: bench
bench: need-build assets ## run the benchmarks (only=REGEXP, in=PACKAGES)
	@go test -run '^$$' -bench '$(or $(only),.)' -benchmem $(or $(in),./internal/...)

.PHONY: generate
generate: assets $(tools)/templ ## write again what is generated and kept in git
	@$(tools)/templ generate -log-level warn
	@go test -count=1 ./internal/house -update

.PHONY: format
format: $(tools)/templ ## format all Go and templ files
	@git ls-files -z -co --exclude-standard -- '*.go' ':!*_templ.go' | xargs -0 -r $(tools)/gofumpt -w
	@$(tools)/templ fmt -log-level warn internal

.PHONY: release
release: need-build assets ## build bin/release/yingda-linux-{amd64,arm64} and their checksums
	@for arch in amd64 arm64; do \
	  GOOS=linux GOARCH=$$arch $(go_build) -o bin/release/yingda-linux-$$arch ./cmd/yingda; done
	@cd bin/release && sha256sum yingda-linux-* > SHA256SUMS && cat SHA256SUMS

.PHONY: clean
clean: ## remove everything that was built or installed here (data stays)
	@rm -rf bin .cache assets/node_modules e2e/node_modules e2e/shots
	@find internal/view/dist -type f ! -name .keep -delete

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

# What a target needs from the machine; installs it on Debian or says what to install.
.PHONY: need-build need-check need-test
need-build need-check need-test:
	@scripts/need $(@:need-%=%)

# Scripts, styles and icons: bundled into internal/view/dist, which is embedded and not kept in git.
.PHONY: assets
assets: internal/view/dist/manifest.json ## bundle scripts and styles if they changed

internal/view/dist/manifest.json: $(shell find assets -type f -not -path '*/node_modules/*') \
		$(wildcard tools/bundle/*.go) tools/go.sum assets/node_modules/.package-lock.json
	@go run -C tools ./bundle -in ../assets -out ../internal/view/dist

# npm writes this file last, so it stands for a finished installation.
%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc
	@cd $* && npm ci --loglevel=error --no-progress && touch node_modules/.package-lock.json

# Pinned in tools/go.mod, a module of its own so that their needs do not steer ours.
$(tools)/templ: tools/go.mod tools/go.sum
	@mkdir -p $(tools)
	@go build -C tools -o ../$(tools)/ github.com/a-h/templ/cmd/templ mvdan.cc/gofumpt honnef.co/go/tools/cmd/staticcheck
	@touch $@

$(tools)/tally: $(wildcard tools/tally/*.go) tools/go.mod
	@mkdir -p $(tools)
	@go build -C tools -o ../$(tools)/tally ./tally
	@touch $@

# A mail server to test sending with; a module of its own, since its needs are many.
$(tools)/mox: tools/mox/go.mod tools/mox/go.sum
	@mkdir -p $(tools)
	@go build -C tools/mox -o ../../$(tools)/mox github.com/mjl-/mox
	@touch $@
