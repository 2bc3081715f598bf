#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The README's first example of the shell: an area of a gigabyte, from its beginning to its end.

# shellcheck disable=SC2016,SC2154 # marks of the text are in single quotes; $output and $status are from run
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "a gigabyte is made, listed, shown and destroyed as the README shows it" {
	sed -n '/^### From the shell$/,/^### / { /^```$/,/^```$/ { /^```$/!p } }' README.md >"$BATS_TEST_TMPDIR/block"
	command=$(sed -n '1s/^\$ //p' "$BATS_TEST_TMPDIR/block")
	machine=$(sed -n '/^### From the shell$/,/^### /p' README.md | tr '\n' ' ' | sed -n 's/.*`vm\/run \([^`]*\) --shell`.*/\1/p')
	[[ $command == "maps create --size 1G "* ]]
	# The dots stand for more of the same lines, and the address is another one each time.
	sed -n '2,$p' "$BATS_TEST_TMPDIR/block" | grep -v '^\.\.\.$' | sed 's/0x[0-9a-f]*/ADDRESS/' | uniq >"$BATS_TEST_TMPDIR/shown"
	# shellcheck disable=SC2086 # words
	run --separate-stderr vm/run $machine -- sh -c "$command && maps list -n | wc -l"
	[ "$status" -eq 0 ]
	[ "$(grep -o '\[00000000\]' <<<"$output" | wc -l)" -eq 262144 ]
	[ "${lines[-1]}" -eq 0 ]
	sed '$d; s/0x[0-9a-f]*/ADDRESS/' <<<"$output" | uniq >"$BATS_TEST_TMPDIR/printed"
	diff "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/printed"
}
