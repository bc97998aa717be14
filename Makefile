# What is done to this repository, by name. Everything needs Go alone.

VERSION    ?= $(shell git describe --tags --always --dirty 2>/dev/null)
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME   ?= 10s

.PHONY: help build test check golden docs licenses man fuzz bench clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

build: ## make the static binary ./netlint
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.releaseVersion=$(VERSION)' -o netlint ./cmd/netlint

test: ## run all tests
	go test ./...

check: ## what a change has to pass: format, vet, staticcheck, generated documentation
	@test -z "$$(gofmt -l .)" || { echo "gofmt has something to change in:"; gofmt -l .; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	@$(MAKE) --no-print-directory docs
	@git diff --exit-code --stat -- README.md rules/README.md || { echo "The documentation was out of date; commit what make docs wrote."; exit 1; }

golden: ## write the golden files of the reports anew; read the difference as claims
	go test ./cmd/netlint/internal/report -update
	go test ./cmd/netlint -run TestExampleREADMEs -update

docs: ## write the documentation of the rules anew, from their declarations
	go run ./cmd/netlint/internal/gendocs

licenses: ## write the licences of what is linked into the binary anew
	go run ./cmd/netlint/internal/licenses/gen cmd/netlint/internal/licenses/licenses.txt

man: ## write the manual pages and shell completions to dist
	go test ./cmd/netlint -count 1 -run TestManualPages -man $(CURDIR)/dist/man
	@mkdir -p dist/completions
	go run ./cmd/netlint completion bash >dist/completions/netlint.bash
	go run ./cmd/netlint completion zsh >dist/completions/_netlint
	go run ./cmd/netlint completion fish >dist/completions/netlint.fish

fuzz: ## run each fuzz test for FUZZTIME
	@for package in $$(go list ./...); do \
		for name in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$package || exit 1; \
		done; \
	done

bench: build ## measure netlint against what reading alone costs; writes cmd/bench/RESULTS.md and chart.svg
	go build -o bin/bench ./cmd/bench
	bin/bench run -netlint ./netlint -markdown cmd/bench/RESULTS.md -chart cmd/bench/chart.svg
	go test ./model/reach -run '^$$' -bench 'AllPairs|OneQuery' -benchtime 1x

clean: ## remove what was built
	rm -f netlint
	rm -rf bin dist
