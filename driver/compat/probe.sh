#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Ask the kernel's own headers which APIs they have, by compiling one small file
# for each: PROBES/NAME.c compiles, so config.h defines MAPS_HAVE_NAME. What is declared
# need not be there: where a function is built by some configurations only, the probe asks
# for these, too.
#
# Usage: probe.sh PROBES CONFIG-H COMPILER [FLAG...]

set -eu
probes=$1 config=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016 # for the shells that xargs starts
# compile NAME COMPILER [FLAG...]: NAME.o is the answer, and NAME.log what was said.
compile='name=$1; shift; "$@" -Werror -c -o "$work/$name.o" "$probes/$name.c" 2>"$work/$name.log" || :'
export work probes

# A compiler that cannot compile anything would find no API at all, and what is
# built then would fail far from the cause.
sh -c "$compile" compile sane "$@"
[ -e "$work/sane.o" ] || {
	echo "maps: not even an empty module compiles with these kernel headers; the compiler says:" >&2
	cat "$work/sane.log" >&2
	exit 1
}

names=$(cd "$probes" && printf '%s\n' *.c | sed 's/\.c$//' | grep -vx sane)
echo "$names" | xargs -P "$(nproc)" -I '{}' sh -c "$compile" compile '{}' "$@"
{
	echo "/* Made by compat/probe.sh: what the kernel's headers have. */"
	for name in $names; do
		macro=MAPS_HAVE_$(echo "$name" | tr '[:lower:]' '[:upper:]')
		if [ -e "$work/$name.o" ]; then
			echo "#define $macro 1"
		else
			echo "/* no $macro: $(grep -m 1 -o 'error: .*' "$work/$name.log" | tr -d '*/') */"
		fi
	done
} >"$work/config.h"
mv "$work/config.h" "$config"
