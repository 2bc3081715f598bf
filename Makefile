# SPDX-License-Identifier: BSD-2-Clause
#
# maps: kernel memory in user space. 'make help' lists the targets.
# Everything that is built goes below build/, and downloads into a cache outside.

KERNEL ?=
ARCH ?= amd64
CFLAGS ?= -O2 -g
VERSION := $(shell cat VERSION)
OUT := build/$(ARCH)
PROVE := prove --jobs $(shell nproc) --exec tests/run

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
flags := -std=gnu11 -D_GNU_SOURCE $(warnings) -MMD -Iinclude/uapi -Itests -Itools -DMAPS_VERSION='"$(VERSION)"'

tools := $(wildcard tools/*.c)
abi-tests := $(patsubst %.c,$(OUT)/%,$(filter-out tests/abi/driver.c,$(wildcard tests/abi/*.c)))
compat-test := $(OUT)/tests/abi/compat-32bit
unit-tests := $(patsubst tests/%.c,build/%,$(wildcard tests/unit/*.c))

all: guest

help:
	@echo 'make demo           show what this is, in a machine; about a minute'
	@echo 'make check          all tests, from nothing'
	@echo 'make check-kernels  the tests of the driver on every kernel there is'
	@echo 'make kernels        fetch all of these kernels'
	@echo 'make lint           checkpatch, sparse, W=1 and shellcheck'
	@echo 'make                the driver and the tools, for the machine'
	@echo 'make bench          what a mapping costs, in instructions'
	@echo 'make man            the man pages, below build/man'
	@echo 'make clean          delete what was built'
	@echo
	@echo 'KERNEL=, ARCH= choose the machine (vm/kernels list); vm/run --help tells of it.'

setup:
	@setup/packages

# --- Build ----------------------------------------------------------------------

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(GUEST_CC) $(flags) $(CFLAGS) -c -o $@ $<

# Programs for the machine are static: it has no libraries.
$(OUT)/maps: $(patsubst %.c,$(OUT)/%.o,$(tools))
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(abi-tests): %: %.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(GUEST_CC) -static -pthread $(LDFLAGS) -o $@ $^

$(OUT)/bench/%: $(OUT)/bench/%.o
	$(GUEST_CC) -static $(LDFLAGS) -o $@ $^

$(compat-test): tests/abi/compat.c tests/abi/driver.c tests/tap.c
	@mkdir -p $(@D)
	$(GUEST_CC32) $(filter-out -MMD,$(flags)) -D_FILE_OFFSET_BITS=64 $(CFLAGS) -static -o $@ $^

# Tests of user-space code run here, with the sanitizers.
$(unit-tests): build/unit/%: tests/unit/%.c tools/%.c
	@mkdir -p $(@D)
	$(CC) $(flags) -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -o $@ $^ -lcmocka

# What vm/run puts into the machine.
guest: $(OUT)/maps
	@vm/build-module --kernel "$(KERNEL)" --arch "$(ARCH)" driver >/dev/null

tests: $(abi-tests) $(compat-test) $(unit-tests)

man: $(patsubst %.scd,build/%,$(wildcard man/*.scd))

build/man/%: man/%.scd
	@mkdir -p $(@D)
	scdoc <$< >$@

clean:
	rm -rf build

# --- Show and check -------------------------------------------------------------

demo: setup
	@demo/run

# Everything on the machine's own kernel; the driver's tests on the oldest and the
# newest, and on one of another architecture.
check: setup lint tests
	$(PROVE) $(unit-tests) $(abi-tests) $(compat-test) tests/cli/*.sh tests/vm/*.bats
	tests/kernels $(shell vm/kernels ends)

check-kernels: setup
	tests/kernels

# Instructions, not time: see bench/mapping.c. KERNEL= chooses the kernel.
bench: setup $(OUT)/bench/mapping
	vm/run --kernel "$(KERNEL)" --arch "$(ARCH)" --no-load --instructions \
		--file $(OUT)/bench/mapping -- ./mapping

kernels: setup
	vm/kernels fetch

lint: setup
	lint/driver
	lint/scripts
	@$(MAKE) -s ARCH=$(host-arch) build/$(host-arch)/maps
	lint/manuals build/$(host-arch)/maps

.PHONY: all help setup guest tests man clean demo bench check check-kernels kernels lint
-include $(shell find build -name '*.d' 2>/dev/null)
