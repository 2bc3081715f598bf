#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The devices of tests/broken that hang a process for good, or break the kernel:
# each in a machine of its own, which need not survive. KERNEL and ARCH choose it.

setup_file() {
	make -s -C "$BATS_TEST_DIRNAME/../.." build/catalogue/document >&2
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

# in_machine COMMAND: run it with all devices there; what came of the machine does
# not count, but what was printed does. It has processors to lose: on 5.10/arm64 a
# process that dies with mmap_lock held spins on it, interrupts masked, for ever.
in_machine() {
	run vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --cpus 6 --no-load --module "tests/broken dangerous=1" \
		--timeout 200 -- sh -c "$1"
	echo "$output"
}

# expect DEVICE: it fails the checks that its row of the catalogue names.
expect() {
	fails=$(build/catalogue/document --dangerous | sed -n "s/^$1 //p")
	[ -n "$fails" ]
	in_machine "maps check --tap --timeout 5 --only bounds /dev/broken-$1"
	for check in $fails; do
		grep -Eq "^not ok [0-9]+ - $check:" <<<"$output"
	done
	[ "$(grep -c '^not ok' <<<"$output")" -eq "$(wc -w <<<"$fails")" ]
}

@test "errno-as-fault: a process that cannot be killed is reported" {
	expect errno-as-fault
	# 5.10 tries the fault again, with the lock held, and looks for signals there.
	[ "${KERNEL:-}" = 5.10 ] || [[ $output == *"cannot be killed"* ]]
}

@test "oom-for-error: a fault that never ends is reported" {
	expect oom-for-error
}

@test "no-page-set: an oops in the fault is reported" {
	expect no-page-set
}

@test "pfn-without-pfnmap: a BUG in the fault is reported" {
	expect pfn-without-pfnmap
}

@test "mixed-methods: a BUG in mmap is reported" {
	expect mixed-methods
}

@test "physical-of-vmalloc: a corrupted page table is reported" {
	expect physical-of-vmalloc
}

@test "no-owner: the module goes away while it is open" {
	in_machine 'sleep 100 3</dev/broken-no-owner & sleep 1
		[ -e "/proc/$!/fd/3" ] && echo "it is open" && sleep 1 && rmmod broken && echo "it is gone"'
	# A machine may be lost before anything was tried, too.
	[[ $output == *"it is open"* ]]
	# A module that is held would be "Resource temporarily unavailable".
	[[ $output == *"it is gone"* ]] || [[ $output == *"machine was lost"* ]]
}

@test "no-reference: the kernel is corrupted" {
	skip "what a lost reference does is seen by a kernel with page owner checks, not by a program"
}

@test "each dangerous device has its test" {
	for device in $(build/catalogue/document --dangerous | cut -d ' ' -f 1); do
		grep -q "^@test \"$device:" "$BATS_TEST_FILENAME"
	done
}
