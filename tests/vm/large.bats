#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Areas of more than 4 GiB, in a machine that is large enough for one. KERNEL and ARCH
# choose the kernel.

# shellcheck disable=SC2154 # run sets it
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	arch=${ARCH:-amd64}
	[ "$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)" -ge 7 ] ||
		skip "the machine takes 6 GiB of memory, which are not free here"
}

large() {
	make -s ARCH="$arch" "build/$arch/tests/vm/$1"
	run --separate-stderr vm/run --kernel "${KERNEL:-}" --arch "$arch" --memory 6G --no-load \
		--file "build/$arch/tests/vm/$1" -- "./$1"
	echo "$output" | grep -A 1 '^not ok' || :
	echo "$stderr"
	[ "$status" -eq 0 ]
	[[ "$output" == *"pointers of $2 bits"* ]]
}

@test "a program of 64 bits uses an area of more than 4 GiB" {
	large large 64
}

@test "a program of 32 bits uses all of it, by large-file calls" {
	large large-32bit 32
}
