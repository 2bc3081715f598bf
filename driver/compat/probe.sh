#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Find out which APIs the kernel's headers have, by compiling one small file for each: if
# PROBES/NAME.c compiles, config.h defines MAPS_HAVE_NAME. A declared function need not
# exist: if only some configurations build it, its probe checks for those, too.
#
# Usage: probe.sh PROBES CONFIG-H COMPILER [FLAG...]

set -eu
probes=$1 config=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016 # for the shells that xargs starts
# compile NAME COMPILER [FLAG...]: on success, there is a NAME.o; NAME.log has the messages.
compile='name=$1; shift; "$@" -Werror -c -o "$work/$name.o" "$probes/$name.c" 2>"$work/$name.log" || :'
export work probes

# A compiler that cannot compile anything would find no API at all, and the build
# would then fail far from the cause.
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
	echo "#ifndef MAPS_COMPAT_CONFIG_H"
	echo "#define MAPS_COMPAT_CONFIG_H"
	for name in $names; do
		macro=MAPS_HAVE_$(echo "$name" | tr '[:lower:]' '[:upper:]')
		if [ -e "$work/$name.o" ]; then
			echo "#define $macro 1"
		else
			echo "/* no $macro: $(grep -m 1 -o 'error: .*' "$work/$name.log" | tr -d '*/') */"
		fi
	done
	echo "#endif /* MAPS_COMPAT_CONFIG_H */"
} >"$work/config.h"
mv "$work/config.h" "$config"
