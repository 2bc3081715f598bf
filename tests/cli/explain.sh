#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain: the row of the catalogue for what went wrong, no false alarms, and
# what is handed on of the command. Runs in the machine.
# needs file build/ARCH/tests/explain/victim
# needs file tests/broken/ignored-error.c

# shellcheck source=tests/tap.sh
. ./tap.sh

# explain COMMAND...: the report, and the command's own output, as one text.
explain() {
	maps explain --timeout 5 -- "$@" 2>&1
}

# row ROW WORDS...: that the victim's end is explained by that row of the catalogue.
row() {
	expected=$1
	shift
	printed=$(explain ./victim "$@")
	if echo "$printed" | grep -Eq "^  cause $expected +"; then
		echo right
	else
		echo "$printed"
	fi
}

# The words are those of tests/explain/victim.c.
check 'an ignored error: row 1' 0 '^right$' row 1 /dev/broken-ignored-error private
check 'an error that is passed on: row 2' 0 '^right$' row 2 /dev/broken-checked-error private
check 'memory not for users: row 6' 0 '^right$' row 6 /dev/broken-not-for-users
check 'a slab page: row 7' 0 '^right$' row 7 /dev/broken-slab-page pages=1
check 'a page inserted twice: row 8' 0 '^right$' row 8 /dev/broken-inserted-twice
check 'an array that is too short: row 9' 0 '^right$' row 9 /dev/broken-array-too-short
check 'a loop over the buffer: row 10' 0 '^right$' row 10 /dev/broken-loop-over-buffer pages=2
check 'too few pages: row 11' 0 '^right$' row 11 /dev/broken-too-few-pages
check 'a fault without end: row 13' 0 '^right$' row 13 /dev/broken-nopage-without-page
check 'an error that is masked: row 25' 0 '^right$' row 25 /dev/broken-masked-error private
check 'no mmap operation: row 26' 0 '^right$' row 26 /dev/broken-no-operation
check 'a positive return: row 33' 0 '^right$' row 33 /dev/broken-positive-return

check 'the driver function is named' 1 'ignored_error_mmap\+0x[0-9a-f]+(/0x[0-9a-f]+)? \[broken\]' \
	explain maps show --length 64K /dev/broken-ignored-error --private
line=$(grep -n 'remap_pfn_range(vma' ignored-error.c | sed 's/:.*//')
check 'the source line of its call is told, where the module is found' 1 "\(ignored-error\.c:$line\)" \
	maps explain --debug-info /modules -- maps show --length 64K /dev/broken-ignored-error --private
check 'a directory that is not there' 2 'No such file' maps explain --debug-info /no-such -- true
check 'nothing to explain is said, with the number of mappings' 0 '[0-9]+ mappings of files and devices were watched' \
	explain maps show /dev/broken-page-numbers
check 'the report can be JSON' 0 '"watched": ?[0-9]+' maps explain --json -- true
check 'a report can go to a file' 0 'mappings' sh -c 'maps explain -o /tmp/report -- true && cat /tmp/report'

check "the command's output is its own" 0 '^a line$' sh -c 'maps explain -- echo "a line" 2>/dev/null'
check "the command's status is handed on" 7 '' maps explain -- sh -c 'exit 7'
check "the command's signal is handed on" 135 '' sh -c 'maps explain -- ./victim /dev/broken-too-few-pages; exit $?'
check 'a command that is not there' 127 'no-such-command' maps explain -- no-such-command
check 'children are watched' 1 'cause 2 ' maps explain -- sh -c 'true; maps show --private /dev/broken-checked-error'
check 'the fallback names the cause, too' 0 'cause 1 ' \
	sh -c 'maps explain --by ptrace -- ./victim /dev/broken-ignored-error private 2>&1; true'

for mapper in remap range insert fault; do
	load mapper=$mapper
	check "no false alarm: maps.ko, $mapper" 0 '^Nothing to explain' explain maps show /dev/maps0
done
load backing=huge pages=512
check 'no false alarm: maps.ko, huge' 0 '^Nothing to explain' explain maps show /dev/maps0
load backing=shmem
check 'no false alarm: maps.ko, shmem' 0 '^Nothing to explain' explain maps show /dev/maps0
check 'no false alarm: a shell session' 0 '^Nothing to explain' \
	explain sh -c 'ls -l / | sort | head -n 3 >/dev/null; cat /proc/self/maps >/dev/null; cp /bin/busybox /tmp/copy; cmp /bin/busybox /tmp/copy'

check 'no command' 2 'no command' maps explain
check 'an unknown option' 2 "Try 'maps explain --help'" maps explain --nonsense -- true
check 'an unknown way' 2 'no such way' maps explain --by magic -- true
check 'help is for standard output' 0 '^Usage: maps explain' sh -c 'maps explain --help 2>/dev/null'
rmmod maps
tap_done
