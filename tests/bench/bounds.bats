#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What the figures of bench/counts promise of memory of 64 MiB: how much less than others
# the driver takes. That a kernel still gives these figures, make check-bench tells.

setup() {
	cd "$BATS_TEST_DIRNAME/../../bench/counts" || exit
}

# The figure of KERNEL MEMORY WAY.
figure() {
	awk -F '\t' -v memory="$2" -v way="$3" '
		$1 == "map" && $2 == 67108864 && $3 == memory && $4 == way { print $5 }' "$1-amd64.tsv"
}

# at_most KERNEL FIGURE FACTOR OTHER: the first is a number, and no more than so many times
# the other.
at_most() {
	echo "Linux $1: $2, at most $3 of $4"
	awk -v figure="$2" -v factor="$3" -v other="$4" 'BEGIN { exit !(figure > 0 && figure <= factor * other) }'
}

every_kernel() {
	for file in *-amd64.tsv; do
		echo "${file%-amd64.tsv}"
	done
}

@test "huge takes at most 1/20 of range on 5.10, 1/35 on 6.1, 1/70 from 6.12 on" {
	for kernel in $(every_kernel); do
		case $kernel in
		5.10) part=20 ;;
		6.1) part=35 ;;
		*) part=70 ;;
		esac
		at_most "$kernel" "$(($(figure "$kernel" huge huge) * part))" 1 "$(figure "$kernel" vmalloc range)"
	done
}

@test "huge takes at most 1.05 of hugetlb where the kernel has vmf_insert_folio_pmd()" {
	at_most 7.3 "$(figure 7.3 huge huge)" 1.05 "$(figure 7.3 hugetlb touched)"
}

@test "huge takes at most 1.1 of a memfd of transparent huge pages" {
	for kernel in $(every_kernel); do
		at_most "$kernel" "$(figure "$kernel" huge huge)" 1.1 "$(figure "$kernel" memfd-thp touched)"
	done
}

@test "insert takes less than a memfd of small pages" {
	for kernel in $(every_kernel); do
		at_most "$kernel" "$(figure "$kernel" vmalloc insert)" 0.999 "$(figure "$kernel" memfd touched)"
	done
}
