#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The examples of README.md, as they are there. KERNEL and ARCH choose the kernel; make
# check-kernels tries them on the oldest kernel, the newest, and the newest of arm64.

# shellcheck disable=SC2016 # what is in single quotes is the README's
# shellcheck disable=SC2154 # run sets it
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	arch=${ARCH:-amd64}
	page_kilobytes="sed -n '/^KernelPageSize/ { s/[^0-9]//g; p; q }' /proc/self/smaps"
}

# The first block of README.md that is marked as language $1, or that has the line $2.
block() {
	awk -v language="$1" -v line="${2:-}" '
		!/^```/ { text = text $0 "\n"; found = found || line == "" || $0 == line; next }
		inside && wanted && found { printf "%s", text; exit }
		{ inside = !inside; wanted = $0 == "```" language; text = ""; found = 0 }' README.md
}

# README.md has these words, and they are run so: example WORD... -- COMMAND...
example() {
	grep -qF "vm/run $*" README.md || { echo "README.md does not have: vm/run $*"; return 1; }
	machine "$@"
}

machine() {
	run --separate-stderr vm/run --kernel "${KERNEL:-}" --arch "$arch" "$@"
	uniq <<<"$output"
	echo "$stderr"
}

@test "a private mapping is shown" {
	example -- maps show --private /dev/maps0
	[ "$status" -eq 0 ]
	[ "$(grep -o '\[aabbccdd\]' <<<"$output" | wc -l)" -eq 16 ]
}

@test "parameters are given, and /proc/driver/maps tells of them" {
	example --param mapper=fault --param pages=1024 -- cat /proc/driver/maps
	[ "$status" -eq 0 ]
	[[ "$output" == *"maps0 "*" fault "* ]]
}

@test "a gigabyte is made, listed, shown and destroyed as it stands in the README" {
	sed -n '/^### From the shell$/,/^### / { /^```$/,/^```$/ { /^```$/!p } }' README.md >"$BATS_TEST_TMPDIR/block"
	command=$(sed -n '1s/^\$ //p' "$BATS_TEST_TMPDIR/block")
	options=$(sed -n '/^### From the shell$/,/^### /p' README.md | tr '\n' ' ' | sed -n 's/.*`vm\/run \([^`]*\) --shell`.*/\1/p')
	[[ $command == "maps create --size 1G "* ]]
	# The dots stand for more of the same lines, the address is another one each time, and
	# soft-dirty (sd) is not known to each architecture.
	same='s/0x[0-9a-f]*/ADDRESS/; s/ sd$//'
	sed -n '2,$p' "$BATS_TEST_TMPDIR/block" | grep -v '^\.\.\.$' | sed "$same" | uniq >"$BATS_TEST_TMPDIR/shown"
	# shellcheck disable=SC2086 # words
	machine $options -- sh -c "$page_kilobytes; $command && maps list -n | wc -l"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" -eq 0 ]
	[ "$(grep -o '\[00000000\]' <<<"$output" | wc -l)" -eq $((1048576 / lines[0])) ]
	sed '1d; $d' <<<"$output" | sed "$same" | uniq >"$BATS_TEST_TMPDIR/printed"
	diff "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/printed"
}

@test "a program of one's own runs" {
	make -s ARCH="$arch" "build/$arch/libmaps.a"
	block c >"$BATS_TEST_TMPDIR/my-program.c"
	# shellcheck disable=SC2046 # words
	$(make -s ARCH="$arch" print-guest-cc) -D_GNU_SOURCE -Wall -Wextra -Werror -Ilib -Iinclude/uapi -static \
		-o "$BATS_TEST_TMPDIR/my-program" "$BATS_TEST_TMPDIR/my-program.c" "build/$arch/libmaps.a"
	machine --param devices=0 --file "$BATS_TEST_TMPDIR/my-program" -- sh -ec './my-program; maps list -n | wc -l'
	[ "$status" -eq 0 ]
	[ "$output" = 0 ]
}

@test "a driver is checked" {
	machine --module examples/mydriver -- maps check /dev/mydriver
	[ "$status" -eq 0 ]
	[[ "$output" == *"/dev/mydriver: "* ]]
}

@test "a program is told why its mmap failed, in a machine with a driver that lacks something" {
	make -s ARCH="$arch" "build/$arch/demo/reader"
	machine --module demo/lab --file "build/$arch/demo/reader:/root/my-program" -- maps explain -- ./my-program /dev/lab
	[ "$status" -ne 0 ]
	[[ "$output$stderr" == *"died of SIGBUS"*"cause 1 "*"cure, program"*"cure, driver"* ]]
}

@test "a Debian root has Python, and prints what stands in the README" {
	block python >"$BATS_TEST_TMPDIR/frames.py"
	machine --root --file "$BATS_TEST_TMPDIR/frames.py" -- sh -c "$page_kilobytes; python3 frames.py"
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = 4 ] || skip "the program is for pages of 4 KiB, and these have ${lines[0]}"
	[ "$(tail -n +2 <<<"$output")"$'\n' = "$(block '' 'the device: 01000000 02000000 03000000 04000000')"$'\n' ]
}
