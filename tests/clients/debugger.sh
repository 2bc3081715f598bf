#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# gdb reads and writes the mappings of a process that runs, with each mapper.
# Only a private mapping by page numbers (remap) it cannot read, as the README has it.
# Runs in the machine.
#
# needs root
# needs file tests/clients/ways
# needs file build/ARCH/tests/clients/held

# shellcheck source=tests/tap.sh
. ./tap.sh

# Let gdb do each of these commands to the process $holder.
debug() {
	for command; do
		shift
		set -- "$@" -ex "$command"
	done
	gdb -nx -batch -p "$holder" "$@" 2>&1
}

# Word $1 of the device.
word() {
	od -A n -t x4 -j $(($1 * 4)) -N 4 /dev/maps0
}

# Start a process with mappings, $1 pages of them private; its number and the addresses.
hold() {
	rm -f addresses
	./held /dev/maps0 "$1" >addresses &
	until [ -s addresses ] || ! kill -0 $!; do sleep 0.05; done
	read -r holder shared own <addresses
}

check_debugger() {
	# One gdb for all: it takes long to begin.
	debug "x/2xw $shared" "x/xw $shared+$page" "set *(unsigned int *)($shared+12) = 0x06db0006" "x/xw $shared+12" \
		"x/3xw $own" "set *(unsigned int *)($own+12) = 0x06db0007" "x/xw $own+12" >seen
	check "$1: gdb reads a shared mapping" 0 "^$shared:.0xaabbccdd.0x5a4ed001\$" cat seen
	check "$1: and its second page" 0 ':.0x5a4ed002$' cat seen
	check "$1: what gdb writes there" 0 ':.0x06db0006$' cat seen
	check "$1: is in the device" 0 '^ 06db0006$' word 3
	case $1 in
	*mapper=remap*)
		check "$1: a private one it cannot read" 0 "^$own:.Cannot access memory at address $own\$" cat seen
		;;
	*)
		check "$1: it reads a private one, and the copy of its page" 0 "^$own:.0xaabbccdd.*0x9127a7e1\$" cat seen
		check "$1: what gdb writes there" 0 ':.0x06db0007$' cat seen
		check "$1: is not in the device" 0 '^ 06db0006$' word 3
		;;
	esac
	check "$1: nor is what the process has for itself" 0 '^ 00000000$' word 2
}

page=$(getconf PAGESIZE)
# One of each mapper, and where remap copies in one piece.
awk '!seen[$2]++ || /contig.*remap/' ways >some
while read -r way <&3; do
	# shellcheck disable=SC2086 # several
	load $way
	case $way in
	backing=contig* | *mapper=[!r]* | *mapper=range*) hold 2 ;;
	*) hold 1 ;;
	esac
	check_debugger "$way"
	kill "$holder"
	wait
done 3<some
rmmod maps
tap_done
