#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# bench/table: figures of a made-up file, in their places.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	file=$BATS_TEST_TMPDIR/figures.tsv
	{
		printf '# kernel 6.1.0-50-cloud-amd64 #1 SMP Debian 6.1.190-1 (2026-01-01)\n'
		printf 'map\t67108864\thuge\thuge\t1234567\t\n'
		printf 'map\t67108864\thugetlb\ttouched\t999\t\n'
		printf 'map\t65536\thuge\thuge\t1000\t\n'
		printf 'map\t65536\thugetlb\ttouched\t-\tsmaller than a huge page\n'
		printf 'fork\t1073741824\thuge\thuge\t52\t\n'
		printf 'fork\t1073741824\thugetlb\ttouched\t-\tsmaller than a huge page\n'
	} >"$file"
}

# has WORDS: that a line of $output has these words, whatever is between, and no others.
has() {
	tr -s ' ' <<<"$output" | sed 's/ $//' | grep -Fx -- "$1"
}

@test "a table has the sizes in their order, and thousands apart" {
	run bench/table "$file"
	[ "$status" -eq 0 ]
	has ' 64 KiB 64 MiB'
	has 'huge huge 1 000 1 234 567'
	has 'hugetlb touched - 999'
}

@test "each work has its own table, with its own sizes" {
	run bench/table "$file"
	has ' 1 GiB'
	has 'huge huge 52'
}

@test "what was not counted is named once, with the reason" {
	run bench/table "$file"
	has ' hugetlb touched; map, fork; 64 KiB, 1 GiB: smaller than a huge page'
}

@test "in Markdown, too" {
	run bench/table --markdown "$file"
	[ "$status" -eq 0 ]
	has '| memory | way | 64 KiB | 64 MiB |'
	has '|---|---|---:|---:|'
	# shellcheck disable=SC2016 # Markdown
	has '| `huge` | `huge` | 1 000 | 1 234 567 |'
}

@test "another file is a wrong use" {
	run bench/table /dev/null
	[ "$status" -eq 2 ]
	[[ $output == *"it takes a file of bench/count"* ]]
}
