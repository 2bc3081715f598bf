# SPDX-License-Identifier: BSD-2-Clause
#
# bench/table: "markdown" is 1 or 0.

function code(text) {
	return markdown ? "`" text "`" : text
}

# Keep @bytes in size[], which is ascending.
function add_size(bytes,    i) {
	for (i = sizes++; i > 0 && size[i] > bytes; i--)
		size[i + 1] = size[i]
	size[i + 1] = bytes
}

# The first cell of a line, or the name of its columns.
function first_cell(memory, way) {
	if (!markdown)
		return sprintf("%-14s %-9s", memory, way)
	return "| " (memory ? code(memory) : "memory") " | " (memory ? code(way) : "way") " |"
}

function cell(text) {
	return sprintf(markdown ? " %s |" : " %14s", text)
}

function print_table(work,    i, line, rule, r, part) {
	line = first_cell("", "")
	rule = "|---|---|"
	for (i = 1; i <= sizes; i++) {
		if (!((work, size[i]) in has)) continue
		line = line cell(size_of(size[i]))
		rule = rule "---:|"
	}
	print line
	if (markdown) print rule
	for (r = 1; r <= rows[work]; r++) {
		split(row[work, r], part, SUBSEP)
		line = first_cell(part[1], part[2])
		for (i = 1; i <= sizes; i++)
			if ((work, size[i]) in has)
				line = line cell(grouped(count[work, size[i], row[work, r]]))
		print line
	}
}

function print_reason(what,    i, w, of, at, part) {
	for (w = 1; w <= works; w++)
		if ((what, work[w]) in lacks) of = of (of ? ", " : "") work[w]
	for (i = 1; i <= sizes; i++)
		if ((what, size[i]) in lacks) at = at (at ? ", " : "") size_of(size[i])
	split(what, part, FS)
	printf "%s%s; %s; %s: %s\n", markdown ? "- " : "  ", code(part[1]), of, at, part[2]
}

BEGIN {
	FS = "\t"
	title["map"] = "mmap, a touch of each page, munmap"
	title["private"] = "mmap, a private write to one page in each 2 MiB, munmap"
	title["read"] = "read() of all of it, 64 KiB at a time"
	title["write"] = "write() to all of it, 64 KiB at a time"
	title["fork"] = "fork() of a process that has it mapped and touched, and the end of the child"
}

/^#/ { next }

{
	bytes = $2 + 0
	subject = $3 SUBSEP $4
	if (!($1 in known_work)) work[++works] = $1
	if (!(bytes in known_size)) add_size(bytes)
	if (!(($1, subject) in known_row)) row[$1, ++rows[$1]] = subject
	known_work[$1] = known_size[bytes] = known_row[$1, subject] = has[$1, bytes] = 1
	count[$1, bytes, subject] = $5
}

$5 == "-" {
	what = $3 " " $4 FS $6
	if (!(what in known_reason)) reason[++reasons] = what
	known_reason[what] = lacks[what, $1] = lacks[what, bytes] = 1
}

END {
	for (w = 1; w <= works; w++) {
		printf "%s%s\n\n", markdown ? "### " : "", title[work[w]]
		print_table(work[w])
		print ""
	}
	if (reasons)
		printf "Not counted%s:\n\n", markdown ? ", and why" : ""
	for (r = 1; r <= reasons; r++)
		print_reason(reason[r])
}
