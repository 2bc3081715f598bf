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

warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes
flags := -std=gnu11 -D_GNU_SOURCE $(warnings) -MMD -Iinclude/uapi -Itests -Itools -DMAPS_VERSION='"$(VERSION)"'

tools := $(wildcard tools/*.c)
abi-tests := $(patsubst %.c,$(OUT)/%,$(filter-out tests/abi/driver.c,$(wildcard tests/abi/*.c)))
unit-tests := $(patsubst %.c,$(OUT)/%,$(wildcard tests/unit/*.c))

all: guest

help:
	@echo 'make demo      show what this is, in a machine; about a minute'
	@echo 'make check     all tests, from nothing'
	@echo 'make lint      checkpatch, sparse, W=1 and shellcheck'
	@echo 'make           the driver and the tools, for the machine'
	@echo 'make clean     delete what was built'
	@echo
	@echo 'KERNEL=, ARCH= choose the machine (vm/kernels list); vm/run --help tells of it.'

setup:
	@setup/packages

# --- Build ----------------------------------------------------------------------

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(flags) $(CFLAGS) -c -o $@ $<

# Programs for the machine are static: it has no libraries.
$(OUT)/maps: $(patsubst %.c,$(OUT)/%.o,$(tools))
	$(CC) -static $(LDFLAGS) -o $@ $^

$(abi-tests): %: %.o $(OUT)/tests/abi/driver.o $(OUT)/tests/tap.o
	$(CC) -static -pthread $(LDFLAGS) -o $@ $^

# Tests of user-space code run here, with the sanitizers.
$(OUT)/tests/unit/%: tests/unit/%.c tools/%.c
	@mkdir -p $(@D)
	$(CC) $(flags) -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -o $@ $^ -lcmocka

# What vm/run puts into the machine.
guest: $(OUT)/maps
	@vm/build-module --kernel "$(KERNEL)" --arch "$(ARCH)" driver >/dev/null

tests: $(abi-tests) $(unit-tests)

clean:
	rm -rf build

# --- Show and check -------------------------------------------------------------

demo: setup
	@demo/run

check: setup lint tests
	$(PROVE) $(unit-tests) $(abi-tests) tests/cli/*.sh tests/vm/*.bats

lint: setup
	lint/driver
	lint/scripts

.PHONY: all help setup guest tests clean demo check lint
-include $(shell find build -name '*.d' 2>/dev/null)
