# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Results of commands as TAP, for tests in the machine: to be sourced.

number=0 failures=0

# check SENTENCE STATUS PATTERN COMMAND...: that COMMAND exits with STATUS and
# prints something that has PATTERN.
check() {
	sentence=$1 expected=$2 pattern=$3
	shift 3
	printed=$("$@" 2>&1)
	status=$?
	number=$((number + 1))
	if [ "$status" -eq "$expected" ] && echo "$printed" | grep -Eq -- "$pattern"; then
		echo "ok $number - $sentence"
	else
		failures=$((failures + 1))
		echo "not ok $number - $sentence"
		echo "# $*: status $status, expected $expected and /$pattern/; it printed:"
		echo "$printed" | sed 's/^/#   /'
	fi
}

# Print the plan; the exit status of the test is the last one.
tap_done() {
	echo "1..$number"
	[ "$failures" -eq 0 ]
}

# Load the driver with other parameters.
load() {
	rmmod maps 2>/dev/null
	insmod /modules/maps.ko "$@"
}
