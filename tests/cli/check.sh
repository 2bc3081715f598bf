#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps check: its options, its three forms of output, and what it exits with. What
# the checks find out is the matter of tests/conformance. Runs in the machine.
#
# needs file build/ARCH/tests/cli/terminal

# shellcheck source=tests/tap.sh
. ./tap.sh

# count PATTERN COMMAND...: how many lines that COMMAND prints have PATTERN.
count() {
	pattern=$1
	shift
	"$@" | grep -Ec "$pattern" || :
}

load
check 'it says what it checks' 0 '^/dev/maps0: 16 pages of 4 KiB$' maps check --only bounds.map /dev/maps0
check 'a line for each check' 0 '^  pass  map +some mapping' maps check --only bounds.map /dev/maps0
check 'a group has all its checks' 0 '^  pass  overflow' maps check --only bounds /dev/maps0
check 'a closing count' 0 '^/dev/maps0: 1 passed, 0 failed, 0 warned, 0 not applicable$' \
	maps check --only bounds.map /dev/maps0
check 'checks can be left out' 0 '^/dev/maps0: 9 passed, 0 failed' maps check --only bounds --skip bounds.map /dev/maps0
check 'a group can be left out' 0 '^/dev/maps0: 0 passed' maps check --only bounds --skip bounds /dev/maps0
check 'no colours where there is no terminal' 0 '^0$' count "$(printf '\033')" maps check --only bounds.map /dev/maps0

check 'colours on a terminal' 0 "$(printf '\033')\\[32mpass" \
	env TERM=linux ./terminal never maps check --only bounds.map /dev/maps0
check 'unless NO_COLOR is set' 0 '^0$' count "$(printf '\033')\\[32m" \
	env TERM=linux NO_COLOR=1 ./terminal never maps check --only bounds.map /dev/maps0

check 'TAP has a result for each check' 0 '^10$' count '^ok [0-9]+ - bounds\.[a-z-]+: ' \
	maps check --tap --only bounds /dev/maps0
check 'and a plan' 0 '^1\.\.10$' maps check --tap --only bounds /dev/maps0
check 'what is not applicable is skipped, with its reason' 0 '^ok 1 - bounds.whole: .* # SKIP it does not tell its size' \
	maps check --tap --only bounds.whole /dev/zero
check 'JSON has the device' 0 '"device":"/dev/maps0"' maps check --json --only bounds /dev/maps0
check 'and each check with its outcome' 0 '^10$' count '"outcome":"pass"' maps check --json --only bounds /dev/maps0
check 'the list has each check' 0 '^bounds\.map +some mapping' maps check --list
check 'in JSON, too' 0 '"check": ?"bounds\.map"' maps check --list --json

check 'a failure is an exit status' 1 '^  FAIL  map ' maps check --only bounds.map /dev/null
check 'with what was done' 1 'did +mmap\(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0\) = -1 ENODEV' \
	maps check --only bounds.map /dev/null
check 'what was expected' 1 'expected +an address' maps check --only bounds.map /dev/null
check 'what happened' 1 'happened +every mmap is refused with ENODEV' maps check --only bounds.map /dev/null
check 'the cause' 1 'cause 26 +the driver has no mmap' maps check --only bounds.map /dev/null
check 'and the cure' 1 'cure +implement mmap' maps check --only bounds.map /dev/null
check 'in TAP, too' 1 '^# row +26$' maps check --tap --only bounds.map /dev/null
check 'in JSON, too' 1 '"driver-cure":"implement mmap"' maps check --json --only bounds.map /dev/null

check 'a design that is as expected is a check that passes' 0 '^  pass  expected ' \
	maps check --expect none --only bounds.map /dev/maps0
check 'and is counted' 0 ': 2 passed, 0 failed' maps check --expect none --only bounds.map /dev/maps0
check 'a design that is not, fails' 1 '^  FAIL  expected ' maps check --expect read-only --only bounds.map /dev/maps0
check 'with what it is' 1 '^ +happened +it is not read-only$' \
	maps check --expect read-only --only bounds.map /dev/maps0
