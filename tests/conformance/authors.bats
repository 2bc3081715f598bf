#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What docs/driver-authors.md promises: the example driver passes, and a mistake in
# it is found. KERNEL and ARCH choose the machine.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

check_module() {
	run vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --no-load --module "$1" -- \
		maps check --expect none /dev/mydriver
	echo "$output"
}

# broken SED-SCRIPT: the example driver with a change, as a module of its own.
broken() {
	mkdir -p "$BATS_TEST_TMPDIR/mydriver"
	cp examples/mydriver/Kbuild "$BATS_TEST_TMPDIR/mydriver"
	sed "$1" examples/mydriver/mydriver.c >"$BATS_TEST_TMPDIR/mydriver/mydriver.c"
	run ! cmp -s examples/mydriver/mydriver.c "$BATS_TEST_TMPDIR/mydriver/mydriver.c"
}

@test "the example driver passes" {
	check_module examples/mydriver
	[ "$status" -eq 0 ]
	[[ $output == *" 0 failed, 0 warned, "* ]]
}

@test "with a fault handler that stops a page early it fails, and the row of the catalogue is named" {
	broken 's/if (vmf->pgoff >= BUFFER_PAGES)/if (vmf->pgoff >= BUFFER_PAGES - 1)/'
	check_module "$BATS_TEST_TMPDIR/mydriver"
	[ "$status" -eq 1 ]
	[[ $output == *"FAIL  every-page"*"cause 11"* ]]
}
