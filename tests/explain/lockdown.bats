#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain on a kernel that is locked down, so that not even root may look into it.
# KERNEL and ARCH choose which.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

@test "lockdown is named, and the program is watched all the same" {
	run vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --no-load --append lockdown=confidentiality -- \
		maps explain -- sh -c 'exit 3'
	echo "$output"
	[ "$status" -eq 3 ]
	[[ $output == *"watching by ptrace"*"locked down"* ]]
	[[ $output == *"Nothing to explain"* ]]
}
