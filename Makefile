# make demo   installs what is missing, builds, and runs the whole job on a simulated server
# make test   installs what is missing, builds, and runs all tests
# make bench     holds the costs of a sync against a program that knows everything, on the simulator; a minute
# make sbom      lists what a release contains, with versions and licences, as CycloneDX JSON
# make deb       builds the Debian package, and a tarball of its files, into .build/deb
# make check-deb installs that in a new Debian 12, runs, upgrades and purges it; needs root and a mirror, two minutes
# make unit      has systemd check Deploy/invsync.service
# make fuzz      has schemathesis drive the API from its own OpenAPI document; a minute, and PyPI the first time
# make fuzz-short  has libFuzzer feed the readers of foreign bytes for some seconds each; FUZZ_SECONDS says how many
# make fuzz-long   the same for an hour in all
# make sanitize    runs the tests of stores, transport and readers under AddressSanitizer
# make prose     counts wording that is not plain English, by Tools/prose-words.txt
# make torture   the long form of the harness that kills, stops and disturbs real runs; some 35 minutes

SWIFT ?= swift
# A program that brings Swift's libraries along needs less memory and starts sooner.
# With "now" all addresses of functions are fixed, and read-only, before it begins.
RELEASE = -c release $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xlinker -z -Xlinker now)
# Debian's packages that the build needs: C libraries behind the HTTP client and the stores, and what the tests run.
PACKAGES = libcurl4-openssl-dev libmongoc-dev libsqlite3-dev pkg-config zlib1g-dev
TEST_PACKAGES = chromium chromium-driver openssl python3-venv
SWIFT_FILES = Package.swift Sources Tests Benchmarks Examples

.PHONY: demo test bench torture build release deb check-deb sbom unit examples fuzz fuzz-short fuzz-long fuzz-readers sanitize \
    lint format docs prose packages test-packages clean

demo: packages
	$(SWIFT) build --product invsync
	$(SWIFT) run --skip-build invsync demo

# All at once the tests would hold more files and processes than a small machine has.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
test: packages test-packages
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build

torture: packages test-packages
	$(SWIFT) build --product invsync
	$(SWIFT) build --product torture
	for store in sqlite mongodb; do \
	    for scenario in boundaries storm duplicates outage; do \
	        .build/debug/torture $$scenario --store $$store || exit 1; \
	    done; \
	done

build: packages
	$(SWIFT) build

release: packages
	@Tools/install-packages python3
	SWIFT="$(SWIFT)" Tools/pin-packages
	$(SWIFT) build $(RELEASE) --product invsync

deb: release
	@Tools/install-packages debhelper
	rm -rf .build/deb
	Tools/build-deb .build/release/invsync .build/deb

check-deb: deb
	@Tools/install-packages curl debootstrap lintian
	Tools/check-deb .build/deb/invsync_*.deb

sbom: release
	Tools/make-sbom .build/release/invsync > .build/release/invsync.cdx.json

bench: release
	$(SWIFT) build $(RELEASE) --product benchmarks
	$(SWIFT) build $(RELEASE) --product microbenchmarks
	.build/release/microbenchmarks --at-least 5000
	.build/release/benchmarks run --speed 10 --programs floor invsync --in-flight 4 8 --at-most 2
	.build/release/benchmarks soak --runs 100

unit: release
	@Tools/install-packages systemd
	Tools/check-unit .build/release/invsync

fuzz: release
	Tools/fuzz-api

fuzz-short: fuzz-readers
	Tools/fuzz-readers $(or $(FUZZ_SECONDS),5)

# Seven readers share an hour.
fuzz-long: fuzz-readers
	Tools/fuzz-readers $(or $(FUZZ_SECONDS),510)

fuzz-readers: packages
	$(SWIFT) build -c release --product fuzz --scratch-path .build-fuzz \
	    --sanitize fuzzer --sanitize address -Xswiftc -DFUZZING

# Swift's metadata and the driver of MongoDB are made once and never freed.
sanitize: export SWIFT_BACKTRACE = enable=no
sanitize: export ASAN_OPTIONS = detect_leaks=0
sanitize: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
sanitize: packages test-packages
	$(SWIFT) build --build-tests --sanitize address --scratch-path .build-address
	$(SWIFT) test --skip-build --sanitize address --scratch-path .build-address \
	    --filter '^(FGOModels|InvenTreeClient|SQLiteInvoiceStore|MongoInvoiceStore)Tests\.'

examples: release
	Tools/check-examples

lint:
	@Tools/install-packages python3
	Tools/check-rule-links
	$(SWIFT) format lint --strict --recursive $(SWIFT_FILES)

format:
	$(SWIFT) format --in-place --recursive $(SWIFT_FILES)

docs: packages
	Tools/build-docs

# Not in CI while it finds anything.
prose:
	@Tools/install-packages python3
	@Tools/check-prose

packages:
	@Tools/install-packages $(PACKAGES)

test-packages:
	@Tools/install-packages $(TEST_PACKAGES)
	@Tools/mongodb-for-tests >/dev/null

clean:
	$(SWIFT) package clean
