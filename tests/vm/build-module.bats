#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# When vm/build-module builds, and when what is there will do.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	module=$BATS_TEST_TMPDIR/tiny
	export MAPS_BUILD=$BATS_TEST_TMPDIR/build
	mkdir "$module"
	echo 'obj-m := tiny.o' >"$module/Kbuild"
	printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n#ifdef WORD\nMODULE_INFO(word, "yes");\n#endif\n' >"$module/tiny.c"
	built=$(vm/build-module "$module")
}

@test "a module is built again where a file of it has changed, or is gone" {
	touch -d 2001-01-01 "$built"
	vm/build-module "$module"
	[ "$(date -r "$built" +%Y)" = 2001 ]
	echo 'MODULE_INFO(late, "yes");' >>"$module/tiny.c"
	vm/build-module "$module"
	grep -q 'late=yes' "$built"
	rm "$built"
	[ "$(vm/build-module "$module")" = "$built" ]
	[ -e "$built" ]
}

@test "a file that is put back, older than its copy, is built again, and one that is gone is not built with" {
	cp -p "$module/tiny.c" "$BATS_TEST_TMPDIR/before.c"
	echo '#include "late.h"' >>"$module/tiny.c"
	echo 'MODULE_INFO(late, "yes");' >"$module/late.h"
	vm/build-module "$module"
	grep -q 'late=yes' "$built"
	rm "$module/late.h"
	touch "$module/tiny.c"
	run ! vm/build-module "$module"
	cp -p "$BATS_TEST_TMPDIR/before.c" "$module/tiny.c"
	vm/build-module "$module"
	run ! grep -q 'late=yes' "$built"
}

@test "a module that cannot be built is a failure, not a wrong use" {
	echo '#error not so' >>"$module/tiny.c"
	run -1 vm/build-module "$module"
	[[ $output == *"tiny: not built for "* ]]
}

@test "what is built with words for make is not taken for what is built without" {
	vm/build-module "$module" KCFLAGS=-DWORD
	grep -q 'word=yes' "$built"
	vm/build-module "$module"
	run ! grep -q 'word=yes' "$built"
}
