#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps show: what it prints, and what it says where it cannot. Runs in the machine.

# shellcheck source=tests/tap.sh
. ./tap.sh

# words N COMMAND...: that COMMAND prints [aabbccdd] N times.
words() {
	wanted=$1
	shift
	[ "$("$@" | grep -o '\[aabbccdd\]' | wc -l)" -eq "$wanted" ] && echo right
}

load
check 'it prints where the memory is' 0 '^Mapped memory is at 0x[0-9a-f]+$' maps show /dev/maps0
check 'the first word of each page, shared' 0 right words 16 maps show /dev/maps0
check 'the first word of each page, private' 0 right words 16 maps show --private /dev/maps0
check 'a part of it' 0 right words 3 maps show --offset 8K --length 12K /dev/maps0
check 'up to the end from an offset' 0 right words 14 maps show --offset 8192 /dev/maps0
check 'how it is mapped' 0 'Shared mapping of 64 kB, struct pages, inserted' maps show /dev/maps0
check 'what is present' 0 'present 64 kB, of that private copies 0 kB' maps show /dev/maps0
check 'a private write is seen' 0 '\[12345678\] \[aabbccdd\]' maps show --private --write 12345678 /dev/maps0
check 'as one private copy' 0 'private copies 4 kB' maps show --private --write 12345678 /dev/maps0
check 'and stays private' 0 right words 16 maps show /dev/maps0
check 'a shared write is seen' 0 '\[0000beef\] \[aabbccdd\]' maps show --write beef --length 8K /dev/maps0
check 'and stays in the area' 0 '\[0000beef\]' maps show --length 4K /dev/maps0
check 'a word is unsigned' 0 '^\[ffffffff\]' maps show --write ffffffff --length 4K /dev/maps0
check 'a regular file can be shown' 0 'by page fault' maps show --length 4K /bin/busybox

check 'no such device: what to do' 1 "^maps show: /dev/maps9: No such file or directory; .*'maps list'" maps show /dev/maps9
check 'no such label: what to do' 1 "^maps show: frames: No such file or directory; .*'maps list'" maps show frames
check 'a path through a file: what to do' 1 '^maps show: /dev/null/x: Not a directory; name a device' maps show /dev/null/x
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd
check 'no right: what to do' 1 "^maps show: /dev/maps0: Permission denied; .*'ls -l'" su -s /bin/sh nobody -c 'maps show /dev/maps0'
check 'a device without a size: what to do' 1 '^maps show: /dev/zero: .*--length' maps show /dev/zero
check 'beyond the end: the reason' 1 'reason: the area ends before' maps show --length 1M /dev/maps0
check 'and the next step' 1 'next: .*SEEK_END' maps show --length 1M /dev/maps0
check 'an offset at the end' 1 'past the end of /dev/maps0, which has 65536 bytes' maps show -o 64K /dev/maps0
check 'an offset within a page' 2 'not a multiple of the page size, 4096' maps show -o 100 /dev/maps0
check 'a device that cannot be mapped' 1 '^maps show: /dev/console: mmap: ' maps show --length 4K /dev/console
check 'and, of a driver that keeps silent, the next step' 1 "^  next: +'maps explain -- maps show /dev/console'" \
	maps show --length 4K /dev/console
check 'without /proc the words are printed' 0 right words 15 unshare -m sh -c 'umount -l /proc && maps show maps0'
check 'and that it is not known how they are mapped is a failure' 1 '^maps show: /proc/self/smaps: No such file' \
	unshare -m sh -c 'umount -l /proc && maps show maps0'
check 'an offset that no file has' 2 '--offset 16777215T: too large' maps show -o 16777215T -l 4K /dev/maps0
for size in '' x 4Q 4KK -1 ' 4' 99999999999999999999 17179869184G; do
	check "the size '$size' is refused" 2 "^maps show: --length $size: " maps show --length "$size" /dev/maps0
done
check 'a length of nothing is refused' 2 '^maps show: --length 0: ' maps show --length 0 /dev/maps0
for word in '' xyz -1 123456789; do
	check "the word '$word' is refused" 2 "^maps show: --write $word: " maps show --write "$word" /dev/maps0
done
check 'no device is refused' 2 'no device' maps show
check 'two devices are refused' 2 'one device at a time' maps show /dev/maps0 /dev/maps0
check 'an unknown option is refused' 2 "Try 'maps show --help'" maps show --nonsense /dev/maps0
check 'help is for standard output' 0 '^Usage: maps show' sh -c 'maps show --help 2>/dev/null'
check 'without standard output it fails' 1 'standard output: Bad file descriptor' sh -c 'maps show --write 3 --length 4K maps0 >&-'
check 'without standard error, too' 1 '^$' sh -c 'maps show --write 3 --length 1M maps0 2>&-'
check 'and the memory gets nothing of what is printed' 0 '^00000003 00000000 00000000 $' \
	sh -c 'hexdump -v -e "1/4 \"%08x \"" -n 12 /dev/maps0; echo'
check 'output that is lost is a failure' 1 'standard output: No space left' sh -c 'maps show /dev/maps0 >/dev/full'
check 'maps alone is refused, with the commands' 2 'show +map a device' maps
check 'an unknown command is refused' 2 "maps: fly: no such command" maps fly
check 'the version' 0 '^maps [0-9]+\.[0-9]+\.[0-9]+$' maps --version

load mapper=remap
check "the question's case is refused" 1 'mmap: Invalid argument' maps show --private /dev/maps0
check 'with its reason' 1 'reason: remap_pfn_range\(\)' maps show --private /dev/maps0
check 'with what was asked for' 1 'asked: +MAP_PRIVATE, PROT_READ, offset 0, length 65536; refused at page 0' \
	maps show --private /dev/maps0
check 'and the next step' 1 'next: +map it with MAP_SHARED; or one page' maps show --private /dev/maps0
check 'the first cure: shared' 0 right words 16 maps show --shared /dev/maps0
check 'the second cure: one page at a time' 0 right words 1 maps show --private --offset 60K --length 4K /dev/maps0
check 'which the kernel knows by number only' 0 'by page number' maps show /dev/maps0
load mapper=remap private=readonly
check 'the third cure: never to be written' 0 right words 16 maps show --private /dev/maps0
check 'a private write is refused then' 1 'private=readonly' maps show --private --write 1 /dev/maps0
load private=refuse
check 'private=refuse is named' 1 'private=refuse' maps show --private /dev/maps0
rmmod maps
tap_done
