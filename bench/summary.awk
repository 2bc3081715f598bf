# SPDX-License-Identifier: BSD-2-Clause
#
# bench/document: a column for each file, KERNEL-amd64.tsv, of what is most asked for.

function line(memory, way,    i) {
	printf "| `%s`, `%s` |", memory, way
	for (i = 1; i <= n; i++) printf " %s |", grouped(count[i, memory, way])
	print ""
}
function ratio(what, m1, w1, m2, w2,    i) {
	printf "| %s |", what
	for (i = 1; i <= n; i++) printf " %.2f |", count[i, m1, w1] / count[i, m2, w2]
	print ""
}
FNR == 1 { n++; kernel[n] = FILENAME; sub(/-amd64.tsv/, "", kernel[n]) }
$1 == "map" && $2 == 67108864 { count[n, $3, $4] = $5 }
END {
	printf "| |"; for (i = 1; i <= n; i++) printf " %s |", kernel[i]; print ""
	printf "|---|"; for (i = 1; i <= n; i++) printf "---:|"; print ""
	line("vmalloc", "remap")
	line("vmalloc", "range")
	line("vmalloc", "insert")
	line("vmalloc", "fault")
	line("huge", "huge")
	line("memfd", "touched")
	line("memfd-thp", "touched")
	line("hugetlb", "touched")
	ratio("`range` : `huge`", "vmalloc", "range", "huge", "huge")
	ratio("`huge` : memfd of transparent huge pages", "huge", "huge", "memfd-thp", "touched")
	ratio("`huge` : hugetlb", "huge", "huge", "hugetlb", "touched")
	ratio("`insert` : memfd of small pages", "vmalloc", "insert", "memfd", "touched")
}
