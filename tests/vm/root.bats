#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# vm/run --root: the command runs in a Debian root, and nothing else is different.

# shellcheck disable=SC2016 # what is in single quotes is for the machine's shell
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "python3 maps the device by mmap and by numpy" {
	run --separate-stderr vm/run --root -- python3 -c '
import mmap, numpy, os
with open("/dev/maps0", "r+b") as device:
    bytes = mmap.mmap(device.fileno(), 16 * mmap.PAGESIZE)
    print(bytes[:4].hex())
    words = numpy.memmap(device, dtype="uint32", mode="r+", shape=(16, mmap.PAGESIZE // 4))
    print(" ".join(f"{word:x}" for word in words[:, 0]))'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = ddccbbaa ]
	[ "$(grep -o aabbccdd <<<"${lines[1]}" | wc -l)" -eq 16 ]
}

@test "a program is compiled there, debugged and traced; files and the maps command are there" {
	echo 'int main(void) { return *(volatile int *)0; }' >"$BATS_TEST_TMPDIR/program.c"
	printf '#!/bin/sh\necho mine\n' >"$BATS_TEST_TMPDIR/tool"
	chmod +x "$BATS_TEST_TMPDIR/tool"
	run --separate-stderr vm/run --root --file "$BATS_TEST_TMPDIR/program.c" --file "$BATS_TEST_TMPDIR/tool:/bin/tool" -- sh -ec '
		gcc -g -o program program.c
		gdb -batch -ex run -ex backtrace ./program 2>&1 | grep "^#0.*main.*program.c:1"
		strace -e trace=mmap maps show /dev/maps0 2>&1 | grep "mmap(NULL, 65536, PROT_READ, MAP_SHARED, 3, 0)"
		hexdump -n 4 -e "\"%x\n\"" /dev/maps0
		tool
		readlink -f /bin/sh'
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "#0 "* ]]
	[[ "${lines[1]}" == "mmap(NULL"* ]]
	[ "${lines[2]}" = aabbccdd ]
	[ "${lines[3]}" = mine ]
	[[ "${lines[4]}" == *dash ]]
}

@test "status and streams come back as without it" {
	vm/run --root -- sh -c 'pwd; echo wrong >&2; exit 7' >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	[ "$status" -eq 7 ]
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = /root ]
	[ "$(cat "$BATS_TEST_TMPDIR/err")" = wrong ]
}

@test "a kernel warning fails the run there, too" {
	run -1 vm/run --root --module tests/vm/warns -- cat /proc/warns
	[[ "$output" == *"somebody read /proc/warns"* ]]
}

@test "two machines at a time share the image, and neither sees what the other writes" {
	disk=$(vm/kernels disk amd64)
	before=$(cksum <"$disk")
	vm/run --root -- sh -c 'echo one >>/etc/hostname; sleep 5; cat /etc/hostname' >"$BATS_TEST_TMPDIR/one" &
	run --separate-stderr vm/run --root -- sh -c 'echo two >>/etc/hostname; sleep 5; cat /etc/hostname'
	wait
	[ "$output" = "maps"$'\n'"two" ]
	[ "$(cat "$BATS_TEST_TMPDIR/one")" = "maps"$'\n'"one" ]
	[ "$(cksum <"$disk")" = "$before" ]
}
