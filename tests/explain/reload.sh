#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of a driver that is unloaded and loaded again while it watches: each time its
# functions are probed, and have their names. Runs in the machine.
#
# needs cpus 1
# needs file build/ARCH/tests/explain/victim

# shellcheck source=tests/tap.sh
. ./tap.sh

# told PATTERN DEVICE [WORD]: how often the report has it, of four times that the device is used.
told() {
	pattern=$1
	shift
	# shellcheck disable=SC2016 # for the shell within
	maps explain --timeout 5 -o report -- sh -c '
		for i in 1 2 3 4; do
			./victim "$@"
			rmmod broken && insmod /modules/broken.ko
		done' sh "$@" >/dev/null 2>&1
	times=$(tr -s '\n ' ' ' <report | grep -Eo -- "$pattern" | wc -l)
	[ "$times" -eq 4 ] || cat report
	echo "$times times"
}

check 'what its mmap answers is seen each time' 0 '^4 times$' \
	told 'checked_error_mmap\(\) returned -EINVAL' /dev/broken-checked-error private
check 'and what its fault handler does' 0 '^4 times$' \
	told 'its fault handler is too_few_pages_fault\(\)' /dev/broken-too-few-pages
check 'whose answer is seen, too' 0 '^4 times$' told 'gave VM_FAULT_SIGBUS; the signal' /dev/broken-too-few-pages
check 'and who calls a helper' 0 '^4 times$' \
	told ' helpers remap_pfn_range\(\): [^[]* to checked_error_mmap\+0x[0-9a-f]+ \[broken\]' /dev/broken-checked-error private
tap_done
