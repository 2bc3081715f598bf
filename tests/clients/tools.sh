#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# dd, hexdump, od and cmp on a device, with each mapper: what they write is
# in a mapping, and what a mapping writes is in what they read. Runs in the machine.
#
# needs root
# needs file tests/clients/ways

# shellcheck source=tests/tap.sh
. ./tap.sh

page=$(getconf PAGESIZE)

# The word at the beginning of each of $2 pages from page $1 on, one a line.
words() {
	hexdump -v -s $(($1 * page)) -n $(($2 * page)) -e "1/4 \"%08x\n\" $((page - 4))/1 \"\"" /dev/maps0
}

# What a mapping shows of the beginning of page $1.
mapped() {
	maps show /dev/maps0 | grep -o '\[[0-9a-f]*\]' | sed -n "$(($1 + 1))p"
}

check_tools() {
	words 0 16 | sort | uniq -c >stamps
	check "$1: hexdump shows the stamp of each page" 0 '^ *16 aabbccdd$' cat stamps

	dd if=noise of=/dev/maps0 bs=3000 status=none
	check "$1: dd in odd blocks fills it, and cmp finds it filled" 0 '^$' cmp noise /dev/maps0
	check "$1: dd reads it in blocks of the size of a page" 0 '^$' sh -c "dd if=/dev/maps0 bs=$page status=none | cmp - noise"
	check "$1: dd skips" 0 '^$' \
		sh -c "dd if=/dev/maps0 bs=1000 skip=7 count=3 status=none | cmp - noise 0 7000 -n 3000"
	check "$1: od skips" 0 ' 0a1b2c3d$' sh -c "printf '\\075\\054\\033\\012' | dd of=/dev/maps0 bs=4 seek=5 status=none
		od -A d -j 20 -N 4 -t x4 /dev/maps0"

	printf '\170\126\064\022' | dd of=/dev/maps0 bs="$page" seek=3 conv=notrunc,fsync status=none
	check "$1: a mapping has what dd wrote and synced" 0 '^\[12345678\]$' mapped 3
	maps show --write 5ee5ee5e /dev/maps0 >/dev/null
	check "$1: hexdump shows what a mapping wrote" 0 '^5ee5ee5e$' words 0 1
	check "$1: and at the page of dd's word that word" 0 '^12345678$' words 3 1
}

# To the end, and no further.
check_end() {
	check "$1: dd is told where there is no room, and has written what there was room for" 1 'No space left' \
		dd if=/dev/zero of=/dev/maps0 bs="$page"
	check "$1: all of it" 0 '^$' cmp -n "$size" /dev/maps0 /dev/zero
	check "$1: dd finds no more than there is" 0 "^$size\$" sh -c 'dd if=/dev/maps0 bs=4096 status=none | wc -c'
	check "$1: dd is told that there is nothing to skip to" 1 'cannot skip' \
		dd if=/dev/maps0 of=/dev/null bs="$page" skip=$((size / page + 1))
}

# From and to a disk past the page cache; of a device with no disk behind it, there is no
# such way, and the kernel says so.
check_direct() {
	dd if=noise of=/dev/ram0 bs="$page" oflag=direct status=none
	dd if=/dev/ram0 of=/dev/maps0 bs="$page" count=$((size / page)) iflag=direct status=none
	check "$1: dd iflag=direct copies a disk to it" 0 '^$' cmp noise /dev/maps0
	dd if=/dev/zero of=/dev/ram0 bs="$page" count=1 oflag=direct status=none
	dd if=/dev/maps0 of=/dev/ram0 bs="$page" oflag=direct status=none
	check "$1: dd oflag=direct copies it to a disk" 0 '^$' cmp -n "$size" noise /dev/ram0
	check "$1: iflag=direct of the device itself is EINVAL" 1 'Invalid argument' \
		dd if=/dev/maps0 of=/dev/null bs="$page" iflag=direct
	check "$1: and so is oflag=direct" 1 'Invalid argument' dd if=noise of=/dev/maps0 bs="$page" oflag=direct
}

# One of each mapper.
awk '!seen[$2]++' ways >some
while read -r way <&3; do
	# shellcheck disable=SC2086 # several
	load $way
	size=$(cat /sys/class/maps/maps0/size)
	head -c "$size" /dev/urandom >noise
	check_tools "$way"
	check_direct "$way"
	check_end "$way"
done 3<some
rmmod maps
tap_done
