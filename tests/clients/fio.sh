#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# fio's mmap engine on a device, with each mapper: it finds its checksums,
# they are what others read, and it finds a byte that another one changed. Runs in the
# machine.
#
# needs root
# needs file tests/clients/ways

# shellcheck source=tests/tap.sh
. ./tap.sh

# How much there is it has to be told: of a character device it cannot know.
job() {
	fio --name=frames --filename=/dev/maps0 --ioengine=mmap --bs=4k --size="$size" \
		--verify=crc32c --minimal "$@"
}

# How many of the first 16 blocks begin with what fio begins a block with.
blocks() {
	hexdump -v -n 65536 -e '1/2 "%04x\n" 4094/1 ""' /dev/maps0 | grep -c '^acca$'
}

# One of each mapper.
awk '!seen[$2]++' ways >some
while read -r way <&3; do
	# shellcheck disable=SC2086 # several
	load $way
	size=$(cat /sys/class/maps/maps0/size)
	check "$way: fio writes it all, syncs, and verifies" 0 '^3;fio' job --rw=randwrite --do_verify=1 --fsync=16
	check "$way: another program reads its blocks" 0 '^16$' blocks
	printf 'x' | dd of=/dev/maps0 bs=1 seek=$((size - 100)) status=none
	check "$way: it finds the byte that dd has changed" 1 'verify failed at file /dev/maps0 offset' job --rw=read
	check "$way: nothing is mapped any more" 0 '^0$' cat /sys/class/maps/maps0/mappings
done 3<some
rmmod maps
tap_done
