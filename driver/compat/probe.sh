#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Ask the kernel's own headers which APIs they have, by compiling one small file
# for each: PROBES/NAME.c compiles, so config.h defines MAPS_HAVE_NAME.
#
# Usage: probe.sh PROBES CONFIG-H COMPILER [FLAG...]

set -eu
probes=$1 config=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
	"$@" -Werror -c -o "$work/$name.o" "$probes/$name.c" 2>"$work/$name.log"
}

# A compiler that cannot compile anything would find no API at all, and what is
# built then would fail far from the cause.
name=sane
compile "$@" || {
	echo "maps: not even an empty module compiles with these kernel headers; the compiler says:" >&2
	cat "$work/sane.log" >&2
	exit 1
}

{
	echo "/* Made by compat/probe.sh: what the kernel's headers have. */"
	for probe in "$probes"/*.c; do
		name=$(basename "$probe" .c)
		[ "$name" != sane ] || continue
		macro=MAPS_HAVE_$(echo "$name" | tr '[:lower:]' '[:upper:]')
		if compile "$@"; then
			echo "#define $macro 1"
		else
			echo "/* no $macro: $(grep -m 1 -o 'error: .*' "$work/$name.log" | tr -d '*/') */"
		fi
	done
} >"$work/config.h"
mv "$work/config.h" "$config"
