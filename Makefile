# SPDX-License-Identifier: BSD-2-Clause
#
# maps: kernel memory in user space. 'make help' lists the targets.
# Everything that is built goes below build/, and downloads into a cache outside.

$(if $(word 2,$(CURDIR)),$(error $(CURDIR): a path with a space in it; make and the kernel's build do not take that))
# What failed is not there, and not half there.
.DELETE_ON_ERROR:
# Programs' messages are read here and there, in English.
export LC_ALL := C.UTF-8
export LANGUAGE :=

KERNEL ?=
ARCH ?= amd64
chosen-kernel = $(or $(KERNEL),$(shell vm/kernels default))
CFLAGS ?= -O2 -g
VERSION := $(shell cat VERSION)
OUT := build/$(ARCH)
PROVE := prove --timer --jobs $(shell nproc) --exec tests/run

# Programs for the machine are built for its architecture, and one test for the
# 32-bit programs that its kernel runs, too.
host-arch := $(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$(shell uname -m)))
cross-amd64 := x86_64-linux-gnu-
cross-arm64 := aarch64-linux-gnu-
cross32-amd64 := i686-linux-gnu-
cross32-arm64 := arm-linux-gnueabihf-
GUEST_CC := $(if $(filter $(ARCH),$(host-arch)),$(CC),$(cross-$(ARCH))gcc)
GUEST_CC32 := $(cross32-$(ARCH))gcc

warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
flags := -std=gnu11 -D_GNU_SOURCE $(warnings) -MMD -MP -Iinclude/uapi -Itests -Itools -Ilib -I. -DMAPS_VERSION='"$(VERSION)"'

# What watches from within the kernel takes libbpf; maps explain does without, less well.
with-libbpf := $(addprefix explain/,bpf-load.c bpf-take.c clock.c collect-bpf.c continued.c hooks.c operations.c parallel.c \
	probe.c records.c stuck.c)
with-skeleton := $(addprefix explain/,bpf-load.o collect-bpf.o)
bpftool := $(firstword $(wildcard $(addsuffix /bpftool,$(subst :, ,$(PATH)) /usr/sbin)))
libbpf := $(and $(bpftool),$(shell command -v clang),$(wildcard /usr/include/bpf/libbpf.h))

# Source lines of callers take elfutils' libdw; without, there are none.
with-libdw := explain/source-line.c
libdw := $(wildcard /usr/include/elfutils/libdwfl.h)

tools := $(wildcard tools/*.c check/*.c) catalogue/catalogue.c
tools += $(filter-out $(if $(libbpf),,$(with-libbpf)) $(if $(libdw),,$(with-libdw)) %.bpf.c,$(wildcard explain/*.c))
tool-libraries := -ljson-c -lsmartcols $(if $(libdw),-ldw) $(if $(libbpf),-lbpf -lelf -lz)
abi-tests := $(patsubst %.c,$(OUT)/%,$(filter-out tests/abi/driver.c,$(wildcard tests/abi/*.c)))
conformance-tests := $(OUT)/tests/conformance/broken $(OUT)/tests/conformance/maps
compat-test := $(OUT)/tests/abi/compat-32bit
victim := $(OUT)/tests/explain/victim $(OUT)/tests/explain/unplugger
reader := $(OUT)/demo/reader
explain-programs := $(OUT)/tests/explain/refused $(OUT)/tests/explain/correct
refused32 := $(OUT)/tests/explain/refused-32bit
foreign-tests := $(patsubst %.c,$(OUT)/%,$(filter-out %/foreign.c,$(wildcard tests/foreign/*.c)))
clients := $(wildcard tests/clients/*.sh) tests/clients/python.py
client-programs := $(patsubst %.c,$(OUT)/%,$(wildcard tests/clients/*.c))
fault-tests := $(OUT)/tests/faults/sweep
race-tests := $(OUT)/tests/stress/races
unit-tests := $(patsubst tests/%.c,build/%,$(filter-out $(if $(libdw),,%/source-line.c) $(if $(libbpf),,%/stuck.c), \
	$(wildcard tests/unit/*.c)))

all: setup
	@vm/kernels fetch $(chosen-kernel) $(ARCH)
	@$(MAKE) guest

help:
	@echo 'make demo            show what this is, in a VM; half a minute'
	@echo 'make check           what every change has to pass, from nothing'
	@echo 'make lint            checkpatch, sparse, W=1 and shellcheck'
	@echo 'make                 the driver and the tools, for the VM'
	@echo 'make native          the command and libmaps, for this system'
	@echo 'make install         install the tools, libmaps, and the driver for DKMS: docs/install.md'
	@echo 'make uninstall       remove these again'
	@echo 'make deb             Debian packages, in build/deb'
	@echo 'make man             the man pages, in build/man'
	@echo 'make clean           delete what was built'
	@echo
	@echo 'What make check leaves out, or does only in part:'
	@echo 'make check-kernels      the tests of the driver, on all kernels'
	@echo 'make check-conformance  the tests of maps check, on all kernels'
	@echo 'make check-explain      the tests of maps explain, on all kernels'
	@echo 'make check-foreign      maps check of drivers that others wrote'
	@echo 'make check-clients      programs that people use: Python, dd, fio, gdb, stress-ng'
	@echo 'make check-packages     install, use, upgrade and purge the packages, in VMs'
	@echo 'make check-debug        the driver on kernels that watch memory, locks and races'
	@echo 'make fuzz               random programs on the driver, on a debug kernel: see CONTRIBUTING.md'
	@echo 'make bench              what a mapping and maps explain cost, in instructions'
	@echo 'make check-bench        the part of it that is compared with the figures in bench/counts'
	@echo
	@echo 'For those who change maps:'
	@echo 'make kernels         download the kernels of the list, but for those of special tests'
	@echo 'make debug-kernel    build those that watch themselves; once, 15 minutes each on two processors'
	@echo 'make coverage        which lines of the driver check-debug and fuzz have reached'
	@echo 'make recordings      what maps explain sees, for its unit test'
	@echo 'make pictures        the pictures of docs/, drawn in a VM'
	@echo 'make docs            docs/failures.md, from the catalogue'
	@echo 'make performance     docs/performance.md, its pictures, and bench/counts'
	@echo
	@echo 'KERNEL= and ARCH= choose the kernel of the VM (vm/kernels list); vm/run --help describes it.'

# What compiles for it does so in its recipe, by a make of its own: beside this, the compiler
# need not be there yet.
setup:
	@setup/packages

# --- Build ----------------------------------------------------------------------

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(GUEST_CC) $(flags) $(CFLAGS) -c -o $@ $<

# Libraries, their headers and the C library for the machine's programs.
guest-root = $(shell vm/kernels guest $(ARCH))

$(patsubst %.c,$(OUT)/%.o,$(tools)): GUEST_CC += --sysroot=$(guest-root)

# The programs for the kernel, and what loads them; for the tests that run here, too.
build/%/explain/explain.bpf.o: explain/explain.bpf.c
	@mkdir -p $(@D)
	clang -target bpf -D__TARGET_ARCH_$(if $(filter amd64,$*),x86,$*) -O2 -g -Wall -Wextra -Werror \
		-Wno-unused-parameter -MMD -MP -I. $(addprefix -idirafter ,$(wildcard /usr/include /usr/include/*-linux-gnu)) \
		-c -o $@ $<

# Or make takes it for what is in between only, and removes it.
.PRECIOUS: build/%/explain/explain.bpf.o

build/%/explain.skel.h: build/%/explain/explain.bpf.o
	$(bpftool) gen skeleton $< name explain >$@.new
	mv $@.new $@

ifneq ($(libdw),)
flags += -DHAVE_LIBDW
endif

ifneq ($(libbpf),)
flags += -DHAVE_LIBBPF
$(addprefix $(OUT)/,$(with-skeleton)): $(OUT)/explain.skel.h
$(addprefix $(OUT)/,$(with-skeleton)): flags += -I$(OUT)
$(addprefix build/sanitized/,$(with-skeleton)): build/$(host-arch)/explain.skel.h
$(addprefix build/sanitized/,$(with-skeleton)): flags += -Ibuild/$(host-arch)
endif

# Where it is for the machine, and where it goes: libmaps.
include lib/install.mk

$(OUT)/maps: $(patsubst %.c,$(OUT)/%.o,$(tools)) $(OUT)/libmaps.a
	$(GUEST_CC) --sysroot=$(guest-root) $(LDFLAGS) -o $@ $^ $(tool-libraries)

# Tests bring no libraries.

$(abi-tests): %: %.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

$(fault-tests): $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/faults/*.c)) $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

$(race-tests): $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/stress/*.c)) $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

$(conformance-tests): %: %.o $(OUT)/tests/conformance/results.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o \
		$(OUT)/catalogue/catalogue.o $(OUT)/check/touch.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(victim) $(reader): %: %.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

# What tests of the command look at, and look by.
holder := $(OUT)/tests/cli/holder $(OUT)/tests/cli/terminal
tests: $(holder)

$(holder): %: %.o $(OUT)/libmaps.a
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(explain-programs): %: %.o
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

$(client-programs): %: %.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(foreign-tests): %: %.o $(OUT)/tests/foreign/foreign.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

bench-programs := $(OUT)/bench/mapping $(OUT)/bench/explain
bench-common := $(patsubst %.c,$(OUT)/%.o,$(filter-out bench/mapping.c bench/explain.c,$(wildcard bench/*.c)))

bench-programs: $(bench-programs)

$(bench-programs): %: %.o $(bench-common) $(OUT)/libmaps.a
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

# For a kernel with pages of 16 KiB the segments have to be as far apart as that.
for-32-bit = $(GUEST_CC32) $(filter-out -MMD -MP,$(flags)) -D_FILE_OFFSET_BITS=64 $(CFLAGS) \
	-static -Wl,-z,max-page-size=65536

$(compat-test): tests/abi/compat.c tests/abi/driver.c tests/tap.c
$(OUT)/tests/vm/large-32bit: tests/vm/large.c tests/abi/driver.c tests/tap.c

$(compat-test) $(OUT)/tests/vm/large-32bit:
	@mkdir -p $(@D)
	$(for-32-bit) -o $@ $^

$(OUT)/tests/vm/large: %: %.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(refused32): tests/explain/refused.c
	@mkdir -p $(@D)
	$(for-32-bit) -o $@ $<

# Those of the library have it within.
lib-tests := $(patsubst %.c,$(OUT)/%,$(filter-out %/areas.c,$(wildcard tests/lib/*.c)))

$(lib-tests): %: %.o $(OUT)/tests/lib/areas.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o $(OUT)/libmaps.a
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

# The fuzzer, which brings no libraries either.
fuzzer := $(OUT)/tests/fuzz/fuzz

$(fuzzer): $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/fuzz/*.c))
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

# Tests of user-space code run here, with the sanitizers.
sanitized := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
unit-objects := $(patsubst %.c,build/sanitized/%.o,$(filter-out tools/main.c,$(tools)) $(wildcard lib/*.c))

build/sanitized/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(flags) $(sanitized) -c -o $@ $<

build/unit/fuzz: $(patsubst %,build/sanitized/tests/fuzz/%.o,call corpus dice edges program text)

$(unit-tests): build/unit/%: build/sanitized/tests/unit/%.o $(unit-objects)
	@mkdir -p $(@D)
	$(CC) $(sanitized) -o $@ $^ -lcmocka $(tool-libraries)

# What vm/run puts into the machine.
guest: $(OUT)/maps
	@vm/build-module --kernel "$(KERNEL)" --arch "$(ARCH)" driver >/dev/null

tests: $(client-programs) $(victim) $(explain-programs) $(refused32) $(abi-tests) $(fault-tests) $(race-tests)
tests: $(lib-tests) $(compat-test) $(conformance-tests) $(fuzzer) $(unit-tests)

man: $(patsubst %.scd,build/%,$(wildcard man/*.scd))

build/man/%: man/%.scd
	@mkdir -p $(@D)
	scdoc <$< >$@

# The page of the catalogue is kept in the tree, for people who read it there.
docs: setup
	@$(MAKE) -s build/catalogue/document
	build/catalogue/document >docs/failures.md

build/catalogue/document: catalogue/document.c catalogue/catalogue.c catalogue/catalogue.h
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(flags)) $(CFLAGS) -o $@ $(filter %.c,$^)

# Those of docs/mapping.md, drawn anew.
pictures: setup
	demo/pictures

clean:
	rm -rf build

# --- Show and check -------------------------------------------------------------

demo: setup
	@$(MAKE) -s $(reader)
	@demo/run $(reader) --kernel "$(KERNEL)" --arch "$(ARCH)"

# The ways in which a program comes to a descriptor take five minutes: make check-explain
# has them.
quick-explain := $(filter-out %/ways.sh,$(wildcard tests/explain/*.sh))

# An area of more than 4 GiB takes some minutes, too: make check-kernels.
quick-machine := $(filter-out %/large.bats %/watchers.bats,$(wildcard tests/vm/*.bats))

# Everything on the machine's own kernel; the driver's tests on the oldest and the
# newest, and on one of another architecture; and what mappings cost, of the machine's
# own kernel.
check: setup lint
	@mkdir -p build
	@flock build $(MAKE) -s -j$(shell nproc) tests
	@$(MAKE) -s check-built

# By a make of its own: what it finds on the machine was there when that began.
check-built:
	$(PROVE) $(unit-tests) $(abi-tests) $(compat-test) $(conformance-tests) tests/conformance/*.sh tests/cli/*.sh \
		$(quick-explain) $(quick-machine) tests/conformance/authors.bats \
		tests/explain/lockdown.bats tests/explain/without-libbpf.bats \
		tests/cli/*.bats tests/bench/*.bats tests/fuzz/*.sh $(lib-tests) tests/lib/*.bats
	tests/kernels $(shell vm/kernels ends)
	@$(MAKE) -s check-bench

# The driver's tests on all, and the README's examples on these.
check-kernels: setup
	tests/kernels
	tests/kernels --examples $(shell vm/kernels ends)
	$(PROVE) tests/vm/large.bats

# maps check of each device of tests/broken and tests/correct, and of maps.ko with each
# backing, mapper and private policy, on every kernel.
check-conformance: setup
	tests/kernels --conformance

# maps explain of each device of tests/broken and more, on every kernel.
check-explain: setup
	tests/kernels --explain

# What maps explain's unit test has of each kernel, seen anew.
recordings: setup
	tests/explain/record

# Kernels that watch what they do, for the tests below.
debug-kernel: setup
	vm/kernels proof

# The driver's tests on them, all failures of its allocations, and races.
check-debug: debug-kernel
	tests/kernels --debug
	tests/kernels --races

# What these and make fuzz reached of the driver, line by line.
coverage: setup
	tests/coverage

# Programs that people use, on devices of maps.ko; KERNEL= chooses the kernel.
check-clients: setup
	@$(MAKE) -s $(client-programs)
	$(PROVE) $(clients)

# maps check of what others wrote; the table is left in build/foreign.md.
check-foreign: setup
	tests/foreign/run

# Random programs, guided by which code of the driver they run: tests/fuzz/main.c.
# ROUNDS= is how many, SEED= repeats a run, PROGRAM= is a file with what to run in place
# of random ones; KERNEL= takes a debug kernel.
ROUNDS ?= small

fuzz: setup
	@$(MAKE) -s $(fuzzer)
	ARCH=$(ARCH) KERNEL=$(KERNEL) tests/fuzz/run $(if $(PROGRAM),--program $(PROGRAM)) $(ROUNDS) $(if $(SEED),--seed $(SEED))

# Instructions, not time: see bench/count and bench/explain.c. KERNEL= chooses the kernel.
bench-id = $(chosen-kernel)-$(ARCH)

.PHONY: bench-programs check-bench performance

bench: setup
	@$(MAKE) -s bench-programs
	@mkdir -p build/bench
	bench/count $(chosen-kernel) $(ARCH) >build/bench/$(bench-id).tsv
	bench/table build/bench/$(bench-id).tsv
	bench/agree $(chosen-kernel) $(ARCH)
	vm/run --kernel $(chosen-kernel) --arch $(ARCH) --instructions --param mapper=fault --param pages=256 \
		--file $(OUT)/bench/explain -- ./explain

# Figures of memory of 64 MiB against those that are kept of this kernel.
check-bench: setup
	@$(MAKE) -s bench-programs
	@mkdir -p build/bench
	bench/count $(chosen-kernel) $(ARCH) 64 >build/bench/$(bench-id)-64M.tsv
	bench/compare bench/counts/$(bench-id).tsv build/bench/$(bench-id)-64M.tsv

# Count anew what is kept, all sizes or 64 MiB only, and write the page and the pictures
# that show it.
kept := $(patsubst bench/counts/%-amd64.tsv,%,$(wildcard bench/counts/*-amd64.tsv))

performance: setup
	@$(MAKE) -s bench-programs
	setup/packages performance
	@mkdir -p build/bench
	set -e; for kernel in $(kept); do \
		size=64; ! grep -q '^# bytes 1073741824$$' bench/counts/$$kernel-amd64.tsv || size=; \
		bench/count $$kernel amd64 $$size >build/bench/kept.tsv; \
		mv build/bench/kept.tsv bench/counts/$$kernel-amd64.tsv; \
	done
	bench/document >docs/performance.md
	set -e; for svg in $$(grep -o 'performance-[^)]*\.svg' docs/performance.md); do \
		kernel=$${svg#performance-}; \
		bench/plot "bench/counts/$${kernel%.svg}-amd64.tsv" "docs/$$svg"; \
	done

kernels: setup
	vm/kernels fetch

lint: setup
	@$(MAKE) -s build/catalogue/document
	lint/driver
	lint/scripts
	lint/kernels
	lint/library
	@$(MAKE) -s ARCH=$(host-arch) build/$(host-arch)/maps
	lint/manuals build/$(host-arch)/maps
	@bench/document | cmp - docs/performance.md || \
		{ echo 'lint: docs/performance.md is not of bench/counts: bench/document >docs/performance.md' >&2; exit 1; }
	@build/catalogue/document | cmp - docs/failures.md || { echo 'lint: docs/failures.md is old: make docs' >&2; exit 1; }

include install.mk

.PHONY: all help setup guest tests man docs pictures clean demo bench coverage fuzz recordings kernels debug-kernel lint \
	check check-built check-kernels check-conformance check-explain check-foreign check-clients check-debug
# Whole trees are below deb and packages.
-include $(shell find build \( -path build/deb -o -path build/packages \) -prune -o -type f -name '*.d' -print 2>/dev/null)
