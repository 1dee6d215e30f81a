# The recipes of the house. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.SILENT:
.PHONY: help run test check bless bench fuzz program web need-cargo need-node tools test-web test-rust test-tiles test-clients test-pages fuzz-api

# A folder of official files to serve instead of the demonstration island.
DATA ?=
PORT ?= 8080
# Part of the names of the tests to bless; all of them when empty.
TEST ?=

TARGET := $(or $(CARGO_TARGET_DIR),target)
PROGRAM := $(TARGET)/release/maillage
SOURCE := $(or $(DATA),run/ile)
# One folder of snapshots for the island and one for each DATA.
SNAPSHOTS := run/instantanes$(if $(DATA),-$(shell cd "$(DATA)" 2>/dev/null && pwd -P | cksum | cut -d ' ' -f 1))

# Vite needs this version; with less the pages are served without the map.
NODE := 20.19
HAS_NODE := $(shell command -v npm >/dev/null && node -e '\
	const [major, minor] = process.versions.node.split(".").map(Number); \
	const [least, and] = "$(NODE)".split(".").map(Number); \
	console.log(least < major || (least === major && and <= minor) ? "yes" : "no")' 2>/dev/null)
DIST := web/dist/.vite/manifest.json
MODULES := web/node_modules/.package-lock.json
# Folders too: a file that was deleted changes them.
WEB_SOURCES := $(shell find web/src tiles/style) web/tsconfig.json web/vite.config.ts
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

help: ## List the recipes
	echo "make <recipe>, where <recipe> is one of"
	sed -nE 's/^([a-z]+):.*## (.*)/  \1|\2/p' Makefile | awk -F '|' '{ printf "%-8s %s\n", $$1, $$2 }'

run: program ## Serve the demonstration island on http://127.0.0.1:8080 (DATA=folder: official files instead; PORT=number)
	if [ -n "$(DATA)" ] && [ ! -d "$(DATA)" ]; then \
		echo "make run: $(DATA) is no folder; DATA takes a folder of official files (see README.md)" >&2; exit 2; \
	fi
	if [ -z "$(DATA)" ] && [ ! run/ile/DONNEES-FICTIVES.txt -nt "$(PROGRAM)" ]; then \
		echo "==> Writing the demonstration island to run/ile: nothing in it exists"; \
		rm -rf run/ile; mkdir -p run/ile; "$(PROGRAM)" demo --out run/ile; \
	fi
	if [ -e "$(SNAPSHOTS)/current" ] && \
		[ -z "$$(find "$(SOURCE)" "$(PROGRAM)" -newer "$(SNAPSHOTS)/current" | head -n 1)" ]; then \
		echo "==> $(SNAPSHOTS) is up to date with $(SOURCE)"; \
	else \
		echo "==> Reading $(SOURCE) into $(SNAPSHOTS)"; mkdir -p run; \
		"$(PROGRAM)" build --data "$(SOURCE)" --out "$(SNAPSHOTS)" $(if $(DATA),,--quiet); \
	fi
	echo "==> Serving; Ctrl-C ends it"
	"$(PROGRAM)" serve --snapshot "$(SNAPSHOTS)" --listen 127.0.0.1:$(PORT) || { \
		code=$$?; echo "make run: the server did not start or stopped; make run PORT=8081 takes another port" >&2; exit $$code; \
	}

test: tools check test-web test-rust test-tiles test-clients test-pages ## Check everything: what a change must pass
	echo "==> All tests passed"

check: need-cargo need-node $(MODULES) ## Format, lints and types, without running anything
	echo "==> cargo fmt, clippy; tsc"
	cargo fmt --check
	cargo clippy --all-targets --locked --quiet -- -D warnings
	cd web && npm run --silent typecheck

bless: need-cargo ## Accept what the golden files have become (TEST=name); then read the diff
	INSTA_UPDATE=always cargo test --locked --quiet $(TEST)
	git status --short tests

bench: need-cargo ## Measure the hot paths beside their peers (some minutes)
	cargo bench --locked --bench hot_paths

# How long 'make fuzz' goes on.
SECONDS_OF_FUZZ ?= 600

