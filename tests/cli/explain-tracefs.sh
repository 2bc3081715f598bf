#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain by tracefs: the row of the catalogue for what went wrong, no false alarms,
# nothing that is left behind, and the way it is come to. Runs in the machine.
# needs file build/ARCH/tests/explain/victim

# shellcheck source=tests/tap.sh
. ./tap.sh
tracing=/sys/kernel/tracing

explain() {
	maps explain --timeout 5 --by tracefs -- "$@" 2>&1
}

# row ROW WORDS...: that the victim's end is explained by that row of the catalogue.
row() {
	expected=$1
	shift
	printed=$(explain ./victim "$@")
	if echo "$printed" | grep -Eq "^  cause $expected +"; then echo right; fi
	echo "$printed"
}

# What is there of ours.
left_behind() {
	cat $tracing/kprobe_events
	ls $tracing/instances
	ps | sed -n '/[m]aps-cleaner/p'
}

# Whether that is so now; whoever was killed has a helper that takes a moment.
cleaned() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(left_behind)" ] || break
		sleep 0.5
	done
	left_behind
}

# What is there while a watch goes on, and once it was ended by $1.
killed() {
	maps explain --by tracefs -- sleep 100 &
	watcher=$!
	sleep 3
	left_behind
	kill -s "$1" $watcher
	wait $watcher
	cleaned >/tmp/left
	if [ -s /tmp/left ]; then cat /tmp/left; else echo "nothing is left"; fi
	killall sleep 2>/dev/null || :
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
check 'nothing is left behind' 0 '^$' left_behind

check 'the driver function is named' 1 'ignored_error_mmap\+0x[0-9a-f]+(/0x[0-9a-f]+)? \[broken\]' \
	explain maps show --length 64K /dev/broken-ignored-error --private
check 'the pieces are counted' 1 'remap_pfn_range.*16' explain maps show --length 64K /dev/broken-ignored-error --private
check 'what is not seen is said' 1 "not seen +which of the driver's functions" \
	explain maps show --length 64K /dev/broken-ignored-error --private
check 'nothing to explain is said, with the number of mappings' 0 '[0-9]+ mappings of files and devices were watched' \
	explain maps show /dev/broken-page-numbers
check 'children are watched' 1 'cause 2 ' explain sh -c 'true; maps show --private /dev/broken-checked-error'
check 'a process that runs already is watched' 0 'cause 1 ' sh -c '
	(sleep 3; exec ./victim /dev/broken-ignored-error private) & maps explain --by tracefs -p $! 2>&1'
check "the command's status is handed on" 7 '' maps explain --by tracefs -- sh -c 'exit 7'
check "the command's signal is handed on" 135 '' \
	sh -c 'maps explain --by tracefs -- ./victim /dev/broken-too-few-pages; exit $?'

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

check 'there are probes while a watch goes on' 0 'remap_pfn_range_enter' killed TERM
check 'nothing is left behind of one that was ended by SIGTERM' 0 '^nothing is left$' killed TERM
check 'nor of one that was ended by SIGHUP' 0 '^nothing is left$' killed HUP
check 'nor of one that was ended by SIGKILL' 0 '^nothing is left$' killed KILL
check 'nor when there is no such command' 127 'no-such-command' maps explain --by tracefs -- no-such-command
check 'nothing is left behind, in the end' 0 '^$' cleaned

# A kernel without BTF, as far as one can tell who cannot see it.
# shellcheck disable=SC2016 # for the shell within
check 'without BTF it is the way, and that is said' 0 'watching by tracefs: no bpf: .*BTF' \
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && maps explain -- true'
check 'and the row is found' 0 'cause 1 ' \
	unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && maps explain -- ./victim /dev/broken-ignored-error private; true'
umount $tracing
check 'tracefs need not be mounted' 0 'cause 1 ' \
	sh -c 'maps explain --by tracefs -- ./victim /dev/broken-ignored-error private 2>&1; true'
check 'and is not, afterwards' 0 '^0$' sh -c 'grep -c " /sys/kernel/tracing " /proc/mounts; true'
mount -t tracefs tracefs $tracing
mkdir -p /etc
echo 'user:x:1000:1000::/:/bin/sh' >>/etc/passwd
check 'another user watches by ptrace, and both reasons are said' 0 'watching by ptrace: no bpf: .*; no tracefs: .*root' \
	start-stop-daemon -S -c user -x /bin/maps -- explain -- true
check 'who wants it all the same is told why not' 1 'cannot watch: no tracefs: .*root' \
	start-stop-daemon -S -c user -x /bin/maps -- explain --by tracefs -- true
rmmod maps
tap_done
