#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# bench/compare: which figures of made-up files it names, and how it ends.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	kept=$BATS_TEST_TMPDIR/kept.tsv
	new=$BATS_TEST_TMPDIR/new.tsv
	figures 6.1.190-1 1000000 500 2000 >"$kept"
}

# A file of the kernel package $1, with figures for three rows: "-" is one that
# could not be counted, and "no" is no row.
figures() {
	printf '# date 2026-01-01\n# emulator QEMU emulator version 7.2.1\n'
	printf '# kernel 6.1.0-50-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian %s (2026-01-01)\n' "$1"
	printf '# bytes 67108864\n'
	row map 67108864 huge huge "$2"
	row map 67108864 memfd touched "$3"
	printf '# bytes 65536\n'
	row map 65536 huge huge "$4"
}

row() {
	case $5 in
	no) ;;
	-) printf '%s\t%s\t%s\t%s\t-\tmmap: Invalid argument\n' "$1" "$2" "$3" "$4" ;;
	*) printf '%s\t%s\t%s\t%s\t%s\t\n' "$1" "$2" "$3" "$4" "$5" ;;
	esac
}

# compare STATUS FIGURES...: of the same package, and what is said is left in $output.
compare() {
	expected=$1
	shift
	figures 6.1.190-1 "$@" >"$new"
	run bench/compare "$kept" "$new"
	echo "$output"
	[ "$status" -eq "$expected" ]
}

@test "the same figures pass" {
	compare 0 1000000 500 2000
	[[ $output == *"3 figures compared: 0 too large or missing, 0 less, 0 moved by up to 2 %, 3 as they were"* ]]
	[ "${#lines[@]}" -eq 1 ]
}

@test "one that grew by over 2 per cent fails, and is named with both figures" {
	compare 1 1020001 500 2000
	[[ ${lines[0]} == *map*"64 MiB"*huge*huge*"grew by over 2 %, 1000000 to 1020001, +2.00 %" ]]
	[[ ${lines[1]} == *"1 too large or missing"* ]]
}

@test "2 per cent exactly are allowed" {
	compare 0 1020000 510 2040
	[[ $output == *"3 moved by up to 2 %"* ]]
}

@test "each that grew is named" {
	compare 1 2000000 511 2041
	[ "$(grep -c 'grew by over 2 %' <<<"$output")" -eq 3 ]
	[[ $output == *"64 KiB"*huge* ]]
}

@test "one that shrank is told, and passes" {
	compare 0 500000 500 2000
	[[ ${lines[0]} == *"less, 1000000 to 500000, -50.00 %" ]]
}

@test "one that cannot be counted any more fails, with the reason" {
	compare 1 1000000 - 2000
	[[ ${lines[0]} == *memfd*touched*"500 is there no more: mmap: Invalid argument" ]]
}

@test "one that is missing fails" {
	compare 1 1000000 no 2000
	[[ ${lines[0]} == *memfd*touched*"500 is there no more" ]]
}

@test "one that is not kept is told, and passes" {
	figures 6.1.190-1 1000000 no - >"$kept"
	compare 0 1000000 500 2000
	[[ $output == *memfd*touched*"500, which is not kept"* ]]
	[[ $output == *"64 KiB"*"2000, which is not kept"* ]]
	[[ $output == *"1 figures compared"* ]]
}

@test "sizes that were not counted anew are no loss" {
	figures 6.1.190-1 1000000 500 no | grep -v '^# bytes 65536' >"$new"
	run bench/compare "$kept" "$new"
	[ "$status" -eq 0 ]
	[[ $output == *"2 figures compared"* ]]
}

@test "files that have nothing in common fail, of the same package and of another" {
	figures 6.1.190-1 no no no >"$kept"
	for package in 6.1.190-1 6.1.190-2; do
		figures "$package" no no no >"$new"
		run bench/compare "$kept" "$new"
		[ "$status" -eq 1 ]
		[[ $output == *"nothing was compared"* ]]
	done
}

@test "another package of the same release passes, with new figures beside the old" {
	figures 6.1.190-2 2000000 500 3000 >"$new"
	run bench/compare "$kept" "$new"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"is of another kernel package"* ]]
	[[ ${lines[1]} == *"kept"*"Debian 6.1.190-1 "* ]]
	[[ ${lines[2]} == *"new"*"Debian 6.1.190-2 "* ]]
	[[ $output == *map*"64 MiB"*huge*huge*1000000*2000000*"+100.00 %"* ]]
	[[ $output == *map*"64 MiB"*memfd*500*500*"+0.00 %"* ]]
	[[ $output == *map*"64 KiB"*huge*2000*3000*"+50.00 %"* ]]
	[[ $output != *"grew by"* ]]
}

@test "with another package, too, what could be done and no more can fails" {
	figures 6.1.190-2 2000000 500 - >"$new"
	run bench/compare "$kept" "$new"
	[ "$status" -eq 1 ]
	[[ $output == *map*"64 KiB"*huge*2000*-* ]]
	[[ $output == *"1 figures that are kept are there no more"* ]]
}

@test "another emulator is named where something grew" {
	figures 6.1.190-1 1100000 500 2000 | sed 's/version 7.2.1/version 9.0.0/' >"$new"
	run bench/compare "$kept" "$new"
	[ "$status" -eq 1 ]
	[[ $output == *"the emulator is another one"*"7.2.1"*"9.0.0"* ]]
}

@test "a file that is none of these is a wrong use" {
	run bench/compare "$kept" /dev/null
	[ "$status" -eq 2 ]
	[[ $output == *"/dev/null: not a file of bench/count"* ]]
	run bench/compare "$kept"
	[ "$status" -eq 2 ]
	run bench/compare "$kept" "$BATS_TEST_TMPDIR/none"
	[ "$status" -eq 2 ]
}