fuzz: need-cargo ## Mutate what clients send, through every parser, for SECONDS_OF_FUZZ=600
	MAILLAGE_FUZZ_SECONDS=$(SECONDS_OF_FUZZ) cargo test --locked --test it fuzz -- --nocapture

program: need-cargo web
	echo "==> Building the program (some minutes the first time)"
	cargo build --release --locked

ifeq ($(HAS_NODE),yes)
web: $(DIST)
else
web:
	echo "==> Node $(NODE) or later with npm is missing: the pages will have no map." >&2
	echo "    To have it, install Node (https://nodejs.org) and make run again." >&2
endif

$(MODULES): web/package.json web/package-lock.json
	echo "==> Installing what the map is built with"
	cd web && npm ci --no-fund --no-audit
	touch $@

$(DIST): $(MODULES) $(WEB_SOURCES)
	echo "==> Building the map"
	cd web && npm run --silent build

need-cargo:
	command -v cargo >/dev/null || { \
		echo "make: cargo is missing. Install Rust (https://rustup.rs), open a new terminal and try again." >&2; exit 2; \
	}

need-node:
	[ "$(HAS_NODE)" = yes ] || { \
		echo "make: Node $(NODE) or later with npm is missing. Install it (https://nodejs.org) and try again." >&2; exit 2; \
	}

# What some tests are done with and the program does not need.
tools:
	missing=""; \
	command -v ogrinfo >/dev/null || missing="$$missing gdal-bin"; \
	[ -n "$(CHROMIUM)" ] || missing="$$missing chromium"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "==> Installing$$missing"; \
		apt-get update -qq && apt-get install -y -qq $$missing >/dev/null || true; \
	fi
	command -v ogrinfo >/dev/null || echo "==> ogrinfo is missing: the tests against GDAL are skipped (apt install gdal-bin)"

test-web: need-node $(DIST)
	echo "==> Tests of the map"
	cd web && npm test --silent

# Properties are tried on the same examples each time, so that the same sources pass or fail the same; SEED=2 tries others.
SEED ?= 1
test-rust: need-cargo
	echo "==> Tests of the program"
	PROPTEST_RNG_SEED=$(SEED) cargo test --locked --quiet

# A sample of the island's tiles; TILES=5000 BASE=http://… reads more of any server.
TILES ?= 300
test-tiles: need-cargo need-node $(MODULES)
	echo "==> Tiles in readers that are not ours"
	cargo build --locked --quiet --bin maillage --example tile_lines
	export READER="$(abspath $(TARGET))/debug/examples/tile_lines"; \
	read="node web/tests/tiles.mjs \"\$$BASE\" \"\$$READER\" $(TILES)"; \
	if [ -n "$(BASE)" ]; then BASE="$(BASE)" bash -c "$$read"; \
	else tests/on-island.sh "$(TARGET)/debug/maillage" bash -c "$$read"; fi

# Clients that are not ours: GDAL, OWSLib, schemathesis.
test-clients: need-cargo
	echo "==> Clients that are not ours"
	cargo build --locked --quiet
	tests/on-island.sh "$(TARGET)/debug/maillage" tests/clients/all.sh

# Examples made of each operation of the interface: 500 are more than 20,000 requests.
EXAMPLES ?= 500
fuzz-api: need-cargo
	echo "==> Asking the interface all that its definition allows, and more"
	cargo build --locked --quiet
	tests/clients/python.sh && tests/on-island.sh "$(TARGET)/debug/maillage" tests/clients/fuzz.sh $(EXAMPLES)

# CHROMIUM is asked again: `tools` may have installed it since this file was read.
test-pages: need-cargo need-node $(DIST)
	chromium="$(CHROMIUM)"; chromium="$${chromium:-$$(command -v chromium || true)}"; \
	if [ -z "$$chromium" ]; then \
		echo "==> chromium is missing: the tests in a browser are skipped (apt install chromium)"; \
	else \
		echo "==> Tests in a browser"; \
		cargo build --locked --quiet; \
		CHROMIUM="$$chromium" tests/on-island.sh "$(TARGET)/debug/maillage" \
			bash -c 'node web/tests/pages.mjs "$$BASE" "$(TARGET)/pages"'; \
	fi
