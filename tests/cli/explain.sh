#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain: its report, its options, and what is handed on of the command. What it
# says of each device of tests/broken, and of correct programs, is tested in
# tests/explain. Runs in the machine.
#
# needs file build/ARCH/tests/explain/victim
# needs file tests/broken/ignored-error.c

# shellcheck source=tests/tap.sh
. ./tap.sh

# explain COMMAND...: the report, and the command's own output, as one text.
explain() {
	maps explain --timeout 5 -- "$@" 2>&1
}

check 'who dies of SIGBUS is told the cause' 135 '^  cause 1 ' explain ./victim /dev/broken-ignored-error private
check 'and a driver that maps too little is another one' 135 '^  cause 11 ' explain ./victim /dev/broken-too-few-pages

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

check 'no command' 2 'no command' maps explain
check 'an unknown option' 2 "Try 'maps explain --help'" maps explain --nonsense -- true
check 'an unknown way' 2 'no such way' maps explain --by magic -- true
check 'help is for standard output' 0 '^Usage: maps explain' sh -c 'maps explain --help 2>/dev/null'
tap_done
