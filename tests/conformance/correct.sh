#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A correct device of each kind passes: maps check says of which design each device of
# tests/correct is, no more and no less, and fails nothing. Runs in the machine.
#
# needs module tests/correct

# shellcheck source=tests/tap.sh
. ./tap.sh

mkdir -p /mnt && mke2fs /dev/ram0 >/dev/null 2>&1 && mount -t ext4 /dev/ram0 /mnt || exit 1

# rests DEVICE: what is in it; of one that changes by itself, behind the first bytes of each page, where its clock is.
rests() {
	hexdump -v -C "/dev/correct-$1" 2>/dev/null | if [ "$1" = moving ]; then grep -v '^[0-9a-f]*000 '; else cat; fi
}

# passes DEVICE WORDS [WARNINGS [OPTION...]]: with the options, it is by design what WORDS say, and warns so often; and
# is as before then.
passes() {
	device=$1 words=$2 warnings=${3:-0}
	shift $(($# < 3 ? $# : 3))
	rests "$device" >/tmp/before
	check "a device that is $device passes" 0 "^/dev/correct-$device: [1-9][0-9]* passed, 0 failed, $warnings warned, " \
		maps check --scratch /mnt --expect "$words" "$@" "/dev/correct-$device"
	rests "$device" >/tmp/after
	case ,$words, in
	*,no-read,*) ;;
	*)
		check "there is something in $device" 0 '^$' test -s /tmp/before
		check "and nothing of what $device has is overwritten" 0 '^$' cmp /tmp/before /tmp/after
		;;
	esac
}

passes exact exact-length
passes fixed fixed-offset
passes fresh fresh,no-read,no-write
passes moving moving,no-write
passes not-inherited not-inherited
# Those of row 29: O_DIRECT either way, vmsplice, io_uring, process_vm_readv and its like.
[ "$(uname -m)" = aarch64 ] && [ "$(uname -r | cut -d . -f 1)" -lt 6 ] && debugger=2
passes numbered shared-only,page-numbers $((6 + ${debugger:-0}))
passes odd exact-length,no-read,no-write 0 --length 48K
passes once once
passes own none
passes private-only private-only,read-only
passes read-only read-only,no-write
passes shared-only shared-only
passes unbounded unbounded,no-read,no-write 1
passes unreadable no-read,no-write
passes writable-only shared-only,writable-only

check 'where the end is not known nothing is written' 0 'not known: without --length it is not written to\)$' \
	maps check --only access.read /dev/correct-unbounded
check 'and with --length it is' 0 '^  pass  read ' maps check --length 64K --only access.read /dev/correct-unbounded

check 'that a length is too long is said, where it does not tell its size' 1 'of --length is refused with EINVAL' \
	maps check --length 128K --only bounds.map /dev/correct-unreadable

check 'of what tells no size it is said that read(2) was not tried' 0 'n/a +write .*not tried, as it tells no size' \
	maps check --only sharing.write /dev/correct-unreadable

# Drivers that are right to refuse all that can be tried
check 'one that can be mapped in a length alone that nobody tells' 0 '^  WARN +map ' \
	maps check --only bounds.map /dev/correct-odd
check 'one that serves its opener alone' 0 'n/a +map .*the process that opened it' \
	maps check --only bounds.map /dev/correct-opener
check 'one that can be mapped to be written only, and must not be' 0 'n/a +map .*be open for writing' \
	maps check --read-only --only bounds.map /dev/correct-writable-only
check 'or is not open for that' 0 'n/a +map .*be open for writing' \
	sh -c 'maps check --only bounds.map --fd 3 3</dev/correct-writable-only'

# all_are_tested: print the devices that have no line above.
all_are_tested() {
	for path in /dev/correct-*; do
		grep -q "^passes ${path#/dev/correct-} \|$path\$" "$0" || echo "$path"
	done
}
check 'each device of tests/correct is tested' 0 '^$' all_are_tested
tap_done
