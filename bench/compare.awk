# SPDX-License-Identifier: BSD-2-Clause
#
# bench/compare, of two files: "me" is the name for messages, "new" that of the second.

function name_of(row,    part) {
	split(row, part, SUBSEP)
	return sprintf("%-8s %7s  %-14s %s", part[1], size_of(part[2]), part[3], part[4])
}

# Figures have up to 12 digits, which awk keeps exactly.
function change(from, to) {
	return sprintf("%+.2f %%", (to - from) * 100 / from)
}

function say(row, what) {
	printf "%s: %s: %s\n", me, name_of(row), what
}

function judge(row, old, now) {
	if (old == "-" && now == "-")
		return
	if (old == "-") {
		say(row, now ", which is not kept")
		unkept++
		return
	}
	compared++
	if (now == "-") {
		say(row, old " is there no more" (remark[row] ? ": " remark[row] : ""))
		bad++
	} else if (now * 100 > old * 102) {
		say(row, "grew by over 2 %, " old " to " now ", " change(old, now))
		bad++
	} else if (now * 102 < old * 100) {
		say(row, "less, " old " to " now ", " change(old, now))
		less++
	} else if (now != old) {
		moved++
	}
}

function show(row, old, now) {
	if (old != "-")
		compared++
	if (old != "-" && now == "-")
		bad++
	printf "%-42s %14s %14s %s\n", name_of(row), old, now, old == "-" || now == "-" ? "" : change(old, now)
}

function summarize() {
	printf "%s: %d figures compared: %d too large or missing, %d less, %d moved by up to 2 %%, %d as they were%s\n", me,
		compared, bad, less, moved, compared - bad - less - moved, unkept ? "; " unkept " not kept" : ""
	if (bad && emulator[KEPT] != emulator[NEW])
		printf "%s: the emulator is another one, which can be the cause: %s; now %s\n", me, emulator[KEPT], emulator[NEW]
	if (!compared)
		printf "%s: nothing was compared: the files have no figure in common\n", me
	exit bad > 0 || !compared
}

# Of another kernel, all may cost more or less; but what could be done still can.
function summarize_other() {
	if (bad)
		printf "%s: %d figures that are kept are there no more\n", me, bad
	if (!compared)
		printf "%s: nothing was compared: the files have no figure in common\n", me
	exit bad > 0 || !compared
}

BEGIN {
	FS = "\t"
	KEPT = 1
	NEW = 2
}

FNR == 1       { file++ }
/^# kernel /   { kernel[file] = substr($0, 10) }
/^# emulator / { emulator[file] = substr($0, 12) }
/^# bytes /    { if (file == NEW) sizes[substr($0, 9)] = 1 }
/^#/           { next }

{
	row = $1 SUBSEP $2 SUBSEP $3 SUBSEP $4
	if (!(row in known)) order[++count] = row
	known[row] = 1
	figure[file, row] = $5
	remark[row] = $6
}

END {
	same = kernel[KEPT] == kernel[NEW]
	if (!same)
		printf "%s: %s is of another kernel package, so they may be larger or smaller\n  kept  %s\n  new   %s\n",
			me, new, kernel[KEPT], kernel[NEW]
	for (i = 1; i <= count; i++) {
		row = order[i]
		split(row, part, SUBSEP)
		if (!(part[2] in sizes)) continue
		old = ((KEPT, row) in figure) ? figure[KEPT, row] : "-"
		now = ((NEW, row) in figure) ? figure[NEW, row] : "-"
		if (same)
			judge(row, old, now)
		else
			show(row, old, now)
	}
	if (same)
		summarize()
	else
		summarize_other()
}
