#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The command as it is built where there is neither libbpf nor libdw: it has maps explain
# all the same, which says what it lacks. KERNEL and ARCH choose where it is run.

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	arch=${ARCH:-amd64}
	export maps=$BATS_FILE_TMPDIR/maps
	make -s ARCH="$arch" OUT="$BATS_FILE_TMPDIR" libbpf= libdw= "$maps"
	make -s ARCH="$arch" "build/$arch/tests/explain/victim"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

# in_machine COMMAND...: with that command, as /root/maps.
in_machine() {
	run vm/run --kernel "${KERNEL:-}" --arch "${ARCH:-amd64}" --no-load --module tests/broken --file "$maps" \
		--file "build/${ARCH:-amd64}/tests/explain/victim" -- "$@"
	echo "$output"
}

@test "it needs neither of them" {
	run readelf --dynamic "$maps"
	[ "$status" -eq 0 ]
	[[ $output == *libjson-c* && $output != *libbpf* && $output != *libdw* ]]
}

@test "it watches by tracefs, and says why" {
	in_machine ./maps explain -- ./victim /dev/broken-checked-error private
	[ "$status" -eq 1 ]
	[[ $output == *"watching by tracefs: no bpf: maps was built without libbpf"* ]]
	[[ $output == *"cause 2 "* ]]
}

@test "who asks for what is not there is told so" {
	in_machine sh -c './maps explain --by bpf -- true; echo "status $?"; ./maps explain --debug-info / -- true; echo "status $?"'
	[[ $output == *"--by bpf: maps was built without libbpf"*"status 2"*"--debug-info /: maps was built without libdw"*"status 2"* ]]
}