check 'and is counted, too' 1 ': 1 passed, 1 failed' maps check --expect read-only --only bounds.map /dev/maps0
check 'in TAP' 1 '^not ok 1 - design.expected: ' maps check --tap --expect read-only --only bounds.map /dev/maps0
check 'and its plan' 1 '^1\.\.2$' maps check --tap --expect read-only --only bounds.map /dev/maps0
check 'where nothing can be mapped no design is as expected' 1 'happened +nothing of it can be mapped' \
	maps check --expect none --only bounds --skip bounds /dev/null
check 'in JSON' 1 '"name":"design.expected"' maps check --json --expect read-only --only bounds.map /dev/maps0
check 'no design is expected unless it is asked for' 0 '^0$' count design.expected maps check --tap --only bounds /dev/maps0
load private=refuse
check 'the design is printed' 0 'by design +shared-only: no private mappings' maps check --only bounds.map /dev/maps0
check 'and can be expected' 0 passed maps check --expect shared-only --only bounds.map /dev/maps0
check 'a design that is new' 1 'happened +it is shared-only$' maps check --expect none --only bounds.map /dev/maps0
check 'and is in JSON' 0 '"shared-only"' maps check --json --only bounds.map /dev/maps0
load

check 'a descriptor' 0 '^descriptor: .*, opened to be read' sh -c 'maps check --only bounds.map --fd 3 3</dev/maps0'
check 'a descriptor that is standard input' 0 ' 16 pages.*, opened to be read' \
	sh -c 'maps check --only bounds --fd 0 </dev/maps0'
check 'a part of a device' 0 ': 2 pages' maps check --offset 8K --length 8K --only bounds.map /dev/maps0
check 'a regular file' 0 ' 0 failed' maps check --only bounds /bin/busybox
head -c 65000 /bin/busybox >/tmp/file
check 'all that can be checked of one' 0 '/tmp/file: 6[0-9] passed, 0 failed, 0 warned' maps check /tmp/file
check 'which is then as it was' 0 '^$' sh -c 'head -c 65000 /bin/busybox | cmp - /tmp/file'
# shellcheck disable=SC2016 # for that shell
check 'and so it is where that is ended in between' 0 '^143, and as it was$' sh -c 'maps check /tmp/file >/dev/null & check=$!
	sleep 1; kill $check; wait $check; status=$?; head -c 65000 /bin/busybox | cmp - /tmp/file && echo "$status, and as it was"'
printf hello! >/tmp/short
check 'one that is shorter than what is written to it' 0 ' 0 failed' maps check --only access,sharing /tmp/short
check 'keeps what it has, too' 0 '^hello!$' cat /tmp/short
true >/tmp/empty
check 'one that is empty' 1 '^maps check: /tmp/empty: is empty; there is nothing to check$' maps check /tmp/empty
check 'from an offset on, too' 1 '^maps check: /tmp/file: is empty from --offset on' maps check --offset 64K /tmp/file
check 'more than there is' 1 '^maps check: /tmp/file: --length reaches beyond its end: it tells 65000 bytes$' \
	maps check --length 68K /tmp/file
check 'of a device, too' 1 '^maps check: /dev/maps0: --length reaches beyond its end: it tells 65536 bytes$' \
	maps check --offset 8K --length 64K /dev/maps0
check 'or what is behind its end' 1 '^maps check: /dev/maps0: --offset reaches beyond its end: it tells 65536 bytes$' \
	maps check --offset 64K /dev/maps0
check 'one of the kernel is judged as a device' 1 'every mmap is refused with [A-Z]+$' \
	maps check --only bounds.map /proc/version
