#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/each.sh makes one test of many. No machine is needed for that.

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	each=$BATS_TEST_DIRNAME/../each.sh
}

# A test named $1 that prints the lines $3... and exits with the status $2.
test_that() {
	name=$1 status=$2
	shift 2
	{
		echo '#!/bin/sh'
		printf "echo '%s'\n" "$@"
		echo "exit $status"
	} >"$name"
	chmod +x "$name"
}

@test "results of two tests are numbered as one, with their names" {
	test_that first 0 'ok 1 - it opens' 'ok 2 - it closes # SKIP no door' '1..2'
	test_that second 0 '1..1' '# a remark' 'ok 1 - it maps'
	run "$each" first second
	[ "$status" -eq 0 ]
	[ "$output" = 'ok 1 - first: it opens
ok 2 - first: it closes # SKIP no door
# a remark
ok 3 - second: it maps
1..3' ]
}

@test "a test that is skipped is a result that is skipped" {
	test_that first 0 '1..0 # SKIP no memory'
	run "$each" first
	[ "$status" -eq 0 ]
	[ "$output" = 'ok 1 - first # SKIP no memory
1..1' ]
}

@test "a result that is wrong fails, and what follows runs" {
	test_that first 1 'not ok 1 - it opens' '1..1'
	test_that second 0 'ok 1 - it maps' '1..1'
	run "$each" first second
	[ "$status" -eq 1 ]
	[ "$output" = 'not ok 1 - first: it opens
ok 2 - second: it maps
1..2' ]
}

@test "a test that ends early, says no plan, dies, or bails out fails, and so does none" {
	test_that early 0 '1..3' 'ok 1 - it opens'
	test_that planless 0 'ok 1 - it opens'
	test_that dies 1 'ok 1 - it opens' '1..1'
	test_that bails 255 'ok 1 - it opens' 'Bail out! no device'
	run "$each"
	[ "$status" -eq 1 ]
	[[ $output = "not ok 1 - of 0 tests 0 came to their end"* ]]
	for name in early planless dies bails none; do
		run "$each" "$name"
		[ "$status" -eq 1 ]
		[[ $output = *"not ok "?" - $name: ended with status "* ]]
	done
}
