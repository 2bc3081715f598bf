#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# maps explain of programs in which nothing is wrong has nothing to explain, and they
# run as they do without it. Runs in the machine.
#
# needs root
# needs cpus 1
# needs file build/ARCH/tests/explain/correct
# needs file build/ARCH/tests/explain/victim

# shellcheck source=tests/tap.sh
. ./tap.sh

# alarm: the report, and a status that no check of a correct program expects. The report alone
# would not do: it stands behind the output that a check looks for.
alarm() {
	cat report
	return 99
}

# quiet COMMAND...: its output and its status, where nothing was found. Its children count.
quiet() {
	maps explain --timeout 30 -o report -- "$@"
	status=$?
	grep -q '^Nothing to explain: [1-9]' report || { alarm; return; }
	return "$status"
}

cat >program.c <<-END
	#include <stdio.h>
	int main(void)
	{
		return printf("compiled\n") != 9;
	}
END
cat >words.py <<-END
	import mmap, numpy, sys
	words = numpy.memmap(sys.argv[1], dtype="uint32", mode=sys.argv[2], shape=(16, 1024))
	if sys.argv[2] != "r":
	    words[15, 1023] = 7
	print(f"{words[0, 0]:x}", words.sum(dtype="uint64") > 0)
	with open(sys.argv[1], "rb") as file:
	    print(len(mmap.mmap(file.fileno(), 65536, prot=mmap.PROT_READ)))
END
head -c 65536 /dev/zero | tr '\0' '\252' >file

check 'these checks fail where something is found' 99 '^1 to explain' quiet ./victim /dev/broken-checked-error private
check 'and where no mapping was watched' 99 '^Nothing to explain: 0' quiet ./victim /dev/null nothing

load devices=1
# shellcheck disable=SC2016 # it is for that shell
check 'a shell session with pipelines' 0 '^[0-9]+$' quiet sh -ec '
	ls -l /usr/bin | sort -k 5 -n | tail -n 3 | awk "{ print \$NF }" >names
	find /etc -type f 2>/dev/null | xargs grep -l root >>names || :
	cp /usr/bin/awk copy && cmp /usr/bin/awk copy
	(sleep 0.1; echo done) & wait
	for i in 1 2 3; do echo $i; done | while read -r i; do expr $i + 1; done >>names
	wc -l <names'
check 'a compiler with its children' 0 '^compiled$' quiet sh -c 'gcc -O2 -g -o program program.c && ./program'
check 'numpy maps a file' 0 '^aaaaaaaa True$' quiet python3 words.py file r+
check 'numpy maps it copied on write' 0 '^aaaaaaaa True$' quiet python3 words.py file c
check 'numpy maps the device' 0 '^aabbccdd True$' quiet python3 words.py /dev/maps0 r+
check 'a debugger of a program' 0 'compiled' quiet gdb -batch -ex 'break main' -ex run -ex next -ex continue ./program

# All of these under one watch, which is told of each mapping of the device: 3, 4 threads of 20, 1 and 1.
all_ways() {
	# shellcheck disable=SC2016 # it is for that shell
	quiet sh -c 'set -e; for way in shared threads socket inherit; do ./correct $way /dev/maps0; done' || return
	[ "$(sed -n 's/^Nothing to explain: \([0-9]*\).*/\1/p' report)" -ge 85 ] || alarm
}

for parameters in mapper=remap mapper=range mapper=insert mapper=fault 'backing=huge pages=1024' backing=contig backing=shmem; do
	# shellcheck disable=SC2086 # several
	load $parameters
	check "$parameters: shared, by threads, by who received it, by who inherited it" 0 '^$' all_ways
	[ "$parameters" = mapper=remap ] ||
		check "$parameters: private and fork" 0 '^$' quiet ./correct private /dev/maps0
done
rmmod maps
tap_done
