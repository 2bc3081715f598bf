#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Memory that the kernel must be able to clear is not for areas, whose pages stay where
# they are. KERNEL and ARCH choose where.

# shellcheck disable=SC2016 # what is in single quotes is for the machine's shell
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "an area of any backing takes nothing from memory that is reserved for what can be moved" {
	run --separate-stderr vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --append movablecore=256M \
		--param devices=0 -- sh -ec '
		free_pages() {
			awk "/^Node/ { movable = \$NF == \"Movable\" } movable && \$1 == \"pages\" { print \$3 }" /proc/zoneinfo
		}
		mkdir /files
		mount -t tmpfs none /files
		before=$(free_pages)
		dd if=/dev/zero of=/files/movable bs=1M count=64 2>/dev/null
		[ $((before - $(free_pages))) -gt 8192 ] || echo "a file: $((before - $(free_pages))) pages only"
		before=$(free_pages)
		for backing in vmalloc contig huge shmem; do
			case $backing in
			contig) size=2M ;;
			*) size=64M ;;
			esac
			device=$(maps create --size $size --backing $backing)
			now=$(free_pages)
			[ $((before - now)) -lt 256 ] || echo "$backing: $((before - now)) pages"
			maps destroy "$device"
		done
		echo over'
	[ "$output" = over ]
	[ "$status" -eq 0 ]
}
