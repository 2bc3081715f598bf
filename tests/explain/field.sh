#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of drivers as they are met in the field: the row of the catalogue, the
# stage, and the driver's function and module, with its source line where a helper was
# called. Runs in the machine.
#
# needs module tests/field
# needs file build/ARCH/tests/explain/correct
# needs file build/ARCH/tests/explain/victim
# needs file build/ARCH/tests/explain/unplugger
# needs file tests/field/grabber.c
# needs file tests/field/tutorial.c

# shellcheck source=tests/tap.sh
. ./tap.sh

page=$(($(sed -n "s/^KernelPageSize: *\([0-9]*\) kB/\1/p" /proc/self/smaps | head -n 1) * 1024))
control=/sys/module/field/parameters/unplugged

# explain COMMAND...: the report, as text.
explain() {
	maps explain --timeout 5 --debug-info /modules -o report -- "$@" >/dev/null 2>&1
	cat report
}

# told ROW STAGE PATTERN COMMAND...: that the report has that row and stage, of module
# field, and the pattern, whatever the lines it is in.
told() {
	row=$1 stage=$2 pattern=$3
	shift 3
	printed=$(explain "$@")
	words=$(echo "$printed" | tr -s ' \n' '  ')
	for part in " cause $row " " stage $stage" ' driver module field;' "$pattern"; do
		echo "$words" | grep -Eq -- "$part" || {
			echo "not in it: $part"
			echo "$printed"
			return
		}
	done
	echo right
}

# line_of FILE WORDS: where the words are in it.
line_of() {
	grep -n "$2" "$1" | head -n 1 | sed 's/:.*//'
}

plug_in() {
	echo N >$control
}

helper='a helper of the kernel'
fault='the page fault'

# One that checks nothing.
line=$(line_of tutorial.c 'remap_pfn_range(')
check 'an error that nobody looks at: row 1' 0 '^right$' told 1 "$helper" \
	"to tutorial_mmap\+0x[0-9a-f]+ \[field\] \(tutorial\.c:$line\)" ./victim /dev/field-tutorial private
check 'what lies behind the buffer can be read: nothing that a call or an access fails by' 0 '^Nothing to explain' \
	explain ./victim /dev/field-tutorial offset=$((16 * page))

# One that prints, and returns another error.
line=$(line_of grabber.c 'if (remap_pfn_range(')
check 'EAGAIN made of EINVAL: row 25, and what is beneath' 0 '^right$' told 25 "$helper" \
	"to grabber_mmap[a-z_.0-9]*\+0x[0-9a-f]+ \[field\] \(grabber\.c:$line\)" ./victim /dev/field-grabber private
line=$(line_of grabber.c 'if (remap_vmalloc_range(')
check 'EIO made of EINVAL: row 6' 0 '^right$' told 6 "$helper" \
	"which made -EIO of it" ./victim /dev/field-grabber pages=2 offset=$((16 * page))
check 'what it maps well is no matter' 0 '^Nothing to explain' explain ./victim /dev/field-grabber
check 'its own check: row 46' 0 '^right$' told 46 'the driver itself' \
	'grabber_mmap\(\) returned -EINVAL' ./victim /dev/field-grabber pages=17

# One that maps half.
check 'half a ring: row 11' 0 '^right$' told 11 "$fault" \
	"ring_mmap\(\) mapped $((8 * page)) of $((16 * page)) bytes" ./victim /dev/field-ring
check 'the half that is there is no matter' 0 '^Nothing to explain' explain ./victim /dev/field-ring pages=8

# One that is removed while it is mapped.
check 'registers of a card that is pulled out: row 50' 0 '^right$' told 50 "$fault" \
	'its mmap is card_mmap\(\)' ./unplugger /dev/field-card 0 $control
plug_in
check 'a buffer of a card that is pulled out: row 50' 0 '^right$' told 50 "$fault" \
	'card_fault\(\) gives no page' ./unplugger /dev/field-card 1 $control
plug_in
check 'an mmap of a card that was pulled out: row 46' 0 '^right$' told 46 'the driver itself' \
	'the device was removed' ./unplugger /dev/field-card 1 $control again
plug_in
check 'a card that is plugged in again can be mapped' 0 '^Nothing to explain' explain ./victim /dev/field-card \
	pages=8 offset="$page"

# One that asks another one, and then refuses.
check 'a driver that asks another one: its own answer is seen, row 46' 0 '^right$' told 46 'the driver itself' \
	'window_mmap\(\) returned -EACCES' ./victim /dev/field-window write
check 'what it does not refuse is no matter' 0 '^Nothing to explain' explain ./victim /dev/field-window

# One that takes its time. The kernel has not as many probes of the handler's end as there are threads in it.
computing() {
	maps explain --timeout 2 -o report -- ./correct compute /dev/field-slow
	status=$?
	cat report
	return "$status"
}
check 'many threads that waited for a page each, and then compute, are not stuck' 0 '^Nothing to explain: 1 ' computing
check 'it is said that not all ends were seen' 0 'times the end of a fault handler or a helper was not seen' \
	sh -c 'tr "\n" " " <report'

# One that waits for ever, and can be killed. What is read in by mmap itself meets its fault handler, too.
hanging() {
	explain "$@" | tr -s ' \n' '  '
}
stuck='hangs in hanging_fault, for a mapping of /dev/field-hanging'
reason='stage the page fault, .* hanging_fault\(\) was called and never returned'
check 'a page that never comes: the fault handler hangs' 0 "$stuck .* $reason" hanging ./victim /dev/field-hanging
# A fault handler is watched once the mmap has returned that brought it.
check 'the same where mmap reads it in' 0 "$stuck call mmap\([^)]*MAP_POPULATE, [^)]*\), which never returned .* $reason" \
	hanging sh -c './victim /dev/field-hanging pages=1; ./victim /dev/field-hanging populate'
check 'an mmap that never returns: the driver hangs' 0 'hangs in hanging_mmap, .* hanging_mmap\(\) was called and never returned' \
	hanging ./victim /dev/field-hanging offset=$((16 * page))
check 'many pages that mmap reads in, and each takes its time, are no hang' 0 '^Nothing to explain: 1 ' \
	explain ./victim /dev/field-slow pages=32 populate
./victim /dev/field-hanging offset=$((16 * page)) &
until grep -Eq '^(9|222) ' /proc/$!/syscall; do sleep 0.1; done
# Since 6.17, its mappings can be read, but not by a program in the kernel.
hung() {
	timeout -s INT 20 maps explain -p "$1" 2>&1 | tr -s ' \n' '  '
}
check 'a process that hangs already cannot be watched, or not in whole, and it is said why' 0 \
	'hangs in a change of its mappings|as some process hangs in mmap' hung $!
check 'and others can' 0 '^Nothing to explain' explain ./victim /dev/field-ring pages=8
kill -9 $!
wait $! 2>/dev/null
check 'the module can be unloaded' 0 '^$' rmmod field
tap_done
