#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# stress-ng's device stressor on every node of the driver, the control node among them, with
# each mapper: for four seconds it opens, maps, polls and seeks it in all ways, from many
# threads, and what a device has stays what it was. Runs in the machine, which fails by
# itself where the kernel says anything.
#
# needs root
# needs file tests/clients/ways

# shellcheck source=tests/tap.sh
. ./tap.sh

# All nodes at the same time, for seconds: how many operations these are is as the machine
# is, and a busy one needs more than two for the first.
stress() {
	for node in /dev/maps*; do
		stress-ng --dev 1 --dev-file "$node" --timeout 4 >"${node##*/}.log" 2>&1 &
	done
	wait
}

# One of each mapper.
awk '!seen[$2]++' ways >some
while read -r way <&3; do
	# shellcheck disable=SC2086 # several
	load devices=2 $way
	for device in /dev/maps[0-9]*; do
		head -c "$(cat "/sys/class/maps/${device##*/}/size")" /dev/urandom >"${device##*/}.noise"
		dd if="${device##*/}.noise" of="$device" bs=64k status=none
	done
	stress
	for node in /dev/maps*; do
		check "$way: $node was opened and exercised" 0 '1 of 1 devices opened and exercised' cat "${node##*/}.log"
		check "$way: to the end of the time" 0 'successful run completed' cat "${node##*/}.log"
	done
	for device in /dev/maps[0-9]*; do
		check "$way: $device has what it had" 0 '^$' cmp "${device##*/}.noise" "$device"
		check "$way: nothing of it is mapped any more" 0 '^0$' cat "/sys/class/maps/${device##*/}/mappings"
	done
	check "$way: the driver can be unloaded" 0 '^$' rmmod maps
done 3<some
tap_done
