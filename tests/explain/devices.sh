#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of each device of tests/broken: what tests/explain/cases says of it.
# Runs in the machine. A line "# recording {JSON}" has what was seen; see
# tests/explain/record.
#
# needs cpus 1
# needs file build/ARCH/tests/explain/victim
# needs file tests/explain/cases
#
# Usage: devices.sh [DEVICE]	all that leave the machine alive, or this one

# shellcheck source=tests/tap.sh
. ./tap.sh

# value KEY: what the report has for it, in one word; '-' for null.
value() {
	sed -n "s/^      \"$1\": \?\"\?\([^\",]*\)\"\?,\?$/\1/p" report.json | sed 's/^null$/-/'
}

# told ROW STAGE FUNCTION: that the one incident of the report is so; or that there is
# none, of a mapping that was watched from within the kernel.
told() {
	if ! grep -q '^  "source": *"bpf"' report.json; then
		echo "it was not watched by bpf: $(cat victim.err)"
		return
	fi
	if [ "$1" = - ] && grep -q '^  "watched": *0,' report.json; then
		echo 'no mapping was watched'
		return
	fi
	got="$(value row) $(value stage) $(value function)"
	[ "$got" != '  ' ] || got='- - -'
	if [ "$got" = "$*" ]; then echo right; else echo "it says: $got"; fi
	value reason
}

# Each device that is there has its line.
all_have_lines() {
	for path in /dev/broken-*; do
		grep -q "^${path#/dev/broken-}!\?	" cases || echo "$path has none"
	done
}

while read -r device words row stage function; do
	case $device in
	'#'* | '') continue ;;
	*!) [ "${1:-}" = "${device%!}" ] || continue ;;
	*) [ $# -eq 0 ] || continue ;;
	esac
	device=${device%!}
	[ "$words" != - ] || words=
	rm -f report.json record.json
	# shellcheck disable=SC2046 # a list of words, commas between
	maps explain --timeout 5 --json -o report.json --record record.json -- \
		./victim "/dev/broken-$device" $(echo "$words" | tr , ' ') >/dev/null 2>victim.err
	check "$device${words:+ $words}: row $row, $stage, $function" 0 '^right$' told "$row" "$stage" "$function"
	echo "# recording {\"device\": \"$device\", \"words\": \"${words:--}\", \"recording\": $(tr -d '\n' <record.json | tr -s ' ')}"
done <cases
[ $# -gt 0 ] || check 'each device of tests/broken has its line' 0 '^$' all_have_lines
tap_done
