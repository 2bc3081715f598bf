#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# libmaps as somebody has it who installed it: the examples, compiled with what is
# installed and nothing of this tree, and run in the machine.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
	arch=${ARCH:-amd64}
	export installed=$BATS_FILE_TMPDIR/root
	# The machine's C library, and not this one's, which may be newer.
	CC=$(make -s ARCH="$arch" print-guest-cc)
	export CC
	make -s install-lib CC="$CC" native="$BATS_FILE_TMPDIR/build" DESTDIR="$installed" prefix=/opt/maps \
		libdir=/opt/maps/lib/many
	export lib=$installed/opt/maps/lib/many programs=$BATS_FILE_TMPDIR/programs
	export PKG_CONFIG_LIBDIR=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$installed
	mkdir "$programs"
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || exit
}

# compile SOURCE PROGRAM WORD...: out of this tree, by the words that pkg-config says.
compile() {
	source=$PWD/$1 program=$programs/$2
	shift 2
	# shellcheck disable=SC2046 # words
	(cd "$programs" && $CC -D_GNU_SOURCE -Wall -Wextra -Werror "$source" -o "$program" "$@" \
		$(pkg-config --cflags --libs libmaps))
}

each_example() {
	for example in examples/*.c; do
		name=$(basename "$example" .c)
		"$@" "$example" "$name"
	done
}

shared() {
	compile "$1" "$2"
}

static() {
	compile "$1" "$2-static" -static
}

@test "what is installed is all there, and nothing names where it was built" {
	for file in include/libmaps.h include/linux/maps.h lib/many/libmaps.a lib/many/libmaps.so lib/many/libmaps.so.0 \
		lib/many/pkgconfig/libmaps.pc share/man/man3/libmaps.3; do
		[ -e "$installed/opt/maps/$file" ]
	done
	[ "$(readlink "$lib/libmaps.so")" = libmaps.so.0 ]
	run -1 grep -r "$installed" "$installed/opt/maps/lib/many/pkgconfig"
	[ "$(pkg-config --modversion libmaps)" = "$(cat VERSION)" ]
}

@test "the library has its soname, needs the C library alone, and shows its functions alone" {
	readelf -dW "$lib/libmaps.so.0" >"$BATS_TEST_TMPDIR/dynamic"
	grep -q 'SONAME.*\[libmaps.so.0\]' "$BATS_TEST_TMPDIR/dynamic"
	[ "$(grep -c NEEDED "$BATS_TEST_TMPDIR/dynamic")" -eq 1 ]
	grep -q 'NEEDED.*\[libc.so.6\]' "$BATS_TEST_TMPDIR/dynamic"
	readelf --dyn-syms -W "$lib/libmaps.so.0" | awk '$7 ~ /^[0-9]+$/ && $4 == "FUNC" { print $8 }' | sort >"$BATS_TEST_TMPDIR/shown"
	sed -n 's/^\t\(maps_[a-z_]*\);$/\1@@LIBMAPS_0.1/p' lib/libmaps.map | sort | diff - "$BATS_TEST_TMPDIR/shown"
}

@test "names in the static library are its own" {
	nm --defined-only -g "$lib/libmaps.a" | grep ' [A-Z] ' >"$BATS_TEST_TMPDIR/names"
	grep -q ' T maps_create$' "$BATS_TEST_TMPDIR/names"
	run -1 grep -v ' maps_' "$BATS_TEST_TMPDIR/names"
}

@test "each function has a page that man finds" {
	sed -n 's/^\t\(maps_[a-z_]*\);$/\1/p' lib/libmaps.map | while read -r function; do
		[ -s "$installed/opt/maps/share/man/man3/$function.3" ]
	done
}

@test "the examples compile with what is installed, shared and static" {
	each_example shared
	each_example static
}

@test "the program of the README compiles as it is there" {
	# shellcheck disable=SC2016 # it is the mark of a block
	sed -n '/^```c$/,/^```$/ { /^```/!p }' README.md >"$programs/readme.c"
	(cd "$programs" && compile readme.c readme)
	rm "$programs/readme.c"
}

@test "a program of C++ compiles with it" {
	compile tests/lib/cplusplus.cc cplusplus -std=c++11 -pedantic -fno-exceptions -fno-rtti
}

@test "the header can be the only one, in C99 and C++98" {
	# shellcheck disable=SC2046,SC2086 # words
	for language in 'c -std=c99' 'c++ -std=c++98'; do
		echo '#include <libmaps.h>' | $CC -x $language -pedantic -Wall -Wextra -Werror $(pkg-config --cflags libmaps) -fsyntax-only -
	done
}

@test "all of them run" {
	set --
	for program in "$programs"/*; do set -- "$@" --file "$program"; done
	run vm/run --file "$lib/libmaps.so.0:/lib/libmaps.so.0" "$@" --file tests/tap.sh \
		--file tests/lib/installed.sh --no-load -- sh ./installed.sh
	echo "$output"
	[ "$status" -eq 0 ]
}
