#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# vm/run: what comes back from the machine, and that a lost one is never a pass.

# shellcheck disable=SC2016 # what is in single quotes is for the machine's shell
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "the question's program prints sixteen [aabbccdd]" {
	run --separate-stderr vm/run -- maps show --private /dev/maps0
	[ "$status" -eq 0 ]
	[ "$(grep -o '\[aabbccdd\]' <<<"$output" | wc -l)" -eq 16 ]
}

@test "the command's exit status comes back" {
	run -7 vm/run -- sh -c 'exit 7'
}

@test "its standard output and error come back apart, byte for byte" {
	vm/run -- sh -c 'printf "a\r\n\tb\0c\377"; echo wrong >&2' >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
	printf 'a\r\n\tb\0c\377' | cmp - "$BATS_TEST_TMPDIR/out"
	[ "$(cat "$BATS_TEST_TMPDIR/err")" = wrong ]
}

@test "they come to a terminal, and to a file that can be read, too" {
	run script -qec 'vm/run -- sh -c "echo right; echo wrong >&2; exit 3"' /dev/null
	[ "$status" -eq 3 ]
	[[ "$output" == *right* ]]
	[[ "$output" == *wrong* ]]
	vm/run -- echo both 1<>"$BATS_TEST_TMPDIR/both"
	[ "$(cat "$BATS_TEST_TMPDIR/both")" = both ]
}

@test "words of the command arrive as they are" {
	run --separate-stderr vm/run -- printf '<%s>' "a b" "it's" '$HOME' '"' '*' ''
	[ "$output" = "<a b><it's><\$HOME><\"><*><>" ]
}

@test "a machine that panics is lost: 125, with the panic shown" {
	run -125 vm/run -- sh -c 'echo c >/proc/sysrq-trigger'
	[[ "$output" == *"Kernel panic"* ]]
}

@test "a machine that stops before the command ends is lost" {
	run -125 vm/run -- poweroff -f
}

@test "a machine that does not end in time is lost" {
	run -125 vm/run --timeout 8 -- sleep 1000
	[[ "$output" == *"within 8 seconds"* ]]
}

@test "a command that prints a verdict of its own cannot forge one" {
	run -125 vm/run -- sh -c 'echo status 0; echo complete; poweroff -f'
}

@test "a kernel warning fails a run whose command succeeds" {
	run -1 vm/run --module tests/vm/warns -- cat /proc/warns
	[[ "$output" == *"somebody read /proc/warns"* ]]
}

@test "a kernel's log that is longer than what is kept fails the run: its beginning was not judged" {
	run -1 vm/run --append log_buf_len=256K --append printk.devkmsg=on -- \
		sh -c 'for line in $(seq 600); do printf "%0900d\n" "$line" >/dev/kmsg; done'
	[[ "$output" == *"its log is longer than what it keeps"* ]]
}

@test "the status of a command that fails is kept beside a kernel warning" {
	run -9 vm/run --module tests/vm/warns -- sh -c 'cat /proc/warns; exit 9'
}

@test "a module that is not read from makes no warning" {
	run -0 vm/run --module tests/vm/warns -- grep -q '^warns ' /proc/modules
}

@test "files are copied in, with their run bit, and to the place that is named" {
	printf '#!/bin/sh\ncat /etc/place/data' >"$BATS_TEST_TMPDIR/program"
	chmod +x "$BATS_TEST_TMPDIR/program"
	echo content >"$BATS_TEST_TMPDIR/data"
	run --separate-stderr vm/run --file "$BATS_TEST_TMPDIR/program" --file "$BATS_TEST_TMPDIR/data:/etc/place/data" \
		-- ./program
	[ "$output" = content ]
}

@test "memory, processors and the kernel's command line are as asked" {
	run --separate-stderr vm/run --memory 512M --cpus 1 --append one=1 --append two=2 --log "$BATS_TEST_TMPDIR/log" -- \
		sh -c 'nproc; awk "/MemTotal/ { print (\$2 < 524288) }" /proc/meminfo; grep -o "one=1 two=2" /proc/cmdline'
	[ "$output" = "1
1
one=1 two=2" ]
	grep -q 'Linux version' "$BATS_TEST_TMPDIR/log"
}

@test "--no-load leaves the driver out, and at hand" {
	run -0 vm/run --no-load -- sh -c '[ ! -e /dev/maps0 ] && insmod /modules/maps.ko && [ -e /dev/maps0 ]'
}

@test "a module that comes with the kernel is found, with what it needs" {
	run -0 vm/run --module brd -- test -b /dev/ram0
}

@test "a module that refuses its parameters is a failure with its reason" {
	run -1 vm/run --param pages=0 -- true
	[[ "$output" == *"pages=0: must be 1 or more"* ]]
}

@test "the driver is loaded with the parameters that are given" {
	run --separate-stderr vm/run --param pages=3 --param private=refuse -- \
		sh -c 'cat /sys/class/maps/maps0/size /sys/class/maps/maps0/private'
	[ "$output" = "12288
refuse" ]
}

@test "a process that is left behind with a mapping does not keep the driver" {
	run -0 vm/run -- sh -c 'sleep 1000 3</dev/maps0 & true'
}

@test "wrong options are 2, with a hint" {
	run -2 vm/run --nonsense -- true
	[[ "$output" == *"--nonsense"*"--help"* ]]
	run -2 vm/run
	run -2 vm/run --kernel
}

@test "a kernel that is not in the list is named, with those that are" {
	run -125 vm/run --kernel 2.4 -- true
	[[ "$output" == *"2.4"*"--kernel 6.1"* ]]
}

@test "a module or file that is not there is named" {
	run -125 vm/run --module no-such-module -- true
	[[ "$output" == *"no-such-module"* ]]
	run -125 vm/run --file /no/such/file -- true
	[[ "$output" == *"/no/such/file"* ]]
}

@test "--shell gives an interactive shell" {
	coproc shell { vm/run --timeout 120 --shell; }
	# shellcheck disable=SC2154 # coproc sets it, and takes it away at the end
	pid=$shell_PID
	# What is typed before the shell reads is lost: wait for its prompt.
	while read -r -d '#' before <&"${shell[0]}"; do
		[[ "$before" != *"ends it."* ]] || break
	done
	# It can also be lost by a machine that has no time: then it is typed again.
	for _ in 1 2 3; do
		printf 'echo is $((6 * 7))\n' >&"${shell[1]}"
		while read -r -t 20 line <&"${shell[0]}"; do
			[[ $line != *"is 42"* ]] || break 2
		done
	done
	[[ $line == *"is 42"* ]]
	printf 'exit 3\n' >&"${shell[1]}"
	wait "$pid" || status=$?
	[ "$status" -eq 3 ]
}

@test "what fails before there is a machine is not a failure of the command" {
	trap '' XFSZ
	ulimit -f 100
	run -125 --separate-stderr vm/run -- true
}
