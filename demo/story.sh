#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The story that make demo tells, in the machine.

set -eu

tell() {
	echo
	printf '# %s\n' "$@"
}

try() {
	printf '$ %s\n' "$*"
	"$@" 2>&1
}

# A command that is to fail; that it does not is an error of the demo's own.
try_in_vain() {
	if try "$@"; then
		echo "demo: this was to fail" >&2
		exit 1
	fi
}

load() {
	rmmod maps 2>/dev/null || :
	try insmod maps.ko "$@"
}

cd /modules
echo "Linux $(uname -r) on $(uname -m)"

tell 'Sixteen pages of kernel memory, each from somewhere else, seen by a program.'
load
try maps show /dev/maps0

tell 'A private mapping: what is written there stays there.'
try maps show --private --write 12345678 /dev/maps0
tell 'The kernel still has what it had.'
try maps show --length 8K /dev/maps0

tell "Now the way of the kernel labs: remap_pfn_range(), page by page, MAP_PRIVATE." \
	'A driver that ignores the error leaves a mapping with nothing in it, and the' \
	'program dies of "Bus error". This one returns it, and knows the reason.'
load mapper=remap
try_in_vain maps show --private /dev/maps0

tell 'Cure 1: MAP_SHARED.'
try maps show --shared /dev/maps0
tell 'Cure 2: one page at a time.'
for page in 0 1 2; do
	try maps show --private --offset $((page * 4))K --length 4K /dev/maps0 | head -n 3
done
tell 'Cure 3: the driver clears VM_MAYWRITE, so that there is nothing to copy.'
load mapper=remap private=readonly
try maps show --private /dev/maps0

tell 'The best cure is the one at the top: map struct pages, and private mappings simply work.'
