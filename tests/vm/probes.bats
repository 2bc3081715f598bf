#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# How the driver's build asks the kernel's headers what they have. A folder with a few
# headers stands for them.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	headers=$BATS_TEST_TMPDIR/headers probes=$BATS_TEST_TMPDIR/probes config=$BATS_TEST_TMPDIR/config.h
	mkdir "$headers" "$probes"
	echo 'int old_name(int);' >"$headers/kernel.h"
	printf '#include <kernel.h>\nint probe(void);\nint probe(void) { return old_name(1); }\n' >"$probes/sane.c"
	sed 's/old_name(1)/old_name(2)/' "$probes/sane.c" >"$probes/old_name.c"
	sed 's/old_name(1)/new_name(1)/' "$probes/sane.c" >"$probes/new_name.c"
}

probe() {
	sh driver/compat/probe.sh "$probes" "$config" cc -Wall "$@"
}

@test "what compiles is there, and what does not has the compiler's words" {
	run -0 probe -I "$headers"
	[ -z "$output" ]
	grep -qx '#define MAPS_HAVE_OLD_NAME 1' "$config"
	grep -q '^/\* no MAPS_HAVE_NEW_NAME: error: .*new_name' "$config"
	[ "$(grep -c MAPS_HAVE "$config")" -eq 2 ]
}

@test "of two results that are included, the first one counts" {
	probe -I "$headers"
	printf '#include "first.h"\n#include "config.h"\n#ifdef MAPS_HAVE_OLD_NAME\n#error of the second one\n#endif\n' \
		>"$BATS_TEST_TMPDIR/both.c"
	sed '/OLD_NAME/d' "$config" >"$BATS_TEST_TMPDIR/first.h"
	cc -fsyntax-only "$BATS_TEST_TMPDIR/both.c"
}

@test "headers with which nothing compiles stop the build, in the compiler's words" {
	run -1 probe -I "$BATS_TEST_TMPDIR"
	[[ "${lines[0]}" == "maps: not even an empty module compiles with these kernel headers"* ]]
	[[ "$output" == *"kernel.h: No such file or directory"* ]]
	[ ! -e "$config" ]
}

@test "a compiler that is not there stops it, too" {
	run -1 sh driver/compat/probe.sh driver/compat/probes "$config" no-such-compiler
	[[ "$output" == *"not even an empty module"*"no-such-compiler"* ]]
	[ ! -e "$config" ]
}

@test "what is found is newer than what was asked, so that make does not ask again" {
	probe -I "$headers"
	touch -d 2001-01-01 "$config"
	probe -I "$headers"
	[ "$config" -nt "$headers/kernel.h" ]
	echo 'int new_name(int);' >>"$headers/kernel.h"
	probe -I "$headers"
	grep -qx '#define MAPS_HAVE_NEW_NAME 1' "$config"
}
