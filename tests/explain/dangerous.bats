#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of what hangs a process for good, or breaks the kernel: a line of
# tests/explain/cases with a '!', each in a machine of its own.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

# explained DEVICE: as its line says.
explained() {
	run tests/explain/dangerous "$1"
	echo "$output"
	grep -q "^ok 1 - $1" <<<"$output"
}

@test "errno-as-fault: an errno that the kernel reads as a request to try again" {
	explained errno-as-fault
}

@test "oom-for-error: a fault that never ends" {
	explained oom-for-error
}

@test "no-page-set: an oops in the fault" {
	explained no-page-set
}

@test "pfn-without-pfnmap: a BUG in the fault" {
	explained pfn-without-pfnmap
}

@test "mixed-methods: a BUG in mmap, which is never left" {
	explained mixed-methods
}

@test "physical-of-vmalloc: a corrupted page table" {
	explained physical-of-vmalloc
}

@test "each dangerous device of the cases has its test" {
	while read -r device; do
		grep -q "^@test \"$device:" "$BATS_TEST_FILENAME"
	done < <(sed -n 's/^\([a-z-]*\)!.*/\1/p' tests/explain/cases)
}
