#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make demo: the question's program dies, is told why, and is cured.

# shellcheck disable=SC2016,SC2154 # marks of the text are in single quotes; $output and $status are from run

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

# Each line, without what is another one each time.
constant() {
	sed 's/0x[0-9a-f]*/ADDRESS/g; s/process [0-9]*/process PID/'
}

@test "the demo tells the whole story" {
	run make -s demo
	[ "$status" -eq 0 ]
	[[ $output == *$'reader /dev/lab\nBus error'* ]]
	[[ $output == *"cause 1 "* ]]
	[ "$(sed -n '/lab shared/,/^#/p' <<<"$output" | grep -o '\[aabbccdd\]' | wc -l)" -eq 16 ]
	# The README has what it prints; addresses and processes are other ones each time.
	constant <<<"$output" >"$BATS_TEST_TMPDIR/printed"
	sed -n '/^\$ make demo$/,/^```$/ { /^\$ make demo$/d; /^```$/d; /^\.\.\.$/d; p }' README.md |
		constant >"$BATS_TEST_TMPDIR/shown"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/shown")" -gt 40 ]
	run grep -vxFf "$BATS_TEST_TMPDIR/printed" "$BATS_TEST_TMPDIR/shown"
	echo "README.md has, and the demo has not: $output"
	[ -z "$output" ]
}
