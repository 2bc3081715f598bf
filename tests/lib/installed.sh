#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the examples do, in the machine: see installed.bats.

# shellcheck source=tests/tap.sh
. ./tap.sh

# As one line: check() looks at each by itself.
joined() {
	text=$("$@" 2>&1)
	joined_status=$?
	echo "$text" | tr '\n' '|'
	return "$joined_status"
}

insmod /modules/maps.ko
for kind in '' -static; do
	check "create-and-map$kind" 0 '^frames has: maps: kernel memory, shared$' "./create-and-map$kind" frames
	check "create-and-map$kind leaves nothing" 0 '^frames has' "./create-and-map$kind" frames
	check "create-and-map$kind says why not" 1 '^create-and-map: maps0: Invalid argument$' "./create-and-map$kind" maps0
	check "pass-descriptor$kind" 0 '^the child reads: a question in kernel memory.the parent reads: an answer in the same memory.$' \
		joined "./pass-descriptor$kind"
	check "list-areas$kind" 0 '^/dev/maps0: 65536 bytes, vmalloc, mapped by insert, private: copy, 0 mappings$' "./list-areas$kind"
	check "why-refused$kind" 1 '^why-refused: maps0: Invalid argument.reason: the area ends .*asked:  MAP_SHARED, .*next:   map less' \
		joined "./why-refused$kind" maps0
	check "why-refused$kind of another device" 1 '^why-refused: /dev/null: No such device$' "./why-refused$kind" /dev/null
done
check 'a program of C++' 0 '^anonymous of vmalloc from C\+\+$' ./cplusplus
check 'the program of the README' 0 '^$' ./readme
check 'it leaves nothing' 0 '^1$' sh -c './list-areas | wc -l'
rmmod maps
check 'the driver is not loaded' 1 '^list-areas: No such file or directory; is the driver loaded' ./list-areas
tap_done