truncate -s 5G /tmp/large
check 'one of more than 4 GiB' 0 ' 0 failed' maps check --only bounds /tmp/large
rm /tmp/large
mke2fs /dev/ram0 >/dev/null
mkdir -p /mnt
mount -t ext4 /dev/ram0 /mnt
check 'a disk that is mounted is not written to' 1 '^maps check: /dev/ram0: is in use, .*--read-only' maps check /dev/ram0
check 'nor is one that is open already' 1 '^maps check: descriptor: is in use, .*--read-only' \
	sh -c 'maps check --fd 3 3<>/dev/ram0'
check 'but can be read' 0 ' 0 failed' maps check --read-only --only bounds.touch /dev/ram0
check 'by a descriptor, too' 0 ' 0 failed' sh -c 'maps check --only bounds.touch --fd 3 3</dev/ram0'
umount /mnt
mkdir -p /etc
echo nobody:x:65534:65534::/:/bin/sh >/etc/passwd
check 'nobody needs to be root' 0 ' 0 failed' \
	sh -c 'chmod 666 /dev/maps0; chmod 777 /tmp; su -s /bin/sh nobody -c "maps check --scratch /tmp /dev/maps0"'

check 'no such device' 1 "^maps check: /dev/maps9: No such file or directory; is its driver loaded\\? 'maps list' has" maps check /dev/maps9
check 'no such label' 1 "^maps check: frames: No such file or directory; .*'maps list' has" maps check frames
maps create --size 64K --label frames >/dev/null
check 'an area by its label' 0 '^/dev/maps1: 16 pages of 4 KiB$' maps check --only bounds.map frames
maps destroy frames
check 'no right' 1 "^maps check: /dev/mem: Permission denied; root may, .*'ls -l'" \
	su -s /bin/sh nobody -c 'maps check /dev/mem'
check 'the memory of the machine' 1 '^maps check: /dev/mem: is the memory of this machine, .*--read-only' maps check /dev/mem
check 'is not written to, by whatever descriptor' 1 '^maps check: descriptor: is the memory of this machine' \
	sh -c 'maps check --fd 3 3<>/dev/mem'
check 'but can be read' 0 ' 0 failed' maps check --read-only --offset 960K --length 4K --only bounds.map /dev/mem
check 'a directory' 1 '^maps check: /dev: Is a directory; name a device' maps check /dev
check 'a descriptor that is not open' 1 '^maps check: --fd 9: ' maps check --fd 9
check 'a descriptor that cannot be read' 1 'open for writing only; open it with O_RDWR' sh -c 'maps check --fd 3 3>/dev/maps0'
check 'no device' 2 'no device' maps check
check 'two devices' 2 'one device at a time' maps check /dev/maps0 /dev/maps0
check 'a device and a descriptor' 2 'one device at a time' maps check --fd 3 /dev/maps0
check 'an unknown check' 2 "no check is called 'bounds.mop'" maps check --only bounds.mop /dev/maps0
check 'an unknown word of design' 2 "--expect once,purple: unknown word 'purple'" \
	maps check --expect once,purple /dev/maps0
check 'is found before the device is looked at' 2 '^$' sh -c 'maps check --expect purple /dev/maps9 2>/dev/null'
check 'a length within a page' 2 'not a multiple of the page size' maps check --length 100 /dev/maps0
check 'a length of nothing' 2 '^maps check: --length 0: nothing to check' maps check --length 0 /dev/maps0
check 'a time limit in which nothing can be checked' 2 '--timeout 0: not a number from 1' \
	maps check --timeout 0 /dev/maps0
check 'a time limit that is none' 2 '--timeout x: not a number' maps check --timeout x /dev/maps0
check 'an unknown option' 2 "Try 'maps check --help'" maps check --nonsense /dev/maps0
check 'help is for standard output' 0 '^Usage: maps check' sh -c 'maps check --help 2>/dev/null'
check 'output that is lost is a failure' 1 'standard output: No space left' sh -c 'maps check --list >/dev/full'
rmmod maps
tap_done
