#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Backing huge on a machine whose memory has no huge pages left. KERNEL chooses the
# kernel, of those with pages of 4 KiB.

# shellcheck disable=SC2016 # what is in single quotes is for the machine's shell
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "where memory is fragmented, a huge area is made of smaller pieces, and works" {
	run --separate-stderr vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --memory 512M --no-load --module tests/fragments -- sh -ec '
		insmod /modules/maps.ko backing=huge pages=8192
		awk "{ pages += \$1 * \$2; if (\$1 == 256) halves = \$2 } END { print pages, (halves >= 20) }" \
			/sys/class/maps/maps0/pieces
		maps show /dev/maps0 | grep -o "\[aabbccdd\]" | wc -l
		rmmod maps fragments
		insmod /modules/maps.ko backing=huge pages=8192
		cat /sys/class/maps/maps0/pieces'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "8192 1" ]
	[ "${lines[1]}" = 8192 ]
	[ "${lines[2]}" = "512 16" ]
}
