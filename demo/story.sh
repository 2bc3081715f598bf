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

tell 'Now the driver of a kernel lab (demo/lab/lab.c), and a program that maps it with MAP_PRIVATE.'
try_in_vain ./reader /dev/lab
tell 'Why?'
try_in_vain maps explain -- ./reader /dev/lab

tell "The program's cure is MAP_SHARED."
try ./reader /dev/lab shared

tell "The driver's first cure is to hand the error on. This one does, and knows the reason."
load mapper=remap
try_in_vain maps show --private /dev/maps0
tell 'One page at a time it can be done.'
for page in 0 1; do
	try maps show --private --offset $((page * 4))K --length 4K /dev/maps0 | head -n 3
done
tell 'Or the driver clears VM_MAYWRITE, so that there is nothing to copy.'
load mapper=remap private=readonly
try maps show --private /dev/maps0

tell 'The best cure: the driver maps struct pages, and private mappings simply work.'
load mapper=insert
try maps show --private --write 12345678 /dev/maps0
