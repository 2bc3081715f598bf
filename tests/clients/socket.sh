#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A descriptor that is passed over a socket, with each backing and mapper: two processes
# share the memory, of which only one has the name. Runs in the machine.
#
# needs root
# needs file tests/clients/ways
# needs file build/ARCH/tests/clients/passed

# shellcheck source=tests/tap.sh
. ./tap.sh

while read -r way <&3; do
	# shellcheck disable=SC2086 # several
	load $way
	pages=$(($(cat /sys/class/maps/maps0/size) / $(getconf PAGESIZE)))
	private=$pages
	case $way in
	backing=contig*) ;;
	*mapper=remap*) private=1 ;;
	esac
	check "$way: both see what the other one writes, and nobody what is private" 0 \
		"^$pages pages shared by two processes, $private of them privately\$" ./passed /dev/maps0
	check "$way: a word of each is in the device" 0 ' 1a7e4000 5ec0d000 00000000$' sh -c '
		./passed /dev/maps0 >/dev/null
		od -A d -t x4 -N 16 /dev/maps0'
	check "$way: nothing is mapped any more" 0 '^0$' cat /sys/class/maps/maps0/mappings
done 3<ways
rmmod maps
tap_done
