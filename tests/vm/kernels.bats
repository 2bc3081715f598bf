#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# vm/kernels: the list, and the messages for kernels that are no longer available.

bats_require_minimum_version 1.5.0

# A tree with a list of its own.
setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	tree=$BATS_TEST_TMPDIR/tree
	mkdir "$tree"
	cp -r vm "$tree"
}

@test "every kernel of KERNELS is listed" {
	run -0 vm/kernels list
	[ "${#lines[@]}" -eq "$(grep -c '^[0-9]' KERNELS)" ]
}

@test "the ends are the oldest, the newest, and one of another architecture" {
	printf '%s\n' '1.0 amd64 a x' '2.0 amd64 b x' '1.0 arm64 a x' '2.0 arm64 b x' '2.0-16k arm64 b x' >"$tree/KERNELS"
	run -0 "$tree/vm/kernels" ends
	[ "$output" = "1.0/amd64 2.0/amd64 2.0/arm64" ]
}

@test "a kernel that is gone from the archive is named, with its successor" {
	printf '%s\n' '6.0 amd64 bookworm no-such-flavour' '6.1 amd64 bookworm cloud-amd64' >"$tree/KERNELS"
	run -1 "$tree/vm/kernels" fetch 6.0 amd64
	[[ "$output" == *"kernel 6.0-amd64: "*"linux-image-no-such-flavour"*"--kernel 6.1 --arch amd64"* ]]
}

@test "a suite that has moved on to a newer kernel is named, with the newer one" {
	printf '%s\n' '6.0 amd64 bookworm cloud-amd64' '6.1 amd64 bookworm cloud-amd64' >"$tree/KERNELS"
	run -1 "$tree/vm/kernels" fetch 6.0 amd64
	[[ "$output" == *"kernel 6.0-amd64: Debian bookworm has moved on to 6.1"* ]]
}

@test "a suite's newest kernel has what the suite has now for its successor" {
	printf '%s\n' '6.0 arm64 bookworm cloud-arm64' '6.1-16k arm64 bookworm arm64-16k' >"$tree/KERNELS"
	run -1 "$tree/vm/kernels" fetch 6.0 arm64
	[[ "$output" == *"has moved on to 6.1;"*"change its line in KERNELS to its successor, 6.1" ]]
}

@test "a successor is the next newer one of its kind, wherever it is in the list" {
	printf '%s\n' '6.1 amd64 potato x' '7.3 amd64 potato x' '6.12 amd64 potato x' '6.2-full amd64 potato x foreign' \
		'6.3 arm64 potato x' '5.10 amd64 potato x' '6.13-full amd64 potato x foreign' >"$tree/KERNELS"
	export MAPS_CACHE=$BATS_TEST_TMPDIR/cache
	for pair in 5.10:6.1 6.1:6.12 6.12:7.3 6.2-full:6.13-full; do
		run -1 "$tree/vm/kernels" fetch "${pair%:*}" amd64
		[[ "$output" == *"use its successor, --kernel ${pair#*:} --arch amd64, and"* ]]
	done
}

@test "a release that is gone is named" {
	echo '2.2 amd64 potato cloud-amd64' >"$tree/KERNELS"
	MAPS_CACHE=$BATS_TEST_TMPDIR/cache run -1 "$tree/vm/kernels" fetch 2.2 amd64
	[[ "$output" == *"kernel 2.2-amd64: Debian potato is no longer in the archive"* ]]
}

@test "wrong words are 2, with the usage" {
	run -2 vm/kernels bake
	[[ "$output" == *"Usage: vm/kernels"* ]]
}

@test "a kernel for foreign drivers is taken where it is named, and only there" {
	printf '%s\n' '6.1 amd64 bookworm cloud-amd64' '6.1-full amd64 bookworm amd64 foreign' >"$tree/KERNELS"
	run "$tree/vm/kernels" list
	[[ "$output" == *"6.1-full"* ]]
	run "$tree/vm/kernels" ends
	[[ "$output" != *"6.1-full"* ]]
	run "$tree/vm/kernels" default
	[ "$output" = 6.1 ]
}
