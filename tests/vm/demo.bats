#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make demo: the question's program dies, is told why, and is cured.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "the demo tells the whole story" {
	run make -s demo
	[ "$status" -eq 0 ]
	[[ $output == *$'reader /dev/lab\nBus error'* ]]
	[[ $output == *"cause 1 "* ]]
	[ "$(sed -n '/lab shared/,/^#/p' <<<"$output" | grep -o '\[aabbccdd\]' | wc -l)" -eq 16 ]
}
